import { createHmac } from 'node:crypto'
import { signedText } from '../gateway/callbacks.ts'
import { signedToken } from '../gateway/jwt-callbacks.ts'
import { silenceOf } from '../gateway/silences.ts'
import type { Order } from '../order.ts'
import { probe } from '../probe.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'
import type { DoctorSettings } from './set-up.ts'

/** How long the store may take: it may ask the bank. In milliseconds. Chosen by feel. */
const timeoutMs = 10_000

/** Sends the store, at its public address, a callback about an order, as the bank would. */
export async function liveCallbackFindings(
  { baseUrl, callback: { keys, publicKeys, areTokens } }: Pick<DoctorSettings, 'baseUrl' | 'callback'>,
  { gatewayOrderId, orderNumber }: Pick<Order, 'gatewayOrderId' | 'orderNumber'>,
): Promise<readonly Finding[]> {
  const address = `${baseUrl}/payment/callback`
  const parameters = new URLSearchParams({
    mdOrder: gatewayOrderId ?? '',
    orderNumber,
    operation: 'declinedByTimeout',
    status: '0',
  })
  const [key] = keys
  if (key !== undefined && !areTokens) parameters.set('checksum', checksumOf(parameters, key))
  const query = areTokens ? tokenOf(parameters, key) : parameters.toString()
  const answer = await probe({ url: `${address}?${query}`, method: 'GET', timeoutMs })
  if ('failure' in answer) return [found('live-callback-lost', address, silenceOf({ code: answer.failure }))]
  if (answer.status === 200 && answer.text.trim() === 'OK') return []
  if (answer.text.startsWith('CHECKOUT_ORDER_NOT_FOUND')) return [found('live-callback-other-ledger', address)]
  if (answer.text.startsWith('CHECKOUT_CALLBACK_REFUSED')) {
    // Only the bank has the key that goes with a public one.
    const isAsItMust = key === undefined && publicKeys.length > 0
    return [isAsItMust ? found('live-callback-unsigned') : found('live-callback-key', address)]
  }
  return [found('live-callback-lost', address, `HTTP status ${answer.status}`)]
}

/** As the bank makes it (BPC: token callbacks); without a key, one that nobody could check. */
function tokenOf(parameters: URLSearchParams, key = ''): string {
  return signedToken({ payload: Object.fromEntries(parameters) }, key)
}

/** As the bank makes it (BPC: callbacks). */
function checksumOf(parameters: URLSearchParams, key: string): string {
  return createHmac('sha256', key).update(signedText(parameters), 'utf8').digest('hex').toUpperCase()
}
