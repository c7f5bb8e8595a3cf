import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Entry, EntryKind } from './entry.ts'

/** What stays of an entry's detail: amounts, states, times, ids at the bank, and the names of operators. */
const kept: ReadonlySet<string> = new Set([
  // Ours.
  'amountMinor',
  'as',
  'blanked',
  'by',
  'errorCode',
  'externalRefundId',
  'key',
  'proposedBy',
  'retryInMs',
  'tryNumber',
  // The bank's answer (BPC: order status).
  'actionCode',
  'amount',
  'approvalCode',
  'approvedAmount',
  'authRefNum',
  'chargeback',
  'currency',
  'date',
  'depositedAmount',
  'depositedDate',
  'mdOrder',
  'orderNumber',
  'orderStatus',
  'partialAuthorization',
  'paymentState',
  'paymentWay',
  'referenceNumber',
  'refundedAmount',
])

/** Looked into: they hold fields of the bank's answer. */
const nested: ReadonlySet<string> = new Set(['refunds', 'seen'])

/** Entries whose reason is one of our codes; that of any other may be a sentence of the store's. */
const withCode: ReadonlySet<EntryKind> = new Set(['moved', 'noted'])

/**
 * The detail of an entry without anything personal: what is not known to be harmless goes, whoever wrote it. The rest
 * is as it was.
 */
export function blankDetail({ kind, detail }: Pick<Entry, 'kind' | 'detail'>): JsonObject | undefined {
  if (!isJsonObject(detail)) return undefined
  const { reason, ...others } = detail
  const left = blankObject(others)
  const blanked = withCode.has(kind) && isCode(reason) ? { ...left, reason } : left
  return Object.keys(blanked).length === 0 ? undefined : blanked
}

/** Not a sentence of the bank's, which may quote anything. */
function isCode(reason: JsonValue | undefined): reason is string {
  return typeof reason === 'string' && /^[a-z0-9]+(-[a-z0-9]+)+$/.test(reason)
}

function blankObject(detail: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]): [string, JsonValue][] => {
      if (nested.has(name)) return [[name, blankNested(value)]]
      return isKept(name, value) ? [[name, value]] : []
    }),
  )
}

function blankNested(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => blankNested(one))
  return isJsonObject(value) ? blankObject(value) : null
}

function isKept(name: string, value: JsonValue): boolean {
  if (name === 'blanked') return Array.isArray(value)
  return kept.has(name) && (typeof value !== 'object' || value === null)
}
