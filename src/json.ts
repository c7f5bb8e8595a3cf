/** Anything JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** A JSON object, as opposed to a list or a bare value. */
export type JsonObject = Readonly<Record<string, JsonValue>>

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
