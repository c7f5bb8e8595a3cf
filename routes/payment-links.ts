import type { Request, RequestHandler, Response } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import { CheckoutError, LinkGoneError } from '../src/errors.ts'
import type { AlreadyPaidError } from '../src/errors.ts'
import type { LinkToPay } from '../src/links/links.ts'
import type { Wish } from '../src/settlement/open-order/wish.ts'
import type { Open } from './opening.ts'

export interface PaymentLinksOptions {
  readonly desk: Pick<BuyerDesk, 'findLink'>
  readonly correlation: Pick<Correlation, 'isStarter'>
  readonly open: Open
  /** Public address of the route to which the gateway sends buyers back. */
  readonly returnUrl: string
  /** Draws what the link is for, with a button. */
  readonly draw: (wish: Wish, req: Request, res: Response) => void
}

/** A link that opens no payment. */
type Gone = Pick<LinkToPay, 'state' | 'paidBy'>

/**
 * `GET /payment/links/:linkNumber`: shows what a link is for. Registers nothing, whoever opens it, and however often: a
 * message's links are opened by programs before its reader sees them.
 */
export function showLink(options: PaymentLinksOptions): RequestHandler {
  const requireOpen = makeRequireOpen(options)
  return asynchronous(async (req, res) => {
    const { wish } = await requireOpen(req)
    options.draw(wish, req, res)
  })
}

/** `POST /payment/links/:linkNumber`: its button. Goes on as a checkout. */
export function payLink(options: PaymentLinksOptions): RequestHandler {
  const { open } = options
  const requireOpen = makeRequireOpen(options)
  return asynchronous(async (req, res) => {
    const { wish } = await requireOpen(req)
    const opening = await open(() => wish, req, res).catch((error: unknown) => {
      throw goneIfPaid(error)
    })
    // It may have been withdrawn since. Whoever never sees the bank's page cannot pay there.
    await requireOpen(req)
    opening.send('page')
  })
}

/** @throws OrderNotFoundError for a link that the shop does not have, LinkGoneError for one that cannot be paid. */
function makeRequireOpen({ desk, correlation, returnUrl }: PaymentLinksOptions) {
  return async (req: Request): Promise<LinkToPay> => {
    const link = await desk.findLink(String(req.params.linkNumber))
    if (link.state !== 'open') throw goneError(link, pageOf(link, req))
    return link
  }

  /** The page of the order that has paid it, for the browser that started the order. */
  function pageOf({ paidBy }: Gone, req: Request): string | undefined {
    const orderId = paidBy?.gatewayOrderId
    if (!paidBy || orderId === undefined || !correlation.isStarter(req, paidBy)) return undefined
    return `${returnUrl}?${new URLSearchParams({ orderId }).toString()}`
  }
}

function goneError({ state, paidBy }: Gone, location: string | undefined): LinkGoneError {
  const reason = state === 'open' ? 'paid' : state
  const gone = paidBy ? { reason, order: paidBy, location } : { reason }
  return new LinkGoneError(`A payment link was opened that is ${reason}. Nobody was sent to pay.`, gone)
}

/** The bank said so only now, or another browser was faster. */
function goneIfPaid(error: unknown): unknown {
  if (!(error instanceof CheckoutError && error.code === 'CHECKOUT_ALREADY_PAID')) return error
  const { order, location } = error as CheckoutError & Pick<AlreadyPaidError, 'location' | 'order'>
  return goneError({ state: 'paid', paidBy: order }, location)
}
