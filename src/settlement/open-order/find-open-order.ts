import type { Clock } from '../../clock.ts'
import type { OrderLedger, ReusableOrder, ReuseTerms } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import { registrationPatienceMs } from '../judge/plan.ts'
import type { EarlierOrders } from './earlier-orders.ts'
import { requirePayable } from './payable.ts'
import type { OpenedOrder, OpenOrderRequest } from './request.ts'
import type { WaitForRegistration } from './wait-for-registration.ts'

/** Finds the open order to lead a buyer back to: after a second click, a back button, in a second tab. */
export interface FindOpenOrder {
  readonly reuseOf: (request: OpenOrderRequest, isReferenceOnce: boolean) => ReuseTerms
  /** @throws AlreadyPaidError if the gateway says that it is paid; nothing was registered. */
  readonly find: (request: OpenOrderRequest, isReferenceOnce: boolean) => Promise<OpenedOrder | undefined>
}

export interface FindOpenOrderDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'findReusable'>
  readonly gatewayTimeoutMs: number
  readonly reuseOpenOrderForMs: number
  readonly earlierOrders: Pick<EarlierOrders, 'stillOpen'>
  readonly waitForRegistration: WaitForRegistration
  readonly clock: Clock
}

/** As long as the gateway accepts a payment, in milliseconds: an order's expiry ends its reuse, not its age. */
const wholeLifeMs = 24 * 60 * 60 * 1000

export function makeFindOpenOrder(deps: FindOpenOrderDeps): FindOpenOrder {
  const { ledger, gatewayTimeoutMs, reuseOpenOrderForMs, earlierOrders, waitForRegistration, clock } = deps

  /** How long a client is led back to the order that it opened, in milliseconds. */
  function openForMs({ idempotencyMark, isBrowserKeyPassing }: OpenOrderRequest, isReferenceOnce: boolean): number {
    if (idempotencyMark !== undefined) return wholeLifeMs
    return isBrowserKeyPassing && !isReferenceOnce ? 0 : reuseOpenOrderForMs
  }

  const reuseOf: FindOpenOrder['reuseOf'] = (request, isReferenceOnce) => ({
    reuseKey: isReferenceOnce ? request.wishKey : request.browserKey,
    reuseOpenForMs: openForMs(request, isReferenceOnce),
    reuseRegisteringForMs: registrationPatienceMs(gatewayTimeoutMs),
  })

  /**
   * The open order of the wish. One of a reference that another browser has started counts whatever its age: a second
   * page for one cart might be paid, too.
   */
  async function findReusable(request: OpenOrderRequest, isReferenceOnce: boolean): Promise<ReusableOrder | undefined> {
    const terms = reuseOf(request, isReferenceOnce)
    if (!isReferenceOnce) return ledger.findReusable(terms)
    const found = await ledger.findReusable({ ...terms, reuseOpenForMs: wholeLifeMs })
    const isTooOld = found?.order.status === 'registered' && found.ageMs >= terms.reuseOpenForMs
    return found && isTooOld && isStartedBy(found, request) ? undefined : found
  }

  /** The session may be gone, or renewed by a login, while the order's own cookie still identifies the browser. */
  async function findRemembered({ remembered }: OpenOrderRequest): Promise<ReusableOrder | undefined> {
    for (const orderNumber of remembered) {
      const order = await ledger.find(orderNumber)
      if (order && isOpenAndRecent(order)) return { order, startedBy: undefined }
    }
    return undefined
  }

  function isOpenAndRecent({ status, formUrl, expiresAt, createdAt }: Order): boolean {
    const now = clock.now()
    const isOpen = status === 'registered' && formUrl !== undefined && expiresAt > now
    return isOpen && createdAt.getTime() > now.getTime() - reuseOpenOrderForMs
  }

  return {
    reuseOf,
    async find(request, isReferenceOnce) {
      const found = (await findReusable(request, isReferenceOnce)) ?? (await findRemembered(request))
      if (!found) return undefined
      const registered = await waitForRegistration(found.order)
      if (registered.status === 'registering') return undefined
      const isStarter = isStartedBy(found, request)
      const browser = { isStarter: (one: Order) => isStarter || request.isStarter(one) }
      const order = await earlierOrders.stillOpen(registered, browser)
      return order && { order: requirePayable(order), isStarter }
    },
  }
}

/** What the ledger keeps about the client that opens an order. */
export function starterOf({ idempotencyMark, browserKey }: OpenOrderRequest): string | undefined {
  return idempotencyMark ?? browserKey
}

/**
 * Whether the browser that asks is the one that opened the order, by its key or by the order's own cookie. A key that
 * may be planted identifies only the other half of a double click.
 */
export function isStartedBy({ order, startedBy }: ReusableOrder, request: OpenOrderRequest): boolean {
  const isSameKey = startedBy !== undefined && startedBy === starterOf(request)
  const isProven = isSameKey && (!request.isBrowserKeyPassing || order.status === 'registering')
  return isProven || request.isStarter(order)
}
