import { isJsonObject } from '../json.ts'
import type { JsonValue } from '../json.ts'

/** What was seen, with the reason for what was done about it. */
export function withReason(detail: JsonValue | undefined, reason: string): JsonValue {
  return { ...(isJsonObject(detail) ? detail : {}), reason }
}
