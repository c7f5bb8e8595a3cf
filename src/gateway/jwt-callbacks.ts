import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { CallbackRefusedError, InvalidRequestError } from '../errors.ts'
import { idRule } from '../ids.ts'
import type { Callback, ReadCallback } from './callback.ts'
import { isObject, ownField } from './fields.ts'

/** How far the clocks may differ, in milliseconds (BPC: token callbacks). */
const leewayMs = 60_000

/** Longer than any token of a payment; in characters. Chosen by feel. */
const maxTokenCharacters = 16 * 1024

/**
 * Reads a callback that is a JSON Web Token (RFC 7519), signed with HS256 and a base64 key (BPC: token callbacks). It
 * is the whole body, or the value of the only field that has the shape of one.
 *
 * Without a key it is a mere hint, like any unsigned callback.
 *
 * @param keys - in base64; several during a key change.
 */
export function makeReadTokenCallback(keys: readonly string[], now: () => Date): ReadCallback {
  const secrets = keys.map((key) => Buffer.from(key, 'base64'))
  return (parameters) => {
    const token = tokenIn(parameters)
    const [head = '', body = '', signature = ''] = token.split('.')
    const isSigned = secrets.length > 0
    if (isSigned && !isGood(secrets, `${head}.${body}`, signature)) throw new CallbackRefusedError()
    if (isSigned && !isHs256(parsed(head))) throw new CallbackRefusedError()
    const claims = parsed(body)
    if (isSigned && !isTimely(claims, now().getTime())) throw new CallbackRefusedError()
    // Of what is signed: one signature can be spelt in several ways.
    const fingerprint = createHash('sha256').update(`${head}.${body}`).digest('base64url')
    return { ...orderIn(claims), isSigned, fingerprint }
  }
}

/** A token for a callback, as the bank makes it. */
export function signedToken(claims: object, key: string): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => encoded(JSON.stringify(part))).join('.')
  return `${text}.${signatureOf(text, Buffer.from(key, 'base64')).toString('base64url')}`
}

const tokenShape = /^"?([\w-]+\.[\w-]+\.[\w-]*)"?$/

/** A body that is no form is read as a field without a value: its name is then the token. */
function tokenIn(parameters: URLSearchParams): string {
  const texts = [...parameters].flatMap(([name, value]) => (value === '' ? [name] : [value]))
  const tokens = texts.flatMap((text) => tokenShape.exec(text.trim())?.[1] ?? [])
  const [token, another] = tokens
  if (token !== undefined && another === undefined && token.length <= maxTokenCharacters) return token
  throw new InvalidRequestError(`Wanted one JSON Web Token, got ${tokens.length}.`)
}

/** Every key is tried, and compared in constant time. */
function isGood(secrets: readonly Buffer[], text: string, signature: string): boolean {
  const given = Buffer.from(signature, 'base64url')
  const matches = secrets.filter((secret) => {
    const own = signatureOf(text, secret)
    return given.length === own.length && timingSafeEqual(own, given)
  })
  return matches.length > 0
}

function signatureOf(text: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(text, 'utf8').digest()
}

/** The one algorithm that is taken, whatever the token says of itself; nor may it ask for more than we know. */
function isHs256(head: Record<string, unknown>): boolean {
  return ownField(head, 'alg') === 'HS256' && ownField(head, 'crit') === undefined
}

/** `exp`, `nbf` and `iat` are seconds (RFC 7519, 4.1); each may be missing. A replay costs one question. */
function isTimely(claims: Record<string, unknown>, nowMs: number): boolean {
  const [ends, begins, issued] = ['exp', 'nbf', 'iat'].map((name) => ownField(claims, name))
  const isNumeric = [ends, begins, issued].every((claim) => claim === undefined || typeof claim === 'number')
  if (!isNumeric) return false
  const latest = Math.max(...[begins, issued].map((claim) => (typeof claim === 'number' ? claim : 0)))
  const isOver = typeof ends === 'number' && ends * 1000 + leewayMs <= nowMs
  return !isOver && latest * 1000 - leewayMs <= nowMs
}

/** The order's facts are in the claim `payload`. */
function orderIn(claims: Record<string, unknown>): Pick<Callback, 'gatewayOrderId' | 'orderNumber'> {
  const payload = ownField(claims, 'payload')
  const facts = isObject(payload) ? payload : claims
  const [orderNumber, gatewayOrderId] = ['orderNumber', 'mdOrder'].map((name) => idIn(facts, name))
  if (orderNumber !== undefined || gatewayOrderId !== undefined) return { orderNumber, gatewayOrderId }
  throw new InvalidRequestError('Wanted a token whose payload names an order, got one without.')
}

function idIn(facts: object, name: string): string | undefined {
  const id = ownField(facts, name)
  const text = typeof id === 'number' ? String(id) : id
  return typeof text === 'string' && idRule.test(text) ? text : undefined
}

function parsed(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Told below.
  }
  throw new InvalidRequestError('Wanted a JSON Web Token, got one that cannot be read.')
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
