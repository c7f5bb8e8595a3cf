import type { RequestHandler } from 'express'
import { asynchronous } from '../middleware/asynchronous.ts'
import type { SendToBank } from '../middleware/send-to-bank.ts'
import type { BuyerDesk } from '../src/buyer-desk.ts'
import type { Correlation } from '../src/correlation/correlation.ts'
import type { SendOnTicket, Tickets } from '../src/correlation/tickets.ts'
import { LinkGoneError } from '../src/errors.ts'

export interface PaymentGoOptions {
  readonly tickets: Pick<Tickets, 'readSendOn'>
  readonly desk: Pick<BuyerDesk, 'find' | 'sendOn'>
  readonly correlation: Pick<Correlation, 'watch' | 'isStarter' | 'remember'>
  readonly sendToBank: SendToBank
  /** Public address of the route to which the gateway sends buyers back. */
  readonly returnUrl: string
}

/**
 * `GET /payment/go/:ticket`: a script on another site has opened the order. Its browser goes to the bank through us: we
 * set the cookies that identify it when it comes back.
 *
 * Valid once, and for two minutes: somebody who reads the address later, in a history or a log, does not become the
 * buyer. The browser that used it may come again.
 */
export function paymentGo(options: PaymentGoOptions): RequestHandler {
  const { tickets, desk, correlation, sendToBank, returnUrl } = options
  return asynchronous(async (req, res) => {
    const ticket = tickets.readSendOn(String(req.params.ticket), new Date())
    const order = ticket && (await desk.find(ticket.orderNumber))
    if (!order) throw new LinkGoneError('This is not a send-on address of ours.')
    const { orderNumber, formUrl, gatewayOrderId, language } = order
    await correlation.watch(req)
    if (!correlation.isStarter(req, order)) {
      await useUp(desk, ticket)
      await correlation.remember(req, res, { orderNumber, wish: { sentOn: orderNumber } })
    }
    if (order.status === 'registered' && formUrl !== undefined) return sendToBank({ formUrl, language }, 302, req, res)
    res.redirect(303, `${returnUrl}?${new URLSearchParams({ orderId: gatewayOrderId ?? '' }).toString()}`)
  })
}

async function useUp(
  { sendOn }: Pick<BuyerDesk, 'sendOn'>,
  { orderNumber, issuedAt, isOld }: SendOnTicket,
): Promise<void> {
  if (isOld) throw new LinkGoneError('The send-on address is older than two minutes.')
  if (!(await sendOn(orderNumber, issuedAt))) throw new LinkGoneError('The send-on address was used before.')
}
