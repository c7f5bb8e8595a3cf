import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`goods that are owed in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const everyOwed = { gateway: '', limit: 10, trigger: 'sweep' } as const

    /** A paid order whose goods were promised, but left out when it was settled. */
    async function owedOrder(): Promise<Order> {
      const order = await registeredOrder(opened.ledger)
      const changes = { capturedMinor: order.amountMinor, paidAt: new Date() }
      return moved(await opened.ledger.move(order, { to: 'paid', trigger: 'return', checkInMs: null, changes }))
    }

    it('become due for one order alone, or for all of them', async () => {
      const [first, second] = [await owedOrder(), await owedOrder()]

      const one = await opened.ledger.makeOwedDue({ ...everyOwed, orderNumber: second.orderNumber })

      expect(one).toEqual([{ ...second, handOver: 'due' }])
      expect(await opened.ledger.find(first.orderNumber)).toEqual(first)
      expect(await opened.ledger.makeOwedDue({ ...everyOwed, orderNumber: second.orderNumber })).toEqual([])
      expect(await opened.ledger.makeOwedDue(everyOwed)).toEqual([{ ...first, handOver: 'due' }])
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toHaveLength(2)
      expect((await opened.ledger.history(second.orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-due',
        to: 'paid',
        trigger: 'sweep',
      })
    })
  })
}
