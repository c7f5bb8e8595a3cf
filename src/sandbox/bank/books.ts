import { randomUUID } from 'node:crypto'
import { isOpen } from './bank-order.ts'
import type { BankOrder, BankOperation, BankRefusal, BankRegistration } from './bank-order.ts'
import { makeDeadlines } from './deadlines.ts'
import { makeKept } from './kept.ts'

export interface BooksOptions {
  /** How many orders the bank keeps. Beyond that it forgets the oldest. */
  readonly keepOrders: number
  /** Called when an order is forgotten. */
  readonly forgotten: (gatewayOrderId: string) => void
  readonly notify: Notify
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
  /** Writes a new version. The status call reports it `lagMs` milliseconds later. */
  change(order: BankOrder, changes: Partial<BankOrder>, lagMs?: number): BankOrder
  /** Ends the session of an unpaid order. */
  expire(gatewayOrderId: string): void
  /** Ends every session whose time has come. */
  expireDue(): void
}

interface Version {
  readonly order: BankOrder
  /** When the status call starts to report it, in milliseconds since the epoch. */
  readonly visibleFrom: number
}

/** Maximum size of all registrations together, in characters. Chosen by feel. */
const maxRegistrationsSize = 64 * 1024 * 1024

export function makeBooks({ keepOrders, forgotten, notify }: BooksOptions): Books {
  const { latest, change, ...versions } = makeVersions()
  const idOf = new Map<string, string>()
  const kept = makeKept<string>({ maxCount: keepOrders, maxSize: maxRegistrationsSize })
  const deadlines = makeDeadlines()

  function find(gatewayOrderId: string): BankOrder | undefined {
    const order = latest(gatewayOrderId)
    return order && isOpen(order) && order.expiresAt <= new Date() ? end(order) : order
  }

  function forget(gatewayOrderId: string): void {
    const order = latest(gatewayOrderId)
    if (!order) return
    deadlines.remove(gatewayOrderId, order.expiresAt)
    idOf.delete(order.orderNumber)
    versions.remove(gatewayOrderId)
    forgotten(gatewayOrderId)
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
    change,
    tell(gatewayOrderId) {
      find(gatewayOrderId)
      return versions.tell(gatewayOrderId)
    },
    add(registration, size) {
      if (idOf.has(registration.orderNumber)) return duplicateOrderNumber
      const order = openOrder(registration)
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
    all: () => versions.ids().flatMap((gatewayOrderId) => find(gatewayOrderId) ?? []),
    expire(gatewayOrderId) {
      const order = find(gatewayOrderId)
      if (order && isOpen(order)) end({ ...order, expiresAt: new Date() })
    },
    expireDue() {
      for (const gatewayOrderId of deadlines.takeDue(new Date())) find(gatewayOrderId)
    },
  }
}

/** The versions of each order that the status call can still report. */
function makeVersions() {
  const versionsOf = new Map<string, Version[]>()
  return {
    ids: () => [...versionsOf.keys()],
    add: (order: BankOrder) => void versionsOf.set(order.gatewayOrderId, [{ order, visibleFrom: 0 }]),
    remove: (gatewayOrderId: string) => void versionsOf.delete(gatewayOrderId),
    latest: (gatewayOrderId: string) => versionsOf.get(gatewayOrderId)?.at(-1)?.order,
    tell: (gatewayOrderId: string) =>
      versionsOf.get(gatewayOrderId)?.findLast((version) => version.visibleFrom <= Date.now())?.order,
    change(order: BankOrder, changes: Partial<BankOrder>, lagMs = 0): BankOrder {
      const next = { ...order, ...changes }
      const now = Date.now()
      const versions = versionsOf.get(order.gatewayOrderId) ?? []
      versions.push({ order: next, visibleFrom: now + lagMs })
      // Versions before the one reported now are never reported again.
      versions.splice(
        0,
        versions.findLastIndex(({ visibleFrom }) => visibleFrom <= now),
      )
      return next
    },
  }
}

const duplicateOrderNumber: BankRefusal = {
  errorCode: '1',
  errorMessage: 'Order number is duplicated, order with given order number is processed already',
}

function openOrder(registration: BankRegistration): BankOrder {
  return {
    ...registration,
    gatewayOrderId: randomUUID(),
    registeredAt: new Date(),
    orderStatus: 0,
    actionCode: -100,
    failedTriesCount: 0,
    card: undefined,
    challenge: undefined,
    approvedAmount: 0,
    depositedAmount: 0,
    refundedAmount: 0,
    refunds: [],
    isReversalSpent: false,
    authorisedAt: undefined,
    approvalCode: undefined,
    referenceNumber: undefined,
    depositedAt: undefined,
    reversedAt: undefined,
  }
}
