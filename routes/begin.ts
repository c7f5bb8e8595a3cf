import type { Request, RequestHandler, Response } from 'express'
import { noStore } from '../middleware/no-store.ts'
import type { Origins } from '../middleware/origins.ts'
import { isScript } from '../middleware/scripts.ts'
import { requireNoRobot } from '../middleware/visits.ts'
import { InvalidRequestError } from '../src/errors.ts'
import type { BegunOrder } from '../src/hosted-checkout.ts'
import type { Wish } from '../src/settlement/open-order/wish.ts'
import type { Open } from './opening.ts'

export interface BeginOptions {
  /** What the store's route wants to sell, checked. */
  readonly readCart: (cart: unknown) => Wish
  readonly open: Open
  /** Gives a request without a session the router's own. */
  readonly session: RequestHandler
  /** Lets pages of our site and of allowed origins read the answer. */
  readonly share: Origins['share']
  /** Checks what is known once a buyer comes. */
  readonly warnOfSetUp: () => void
}

/** See `HostedCheckout.begin`. */
export type Begin = (cart: unknown, req: Request, res: Response) => Promise<BegunOrder>

/** What `/checkout/:sku` does with an item of the catalog, for a route of the store's own and what it has priced. */
export function makeBegin({ readCart, open, session, share, warnOfSetUp }: BeginOptions): Begin {
  const setHeaders = noStore()
  return async (cart, req, res) => {
    requireUnanswered(res)
    requireNoRobot(req)
    const wish = readCart(cart)
    warnOfSetUp()
    await through(session, req, res)
    const { orderNumber, formUrl, expiresAt, send } = await open(() => wish, req, res)
    return {
      orderNumber,
      formUrl,
      expiresAt,
      send() {
        setHeaders(req, res, goOn)
        if (isScript(req)) share(req, res, goOn)
        // The route may be of any method: what follows is a GET.
        send(303)
      },
    }
  }
}

const goOn = (): void => undefined

/** @throws InvalidRequestError where the cookie could no longer be set that leads the buyer back to the order. */
function requireUnanswered(res: Response): void {
  if (!res.headersSent) return
  throw new InvalidRequestError('begin was called after the answer had begun. Nothing was registered.')
}

function through(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void middleware(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve()
      else reject(error instanceof Error ? error : new Error('The session could not be read.', { cause: error }))
    })
  })
}
