import { randomUUID } from 'node:crypto'
import { isOpen } from './bank-order.ts'
import type { BankOrder, BankOperation, BankRefusal, BankRegistration } from './bank-order.ts'
import { makeDeadlines } from './deadlines.ts'
import { makeKept } from './kept.ts'
import { holdsText } from './search.ts'
import { makeVersions } from './versions.ts'
import type { Versions } from './versions.ts'

export interface BooksOptions {
  /** How many orders the bank keeps. Beyond that it forgets the oldest. */
  readonly keepOrders: number
  readonly now: () => Date
  /** @defaultValue UUIDs */
  readonly newOrderId?: (() => string) | undefined
  /** How long a paid order waits for its acknowledgement, in milliseconds; undefined: for ever. */
  readonly acknowledgeWithinMs?: number | undefined
  /** Called when an order is forgotten. */
  readonly forgotten: (gatewayOrderId: string) => void
  readonly notify: Notify
  /** Called with every new version of an order. */
  readonly changed: (before: BankOrder, after: BankOrder) => void
}

/** Reports an operation to the merchant by callback. */
export type Notify = (order: BankOrder, operation: BankOperation, isSuccess: boolean) => void

/** The bank's orders, each with its versions. */
export interface Books {
  /** @param size - size of the registration, in characters. */
  add(registration: BankRegistration, size: number): BankOrder | BankRefusal
  find(gatewayOrderId: string): BankOrder | undefined
  findByOrderNumber(orderNumber: string): BankOrder | undefined
  /** The order as the status call reports it, which can lag. */
  tell(gatewayOrderId: string): BankOrder | undefined
  all(): readonly BankOrder[]
  /** One page of orders, newest first. Costs the same however many there are. */
  page(wanted: PageOfOrders): OrdersFound
  count(): number
  /** How many wait for a buyer. */
  openCount(): number
  /** Writes a new version. The status call reports it `lagMs` milliseconds later. */
  change(order: BankOrder, changes: Partial<BankOrder>, lagMs?: number): BankOrder
  /** Ends the session of an unpaid order. */
  expire(gatewayOrderId: string): void
  /** The merchant has heard of the payment: it stands. */
  acknowledge(gatewayOrderId: string): BankOrder | undefined
  /** Ends every session whose time has come, and cancels what was not acknowledged in time. */
  expireDue(): void
  forgetAll(): void
}

export interface PageOfOrders {
  readonly count: number
  /** Only orders older than this one: the `olderThan` of the page before. */
  readonly before?: string | undefined
  /** Only orders that hold this text. */
  readonly text?: string | undefined
}

export interface OrdersFound {
  readonly orders: readonly BankOrder[]
  /** Where the next page begins; undefined if there is none. */
  readonly olderThan: string | undefined
  /** The search stopped before the oldest order, and can go on from `olderThan`. */
  readonly isCutShort: boolean
}

/** Maximum size of all registrations together, in characters. Chosen by feel. */
const maxRegistrationsSize = 64 * 1024 * 1024

/** How many orders one search looks at: a few milliseconds' work. */
const maxSearched = 10_000

export function makeBooks(options: BooksOptions): Books {
  const { keepOrders, now, newOrderId = randomUUID, acknowledgeWithinMs, forgotten, changed } = options
  const versions = makeVersions(now)
  const idOf = new Map<string, string>()
  const kept = makeKept<string>({ maxCount: keepOrders, maxSize: maxRegistrationsSize })
  const deadlines = makeDeadlines()

  function change(order: BankOrder, changes: Partial<BankOrder>, lagMs = 0): BankOrder {
    const after = versions.change(order, changes, lagMs)
    const due = acknowledgeBy(after, acknowledgeWithinMs)
    if (due && order.authorisedAt !== after.authorisedAt) deadlines.add(order.gatewayOrderId, due)
    changed(order, after)
    return after
  }

  const sessions = makeSessions({ ...options, latest: versions.latest, change })
  const { find } = sessions

  function forget(gatewayOrderId: string): void {
    const order = versions.latest(gatewayOrderId)
    if (!order) return
    deadlines.remove(gatewayOrderId, order.expiresAt)
    idOf.delete(order.orderNumber)
    versions.remove(gatewayOrderId)
    forgotten(gatewayOrderId)
  }

  return {
    ...sessions,
    change,
    tell(gatewayOrderId) {
      find(gatewayOrderId)
      return versions.tell(gatewayOrderId)
    },
    add(registration, size) {
      if (idOf.has(registration.orderNumber)) return duplicateOrderNumber
      const order = openOrder(registration, newOrderId(), now())
      versions.add(order)
      idOf.set(order.orderNumber, order.gatewayOrderId)
      deadlines.add(order.gatewayOrderId, order.expiresAt)
      for (const oldest of kept.add(order.gatewayOrderId, size)) forget(oldest)
      return order
    },
    findByOrderNumber(orderNumber) {
      const gatewayOrderId = idOf.get(orderNumber)
      return gatewayOrderId === undefined ? undefined : find(gatewayOrderId)
    },
    all: () => kept.all.flatMap((gatewayOrderId) => find(gatewayOrderId) ?? []),
    page: makePage({ ids: kept.all, latest: versions.latest, find }),
    count: () => kept.all.length,
    openCount: versions.openCount,
    expireDue() {
      for (const gatewayOrderId of deadlines.takeDue(now())) find(gatewayOrderId)
    },
    forgetAll() {
      for (const gatewayOrderId of kept.clear()) forget(gatewayOrderId)
    },
  }
}

interface SessionDeps extends Pick<BooksOptions, 'acknowledgeWithinMs' | 'notify' | 'now'> {
  readonly latest: Versions['latest']
  readonly change: Books['change']
}

/** When a payment is cancelled if nobody acknowledges it; undefined if it stands. */
function acknowledgeBy(order: BankOrder, withinMs: number | undefined): Date | undefined {
  const { orderStatus, authorisedAt, acknowledgedAt } = order
  const isWaiting = (orderStatus === 1 || orderStatus === 2) && authorisedAt !== undefined && !acknowledgedAt
  return isWaiting && withinMs !== undefined ? new Date(authorisedAt.getTime() + withinMs) : undefined
}

/** An unpaid order ends with its session, a paid one if it is not acknowledged where it must be. */
function makeSessions({
  latest,
  change,
  now,
  acknowledgeWithinMs,
  notify,
}: SessionDeps): Pick<Books, 'acknowledge' | 'expire' | 'find'> {
  function find(gatewayOrderId: string): BankOrder | undefined {
    const order = latest(gatewayOrderId)
    if (order && isOpen(order) && order.expiresAt <= now()) return end(order)
    const due = order && acknowledgeBy(order, acknowledgeWithinMs)
    return due && due <= now() ? cancel(order) : order
  }

  /** The money goes back to the buyer. */
  function cancel(order: BankOrder): BankOrder {
    const cancelled = change(order, { orderStatus: 3, approvedAmount: 0, depositedAmount: 0, reversedAt: now() })
    notify(cancelled, 'reversed', true)
    return cancelled
  }

  /** -2014: the buyer never attempted to pay; -2007: the time to enter card details ran out (BPC: time limits). */
  function end(order: BankOrder): BankOrder {
    const actionCode = order.actionCode === -100 && order.orderStatus === 0 ? -2014 : -2007
    const ended = change(order, { orderStatus: 6, actionCode, challenge: undefined })
    notify(ended, 'declinedByTimeout', true)
    return ended
  }

  return {
    find,
    acknowledge(gatewayOrderId) {
      const order = find(gatewayOrderId)
      const isWaiting = order && acknowledgeBy(order, acknowledgeWithinMs) !== undefined
      return isWaiting ? change(order, { acknowledgedAt: now() }) : order
    },
    expire(gatewayOrderId) {
      const order = find(gatewayOrderId)
      if (order && isOpen(order)) end({ ...order, expiresAt: now() })
    },
  }
}

interface PageDeps {
  /** Oldest first. */
  readonly ids: readonly string[]
  readonly latest: Versions['latest']
  readonly find: Books['find']
}

function makePage({ ids, latest, find }: PageDeps): Books['page'] {
  return ({ count, before, text }) => {
    const wanted = text?.toLowerCase()
    const isWanted = (id: string): boolean => {
      const order = wanted === undefined ? undefined : latest(id)
      return wanted === undefined || (order !== undefined && holdsText(order, wanted))
    }
    const end = before === undefined ? ids.length : ids.lastIndexOf(before)
    const lowest = Math.max(0, end - maxSearched)
    const orders: BankOrder[] = []
    let index = Math.max(0, end)
    while (index > lowest && orders.length < count) {
      index -= 1
      const order = isWanted(ids[index] ?? '') ? find(ids[index] ?? '') : undefined
      if (order) orders.push(order)
    }
    return { orders, olderThan: index > 0 ? ids[index] : undefined, isCutShort: index > 0 && orders.length < count }
  }
}

const duplicateOrderNumber: BankRefusal = {
  errorCode: '1',
  errorMessage: 'Order number is duplicated, order with given order number is processed already',
}

function openOrder(registration: BankRegistration, gatewayOrderId: string, registeredAt: Date): BankOrder {
  return {
    ...registration,
    gatewayOrderId,
    registeredAt,
    orderStatus: 0,
    actionCode: -100,
    failedTriesCount: 0,
    card: undefined,
    isCardToBeStored: false,
    cardBindingId: undefined,
    challenge: undefined,
    qrcId: undefined,
    awaited: undefined,
    approvedAmount: 0,
    depositedAmount: 0,
    refundedAmount: 0,
    refunds: [],
    isChargedBack: false,
    isReversalSpent: false,
    isRefundSpent: false,
    authorisedAt: undefined,
    approvalCode: undefined,
    referenceNumber: undefined,
    depositedAt: undefined,
    reversedAt: undefined,
    acknowledgedAt: undefined,
  }
}
