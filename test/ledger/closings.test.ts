import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { endedUnpaid, moved, newOrder, paidOrder, registeredOrder } from './an-order.ts'

const lease = { leaseMs: 60_000 }
const failure = { retryInMs: 5_000, reason: 'the warehouse is down', trigger: 'sweep' } as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`closings in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const makeDue = (orderNumber?: string, gateway = '') =>
      opened.ledger.makeClosingsDue({ gateway, limit: 10, ...(orderNumber === undefined ? {} : { orderNumber }) })
    const unfinished = (isEarly = false) => opened.ledger.unfinishedClosings({ gateway: '', limit: 10, isEarly })

    async function due(to: 'declined' | 'expired' | 'reversed' = 'expired'): Promise<string> {
      const { orderNumber } = await endedUnpaid(opened.ledger, to)
      await makeDue(orderNumber)
      return orderNumber
    }

    it.each(['declined', 'expired', 'reversed'] as const)('are owed when opened, and due once %s', async (to) => {
      const order = await endedUnpaid(opened.ledger, to)
      expect(order.closing).toBe('owed')
      expect(await unfinished(true)).toEqual([])

      expect(await makeDue()).toEqual([{ ...order, closing: 'due' }])

      expect(await unfinished()).toEqual([order.orderNumber])
      expect(await makeDue()).toEqual([])
    })

    it('are not owed where nobody is to be told, and not due while the order is open or paid', async () => {
      const { order } = await opened.ledger.add(newOrder())
      await opened.ledger.move(order, { to: 'expired', trigger: 'sweep', checkInMs: null })
      await opened.ledger.add(newOrder({ tellsClosed: true }))
      await paidOrder(opened.ledger)
      await opened.sql("update checkout_orders set closing = 'owed' where status = 'paid'")

      expect(await makeDue()).toEqual([])
      expect((await opened.ledger.find(order.orderNumber))?.closing).toBe('none')
    })

    it('are told once: the claim, its record and its entry', async () => {
      const orderNumber = await due('declined')

      const claim = await opened.ledger.claimClosing(orderNumber, lease)
      expect(claim).toEqual({ orderNumber, fence: 1, tryNumber: 1, dueForMs: expect.any(Number) })
      expect(await opened.ledger.claimClosing(orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await unfinished(true)).toEqual([])

      expect(await opened.ledger.completeClosing(claim!, 'return')).toMatchObject({
        status: 'declined',
        closing: 'done',
        handOver: 'none',
      })
      expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({
        kind: 'closing-told',
        to: 'declined',
        trigger: 'return',
        detail: { tryNumber: 1 },
      })
      expect(await opened.ledger.completeClosing(claim!, 'return')).toBeUndefined()
      expect(await opened.ledger.claimClosing(orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.renewClosing(claim!, 60_000)).toBe(false)
    })

    it('are claimed by one of several processes', async () => {
      const orderNumber = await due()
      const others = [opened.ledger, opened.another(), opened.another(), opened.another()]

      const claims = await Promise.all(others.map((ledger) => ledger.claimClosing(orderNumber, lease)))

      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
    })

    it('belong to whoever claimed last: an older fence ends, renews and records nothing', async () => {
      const orderNumber = await due()
      const stalled = (await opened.ledger.claimClosing(orderNumber, { leaseMs: 0 }))!
      const second = (await opened.ledger.claimClosing(orderNumber, { ...lease, isEarly: true }))!

      expect(second).toMatchObject({ fence: 2, tryNumber: 2 })
      expect(await opened.ledger.renewClosing(stalled, 60_000)).toBe(false)
      expect(await opened.ledger.completeClosing(stalled, 'sweep')).toBeUndefined()
      expect(await opened.ledger.failClosing(stalled, failure)).toBeUndefined()
      expect(await opened.ledger.withdrawClosing(stalled, failure)).toBeUndefined()
      expect(await opened.ledger.claimClosing(orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.renewClosing(second, 60_000)).toBe(true)
      expect(await opened.ledger.completeClosing(second, 'sweep')).toMatchObject({ closing: 'done' })
    })

    it('are tried again when their time has come, or early; and given up without one', async () => {
      const orderNumber = await due()
      const first = (await opened.ledger.claimClosing(orderNumber, lease))!

      expect(await opened.ledger.failClosing(first, failure)).toMatchObject({ closing: 'due' })
      expect(await unfinished()).toEqual([])
      expect(await unfinished(true)).toEqual([orderNumber])
      expect(await opened.ledger.claimClosing(orderNumber, lease)).toBeUndefined()

      const second = (await opened.ledger.claimClosing(orderNumber, { ...lease, isEarly: true }))!
      expect(await opened.ledger.failClosing(second, { ...failure, retryInMs: undefined })).toMatchObject({
        closing: 'stuck',
      })
      expect(await unfinished(true)).toEqual([])
      expect(await makeDue()).toEqual([])
      const entries = (await opened.ledger.history(orderNumber)).slice(-2)
      expect(entries.map(({ kind, detail }) => [kind, detail])).toEqual([
        ['closing-failed', { tryNumber: 1, reason: failure.reason, retryInMs: 5_000 }],
        ['closing-stuck', { tryNumber: 2, reason: failure.reason }],
      ])
    })

    it('that are stuck are made due again by hand, afresh; any other is left as it is', async () => {
      const orderNumber = await due()
      const revive = () => opened.ledger.reviveClosing(orderNumber, 'hand-over', 'Ann')
      const before = await opened.ledger.history(orderNumber)
      expect(await revive()).toMatchObject({ closing: 'due' })
      const first = (await opened.ledger.claimClosing(orderNumber, lease))!
      expect(await revive()).toMatchObject({ closing: 'due' })
      expect(await opened.ledger.history(orderNumber)).toEqual(before)

      await opened.ledger.failClosing(first, { ...failure, retryInMs: undefined })
      await opened.age('checkout_closings', 'due_at', 1_000_000)
      expect(await revive()).toMatchObject({ orderNumber, closing: 'due' })

      const second = (await opened.ledger.claimClosing(orderNumber, lease))!
      expect(second).toMatchObject({ fence: first.fence + 1, tryNumber: 1 })
      expect(second.dueForMs).toBeLessThan(900_000)
      expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({
        kind: 'closing-due',
        trigger: 'hand-over',
        detail: { by: 'Ann' },
      })
      expect(await opened.ledger.reviveClosing('nothing', 'hand-over')).toBeUndefined()
    })

    it('that wait for their next try are tried now by hand, once, and never beside a running one', async () => {
      const orderNumber = await due()
      const revive = () => opened.ledger.reviveClosing(orderNumber, 'hand-over', 'Ann')
      const claim = (await opened.ledger.claimClosing(orderNumber, { ...lease, retryWaitsMs: [3_600_000] }))!
      const before = await opened.ledger.history(orderNumber)
      expect(await revive()).toMatchObject({ closing: 'due' })
      expect(await opened.ledger.history(orderNumber)).toEqual(before)
      await opened.ledger.failClosing(claim, { ...failure, retryInMs: 3_600_000 })
      expect(await unfinished()).toEqual([])

      expect(await revive()).toMatchObject({ closing: 'due' })

      expect(await unfinished()).toEqual([orderNumber])
      const after = await opened.ledger.history(orderNumber)
      expect(after.at(-1)).toMatchObject({ kind: 'closing-due', trigger: 'hand-over', detail: { by: 'Ann' } })
      await revive()
      expect(await opened.ledger.history(orderNumber)).toEqual(after)
      expect(await opened.ledger.claimClosing(orderNumber, lease)).toMatchObject({ fence: 2, tryNumber: 2 })
    })

    it('that are stuck stay so while the order is paid after all', async () => {
      const orderNumber = await due('declined')
      const claim = (await opened.ledger.claimClosing(orderNumber, lease))!
      const stuck = (await opened.ledger.failClosing(claim, { ...failure, retryInMs: undefined }))!
      await opened.ledger.move(stuck, { to: 'held', trigger: 'callback', checkInMs: 1_000 })

      expect(await opened.ledger.reviveClosing(orderNumber, 'hand-over')).toMatchObject({ closing: 'stuck' })
      expect(await unfinished(true)).toEqual([])
    })

    it('wait as the terms say if the end of a try is never recorded', async () => {
      const orderNumber = await due()

      await opened.ledger.claimClosing(orderNumber, { leaseMs: 0, retryWaitsMs: [60_000, 120_000] })

      expect(await unfinished()).toEqual([])
      expect(await unfinished(true)).toEqual([orderNumber])
    })

    it('that were taken back are owed again, and start afresh under a higher fence', async () => {
      const orderNumber = await due('declined')
      const claim = (await opened.ledger.claimClosing(orderNumber, lease))!
      const order = (await opened.ledger.find(orderNumber))!
      await opened.ledger.move(order, { to: 'held', trigger: 'callback', checkInMs: 1_000 })

      const reason = 'money came first'
      expect(await opened.ledger.withdrawClosing(claim, { reason, trigger: 'sweep' })).toMatchObject({
        status: 'held',
        closing: 'owed',
      })
      expect(await makeDue()).toEqual([])

      const held = (await opened.ledger.find(orderNumber))!
      moved(await opened.ledger.move(held, { to: 'reversed', trigger: 'reverse', checkInMs: null }))
      expect(await makeDue(orderNumber)).toMatchObject([{ status: 'reversed', closing: 'due' }])
      expect(await opened.ledger.claimClosing(orderNumber, lease)).toMatchObject({ fence: 2, tryNumber: 1 })
    })

    it('have nothing to do with the hand-over of the same order, which was paid after all', async () => {
      const orderNumber = await due()
      const told = (await opened.ledger.claimClosing(orderNumber, lease))!
      const order = (await opened.ledger.find(orderNumber))!
      const changes = { capturedMinor: order.amountMinor, paidAt: new Date() }
      await opened.ledger.move(order, { to: 'paid', trigger: 'callback', checkInMs: null, handOver: 'due', changes })

      const goods = await opened.ledger.claimHandOver(orderNumber, lease)

      expect(goods).toMatchObject({ fence: 1, tryNumber: 1 })
      expect(await opened.ledger.completeHandOver(goods!, 'callback')).toMatchObject({
        handOver: 'done',
        closing: 'due',
      })
      expect(await opened.ledger.completeClosing(told, 'sweep')).toMatchObject({ handOver: 'done', closing: 'done' })
    })

    it('of another gateway or another shop are left alone', async () => {
      const terms = { gatewayAccount: 'bank.example/#login', tellsClosed: true, shop: 'mine' }
      const { order } = await opened.ledger.add(newOrder(terms))
      await opened.ledger.move(order, { to: 'expired', trigger: 'sweep', checkInMs: null })
      const mine = opened.another({ shop: { key: 'mine', formerKeys: [] } })
      const theirs = opened.another({ shop: { key: 'theirs', formerKeys: [] } })
      await mine.open()
      const query = { gateway: 'bank.example/#', limit: 10 }
      const elsewhere = { gateway: 'test.example/#', limit: 10 }

      expect(await theirs.makeClosingsDue(query)).toEqual([])
      expect(await mine.makeClosingsDue(elsewhere)).toEqual([])
      expect(await mine.makeClosingsDue(query)).toHaveLength(1)
      expect(await theirs.unfinishedClosings(query)).toEqual([])
      expect(await mine.unfinishedClosings(elsewhere)).toEqual([])
      expect(await theirs.claimClosing(order.orderNumber, lease)).toBeUndefined()
      expect(await mine.claimClosing(order.orderNumber, lease)).toBeDefined()
    })

    it('of orders that a process of 0.2.0 has ended are made due by whoever sees them', async () => {
      // It knows the status, and nothing of closings.
      const { order } = await opened.ledger.add(newOrder({ tellsClosed: true }))
      const older = await registeredOrder(opened.ledger)
      await opened.sql(`update checkout_orders set status = 'expired', next_check_at = null, reuse_key = null`)

      expect((await makeDue()).map(({ orderNumber }) => orderNumber)).toEqual([order.orderNumber])
      expect((await opened.ledger.find(older.orderNumber))?.closing).toBe('none')
    })
  })
}
