import { until } from '../support/until.ts'
import { cards, makeBuyer, payBy } from './buyer.ts'
import type { Answer, Buyer } from './buyer.ts'
import type { Cell } from './cells.ts'
import { ground } from './ground.ts'
import { newLedgerFolder, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder } from './open-cell.ts'
import { killWhatRuns } from './programs.ts'
import type { Serving } from './programs.ts'
import { killExamples, startExample } from './start-example.ts'

const cell: Cell = { express: 'latest 5', node: '26', modules: 'ES modules' }
const old: Cell = { express: 'lowest 4', node: '22.16.0', modules: 'CommonJS' }

describe('the example', () => {
  let bank: Serving<BankPlace>
  let ledger: OpenedLedgerFolder

  beforeAll(async () => {
    bank = await serveIn('bank', cell)
  })
  beforeEach(() => (ledger = newLedgerFolder()))
  afterEach(async () => {
    await killExamples()
    ledger.close()
  })
  afterAll(killWhatRuns)

  function start(name: string, { express, node }: Cell, environment: Readonly<Record<string, string>> = {}) {
    const { folder } = ground().stores[express]!
    const given = { ...ledger.environment, CHECKOUT_GATEWAY_URL: bank.said.url, ...environment }
    return startExample({ folder, name, node, environment: given })
  }

  /** Pays at the bank, and comes back to the store. */
  async function payAndReturn(buyer: Buyer, { location = '' }: Answer, number = cards.approved): Promise<Answer> {
    expect(new URL(location).host).toBe(new URL(bank.said.url).host)
    const { location: returnUrl = '' } = await payBy(buyer, location, number)
    return buyer.get(returnUrl)
  }

  it.each([
    ['basic', cell],
    ['commonjs-express4', old],
  ] as const)('%s sells a mug', async (name, where) => {
    const store = await start(name, where)
    const buyer = makeBuyer()

    expect((await buyer.get(`${store.baseUrl}/`)).text).toContain('Buy a mug')
    const thanks = await payAndReturn(buyer, await buyer.get(`${store.baseUrl}/checkout/mug`))

    expect(thanks).toMatchObject({ status: 200 })
    await until(() => /send mug for order \w+/.test(store.said()))
  })

  it('cart is paid once, however often Pay is pressed, and emptied by the payment', async () => {
    const store = await start('cart', cell)
    const buyer = makeBuyer()
    const at = (path: string): string => store.baseUrl + path
    expect(await buyer.post(at('/cart/pay'), {})).toMatchObject({ status: 303, location: at('/cart') })
    await buyer.post(at('/cart/add/mug'), {})
    await buyer.post(at('/cart/add/tea'), {})
    expect((await buyer.get(at('/cart'))).text).toContain('2 items, 2449 cents')

    const [first, second] = [await buyer.post(at('/cart/pay'), {}), await buyer.post(at('/cart/pay'), {})]
    expect(second.location).toBe(first.location)
    expect(await payAndReturn(buyer, first)).toMatchObject({ status: 200 })

    await until(() => /send mug, tea for order \w+/.test(store.said()))
    expect((await buyer.get(at('/cart'))).text).toContain('0 items')
  })

  it('hold-and-capture takes the money when the desk leaves, and lets it go when it does not', async () => {
    const store = await start('hold-and-capture', cell, { STAFF_TOKEN: 'let-me-in' })
    const headers = { authorization: 'Bearer let-me-in' }
    const staff = async (path: string, method = 'POST'): Promise<unknown> =>
      (await fetch(`${store.baseUrl}/staff/${path}`, { method, headers })).json()
    for (const buyer of [makeBuyer(), makeBuyer()]) {
      const thanks = await payAndReturn(buyer, await buyer.get(`${store.baseUrl}/checkout/desk`))
      expect(thanks.text).toContain('charged when the desk leaves us')
    }
    expect(store.said()).not.toContain('is paid')

    const [shipped, cancelled] = (await staff('held', 'GET')) as string[]
    expect((await fetch(`${store.baseUrl}/staff/held`)).status).toBe(403)
    expect(await staff(`${shipped}/ship`)).toEqual({ status: 'paid', capturedMinor: 45_000 })
    expect(await staff(`${shipped}/ship`)).toEqual({ status: 'paid', capturedMinor: 45_000 })
    expect(await staff(`${cancelled}/cancel`)).toEqual({ status: 'reversed' })

    await until(() => store.said().includes(`the desk of order ${shipped} is paid`))
    expect(store.said()).not.toContain(`the desk of order ${cancelled} is paid`)
  })

  it('custom-pages shows a page of its own for each outcome', async () => {
    const store = await start('custom-pages', cell)
    const [lucky, unlucky] = [makeBuyer(), makeBuyer()]

    const thanks = await payAndReturn(lucky, await lucky.get(`${store.baseUrl}/checkout/mug`))
    expect(thanks.text).toMatch(/<h1>Thank you<\/h1><p>We have received €19\.99\. Your order is \w+\./)
    const { location: formUrl = '' } = await unlucky.get(`${store.baseUrl}/checkout/mug`)
    await payBy(unlucky, formUrl, cards.declined)
    const orderId = new URL(formUrl).searchParams.get('mdOrder')
    const back = await unlucky.get(`${store.baseUrl}/payment/return?orderId=${orderId}`)
    expect(back.text).toMatch(/<h1>Not paid<\/h1><p>Nothing was taken\. .+ <a href="\/checkout\/mug">Try again<\/a>/)
  })

  it('with-back-office lets in who has logged in, and nobody else', async () => {
    const store = await start('with-back-office', cell, { STAFF_PASSWORD: 'correct horse' })
    const [owner, stranger] = [makeBuyer(), makeBuyer()]
    await payAndReturn(stranger, await stranger.get(`${store.baseUrl}/checkout/mug`))

    expect(await stranger.get(`${store.baseUrl}/office/`)).toMatchObject({ status: 403 })
    expect(await stranger.post(`${store.baseUrl}/login`, { password: 'wrong horse' })).toMatchObject({
      location: `${store.baseUrl}/login`,
    })
    const { location = '' } = await owner.post(`${store.baseUrl}/login`, { password: 'correct horse' })
    const today = await owner.get(location)

    expect(today).toMatchObject({ status: 200 })
    expect(today.text).toContain('1 of 1 started')
  })

  it('saved-cards stores a card for its buyer alone, and takes it away again', async () => {
    const store = await start('saved-cards', cell)
    const at = (path: string): string => store.baseUrl + path
    const [ann, ben, stranger] = [makeBuyer(), makeBuyer(), makeBuyer()]
    await ann.post(at('/login/ann'), {})
    await ben.post(at('/login/ben'), {})
    const cardsOf = async (buyer: Buyer): Promise<{ bindingId: string; maskedNumber: string }[]> =>
      JSON.parse((await buyer.get(at('/cards'))).text) as never

    const { location: formUrl = '' } = await ann.get(at('/checkout/mug'))
    const { location: returnUrl = '' } = await ann.post(formUrl, {
      number: cards.approved,
      expiry: '12/34',
      cvc: '123',
      name: 'Ann',
      store: 'yes',
    })
    await ann.get(returnUrl)

    const [card, ...others] = await cardsOf(ann)
    expect([card?.maskedNumber, others]).toEqual(['411111**1111', []])
    expect(await cardsOf(ben)).toEqual([])
    expect(await stranger.get(at('/cards'))).toMatchObject({ status: 403 })
    expect(await ben.post(at(`/cards/${card?.bindingId}/remove`), {})).toMatchObject({ status: 404 })
    expect(await ann.post(at(`/cards/${card?.bindingId}/remove`), {})).toMatchObject({ status: 303 })
    expect(await cardsOf(ann)).toEqual([])
  })

  it('spa sells to a front end on another origin', async () => {
    const store = await start('spa', cell)
    const page = await fetch(`${store.frontUrl}/`)
    expect(page.headers.get('content-security-policy')).toContain(store.baseUrl)
    expect(await page.text()).toContain('buy.js')
    const headers = { origin: store.frontUrl, 'sec-fetch-site': 'same-site', accept: 'application/json' }

    const answer = await fetch(`${store.baseUrl}/checkout/mug`, { method: 'POST', headers })
    expect(answer.headers.get('access-control-allow-origin')).toBe(store.frontUrl)
    const { formUrl, orderNumber } = (await answer.json()) as { formUrl: string; orderNumber: string }
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const { location: returnUrl = '' } = await payBy(makeBuyer(), formUrl, cards.approved)
    const back = await fetch(returnUrl, { headers: { cookie }, redirect: 'manual' })
    expect(back.headers.get('location')).toContain(`${store.frontUrl}/?order=${orderNumber}`)
    const told = await fetch(`${store.baseUrl}/payment/orders/${orderNumber}`, { headers: { ...headers, cookie } })

    expect(await told.json()).toMatchObject({ outcome: 'success', amountMinor: 1999 })
  })
})
