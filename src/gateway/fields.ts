/**
 * The shape of a JSON message, as functions that are made once. Nothing is converted but by the readers of
 * `wire-values.ts`; unknown fields are dropped.
 */
export type Field<Value> = (value: unknown, path: string) => Value | Mismatch

/** A field that cannot be read, by its path, and never its value. */
export class Mismatch {
  readonly path: string
  readonly isMissing: boolean

  constructor(path: string, isMissing = false) {
    this.path = path
    this.isMissing = isMissing
  }
}

/** Parses one wire value; undefined if it is not what it should be. */
type Read<Value> = (value: unknown) => Value | undefined

/**
 * A JSON object. Only its own fields count: neither `{"__proto__":{"orderStatus":2}}` nor an `Object.prototype` that
 * another package has polluted has an order status.
 */
export type Body = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object's own field; undefined if there is none. */
export function ownField(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Body)[name] : undefined
}

/** Whether a value is missing or empty: `null`, or nothing but blanks between the quotes (recorded: `"Pan": ""`). */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && /^\s*$/.test(value))
}

/** A field that may be missing or empty, but must be readable if it is there. */
export function optional<Value>(read: Read<Value>): Field<Value | undefined> {
  return (value, path) => (isNothing(value) ? undefined : (read(value) ?? new Mismatch(path)))
}

/** A field that must be there, and readable. */
export function required<Value>(read: Read<Value>): Field<Value> {
  return (value, path) => (isNothing(value) ? new Mismatch(path, true) : (read(value) ?? new Mismatch(path)))
}

/** A field that only decorates: one that cannot be read counts as missing, because no money depends on it. */
export function decorative<Value>(read: Read<Value>): Field<Value | undefined> {
  return (value) => read(value)
}

/** An object that only decorates: one that cannot be read counts as missing. */
export function unlessUnreadable<Value>(field: Field<Value>): Field<Value | undefined> {
  return (value, path) => {
    const read = field(value, path)
    return read instanceof Mismatch ? undefined : read
  }
}

/** The value as it is, to be looked at later. */
export const anything: Field<unknown> = (value) => value

/** A field that may be empty in PHP's way, too: it writes an empty object as an empty list. */
export function orNothingInside<Value>(field: Field<Value>): Field<Value | undefined> {
  return (value, path) =>
    isNothing(value) || (Array.isArray(value) && value.length === 0) ? undefined : field(value, path)
}

/** A list; one object that stands alone is a list of one. */
export function listOf<Value>(field: Field<Value>): Field<readonly Value[] | undefined> {
  return (value, path) => {
    if (isNothing(value)) return undefined
    const items: Value[] = []
    for (const [index, item] of (Array.isArray(value) ? (value as unknown[]) : [value]).entries()) {
      const read = field(item, `${path}.${index}`)
      if (read instanceof Mismatch) return read
      items.push(read)
    }
    return items
  }
}

/** The fields of an object, in the order in which they are looked at: the first that cannot be read is named. */
export function objectOf<Message extends object>(fields: {
  readonly [Name in keyof Message]-?: Field<Message[Name]>
}): Field<Message> {
  const entries = Object.entries<Field<unknown>>(fields)
  return (value, path) => {
    if (!isObject(value)) return new Mismatch(path)
    const message: Record<string, unknown> = {}
    for (const [name, field] of entries) {
      const read = field(ownField(value, name), path === '' ? name : `${path}.${name}`)
      if (read instanceof Mismatch) return read
      // A field that is missing, too: none is read from a prototype.
      message[name] = read
    }
    return message as Message
  }
}
