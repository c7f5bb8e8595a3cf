import { inspect } from 'node:util'
import type { Reply } from '../../src/gateway/heard.ts'

/** A complete answer with this body: text unchanged, anything else as JSON. */
export function reply(body: unknown, changes: Partial<Reply> = {}): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 200, text, retryAfterMs: undefined, ...changes }
}

/** Everything that a logger could print of an error: its properties, even hidden ones, its stack, causes and JSON. */
export function everythingIn(error: unknown): string {
  const causes: unknown[] = []
  for (let each = error; each instanceof Error; each = each.cause)
    causes.push(each, each.stack, each.message, each.cause)
  const shown = inspect(causes, { showHidden: true, depth: Infinity, getters: true })
  return `${shown}${JSON.stringify(causes)}${String(error)}`
}
