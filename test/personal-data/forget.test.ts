import type { CheckoutOptions, ForgetReport } from '../../src/index.ts'
import { ageEntries } from '../ledger/age-entries.ts'
import { buy, mounts, openStore, orderOf } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { until } from '../support/until.ts'

const jane = {
  amountMinor: 1999,
  currency: 'EUR',
  description: 'A mug for Jane Roe',
  reference: 'CART-7',
  email: 'jane@example.com',
  clientId: 'client-7',
  metadata: { to: 'Jane Roe' },
}
const items = {
  mug: jane,
  tea: { ...jane, reference: 'CART-8', amountMinor: 450 },
  pot: { ...jane, reference: 'CART-9', email: 'john@example.com', clientId: 'client-8' },
}

let store: Store
afterEach(() => store.close())

describe.each(mounts)('forget %s', (_title, mount) => {
  const open = async (options: Partial<CheckoutOptions> = {}): Promise<void> => {
    store = await openStore({ mount, options: { catalog: items, ...options } })
  }

  async function paid(sku: keyof typeof items = 'mug'): Promise<{ orderNumber: string; gatewayOrderId: string }> {
    const bought = await buy(store, store.browser(), sku)
    await store.bank.pay(bought.gatewayOrderId)
    await store.checkout.settle(bought.orderNumber)
    return bought
  }

  const numbers = ({ blanked, kept }: ForgetReport) => ({
    blanked: blanked.map(({ orderNumber }) => orderNumber).sort(),
    kept: kept.map(({ orderNumber, reason }) => `${orderNumber} ${reason}`).sort(),
  })

  it('blanks all orders of a buyer that are over, and keeps the others, each with its reason', async () => {
    await open()
    const [one, two] = [await paid('mug'), await paid('tea')]
    const other = await paid('pot')
    await store.checkout.review(two.orderNumber, { by: 'Bob', note: 'Jane Roe has called' })

    const report = await store.checkout.forget({ email: 'JANE@example.com', by: 'Ann' })

    expect(numbers(report)).toEqual({ blanked: [one.orderNumber], kept: [`${two.orderNumber} review`] })
    expect(report).toMatchObject({ dryRun: false, isScrubbed: true })
    expect(report.kept[0]?.text).toBe('it is in review: somebody must decide about it (resolve) first')
    expect(await store.checkout.orders.get(one.orderNumber)).toMatchObject({
      email: undefined,
      clientId: undefined,
      description: undefined,
      metadata: undefined,
      card: undefined,
      status: 'paid',
      amountMinor: 1999,
      capturedMinor: 1999,
      approvalCode: expect.any(String) as string,
    })
    expect(await store.checkout.orders.get(other.orderNumber)).toMatchObject({ email: 'john@example.com' })

    await store.checkout.resolve(two.orderNumber, { as: 'paid', by: 'Bob', note: 'Jane Roe is right' })
    expect(numbers(await store.checkout.forget({ clientId: 'client-7' }))).toEqual({
      blanked: [two.orderNumber],
      kept: [],
    })
    const history = await store.checkout.orders.history(two.orderNumber)
    expect(JSON.stringify(history)).not.toMatch(/Roe/)
    expect(JSON.stringify(history)).toContain('Bob')
    expect(await store.checkout.verify()).toEqual([])
  })

  it('leaves the books, the explanation, refunds and the daily check of an order as they were', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await paid()
    const day = new Date().toISOString().slice(0, 10)
    const before = await store.checkout.daySheet({ from: day, to: '2999-01-01' })
    await store.checkout.forget({ orderNumber })

    expect(await store.checkout.daySheet({ from: day, to: '2999-01-01' })).toEqual(before)
    expect((await store.checkout.explain(orderNumber)).text).toContain('It is paid')
    store.bank.refundInPortal(gatewayOrderId, 500)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'partially_refunded' })
    expect(await store.checkout.refund(orderNumber, { amountMinor: 1499, key: 'a' })).toMatchObject({
      status: 'refunded',
    })
  })

  it('does not have what was paid once be paid again', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser, 'mug')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.forget({ reference: 'CART-7' })

    const again = await browser.get(store.path('/checkout/mug')).expect(303)
    expect(again.headers.location).toContain(`/payment/return?orderId=${gatewayOrderId}`)
    await store.browser().get(store.path('/checkout/mug')).expect(409)
    expect(store.bank.requests.filter(({ method }) => method === 'register.do')).toHaveLength(1)
  })

  it('shows its buyer the page of a forgotten order without what was blanked', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser, 'mug')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.forget({ orderNumber })

    const page = await browser.get(store.path(`/payment/return?orderId=${gatewayOrderId}`)).expect(200)

    expect(page.text).toContain('Payment received')
    expect(page.text).not.toMatch(/Roe|CART-7|jane@/)
  })

  it('has money that pays twice for a forgotten reference go before a person', async () => {
    await open({ latePayment: 'hand-over', doublePayment: 'hand-over' })
    const late = await buy(store, store.browser(), 'mug')
    store.bank.alter(late.gatewayOrderId, { orderStatus: 6, actionCode: -2014 })
    await store.checkout.settle(late.orderNumber)
    const paid = await buy(store, store.browser(), 'mug')
    await store.bank.pay(paid.gatewayOrderId)
    await store.checkout.settle(paid.orderNumber)
    const { reference } = (await store.checkout.orders.get(paid.orderNumber))!
    const forgotten = numbers(await store.checkout.forget({ reference: reference! })).blanked
    expect([...forgotten].sort()).toEqual([late.orderNumber, paid.orderNumber].sort())

    await store.bank.pay(late.gatewayOrderId)
    store.bank.alter(late.gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    await store.checkout.settle(late.orderNumber)

    expect(await orderOf(store, late.gatewayOrderId)).toMatchObject({ status: 'review' })
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([paid.orderNumber])
  })

  it('has late money for a forgotten order go before a person: nobody knows whom to send the goods to', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser(), 'mug')
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2014 })
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'expired' })
    expect(numbers(await store.checkout.forget({ orderNumber })).blanked).toEqual([orderNumber])

    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    await store.checkout.settle(orderNumber)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'review', reviewReason: 'late-payment' })
    expect(store.handedOver).toEqual([])
  })

  it('never crosses a hand-over that still fails, and does it once it is done', async () => {
    let isBroken = true
    await open({
      onPaid: (order) => {
        if (isBroken) throw new Error(`no box for ${JSON.stringify(order.metadata)}`)
        store.handedOver.push(order)
      },
    })
    const { orderNumber } = await paid()

    expect(numbers(await store.checkout.forget({ orderNumber })).kept).toEqual([`${orderNumber} due`])
    isBroken = false
    await store.checkout.handOver(orderNumber)
    expect(store.handedOver).toMatchObject([{ metadata: { to: 'Jane Roe' } }])
    await store.checkout.forget({ orderNumber })

    expect(JSON.stringify(await store.checkout.orders.history(orderNumber))).not.toContain('Roe')
  })

  it('waits for a refund whose answer was lost', async () => {
    await open()
    const { orderNumber } = await paid()
    await store.database.sql(`insert into checkout_refunds
      (order_number, key, amount_minor, external_refund_id, refunded_before_minor, state, asked_at)
      values ('${orderNumber}', 'a', 1, 'x', 0, 'asked', '2026-01-31T09:30:00.000Z')`)

    expect(numbers(await store.checkout.forget({ orderNumber })).kept).toEqual([`${orderNumber} refund-under-way`])
  })

  it('changes nothing on a dry run, and says what it would', async () => {
    await open()
    const { orderNumber } = await paid()
    const before = await store.checkout.orders.history(orderNumber)

    const would = await store.checkout.forget({ orderNumber, dryRun: true })

    expect(would).toMatchObject({ dryRun: true, blanked: [{ orderNumber, entryCount: 1 }], kept: [] })
    expect(await store.checkout.orders.history(orderNumber)).toEqual(before)
    expect(await store.checkout.forget({ orderNumber })).toMatchObject({ blanked: would.blanked })
  })

  it.each<[unknown, string, RegExp]>([
    [undefined, 'CHECKOUT_INVALID_REQUEST', /forget: wanted an object/],
    [{}, 'CHECKOUT_INVALID_REQUEST', /wanted one of orderNumber, reference, clientId, email, got none/],
    [{ email: 'a@b.c', clientId: '7' }, 'CHECKOUT_INVALID_REQUEST', /got clientId and email/],
    [{ mail: 'a@b.c' }, 'CHECKOUT_INVALID_REQUEST', /unknown name "mail".*"email"/],
    [{ email: '' }, 'CHECKOUT_INVALID_REQUEST', /email: wanted a string that is not empty/],
    [{ email: ['a@b.c'] }, 'CHECKOUT_INVALID_REQUEST', /email: wanted a string/],
    [{ clientId: 'a\0' }, 'CHECKOUT_INVALID_REQUEST', /clientId: wanted a string/],
    [{ email: 'a@b.c', dryRun: 'yes' }, 'CHECKOUT_INVALID_REQUEST', /dryRun: wanted true or false, got "yes"/],
    [{ email: 'a@b.c', by: 'a\nb' }, 'CHECKOUT_INVALID_REQUEST', /name of the person/],
    [{ orderNumber: 'nobody' }, 'CHECKOUT_ORDER_NOT_FOUND', /no order "nobody"/],
  ])('refuses %p, and blanks nothing', async (query, code, message) => {
    await open()
    const { orderNumber } = await paid()

    await expect(store.checkout.forget(query as never)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })

    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ forgottenAt: undefined })
  })

  it('finds nobody, and says so with empty lists', async () => {
    await open()

    expect(await store.checkout.forget({ email: 'nobody@example.com' })).toEqual({
      dryRun: false,
      blanked: [],
      kept: [],
      blankedLinks: [],
      keptLinks: [],
      isScrubbed: undefined,
    })
  })

  it('blanks a payment link that nobody has used, once it cannot be paid any more', async () => {
    await open()
    const { linkNumber } = await store.checkout.link(jane, { note: 'Jane Roe rang' })
    const other = await store.checkout.link({ ...items.pot })
    expect(await store.checkout.forget({ email: 'JANE@example.com' })).toMatchObject({
      blankedLinks: [],
      keptLinks: [{ linkNumber, reason: 'link-open', text: expect.stringContaining('withdraw it') as string }],
      isScrubbed: undefined,
    })

    await store.checkout.links.withdraw(linkNumber)
    const would = await store.checkout.forget({ clientId: 'client-7', dryRun: true })
    const report = await store.checkout.forget({ reference: 'CART-7' })

    expect(report.blankedLinks).toEqual([
      { linkNumber, fields: ['reference', 'clientId', 'metadata', 'description', 'email', 'note'] },
    ])
    expect(report.isScrubbed).toBe(true)
    expect(would.blankedLinks).toEqual(report.blankedLinks)
    expect(await store.checkout.links.get(linkNumber)).toMatchObject({
      state: 'withdrawn',
      email: undefined,
      description: undefined,
      metadata: undefined,
      note: undefined,
      amountMinor: 1999,
    })
    expect(await store.checkout.links.get(other.linkNumber)).toMatchObject({ email: 'john@example.com' })
  })

  it('does not have a link be paid once more whose reference another order has paid', async () => {
    await open()
    const { linkNumber } = await store.checkout.link(jane)
    await paid('mug')

    const report = await store.checkout.forget({ reference: 'CART-7' })

    expect(report).toMatchObject({ blanked: [{}], blankedLinks: [{ linkNumber }] })
    expect(await store.checkout.links.get(linkNumber)).toMatchObject({ state: 'paid', note: undefined })
  })

  it('by age also blanks a link that nobody has used, long after its end', async () => {
    await open({ retention: { personalDays: 45 } })
    const { linkNumber } = await store.checkout.link(jane)
    await store.checkout.links.withdraw(linkNumber)
    await store.database.age('checkout_links', 'withdrawn_at', 46 * 86_400_000)

    await store.checkout.start()

    await until(async () => (await store.checkout.links.get(linkNumber))?.email === undefined)
  })

  it('by age is done by the sweep, once an order has not moved for retention.personalDays', async () => {
    await open({ retention: { personalDays: 45 } })
    const [old, young] = [await paid('mug'), await paid('pot')]
    await ageEntries(store.database, old.orderNumber, 46)
    await ageEntries(store.database, young.orderNumber, 44)

    await store.checkout.start()
    await until(async () => (await store.checkout.orders.get(old.orderNumber))?.forgottenAt !== undefined)

    const order = await store.checkout.orders.get(old.orderNumber)
    expect(order).toMatchObject({ email: undefined, metadata: undefined, status: 'paid', handOver: 'done' })
    expect((await store.checkout.orders.history(old.orderNumber)).at(-1)).toMatchObject({ trigger: 'retention' })
    await until(() => store.log.join('\n').includes('personal data of old orders and payment links was blanked'))
    expect(await store.checkout.orders.get(young.orderNumber)).toMatchObject({ forgottenAt: undefined })
  })

  it('by age is never done without the option', async () => {
    await open({ sweep: { everyMs: 100 } })
    const { orderNumber } = await paid()
    await ageEntries(store.database, orderNumber, 4_000)

    await store.checkout.start()
    // Several rounds: what the sweep does beside it shows that they were.
    const other = await buy(store, store.browser(), 'pot')
    await store.bank.pay(other.gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 60_000)
    await until(async () => (await store.checkout.orders.get(other.orderNumber))?.status === 'paid')

    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ email: 'jane@example.com' })
  })
})
