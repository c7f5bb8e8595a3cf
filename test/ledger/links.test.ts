import type { KeptLink, NewLink } from '../../src/ledger/link-ledger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, newOrder } from './an-order.ts'

const dayMs = 86_400_000
let links = 0

function newLink(changes: Partial<NewLink> = {}): NewLink {
  links += 1
  return {
    linkNumber: `LINK${links}`,
    shop: 'shop.example',
    item: { sku: 'payment-link', amountMinor: 4990, currency: 'EUR', metadata: { lines: ['a', 'ü', '☕'] } },
    reference: `LINK${links}`,
    note: undefined,
    expiresAt: undefined,
    expiresInMs: 30 * dayMs,
    ...changes,
  }
}

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`payment links in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    async function all(query = {}): Promise<KeptLink[]> {
      const found: KeptLink[] = []
      for await (const link of opened.ledger.searchLinks(query)) found.push(link)
      return found
    }

    async function paid(order: Order): Promise<Order> {
      const changes = { capturedMinor: order.amountMinor, paidAt: new Date() }
      return moved(await opened.ledger.move(order, { to: 'paid', trigger: 'return', checkInMs: null, changes }))
    }

    it('are kept as they were made', async () => {
      const made = newLink({ note: 'Ann rang\nabout it' })

      const link = await opened.ledger.addLink(made)

      expect(link).toEqual({
        linkNumber: made.linkNumber,
        item: made.item,
        reference: made.reference,
        note: made.note,
        createdAt: expect.any(Date),
        expiresAt: new Date(link.createdAt.getTime() + 30 * dayMs),
        withdrawnAt: undefined,
        isExpired: false,
        orders: [],
      })
      expect(await opened.ledger.findLink(made.linkNumber)).toEqual(link)
      expect(await opened.ledger.findLink('nothing')).toBeUndefined()
      expect(await opened.ledger.findLink('nul\0l')).toBeUndefined()
    })

    it('expire by the clock of the ledger, at the time they name', async () => {
      const expiresAt = new Date('2099-12-24T12:00:00.123Z')
      const link = await opened.ledger.addLink(newLink({ expiresAt }))
      expect(link).toMatchObject({ expiresAt, isExpired: false })

      await opened.age('checkout_links', 'expires_at', 200 * 366 * dayMs)

      expect(await opened.ledger.findLink(link.linkNumber)).toMatchObject({ isExpired: true })
    })

    it('are withdrawn once', async () => {
      const { linkNumber } = await opened.ledger.addLink(newLink())

      const withdrawn = await opened.ledger.withdrawLink(linkNumber)

      expect(withdrawn?.withdrawnAt).toBeInstanceOf(Date)
      expect(await opened.ledger.withdrawLink(linkNumber)).toEqual(withdrawn)
      expect(await opened.ledger.withdrawLink('nothing')).toBeUndefined()
    })

    it('bring the orders that decide about them, newest first, and no others', async () => {
      const { linkNumber } = await opened.ledger.addLink(newLink({ reference: 'INV-7' }))
      const other = await opened.ledger.addLink(newLink())
      const of = async (changes: object): Promise<Order> => (await opened.ledger.add(newOrder(changes))).order
      const ofLink = { reference: 'INV-7', linkNumber }
      const refunded = await of(ofLink)
      const open = await of(ofLink)
      const ofCart = await of({ reference: 'INV-7' })
      const gone = await of(ofLink)
      await of({ reference: 'INV-7', isRepeatable: true })
      const refundedCart = await of({ reference: 'INV-7' })
      await paid(ofCart)
      for (const one of [refunded, refundedCart]) {
        const changes = { refundedMinor: one.amountMinor }
        await opened.ledger.move(await paid(one), { to: 'refunded', trigger: 'refund', checkInMs: null, changes })
      }
      await opened.ledger.move(open, { to: 'registered', trigger: 'checkout', checkInMs: 1_000 })
      await opened.ledger.move(gone, { to: 'expired', trigger: 'sweep', checkInMs: null })

      const found = (await opened.ledger.findLink(linkNumber))!.orders.map(({ orderNumber }) => orderNumber)

      expect(found.sort()).toEqual([refunded, open, ofCart].map(({ orderNumber }) => orderNumber).sort())
      expect((await opened.ledger.findLink(other.linkNumber))?.orders).toEqual([])
      opened.leaveBroken()
    })

    it('are listed newest first, page by page, and found by reference and time', async () => {
      const made: string[] = []
      for (let count = 0; count < 120; count += 1) {
        const reference = count % 40 === 0 ? 'INV-7' : `INV-${1_000 + count}`
        made.push((await opened.ledger.addLink(newLink({ reference }))).linkNumber)
      }

      const everything = await all()
      expect(everything.map(({ linkNumber }) => linkNumber).sort()).toEqual([...made].sort())
      const times = everything.map(({ createdAt }) => createdAt.getTime())
      expect(times).toEqual([...times].sort((one, other) => other - one))

      expect((await all({ reference: 'INV-7' })).map(({ linkNumber }) => linkNumber).sort()).toEqual(
        [made[0]!, made[40]!, made[80]!].sort(),
      )
      expect(await all({ limit: 3 })).toEqual(everything.slice(0, 3))
      expect(await all({ limit: 0 })).toEqual([])
      expect(await all({ since: new Date(Date.now() + dayMs) })).toEqual([])
      expect(await all({ until: new Date(Date.now() - dayMs) })).toEqual([])
      expect(await all({ since: new Date(Date.now() - dayMs), until: new Date(Date.now() + dayMs) })).toHaveLength(120)
    })

    it('belong to their shop, and go along when it moves', async () => {
      const mine = opened.another({ shop: { key: 'shop.example', formerKeys: [] } })
      await mine.open()
      const { linkNumber } = await mine.addLink(newLink())
      const theirs = opened.another({ shop: { key: 'theirs', formerKeys: [] } })

      expect(await theirs.findLink(linkNumber)).toBeUndefined()
      expect(await theirs.withdrawLink(linkNumber)).toBeUndefined()
      for await (const link of theirs.searchLinks({})) throw new Error(`Found ${link.linkNumber}.`)
      expect(await mine.findLink(linkNumber)).toMatchObject({ linkNumber, withdrawnAt: undefined })

      const moved = opened.another({ shop: { key: 'moved', formerKeys: ['shop.example'] } })
      expect(await moved.findLink(linkNumber)).toMatchObject({ linkNumber })
    })
  })
}
