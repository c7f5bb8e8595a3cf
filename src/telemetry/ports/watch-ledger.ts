import type { HandOverClaim } from '../../ledger/hand-over-ledger.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Move } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import type { OrderFacts } from '../events.ts'
import type { Telemetry } from '../telemetry.ts'

/** Verbs after which something about an order is told. */
type ToldVerbs = Pick<
  Ledger,
  'add' | 'claimHandOver' | 'completeHandOver' | 'completeRefund' | 'failHandOver' | 'move' | 'moveAndClaim' | 'note'
>

/**
 * The same ledger, which tells what happens to orders once it is committed: only what this process does, and not if the
 * answer to the commit was lost. It also keeps with each new order the trace of the checkout that opens it.
 */
export function watchLedger(ledger: Ledger, telemetry: Telemetry): Ledger {
  const told: ToldVerbs = { ...tellingOrders(ledger, telemetry), ...tellingHandOvers(ledger, telemetry) }
  return { ...ledger, ...told }
}

function tellingOrders(
  ledger: Ledger,
  telemetry: Telemetry,
): Pick<ToldVerbs, 'add' | 'completeRefund' | 'move' | 'note'> {
  const tellMoved = makeTellMoved(telemetry)
  return {
    async add(newOrder) {
      // What is imported was started elsewhere.
      if (newOrder.trigger === 'import') return ledger.add(newOrder)
      const added = await ledger.add({ ...newOrder, traceParent: telemetry.traceParent() })
      if (added.isNew && telemetry.hearsOfOrders()) {
        telemetry.tellOfOrder({ kind: 'started', ...factsOf(added.order, 'checkout') })
      }
      return added
    },
    async move(order, move) {
      const moved = await ledger.move(order, move)
      tellMoved(order, move, moved)
      return moved
    },
    async note(order, note) {
      const noted = await ledger.note(order, note)
      tellMoved(order, note, noted)
      return noted
    },
    async completeRefund(refund, result) {
      const order = await ledger.completeRefund(refund, result)
      if (order && telemetry.hearsOfOrders()) {
        const { amountMinor: refundMinor } = refund
        telemetry.tellOfOrder({ kind: 'refunded', refundMinor, ...factsOf(order, result.trigger) })
      }
      return order
    },
  }
}

function tellingHandOvers(
  ledger: Ledger,
  telemetry: Telemetry,
): Pick<ToldVerbs, 'claimHandOver' | 'completeHandOver' | 'failHandOver' | 'moveAndClaim'> {
  const tellMoved = makeTellMoved(telemetry)
  /** When each claim was made, on our own clock: the ledger has said how long the goods were due by then. */
  const claimedAtMs = new WeakMap<HandOverClaim, number>()
  const noteClaim = (claim: HandOverClaim | undefined): void => {
    if (claim) claimedAtMs.set(claim, performance.now())
  }
  return {
    async moveAndClaim(order, move, terms) {
      const due = await ledger.moveAndClaim(order, move, terms)
      noteClaim(due?.claim)
      tellMoved(order, move, due?.order)
      return due
    },
    async claimHandOver(orderNumber, request) {
      const claim = await ledger.claimHandOver(orderNumber, request)
      noteClaim(claim)
      return claim
    },
    async completeHandOver(claim, trigger, effect) {
      const order = await ledger.completeHandOver(claim, trigger, effect)
      if (order && telemetry.hearsOfOrders()) {
        const now = performance.now()
        const delayMs = claim.dueForMs + now - (claimedAtMs.get(claim) ?? now)
        telemetry.tellOfOrder({ kind: 'handed-over', delayMs, ...factsOf(order, trigger) })
      }
      return order
    },
    async failHandOver(claim, failure) {
      const order = await ledger.failHandOver(claim, failure)
      if (order && telemetry.hearsOfOrders()) {
        const kind = failure.retryInMs === undefined ? 'hand-over-stuck' : 'hand-over-failed'
        telemetry.tellOfOrder({ kind, ...factsOf(order, failure.trigger) })
      }
      return order
    },
  }
}

/** Tells of a move, and of a try to pay that the bank has declined. `after` is undefined if another was first. */
function makeTellMoved(telemetry: Telemetry) {
  return (before: Order, { trigger, changes }: Pick<Move, 'changes' | 'trigger'>, after: Order | undefined): void => {
    if (!after || !telemetry.hearsOfOrders()) return
    const facts = factsOf(after, trigger)
    const decline = changes?.decline
    // An order that runs out of time has no try of its own; and a try that is known was told before.
    const isNewTry = decline && decline.actionCode !== before.decline?.actionCode && after.status !== 'expired'
    if (isNewTry) telemetry.tellOfOrder({ kind: 'try-declined', category: decline.category, ...facts })
    const { status: from } = before
    const { status: to, reviewReason } = after
    if (from !== to) telemetry.tellOfOrder({ kind: 'moved', from, to, reviewReason, ...facts })
  }
}

function factsOf({ orderNumber, amountMinor, currency }: Order, trigger: OrderFacts['trigger']): OrderFacts {
  return { orderNumber, trigger, amountMinor, currency }
}
