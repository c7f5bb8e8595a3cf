import type { ForgetTerms } from '../../src/ledger/forget-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { NewLink } from '../../src/ledger/link-ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, newLink, newOrder } from './an-order.ts'

const how = { trigger: 'forget', by: 'Ann' } as const
const secrets = ['a'.repeat(40)]
const linkNumber = 'LINK1'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`forgetting what came of a payment link in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger({ secrets })
      ledger = opened.ledger
    })
    afterEach(() => opened.close())

    const addLink = (changes: Partial<NewLink> = {}): Promise<unknown> => ledger.addLink(newLink(changes))

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

    it('keeps an order of which the store could not be told, until it is told again or paid after all', async () => {
      opened.leaveBroken()
      const { orderNumber } = await ended('declined', { linkNumber: undefined, tellsClosed: true })
      await ledger.makeClosingsDue({ gateway: '', orderNumber, limit: 1 })
      const claim = await ledger.claimClosing(orderNumber, { leaseMs: 60_000 })
      await ledger.failClosing(claim!, { retryInMs: undefined, reason: 'x', trigger: 'sweep' })

      expect(await ledger.forget(orderNumber, how)).toEqual({ outcome: 'kept', reason: 'closing-stuck' })
      expect(await ledger.forget(orderNumber, { ...how, isDryRun: true })).toMatchObject({ reason: 'closing-stuck' })

      await ledger.reviveClosing(orderNumber, 'hand-over')
      expect(await ledger.forget(orderNumber, how)).toEqual({ outcome: 'kept', reason: 'closing-due' })
      const again = await ledger.claimClosing(orderNumber, { leaseMs: 60_000 })
      await ledger.completeClosing(again!, 'sweep')
      expect(await ledger.forget(orderNumber, how)).toMatchObject({ outcome: 'blanked' })
    })

    it('forgets one that was paid after its closing got stuck: nobody is told of that any more', async () => {
      opened.leaveBroken()
      const { orderNumber } = await ended('declined', { linkNumber: undefined, tellsClosed: true })
      await opened.sql(`update checkout_orders set closing = 'stuck', status = 'paid', captured_minor = 1999
        where order_number = '${orderNumber}'`)

      expect(await ledger.forget(orderNumber, how)).toMatchObject({ outcome: 'blanked' })
    })

    describe('that nobody used', () => {
      const found = async (terms: ForgetTerms, of = ledger): Promise<string[]> => {
        const numbers: string[] = []
        for await (const number of of.findForgettableLinks(terms)) numbers.push(number)
        return numbers.sort()
      }

      it('finds it by reference, e-mail in any case of letters, and client id, of this shop only', async () => {
        const own = opened.another({ shop: { key: 'shop.example', formerKeys: [] }, secrets })
        const item = { sku: 'a', amountMinor: 1, currency: 'EUR' }
        await addLink()
        await addLink({ linkNumber: 'LINK2', reference: 'CART-8', item: { ...item, clientId: 'client-7' } })
        // The bank gets none: this one it would refuse.
        await addLink({ linkNumber: 'LINK3', item: { ...item, asGiven: { email: 'JANE@example.com' } } })
        await addLink({ linkNumber: 'LINK4', shop: 'other.example' })

        expect(await found({ email: 'Jane@Example.com' }, own)).toEqual(['LINK1', 'LINK3'])
        expect(await found({ clientId: 'client-7' }, own)).toEqual(['LINK2'])
        expect(await found({ reference: 'CART-7' }, own)).toEqual(['LINK1', 'LINK3'])
        expect(await found({ orderNumber: 'LINK1' }, own)).toEqual([])
        expect(await own.forgetLink('LINK4', {})).toEqual({ outcome: 'absent' })
      })

      it('blanks it once it has ended, says what, and finds it by its reference still', async () => {
        await addLink()
        expect(await ledger.forgetLink(linkNumber, {})).toEqual({ outcome: 'kept', reason: 'link-open' })
        expect(JSON.stringify(await ledger.findLink(linkNumber))).toMatch(/Jane Roe/)
        await ledger.withdrawLink(linkNumber)
        const before = await ledger.findLink(linkNumber)

        const would = await ledger.forgetLink(linkNumber, { isDryRun: true })
        expect(await ledger.findLink(linkNumber)).toEqual(before)
        expect(await ledger.forgetLink(linkNumber, {})).toEqual(would)

        const fields = ['reference', 'description', 'email', 'metadata', 'note']
        expect(would).toEqual({ outcome: 'blanked', fields })
        expect(JSON.stringify(await ledger.findLink(linkNumber))).not.toMatch(/jane|CART-7/i)
        expect(await found({ email: 'jane@example.com' })).toEqual([])
        expect(await found({ reference: 'CART-7' })).toEqual([linkNumber])
        expect(await ledger.forgetLink(linkNumber, {})).toEqual({ outcome: 'kept', reason: 'forgotten-already' })
      })

      it('leaves one that was used to its order', async () => {
        await addLink({ expiresInMs: -1 })
        opened.leaveBroken()
        await ended('registered')

        expect(await ledger.forgetLink(linkNumber, {})).toEqual({ outcome: 'used' })
        expect(JSON.stringify(await ledger.findLink(linkNumber))).toMatch(/Jane Roe/)
      })

      it('says so where there is nothing personal', async () => {
        const item = { sku: 'a', amountMinor: 1, currency: 'EUR', reference: linkNumber }
        await addLink({ item, reference: linkNumber, note: undefined, expiresInMs: -1 })

        expect(await ledger.forgetLink(linkNumber, {})).toEqual({ outcome: 'kept', reason: 'nothing-personal' })
      })

      it('ends one that another order has paid: it must not be paid once more', async () => {
        await addLink()
        const { orderNumber } = await ended('paid', { linkNumber: undefined })

        expect(await ledger.forgetLink(linkNumber, {})).toMatchObject({ outcome: 'blanked' })

        const link = await ledger.findLink(linkNumber)
        expect(link).toMatchObject({ withdrawnAt: expect.any(Date) as Date, orders: [] })
        await ledger.forget(orderNumber, how)
        expect(await ledger.findLink(linkNumber)).toMatchObject({ orders: [{ orderNumber }] })
      })
    })
  })
}
