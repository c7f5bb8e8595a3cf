import { isNativeError } from 'node:util/types'
import type { Logger } from './logger.ts'
import { visible } from './visible.ts'

/**
 * The store's logger, between us and it: what it does costs a line of the log at most, never a payment or the process, and what it is given is {@link visible}.
 *
 * Each method is looked up at every call, as on the store's own object.
 */
export function guardLogger(logger: Logger): Logger {
  return { info: guarded(logger, 'info'), warn: guarded(logger, 'warn'), error: guarded(logger, 'error') }
}

type Level = keyof Logger

function guarded(logger: Logger, level: Level): Logger[Level] {
  return (object, message) => {
    try {
      const answer: unknown = logger[level](shownObject(object), visible(message))
      // A logger that writes to a network may answer with a promise, and reject it.
      Promise.resolve(answer).catch(() => undefined)
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** As deep as what we log is, an error's causes included; deeper things are left as they are. */
const maxDepth = 6

/**
 * What cannot even be looked at (a getter of a store's error may throw) is left out: the message is told all the same.
 */
function shownObject(object: object): object {
  try {
    return shown(object, maxDepth) as object
  } catch {
    return {}
  }
}

/** The value itself where there is nothing to escape in it. */
function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return visible(value)
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (isError(value)) return shownError(value, depth)
  if (Array.isArray(value)) return value.map((each) => shown(each, depth - 1))
  return isPlain(value) ? shownFields(value, depth) : value
}

function shownFields(value: object, depth: number): object {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [visible(name), shown(each, depth - 1)]))
}

/** Still an instance of its class, with every field of its own behind what is shown differently. */
function shownError(error: Error, depth: number): Error {
  const changes = Object.entries(shownParts(error, depth)).filter(([name, part]) => part !== Reflect.get(error, name))
  if (changes.length === 0) return error
  const described = changes.map(([name, value]) => [name, { value, enumerable: false, writable: true }])
  return Object.create(error, Object.fromEntries(described) as PropertyDescriptorMap) as Error
}

function shownParts(error: Error, depth: number): Readonly<Record<string, unknown>> {
  const { message, stack } = error
  const fields = Object.entries(error).map(([name, value]) => [name, shown(value, depth - 1)])
  return {
    ...(Object.fromEntries(fields) as Record<string, unknown>),
    message: shown(message, depth),
    stack: typeof stack === 'string' ? shownStack(stack, message) : stack,
    cause: shown(error.cause, depth - 1),
  }
}

/** The lines of a stack stay lines; those that the message makes do not. */
function shownStack(stack: string, message: string): string {
  return stack
    .replace(message, () => visible(message))
    .split('\n')
    .map(visible)
    .join('\n')
}

/** Also one of another realm, which is an instance of another class: of a `vm`, or of Node itself under Jest. */
function isError(value: object): value is Error {
  return value instanceof Error || isNativeError(value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
