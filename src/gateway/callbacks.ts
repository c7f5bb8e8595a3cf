import { constants, createHash, createHmac, timingSafeEqual, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { systemClock } from '../clock.ts'
import { CallbackRefusedError, InvalidRequestError } from '../errors.ts'
import { idRule } from '../ids.ts'
import { quoted } from '../visible.ts'
import type { Callback, ReadCallback } from './callback.ts'
import { makeReadTokenCallback } from './jwt-callbacks.ts'

export type { Callback, ReadCallback }

/**
 * How callbacks are checked. Without a key they are mere hints that anybody may send: each costs a status question and
 * nothing else.
 */
export interface CallbackChecks {
  /** Keys of the symmetric checksum (BPC: callbacks), or of its tokens, in base64; several during a key change. */
  readonly keys: readonly string[]
  /** The bank sends JSON Web Tokens instead of parameters (BPC: token callbacks). */
  readonly areTokens?: boolean | undefined
  /** RSA keys of the asymmetric checksum (BPC: callbacks); several during a key change. */
  readonly publicKeys: readonly KeyObject[]
  /** The hash that goes with `publicKeys`. */
  readonly hash: 'sha512' | 'sha256' | 'sha1'
}

export function makeReadCallback(checks: CallbackChecks, now: () => Date = systemClock.now): ReadCallback {
  if (checks.areTokens && checks.publicKeys.length === 0) return makeReadTokenCallback(checks.keys, now)
  const isGood = checkOf(checks)
  return (parameters) => {
    requireUnambiguous(parameters)
    const gatewayOrderId = requireId(parameters, 'mdOrder')
    const orderNumber = parameters.has('orderNumber') ? requireId(parameters, 'orderNumber') : undefined
    const text = signedText(parameters)
    if (isGood && !isGood(text, parameters.get('checksum') ?? '')) throw new CallbackRefusedError()
    const fingerprint = createHash('sha256').update(text).digest('base64url')
    return { gatewayOrderId, orderNumber, isSigned: isGood !== undefined, fingerprint }
  }
}

/**
 * The text the checksum covers: `name;value;` for every parameter but two, sorted by name in code units like the
 * official sample (BPC: callbacks).
 */
export function signedText(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => name !== 'checksum' && name !== 'sign_alias')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name};${value};`)
    .join('')
}

type IsGood = (text: string, checksum: string) => boolean

/** Undefined: nothing is checked. A missing checksum is a bad one. */
function checkOf({ keys, publicKeys, hash }: CallbackChecks): IsGood | undefined {
  if (keys.length > 0) return (text, checksum) => isSymmetric(keys, text, checksum)
  if (publicKeys.length > 0) return (text, checksum) => isAsymmetric(publicKeys, hash, text, checksum)
  return undefined
}

/**
 * HMAC-SHA256, as hex in either case: the manual shows upper case, some banks send lower case. Every key is tried, and
 * compared in constant time.
 */
function isSymmetric(keys: readonly string[], text: string, checksum: string): boolean {
  if (!/^[0-9A-F]{64}$/i.test(checksum)) return false
  const given = Buffer.from(checksum, 'hex')
  const matches = keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(text, 'utf8').digest(), given))
  return matches.length > 0
}

/**
 * RSASSA-PKCS1-v1_5, as hex in either case. `sign_alias` names a key, not an algorithm, and is ignored (BPC:
 * callbacks).
 */
function isAsymmetric(publicKeys: readonly KeyObject[], hash: string, text: string, checksum: string): boolean {
  if (!/^(?:[0-9A-F]{2}){1,1024}$/i.test(checksum)) return false
  const [signed, signature] = [Buffer.from(text, 'utf8'), Buffer.from(checksum, 'hex')]
  return publicKeys.some((key) => verify(hash, signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature))
}

/**
 * The gateway documents fewer than a hundred, and new ones may appear (BPC: callbacks). This limits the work done
 * before the checksum is checked. Chosen by feel.
 */
const maxParameters = 200

/**
 * The signed text does not escape semicolons, so two callbacks can share one checksum (BPC: callbacks). No name may
 * therefore hold one, nor may the values that say which order it is about and what happened. Nothing may be given
 * twice.
 */
function requireUnambiguous(parameters: URLSearchParams): void {
  const names = [...parameters.keys()]
  if (names.length > maxParameters) {
    throw new InvalidRequestError(`Wanted at most ${maxParameters} parameters, got ${names.length}.`)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new InvalidRequestError(`Wanted every parameter once, got ${show(twice)} twice.`)
  const crooked = names.find((name) => name.includes(';'))
  if (crooked !== undefined) throw new InvalidRequestError(`Wanted names without a semicolon, got ${show(crooked)}.`)
  for (const name of ['mdOrder', 'orderNumber', 'operation', 'status']) {
    if (parameters.get(name)?.includes(';')) throw new InvalidRequestError(`Wanted no semicolon in ${name}, got one.`)
  }
}

function requireId(parameters: URLSearchParams, name: string): string {
  const id = parameters.get(name)
  if (id !== null && idRule.test(id)) return id
  const got = id === null ? 'nothing' : `${Array.from(id).length} characters`
  throw new InvalidRequestError(`Wanted ${name} as 1 to 36 visible characters, got ${got}.`)
}

function show(name: string): string {
  return quoted(name.slice(0, 40))
}
