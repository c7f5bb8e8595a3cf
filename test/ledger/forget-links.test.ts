import type { Ledger } from '../../src/ledger/ledger.ts'
import type { NewLink } from '../../src/ledger/link-ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, newOrder } from './an-order.ts'

const how = { trigger: 'forget', by: 'Ann' } as const
const secrets = ['a'.repeat(40)]
const linkNumber = 'LINK1'
const personal = { description: 'A mug for Jane Roe', email: 'jane@example.com', metadata: { to: 'Jane Roe' } }

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`forgetting what came of a payment link in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger({ secrets })
      ledger = opened.ledger
    })
    afterEach(() => opened.close())

    async function addLink(changes: Partial<NewLink> = {}): Promise<void> {
      const { reference = 'CART-7' } = changes
      await ledger.addLink({
        linkNumber,
        shop: 'shop.example',
        item: { sku: 'payment-link', amountMinor: 1999, currency: 'EUR', reference, ...personal },
        reference,
        note: 'Jane Roe rang',
        expiresAt: undefined,
        expiresInMs: 60_000,
        ...changes,
      })
    }

    async function ended(to: OrderStatus, changes: Partial<NewOrder> = {}): Promise<Order> {
      const { order } = await ledger.add(newOrder({ linkNumber, reference: 'CART-7', handsOver: false, ...changes }))
      const facts = to === 'paid' ? { capturedMinor: order.amountMinor, paidAt: new Date() } : {}
      return moved(
        await ledger.move(order, { to, trigger: 'sweep', checkInMs: null, freesReuseKey: true, changes: facts }),
      )
    }

    it('blanks the note, and what is personal in the item, once it is paid', async () => {
      await addLink()
      const { orderNumber } = await ended('paid', { again: '/carts/of-jane-roe' })

      expect(await ledger.forget(orderNumber, how)).toMatchObject({ outcome: 'blanked' })

      const order = await ledger.find(orderNumber)
      const link = await ledger.findLink(linkNumber)
      expect(order).toMatchObject({ linkNumber, again: undefined })
      expect(link).toMatchObject({
        item: { sku: 'payment-link', amountMinor: 1999, currency: 'EUR', reference: order!.reference },
        reference: expect.stringMatching(/^forgotten:/) as string,
        note: undefined,
      })
      expect(JSON.stringify([order, link])).not.toMatch(/jane|CART-7/i)
    })

    it('leaves a link its own number, by which it is paid once', async () => {
      await addLink({ reference: linkNumber })
      const { orderNumber } = await ended('paid', { reference: linkNumber })

      await ledger.forget(orderNumber, how)

      expect(await ledger.findLink(linkNumber)).toMatchObject({ reference: linkNumber, note: undefined })
    })

    it.each(['declined', 'expired'] as const)(
      'keeps an order that is %s while its link can be paid',
      async (status) => {
        await addLink()
        const { orderNumber } = await ended(status)
        const kept = { outcome: 'kept', reason: 'link-open' }

        expect(await ledger.forget(orderNumber, { ...how, isDryRun: true })).toEqual(kept)
        expect(await ledger.forget(orderNumber, how)).toEqual(kept)

        await ledger.withdrawLink(linkNumber)
        expect(await ledger.forget(orderNumber, how)).toMatchObject({ outcome: 'blanked' })
        expect(JSON.stringify(await ledger.findLink(linkNumber))).not.toMatch(/jane|CART-7/i)
      },
    )

    it('does not keep it once the link has expired, or another order has paid it', async () => {
      await addLink({ expiresInMs: -1 })
      expect(await ledger.forget((await ended('declined')).orderNumber, how)).toMatchObject({ outcome: 'blanked' })

      await addLink({ linkNumber: 'LINK2' })
      const declined = await ended('declined', { linkNumber: 'LINK2' })
      await ended('paid', { linkNumber: 'LINK2' })
      expect(await ledger.forget(declined.orderNumber, how)).toMatchObject({ outcome: 'blanked' })
    })

    it('keeps an order of which the store is still to be told that it ended unpaid', async () => {
      opened.leaveBroken()
      const { orderNumber } = await ended('declined', { linkNumber: undefined, tellsClosed: true })
      const kept = { outcome: 'kept', reason: 'closing-due' }
      expect(await ledger.forget(orderNumber, how)).toEqual(kept)

      await ledger.makeClosingsDue({ gateway: '', orderNumber, limit: 1 })
      expect(await ledger.forget(orderNumber, how)).toEqual(kept)

      const claim = await ledger.claimClosing(orderNumber, { leaseMs: 60_000 })
      await ledger.completeClosing(claim!, 'sweep')
      expect(await ledger.forget(orderNumber, how)).toMatchObject({ outcome: 'blanked' })
    })
  })
}
