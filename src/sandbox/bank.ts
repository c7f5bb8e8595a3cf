import { randomInt, randomUUID } from 'node:crypto'
import { findTestCard, judgeCard, maskNumber } from './cards.ts'
import type { PresentedCard, ThreeDSecure } from './cards.ts'
import { makeDeadlines } from './deadlines.ts'
import { makeKept } from './kept.ts'

/** `orderStatus` as far as the sandbox uses it (protocol 9). */
export type OrderStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6

export interface Registration {
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amount: number
  /** ISO 4217 numeric code as text, leading zero included. */
  readonly currency: string
  /** Registered with `registerPreAuth.do`: the money is held, not taken. */
  readonly isTwoPhase: boolean
  /** `features=VERIFY`: the card is checked, nothing is charged, success ends as reversed (protocol 18). */
  readonly isVerification: boolean
  readonly returnUrl: string
  readonly failUrl: string | undefined
  readonly dynamicCallbackUrl: string | undefined
  readonly description: string
  readonly language: string
  readonly ip: string | undefined
  readonly email: string | undefined
  readonly merchantParams: Readonly<Record<string, string>>
  /** The cart, as it was sent. */
  readonly orderBundle: Readonly<Record<string, unknown>> | undefined
  readonly expiresAt: Date
}

/** What the bank keeps of a card. Never the number. */
export interface KeptCard {
  readonly maskedNumber: string
  /** YYYYMM as text. */
  readonly expiration: string
  readonly cardholderName: string
  readonly brand: string | undefined
}

export interface Refund {
  readonly at: Date
  /** Integer minor units. */
  readonly amount: number
  readonly externalRefundId: string | undefined
  readonly referenceNumber: string
  readonly approvalCode: string
}

/** One order as it stands at the bank. Immutable: every change is a new version. */
export interface BankOrder extends Registration {
  readonly gatewayOrderId: string
  readonly registeredAt: Date
  readonly orderStatus: OrderStatus
  /** Result of the last try; -100 before any. */
  readonly actionCode: number
  readonly failedTriesCount: number
  /** Of the last try. */
  readonly card: KeptCard | undefined
  /** What the issuer's page waits for while `orderStatus` is 5. */
  readonly challenge: { readonly protocol: ThreeDSecure; readonly code: string } | undefined
  /** Integer minor units held at the authorisation. */
  readonly approvedAmount: number
  /** Integer minor units captured and not given back (protocol 7). */
  readonly depositedAmount: number
  /** Integer minor units given back in all refunds. */
  readonly refundedAmount: number
  readonly refunds: readonly Refund[]
  /** A reversal was tried, well or badly: there is no second one (protocol 10). */
  readonly isReversalSpent: boolean
  readonly authorisedAt: Date | undefined
  readonly approvalCode: string | undefined
  readonly referenceNumber: string | undefined
  readonly depositedAt: Date | undefined
  readonly reversedAt: Date | undefined
}

/** The bank's no to a call: `errorCode` as text, the way real gateways send it. */
export interface Refusal {
  readonly errorCode: string
  readonly errorMessage: string
}

/** What a callback tells about (protocol 14.2). */
export type Operation = 'approved' | 'deposited' | 'reversed' | 'refunded' | 'declinedByTimeout'

/** What became of a card presented on the page. `closed`: the order takes no payment. */
export type TryOutcome = 'approved' | 'challenge' | 'declined' | 'closed'

export interface RefundRequest {
  /** Integer minor units; 0 means everything that is left (protocol 11). */
  readonly amount: number
  readonly externalRefundId?: string | undefined
  readonly expectedDepositedAmount?: number | undefined
}

/** The books of the bank: which moves an order may make, without HTTP and without wire names. */
export interface Bank {
  /** @param size - what the registration takes to keep, in characters. */
  register(registration: Registration, size: number): BankOrder | Refusal
  find(gatewayOrderId: string): BankOrder | undefined
  findByOrderNumber(orderNumber: string): BankOrder | undefined
  /** The order as the status call tells it, which may lag behind. */
  tell(gatewayOrderId: string): BankOrder | undefined
  all(): readonly BankOrder[]
  presentCard(gatewayOrderId: string, card: PresentedCard): TryOutcome
  answerChallenge(gatewayOrderId: string, code: string): TryOutcome
  /** @returns undefined when done. */
  deposit(gatewayOrderId: string, amount: number): Refusal | undefined
  reverse(gatewayOrderId: string, amount: number): Refusal | undefined
  /** @returns the refund, also the earlier one of the same `externalRefundId`. */
  refund(gatewayOrderId: string, request: RefundRequest): Refund | Refusal
  decline(gatewayOrderId: string): Refusal | undefined
  /** Ends the session of an order nobody paid. */
  expire(gatewayOrderId: string): void
  /** Ends every session whose time has come. */
  expireDue(): void
}

export interface BankOptions {
  /** How long the status call lags behind what happened on the page, in milliseconds. */
  readonly statusLagMs: number
  /** So many tries may fail; one more failure declines the order for good. */
  readonly failedTriesAllowed: number
  /** How many orders are kept; beyond that the bank forgets the oldest. */
  readonly keepOrders: number
  /** An order was forgotten. */
  readonly forgotten: (gatewayOrderId: string) => void
  readonly notify: (order: BankOrder, operation: Operation, isSuccess: boolean) => void
}

interface Version {
  readonly order: BankOrder
  /** From when on the status call tells it, in milliseconds since the epoch. */
  readonly toldFrom: number
}

export const unknownOrder: Refusal = { errorCode: '6', errorMessage: 'No such order' }

export function isRefusal(answer: object): answer is Refusal {
  return 'errorCode' in answer
}

/** What all registrations together may take to keep, in characters. Chosen by feel. */
const maxRegistrationsSize = 64 * 1024 * 1024

export function makeBank({ statusLagMs, failedTriesAllowed, keepOrders, forgotten, notify }: BankOptions): Bank {
  const versionsOf = new Map<string, Version[]>()
  const idOf = new Map<string, string>()
  const kept = makeKept<string>({ maxCount: keepOrders, maxSize: maxRegistrationsSize })
  const deadlines = makeDeadlines()

  function latest(gatewayOrderId: string): BankOrder | undefined {
    return versionsOf.get(gatewayOrderId)?.at(-1)?.order
  }

  function change(order: BankOrder, changes: Partial<BankOrder>, lagMs = 0): BankOrder {
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
  }

  function find(gatewayOrderId: string): BankOrder | undefined {
    const order = latest(gatewayOrderId)
    return order && isOpen(order) && order.expiresAt <= new Date() ? end(order) : order
  }

  function forget(gatewayOrderId: string): void {
    const order = latest(gatewayOrderId)
    if (!order) return
    deadlines.remove(gatewayOrderId, order.expiresAt)
    idOf.delete(order.orderNumber)
    versionsOf.delete(gatewayOrderId)
    forgotten(gatewayOrderId)
  }

  /** -2014 the payer never tried, -2007 the time to enter card data ran out (protocol 15). */
  function end(order: BankOrder): BankOrder {
    const actionCode = order.actionCode === -100 && order.orderStatus === 0 ? -2014 : -2007
    const ended = change(order, { orderStatus: 6, actionCode, challenge: undefined })
    notify(ended, 'declinedByTimeout', true)
    return ended
  }

  function approve(order: BankOrder): TryOutcome {
    const now = new Date()
    const isCaptured = !order.isTwoPhase && !order.isVerification
    const approved = change(
      order,
      {
        orderStatus: order.isVerification ? 3 : order.isTwoPhase ? 1 : 2,
        actionCode: 0,
        challenge: undefined,
        approvedAmount: order.isVerification ? 0 : order.amount,
        depositedAmount: isCaptured ? order.amount : 0,
        authorisedAt: now,
        approvalCode: digits(6),
        referenceNumber: digits(12),
        depositedAt: isCaptured ? now : undefined,
        reversedAt: order.isVerification ? now : undefined,
      },
      statusLagMs,
    )
    notify(approved, isCaptured ? 'deposited' : 'approved', true)
    return 'approved'
  }

  /** A failed try leaves the order payable (status 0) until the tries are used up (protocol 9). */
  function declineTry(order: BankOrder, actionCode: number): TryOutcome {
    const failedTriesCount = order.failedTriesCount + 1
    const isLast = failedTriesCount > failedTriesAllowed
    const declined = change(
      order,
      {
        orderStatus: isLast ? 6 : 0,
        actionCode: isLast ? -2013 : actionCode,
        failedTriesCount,
        challenge: undefined,
      },
      statusLagMs,
    )
    notify(declined, order.isTwoPhase ? 'approved' : 'deposited', false)
    return 'declined'
  }

  function refundKnown(order: BankOrder, request: RefundRequest): Refund | Refusal {
    const earlier =
      request.externalRefundId !== undefined &&
      order.refunds.find((refund) => refund.externalRefundId === request.externalRefundId)
    if (earlier) return earlier
    if ((order.orderStatus !== 2 && order.orderStatus !== 4) || order.depositedAmount === 0) return refundImpossible
    const { expectedDepositedAmount } = request
    if (expectedDepositedAmount !== undefined && expectedDepositedAmount !== order.depositedAmount) {
      return { errorCode: '7', errorMessage: 'Deposited amount differs from the expected one' }
    }
    if (request.amount > order.depositedAmount) {
      return { errorCode: '7', errorMessage: 'Refund amount exceeds deposited amount' }
    }
    return giveBack(order, request)
  }

  function giveBack(order: BankOrder, request: RefundRequest): Refund {
    const amount = request.amount === 0 ? order.depositedAmount : request.amount
    const refund: Refund = {
      at: new Date(),
      amount,
      externalRefundId: request.externalRefundId,
      referenceNumber: digits(12),
      approvalCode: digits(6),
    }
    const refunded = change(order, {
      orderStatus: 4,
      depositedAmount: order.depositedAmount - amount,
      refundedAmount: order.refundedAmount + amount,
      refunds: [...order.refunds, refund],
    })
    notify(refunded, 'refunded', true)
    return refund
  }

  return {
    register(registration, size) {
      if (idOf.has(registration.orderNumber)) return duplicateOrderNumber
      const order = openOrder(registration)
      versionsOf.set(order.gatewayOrderId, [{ order, toldFrom: 0 }])
      idOf.set(order.orderNumber, order.gatewayOrderId)
      deadlines.add(order.gatewayOrderId, order.expiresAt)
      for (const oldest of kept.add(order.gatewayOrderId, size)) forget(oldest)
      return order
    },

    find,

    findByOrderNumber(orderNumber) {
      const gatewayOrderId = idOf.get(orderNumber)
      return gatewayOrderId === undefined ? undefined : find(gatewayOrderId)
    },

    tell(gatewayOrderId) {
      find(gatewayOrderId)
      return versionsOf.get(gatewayOrderId)?.findLast((version) => version.toldFrom <= Date.now())?.order
    },

    all() {
      return [...versionsOf.keys()].flatMap((gatewayOrderId) => find(gatewayOrderId) ?? [])
    },

    presentCard(gatewayOrderId, card) {
      const order = find(gatewayOrderId)
      if (order?.orderStatus !== 0) return 'closed'
      const outcome = judgeCard(card, new Date())
      const tried = { ...order, card: keep(card) }
      if (outcome.kind === 'approved') return approve(tried)
      if (outcome.kind === 'declined') return declineTry(tried, outcome.actionCode)
      change(tried, { orderStatus: 5, challenge: outcome }, statusLagMs)
      return 'challenge'
    },

    answerChallenge(gatewayOrderId, code) {
      const order = find(gatewayOrderId)
      if (order?.orderStatus !== 5 || !order.challenge) return 'closed'
      if (code === order.challenge.code) return approve(order)
      // -2025 the challenge failed (3DS 2), -2006 the issuer refused the authentication (3DS 1).
      return declineTry(order, order.challenge.protocol === '3-D Secure 2' ? -2025 : -2006)
    },

    deposit(gatewayOrderId, amount) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 1) return { errorCode: '7', errorMessage: 'Payment must be in approved state' }
      if (amount > order.approvedAmount) {
        return { errorCode: '5', errorMessage: 'deposited amount is exceeding approved amount' }
      }
      const depositedAmount = amount === 0 ? order.approvedAmount : amount
      notify(change(order, { orderStatus: 2, depositedAmount, depositedAt: new Date() }), 'deposited', true)
      return undefined
    },

    reverse(gatewayOrderId, amount) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 1 || order.isReversalSpent || amount > order.approvedAmount) {
        change(order, { isReversalSpent: true })
        return { errorCode: '7', errorMessage: 'Reversal is impossible for current transaction state' }
      }
      const isWhole = amount === 0 || amount === order.approvedAmount
      const reversed = change(order, {
        orderStatus: isWhole ? 3 : 1,
        approvedAmount: isWhole ? 0 : order.approvedAmount - amount,
        reversedAt: new Date(),
        isReversalSpent: true,
      })
      notify(reversed, 'reversed', true)
      return undefined
    },

    refund(gatewayOrderId, request) {
      const order = find(gatewayOrderId)
      return order ? refundKnown(order, request) : unknownOrder
    },

    decline(gatewayOrderId) {
      const order = find(gatewayOrderId)
      if (!order) return unknownOrder
      if (order.orderStatus !== 0) {
        return { errorCode: '7', errorMessage: 'Decline is impossible for current transaction state' }
      }
      change(order, { orderStatus: 6 })
      return undefined
    },

    expire(gatewayOrderId) {
      const order = find(gatewayOrderId)
      if (order && isOpen(order)) end({ ...order, expiresAt: new Date() })
    },

    expireDue() {
      for (const gatewayOrderId of deadlines.takeDue(new Date())) find(gatewayOrderId)
    },
  }
}

const duplicateOrderNumber: Refusal = {
  errorCode: '1',
  errorMessage: 'Order number is duplicated, order with given order number is processed already',
}

const refundImpossible: Refusal = {
  errorCode: '7',
  errorMessage: 'Refund is impossible for current transaction state',
}

/** Nobody has paid and somebody still may: not paid (0), or at the issuer's page (5). */
export function isOpen(order: Pick<BankOrder, 'orderStatus'>): boolean {
  return order.orderStatus === 0 || order.orderStatus === 5
}

function openOrder(registration: Registration): BankOrder {
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

function keep(card: PresentedCard): KeptCard {
  return {
    maskedNumber: maskNumber(card.number),
    expiration: `${card.expiry.year}${String(card.expiry.month).padStart(2, '0')}`,
    cardholderName: card.name,
    brand: findTestCard(card.number)?.brand,
  }
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}
