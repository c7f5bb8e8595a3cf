import { randomUUID } from 'node:crypto'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { fillLedger } from '../support/fill-ledger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { until } from '../support/until.ts'
import { registeredOrder } from './an-order.ts'

const terms = { isHandOverWanted: true, moves: everyMove }
const orders = 5_000

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the invariants of a large ledger in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger()
      opened.leaveBroken()
      await fillLedger(opened, { name, orders })
      ledger = opened.another()
      await ledger.open()
    })
    afterEach(() => opened.close())

    it('are checked page by page, with other work in between', async () => {
      let turns = 0
      let isOver = false
      const count = (): void => {
        turns += 1
        if (!isOver) setImmediate(count)
      }
      setImmediate(count)

      const found = await ledger.violations(terms)
      isOver = true

      // A page has at most a thousand orders and takes two statements.
      expect(turns).toBeGreaterThanOrEqual(orders / 1_000)
      expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['hand-over-overdue', 'look-overdue']))
    })

    it('report every order once, whatever page it is on', async () => {
      await opened.sql(
        "update checkout_orders set paid_at = null where order_number in ('order-4', 'order-4000', 'order-999')",
      )

      const found = await ledger.violations(terms)

      const untimed = found.filter(({ code }) => code === 'paid-without-time').map(({ orderNumber }) => orderNumber)
      expect(untimed).toEqual(['order-4', 'order-4000', 'order-999'])
    })

    it('report, with `since`, only what was written since', async () => {
      await opened.sql("update checkout_orders set paid_at = null, capture = 'manual' where status = 'paid'")
      const since = new Date(Date.now() + 5)
      await until(() => Date.now() > since.getTime() + 5)
      const { orderNumber } = await registeredOrder(ledger)
      await opened.sql(`update checkout_orders set next_check_at = null where order_number = '${orderNumber}'`)

      expect(await ledger.violations({ ...terms, since })).toMatchObject([{ code: 'open-without-look', orderNumber }])
      expect(await ledger.violations({ ...terms, since: new Date(Date.now() + 60_000) })).toEqual([])
    })

    it('stop when the ledger is closed, and leave nothing running', async () => {
      // Other tests verify ledgers on the same server, so this ledger's connections have their own name.
      const application = `verify-${randomUUID()}`
      const named =
        name === 'PostgreSQL'
          ? opened.another({ databaseUrl: `${opened.databaseUrl}&application_name=${application}` })
          : ledger
      await named.open()
      const connections = `select state from pg_stat_activity where application_name = '${application}'`
      if (name === 'PostgreSQL') expect(await opened.sql(connections)).not.toEqual([])
      const looking = named.violations(terms)
      const ended = expect(looking).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })

      await named.close()

      await ended
      if (name !== 'PostgreSQL') return
      expect(await opened.sql(`${connections} and state = 'active'`)).toEqual([])
    })
  })
}
