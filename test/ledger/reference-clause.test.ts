import type { Move } from '../../src/ledger/order-ledger.ts'
import { lateRefundKey } from '../../src/order.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder } from './an-order.ts'

const reference = 'cart-1'
const gateway = 'bank.example/#'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`a reference whose late money goes back, in ${name},`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    async function ofReference(at = gateway): Promise<Order> {
      const { order } = await opened.ledger.add(newOrder({ reference, gatewayAccount: `${at}login` }))
      return order
    }

    function paid(): Move {
      return { to: 'paid', trigger: 'sweep', checkInMs: null, changes: { capturedMinor: 1999, paidAt: new Date() } }
    }

    /** Moves the order to paid with its goods due, or to review if the reference is paid. */
    function pay(order: Order, gateways: readonly string[] = [gateway]): Promise<Order | undefined> {
      const late = { ...paid().changes, reviewReason: 'late-payment' } as const
      const instead: Move = { ...paid(), to: 'review', changes: late }
      return opened.ledger.move(order, {
        ...paid(),
        handOver: 'due',
        ifReferenceIsPaid: { reference, gateways, instead },
      })
    }

    /** Late money for the order arrives, and its refund begins. */
    async function payAndSendBack(order: Order): Promise<void> {
      const refund = { key: lateRefundKey, amountMinor: 1999, externalRefundId: order.orderNumber }
      await opened.ledger.move(order, { ...paid(), refund })
    }

    it('is not paid by that money, but by the next order', async () => {
      const [late, next] = [await ofReference(), await ofReference()]
      await payAndSendBack(late)

      expect(await pay(next)).toMatchObject({ status: 'paid', handOver: 'due' })
    })

    it('is paid by one order, whichever address of the gateway it was registered at', async () => {
      const addresses = [gateway, 'old.bank.example/#']
      const [before, now, elsewhere] = [await ofReference(addresses[1]), await ofReference(), await ofReference()]
      const [first, second] = await Promise.all([pay(before, addresses), pay(now, addresses)])

      expect([first?.status, second?.status].sort()).toEqual(['paid', 'review'])
      expect(await pay(elsewhere, ['test.bank.example/#'])).toMatchObject({ status: 'paid' })
    })

    it('is free for an order of the present address while the late money of a former one goes back', async () => {
      const addresses = [gateway, 'old.bank.example/#']
      const [late, next] = [await ofReference(addresses[1]), await ofReference()]
      await payAndSendBack(late)

      expect(await pay(next, addresses)).toMatchObject({ status: 'paid', handOver: 'due' })
    })

    it('is paid once another order has paid for it', async () => {
      const [late, next, last] = [await ofReference(), await ofReference(), await ofReference()]
      await payAndSendBack(late)
      await pay(next)

      expect(await pay(last)).toMatchObject({ status: 'review', handOver: 'none', reviewReason: 'late-payment' })
    })
  })
}
