import { GatewayUnavailableError, OrderNumberTakenError } from '../../errors.ts'
import type { NewOrder, OrderLedger, ReuseTerms } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import type { Browser, EarlierOrders } from './earlier-orders.ts'
import { isStartedBy, makeFindOpenOrder, starterOf } from './find-open-order.ts'
import type { FindOpenOrderDeps } from './find-open-order.ts'
import { isPaidOnce, makeNewOrder } from './new-order.ts'
import type { NewOrderDeps } from './new-order.ts'
import { requirePayable } from './payable.ts'
import { makeRegisterOrder } from './register-order.ts'
import type { RegisterOrderDeps } from './register-order.ts'
import type { OpenedOrder, OpenOrderRequest } from './request.ts'
import { makeWaitForRegistration } from './wait-for-registration.ts'
import type { Wish } from './wish.ts'

/**
 * Opens an order at the gateway, or finds the one that this browser has open for the same wish.
 *
 * The ledger is written before the gateway is called, and again before the caller learns the page to send the buyer to:
 * a buyer who never sees `formUrl` cannot pay it.
 *
 * @throws AlreadyPaidError an order of this `reference` or this idempotency key, or the one that this browser had open,
 *   is paid; nothing was registered.
 * @throws GatewayRefusedError the gateway said no; the order is `declined`, nothing was charged.
 * @throws GatewayUnavailableError no usable answer; the order is `unknown` and will be asked about, or `expired` if the
 *   registration was never sent. The buyer was not sent anywhere, so nothing can be charged.
 * @throws GatewayResponseError the gateway's page is not on an allowed host, or its id belongs to another order (then
 *   the order is in `review`); the buyer was not sent anywhere.
 * @throws LedgerUnavailableError the ledger could not be written; the buyer was not sent anywhere.
 */
export type OpenOrder = (request: OpenOrderRequest) => Promise<OpenedOrder>

export interface OpenOrderDeps
  extends
    NewOrderDeps,
    Omit<RegisterOrderDeps, 'ledger'>,
    Omit<FindOpenOrderDeps, 'earlierOrders' | 'ledger' | 'waitForRegistration'> {
  readonly ledger: Pick<OrderLedger, 'add' | 'find' | 'findReusable' | 'move' | 'ofReference' | 'ofStarter'>
  readonly earlierOrders: EarlierOrders
  /** How long the gateway is left alone because it does not answer, in milliseconds; undefined if it is asked. */
  readonly closedForMs: () => number | undefined
}

/** How many numbers are drawn for one order. So many that are taken in a row are no chance. */
const maxNumbersTried = 10

export function makeOpenOrder(deps: OpenOrderDeps): OpenOrder {
  const { ledger, references, earlierOrders, closedForMs } = deps
  const newOrder = makeNewOrder(deps)
  const registerOrder = makeRegisterOrder(deps)
  const waitForRegistration = makeWaitForRegistration(deps)
  const findOpenOrder = makeFindOpenOrder({ ...deps, waitForRegistration })

  /** A reference that can be paid only once, by any browser. */
  function isOnce(wish: Wish): wish is Wish & { readonly reference: string } {
    return wish.reference !== undefined && isPaidOnce(wish, references)
  }

  /** While the gateway does not answer, buyers hear so at once, and no order is written that nobody could pay. */
  function requireGateway(): void {
    const retryAfterMs = closedForMs()
    if (retryAfterMs === undefined) return
    const message = 'The gateway has not answered lately and is left alone for a while. Nothing was written or sent.'
    throw new GatewayUnavailableError(message, { retryAfterMs })
  }

  /** Under another number if one is taken: nothing has been sent yet. */
  async function add(wish: Wish, terms: ReuseTerms & Pick<NewOrder, 'startedBy'>) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ledger.add({ ...newOrder(wish), ...terms })
      } catch (error) {
        if (!(error instanceof OrderNumberTakenError) || tries >= maxNumbersTried) throw error
      }
    }
  }

  return async (request) => {
    const { wish, admit, idempotencyMark } = request
    const isReferenceOnce = isOnce(wish)
    const ofReference = isReferenceOnce ? await ledger.ofReference(wish.reference) : []
    const ofKey = idempotencyMark === undefined ? [] : await ledger.ofStarter(idempotencyMark)
    const earlier = eachOnce([...ofKey, ...ofReference])
    const browser = proving(request, ofKey)
    earlierOrders.requireUnpaid(earlier, browser)
    const open = await findOpenOrder.find(request, isReferenceOnce)
    if (open) return open

    requireGateway()
    await admit()
    await earlierOrders.closeOlder(earlier, browser)
    const reuse = findOpenOrder.reuseOf(request, isReferenceOnce)
    const added = await add(wish, { ...reuse, startedBy: starterOf(request) })
    const { order, isNew } = added
    const opened = await (isNew ? registerOrder(order, wish) : waitForRegistration(order))
    return { order: requirePayable(opened), isStarter: isNew || isStartedBy(added, request) }
  }
}

function eachOnce(orders: readonly Order[]): readonly Order[] {
  return [...new Map(orders.map((order) => [order.orderNumber, order])).values()]
}

/** A client that sends the idempotency key again started what was opened with it. */
function proving({ isStarter }: Browser, ofKey: readonly Order[]): Browser {
  const numbers = new Set(ofKey.map(({ orderNumber }) => orderNumber))
  return { isStarter: (order) => numbers.has(order.orderNumber) || isStarter(order) }
}
