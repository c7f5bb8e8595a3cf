import { constants, createHash, createHmac, timingSafeEqual, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { CallbackRefusedError, InvalidRequestError } from '../errors.ts'
import { quoted } from '../visible.ts'

/**
 * How callbacks are checked. Without a key they are hints that anybody may send, which costs a question and nothing
 * else.
 */
export interface CallbackChecks {
  /** Keys of the symmetric checksum (BPC: callbacks); several while one is changed. */
  readonly keys: readonly string[]
  /** RSA keys of the asymmetric checksum (BPC: callbacks); several while one is changed. */
  readonly publicKeys: readonly KeyObject[]
  /** The hash that goes with `publicKeys`. */
  readonly hash: 'sha512' | 'sha256' | 'sha1'
}

/**
 * Which order a callback is about. It carries nothing else that anybody acts on: what happened is asked of the gateway.
 */
export interface Callback {
  /** `mdOrder`, the gateway's id. */
  readonly gatewayOrderId: string
  /** Ours, where the callback tells it. */
  readonly orderNumber: string | undefined
  /** Whether its checksum was checked and is good: then the gateway sent it, now or some time ago. */
  readonly isSigned: boolean
  /** The same for the same text: digest of what is signed. */
  readonly fingerprint: string
}

/**
 * Reads what the gateway sent, by query or form body (BPC: callbacks).
 *
 * @throws InvalidRequestError for what names no order, or names anything twice.
 * @throws CallbackRefusedError where a key is configured and the checksum is not good.
 */
export type ReadCallback = (parameters: URLSearchParams) => Callback

export function makeReadCallback(checks: CallbackChecks): ReadCallback {
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
 * What the checksum is made over: `name;value;` of every parameter but two, by name in code units, as the official
 * sample sorts them (BPC: callbacks).
 */
export function signedText(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => name !== 'checksum' && name !== 'sign_alias')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name};${value};`)
    .join('')
}

type IsGood = (text: string, checksum: string) => boolean

/** Undefined: nothing is checked. A checksum that is not there is a bad one. */
function checkOf({ keys, publicKeys, hash }: CallbackChecks): IsGood | undefined {
  if (keys.length > 0) return (text, checksum) => isSymmetric(keys, text, checksum)
  if (publicKeys.length > 0) return (text, checksum) => isAsymmetric(publicKeys, hash, text, checksum)
  return undefined
}

/**
 * HMAC-SHA256, hex of either case: the manual shows capitals, some banks send small letters. Every key is tried, and
 * compared in constant time.
 */
function isSymmetric(keys: readonly string[], text: string, checksum: string): boolean {
  if (!/^[0-9A-F]{64}$/i.test(checksum)) return false
  const given = Buffer.from(checksum, 'hex')
  const matches = keys.filter((key) => timingSafeEqual(createHmac('sha256', key).update(text, 'utf8').digest(), given))
  return matches.length > 0
}

/**
 * RSASSA-PKCS1-v1_5, hex of either case. `sign_alias` names a key, not an algorithm, and is not looked at (BPC: callbacks).
 */
function isAsymmetric(publicKeys: readonly KeyObject[], hash: string, text: string, checksum: string): boolean {
  if (!/^(?:[0-9A-F]{2}){1,1024}$/i.test(checksum)) return false
  const [signed, signature] = [Buffer.from(text, 'utf8'), Buffer.from(checksum, 'hex')]
  return publicKeys.some((key) => verify(hash, signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature))
}

/**
 * The gateway documents fewer than a hundred, and new ones may appear (BPC: callbacks); what is done for each
 * of them is done before the checksum is known to be good. Chosen by feel.
 */
const maxParameters = 200

/**
 * The signed text does not escape a semicolon, so that two callbacks can have one checksum (BPC: callbacks). A name, and
 * the values that say which order it is about and what happened, therefore hold none; nothing is given twice.
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

/** An id of ours or the gateway's (BPC: registration). */
function requireId(parameters: URLSearchParams, name: string): string {
  const id = parameters.get(name)
  if (id !== null && /^[\x21-\x7e]{1,36}$/.test(id)) return id
  const got = id === null ? 'nothing' : `${Array.from(id).length} characters`
  throw new InvalidRequestError(`Wanted ${name} as 1 to 36 visible characters, got ${got}.`)
}

function show(name: string): string {
  return quoted(name.slice(0, 40))
}
