import { ledgers } from '../support/ledgers.ts'
import { atBank, kindsOf, openSmallDay, orderOf } from './a-small-day.ts'
import type { SmallDay } from './a-small-day.ts'
import { day } from './balanced-day.ts'

describe('an order that the ledger has as paid, and the bank not on this day', () => {
  const opened = orderOf(1, '2026-11-27T12:00:00Z', { openedAt: new Date('2026-11-25T12:00:00Z') })
  const late = orderOf(2, '2026-11-27T22:59:58Z')
  let small: SmallDay
  beforeAll(async () => (small = await openSmallDay(ledgers.SQLite!, [opened, late])))
  afterAll(() => small.close())

  it('is unknown to it, whenever it was opened', async () => {
    small.bank.rows = [atBank(late, { at: new Date('2026-11-27T23:00:02Z') })]

    const found = await small.balance({ day })

    expect(found.isBalanced).toBe(false)
    expect(kindsOf(found)).toEqual([
      // The list reaches into the neighbouring day, and has it there.
      ['midnight', late.orderNumber],
      ['unknown-to-bank', opened.orderNumber],
    ])
    expect(found.differences[1]!.text).toContain('It may have it on 2026-11-25')
  })

  it('is on the neighbouring day only if the registry of that day is there and has it', async () => {
    const today = [`${opened.orderNumber};19.99;EUR;27.11.2026 13:00;Sale`]
    const tomorrow = [`${late.orderNumber};19.99;EUR;28.11.2026 00:00:02;Sale`]

    const alone = await small.balance({ day, source: small.registry(today) })
    const both = await small.balance({ day, source: small.registry(today, tomorrow) })

    expect([kindsOf(alone), alone.isBalanced]).toEqual([[['unknown-to-bank', late.orderNumber]], false])
    expect(alone.differences[0]!.text).toContain('It may have it on 2026-11-28')
    expect([kindsOf(both), both.isBalanced]).toEqual([[['midnight', late.orderNumber]], true])
  })

  it('differs where the neighbouring day has it otherwise: that it has something is not enough', async () => {
    const at = new Date('2026-11-27T23:00:02Z')
    small.bank.rows = [atBank(opened), atBank(late, { at, orderStatus: 6, deposited: 0 })]
    const declined = await small.balance({ day })
    small.bank.rows = [atBank(opened), atBank(late, { at, amount: 1998 })]
    const less = await small.balance({ day })

    expect([kindsOf(declined), declined.isBalanced]).toEqual([[['state', late.orderNumber]], false])
    expect([kindsOf(less), less.isBalanced]).toEqual([[['amount', late.orderNumber]], false])
  })
})

describe('a day on which the clocks change', () => {
  it.each([
    ['of 25 hours', 'Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ['of 23 hours', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
    ['without a midnight', 'Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', '2026-04-24T20:59:59Z'],
    ['with two midnights', 'Asia/Beirut', '2026-10-24', '2026-10-23T21:00:00Z', '2026-10-24T21:59:59Z'],
  ])('%s balances from its first second to its last, in list and registry', async (_which, zone, wanted, ...ends) => {
    const around = ends.map((end, index) => new Date(Date.parse(end) + (index === 0 ? -1_000 : 1_000)).toISOString())
    const orders = [...ends, ...around].map((end, index) => orderOf(index + 1, end))
    const small = await openSmallDay(ledgers.SQLite!, orders)
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    const lines = orders.map(({ orderNumber, paidAt }) => `${orderNumber};19.99;EUR;${clock.format(paidAt)};Sale`)
    small.bank.rows = orders.map((order) => atBank(order))

    const listed = await small.balance({ day: wanted, timeZone: zone })
    const told = await small.balance({ day: wanted, timeZone: zone, source: small.registry(lines) })

    for (const found of [listed, told]) {
      expect([kindsOf(found), found.isBalanced]).toEqual([[], true])
      expect(found.totals).toMatchObject([{ bank: { paidCount: 2 }, ledger: { paidCount: 2 } }])
    }
    await small.close()
  })
})
