import type { Request, RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { rawForm, rawQuery } from '../middleware/parse.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import { GatewayUnavailableError } from '../src/errors.ts'
import type { ReadCallback } from '../src/gateway/callbacks.ts'

export interface PaymentCallbackOptions {
  readonly readCallback: ReadCallback
  readonly desk: Pick<BuyerDesk, 'findByCallback' | 'settleCallback'>
  /** Whether an unsigned callback may cause one more question to the bank. */
  readonly mayAsk: (req: Request) => Promise<boolean>
}

/** The documented parameters, all switched on, take a few KiB; in bytes. Chosen by feel. */
const maxBodyBytes = 64 * 1024

/**
 * `GET` and `POST /payment/callback`: the gateway's server says that something happened (BPC: callbacks).
 *
 * Only a hint, even with a valid checksum: a genuine one can be replayed for ever. It says which order to ask about;
 * its `operation`, `status` and amounts decide nothing. 200 only once the gateway's answer is in the ledger: the
 * gateway sends anything else again.
 */
export function paymentCallback(options: PaymentCallbackOptions): RequestHandler {
  const { readCallback, desk, mayAsk } = options
  return asynchronous(async (req, res) => {
    // In a POST only the body is signed; a query is part of the address (BPC: callbacks).
    const callback = readCallback(
      req.method === 'POST' ? await rawForm(req, { maxBytes: maxBodyBytes }) : rawQuery(req),
    )
    const settled = await desk.settleCallback(await desk.findByCallback(callback), callback, () => mayAsk(req))
    if (settled === 'too-many') {
      throw new GatewayUnavailableError('Too many callbacks without a checksum: nothing was asked.')
    }
    if (settled.standing === 'silent') {
      throw new GatewayUnavailableError('The gateway gave no answer about its own callback.')
    }
    res.status(200).type('text').send('OK')
  })
}
