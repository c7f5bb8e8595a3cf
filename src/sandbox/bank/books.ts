import { randomUUID } from 'node:crypto'
import { isOpen } from './bank-order.ts'
import type { BankOrder, BankOperation, BankRefusal, BankRegistration } from './bank-order.ts'
import { makeDeadlines } from './deadlines.ts'
import { makeKept } from './kept.ts'

export interface BooksOptions {
  /** How many orders are kept; beyond that the bank forgets the oldest. */
  readonly keepOrders: number
  /** An order was forgotten. */
  readonly forgotten: (gatewayOrderId: string) => void
  readonly notify: Notify
}

/** Tells the merchant of an operation by callback. */
export type Notify = (order: BankOrder, operation: BankOperation, isSuccess: boolean) => void

/** The orders of the bank, each in its versions. */
export interface Books {
  /** @param size - what the registration takes to keep, in characters. */
  add(registration: BankRegistration, size: number): BankOrder | BankRefusal
  find(gatewayOrderId: string): BankOrder | undefined
  findByOrderNumber(orderNumber: string): BankOrder | undefined
  /** The order as the status call tells it, which may lag behind. */
  tell(gatewayOrderId: string): BankOrder | undefined
  all(): readonly BankOrder[]
  /** Writes a new version, which the status call tells after so many milliseconds. */
  change(order: BankOrder, changes: Partial<BankOrder>, lagMs?: number): BankOrder
  /** Ends the session of an order nobody paid. */
  expire(gatewayOrderId: string): void
  /** Ends every session whose time has come. */
  expireDue(): void
}

interface Version {
  readonly order: BankOrder
  /** From when on the status call tells it, in milliseconds since the epoch. */
  readonly toldFrom: number
}

/** What all registrations together may take to keep, in characters. Chosen by feel. */
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

  /** -2014 the payer never tried, -2007 the time to enter card data ran out (BPC: time limits). */
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

/** What happened to each order, as far as the status call may still tell it. */
function makeVersions() {
  const versionsOf = new Map<string, Version[]>()
  return {
    ids: () => [...versionsOf.keys()],
    add: (order: BankOrder) => void versionsOf.set(order.gatewayOrderId, [{ order, toldFrom: 0 }]),
    remove: (gatewayOrderId: string) => void versionsOf.delete(gatewayOrderId),
    latest: (gatewayOrderId: string) => versionsOf.get(gatewayOrderId)?.at(-1)?.order,
    tell: (gatewayOrderId: string) =>
      versionsOf.get(gatewayOrderId)?.findLast((version) => version.toldFrom <= Date.now())?.order,
    change(order: BankOrder, changes: Partial<BankOrder>, lagMs = 0): BankOrder {
      const next = { ...order, ...changes }
      const now = Date.now()
      const versions = versionsOf.get(order.gatewayOrderId) ?? []
      versions.push({ order: next, toldFrom: now + lagMs })
      // What came before the one that is told now is never told again.
      versions.splice(
        0,
        versions.findLastIndex(({ toldFrom }) => toldFrom <= now),
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
