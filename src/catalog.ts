import type { Request } from 'express'
import Joi from 'joi'
import { CatalogItemError } from './errors.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { findCurrency } from './iso-4217.ts'
import type { Currency } from './iso-4217.ts'
import { isAmountMinor, maxAmountMinor } from './money.ts'
import { following, text } from './option-rules.ts'
import { showKind, showValue } from './show-value.ts'

/**
 * What the store sells under one sku, and for how much. More fields than these may be there and are not read. In an
 * optional field, `null` and an empty text mean the same as nothing.
 */
export interface CatalogItem {
  /**
   * Integer minor units of `currency`, positive, twelve digits at most: 1999 is EUR 19.99, JPY 1999 and KWD 1.999
   * (ISO 4217). A text or a fraction is refused.
   */
  readonly amountMinor: number
  /**
   * ISO 4217 alphabetic code, e.g. `EUR`.
   *
   * @defaultValue the option `currency`
   */
  readonly currency?: string | null | undefined
  /** Up to 598 characters of plain text. The bank shows it unmasked: no personal or card data (protocol 4). */
  readonly description?: string | null | undefined
  /** The store's own order or cart id, up to 255 characters. Kept with the order, not sent. */
  readonly reference?: string | null | undefined
  /** The buyer's, up to 40 characters (protocol 4). */
  readonly email?: string | null | undefined
  /** The store's own id of the buyer, up to 255 characters; needed for stored cards (protocol 19). */
  readonly clientId?: string | null | undefined
  /**
   * Two lower-case letters, for the gateway's page and ours.
   *
   * @defaultValue the option `language`
   */
  readonly language?: string | null | undefined
  /** The cart as the gateway wants it (protocol 18), up to 65536 bytes of JSON. */
  readonly orderBundle?: JsonObject | null | undefined
  /** Further attributes for the gateway (protocol 18), up to 65536 bytes of JSON. */
  readonly jsonParams?: JsonObject | null | undefined
  /** The gateway's switches, e.g. `FORCE_TDS` (protocol 18). */
  readonly features?: readonly string[] | null | undefined
  /** The store's own JSON, kept with the order and never sent; up to 16384 bytes. */
  readonly metadata?: JsonValue | undefined
}

/** A catalog item that keeps every rule, with its currency. A field that was not given is absent. */
export interface PricedItem {
  /** Integer minor units of `currency`, positive. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly description?: string
  readonly reference?: string
  readonly email?: string
  readonly clientId?: string
  readonly language?: string
  readonly orderBundle?: JsonObject
  readonly jsonParams?: JsonObject
  readonly features?: readonly string[]
  readonly metadata?: JsonValue
}

/** What a catalog may answer for a sku; nothing where it does not sell it. */
export type CatalogAnswer = CatalogItem | null | undefined

/** What is for sale: the items by sku, or a function that finds one. */
export type Catalog =
  Readonly<Record<string, CatalogItem>> | ((sku: string, req: Request) => CatalogAnswer | Promise<CatalogAnswer>)

/** The catalog's item for a sku, not checked yet; undefined where there is none. */
export type FindItem = (sku: string, req: Request) => Promise<unknown>

/**
 * Metadata is read with every order, and a page of the ledger holds many; sixteen kibibytes of it, in bytes. Chosen by
 * feel.
 */
const maxMetadataBytes = 16_384

/** A cart of some two hundred lines, in bytes. The gateway names no limit. Chosen by feel. */
const maxBundleBytes = 65_536

/** The gateway knows a handful of them (protocol 4). Chosen by feel. */
const maxFeatures = 50

/** The one way to look an item up, whether the store gave an object or a function. */
export function makeCatalog(catalog: Catalog): FindItem {
  if (typeof catalog === 'function') return async (sku, req) => (await catalog(sku, req)) ?? undefined
  // The sku comes from the address: `constructor` must not find what every object has.
  return (sku) => Promise.resolve(Object.hasOwn(catalog, sku) ? (catalog[sku] ?? undefined) : undefined)
}

type Fields = {
  readonly [Name in keyof PricedItem]-?: Name extends 'features' ? string[] : PricedItem[Name]
}

const fields = Joi.object<Fields, true>({
  amountMinor: Joi.number()
    .custom(following((value: number) => (isAmountMinor(value) ? value : undefined)))
    .required()
    .messages({
      '*': `wanted a positive whole number of minor units (1999 for EUR 19.99), ${maxAmountMinor} at most`,
    }),
  currency: text(
    'a currency of ISO 4217 in capitals, such as EUR, in the item or as the option `currency`',
    (code) => findCurrency(code)?.alphabetic,
  ).required(),
  description: text('up to 598 characters of plain text on one line, without HTML', (value) =>
    value.length <= 598 && isLine(value) && !holdsHtml(value) ? value : undefined,
  ),
  reference: text('up to 255 characters on one line', (value) =>
    value.length <= 255 && isLine(value) ? value : undefined,
  ),
  email: text('an e-mail address of up to 40 characters', (value) =>
    value.length <= 40 && isLine(value) && !holdsHtml(value) && /^[^\s@]+@[^\s@]+$/.test(value) ? value : undefined,
  ),
  clientId: text('up to 255 characters on one line, without HTML', (value) =>
    value.length <= 255 && isLine(value) && !holdsHtml(value) ? value : undefined,
  ),
  language: text('a language as two lower-case letters, such as en', (value) =>
    /^[a-z]{2}$/.test(value) ? value : undefined,
  ),
  orderBundle: sentJson(),
  jsonParams: sentJson(),
  features: Joi.array()
    .sparse()
    .min(1)
    .max(maxFeatures)
    .custom(
      following((values: readonly unknown[]) =>
        Array.from(values).every((value) => typeof value === 'string' && /^\w{1,50}$/.test(value)) ? values : undefined,
      ),
    )
    .messages({ '*': `wanted a list of 1 to ${maxFeatures} names, such as FORCE_TDS` }),
  metadata: Joi.alternatives(Joi.any())
    .custom(following((value) => findJson(value, maxMetadataBytes)))
    .messages({ '*': `wanted what JSON can carry, ${maxMetadataBytes} bytes of it at most` }),
})

const fieldNames = Object.keys(fields.describe().keys as object)

/** Said of a buyer, or too long to be shown. */
const unshownFields = ['email', 'clientId', 'orderBundle', 'jsonParams', 'metadata']

/**
 * The item, once it keeps every rule.
 *
 * @param sku - named in the error.
 * @throws {@link CatalogItemError} naming every field that breaks a rule, what was wanted and what came. Nothing was
 *   registered, no money moved.
 */
export function parseCatalogItem(
  item: unknown,
  defaults: { readonly currency: Currency | undefined; readonly language: string | undefined },
  sku?: string,
): PricedItem {
  const name = sku === undefined ? 'An item of the catalog' : `The catalog's item for sku ${showValue(sku)}`
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new CatalogItemError(
      `${name} cannot be sold: wanted an object with amountMinor and currency, got ${showKind(item)}.`,
    )
  }
  const given = { ...pick({ currency: defaults.currency?.alphabetic, language: defaults.language }), ...pick(item) }
  const result = fields.validate(given, { abortEarly: false, convert: false })
  if (result.error) throw new CatalogItemError(`${name} cannot be sold: ${problemsOf(result.error).join('; ')}.`)
  return result.value
}

/** Read by name, not copied: an item may be a class instance, with getters on its prototype. */
function pick(item: object): Readonly<Record<string, unknown>> {
  const given = fieldNames.map((name) => [name, (item as Readonly<Record<string, unknown>>)[name]] as const)
  return Object.fromEntries(
    given.filter(([name, value]) => !isNothing(value) || (name === 'amountMinor' && value !== undefined)),
  )
}

/** A field that is not there, as stores and the rows of their databases say it. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function problemsOf({ details }: Joi.ValidationError): readonly string[] {
  const problems = details.map(({ path: [name], message, context }) => {
    const show = unshownFields.includes(String(name)) ? showKind : showValue
    return `${String(name)}: ${message}, got ${show(context?.value)}`
  })
  return [...new Set(problems)]
}

/** The gateway declines a request with HTML in any field (protocol 2, "Forbidden content"), so it is said here first. */
function sentJson(): Joi.ObjectSchema<JsonObject> {
  const rule = (value: unknown) => {
    const json = findJson(value, maxBundleBytes)
    return json === undefined || holdsHtml(JSON.stringify(json)) ? undefined : json
  }
  return Joi.object<JsonObject>()
    .custom(following(rule))
    .messages({ '*': `wanted a JSON object without HTML, ${maxBundleBytes} bytes at most` })
}

/** The start of a tag, comment or declaration. `5 < 6` and `<3` are none. */
function holdsHtml(value: string): boolean {
  return /<[a-z!/?]/i.test(value)
}

/** No control characters, and no half of a surrogate pair: neither a form body nor PostgreSQL can carry one. */
function isLine(value: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(value)
}

/**
 * What JSON makes of a value; undefined where that would lose something (functions, bigints, cycles, `NaN`, maps) or
 * PostgreSQL could not store it.
 */
function findJson(value: unknown, maxBytes: number): JsonValue | undefined {
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
