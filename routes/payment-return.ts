import type { Request, RequestHandler, Response } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { StorePageError } from '../middleware/error-handler.ts'
import { orderIdIn, rawForm, rawQuery } from '../middleware/parse.ts'
import { makeSparingLog } from '../middleware/sparing-log.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import { LedgerUnavailableError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import type { OrderPage } from '../src/options/checkout-options.ts'
import type { Order, OrderStatus } from '../src/order.ts'
import type { Settled } from '../src/settlement/settled.ts'

export interface PaymentReturnOptions {
  readonly desk: Pick<BuyerDesk, 'findReturned' | 'settleForAnybody' | 'settleForOwner'>
  /** Whether a browser that did not start the order may cause one more question to the bank. */
  readonly mayAsk: (req: Request) => Promise<boolean>
  readonly logger: Logger
  readonly correlation: Pick<Correlation, 'isStarter'>
  /** Public address of this route. */
  readonly returnUrl: string
  readonly success: OrderPage
  readonly failure: OrderPage
  readonly pending: OrderPage
  /** Sends its buyer where the item of an order says, whatever browser comes back; undefined if it does not say. */
  readonly leadAway: (order: Order, outcome: Outcome) => OrderPage | undefined
  /** While the ledger is out of reach: nothing can be said about the order, and nothing is lost. */
  readonly unavailable: (req: Request, res: Response) => void
  /** For a browser that did not start the order: the outcome, and nothing else about the order. */
  readonly neutral: (order: Order, outcome: Outcome, req: Request, res: Response) => void
}

/** Which of the pages fits. */
export type Outcome = 'success' | 'failure' | 'pending'

/**
 * `GET /payment/return`: the buyer's browser comes back from the gateway's page.
 *
 * The query only says which order to look at. Anybody can write anything in it, so it is never evidence of payment:
 * `settle` asks the gateway. The browser decides what is shown, never what is handed over.
 */
export function paymentReturn(options: PaymentReturnOptions): RequestHandler {
  const tellAway = makeSparingLog(options.logger, () => 'a buyer came back while the ledger was out of reach')
  return asynchronous(async (req, res, next) => {
    const gatewayOrderId = orderIdIn(rawQuery(req))
    const returned = await settleOrder(options, gatewayOrderId, req).catch((error: unknown) => {
      if (!(error instanceof LedgerUnavailableError)) throw error
      tellAway(error, 'error')
      return undefined
    })
    if (!returned) return options.unavailable(req, res)
    const { order } = returned
    const outcome = outcomeOf(returned)
    const leadAway = options.leadAway(order, outcome)
    if (leadAway) return void leadAway(order, req, res, next)
    if (!returned.isStarter) return options.neutral(order, outcome, req, res)
    try {
      await options[outcome](order, req, res, next)
    } catch (error) {
      throw new StorePageError(error)
    }
  })
}

interface Returned extends Settled {
  /** Whether this browser started the order. */
  readonly isStarter: boolean
}

/** @throws LedgerUnavailableError while the ledger is out of reach. */
async function settleOrder(
  { desk, mayAsk, correlation }: PaymentReturnOptions,
  gatewayOrderId: string,
  req: Request,
): Promise<Returned> {
  const order = await desk.findReturned(gatewayOrderId)
  const isStarter = correlation.isStarter(req, order)
  const settled = isStarter ? await desk.settleForOwner(order) : await desk.settleForAnybody(order, () => mayAsk(req))
  return { ...settled, isStarter }
}

/** `POST /payment/return`: cross-site, so without a Lax cookie; a GET of the same address has it again. */
export function paymentReturnByPost({ returnUrl }: Pick<PaymentReturnOptions, 'returnUrl'>): RequestHandler {
  return asynchronous(async (req, res) => {
    const orderId = orderIdIn(rawQuery(req), await rawForm(req))
    res.redirect(303, `${returnUrl}?${new URLSearchParams({ orderId }).toString()}`)
  })
}

/** What the buyer is shown once the gateway was asked. No answer, or an unknown word, is never shown as a failure. */
function outcomeOf({ order, standing, isUntried, isStarter }: Returned): Outcome {
  const known = outcomes[order.status]
  if (known !== undefined) return known
  // A browser that did not start the order does not wait for a status that lags: the order may have been paid.
  const isBankStillAsked = order.decline?.advice === 'wait' || (isUntried && !isStarter)
  return standing === 'open' && !isBankStillAsked ? 'failure' : 'pending'
}

const outcomes: Readonly<Record<OrderStatus, Outcome | undefined>> = {
  held: 'success',
  paid: 'success',
  partially_refunded: 'success',
  refunded: 'failure',
  reversed: 'failure',
  declined: 'failure',
  expired: 'failure',
  review: 'failure',
  registering: undefined,
  unknown: undefined,
  registered: undefined,
}
