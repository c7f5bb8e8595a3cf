import { openStore, orderOf, buy } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'
import { deedNames } from '../../src/sandbox/bank/deeds.ts'
import { openBank } from './open-bank.ts'
import { openStaff, textOf } from './staff.ts'

type Bank = Awaited<ReturnType<typeof open>>

async function open(options = {}) {
  const bank = await openBank(options)
  return { ...bank, ...openStaff(bank.sandbox) }
}

/** Orders in every status, each with what can be done to it. */
const standings: readonly [string, (bank: Bank) => Promise<string>, readonly string[]][] = [
  ['0 Registered', ({ register }) => register(), ['pay', 'refuse', 'expire']],
  ['7 Pending', scanned, ['pay', 'refuse']],
  ['1 Approved', held, ['capture', 'release']],
  ['2 Deposited', paid, ['refund', 'chargeBack']],
  [
    '3 Reversed',
    async (bank) => {
      const orderId = await held(bank)
      await bank.call('reverse.do', { orderId })
      return orderId
    },
    [],
  ],
  [
    '4 Refunded in part',
    async (bank) => {
      const orderId = await paid(bank)
      bank.sandbox.refundInPortal(orderId, 500)
      return orderId
    },
    ['refund', 'chargeBack'],
  ],
  [
    '4 Refunded',
    async (bank) => {
      const orderId = await paid(bank)
      bank.sandbox.refundInPortal(orderId, 0)
      return orderId
    },
    [],
  ],
  [
    '5 At the issuer',
    async (bank) => {
      const orderId = await bank.register()
      await bank.sandbox.pay(orderId, { number: '5555555555555599', otp: '' })
      return orderId
    },
    ['pay', 'refuse', 'expire'],
  ],
  [
    '6 Declined',
    async (bank) => {
      const orderId = await bank.register()
      bank.sandbox.expire(orderId)
      return orderId
    },
    ['payLate'],
  ],
]

/** Confirmed in the buyer's own bank, which tells of it much later. */
async function scanned({ register, sandbox }: Bank): Promise<string> {
  const orderId = await register()
  await sandbox.pay(orderId, { qr: 'confirmed', qrToldAfterMs: 1e7 })
  return orderId
}

async function held({ register, sandbox }: Bank): Promise<string> {
  const orderId = await register({ method: 'registerPreAuth.do' })
  await sandbox.pay(orderId)
  return orderId
}

async function paid({ register, sandbox }: Bank): Promise<string> {
  const orderId = await register()
  await sandbox.pay(orderId)
  return orderId
}

describe('what can be done to an order by hand', () => {
  it.each(standings)('is offered as it stands: %s', async (word, make, deeds) => {
    const bank = await open()
    const orderId = await make(bank)

    expect(await bank.deedsOf(orderId)).toEqual(deeds)
    const list = await bank.show('/')
    expect(textOf(list)).toContain(word)
    expect([...list.matchAll(/name="deed" value="(\w+) [\w-]+"/g)].map(([, deed]) => deed)).toEqual(deeds)
    if (deeds.length === 0) expect(textOf(list)).toContain('Nothing left to do')
  })

  it.each(standings)('is refused if it is not: %s', async (word, make, deeds) => {
    const bank = await open()
    const orderId = await make(bank)
    const before = bank.sandbox.order(orderId)

    for (const deed of deedNames.filter((name) => !deeds.includes(name))) {
      const { text } = await bank.post(`/orders/${orderId}`, { deed, key: await bank.newKey() }).expect(409)
      expect(textOf(text)).toContain('Nothing was done')
      expect(textOf(text)).toContain(`The order is “${word}”.`)
    }

    expect(bank.sandbox.order(orderId)).toEqual(before)
  })

  it('includes every deed that the bank knows', () => {
    expect(new Set(standings.flatMap(([, , deeds]) => deeds))).toEqual(new Set(deedNames))
  })

  it.each([
    ['pay', { orderStatus: 2, actionCode: 0 }, 'The buyer paid 19.99 EUR.'],
    [
      'refuse',
      { orderStatus: 0, actionCode: 5, failedTriesCount: 1 },
      'The card was refused. The buyer may try again.',
    ],
    ['expire', { orderStatus: 6, actionCode: -2014 }, 'The time to pay has run out.'],
  ])('lets an open order be done with: %s', async (deed, order, text) => {
    const bank = await open()
    const orderId = await bank.register()

    const page = await bank.press('/', { value: `${deed} ${orderId}` })

    expect(bank.sandbox.order(orderId)).toMatchObject(order)
    expect(textOf(page).replaceAll('\u{a0}', ' ')).toContain(text)
    expect(page).toContain('id="done" class="just"')
  })

  it('answers the issuer’s question rightly or wrongly', async () => {
    const bank = await open()
    const [first, second] = [await bank.register(), await bank.register()]
    for (const orderId of [first, second]) await bank.sandbox.pay(orderId, { number: '5555555555555599', otp: '' })

    await bank.press(`/orders/${first}`, { value: 'Pay' })
    await bank.press(`/orders/${second}`, { value: 'Refuse' })

    expect(bank.sandbox.order(first)).toMatchObject({ orderStatus: 2 })
    expect(bank.sandbox.order(second)).toMatchObject({ orderStatus: 0, actionCode: -2025 })
  })

  it('refuses a card until no attempts are left', async () => {
    const bank = await open({ failedTriesAllowed: 1 })
    const orderId = await bank.register()

    await bank.press(`/orders/${orderId}`, { value: 'Refuse' })
    const page = await bank.press(`/orders/${orderId}`, { value: 'Refuse' })

    expect(textOf(page)).toContain('The card was refused, and no attempts are left.')
    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 6, actionCode: -2013 })
  })

  it.each([
    ['4444444444446666', { orderStatus: 0, actionCode: -20010 }],
    ['5555555555555599', { orderStatus: 5 }],
    ['4563960122001999', { orderStatus: 2, card: { maskedNumber: '456396**1999' } }],
  ])('lets the buyer take the test card %s', async (card, order) => {
    const bank = await open()
    const orderId = await bank.register()

    await bank.press(`/orders/${orderId}`, { value: 'Pay' }, { card })

    expect(bank.sandbox.order(orderId)).toMatchObject(order)
  })

  it('captures and refunds the whole or an amount', async () => {
    const bank = await open()
    const orderId = await held(bank)

    await bank.press(`/orders/${orderId}`, { value: 'Capture' }, { amount: '15.00' })
    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 2, depositedAmount: 1500 })
    const page = await bank.press(`/orders/${orderId}`, { value: 'Refund' }, { amount: '5' })
    expect(textOf(page).replaceAll('\u{a0}', ' ')).toContain('The bank gave back 5.00 EUR.')
    expect(bank.sandbox.order(orderId)).toMatchObject({ depositedAmount: 1000, refundedAmount: 500 })
    await bank.press('/', { value: `refund ${orderId}` })

    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 4, depositedAmount: 0, refundedAmount: 1500 })
  })

  it('takes amounts with the decimals of their currency', async () => {
    const bank = await open()
    const [yen, dinar] = [
      await bank.register({ currency: '392', amount: '123456' }),
      await bank.register({ currency: '414', amount: '1234567' }),
    ]
    for (const orderId of [yen, dinar]) await bank.sandbox.pay(orderId)

    await bank.press(`/orders/${yen}`, { value: 'Refund' }, { amount: '123 000' })
    await bank.press(`/orders/${dinar}`, { value: 'Refund' }, { amount: '0.001' })

    expect(bank.sandbox.order(yen)).toMatchObject({ refundedAmount: 123_000 })
    expect(bank.sandbox.order(dinar)).toMatchObject({ refundedAmount: 1 })
  })

  it.each([
    ['0', 'the amount is 0'],
    ['0.00', 'the amount is 0'],
    ['-5', 'Wanted an amount of EUR'],
    ['5,00', 'Wanted an amount of EUR'],
    ['5.001', 'Wanted an amount of EUR'],
    ['"><i>', 'Wanted an amount of EUR'],
    ['1e3', 'Wanted an amount of EUR'],
    ['20.00', 'Refund amount exceeds deposited amount'],
    ['9'.repeat(400), 'Wanted an amount of EUR'],
  ])('says at the field what is wrong with the amount %j', async (amount, text) => {
    const bank = await open()
    const orderId = await paid(bank)
    const fields = { deed: 'refund', key: await bank.newKey(), amount }

    const answer = await bank.post(`/orders/${orderId}`, fields).expect(422)

    expect(textOf(answer.text)).toContain(text)
    expect(answer.text).toContain('aria-invalid="true"')
    expect(answer.text).toContain('aria-describedby="refund-fault refund-hint"')
    expect(answer.text).not.toContain('"><i>')
    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 2, refundedAmount: 0 })
  })

  it('leaves nothing to do after a chargeback, and says why', async () => {
    const bank = await open()
    const orderId = await paid(bank)

    const page = await bank.press(`/orders/${orderId}`, { value: 'Charge back' })

    expect(textOf(page)).toContain('The cardholder’s bank took back')
    expect(textOf(page)).toContain('Refund: the money was charged back.')
    expect(await bank.deedsOf(orderId)).toEqual([])
    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 2, chargeback: true })
    expect(await bank.call('refund.do', { orderId, amount: '1' })).toMatchObject({ errorCode: '7' })
  })

  it('can be done to one order only once by a form, however often it is sent', async () => {
    const bank = await open()
    const orderId = await paid(bank)
    const fields = { deed: 'refund', key: await bank.newKey(), amount: '5.00' }

    const answers = await Promise.all([1, 2, 3].map(() => bank.post(`/orders/${orderId}`, fields).expect(303)))

    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1)
    expect(bank.sandbox.order(orderId)).toMatchObject({ refundedAmount: 500 })
    await bank.post(`/orders/${orderId}`, { ...fields, key: await bank.newKey() }).expect(303)
    expect(bank.sandbox.order(orderId)).toMatchObject({ refundedAmount: 1000 })
  })

  it.each([
    ['an unknown deed', { deed: 'bribe' }, 400],
    ['no deed', {}, 400],
    ['a property of every object', { deed: 'constructor' }, 400],
    ['no deed in the list', { deed: '' }, 404],
    ['an unknown order in the list', { deed: 'pay none' }, 404],
    ['a card that is no test card', { deed: 'pay', card: '4242424242424242' }, 400],
  ])('is a clear page for %s', async (_what, fields, status) => {
    const bank = await open()
    const orderId = await bank.register()

    const path = status === 404 ? '/orders' : `/orders/${orderId}`
    const answer = await bank.post(path, { ...fields, key: await bank.newKey() }).expect(status)

    expect(answer.text).toContain('<body class="bank">')
    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it('is not done by a form without its key, nor by one that is far too large', async () => {
    const bank = await open()
    const orderId = await bank.register()

    await bank.post(`/orders/${orderId}`, { deed: 'pay' }).expect(400, /no form of the bank’s pages/)
    await bank.post(`/orders/${orderId}`, { deed: 'pay', key: 'x' }).expect(400)
    await bank
      .post(`/orders/${orderId}`, { deed: 'pay', key: await bank.newKey(), more: 'x'.repeat(70_000) })
      .expect(413, /The form is too large/)

    expect(bank.sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it('leads back to the place in the list, and nowhere else', async () => {
    const bank = await open()
    await bank.register({ description: 'tea' })
    const back = 'q=tea&before=https://evil.example&done=x&other=1'

    const orderId = bank.sandbox.orders()[0]!.gatewayOrderId
    const key = await bank.newKey()
    const answer = await bank.post('/orders', { deed: `pay ${orderId}`, key, back }).expect(303)

    expect(answer.headers.location).toMatch(/^\/\?before=https%3A%2F%2Fevil.example&q=tea&done=[\w-]+#done$/)
  })
})

describe('a store', () => {
  let store: Store
  afterEach(() => store.close())

  async function openWith(options: StoreOptions = {}, dynamic = true) {
    // Without a checksum, a second callback within two seconds is answered from the first question.
    const key = 'callback-key-of-this-test'
    store = await openStore({
      ...options,
      bank: { callback: { url: 'http://127.0.0.1:9/nowhere', key } },
      options: { callback: { dynamic, key }, ...options.options },
    })
    const bought = await buy(store, store.browser())
    const press = (value: string, typed = {}) =>
      openStaff(store.bank).press(`/orders/${bought.gatewayOrderId}`, { value }, typed)
    const becomes = (status: string) =>
      until(
        async () => (await orderOf(store, bought.gatewayOrderId)).status === status,
        () => store.log,
      )
    return { ...bought, press, becomes }
  }

  it('hands over what was paid by hand, told by callback', async () => {
    const { press, becomes, orderNumber } = await openWith()

    await press('Pay')
    await becomes('paid')
    await until(() => store.handedOver.length > 0)

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('hands over what was paid by hand, asked by its sweep, once', async () => {
    const { press, orderNumber } = await openWith({}, false)

    await press('Pay')
    expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
    await store.checkout.reconcile()

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('keeps an order open whose card was refused, and closes one that ran out', async () => {
    const { press, becomes, orderNumber } = await openWith()

    await press('Refuse')
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'registered' })
    await press('Expire')

    await becomes('expired')
    expect(store.handedOver).toEqual([])
  })

  it('hands over an order that was paid after it had run out', async () => {
    const { press, becomes } = await openWith()
    await press('Expire')
    await becomes('expired')

    await press('Pay late')
    await becomes('paid')
    await until(() => store.handedOver.length > 0)

    expect(store.handedOver).toHaveLength(1)
  })

  it('learns that its hold was captured', async () => {
    const { press, becomes } = await openWith({ options: { capture: 'manual' } })
    await press('Pay')
    await becomes('held')

    await press('Capture')
    await becomes('paid')
  })

  it('learns that its hold was released', async () => {
    const { press, becomes } = await openWith({ options: { capture: 'manual' } })
    await press('Pay')
    await becomes('held')

    await press('Release')
    await becomes('reversed')
  })

  it('learns what was refunded, a part and the rest', async () => {
    const { press, becomes, gatewayOrderId, orderNumber } = await openWith()
    await press('Pay')
    await becomes('paid')

    await press('Refund', { amount: '5.00' })
    await becomes('partially_refunded')
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ refundedMinor: 500 })
    // Its callback is word for word the first one's.
    await press('Refund')
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'refunded', refundedMinor: 1999 })
  })

  it('puts an order to review whose money was charged back, once it asks', async () => {
    const { press, becomes, orderNumber } = await openWith()
    await press('Pay')
    await becomes('paid')

    await press('Charge back')
    const order = await store.checkout.settle(orderNumber)

    expect(order).toMatchObject({ status: 'review', reviewReason: 'chargeback' })
  })

  it('closes what ran out while the bank’s clock moved on', async () => {
    const { becomes } = await openWith()

    await openStaff(store.bank).press('/', { action: '/clock', value: 'Move' })

    await becomes('expired')
  })
})
