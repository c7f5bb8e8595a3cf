const { apiUrl } = await (await fetch('/config.json')).json()
const said = document.querySelector('#said')

document.querySelector('#buy').addEventListener('click', async () => {
  const answer = await fetch(`${apiUrl}/checkout/mug`, {
    method: 'POST',
    credentials: 'include',
    // The same key for the same press: a request that is sent again opens no second order.
    headers: { accept: 'application/json', 'idempotency-key': crypto.randomUUID() },
  })
  const { formUrl, statusKey, orderNumber, detail } = await answer.json()
  if (!answer.ok) return void (said.textContent = detail)
  // For the page that the buyer comes back to. It shows one order, and pays nothing.
  if (statusKey) sessionStorage.setItem(orderNumber, statusKey)
  location.href = formUrl
})

// The buyer is back. The address proves nothing, so the API is asked.
const orderNumber = new URLSearchParams(location.search).get('order')
if (orderNumber) await showOutcome(orderNumber)

async function showOutcome(orderNumber) {
  const statusKey = sessionStorage.getItem(orderNumber)
  const answer = await fetch(`${apiUrl}/payment/orders/${orderNumber}`, {
    credentials: 'include',
    headers: { accept: 'application/json', ...(statusKey && { authorization: `Bearer ${statusKey}` }) },
  })
  const { outcome } = answer.ok ? await answer.json() : { outcome: 'unknown' }
  said.textContent =
    {
      success: 'Thank you, it is paid.',
      failure: 'Nothing was taken.',
      pending: 'We are asking the bank.',
      'contact-shop': 'Please contact us about this order.',
    }[outcome] ?? 'We know nothing of this order.'
  if (outcome === 'pending') setTimeout(() => void showOutcome(orderNumber), 5_000)
}
