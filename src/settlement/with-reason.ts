import type { JsonObject, JsonValue } from '../json.ts'

/** What was seen, with the reason for what was done about it. */
export function withReason(detail: JsonValue | undefined, reason: string): JsonValue {
  return { ...(isJsonObject(detail) ? detail : {}), reason }
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
