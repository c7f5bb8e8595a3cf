import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { paidOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`claims on hand-overs in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it("have their own caller's waits, although another's are written with the same digits", async () => {
      const nextTryOf = async (retryWaitsMs: readonly number[]): Promise<number> => {
        const { orderNumber } = await paidOrder(opened.ledger)
        await opened.ledger.claimHandOver(orderNumber, { leaseMs: 60_000, retryWaitsMs })
        const [task] = await opened.sql(
          `select next_try_at from checkout_hand_overs where order_number = '${orderNumber}'`,
        )
        return new Date(task!.next_try_at as string).getTime()
      }

      const soon = await nextTryOf([60_000, 120_000])
      const later = await nextTryOf([600_001, 20_000])

      expect(later - soon).toBeGreaterThanOrEqual(540_001)
    })
  })
}
