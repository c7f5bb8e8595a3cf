import { makeCardVerbs } from './card-verbs.ts'
import { systemClock } from './clock.ts'
import { CheckoutClosedError } from './errors.ts'
import { explainOrder } from './explain/explain-order.ts'
import type { Doctor } from './doctor/doctor.ts'
import type { Health } from './doctor/health.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { PaymentVerbs } from './hosted-checkout.ts'
import type { Ledger } from './ledger/ledger.ts'
import { openLedger } from './ledger/open-ledger.ts'
import { makeLinks } from './links/links.ts'
import type { Logger } from './logger.ts'
import type { Order } from './order.ts'
import type { CheckoutSettings } from './options/settings.ts'
import { requireLinkNumber, requireNames, requireOrderNumber } from './options/order-query.ts'
import { readFiscalItems } from './options/fiscal-extra.ts'
import { makeReconcile } from './reconcile.ts'
import { makeRecordVerbs } from './record-verbs.ts'
import type { RunningWork } from './running-work.ts'
import { makeHandOverAgain } from './settlement/hand-over-again.ts'
import type { Asker } from './settlement/asker.ts'
import type { Closing } from './settlement/hand-over/closing.ts'
import type { HandOver } from './settlement/hand-over/hand-over.ts'
import type { RefundOrder } from './settlement/money-out/refund.ts'
import type { CaptureOrder, MoneyOut } from './settlement/money-out/money-out.ts'
import { requireAsker, requirePerson } from './settlement/person.ts'
import { requireResolution } from './settlement/review/resolve.ts'
import type { Review } from './settlement/review/review.ts'
import type { Settle } from './settlement/settled.ts'
import type { Sweep } from './settlement/sweep/sweep.ts'
import { startLineOf } from './start-line.ts'
import { within } from './within.ts'
import type { Watch } from './watch.ts'

export interface PaymentVerbsDeps {
  readonly settings: Pick<
    CheckoutSettings,
    'allowedOrigins' | 'baseUrl' | 'currency' | 'databaseUrl' | 'gateway' | 'language' | 'reuseOpenOrderForMs' | 'shop'
  >
  /** Asked about stored cards; for all else there is settlement. */
  readonly gateway: Pick<Gateway, 'cards' | 'removeCard'>
  readonly ledger: Ledger
  readonly settle: Settle
  readonly handOver: HandOver
  readonly closing: Pick<Closing, 'isWanted' | 'run' | 'stop'>
  readonly moneyOut: MoneyOut
  readonly review: Review
  readonly sweep: Sweep
  readonly health: () => Promise<Health>
  readonly doctor: Doctor
  readonly work: RunningWork
  /** Whoever waits for `forget` and `verify`. */
  readonly watch: Watch | undefined
  /** Closes every connection to the bank. */
  readonly closeBank: () => void
  readonly logger: Logger
}

/** How much longer than one gateway call `close` waits for running work, in milliseconds. Chosen by feel. */
const closePatienceMs = 5_000

/** The store's verbs, with their arguments checked. None starts once the checkout is closed. */
export function makePaymentVerbs(deps: PaymentVerbsDeps): {
  readonly verbs: PaymentVerbs
  readonly isStarted: () => boolean
} {
  const { settings, ledger, settle, handOver, closing, moneyOut, review, sweep, health, doctor, work, watch } = deps
  const handOverAgain = makeHandOverAgain({ ledger, handOver, closing })
  const { start, close, isStarted } = makeLifetime(deps)
  const told = { timeZone: settings.shop.timeZone, reuseOpenOrderForMs: settings.reuseOpenOrderForMs }

  function about<Result>(verb: string, orderNumber: unknown, action: () => Promise<Result>): Promise<Result> {
    return work.run(async () => {
      requireOrderNumber(verb, orderNumber)
      return action()
    })
  }

  /** A verb that a person may ask for by name. */
  function asked<Wanted extends Asker>(
    verb: string,
    names: readonly (keyof Wanted & string)[],
    act: (orderNumber: string, wanted: Wanted) => Promise<Order>,
  ): (orderNumber: string, wanted: Wanted) => Promise<Order> {
    return (orderNumber, wanted) =>
      about(verb, orderNumber, () => {
        requireNames(verb, wanted, names)
        requireAsker(verb, wanted)
        return act(orderNumber, wanted)
      })
  }

  const { capture, refund } = withFiscalItems(moneyOut)
  const verbs: PaymentVerbs = {
    start,
    close,
    reconcile: makeReconcile(sweep, work),
    settle: (orderNumber) => about('settle', orderNumber, async () => (await settle(orderNumber, 'settle')).order),
    handOver: (orderNumber, wanted = {}) => asked('handOver', ['by'], handOverAgain)(orderNumber, wanted),
    capture: (orderNumber, wanted = {}) =>
      asked<CaptureOrder>('capture', ['amountMinor', 'by', 'extra'], capture)(orderNumber, wanted),
    reverse: (orderNumber, wanted = {}) => asked('reverse', ['by'], moneyOut.reverse)(orderNumber, wanted),
    refund: asked<RefundOrder>('refund', ['amountMinor', 'key', 'by', 'note', 'extra'], refund),
    decline: (orderNumber, wanted = {}) => asked('decline', ['by'], moneyOut.decline)(orderNumber, wanted),
    ...makeReviewVerbs(about, review),
    explain: (orderNumber) => about('explain', orderNumber, () => explainOrder(ledger, orderNumber, told)),
    health,
    doctor,
    ...makeRecordVerbs({ ledger, timeZone: settings.shop.timeZone, isHandOverWanted: handOver.isWanted, work, watch }),
    ...makeLinkVerbs(deps),
    ...makeCardVerbs(deps),
  }
  return { verbs, isStarted }
}

/** The verbs that pass fiscal items on, and nothing else. */
function withFiscalItems({ capture, refund }: MoneyOut): Pick<MoneyOut, 'capture' | 'refund'> {
  return {
    capture: async (orderNumber, wanted) =>
      capture(orderNumber, { ...wanted, extra: { depositItems: readFiscalItems('capture', wanted?.extra) } }),
    refund: async (orderNumber, wanted) =>
      refund(orderNumber, { ...wanted, extra: { refundItems: readFiscalItems('refund', wanted.extra) } }),
  }
}

/** Does something with one order, unless the checkout is closed. */
type About = <Result>(verb: string, orderNumber: unknown, action: () => Promise<Result>) => Promise<Result>

/** The verbs that put an order before a person, and take it out again. */
function makeReviewVerbs(about: About, review: Review): Pick<PaymentVerbs, 'review' | 'resolve'> {
  return {
    review: (orderNumber, wanted) =>
      about('review', orderNumber, () => {
        requireNames('review', wanted, ['note', 'by'])
        return review.putInReview(orderNumber, requirePerson('review', wanted))
      }),
    resolve: (orderNumber, wanted) =>
      about('resolve', orderNumber, () => {
        requireNames('resolve', wanted, ['as', 'note', 'by'])
        requireResolution(wanted.as)
        return review.resolve(orderNumber, { as: wanted.as, ...requirePerson('resolve', wanted) })
      }),
  }
}

function makeLinkVerbs({ settings, ledger, moneyOut, work, logger }: PaymentVerbsDeps) {
  const links = makeLinks({ settings, ledger, decline: moneyOut.decline, clock: systemClock, logger })
  const verbs: Pick<PaymentVerbs, 'link' | 'links'> = {
    link: (item, options = {}) => work.run(() => links.make(item, options)),
    links: {
      async get(linkNumber) {
        requireLinkNumber('links.get', linkNumber)
        return links.get(linkNumber)
      },
      find: (query = {}) => links.find(query),
      withdraw: (linkNumber) =>
        work.run(async () => {
          requireLinkNumber('links.withdraw', linkNumber)
          return links.withdraw(linkNumber)
        }),
    },
  }
  return verbs
}

/** From `start` to `close`. */
function makeLifetime({ settings, ledger, handOver, closing, sweep, work, closeBank, logger }: PaymentVerbsDeps) {
  const clock = systemClock
  const closed = new AbortController()
  const isClosed = (): boolean => closed.signal.aborted
  let isStarted = false
  let starting: Promise<void> | undefined

  async function startOnce(): Promise<void> {
    const pause = (ms: number) => clock.sleep(ms, { keepsAlive: true, signal: closed.signal })
    await openLedger({ ledger, logger, elapsedMs: clock.elapsedMs, pause, isClosed })
    if (isClosed()) return
    sweep.start()
    const idleShops = await ledger.idleShops().catch(() => [])
    const { baseUrl, databaseUrl, shop, gateway } = settings
    logger.info(startLineOf({ baseUrl, gateway: gateway.url, databaseUrl, shop: shop.key, idleShops }), 'checkout runs')
  }

  return {
    isStarted: () => isStarted,
    start(): Promise<void> {
      // A sweep that was stopped never starts again: nobody must believe that it has.
      if (isClosed()) return Promise.reject(new CheckoutClosedError())
      isStarted = true
      starting ??= startOnce().catch((error: unknown) => {
        starting = undefined
        throw error
      })
      return starting
    },
    async close(): Promise<void> {
      closed.abort()
      // Running work may still start a hand-over.
      const ended = Promise.all([work.close(), sweep.stop()]).then(() => Promise.all([handOver.stop(), closing.stop()]))
      await within(clock, settings.gateway.timeoutMs + closePatienceMs, ended, { keepsAlive: true })
      await within(clock, closePatienceMs, ledger.close(), { keepsAlive: true })
      closeBank()
    },
  }
}
