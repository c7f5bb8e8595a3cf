import { withClockOff } from '../support/clock.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { paidOrder, registeredOrder } from './an-order.ts'

const lease = { leaseMs: 60_000 }
const failure = { retryInMs: 5000, reason: 'the parcel service is down', trigger: 'sweep' } as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`hand-overs in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(async () => {
      expect(await disagreements(opened)).toEqual([])
      await opened.close()
    })

    it('are due as soon as the order is paid, and done once', async () => {
      const order = await paidOrder(opened.ledger)
      expect(order.handOver).toBe('due')
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([order.orderNumber])

      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)
      expect(claim).toEqual({ orderNumber: order.orderNumber, fence: 1, tryNumber: 1, dueForMs: expect.any(Number) })
      expect(claim!.dueForMs).toBeGreaterThanOrEqual(0)
      expect(claim!.dueForMs).toBeLessThan(60_000)

      const done = await opened.ledger.completeHandOver(claim!, 'return')
      expect(done).toEqual({ ...order, handOver: 'done' })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(done)
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'handed-over',
        from: undefined,
        to: 'paid',
        trigger: 'return',
        detail: { tryNumber: 1 },
      })
      expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([])
      expect(await opened.ledger.completeHandOver(claim!, 'return')).toBeUndefined()
      expect(await opened.ledger.renewHandOver(claim!, 60_000)).toBe(false)
    })

    describe('that are claimed with the move that makes them due', () => {
      const toPaid = { to: 'paid', trigger: 'return', checkInMs: null, handOver: 'due' } as const
      const changes = () => ({ capturedMinor: 1999, paidAt: new Date() })
      const terms = { leaseMs: 60_000, retryWaitsMs: [10_000, 60_000] }

      it('belong to the mover, in the same commit', async () => {
        const order = await registeredOrder(opened.ledger)

        const due = await opened.ledger.moveAndClaim(order, { ...toPaid, changes: changes() }, terms)

        expect(due).toMatchObject({
          order: { status: 'paid', handOver: 'due' },
          claim: { orderNumber: order.orderNumber, fence: 1, tryNumber: 1, dueForMs: expect.any(Number) },
        })
        expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
        expect(await opened.ledger.completeHandOver(due!.claim!, 'return')).toMatchObject({ handOver: 'done' })
      })

      it('are free again once the lease has ended, and their next try has come', async () => {
        const order = await registeredOrder(opened.ledger)
        const soon = { leaseMs: 0, retryWaitsMs: [60_000] }

        const due = await opened.ledger.moveAndClaim(order, { ...toPaid, changes: changes() }, soon)

        expect(await opened.ledger.claimHandOver(order.orderNumber, lease)).toBeUndefined()
        const next = await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })
        expect(next).toMatchObject({ fence: 2, tryNumber: 2 })
        expect(await opened.ledger.completeHandOver(due!.claim!, 'return')).toBeUndefined()
        expect(await opened.ledger.completeHandOver(next!, 'sweep')).toMatchObject({ handOver: 'done' })
      })

      it('are not claimed where the move owes no goods, or another caller moved the order first', async () => {
        const order = await registeredOrder(opened.ledger)
        const declined = { to: 'declined', trigger: 'return', checkInMs: null } as const

        expect(await opened.ledger.moveAndClaim(order, declined, terms)).toMatchObject({
          order: { status: 'declined' },
          claim: undefined,
        })
        expect(await opened.ledger.moveAndClaim(order, { ...toPaid, changes: changes() }, terms)).toBeUndefined()
      })

      it('are not claimed while a refund of everything is under way: there is no money for the goods', async () => {
        const order = await registeredOrder(opened.ledger)
        await opened.sql(`
          insert into checkout_refunds
            (order_number, key, external_refund_id, amount_minor, refunded_before_minor, state, asked_at)
          values ('${order.orderNumber}', 'all', 'all-of-it', 1999, 0, 'asked', '2026-01-01T00:00:00.000Z')`)

        const due = await opened.ledger.moveAndClaim(order, { ...toPaid, changes: changes() }, terms)

        expect(due).toMatchObject({ order: { status: 'paid', handOver: 'due' }, claim: undefined })
      })

      it('are claimed by one of two that pay the order at once', async () => {
        const order = await registeredOrder(opened.ledger)
        const another = opened.another()

        const dues = await Promise.all(
          [opened.ledger, another].map((ledger) =>
            ledger.moveAndClaim(order, { ...toPaid, changes: changes() }, terms),
          ),
        )

        expect(dues.filter((due) => due?.claim !== undefined)).toHaveLength(1)
        expect(dues.filter((due) => due === undefined)).toHaveLength(1)
      })
    })

    it('do not exist for an order whose goods are not due', async () => {
      const order = await registeredOrder(opened.ledger)

      expect(order.handOver).toBe('none')
      expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.claimHandOver('nobody', lease)).toBeUndefined()
    })

    it('without a recorded end are retried later and later, or earlier on request', async () => {
      const order = await paidOrder(opened.ledger)
      const died = { leaseMs: 0, retryWaitsMs: [10_000, 60_000, 3_600_000] }
      const waitMs = async (): Promise<number> => {
        const [row] = await opened.sql('select next_try_at from checkout_hand_overs')
        return new Date(row!.next_try_at as string).getTime() - Date.now()
      }
      const waits: number[] = []

      for (let tries = 1; tries <= 4; tries += 1) {
        const claim = await opened.ledger.claimHandOver(order.orderNumber, { ...died, isEarly: tries > 1 })
        expect(claim).toMatchObject({ tryNumber: tries })
        waits.push(await waitMs())
        expect(await opened.ledger.claimHandOver(order.orderNumber, died)).toBeUndefined()
        expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([])
      }

      for (const [index, wanted] of [10_000, 60_000, 3_600_000, 3_600_000].entries()) {
        expect(waits[index]! / wanted).toBeGreaterThan(0.5)
        expect(waits[index]! / wanted).toBeLessThanOrEqual(1.1)
      }
    })

    it('are listed for their own gateway only', async () => {
      const { orderNumber, gatewayAccount } = await paidOrder(opened.ledger)
      const unfinished = (gateway: string) => opened.ledger.unfinishedHandOvers({ gateway, limit: 10 })

      expect(await unfinished(gatewayAccount)).toEqual([orderNumber])
      expect(await unfinished(gatewayAccount.slice(0, 20))).toEqual([orderNumber])
      expect(await unfinished('https://test.example/')).toEqual([])
    })

    it('go to one of twenty callers in two processes', async () => {
      const order = await paidOrder(opened.ledger)
      const processes = [opened.ledger, opened.another()]

      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) => processes[i % 2]!.claimHandOver(order.orderNumber, lease)),
      )

      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([])
    })

    it.each([-7_200_000, 7_200_000])(
      'stay with their holder when another process has a clock that is off by %i ms',
      async (offMs) => {
        const [ours, theirs] = [await paidOrder(opened.ledger), await paidOrder(opened.ledger)]
        const other = opened.another()
        expect(await opened.ledger.claimHandOver(ours.orderNumber, lease)).toBeDefined()

        await withClockOff(offMs, async () => {
          expect(await other.claimHandOver(ours.orderNumber, lease)).toBeUndefined()
          expect(await other.claimHandOver(theirs.orderNumber, lease)).toMatchObject({ fence: 1 })
        })

        expect(await opened.ledger.claimHandOver(theirs.orderNumber, lease)).toBeUndefined()
        expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([])
      },
    )

    it('say how long they have been due', async () => {
      const order = await paidOrder(opened.ledger)
      await opened.age('checkout_hand_overs', 'due_at', 3_600_000)

      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)

      expect(claim!.dueForMs).toBeGreaterThanOrEqual(3_600_000)
      expect(claim!.dueForMs).toBeLessThan(3_660_000)
    })

    it('pass to the next caller when the lease expires, and the first loses its rights', async () => {
      const order = await paidOrder(opened.ledger)
      const first = await opened.ledger.claimHandOver(order.orderNumber, lease)
      expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      await opened.age('checkout_hand_overs', 'lease_until', 60_001)

      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([order.orderNumber])
      const second = await opened.ledger.claimHandOver(order.orderNumber, lease)
      expect(second).toMatchObject({ fence: 2, tryNumber: 2 })

      const before = await opened.ledger.history(order.orderNumber)
      expect(await opened.ledger.renewHandOver(first!, 60_000)).toBe(false)
      expect(await opened.ledger.completeHandOver(first!, 'sweep')).toBeUndefined()
      expect(await opened.ledger.failHandOver(first!, failure)).toBeUndefined()
      expect(await opened.ledger.failHandOver(first!, { ...failure, retryInMs: undefined })).toBeUndefined()
      expect(await opened.ledger.history(order.orderNumber)).toEqual(before)
      expect(await opened.ledger.renewHandOver(second!, 60_000)).toBe(true)
      expect(await opened.ledger.completeHandOver(second!, 'sweep')).toMatchObject({ handOver: 'done' })
    })

    it('stay with a caller who renews the lease', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)
      await opened.age('checkout_hand_overs', 'lease_until', 59_000)

      expect(await opened.ledger.renewHandOver(claim!, 60_000)).toBe(true)
      await opened.age('checkout_hand_overs', 'lease_until', 30_000)

      expect(await opened.ledger.claimHandOver(order.orderNumber, lease)).toBeUndefined()
    })

    it('can be completed after the lease if nobody else took over', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)
      await opened.age('checkout_hand_overs', 'lease_until', 3_600_000)

      expect(await opened.ledger.completeHandOver(claim!, 'sweep')).toMatchObject({ handOver: 'done' })
    })

    it('are retried after a failure once they are due, or early', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)

      const failed = await opened.ledger.failHandOver(claim!, failure)

      expect(failed).toEqual(order)
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-failed',
        to: 'paid',
        trigger: 'sweep',
        detail: { tryNumber: 1, reason: 'the parcel service is down', retryInMs: 5000 },
      })
      expect(await opened.ledger.renewHandOver(claim!, 60_000)).toBe(false)
      expect(await opened.ledger.completeHandOver(claim!, 'sweep')).toBeUndefined()
      expect(await opened.ledger.claimHandOver(order.orderNumber, lease)).toBeUndefined()
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([])
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([
        order.orderNumber,
      ])

      const early = await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })
      expect(early).toMatchObject({ fence: 2, tryNumber: 2 })
      await opened.ledger.failHandOver(early!, failure)
      await opened.age('checkout_hand_overs', 'next_try_at', 5001)
      expect(await opened.ledger.claimHandOver(order.orderNumber, lease)).toMatchObject({ tryNumber: 3 })
    })

    it('are stuck after a failure without a retry', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, lease)

      const stuck = await opened.ledger.failHandOver(claim!, { ...failure, retryInMs: undefined })

      expect(stuck).toEqual({ ...order, handOver: 'stuck' })
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-stuck',
        detail: { tryNumber: 1, reason: 'the parcel service is down' },
      })
      expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([])
    })

    it('are withdrawn by their holder when nothing is owed any more', async () => {
      opened.leaveBroken()
      const order = await paidOrder(opened.ledger)
      const claim = (await opened.ledger.claimHandOver(order.orderNumber, lease))!
      const withdrawal = { reason: 'the money went back', trigger: 'sweep' } as const
      expect(await opened.ledger.withdrawHandOver({ ...claim, fence: 7 }, withdrawal)).toBeUndefined()

      const withdrawn = await opened.ledger.withdrawHandOver(claim, withdrawal)

      expect(withdrawn).toEqual({ ...order, handOver: 'none' })
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-withdrawn',
        from: undefined,
        to: 'paid',
        trigger: 'sweep',
        detail: { reason: 'the money went back' },
      })
      expect(await opened.ledger.claimHandOver(order.orderNumber, { ...lease, isEarly: true })).toBeUndefined()
      expect(await opened.ledger.withdrawHandOver(claim, withdrawal)).toBeUndefined()
    })

    it('that are stuck or were never due become due again on request', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = (await opened.ledger.claimHandOver(order.orderNumber, lease))!
      await opened.ledger.failHandOver(claim, { ...failure, retryInMs: undefined })
      await opened.age('checkout_hand_overs', 'due_at', 80 * 3_600_000)

      expect(await opened.ledger.reviveHandOver(order.orderNumber, 'hand-over')).toEqual(order)

      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-due',
        from: undefined,
        to: 'paid',
        trigger: 'hand-over',
        detail: undefined,
      })
      const again = await opened.ledger.claimHandOver(order.orderNumber, lease)
      expect(again).toMatchObject({ fence: 2, tryNumber: 1 })
      expect(again!.dueForMs).toBeLessThan(60_000)
      // But not a running or completed one.
      expect(await opened.ledger.reviveHandOver(order.orderNumber, 'hand-over')).toEqual(order)
      expect(await opened.ledger.renewHandOver(again!, 60_000)).toBe(true)
      await opened.ledger.completeHandOver(again!, 'hand-over')
      expect(await opened.ledger.reviveHandOver(order.orderNumber, 'hand-over')).toMatchObject({ handOver: 'done' })
    })

    it('that wait for their next try are tried now on request, once, and never beside a running one', async () => {
      const order = await paidOrder(opened.ledger)
      const { orderNumber } = order
      const revive = () => opened.ledger.reviveHandOver(orderNumber, 'hand-over', 'Ann')
      const kinds = async () => (await opened.ledger.history(orderNumber)).map(({ kind }) => kind)
      const claim = (await opened.ledger.claimHandOver(orderNumber, { ...lease, retryWaitsMs: [3_600_000] }))!
      // It is running, so nothing changes.
      expect(await revive()).toEqual(order)
      expect(await kinds()).not.toContain('hand-over-due')
      expect(await opened.ledger.renewHandOver(claim, 60_000)).toBe(true)
      await opened.ledger.failHandOver(claim, { ...failure, retryInMs: 3_600_000 })
      await opened.age('checkout_hand_overs', 'due_at', 3_600_000)
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([])

      expect(await revive()).toEqual(order)

      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual([orderNumber])
      expect((await opened.ledger.history(orderNumber)).at(-1)).toMatchObject({
        kind: 'hand-over-due',
        to: 'paid',
        trigger: 'hand-over',
        detail: { by: 'Ann' },
      })
      // The second request finds it due already.
      const before = await kinds()
      expect(await revive()).toEqual(order)
      expect(await kinds()).toEqual(before)
      // Its three days go on.
      const again = (await opened.ledger.claimHandOver(orderNumber, lease))!
      expect(again).toMatchObject({ fence: 2, tryNumber: 2 })
      expect(again.dueForMs).toBeGreaterThan(3_000_000)
    })

    it('do not become due for an order that is not paid or does not exist', async () => {
      const order = await registeredOrder(opened.ledger)

      expect(await opened.ledger.reviveHandOver(order.orderNumber, 'hand-over')).toEqual(order)
      expect(await opened.ledger.reviveHandOver('nobody', 'hand-over')).toBeUndefined()
      expect(await opened.sql('select * from checkout_hand_overs')).toEqual([])
    })

    it('wait while a refund of all that is left is on its way, and for no other refund', async () => {
      const order = await paidOrder(opened.ledger)
      const ask = (amountMinor: number, key: string) =>
        opened.ledger.askRefund({
          orderNumber: order.orderNumber,
          key,
          amountMinor,
          externalRefundId: key,
          leaseMs: 60_000,
        })
      const claim = () => opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 0, isEarly: true })
      const unfinished = () => opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })

      const part = await ask(500, 'part')
      expect(await claim()).toMatchObject({ tryNumber: 1 })
      if (part.outcome !== 'asked') throw new Error(part.outcome)
      await opened.ledger.completeRefund(part.refund, { refundedMinor: 500, trigger: 'refund', detail: undefined })

      const rest = await ask(1499, 'rest')
      expect(await claim()).toBeUndefined()
      expect(await unfinished()).toEqual([])

      if (rest.outcome !== 'asked') throw new Error(rest.outcome)
      await opened.ledger.refuseRefund(rest.refund, { trigger: 'refund', reason: 'no' })
      expect(await unfinished()).toEqual([order.orderNumber])
      expect(await claim()).toMatchObject({ tryNumber: 2 })
    })

    it('become due again after a partial refund', async () => {
      const order = await paidOrder(opened.ledger)
      const changes = { refundedMinor: 500 }
      const claim = (await opened.ledger.claimHandOver(order.orderNumber, lease))!
      await opened.ledger.failHandOver(claim, { ...failure, retryInMs: undefined })
      await opened.ledger.move(order, { to: 'partially_refunded', trigger: 'sweep', checkInMs: null, changes })

      expect(await opened.ledger.reviveHandOver(order.orderNumber, 'hand-over')).toMatchObject({ handOver: 'due' })
    })

    it('are listed with the longest waiting first, up to the limit', async () => {
      const orders = []
      for (let i = 0; i < 3; i += 1) {
        orders.push((await paidOrder(opened.ledger)).orderNumber)
        await opened.age('checkout_hand_overs', 'next_try_at', 1000)
      }

      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 2 })).toEqual(orders.slice(0, 2))
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10 })).toEqual(orders)
    })
  })
}

/** Orders whose `handOver` disagrees with their task. The tests above may never leave one behind. */
function disagreements(opened: OpenedLedger): Promise<unknown[]> {
  return opened.sql(`
    select o.order_number, o.hand_over, h.next_try_at
    from checkout_orders o left join checkout_hand_overs h on h.order_number = o.order_number
    where (o.hand_over <> 'none' and h.order_number is null)
      or (o.hand_over = 'due' and h.next_try_at is null)
      or (o.hand_over <> 'due' and (h.next_try_at is not null or h.lease_until is not null))`)
}
