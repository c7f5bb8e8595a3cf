import type { ProposeRefund } from '../../src/ledger/proposal-ledger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`proposed refunds in ${name}`, () => {
    let opened: OpenedLedger
    let order: Order
    beforeEach(async () => {
      opened = await openLedger()
      order = await paidOrder(opened.ledger)
    })
    afterEach(() => opened.close())

    const wanted = (changes: Partial<ProposeRefund> = {}): ProposeRefund => ({
      orderNumber: order.orderNumber,
      key: '4',
      amountMinor: 1500,
      by: 'till-2',
      note: 'Jane Roe rang',
      ...changes,
    })
    const propose = async (changes?: Partial<ProposeRefund>) => {
      const proposed = await opened.ledger.proposeRefund(wanted(changes))
      if (proposed.outcome !== 'proposed') throw new Error(proposed.outcome)
      return proposed.proposal
    }
    const askFor = (key: string, amountMinor: number) => ({
      orderNumber: order.orderNumber,
      key,
      amountMinor,
      externalRefundId: `${order.orderNumber}-${key}`,
      by: 'Ann',
      leaseMs: 60_000,
    })
    const last = async () => (await opened.ledger.history(order.orderNumber)).at(-1)

    it('wait with an entry that names who asked, and move no money', async () => {
      const proposal = await propose()

      expect(proposal).toEqual({
        orderNumber: order.orderNumber,
        key: '4',
        amountMinor: 1500,
        proposedBy: 'till-2',
        note: 'Jane Roe rang',
        proposedAt: expect.any(Date),
        entryNumber: (await last())?.entryNumber,
      })
      expect(await last()).toMatchObject({
        kind: 'refund-proposed',
        trigger: 'refund',
        to: 'paid',
        detail: { key: '4', amountMinor: 1500, by: 'till-2', note: 'Jane Roe rang' },
      })
      expect(await opened.ledger.findProposal(order.orderNumber)).toEqual(proposal)
      expect(await opened.ledger.proposals()).toEqual([{ proposal, order }])
      expect(await opened.ledger.hasRefund(order.orderNumber)).toBe(false)
      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
    })

    it('wait one at a time: of operators who ask at once, one is written down', async () => {
      const all = await Promise.all(
        ['till-1', 'till-2', 'till-3'].map((by, index) =>
          (index === 0 ? opened.ledger : opened.another()).proposeRefund(wanted({ by })),
        ),
      )

      expect(all.map(({ outcome }) => outcome).sort()).toEqual(['proposed', 'waiting', 'waiting'])
      const proposals = all.map((one) => ('proposal' in one ? one.proposal : undefined))
      expect(new Set(proposals.map((proposal) => JSON.stringify(proposal))).size).toBe(1)
      const entries = await opened.ledger.history(order.orderNumber)
      expect(entries.filter(({ kind }) => kind === 'refund-proposed')).toHaveLength(1)
    })

    it('end with the refund under their key, whose entry names both operators', async () => {
      await propose()

      const asked = await opened.ledger.askRefund(askFor('4', 1500))

      expect(asked).toMatchObject({ outcome: 'asked', isNew: true })
      expect(await last()).toMatchObject({ kind: 'refund-asked', detail: { by: 'Ann', proposedBy: 'till-2' } })
      expect(await opened.ledger.findProposal(order.orderNumber)).toBeUndefined()
      expect(await opened.ledger.proposals()).toEqual([])
    })

    it('stay while another refund of the order is made, or their own is more than is left', async () => {
      const proposal = await propose()

      const other = await opened.ledger.askRefund(askFor('other', 600))
      expect(await last()).toMatchObject({ kind: 'refund-asked', detail: { key: 'other', by: 'Ann' } })
      expect((await last())?.detail).not.toHaveProperty('proposedBy')
      if (other.outcome !== 'asked') throw new Error(other.outcome)
      const made = { refundedMinor: 600, trigger: 'refund', detail: undefined } as const
      await opened.ledger.completeRefund(other.refund, made)

      expect(await opened.ledger.askRefund(askFor('4', 1500))).toMatchObject({ outcome: 'exceeds', leftMinor: 1399 })
      expect(await opened.ledger.findProposal(order.orderNumber)).toEqual(proposal)
    })

    it('end with a no once, by name', async () => {
      const proposal = await propose()

      const told = await opened.ledger.declineProposal(proposal, { by: 'Ann', note: 'the parcel has not come back' })

      expect(told).toEqual(order)
      expect(await last()).toMatchObject({
        kind: 'refund-declined',
        trigger: 'refund',
        detail: { key: '4', amountMinor: 1500, proposedBy: 'till-2', by: 'Ann', note: 'the parcel has not come back' },
      })
      expect(await opened.ledger.findProposal(order.orderNumber)).toBeUndefined()
      expect(await opened.ledger.declineProposal(proposal, { by: 'Bob' })).toBeUndefined()
      expect(await last()).toMatchObject({ detail: { by: 'Ann' } })
    })

    it('are not declined by who has seen an earlier one', async () => {
      const earlier = await propose()
      await opened.ledger.declineProposal(earlier, { by: 'till-2' })
      const later = await propose({ amountMinor: 20, note: undefined })

      expect(await opened.ledger.declineProposal(earlier, { by: 'Ann' })).toBeUndefined()

      expect(later.entryNumber).toBeGreaterThan(earlier.entryNumber)
      expect(later.note).toBeUndefined()
      expect(await opened.ledger.findProposal(order.orderNumber)).toEqual(later)
    })

    it('are refused where nothing of the kind could be refunded', async () => {
      const open = await registeredOrder(opened.ledger)
      const { orderNumber } = open
      const { proposeRefund } = opened.ledger

      expect(await proposeRefund(wanted({ orderNumber: 'nobody' }))).toEqual({ outcome: 'absent' })
      expect(await proposeRefund(wanted({ orderNumber }))).toEqual({ outcome: 'not-refundable', order: open })
      expect(await proposeRefund(wanted({ amountMinor: 2000 }))).toEqual({ outcome: 'exceeds', leftMinor: 1999, order })
      await opened.ledger.askRefund(askFor('4', 20))
      expect(await proposeRefund(wanted())).toEqual({ outcome: 'key-used' })

      expect(await opened.ledger.proposals()).toEqual([])
      expect((await last())?.kind).toBe('refund-asked')
    })

    it('of an order in review need a caller who knows that it is', async () => {
      const changes = { reviewReason: 'put-in-review' } as const
      await opened.ledger.move(order, { to: 'review', trigger: 'review', checkInMs: null, changes })

      expect(await opened.ledger.proposeRefund(wanted())).toMatchObject({ outcome: 'not-refundable' })
      expect(await opened.ledger.proposeRefund(wanted({ mayBeReviewed: true }))).toMatchObject({ outcome: 'proposed' })
    })

    it("are listed oldest first, and are never another shop's", async () => {
      const [mine, theirs] = ['shop.example', 'other.example'].map((key) =>
        opened.another({ shop: { key, formerKeys: [] } }),
      ) as [OpenedLedger['ledger'], OpenedLedger['ledger']]
      await mine.open()
      await theirs.open()
      const second = await paidOrder(mine)
      await propose()
      await opened.age('checkout_refund_proposals', 'proposed_at', 1_000)
      await opened.ledger.proposeRefund(wanted({ orderNumber: second.orderNumber }))
      await opened.age('checkout_refund_proposals', 'proposed_at', 1_000)
      const third = await paidOrder(mine)
      await mine.proposeRefund(wanted({ orderNumber: third.orderNumber }))
      await theirs.add(newOrder({ shop: 'other.example' }))

      const numbers = (await mine.proposals()).map(({ proposal }) => proposal.orderNumber)
      expect(numbers).toEqual([order, second, third].map(({ orderNumber }) => orderNumber))
      expect(await theirs.proposals()).toEqual([])
      expect(await theirs.findProposal(order.orderNumber)).toBeUndefined()
      expect(await theirs.proposeRefund(wanted({ orderNumber: third.orderNumber }))).toEqual({ outcome: 'absent' })
      const proposal = (await mine.findProposal(third.orderNumber))!
      expect(await theirs.declineProposal(proposal, { by: 'Eve' })).toBeUndefined()
      expect(await mine.findProposal(third.orderNumber)).toEqual(proposal)
    })

    it('keep their order from being forgotten, and then leave no note behind', async () => {
      const claim = await opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 60_000 })
      await opened.ledger.completeHandOver(claim!, 'return')
      const proposal = await propose()
      const forget = () => opened.ledger.forget(order.orderNumber, { trigger: 'forget' })
      expect(await forget()).toEqual({ outcome: 'kept', reason: 'refund-under-way' })

      await opened.ledger.declineProposal(proposal, { by: 'Ann', note: 'Jane Roe has changed her mind' })

      expect(await forget()).toMatchObject({ outcome: 'blanked' })
      const history = await opened.ledger.history(order.orderNumber)
      expect(JSON.stringify(history)).not.toContain('Jane Roe')
      expect(history).toContainEqual(
        expect.objectContaining({
          kind: 'refund-declined',
          detail: { key: '4', amountMinor: 1500, proposedBy: 'till-2', by: 'Ann' },
        }),
      )
    })
  })
}
