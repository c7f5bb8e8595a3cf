/** The answer to one request. */
export interface Answer {
  readonly status: number
  /** The absolute redirect target; undefined if it does not redirect. */
  readonly location: string | undefined
  readonly text: string
  readonly headers: Headers
}

/** An HTTP client that keeps cookies, like a browser. */
export interface Buyer {
  get(url: string): Promise<Answer>
  post(url: string, fields: Readonly<Record<string, string>>): Promise<Answer>
}

/** Cards of the sandbox (README, "Testing your store"). */
export const cards = { approved: '4111 1111 1111 1111', declined: '5168 4948 9505 5780' }

export function makeBuyer(): Buyer {
  // Shared by all ports of a host, as in browsers.
  const cookies = new Map<string, string>()

  const send = async (url: string, init: RequestInit): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    return {
      status: answer.status,
      location: location === null ? undefined : new URL(location, url).href,
      text: await answer.text(),
      headers: answer.headers,
    }
  }

  return {
    get: (url) => send(url, { method: 'GET' }),
    post: (url, fields) => send(url, { method: 'POST', body: new URLSearchParams(fields) }),
  }
}

/** Fills in the bank's page. Leads back to the store, or to the page again for another attempt. */
export async function payBy(buyer: Buyer, formUrl: string, number: string): Promise<Answer> {
  await buyer.get(formUrl)
  return buyer.post(formUrl, { number, expiry: '12/34', cvc: '123', name: 'A. Buyer' })
}

/** Buys a mug, pays, and comes back. Resolves to the order number on the thank-you page. */
export async function buyAndPay(baseUrl: string): Promise<string> {
  const buyer = makeBuyer()
  const { location: formUrl = '' } = await buyer.get(`${baseUrl}/checkout/mug`)
  const { location: returnUrl = '' } = await payBy(buyer, formUrl, cards.approved)
  const { text } = await buyer.get(returnUrl)
  const [, orderNumber] = /^Thank you for mug (\S+)$/.exec(text) ?? []
  if (orderNumber === undefined) throw new Error(`Expected the thank-you page, got: ${text}`)
  return orderNumber
}
