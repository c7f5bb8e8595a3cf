import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Evidence } from './evidence.ts'
import { evidenceOf } from './status-message.ts'
import type { StatusMessage } from './status-message.ts'

/**
 * What the gateway said, read back from what an entry keeps of it (`Evidence.redacted`): whoever reads the ledger can
 * judge it as it was judged then. Undefined if the entry keeps no answer of the gateway's.
 *
 * @param detail - of an entry: the answer itself, or an object that holds it as `seen`.
 */
export function keptEvidence(detail: JsonValue | undefined): Evidence | undefined {
  if (!isJsonObject(detail)) return undefined
  const { seen } = detail
  const answer = isJsonObject(seen) ? seen : detail
  const { orderStatus } = answer
  return typeof orderStatus === 'number' ? evidenceOf({ ...keptFields(answer), orderStatus }) : undefined
}

/** An entry is written once and read by any later version: a field of another type is left out. */
function keptFields(answer: JsonObject): Omit<StatusMessage, 'orderStatus'> {
  const text = textsOf(answer)
  const amount = amountsOf(answer)
  return {
    actionCode: text('actionCode'),
    orderNumber: text('orderNumber'),
    attributes: text('mdOrder'),
    amount: amount('amount'),
    currency: text('currency'),
    paymentAmountInfo: {
      paymentState: text('paymentState'),
      approvedAmount: amount('approvedAmount'),
      depositedAmount: amount('depositedAmount'),
      refundedAmount: amount('refundedAmount'),
    },
    refunds: refundsOf(answer),
    partialAuthorization: text('partialAuthorization'),
    chargeback: typeof answer.chargeback === 'boolean' ? answer.chargeback : undefined,
    depositedDate: timeOf(text('depositedDate')),
    paymentWay: text('paymentWay'),
    authRefNum: text('authRefNum'),
    cardAuthInfo: {
      maskedPan: text('maskedPan'),
      paymentSystem: text('paymentSystem'),
      approvalCode: text('approvalCode'),
    },
  }
}

function refundsOf({ refunds }: JsonObject): StatusMessage['refunds'] {
  if (!Array.isArray(refunds)) return undefined
  return refunds.filter(isJsonObject).map((refund) => ({
    amount: amountsOf(refund)('amount'),
    actionCode: textsOf(refund)('actionCode'),
    externalRefundId: textsOf(refund)('externalRefundId'),
    date: textsOf(refund)('date'),
  }))
}

function textsOf(answer: JsonObject): (name: string) => string | undefined {
  return (name) => {
    const value = answer[name]
    return typeof value === 'string' ? value : undefined
  }
}

function amountsOf(answer: JsonObject): (name: string) => number | undefined {
  return (name) => {
    const value = answer[name]
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
  }
}

function timeOf(text: string | undefined): Date | undefined {
  const time = new Date(text ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time
}
