import { createHash, randomBytes } from 'node:crypto'
import {
  GatewayRefusedError,
  GatewayResponseError,
  GatewayUnavailableError,
  LedgerUnavailableError,
} from '../errors.ts'
import type { Gateway, RegisterAnswer, Registration } from '../gateway/gateway.ts'
import type { JsonObject } from '../json.ts'
import type { Ledger, Move, NewOrder } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { Clock } from './clock.ts'
import type { GatewayAccount } from './gateway-account.ts'
import { assertMove } from './moves.ts'
import { registrationPatienceMs, sessionTimeoutSecs } from './plan.ts'
import type { Plan } from './plan.ts'

/** What the buyer wants, as the catalog priced it. */
export interface Wish {
  readonly sku: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly description?: string | undefined
  readonly reference?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly language?: string | undefined
  readonly orderBundle?: JsonObject | undefined
  readonly jsonParams?: JsonObject | undefined
  readonly features?: readonly string[] | undefined
  readonly metadata?: NewOrder['metadata']
}

/** An order the buyer can be sent to pay. */
export type PayableOrder = Order & { readonly gatewayOrderId: string; readonly formUrl: string }

export interface OpenOrderRequest {
  readonly wish: Wish
  /** The same for every checkout of one browser and wish; undefined where nothing tells the browser. */
  readonly reuseKey: string | undefined
  /** Whether the key leads to an order only as long as that is being registered. */
  readonly isReuseKeyPassing: boolean
  /** Orders that this browser opened for the same wish, newest first: a second way to find its open order. */
  readonly remembered: readonly string[]
  /** Called before a new order is opened, not for one that is used again. Rejects when there were too many. */
  readonly admit: () => Promise<void>
}

/**
 * Opens an order at the gateway, or finds the one this browser has open for the same wish.
 *
 * The ledger is written before the gateway is called, and again before the caller learns the page to send the buyer to:
 * a buyer who never sees `formUrl` cannot pay it.
 *
 * @throws GatewayRefusedError the gateway said no; the order is `declined`, nothing was charged.
 * @throws GatewayUnavailableError no usable answer; the order is `unknown` and will be asked about, or `expired` where the
 *   registration was never sent. The buyer was not sent anywhere, so nothing can be charged.
 * @throws GatewayResponseError the gateway's page is not on an allowed host, or its id is another order's (then the order is
 *   in `review`); the buyer was not sent anywhere.
 * @throws LedgerUnavailableError the ledger could not be written; the buyer was not sent anywhere.
 */
export type OpenOrder = (request: OpenOrderRequest) => Promise<PayableOrder>

export interface OpenOrderParts {
  readonly gateway: Gateway
  readonly gatewayAccount: GatewayAccount
  /** Whose orders are opened. */
  readonly shop: string
  /** Whether goods are to be handed over once they are paid. */
  readonly handsOver: boolean
  readonly gatewayTimeoutMs: number
  readonly ledger: Ledger
  readonly capture: CaptureMode
  readonly returnUrl: string
  /** Sent with each registration; undefined leaves it to the merchant's set-up. */
  readonly callbackUrl: string | undefined
  readonly reuseOpenOrderForMs: number
  readonly plan: Plan
  /** Told when an order needs a person. */
  readonly onReview: (order: Order) => void
  /** Whether a buyer may be sent to the page. */
  readonly isAllowedForm: (formUrl: string) => boolean
  /** How long the gateway is left alone because it does not answer, in milliseconds; undefined when it is asked. */
  readonly closedForMs: () => number | undefined
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * How much later than its own deadline a registration without an answer is first looked up, in milliseconds: the
 * gateway may still be working on it (safety 4, "a check due in a minute").
 */
const firstLookMs = 60_000

/** How often a second click looks whether the first one has been registered, in milliseconds. Chosen by feel. */
const waitStepMs = 100

export function makeOpenOrder(parts: OpenOrderParts): OpenOrder {
  const { ledger, gatewayTimeoutMs, reuseOpenOrderForMs } = parts

  return async ({ wish, reuseKey, isReuseKeyPassing, remembered, admit }) => {
    const reuse = {
      reuseKey,
      reuseOpenForMs: isReuseKeyPassing ? 0 : reuseOpenOrderForMs,
      reuseRegisteringForMs: registrationPatienceMs(gatewayTimeoutMs),
    }
    const known = (await ledger.findReusable(reuse)) ?? (await findRemembered(parts, remembered))
    const usable = known && (await untilRegistered(parts, known))
    if (usable && usable.status !== 'registering') return payable(usable)

    requireGateway(parts)
    await admit()
    const { order, isNew } = await ledger.add({ ...newOrder(parts, wish), ...reuse })
    return payable(await (isNew ? register(parts, order, wish) : untilRegistered(parts, order)))
  }
}

/** While the gateway does not answer, a buyer hears so at once, and no order is written that nobody could pay. */
function requireGateway({ closedForMs }: OpenOrderParts): void {
  const retryAfterMs = closedForMs()
  if (retryAfterMs === undefined) return
  const message = 'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.'
  throw new GatewayUnavailableError(message, { retryAfterMs })
}

/** The session may be gone or renewed by a login while the order's own cookie still tells the browser. */
async function findRemembered(parts: OpenOrderParts, orderNumbers: readonly string[]): Promise<Order | undefined> {
  const oldest = parts.clock.now().getTime() - parts.reuseOpenOrderForMs
  for (const orderNumber of orderNumbers) {
    const order = await parts.ledger.find(orderNumber)
    if (order?.status === 'registered' && order.formUrl && order.createdAt.getTime() > oldest) return order
  }
  return undefined
}

/** Waits until whoever opened the order has registered it: the other half of a double click, perhaps in another process. */
async function untilRegistered(parts: OpenOrderParts, order: Order): Promise<Order> {
  const { clock, ledger, gatewayTimeoutMs } = parts
  // Measured here, not from `createdAt`: the database's clock need not agree with ours.
  const deadline = clock.elapsedMs() + registrationPatienceMs(gatewayTimeoutMs)
  let current = order
  while (current.status === 'registering' && clock.elapsedMs() < deadline) {
    await clock.sleep(waitStepMs)
    current = (await ledger.find(order.orderNumber)) ?? current
  }
  return current
}

function payable(order: Order): PayableOrder {
  if (order.status === 'registered' && order.formUrl !== undefined && order.gatewayOrderId !== undefined) {
    return order as PayableOrder
  }
  if (order.status === 'declined') {
    throw new GatewayRefusedError(
      'The gateway refused to register the order; the entry in the ledger says why.',
      'declined',
    )
  }
  if (isWithoutPage(order)) {
    throw new GatewayResponseError(
      'The gateway answered the registration with a page or an id that cannot be used; the entry in the ledger says why.',
    )
  }
  throw new GatewayUnavailableError('The gateway gave no usable answer to the registration of the order.')
}

/** Registered, and yet nobody is sent anywhere: see {@link acceptRegistration} and {@link recordRegistered}. */
function isWithoutPage({ status, reviewReason }: Order): boolean {
  return status === 'registered' || reviewReason === 'gateway-order-id-is-of-another-order'
}

function newOrder(
  parts: OpenOrderParts,
  wish: Wish,
): Omit<NewOrder, 'reuseKey' | 'reuseOpenForMs' | 'reuseRegisteringForMs'> {
  return {
    orderNumber: makeOrderNumber(),
    sku: wish.sku,
    reference: wish.reference,
    description: wish.description,
    metadata: wish.metadata,
    amountMinor: wish.amountMinor,
    currency: wish.currency,
    language: wish.language,
    capture: parts.capture,
    gatewayAccount: parts.gatewayAccount,
    shop: parts.shop,
    handsOver: parts.handsOver,
    isRepeatable: false,
    itemDigest: itemDigestOf(wish),
    email: wish.email,
    clientId: wish.clientId,
    bindingId: undefined,
    expiresInMs: sessionTimeoutSecs * 1000,
    checkInMs: parts.gatewayTimeoutMs + firstLookMs,
  }
}

/** The very same item of the same shop has the same one; what it says cannot be read out of it. */
export function itemDigestOf(wish: Wish): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('base64url')
}

/** Crockford's base 32: no I, L, O or U, so that a buyer can read a number out over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * 26 characters with 130 random bits: unguessable, and within the 32 that older gateways take (protocol 4, `orderNumber`).
 */
export function makeOrderNumber(): string {
  return Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('')
}

async function register(parts: OpenOrderParts, order: Order, wish: Wish): Promise<Order> {
  const answer = await parts.gateway.register(registrationOf(parts, order, wish))
  switch (answer.outcome) {
    case 'answered':
      return acceptRegistration(parts, order, answer)
    case 'refused':
      await write(parts, order, {
        to: 'declined',
        checkInMs: null,
        freesReuseKey: true,
        detail: { errorCode: answer.error.errorCode, reason: answer.error.message },
      })
      throw answer.error
    case 'unavailable':
      await write(parts, order, {
        // What was never sent is not there, and need not be looked for.
        ...(answer.isUnsent ? { to: 'expired', checkInMs: null } : { to: 'unknown', checkInMs: firstLookMs }),
        freesReuseKey: true,
        detail: { reason: answer.error.message },
      })
      throw answer.error
  }
}

function registrationOf(parts: OpenOrderParts, order: Order, wish: Wish): Registration {
  const { email, clientId, orderBundle, jsonParams, features } = wish
  const { orderNumber, amountMinor, currency, description, language, capture } = order
  return {
    ...{ orderNumber, amountMinor, currency, description, language, capture },
    ...{ email, clientId, orderBundle, jsonParams, features },
    returnUrl: parts.returnUrl,
    dynamicCallbackUrl: parts.callbackUrl,
    sessionTimeoutSecs,
  }
}

async function acceptRegistration(
  parts: OpenOrderParts,
  order: Order,
  { gatewayOrderId, formUrl }: Extract<RegisterAnswer, { outcome: 'answered' }>,
): Promise<Order> {
  const checkInMs = parts.plan.openCheckInMs(order, parts.clock.now())
  if (parts.isAllowedForm(formUrl)) {
    return recordRegistered(parts, order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })
  }
  // Registered without a page: nobody can pay it, and the sweep watches it until the gateway lets it expire.
  const detail = { reason: 'form-url-refused', formOrigin: originOf(formUrl) }
  await recordRegistered(parts, order, {
    to: 'registered',
    changes: { gatewayOrderId },
    checkInMs,
    freesReuseKey: true,
    detail,
  })
  throw new GatewayResponseError(
    `The gateway named a payment page on ${originOf(formUrl)}, which is not https on one of the allowed hosts (option gateway.formHosts, CHECKOUT_FORM_HOSTS).`,
  )
}

/** One payment never pays for two orders: where the gateway's id is another order's already, a person must look. */
async function recordRegistered(parts: OpenOrderParts, order: Order, move: Omit<Move, 'trigger'>): Promise<Order> {
  try {
    return await write(parts, order, move)
  } catch (error) {
    if (!(error instanceof GatewayResponseError)) throw error
    const changes = { reviewReason: 'gateway-order-id-is-of-another-order' } as const
    const reviewed = await write(parts, order, { to: 'review', changes, checkInMs: null, freesReuseKey: true })
    parts.onReview(reviewed)
    throw error
  }
}

/** Origin only: the rest of the address opens the payment page. */
function originOf(formUrl: string): string {
  return URL.canParse(formUrl)
    ? `${new URL(formUrl).protocol}//${new URL(formUrl).host}`
    : 'something that is no address'
}

async function write(parts: OpenOrderParts, order: Order, move: Omit<Move, 'trigger'>): Promise<Order> {
  assertMove(order.status, move.to)
  const moved = await parts.ledger.move(order, { ...move, trigger: 'checkout' })
  if (!moved)
    throw new LedgerUnavailableError(`Order ${order.orderNumber} was moved by another process while it was registered.`)
  parts.logger.info(
    { orderNumber: order.orderNumber, from: order.status, to: move.to, trigger: 'checkout' },
    'order moved',
  )
  return moved
}
