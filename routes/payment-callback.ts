import type { Request, RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import { rawForm, rawQuery } from '../middleware/parse.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import { CallbackRefusedError, GatewayUnavailableError } from '../src/errors.ts'
import type { Callback, ReadCallback } from '../src/gateway/callbacks.ts'
import { liveCheckSku } from '../src/live-check.ts'
import type { CallbackKind } from '../src/observations.ts'

export interface PaymentCallbackOptions {
  readonly readCallback: ReadCallback
  readonly desk: Pick<BuyerDesk, 'findByCallback' | 'settleCallback'>
  /** Whether an unsigned callback may cause one more question to the bank. */
  readonly mayAsk: (req: Request) => Promise<boolean>
  /** Told of every callback of the gateway: that is how a store knows that they come. */
  readonly onCallback: (kind: CallbackKind) => void
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
  const { desk, mayAsk, onCallback } = options
  const readCallback = telling(options)
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
    // The doctor's own calls prove nothing about the gateway's.
    if (settled.order.sku !== liveCheckSku) onCallback(callback.isSigned ? 'signed' : 'unsigned')
    res.status(200).type('text').send('OK')
  })
}

function telling({ readCallback, onCallback }: PaymentCallbackOptions): (parameters: URLSearchParams) => Callback {
  return (parameters) => {
    try {
      return readCallback(parameters)
    } catch (error) {
      if (error instanceof CallbackRefusedError) onCallback('refused')
      throw error
    }
  }
}
