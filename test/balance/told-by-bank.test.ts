import { ledgers } from '../support/ledgers.ts'
import { atBank, kindsOf, openSmallDay, orderOf } from './a-small-day.ts'
import type { SmallDay } from './a-small-day.ts'
import { day } from './balanced-day.ts'

const noon = '2026-11-27T12:00:00Z'
/** Registry lines of the day, one for each operation. */
const line = (orderNumber: string, amount: string, type: string): string =>
  `${orderNumber};${amount};EUR;27.11.2026 13:00;${type}`

describe("what the bank's list tells", () => {
  const [one, two] = [orderOf(1, noon), orderOf(2, noon)]
  let small: SmallDay
  beforeAll(async () => (small = await openSmallDay(ledgers.SQLite!, [one, two])))
  afterAll(() => small.close())

  it('is of no use at all if money in it has no time: nobody knows of which day it is', async () => {
    const timeless = { date: 'soon', depositedDate: undefined }
    small.bank.rows = [atBank(one), atBank(two, { instead: timeless })]
    const failed = small.balance({ day })

    await expect(failed).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    await expect(failed).rejects.toThrow(
      new RegExp(`order "${two.orderNumber}" with money and without a time.*Nothing was compared\\.`),
    )
    // What nobody has paid is of no day.
    const unpaid = { orderNumber: 'N0P41D0000000000000000000A', gatewayOrderId: 'bank-9', amount: 5, orderStatus: 0 }
    small.bank.rows = [atBank(one), atBank(two), { ...unpaid, deposited: 0, at: new Date(noon), instead: timeless }]
    expect(await small.balance({ day })).toMatchObject({ isBalanced: true, differences: [] })
  })

  it.each([
    ['no currency', undefined, 'The bank names no currency', '1999 minor units of a currency that it does not name'],
    ['one that is none', '999', 'The bank took "999", which', '1999 minor units of the unknown currency "999"'],
  ])('is a difference where it names %s, and is counted in no sum', async (_what, currency, said, amount) => {
    const lost = orderOf(3, noon)
    small.bank.rows = [atBank(one), ...[two, lost].map((order) => atBank(order, { instead: { currency } }))]

    const found = await small.balance({ day })

    expect(kindsOf(found)).toEqual([
      ['currency', two.orderNumber],
      ['unknown-to-ledger', lost.orderNumber],
    ])
    expect(found.differences[0]!.text).toContain(said)
    expect(found.differences[1]!.text).toContain(amount)
    expect(found.totals).toMatchObject([{ currency: 'EUR', bank: { paidCount: 1 }, ledger: { paidCount: 2 } }])
  })

  it('is kept by its own ids: a second payment under a number is seen, a second try is not', async () => {
    const again = { gatewayOrderId: 'bank-1-again' }
    const tried = { ...again, orderStatus: 6, deposited: 0, instead: { actionCode: 116 } }
    small.bank.rows = [atBank(one, again), atBank(one), atBank(two)]
    const paid = await small.balance({ day })
    small.bank.rows = [atBank(one, tried), atBank(one), atBank(two)]
    const declined = await small.balance({ day })
    small.bank.rows = [atBank(one, tried), atBank(two)]
    const gone = await small.balance({ day })

    expect(kindsOf(paid)).toEqual([['twice', one.orderNumber]])
    expect(paid.differences[0]!.text).toContain('19.99 EUR under this number as "bank-1-again"')
    expect(paid.totals).toMatchObject([{ bank: { paidCount: 3 }, ledger: { paidCount: 2 } }])
    expect([kindsOf(declined), declined.isBalanced]).toEqual([[], true])
    expect(kindsOf(gone)).toEqual([['unknown-to-bank', one.orderNumber]])
  })

  it('has goods go out once the ledger asks about a refund, if it owes any that are not due yet', async () => {
    await small.database.sql(`update checkout_orders set hands_over = 1 where order_number = '${one.orderNumber}'`)
    small.bank.rows = [one, two].map((order) => atBank(order, { refunded: 100, orderStatus: 4 }))

    const { differences } = await small.balance({ day })

    expect(differences.map(({ kind, owesGoods }) => [kind, owesGoods])).toEqual([
      ['refunded', true],
      ['refunded', false],
    ])
  })

  it('is money where it was taken, whatever else the bank says of the order', async () => {
    const lost = orderOf(3, noon)
    small.bank.rows = [atBank(one), atBank(two), atBank(lost, { orderStatus: 6 })]

    expect(kindsOf(await small.balance({ day }))).toEqual([['unknown-to-ledger', lost.orderNumber]])
  })
})

describe('what a registry tells', () => {
  const one = orderOf(1, noon)
  const back = orderOf(2, noon, { status: 'partially_refunded', refunded: 500 })
  const takenIn = orderOf(3, noon, { status: 'partially_refunded', refunded: 700, refundedBy: 'import' })
  const open = orderOf(4, noon, { status: 'registered', captured: 0, paidAt: undefined })
  let small: SmallDay
  beforeAll(async () => (small = await openSmallDay(ledgers.SQLite!, [one, back, takenIn, open])))
  afterAll(() => small.close())

  const backLines = [
    ...[back, takenIn].map(({ orderNumber }) => line(orderNumber, '19.99', 'Sale')),
    line(back.orderNumber, '-5.00', 'Refund'),
  ]

  it.each([
    ['first the hold', ['Pre-authorisation', 'Capture']],
    ['first the capture', ['Capture', 'Hold']],
  ])('is one payment where it was held and then taken, %s', async (_which, types) => {
    const lines = types.map((type) => line(one.orderNumber, type === 'Capture' ? '19.99' : '25.00', type))

    const found = await small.balance({ day, source: small.registry([...lines, ...backLines]) })

    expect([kindsOf(found), found.isBalanced]).toEqual([[], true])
  })

  it.each([[['Hold', 'Hold release']], [['Hold release', 'Hold']]])('is no payment by %j', async (types) => {
    const lines = types.map((type) => line(one.orderNumber, '19.99', type))

    const found = await small.balance({ day, source: small.registry([...lines, ...backLines]) })

    expect(kindsOf(found)).toEqual([['state', one.orderNumber]])
    expect(found.differences[0]!.text).toContain('The bank says released without payment')
  })

  it('is two payments where it was taken twice, after whatever hold', async () => {
    const lines = ['Hold', 'Capture', 'Capture'].map((type) => line(one.orderNumber, '19.99', type))

    const found = await small.balance({ day, source: small.registry([...lines, ...backLines]) })

    expect(kindsOf(found)).toEqual([['twice', one.orderNumber]])
    expect(found.differences[0]!.text).toContain('2 payments')
  })

  it('has goods go out once the ledger asks about a refund, if it owes any that are not due yet', async () => {
    const lines = [...backLines, line(one.orderNumber, '19.99', 'Sale'), line(back.orderNumber, '-1.00', 'Refund')]
    const setHandsOver = (value: number) =>
      small.database.sql(`update checkout_orders set hands_over = ${value} where order_number = '${back.orderNumber}'`)
    await setHandsOver(1)

    const { differences } = await small.balance({ day, source: small.registry(lines) })

    expect(differences.map(({ kind, owesGoods }) => [kind, owesGoods])).toEqual([['refunded', true]])
    await setHandsOver(0)
  })

  it('says both of an order that is open here and was taken twice: its goods are decided about', async () => {
    const lines = ['Capture', 'Capture'].map((type) => line(open.orderNumber, '19.99', type))
    const agreed = line(one.orderNumber, '19.99', 'Sale')

    const found = await small.balance({ day, source: small.registry([agreed, ...lines, ...backLines]) })

    expect(kindsOf(found)).toEqual([
      ['twice', open.orderNumber],
      ['state', open.orderNumber],
    ])
  })

  it('does not ask for what an order came back with when it was taken in: that went back before', async () => {
    const lines = [line(one.orderNumber, '19.99', 'Sale'), ...backLines]

    const found = await small.balance({ day, source: small.registry(lines) })

    expect([kindsOf(found), found.isBalanced]).toEqual([[], true])
    expect(found.totals[0]!.ledger.refundedMinor).toBe(500)
  })

  it('never takes what went back in another currency for what the ledger gave back', async () => {
    const [, , sent = ''] = backLines
    const sold = [...backLines.slice(0, 2), line(one.orderNumber, '19.99', 'Sale')]

    const found = await small.balance({ day, source: small.registry([...sold, sent.replace('EUR', 'USD')]) })

    expect(found.differences.map(({ kind, text }) => [kind, text])).toEqual([
      ['refunded', 'On this day the bank gave back 0.00 EUR, the ledger 5.00 EUR.'],
      ['refunded', 'On this day the bank gave back 5.00 USD, the ledger 0.00 USD.'],
    ])
  })

  it('says that amounts seem to be in minor units, where most are a hundred times the ledger’s', async () => {
    const lines = [one, back, takenIn].map(({ orderNumber }) => line(orderNumber, '1999', 'Sale'))

    const found = await small.balance({ day, source: small.registry(lines) })
    const plain = await small.balance({ day, source: small.registry([line(one.orderNumber, '1999', 'Sale')]) })

    expect(found.notes).toEqual([expect.stringContaining('seems to write its amounts in minor units (1999)')])
    expect(plain.notes).toEqual([])
  })

  it('names the registry of several that cannot be read', async () => {
    const reading = small.balance({ day, source: small.registry(backLines, [line(one.orderNumber, 'x', 'Sale')]) })

    await expect(reading).rejects.toThrow(/^In ".*1\.csv":\nLine 2: wanted an amount of EUR, got "x"\.\nNothing/)
  })

  it('counts what another shop on the login gave back in no sum', async () => {
    const others = line('other_1', '-7.00', 'Refund')
    const lines = [line(one.orderNumber, '19.99', 'Sale'), ...backLines]

    const found = await small.balance({ day, source: small.registry([...lines, others]) })

    expect(kindsOf(found)).toEqual([['other-shop', 'other_1']])
    const [total] = found.totals
    expect([total!.bank.refundedMinor, total!.ledger.refundedMinor]).toEqual([500, 500])
  })
})

describe.each(Object.entries(ledgers))('orders of one reference, in %s,', (_name, openLedger) => {
  const reference = 'CART-7'
  // It was opened first, and paid last.
  const second = orderOf(1, '2026-11-27T14:00:00Z', { reference, openedAt: new Date('2026-11-27T08:00:00Z') })
  const first = orderOf(2, '2026-11-27T12:00:00Z', { reference, openedAt: new Date('2026-11-27T10:00:00Z') })
  const trial = orderOf(3, '2026-11-27T09:00:00Z', { reference, gatewayAccount: 'test.example/#login' })
  let small: SmallDay
  beforeAll(async () => (small = await openSmallDay(openLedger, [second, first, trial])))
  afterAll(() => small.close())

  it('are paid by the one that was paid first at this bank, whichever was opened first', async () => {
    small.bank.rows = [atBank(second), atBank(first)]

    const found = await small.balance({ day })

    expect(kindsOf(found)).toEqual([['twice', second.orderNumber]])
    expect(found.differences[0]!.text).toContain(`paid by order ${first.orderNumber} already`)
  })
})
