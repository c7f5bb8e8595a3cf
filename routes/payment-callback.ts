import type { Request, RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { rawForm, rawQuery } from '../middleware/parse.ts'
import { GatewayUnavailableError } from '../src/errors.ts'
import type { Callback, ReadCallback } from '../src/gateway/callbacks.ts'
import type { Order } from '../src/order.ts'
import type { Settled } from '../src/settlement/settled.ts'

export interface PaymentCallbackOptions {
  readonly readCallback: ReadCallback
  /** The order that a callback is about. @throws OrderNotFoundError when it is none of ours. */
  readonly findOrder: (callback: Callback) => Promise<Order>
  /** @throws GatewayUnavailableError where the callback is not signed, and too many such came from its address. */
  readonly settle: (order: Order, callback: Callback, req: Request) => Promise<Settled>
}

/** The documented parameters, all switched on, fill a few KiB; in bytes. Chosen by feel. */
const maxBodyBytes = 64 * 1024

/**
 * `GET` and `POST /payment/callback`: the gateway's server tells that something happened (protocol 14).
 *
 * A hint, also with a good checksum: a genuine one can be replayed for ever. It says which order to ask about, and its
 * `operation`, `status` and amounts decide nothing. 200 only once the gateway's answer is in the ledger, because anything else
 * is sent again.
 */
export function paymentCallback(options: PaymentCallbackOptions): RequestHandler {
  const { readCallback, findOrder, settle } = options
  return asynchronous(async (req, res) => {
    // Of a POST only the body is signed: a query is an address's own (protocol 14.6).
    const callback = readCallback(
      req.method === 'POST' ? await rawForm(req, { maxBytes: maxBodyBytes }) : rawQuery(req),
    )
    const { standing } = await settle(await findOrder(callback), callback, req)
    if (standing === 'silent')
      throw new GatewayUnavailableError('The gateway could not be asked about its own callback.')
    res.status(200).type('text').send('OK')
  })
}
