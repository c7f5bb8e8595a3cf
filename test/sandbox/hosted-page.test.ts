import request from 'supertest'
import { testCards } from '../../src/sandbox/index.ts'
import { anOrder, openBank } from './open-bank.ts'

const goodCard = { number: '4111 1111 1111 1111', expiry: '12/34', cvc: '123', name: 'Ada Lovelace' }

/** A registered order and its page. */
async function openPage(parameters: Record<string, string> = {}, options = {}) {
  const bank = await openBank(options)
  const orderId = await bank.register(parameters)
  const formUrl = new URL(bank.sandbox.order(orderId)!.formUrl)
  const site = request(formUrl.origin)
  const path = formUrl.pathname + formUrl.search
  return { ...bank, orderId, path, site, post: (fields: object) => site.post(path).type('form').send(fields) }
}

describe('the payment page', () => {
  it('shows who is paid, what for and how much', async () => {
    const { site, path } = await openPage(
      { description: 'Tea & "biscuits"', amount: '123456', currency: '392' },
      { merchantName: 'Tea House' },
    )

    const { text } = await site.get(path).expect(200).expect('Content-Type', /html/)

    expect(text).toContain('Tea House')
    expect(text).toContain('Tea &amp; &quot;biscuits&quot;')
    expect(text).toContain('Pay ¥123,456')
    for (const name of ['cc-number', 'cc-exp', 'cc-csc', 'cc-name']) expect(text).toContain(`autocomplete="${name}"`)
    for (const { number } of testCards) expect(text.replaceAll(' ', '')).toContain(number)
  })

  it('stays out of caches, frames and referrers, and lets the shop send a buyer anywhere', async () => {
    const { site, path } = await openPage({
      returnUrl: 'https://shop.example/return?x=1',
      failUrl: 'http://[::1]:3000/failed',
    })

    const { headers } = await site.get(path)

    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'self';img-src 'self';base-uri 'none';frame-ancestors 'none'",
    )
  })

  it('sends a buyer who paid to returnUrl with orderId and lang', async () => {
    const { post, orderId, status } = await openPage({
      returnUrl: 'http://127.0.0.1:3000/return?back#top',
      failUrl: 'http://127.0.0.1:3000/failed',
      language: 'fr',
    })

    const { headers } = await post(goodCard).expect(302).expect('Cache-Control', 'no-store')

    expect(headers.location).toBe(`http://127.0.0.1:3000/return?back&orderId=${orderId}&lang=fr#top`)
    expect(await status(orderId)).toMatchObject({
      orderStatus: 2,
      cardAuthInfo: { maskedPan: '411111**1111', cardholderName: 'Ada Lovelace' },
    })
  })

  it('keeps a buyer whose card was declined, says why, and leaves the order payable', async () => {
    const { site, path, post, orderId, status } = await openPage()

    await post({ ...goodCard, number: '4444444444446666' })
      .expect(302)
      .expect('Location', path)

    const { text } = await site.get(path).expect(200)
    expect(text).toContain('The payment was declined')
    expect(text).toContain('above the limit')
    expect(text).toContain('Back to the shop')
    expect(await status(orderId)).toMatchObject({
      orderStatus: 0,
      actionCode: -20010,
      cardAuthInfo: { maskedPan: '444444**6666' },
      paymentAmountInfo: { paymentState: 'CREATED', approvedAmount: 0 },
    })
    expect(await status(orderId)).not.toHaveProperty('cardAuthInfo.approvalCode')

    await post(goodCard).expect(302)
    expect(await status(orderId)).toMatchObject({ orderStatus: 2, actionCode: 0 })
  })

  it('declines the order for good after four failed attempts, and sends the buyer to failUrl', async () => {
    const { post, path, orderId, status } = await openPage({ failUrl: 'http://127.0.0.1:3000/failed' })
    const declined = { ...goodCard, cvc: '000' }

    for (let tries = 1; tries <= 3; tries += 1) await post(declined).expect('Location', path)
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: 71015 })
    await post(declined).expect('Location', `http://127.0.0.1:3000/failed?orderId=${orderId}&lang=en`)

    expect(await status(orderId)).toMatchObject({ orderStatus: 6, actionCode: -2013 })
    await post(goodCard).expect(409, /Too many failed attempts/)
    expect(await status(orderId)).toMatchObject({ orderStatus: 6 })
  })

  it.each([
    ['number', '4111111111111112', 'typing error'],
    ['number', '4111', '12 to 19 digits'],
    ['number', '', 'Enter the card number'],
    ['expiry', '13/34', 'month and year'],
    ['expiry', '', 'month and year'],
    ['cvc', '12', '3 or 4 digits'],
    ['name', '', 'name on the card'],
  ])('asks again for %s %j, which does not count as an attempt', async (field, value, text) => {
    const { post, orderId, status } = await openPage()

    const answer = await post({ ...goodCard, [field]: value }).expect(422)

    expect(answer.text).toContain(text)
    expect(answer.text).toContain(`aria-describedby="${field}-error`)
    expect(answer.text).toContain('role="alert"')
    expect(answer.text).not.toContain('value="123"')
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it('escapes what was typed', async () => {
    const { post } = await openPage()

    const { text } = await post({ ...goodCard, cvc: '', name: '"><script>alert(1)</script>' }).expect(422)

    expect(text).toContain('&quot;&gt;&lt;script&gt;')
    expect(text).not.toContain('<script')
  })

  it('lets a buyer leave, which leaves the order unchanged', async () => {
    const { sandbox, orderId, status } = await openPage({ failUrl: 'http://127.0.0.1:3000/failed' })

    expect(await sandbox.cancel(orderId)).toEqual({
      location: `http://127.0.0.1:3000/failed?orderId=${orderId}&lang=en`,
    })

    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
    expect(await sandbox.pay(orderId)).toMatchObject({ declined: false })
    expect(await sandbox.cancel(orderId)).toEqual({
      location: `http://127.0.0.1:3000/payment/return?orderId=${orderId}&lang=en`,
    })
  })

  it('says so if the order is paid, expired, refunded or unknown', async () => {
    const { sandbox, site, register } = await openPage()
    const [paid, expired, refunded] = [await register(), await register(), await register()]
    await sandbox.pay(paid)
    await sandbox.pay(refunded)
    sandbox.refundInPortal(refunded, 0)
    sandbox.expire(expired)
    const show = (orderId: string) => site.get('/payment/merchants/sandbox/payment_en.html').query({ mdOrder: orderId })

    await show(paid).expect(200, /This order is paid/)
    await show(expired).expect(200, /The time to pay has run out/)
    await show(refunded).expect(200, /This payment was returned/)
    await show('no-such-order').expect(404, /We cannot find this order/)
    await site.get('/payment/merchants/sandbox/payment_en.html').expect(404)
  })

  it('takes one payment out of three sent at once', async () => {
    const { post, orderId, sandbox } = await openPage()

    await Promise.all([post(goodCard), post(goodCard), post(goodCard)])

    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2, depositedAmount: 1999 })
  })
})

describe('the 3-D Secure step', () => {
  const challenged = { ...goodCard, number: '5555555555555599' }

  async function openChallenge(card: object = challenged) {
    const page = await openPage()
    const { headers } = await page.post(card).expect(302)
    const challengePath = headers.location!
    return { ...page, challengePath, answer: (form: object) => page.site.post(challengePath).type('form').send(form) }
  }

  it('asks for a one-time code while the order is 5, and approves the right one', async () => {
    const { site, path, challengePath, answer, orderId, status } = await openChallenge()
    expect(await status(orderId)).toMatchObject({ orderStatus: 5, actionCode: -100 })
    await site.get(challengePath).expect(200, /autocomplete="one-time-code"/)
    await site.get(path).expect(302).expect('Location', challengePath)

    await answer({ code: '123456' })
      .expect(302)
      .expect('Location', /^http:\/\/127.0.0.1:3000\/payment\/return\?orderId=/)

    expect(await status(orderId)).toMatchObject({ orderStatus: 2, actionCode: 0 })
  })

  it.each([[{ code: '000000' }], [{ code: '', cancel: 'yes' }]])('declines the attempt for %j', async (form) => {
    const { path, answer, orderId, status } = await openChallenge()

    await answer(form).expect(302).expect('Location', path)

    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -2025 })
  })

  it.each(['', '12345', '1234567', 'abcdef'])(
    'asks again for the code %j, which does not count as an attempt',
    async (code) => {
      const { answer, orderId, status } = await openChallenge()

      await answer({ code }).expect(422, /Enter the 6 digits/)

      expect(await status(orderId)).toMatchObject({ orderStatus: 5 })
    },
  )

  it('asks for an eight-digit password in version 1', async () => {
    const { answer, orderId, status } = await openChallenge({ ...goodCard, number: '5000001111111115' })

    await answer({ code: '123456' }).expect(422, /Enter the 8 digits/)
    await answer({ code: '00000000' }).expect(302)
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -2006 })
  })

  it('leads back to the payment page if there is nothing to confirm', async () => {
    const { site, path, orderId } = await openPage()

    const challengePath = `/payment/acs/challenge.html?mdOrder=${orderId}`
    await site.get(challengePath).expect(302).expect('Location', path)
    await site.post(challengePath).type('form').send({ code: '123456' }).expect(302).expect('Location', path)
  })

  it('says so if the session has ended in the meantime', async () => {
    const { sandbox, answer, path, site, orderId, status } = await openChallenge()
    sandbox.expire(orderId)

    await answer({ code: '123456' }).expect(302).expect('Location', path)

    await site.get(path).expect(200, /The time to pay has run out/)
    expect(await status(orderId)).toMatchObject({ orderStatus: 6 })
  })
})

describe('pay', () => {
  it('approves every card listed as approved, and declines the others', async () => {
    const { sandbox, register } = await openBank()

    for (const { number, outcome } of testCards) {
      const orderId = await register()
      const { declined, location } = await sandbox.pay(orderId, { number })
      expect({ number, declined }).toEqual({ number, declined: outcome.kind === 'declined' })
      expect(location === undefined).toBe(declined)
      expect(sandbox.order(orderId)).toMatchObject(
        outcome.kind === 'declined'
          ? { orderStatus: 0, actionCode: outcome.actionCode }
          : { orderStatus: 2, actionCode: 0 },
      )
    }
  })

  it.each([
    ['a wrong security code', { cvc: '000' }, 71015],
    ['an expiry in the past', { expiry: '01/20' }, 71015],
    ['an expiry after 12/34', { expiry: '10/35' }, 71015],
    ['a number that is not a test card', { number: '4242424242424242' }, 111],
  ])('declines %s', async (_, card, actionCode) => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()

    expect(await sandbox.pay(orderId, card)).toEqual({ location: undefined, declined: true })

    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode })
  })

  it('accepts a card to the end of its expiry month', async () => {
    const { sandbox, register } = await openBank()
    const now = new Date()
    const expiry = `${now.getMonth() + 1}/${now.getFullYear()}`

    expect(await sandbox.pay(await register(), { expiry })).toMatchObject({ declined: false })
  })

  it('leaves the buyer at the issuer for an empty code, and continues from there', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()

    expect(await sandbox.pay(orderId, { number: '5555555555555599', otp: '' })).toEqual({
      location: undefined,
      declined: false,
    })
    expect(await status(orderId)).toMatchObject({ orderStatus: 5 })
    expect(await sandbox.pay(orderId, { otp: '000000' })).toEqual({ location: undefined, declined: true })
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -2025 })
  })

  it('rejects for a malformed card, a paid order and an unknown one', async () => {
    const { sandbox, register } = await openBank()
    const orderId = await register()

    await expect(sandbox.pay(orderId, { number: '1' })).rejects.toThrow('422')
    await sandbox.pay(orderId)
    await expect(sandbox.pay(orderId)).rejects.toThrow('orderStatus is 2')
    await expect(sandbox.pay('x')).rejects.toThrow('no order x')
  })

  it('checks a card without charging it for features=VERIFY', async () => {
    const { sandbox, register, status, call } = await openBank()
    const orderId = await register({ features: 'VERIFY', amount: '0' })

    await sandbox.pay(orderId)

    expect(await status(orderId)).toMatchObject({
      orderStatus: 3,
      actionCode: 0,
      paymentAmountInfo: { paymentState: 'REVERSED', depositedAmount: 0 },
    })
    // Several are joined by a comma: only the bank whose calls are JSON reads a semicolon.
    expect(await call('register.do', { ...anOrder(), amount: '0', features: 'FORCE_TDS,VERIFY' })).toHaveProperty(
      'formUrl',
    )
    expect(await call('register.do', { ...anOrder(), amount: '0', features: 'FORCE_TDS;VERIFY' })).toMatchObject({
      errorCode: '5',
    })
  })
})

it('lets a test allow fewer failed attempts', async () => {
  const { sandbox, register } = await openBank({ failedTriesAllowed: 0 })
  const orderId = await register()

  expect(await sandbox.pay(orderId, { cvc: '000' })).toEqual({
    location: `http://127.0.0.1:3000/payment/return?orderId=${orderId}&lang=en`,
    declined: true,
  })
})
