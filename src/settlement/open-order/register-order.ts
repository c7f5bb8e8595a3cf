import { GatewayResponseError, LedgerUnavailableError } from '../../errors.ts'
import { formUrlFault } from '../../form-url-fault.ts'
import type { RegisterAnswer } from '../../gateway/answers.ts'
import type { Gateway, Registration } from '../../gateway/gateway.ts'
import type { Clock } from '../../clock.ts'
import type { JsonObject } from '../../json.ts'
import type { Move, OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import { assertMove } from '../judge/moves.ts'
import type { Plan } from '../judge/plan.ts'
import { firstLookMs, payableForSecs } from './new-order.ts'
import type { Wish } from './wish.ts'

export interface RegisterOrderDeps {
  readonly gateway: Pick<Gateway, 'register'>
  readonly ledger: Pick<OrderLedger, 'move'>
  readonly returnUrl: string
  /** Sent with each registration; undefined leaves it to the merchant's set-up. */
  readonly callbackUrl: string | undefined
  readonly plan: Plan
  /** Called when an order needs a person. */
  readonly onReview: (order: Order) => void
  /** Whether a buyer may be sent to the page. */
  readonly isAllowedForm: (formUrl: string) => boolean
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Registers an order that the ledger holds as `registering`, and records what came of it.
 *
 * @throws GatewayRefusedError, GatewayUnavailableError, GatewayResponseError, LedgerUnavailableError as `OpenOrder`
 *   does.
 */
export type RegisterOrder = (order: Order, wish: Wish) => Promise<Order>

type Registered = Extract<RegisterAnswer, { outcome: 'answered' }>

export function makeRegisterOrder(deps: RegisterOrderDeps): RegisterOrder {
  const { gateway, plan, clock, isAllowedForm } = deps
  const write = makeWrite(deps)
  const recordRegistered = makeRecordRegistered(deps, write)

  async function accept(order: Order, { gatewayOrderId, formUrl }: Registered): Promise<Order> {
    const checkInMs = plan.openCheckInMs(order, clock.now())
    if (isAllowedForm(formUrl)) {
      return recordRegistered(order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })
    }
    // Registered without a page: nobody can pay it, and the sweep watches it until the gateway lets it expire.
    const changes = { gatewayOrderId }
    const detail = refusedFormDetail(formUrl)
    await recordRegistered(order, { to: 'registered', changes, checkInMs, freesReuseKey: true, detail })
    throw refusedFormError(formUrl)
  }

  return async (order, wish) => {
    const answer = await gateway.register(registrationOf(deps, order, wish))
    if (answer.outcome === 'answered') return accept(order, answer)
    await write(order, { ...moveWithoutPage(answer), freesReuseKey: true })
    throw answer.error
  }
}

function moveWithoutPage(answer: Exclude<RegisterAnswer, Registered>): Omit<Move, 'trigger'> {
  const { error } = answer
  if (answer.outcome === 'refused') {
    const detail = { errorCode: answer.error.errorCode, reason: error.message }
    return { to: 'declined', checkInMs: null, detail }
  }
  const detail = { reason: error.message }
  // It was never sent, so it is not there to be looked for.
  if (answer.isUnsent) return { to: 'expired', checkInMs: null, detail }
  return { to: 'unknown', checkInMs: firstLookMs, detail }
}

function registrationOf({ returnUrl, callbackUrl }: RegisterOrderDeps, order: Order, wish: Wish): Registration {
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
    returnUrl,
    dynamicCallbackUrl: callbackUrl,
    sessionTimeoutSecs: payableForSecs(wish),
  }
}

type WriteMove = (order: Order, move: Omit<Move, 'trigger'>) => Promise<Order>

/** One payment never pays for two orders: if the gateway's id already belongs to another order, a person must look. */
function makeRecordRegistered({ onReview }: RegisterOrderDeps, write: WriteMove): WriteMove {
  return async (order, move) => {
    try {
      return await write(order, move)
    } catch (error) {
      if (!(error instanceof GatewayResponseError)) throw error
      const changes = { reviewReason: 'gateway-order-id-is-of-another-order' } as const
      onReview(await write(order, { to: 'review', changes, checkInMs: null, freesReuseKey: true }))
      throw error
    }
  }
}

function makeWrite({ ledger, logger }: RegisterOrderDeps): WriteMove {
  return async (order, move) => {
    const { orderNumber, status } = order
    assertMove(status, move.to)
    const moved = await ledger.move(order, { ...move, trigger: 'checkout' })
    if (!moved) {
      throw new LedgerUnavailableError(
        `Order ${orderNumber} was moved by another process while it was being registered.`,
      )
    }
    logger.info({ orderNumber, from: status, to: move.to, trigger: 'checkout' }, 'order moved')
    return moved
  }
}

function refusedFormDetail(formUrl: string): JsonObject {
  const fault = formUrlFault(formUrl)
  const reason = 'form-url-refused'
  return fault === undefined ? { reason, formOrigin: originOf(formUrl) } : { reason, formUrl: fault }
}

function refusedFormError(formUrl: string): GatewayResponseError {
  const fault = formUrlFault(formUrl)
  return new GatewayResponseError(
    fault === undefined
      ? `The gateway named a payment page on ${originOf(formUrl)}, which is not https on one of the allowed hosts ` +
          '(option gateway.formHosts, CHECKOUT_FORM_HOSTS).'
      : `The gateway named ${fault} as the payment page. The buyer was not sent there; tell the bank.`,
  )
}

/** Origin only: the rest of the address opens the payment page. */
function originOf(formUrl: string): string {
  const { protocol, host } = new URL(formUrl)
  return `${protocol}//${host}`
}
