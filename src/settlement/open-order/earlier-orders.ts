import { AlreadyPaidError } from '../../errors.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Logger } from '../../logger.ts'
import { isPaid } from '../../order.ts'
import type { Order } from '../../order.ts'
import type { Clock } from '../../clock.ts'
import type { Settle, Settled } from '../settled.ts'
import { within } from '../../within.ts'

/** Handles the earlier orders that stand in the way of a new one. */
export interface EarlierOrders {
  /**
   * Refuses a reference that an order of this shop has already paid.
   *
   * @throws AlreadyPaidError; nothing was registered.
   */
  requireUnpaid(orders: readonly Order[], browser: Browser): void
  /**
   * The order as it is now, if its buyer can be led back to its page. Unless it is very young, the gateway is asked
   * first. Undefined if it came to nothing: a new one may be opened.
   *
   * @throws AlreadyPaidError if the gateway says that it is paid; nothing was registered.
   */
  stillOpen(order: Order, browser: Browser): Promise<Order | undefined>
  /**
   * Closes older orders of a reference that this browser has open for something else, if the gateway says that nobody
   * is paying them now: all at once, and within the patience of one press. Others stay open: `doublePayment` covers
   * those.
   *
   * @throws AlreadyPaidError if one of them turns out to be paid; nothing was registered.
   */
  closeOlder(orders: readonly Order[], browser: Browser): Promise<void>
}

/** The browser that asks for an order. */
export interface Browser {
  /** Whether it proves that it started the order. */
  readonly isStarter: (order: Order) => boolean
}

export interface EarlierOrdersDeps {
  readonly settle: Settle
  /** Closes an unpaid order at the gateway. */
  readonly decline: (orderNumber: string) => Promise<Order>
  readonly ledger: Pick<Ledger, 'find'>
  /** Public address of the return route. */
  readonly returnUrl: string
  readonly clock: Clock
  readonly logger: Logger
}

/** An order this young is not asked about (a double click, a back button), in milliseconds. */
const freshForMs = 15_000

/** How long a buyer who pressed Buy waits for an answer about an earlier order, in milliseconds. */
const patienceMs = 3_000

const dayMs = 24 * 60 * 60 * 1000

export function makeEarlierOrders(deps: EarlierOrdersDeps): EarlierOrders {
  const { settle, decline, ledger, clock, logger } = deps
  const refuse = makeRefuse(deps)

  /** Undefined if there was no answer in time. The question goes on, and its answer is written to the ledger. */
  function inTime<Result>(work: Promise<Result>, leftMs = patienceMs): Promise<Result | undefined> {
    const answered = work.catch((error: unknown) => {
      logger.info({ err: error }, 'an earlier order could not be asked about, it is left as it is')
      return undefined
    })
    return within(clock, leftMs, answered)
  }

  const ask = (order: Order): Promise<Settled | undefined> => inTime(settle(order.orderNumber, 'checkout'))

  function requireUnpaid(orders: readonly Order[], browser: Browser): void {
    const paid = orders.find(hasMoney)
    if (paid) refuse(paid, browser)
  }

  /** Whether the gateway says that the order is open and nobody is paying it. */
  async function isUntouched(order: Order, browser: Browser): Promise<boolean> {
    const settled = await ask(order)
    if (!settled) return false
    if (hasMoney(settled.order)) refuse(settled.order, browser)
    return settled.standing === 'open'
  }

  async function closeOne(order: Order, browser: Browser): Promise<void> {
    const startedAt = clock.elapsedMs()
    if (!(await isUntouched(order, browser))) return
    await inTime(decline(order.orderNumber), Math.max(0, patienceMs - (clock.elapsedMs() - startedAt)))
    const after = await ledger.find(order.orderNumber)
    if (after && hasMoney(after)) refuse(after, browser)
  }

  return {
    requireUnpaid,
    async stillOpen(order, browser) {
      if (order.status !== 'registered' || isFresh(order, clock)) return order
      const { order: current } = (await ask(order)) ?? { order }
      if (hasMoney(current)) refuse(current, browser)
      return current.status === 'registered' ? current : undefined
    },
    async closeOlder(orders, browser) {
      const ours = orders.filter((order) => order.status === 'registered' && browser.isStarter(order))
      await Promise.all(ours.map((order) => closeOne(order, browser)))
    },
  }
}

type Refuse = (order: Order, browser: Browser) => never

/** Refuses what is paid; warns once if references seem to be labels. */
function makeRefuse({ returnUrl, clock, logger }: EarlierOrdersDeps): Refuse {
  let hasWarned = false
  return (order, { isStarter }) => {
    const { orderNumber, gatewayOrderId, reference, paidAt } = order
    if (!hasWarned && paidAt !== undefined && clock.now().getTime() - paidAt.getTime() > dayMs) {
      hasWarned = true
      logger.warn(
        { orderNumber, reference },
        'a reference was refused that was paid more than a day ago: if references are labels, set ' +
          "references: 'repeat' (CHECKOUT_REFERENCES), or repeatable: true on the item",
      )
    }
    const isOwn = gatewayOrderId !== undefined && isStarter(order)
    throw new AlreadyPaidError(order, isOwn ? returnAddress(returnUrl, gatewayOrderId) : undefined)
  }
}

function isFresh({ createdAt }: Order, clock: Clock): boolean {
  return clock.now().getTime() - createdAt.getTime() < freshForMs
}

function returnAddress(returnUrl: string, gatewayOrderId: string): string {
  return `${returnUrl}?${new URLSearchParams({ orderId: gatewayOrderId }).toString()}`
}

/** Reviews in which no money was seen. In any other, some may have been taken, whether or not its amount is known. */
const reviewsWithoutMoney: readonly Order['reviewReason'][] = [
  'no-final-word-a-day-after-expiry',
  'gateway-order-id-is-of-another-order',
  'gateway-order-id-differs',
  'order-number-differs',
  'declined-after-hold',
]

/** Whether the order has the buyer's money, or may have it. */
export function hasMoney({ status, reviewReason, capturedMinor, refundedMinor }: Order): boolean {
  if (status === 'held' || isPaid(status)) return true
  if (status !== 'review') return false
  if (capturedMinor > 0) return capturedMinor > refundedMinor
  return !reviewsWithoutMoney.includes(reviewReason)
}
