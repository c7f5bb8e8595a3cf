import type { JsonValue } from '../json.ts'

/**
 * A value as JSON returns it; undefined if it is too large, JSON would lose something (functions, bigints, cycles,
 * `NaN`, maps), or PostgreSQL could not store it.
 */
export function findJson(value: unknown, maxBytes: number): JsonValue | undefined {
  try {
    const json = JSON.stringify(value, refuseLoss)
    return Buffer.byteLength(json) <= maxBytes ? (JSON.parse(json) as JsonValue) : undefined
  } catch {
    return undefined
  }
}

function refuseLoss(name: string, value: unknown): unknown {
  if (isCarried(name) && isCarried(value)) return value
  throw new TypeError(`JSON cannot carry what ${name} holds.`)
}

function isCarried(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      // PostgreSQL's jsonb refuses both (datatype-json, "\u0000 cannot be converted to text").
      return !/[\0\p{Cs}]/u.test(value)
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
    default:
      return typeof value === 'boolean' || typeof value === 'undefined'
  }
}
