import { createHash, randomBytes } from 'node:crypto'
import {
  GatewayRefusedError,
  GatewayResponseError,
  GatewayUnavailableError,
  LedgerUnavailableError,
} from '../errors.ts'
import { formUrlFault } from '../form-url-fault.ts'
import type { RegisterAnswer } from '../gateway/answers.ts'
import type { Gateway, Registration } from '../gateway/gateway.ts'
import type { JsonObject } from '../json.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Move, NewOrder, ReusableOrder } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import type { Browser, EarlierOrders } from './earlier-orders.ts'
import type { GatewayAccount } from './gateway-account.ts'
import { assertMove } from './judge/moves.ts'
import { registrationPatienceMs, sessionTimeoutSecs } from './judge/plan.ts'
import type { Plan } from './judge/plan.ts'

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
  /** Whether the `reference` is a mere label for this order. */
  readonly repeatable?: boolean | undefined
  readonly metadata?: NewOrder['metadata']
  readonly bindingId?: string | undefined
  readonly extra?: Readonly<Record<string, string>> | undefined
  /** How long the bank's page may be paid, in milliseconds; undefined for the bank's own {@link sessionTimeoutSecs}. */
  readonly payWithinMs?: number | undefined
  /** What the store said where the bank is told something else; the ledger keeps this. */
  readonly asGiven?: GivenTexts | undefined
}

/** What only decorates an order, as the ledger keeps it. */
interface GivenTexts {
  readonly description?: string | undefined
  readonly email?: string | undefined
  readonly language?: string | undefined
}

/** What a checkout comes to. */
export interface OpenedOrder {
  readonly order: PayableOrder
  /** Whether the browser that asked is the one that started the order: no other is bound to it. */
  readonly isStarter: boolean
}

/** An order the buyer can be sent to pay. */
export type PayableOrder = Order & { readonly gatewayOrderId: string; readonly formUrl: string }

export interface OpenOrderRequest extends Browser {
  readonly wish: Wish
  /** The same for every checkout of one browser and wish; undefined where nothing tells the browser. */
  readonly browserKey: string | undefined
  /** Whether the browser's key leads to an order only as long as that is being registered. */
  readonly isBrowserKeyPassing: boolean
  /** The same for every checkout of one sku under one idempotency key, by which the client says what is one order. */
  readonly idempotencyMark: string | undefined
  /** The same for every checkout of one wish, by whatever browser. */
  readonly wishKey: string
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
 * @throws AlreadyPaidError an order of this `reference` or of this idempotency key, or the one that this browser had open, is
 *   paid; nothing was registered.
 * @throws GatewayRefusedError the gateway said no; the order is `declined`, nothing was charged.
 * @throws GatewayUnavailableError no usable answer; the order is `unknown` and will be asked about, or `expired` where the
 *   registration was never sent. The buyer was not sent anywhere, so nothing can be charged.
 * @throws GatewayResponseError the gateway's page is not on an allowed host, or its id is another order's (then the order is
 *   in `review`); the buyer was not sent anywhere.
 * @throws LedgerUnavailableError the ledger could not be written; the buyer was not sent anywhere.
 */
export type OpenOrder = (request: OpenOrderRequest) => Promise<OpenedOrder>

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
  /** Whether a `reference` is paid once, or is a mere label. */
  readonly references: 'once' | 'repeat'
  readonly earlierOrders: EarlierOrders
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

/** As long as the gateway takes a payment: an order's expiry ends its reuse, whatever its age. In milliseconds. */
const wholeLifeMs = 24 * 60 * 60 * 1000

/** How often a second click looks whether the first one has been registered, in milliseconds. Chosen by feel. */
const waitStepMs = 100

/** The parts, and who waits for a registration by the order's number. */
interface OpeningParts extends OpenOrderParts {
  readonly waits: Map<string, Promise<Order>>
}

export function makeOpenOrder(given: OpenOrderParts): OpenOrder {
  const { ledger, gatewayTimeoutMs, reuseOpenOrderForMs, earlierOrders } = given
  const parts: OpeningParts = { ...given, waits: new Map() }

  /** How long the browser that opened an order is led back to it, in milliseconds. */
  function openForMs({ idempotencyMark, isBrowserKeyPassing, wish }: OpenOrderRequest): number {
    if (idempotencyMark !== undefined) return wholeLifeMs
    return isBrowserKeyPassing && !isOnce(parts, wish) ? 0 : reuseOpenOrderForMs
  }

  return async (request) => {
    const { wish, admit, idempotencyMark } = request
    const isReferenceOnce = isOnce(parts, wish)
    const ofReference = isReferenceOnce ? await ledger.ofReference(wish.reference) : []
    const ofKey = idempotencyMark === undefined ? [] : await ledger.ofStarter(idempotencyMark)
    const earlier = [...ofKey, ...ofReference]
    const browser = proving(request, ofKey)
    earlierOrders.requireUnpaid(earlier, browser)
    const reuse = {
      reuseKey: isReferenceOnce ? request.wishKey : request.browserKey,
      reuseOpenForMs: openForMs(request),
      reuseRegisteringForMs: registrationPatienceMs(gatewayTimeoutMs),
    }
    const known = await findKnown(parts, request, reuse)
    if (known) return known

    requireGateway(parts)
    await admit()
    await earlierOrders.closeOlder(earlier, browser)
    const added = await ledger.add({ ...newOrder(parts, wish), ...reuse, startedBy: starterOf(request) })
    const { order, isNew } = added
    const opened = await (isNew ? register(parts, order, wish) : waitTogether(parts, order))
    return { order: payable(opened), isStarter: isNew || isStartedBy(added, request) }
  }
}

/** What the ledger keeps of who opens an order. */
function starterOf({ idempotencyMark, browserKey }: OpenOrderRequest): string | undefined {
  return idempotencyMark ?? browserKey
}

/** Whoever brings the idempotency key again started what was opened with it. */
function proving({ isStarter }: Browser, ofKey: readonly Order[]): Browser {
  const numbers = new Set(ofKey.map(({ orderNumber }) => orderNumber))
  return { isStarter: (order) => numbers.has(order.orderNumber) || isStarter(order) }
}

/** A reference that is paid once, whoever asks for it. */
function isOnce({ references }: OpenOrderParts, wish: Wish): wish is Wish & { readonly reference: string } {
  return wish.reference !== undefined && references === 'once' && wish.repeatable !== true
}

/** What a ledger finds an open order by. */
type Reuse = Parameters<Ledger['findReusable']>[0]

/** The open order that the buyer is led back to: a second click, a back button, a second tab, or another browser's for a reference. */
async function findKnown(
  parts: OpeningParts,
  request: OpenOrderRequest,
  reuse: Reuse,
): Promise<OpenedOrder | undefined> {
  const found =
    (await parts.ledger.findReusable(reuse)) ??
    (await findOfAnother(parts, request, reuse)) ??
    (await findRemembered(parts, request.remembered))
  if (!found) return undefined
  const registered = await waitTogether(parts, found.order)
  if (registered.status === 'registering') return undefined
  const isStarter = isStartedBy(found, request)
  const browser: Browser = { isStarter: (one) => isStarter || request.isStarter(one) }
  const order = await parts.earlierOrders.stillOpen(registered, browser)
  return order && { order: payable(order), isStarter }
}

/**
 * Whether the browser that asks is the one that opened the order, by its key or by the order's own cookie. A key that may be planted
 * tells only the other half of a double click.
 */
function isStartedBy({ order, startedBy }: ReusableOrder, request: OpenOrderRequest): boolean {
  const isSameKey = startedBy !== undefined && startedBy === starterOf(request)
  const isProven = isSameKey && (!request.isBrowserKeyPassing || order.status === 'registering')
  return isProven || request.isStarter(order)
}

/** While the gateway does not answer, a buyer hears so at once, and no order is written that nobody could pay. */
function requireGateway({ closedForMs }: OpenOrderParts): void {
  const retryAfterMs = closedForMs()
  if (retryAfterMs === undefined) return
  const message = 'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.'
  throw new GatewayUnavailableError(message, { retryAfterMs })
}

/**
 * The open order of a reference that another browser has started, whatever its age: a second page of one cart might be
 * paid, too.
 */
async function findOfAnother(
  parts: OpenOrderParts,
  request: OpenOrderRequest,
  reuse: Reuse,
): Promise<ReusableOrder | undefined> {
  if (!isOnce(parts, request.wish)) return undefined
  const found = await parts.ledger.findReusable({ ...reuse, reuseOpenForMs: wholeLifeMs })
  return found && !isStartedBy(found, request) ? found : undefined
}

/** The session may be gone or renewed by a login while the order's own cookie still tells the browser. */
async function findRemembered(
  parts: OpenOrderParts,
  orderNumbers: readonly string[],
): Promise<ReusableOrder | undefined> {
  const now = parts.clock.now()
  const oldest = now.getTime() - parts.reuseOpenOrderForMs
  for (const orderNumber of orderNumbers) {
    const order = await parts.ledger.find(orderNumber)
    const isOpen = order?.status === 'registered' && order.expiresAt > now
    if (isOpen && order.formUrl && order.createdAt.getTime() > oldest) return { order, startedBy: undefined }
  }
  return undefined
}

/** However many clicks wait for one order, one of them looks. */
function waitTogether(parts: OpeningParts, order: Order): Promise<Order> {
  const { orderNumber } = order
  const wait =
    parts.waits.get(orderNumber) ?? untilRegistered(parts, order).finally(() => parts.waits.delete(orderNumber))
  parts.waits.set(orderNumber, wait)
  return wait
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
): Omit<NewOrder, 'startedBy' | 'reuseKey' | 'reuseOpenForMs' | 'reuseRegisteringForMs'> {
  const { description, email, language } = { ...wish, ...wish.asGiven }
  return {
    orderNumber: makeOrderNumber(),
    sku: wish.sku,
    reference: wish.reference,
    description,
    metadata: wish.metadata,
    amountMinor: wish.amountMinor,
    currency: wish.currency,
    language,
    capture: parts.capture,
    gatewayAccount: parts.gatewayAccount,
    shop: parts.shop,
    handsOver: parts.handsOver,
    isRepeatable: parts.references === 'repeat' || wish.repeatable === true,
    itemDigest: itemDigestOf(wish),
    email,
    clientId: wish.clientId,
    bindingId: wish.bindingId,
    expiresInMs: payableForSecs(wish) * 1000,
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
  const { orderNumber, amountMinor, currency, capture } = order
  return {
    orderNumber,
    amountMinor,
    currency,
    capture,
    description: wish.description,
    language: wish.language,
    email: wish.email,
    clientId: wish.clientId,
    bindingId: wish.bindingId,
    orderBundle: wish.orderBundle,
    jsonParams: wish.jsonParams,
    features: wish.features,
    extra: wish.extra,
    returnUrl: parts.returnUrl,
    dynamicCallbackUrl: parts.callbackUrl,
    sessionTimeoutSecs: payableForSecs(wish),
  }
}

/** How long the bank's page may be paid, in whole seconds: the bank takes no fractions (protocol 4). */
function payableForSecs({ payWithinMs }: Wish): number {
  return payWithinMs === undefined ? sessionTimeoutSecs : Math.floor(payWithinMs / 1000)
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
  const fault = formUrlFault(formUrl)
  const detail: JsonObject =
    fault === undefined
      ? { reason: 'form-url-refused', formOrigin: originOf(formUrl) }
      : { reason: 'form-url-refused', formUrl: fault }
  await recordRegistered(parts, order, {
    to: 'registered',
    changes: { gatewayOrderId },
    checkInMs,
    freesReuseKey: true,
    detail,
  })
  if (fault !== undefined) {
    throw new GatewayResponseError(
      `The gateway named ${fault} as the payment page. The buyer was not sent there; tell the bank.`,
    )
  }
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
  const { protocol, host } = new URL(formUrl)
  return `${protocol}//${host}`
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
