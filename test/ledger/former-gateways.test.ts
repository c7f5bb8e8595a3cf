import { withFormerGateways } from '../../src/former-gateways.ts'
import { ledgers } from '../support/ledgers.ts'
import { newOrder } from './an-order.ts'

const [present, ...former] = ['bank.example/#', 'old.bank.example/#', 'older.bank.example/#'] as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`orders of former addresses of the gateway, over ${name}`, () => {
    it('get their turn though more are due at the present one than can be done', async () => {
      const opened = await openLedger()
      const ledger = withFormerGateways(opened.ledger, former)
      const due = async (gateway: string) => {
        const { order } = await ledger.add(newOrder({ gatewayAccount: `${gateway}login`, checkInMs: 0 }))
        return order.orderNumber
      }
      const waiting = [await due(former[0]), await due(former[1])]
      for (let count = 0; count < 8; count += 1) await due(present)

      const claimed: string[] = []
      for (let turn = 0; turn < 3; turn += 1) {
        const [order] = await ledger.claimDue({
          statuses: ['registering'],
          gateway: present,
          limit: 1,
          leaseMs: 60_000,
        })
        claimed.push(order!.orderNumber)
      }

      expect(claimed).toEqual(expect.arrayContaining(waiting))
      await opened.close()
    })

    it('are all found, each once, wherever the turn begins', async () => {
      const opened = await openLedger()
      const ledger = withFormerGateways(opened.ledger, former)
      const terms = { statuses: ['registering'], gateway: present, limit: 10, leaseMs: 60_000 } as const
      for (let turn = 0; turn < 4; turn += 1) {
        const added: string[] = []
        for (const gateway of [present, ...former]) {
          const { order } = await ledger.add(newOrder({ gatewayAccount: `${gateway}login`, checkInMs: 0 }))
          added.push(order.orderNumber)
        }

        const claimed = await ledger.claimDue(terms)

        expect(claimed.map(({ orderNumber }) => orderNumber).sort()).toEqual(added.sort())
      }
      await opened.close()
    })
  })
}
