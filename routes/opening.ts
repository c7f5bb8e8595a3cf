import type { Request, Response } from 'express'
import type { Admit } from '../middleware/limits.ts'
import type { Origins } from '../middleware/origins.ts'
import { idempotencyKeyIn } from '../middleware/parse.ts'
import { isByScript, isScript } from '../middleware/scripts.ts'
import type { HowToSend, SendToBank } from '../middleware/send-to-bank.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import type { Tickets } from '../src/correlation/tickets.ts'
import type { Wish } from '../src/settlement/open-order/wish.ts'

export interface OpeningOptions {
  readonly desk: Pick<BuyerDesk, 'openOrder'>
  readonly admit: Admit
  readonly correlation: Pick<Correlation, 'watch' | 'openOrderOf' | 'remember' | 'isStarter'>
  readonly provenanceOf: Origins['provenanceOf']
  readonly tickets: Pick<Tickets, 'sendOn' | 'statusKeyOf'>
  readonly sendToBank: SendToBank
  /** Public address of the route that sends browsers on, without a slash at its end. */
  readonly sendOnUrl: string
}

/** An order that the browser can be sent to pay; it is bound to the browser already, unless another has opened it. */
export interface Opening {
  readonly orderNumber: string
  /** Where the browser pays; for a script on another site, an address of ours that leads there. */
  readonly formUrl: string
  readonly expiresAt: Date
  /** Sends the browser there, or tells a script where it is. */
  send(how?: HowToSend): void
}

/**
 * Opens an order for the browser that asks, or finds the one it has open for the same wish: for an item of the catalog,
 * a cart of the store's own, and a payment link alike.
 *
 * @param wishOf - called once the session is watched: what it writes there is kept.
 */
export type Open = (wishOf: () => Promise<Wish> | Wish, req: Request, res: Response) => Promise<Opening>

export function makeOpen(options: OpeningOptions): Open {
  const { desk, admit, correlation, provenanceOf, tickets, sendToBank, sendOnUrl } = options
  return async (wishOf, req, res) => {
    await correlation.watch(req)
    const wish = await wishOf()
    const traces = correlation.openOrderOf(req, wish, idempotencyKeyIn(req))
    const { order, isStarter } = await desk.openOrder({
      ...traces,
      wish,
      isStarter: (one) => correlation.isStarter(req, one),
      admit: () => admit(req),
    })
    const { orderNumber, expiresAt } = order
    // Browsers drop Lax cookies from a response to another site's script: the browser is sent through an address of
    // ours, which sets them.
    const isElsewhere = isByScript(req) && provenanceOf(req) === 'other-site'
    // Another browser's order can be paid here all the same, but this browser learns nothing about it.
    if (isStarter && !isElsewhere) await correlation.remember(req, res, { orderNumber, wish })
    const formUrl = isStarter && isElsewhere ? `${sendOnUrl}/${tickets.sendOn(orderNumber, new Date())}` : order.formUrl

    /** A client without cookies proves its order by `statusKey`. Nothing proves an order that somebody else started. */
    function tellScript(): void {
      const isWithoutCookie = isElsewhere || provenanceOf(req) === 'program'
      res.status(200).json({
        orderNumber,
        formUrl,
        expiresAt: expiresAt.toISOString(),
        statusKey: isStarter && isWithoutCookie ? tickets.statusKeyOf(orderNumber) : undefined,
      })
    }

    return {
      orderNumber,
      formUrl,
      expiresAt,
      send: (how = 302) => (isScript(req) ? tellScript() : sendToBank(order, how, req, res)),
    }
  }
}
