import type { LedgerDialect } from '../../src/ledger/dialect.ts'
import type { ReadAsShop } from '../../src/ledger/shops.ts'
import { readUnfinishedHandOvers } from '../../src/ledger/unfinished-hand-overs.ts'
import { fillLedger } from '../support/fill-ledger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

/** Tasks that are read in one statement. */
const pageSize = 500

const gateway = 'bank.example/payment/rest/#'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`a long list of unfinished hand-overs in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => {
      opened = await openLedger()
      await fillLedger(opened, { name, orders: 3 * pageSize })
      await opened.sql("update checkout_orders set hand_over = 'due' where hand_over <> 'none'")
      // The first page and the second end among tasks of the same moment.
      await opened.sql(`update checkout_hand_overs set next_try_at =
        case when order_number like '%7' then due_at else (select min(due_at) from checkout_hand_overs) end`)
    })
    afterEach(() => opened.close())

    it('has every one of a gateway once, the longest waiting first, up to the limit', async () => {
      const ours = await opened.sql(`
        select h.order_number from checkout_hand_overs h join checkout_orders o on o.order_number = h.order_number
        where o.gateway_account like '${gateway}%' order by h.next_try_at, h.order_number`)
      const all = ours.map(({ order_number }) => order_number)
      expect(all.length).toBeGreaterThan(2 * pageSize)

      expect(await opened.ledger.unfinishedHandOvers({ gateway, limit: 3 * pageSize })).toEqual(all)
      expect(await opened.ledger.unfinishedHandOvers({ gateway, limit: pageSize })).toEqual(all.slice(0, pageSize))
    })
  })
}

describe('a list of unfinished hand-overs', () => {
  it.each([
    { limit: 1, reads: 1 },
    { limit: pageSize, reads: 1 },
    { limit: pageSize + 1, reads: 2 },
    { limit: 10 * pageSize, reads: 4 },
  ])('of $limit among 1500 takes $reads reads', async ({ limit, reads }) => {
    const tasks = Array.from({ length: 3 * pageSize }, (_, index) => ({
      order_number: `order-${index}`,
      next_try_at: '2026-01-01T00:00:00.000Z',
      is_ours: 1,
    }))
    let count = 0
    const read = (() => Promise.resolve(tasks.slice(pageSize * count, pageSize * (count += 1)))) as ReadAsShop

    const found = await readUnfinishedHandOvers(read, {} as LedgerDialect, { gateway, limit })

    expect(found).toEqual(tasks.slice(0, limit).map(({ order_number }) => order_number))
    expect(count).toBe(reads)
  })
})
