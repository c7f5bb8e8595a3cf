import { isNativeError } from 'node:util/types'
import type { Logger } from './logger.ts'
import { visible } from './visible.ts'

/**
 * Guards the store's logger. If it fails, a log line is lost, never a payment or the process. What it is given is
 * {@link visible}.
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
      // A logger that writes to a network may return a promise that rejects.
      Promise.resolve(answer).catch(() => undefined)
    } catch {
      // There is nobody left to tell.
    }
  }
}

/** As deep as what we log, an error's causes included; anything deeper is left as it is. */
const maxDepth = 6

/**
 * Drops an object that cannot even be read (a getter on a store's error may throw): the message is logged all the same.
 */
function shownObject(object: object): object {
  try {
    return shown(object, maxDepth) as object
  } catch {
    return {}
  }
}

/** The value itself if nothing in it needs escaping. */
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

/** Still an instance of its class, with every field of its own; only what is shown differently is overridden. */
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

/** A stack keeps its line breaks; those from the message are escaped. */
function shownStack(stack: string, message: string): string {
  return stack
    .replace(message, () => visible(message))
    .split('\n')
    .map(visible)
    .join('\n')
}

/** Also an error from another realm, whose `Error` is another class: a `vm`, or Node itself under Jest. */
function isError(value: object): value is Error {
  return value instanceof Error || isNativeError(value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
