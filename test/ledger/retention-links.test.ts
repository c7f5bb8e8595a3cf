import type { Ledger } from '../../src/ledger/ledger.ts'
import type { NewLink } from '../../src/ledger/link-ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { ageEntries } from './age-entries.ts'
import { moved, newLink, newOrder } from './an-order.ts'

const secrets = ['a'.repeat(40)]
const linkNumber = 'LINK1'
const dayMs = 24 * 60 * 60 * 1000
const old = { afterMs: 30 * dayMs, limit: 20 }

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`payment links by age in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger({ secrets })
      ledger = opened.ledger
    })
    afterEach(() => opened.close())

    const addLink = (changes: Partial<NewLink> = {}): Promise<unknown> => ledger.addLink(newLink(changes))

    async function ended(to: OrderStatus, changes: Partial<NewOrder> = {}): Promise<Order> {
      const terms = { linkNumber, reference: 'CART-7', handsOver: false, ...changes }
      const { order } = await ledger.add(newOrder(terms))
      const move = { to, trigger: 'sweep', checkInMs: null, freesReuseKey: true } as const
      return moved(await ledger.move(order, move))
    }

    /** Ends a link so many days ago, as its expiry would have. */
    async function expired(days: number, which = linkNumber): Promise<void> {
      const past = new Date(Date.now() - days * dayMs).toISOString()
      await opened.sql(`update checkout_links set expires_at = '${past}' where link_number = '${which}'`)
    }

    const isForgotten = async (orderNumber: string): Promise<boolean> =>
      (await ledger.find(orderNumber))?.forgottenAt !== undefined
    const linkText = async (which = linkNumber): Promise<string> => JSON.stringify(await ledger.findLink(which))

    it('comes back to an order that was kept for its link, once that has expired for long enough', async () => {
      await addLink()
      const { orderNumber } = await ended('declined')
      await ageEntries(opened, orderNumber, 40)
      expect(await ledger.forgetOld(old)).toEqual({ forgottenCount: 0, isDone: true })
      expect(await ledger.forgetOldLinks(old)).toEqual({ forgottenCount: 0, isDone: true })

      await expired(29)
      expect(await ledger.forgetOldLinks(old)).toEqual({ forgottenCount: 0, isDone: true })
      expect(await isForgotten(orderNumber)).toBe(false)

      await expired(31)
      expect(await ledger.forgetOldLinks(old)).toEqual({ forgottenCount: 1, isDone: true })
      expect(await isForgotten(orderNumber)).toBe(true)
      expect((await ledger.history(orderNumber)).at(-1)).toMatchObject({ kind: 'forgotten', trigger: 'retention' })
      expect(await linkText()).not.toMatch(/jane|CART-7/i)
    })

    it('comes back to it once the link is withdrawn for long enough, though it would have gone on', async () => {
      await addLink()
      const { orderNumber } = await ended('expired')
      await ageEntries(opened, orderNumber, 40)
      await ledger.forgetOld(old)

      await ledger.withdrawLink(linkNumber)
      expect(await ledger.forgetOldLinks(old)).toMatchObject({ forgottenCount: 0 })
      await opened.age('checkout_links', 'withdrawn_at', 31 * dayMs)

      expect(await ledger.forgetOldLinks(old)).toMatchObject({ forgottenCount: 1 })
      expect(await isForgotten(orderNumber)).toBe(true)
    })

    it('leaves an order alone that has moved since its link ended, until that move is old', async () => {
      await addLink()
      const { orderNumber } = await ended('expired')
      await expired(40)
      expect(await ledger.forgetOldLinks(old)).toMatchObject({ forgottenCount: 0 })
      expect(await isForgotten(orderNumber)).toBe(false)

      await ageEntries(opened, orderNumber, 31)
      await ledger.forgetOld(old)
      expect(await isForgotten(orderNumber)).toBe(true)
      expect(await linkText()).not.toMatch(/jane|CART-7/i)
    })

    it('blanks a link that nobody used, once it ended long ago, and no other', async () => {
      await addLink()
      await addLink({ linkNumber: 'LINK2', reference: 'LINK2' })
      await addLink({ linkNumber: 'LINK3' })
      await expired(31)
      await expired(31, 'LINK2')
      await expired(29, 'LINK3')

      expect(await ledger.forgetOldLinks(old)).toEqual({ forgottenCount: 2, isDone: true })

      expect([await linkText(), await linkText('LINK2')].join()).not.toMatch(/jane|CART-7/i)
      expect(await ledger.findLink('LINK2')).toMatchObject({
        item: { sku: 'payment-link', amountMinor: 1999, currency: 'EUR', reference: 'LINK2' },
        reference: 'LINK2',
        note: undefined,
      })
      expect(await linkText('LINK3')).toMatch(/Jane Roe/)
      expect(await opened.sql('select email, client_id from checkout_links where forgotten_at is not null')).toEqual(
        Array(2).fill({ email: null, client_id: null }),
      )
    })

    it('works in small steps, reads each link once, and goes on where another process ended', async () => {
      for (let number = 0; number < 7; number += 1) {
        await addLink({ linkNumber: `n${number}` })
        await expired(40 - number, `n${number}`)
      }
      // Two that end in the same millisecond, and stay: a buyer has used them.
      opened.leaveBroken()
      await ended('registered', { linkNumber: 'n0', reuseKey: undefined })
      await ended('registered', { linkNumber: 'n1', reuseKey: undefined })
      const same = new Date(Date.now() - 50 * dayMs).toISOString()
      await opened.sql(`update checkout_links set expires_at = '${same}' where link_number in ('n0', 'n1')`)
      const steps: unknown[] = []
      for (let turn = 0; turn < 5; turn += 1) {
        const other = opened.another({ secrets })
        steps.push(await other.forgetOldLinks({ ...old, limit: turn === 0 ? 1 : 2 }))
      }

      expect(steps).toEqual([
        { forgottenCount: 0, isDone: false },
        { forgottenCount: 1, isDone: false },
        { forgottenCount: 2, isDone: false },
        { forgottenCount: 2, isDone: false },
        { forgottenCount: 0, isDone: true },
      ])
    })

    it('leaves links of other shops alone, and keeps how far it has read beside that of the entries', async () => {
      await addLink({ linkNumber: 'theirs', shop: 'other.example' })
      await addLink({ linkNumber: 'ours' })
      await opened.sql(`update checkout_links set expires_at = '2020-01-31T09:30:00.000Z'`)
      const own = opened.another({ shop: { key: 'shop.example', formerKeys: [] }, secrets })
      const other = opened.another({ shop: { key: 'other.example', formerKeys: [] }, secrets })
      const { orderNumber } = await ended('declined', { linkNumber: undefined })
      await ageEntries(opened, orderNumber, 40)

      expect(await own.forgetOldLinks(old)).toMatchObject({ forgottenCount: 1 })
      expect(await own.forgetOld(old)).toMatchObject({ forgottenCount: 1 })
      expect(await own.forgetOldLinks(old)).toMatchObject({ forgottenCount: 0 })
      expect(await linkText('theirs')).toMatch(/Jane Roe/)
      expect(await other.forgetOldLinks(old)).toMatchObject({ forgottenCount: 1 })
    })

    it('by several processes at once blanks each once, and leads none back', async () => {
      for (let number = 0; number < 5; number += 1) await addLink({ linkNumber: `n${number}` })
      await opened.sql(`update checkout_links set expires_at = '2020-01-31T09:30:00.000Z'`)

      await Promise.all([1, 2, 3].map(() => opened.another({ secrets }).forgetOldLinks(old)))

      expect(await opened.sql('select link_number from checkout_retention')).toEqual([{ link_number: 'n4' }])
      expect(await opened.sql('select 1 from checkout_links where forgotten_at is null')).toEqual([])
    })
  })
}
