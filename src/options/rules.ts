import { createPublicKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import Joi from 'joi'
import type {
  AlternativesSchema,
  AnySchema,
  BooleanSchema,
  Context,
  CustomValidator,
  NumberSchema,
  StringSchema,
  ValidationErrorFunction,
} from 'joi'
import { findLedgerFile, isPostgres, respeltLedgerFile } from '../ledger-address.ts'
import { showValue } from '../show-value.ts'

/** The normalised value, or undefined if it breaks the rule. */
export type Rule<Value> = (value: Value) => unknown

/** The hash with which the gateway signs its callbacks (BPC: callbacks). */
export type CallbackHash = 'sha512' | 'sha256' | 'sha1'

/** Turns our rule into one for joi; the message is always the option's own. */
export function following<Value>(rule: Rule<Value>): CustomValidator {
  return (value: Value, { error }) => rule(value) ?? error('any.invalid')
}

/** What is said of a broken rule; `local` is what joi knows about it. */
type Saying = string | ((local: Context) => string)

/**
 * The message of a schema: one for all its rules, or one for each code, with `*` for the rest. An error function,
 * because for `messages` joi makes a schema of its own, which takes longer than all of ours.
 */
export function saying(words: Saying | Readonly<Record<string, Saying>>): ValidationErrorFunction {
  const sayings = typeof words === 'object' ? words : { '*': words }
  return (reports) => {
    for (const report of reports) {
      const said = sayings[report.code] ?? sayings['*']
      // The option within a group has said it already.
      if (said !== undefined && !report.message)
        report.message = typeof said === 'string' ? said : said(report.local as Context)
    }
    return reports
  }
}

/** A string. `wanted` completes the sentence "wanted …" in the message. */
export function text(wanted: string, rule: Rule<string>): StringSchema {
  return Joi.string()
    .custom(following(rule))
    .error(saying(`wanted ${wanted}`))
}

/** One or several strings: a list, or one comma-separated string. The rule is for each. */
export function list(wanted: string, rule: Rule<string>): AlternativesSchema<readonly string[]> {
  const all: Rule<string | readonly unknown[]> = (value) => {
    const kept = listOf(value).map((one) => (typeof one === 'string' ? rule(one) : undefined))
    return kept.length === 0 || kept.includes(undefined) ? undefined : kept
  }
  return severalOf<string>()
    .custom(following(all))
    .error(saying(`wanted ${wanted}`))
}

/** The same, of as many as `max` at most. */
export function listUpTo(max: number, wanted: string, rule: Rule<string>): AlternativesSchema<readonly string[]> {
  return list(wanted, rule).custom(following((kept: readonly string[]) => (kept.length <= max ? kept : undefined)))
}

/** A list, or one comma-separated string, which a rule turns into a list. */
function severalOf<Value>(): AlternativesSchema<readonly Value[]> {
  const listOrText: AlternativesSchema = Joi.alternatives(Joi.array().sparse(), Joi.string())
  return listOrText as AlternativesSchema<readonly Value[]>
}

/** What a list or a comma-separated string holds. An extra comma adds nothing. */
export function listOf<Value>(value: string | readonly Value[] | undefined): readonly (string | Value)[] {
  if (typeof value !== 'string') return value ?? []
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** One of a few strings, each named in backticks. */
export function oneOf<Value extends string>(...values: readonly Value[]): AnySchema<Value> {
  const wanted = values.map((value) => `\`${value}\``).join(' or ')
  return (Joi.string() as AnySchema<Value>).valid(...values).error(saying(`wanted ${wanted}`))
}

export function yesOrNo(): BooleanSchema {
  return Joi.boolean().error(saying('wanted true or false'))
}

/** @param words - what is said of further rules, by code. */
export function wholeNumber(
  min: number,
  max: number,
  unit: string,
  words: Readonly<Record<string, string>> = {},
): NumberSchema {
  return Joi.number()
    .integer()
    .min(min)
    .max(max)
    .error(saying({ ...words, '*': `wanted a whole number of ${unit} from ${min} to ${max}` }))
}

/** Whole numbers, each larger than the one before: a list, or one comma-separated string. */
export function ascending(limits: {
  readonly min: number
  readonly max: number
  readonly count: number
  readonly unit: string
}): AlternativesSchema<readonly number[]> {
  const { min, max, count, unit } = limits
  const all: Rule<string | readonly unknown[]> = (value) => {
    const numbers = listOf(value).map((one) =>
      typeof one === 'string' && /^[0-9]{1,9}$/.test(one) ? Number(one) : one,
    )
    const isRight = numbers.every((one, index) => {
      const before = index === 0 ? min - 1 : numbers[index - 1]
      return Number.isInteger(one) && (one as number) > (before as number) && (one as number) <= max
    })
    return isRight && numbers.length > 0 && numbers.length <= count ? numbers : undefined
  }
  return severalOf<number>()
    .custom(following(all))
    .error(saying(`wanted 1 to ${count} whole numbers of ${unit} from ${min} to ${max}, ascending`))
}

export function handler<Handler>(parameters: string): AnySchema<Handler> {
  return (Joi.function() as AnySchema<Handler>).error(saying(`wanted a function (${parameters})`))
}

/**
 * One line of text. A password with a line break at its end looks right in every editor: better refused at start-up.
 */
export function findLine(value: string): string | undefined {
  return /^[^\p{Cc}]+$/u.test(value) ? value : undefined
}

/** With what the names of a shop's variables begin. */
export function findEnvironmentPrefix(prefix: string): string | undefined {
  return /^[A-Z][A-Z0-9_]{0,62}_$/.test(prefix) ? prefix : undefined
}

/** The name of a shop in the ledger. */
export function findShopKey(key: string): string | undefined {
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : undefined
}

/** The longest name of a shop on its pages, in code points. Chosen by feel. */
const maxShopNameCharacters = 80

/**
 * The name of a shop as its pages show it: on one line, without spaces around it, and without marks that would reverse
 * the rest of the page (UAX 9).
 */
export function findShopName(name: string): string | undefined {
  const shown = name.trim()
  const isPlain = !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(shown)
  const isShort = Array.from(shown).length <= maxShopNameCharacters
  return isPlain && isShort && /[^\s\p{Cf}]/u.test(shown) ? shown : undefined
}

/** A colour as `#rrggbb`. Without the `#`, too, which begins a comment in an `.env` file. */
export function findColour(text: string): string | undefined {
  const [, digits = ''] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text) ?? []
  const doubled = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits
  return doubled === '' ? undefined : `#${doubled.toLowerCase()}`
}

/** The IANA name of a time zone, as Node spells it. */
export function findTimeZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** The address of a ledger, unchanged. */
function findDatabaseUrl(url: string): string | undefined {
  const isLedgerFile = findLedgerFile(url) !== undefined && !/\p{Cc}/u.test(url)
  return isLedgerFile || (isPostgres(url) && URL.canParse(url)) ? url : undefined
}

/** The address of a ledger. `sqlite://…`, which other programs use, is refused with our spelling of it. */
export function databaseAddress(): StringSchema {
  const rule: CustomValidator<string> = (url, { error }) => {
    const right = respeltLedgerFile(url)
    if (right !== undefined) return error('ledger.respelt', { right: showValue(right) })
    return findDatabaseUrl(url) ?? error('any.invalid')
  }
  const wanted = 'wanted `sqlite:<file>`, `sqlite::memory:` or `postgres://…`'
  return Joi.string()
    .custom(rule)
    .error(saying({ 'ledger.respelt': ({ right }) => `${wanted} (did you mean ${String(right)}?)`, '*': wanted }))
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----/gs

/**
 * RSA public keys, bare or in certificates, one after the other in one string; `\\n` stands for a line break. A private
 * key has no business here.
 */
export function findPublicKeys(pem: string): readonly KeyObject[] | undefined {
  if (pem.includes('PRIVATE KEY')) return undefined
  try {
    const keys = Array.from(pem.replaceAll('\\n', '\n').matchAll(pemBlock), ([block]) => createPublicKey(block))
    const isWhole = keys.length === pem.split('-----BEGIN ').length - 1
    const areRight = isWhole && keys.length > 0 && keys.every(({ asymmetricKeyType }) => asymmetricKeyType === 'rsa')
    return areRight ? keys : undefined
  } catch {
    return undefined
  }
}

/**
 * Certificates, one after the other in one string; `\\n` stands for a line break. A private key has no business here.
 *
 * @returns the certificates and nothing else, with their line breaks.
 */
export function findCertificates(pem: string): string | undefined {
  if (pem.includes('PRIVATE KEY')) return undefined
  const text = pem.replaceAll('\\n', '\n')
  try {
    const blocks = Array.from(text.matchAll(pemBlock), ([block]) => block)
    for (const block of blocks) new X509Certificate(block)
    return blocks.length > 0 && blocks.length === text.split('-----BEGIN ').length - 1 ? blocks.join('\n') : undefined
  } catch {
    return undefined
  }
}

/** `SHA-512` is `sha512`. */
export function findHash(name: string): CallbackHash | undefined {
  const hashes = ['sha512', 'sha256', 'sha1'] as const
  return hashes.find((hash) => hash === name.toLowerCase().replace('-', ''))
}

/** A map, list or promise is not a catalog: none of its own properties is a sku. */
export function findCatalog(value: object): object | undefined {
  const isCatalog =
    typeof value === 'function' || /^\[object (?:Object|Module)\]$/.test(Object.prototype.toString.call(value))
  return isCatalog ? value : undefined
}

/** Methods of a class count: pino's are on its prototype. */
export function findLogger(value: Readonly<Record<string, unknown>>): object | undefined {
  return ['info', 'warn', 'error'].every((name) => typeof value[name] === 'function') ? value : undefined
}
