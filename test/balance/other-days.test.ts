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
