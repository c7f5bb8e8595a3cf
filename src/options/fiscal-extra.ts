import { InvalidRequestError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { showKind } from '../show-value.ts'
import { findSentJson } from './priced-item.ts'

/** The only parameter that each verb passes on, by its wire name (BPC: capture and reversal and refunds). */
const itemsOf = { capture: 'depositItems', refund: 'refundItems' } as const

/**
 * The fiscal items that `capture` or `refund` is to pass on to the gateway; undefined if there are none. Everything
 * else that the calls know would change the amount, the order or the login behind our back.
 *
 * @throws InvalidRequestError naming what may not be passed, or what is wrong with it.
 */
export function readFiscalItems(verb: keyof typeof itemsOf, extra: unknown): JsonObject | undefined {
  if (extra === undefined) return undefined
  const name = itemsOf[verb]
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) {
    throw new InvalidRequestError(`${verb}: extra: wanted an object with ${name}, got ${showKind(extra)}.`)
  }
  const other = Object.keys(extra).find((given) => given !== name)
  if (other !== undefined) {
    throw new InvalidRequestError(
      `${verb}: extra: only ${name} can be passed on, got ${JSON.stringify(other)}. Nothing was sent.`,
    )
  }
  const items: unknown = Reflect.get(extra, name)
  if (items === undefined) return undefined
  const sent = findSentJson(items)
  if (sent) return sent
  throw new InvalidRequestError(
    `${verb}: extra: ${name}: wanted a JSON object without HTML, 64 KiB at most, got ${showKind(items)}.`,
  )
}
