import type { Request } from 'express'
import type { ReturnHosts } from './addresses.ts'
import { decorate } from './catalog-decorations.ts'
import type { Decorations, Remark } from './catalog-decorations.ts'
import type { RedirectAnswer } from './catalog-redirect.ts'
import type { RemarkOnItem } from './catalog-warnings.ts'
import { CatalogItemError } from '../errors.ts'
import type { Currency } from '../iso-4217.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { findSentJson, itemRules, problemsOf, ruledFields } from './priced-item.ts'
import type { PricedItem } from './priced-item.ts'
import { showKind, showValue } from '../show-value.ts'

/**
 * What the store sells under one sku, and for how much. Other fields are ignored. In an optional field, `null` and an
 * empty string count as not given.
 */
export interface CatalogItem<Meta = JsonValue | undefined> {
  /**
   * Integer minor units of `currency`, positive, twelve digits at most: 1999 is EUR 19.99, JPY 1999 and KWD 1.999 (ISO
   * 4217). A string or a fraction is refused.
   */
  readonly amountMinor: number
  /**
   * ISO 4217 alphabetic code, e.g. `EUR`.
   *
   * @defaultValue the option `currency`
   */
  readonly currency?: string | null | undefined
  /**
   * Plain text on one line. The bank shows it unmasked: no personal or card data (BPC: registration). The bank gets up
   * to 598 characters, without line breaks and tags; the order keeps up to 16384 as given.
   */
  readonly description?: string | null | undefined
  /** The store's own order or cart id, up to 255 characters. Kept with the order, not sent. */
  readonly reference?: string | null | undefined
  /**
   * Whether the `reference` is just a label that may be paid more than once: a subscription, a top-up, a donation.
   *
   * @defaultValue false
   */
  readonly repeatable?: boolean | null | undefined
  /** The buyer's. Sent to the bank if it has up to 40 characters (BPC: registration); the order keeps it. */
  readonly email?: string | null | undefined
  /** The store's own id of the buyer, up to 255 characters; needed for stored cards (BPC: stored cards). */
  readonly clientId?: string | null | undefined
  /**
   * This buyer's card, stored at the bank: the page then takes that card only (BPC: stored cards). Up to 255
   * characters.
   */
  readonly bindingId?: string | null | undefined
  /**
   * For the gateway's page and ours, e.g. `fr`. The gateway gets `fr` for `FR`, `fr-CA` and `fr_CA`, and nothing for a
   * language that no gateway is known to have.
   *
   * @defaultValue the option `language`
   */
  readonly language?: string | null | undefined
  /** The cart as the gateway wants it (BPC: extra data), up to 65536 bytes of JSON. */
  readonly orderBundle?: JsonObject | null | undefined
  /** Further attributes for the gateway (BPC: extra data), up to 65536 bytes of JSON. */
  readonly jsonParams?: JsonObject | null | undefined
  /**
   * Whether an `orderBundle` or `jsonParams` that is too large for the gateway, or has content it would refuse, is left
   * out with a warning instead of stopping the sale.
   *
   * @defaultValue false
   */
  readonly bundleMayBeLeftOut?: boolean | null | undefined
  /** The gateway's switches, e.g. `FORCE_TDS` (BPC: extra data). `VERIFY` is refused: it takes no money. */
  readonly features?: readonly string[] | null | undefined
  /**
   * Further parameters of the registration (BPC: registration), e.g. `{ postAddress: '…' }`, sent as they are. Refused
   * are those this library sets itself, logins, and those that would move the money or the buyer elsewhere.
   */
  readonly extra?: Readonly<Record<string, string>> | null | undefined
  /**
   * How long the buyer may pay on the bank's page, in milliseconds, 60000 to 1200000; the bank gets whole seconds.
   *
   * @defaultValue 1200000
   */
  readonly payWithinMs?: number | null | undefined
  /**
   * Where this order's buyer is sent (303, with `?order=`, `reference` and `outcome`) once it is paid or held, whatever
   * browser comes back: https on the host of `baseUrl` or of an allowed origin, or an app's own address, whose scheme
   * has a dot (`com.example.shop:/paid`). Goes before `success` and `successUrl` of the options. Up to 2000 characters,
   * without a fragment.
   */
  readonly successUrl?: string | null | undefined
  /**
   * The same where nothing was taken, or all of it went back. Never for an order in review: its buyer may have paid.
   * Goes before `failure` and `failureUrl` of the options.
   */
  readonly failureUrl?: string | null | undefined
  /** The store's own JSON, kept with the order and never sent; up to 16384 bytes. */
  readonly metadata?: Meta | undefined
}

/**
 * What a catalog may return for a sku: an item, a page of the store to go to instead, or nothing if it does not sell
 * it.
 */
export type CatalogAnswer<Meta = JsonValue | undefined> = CatalogItem<Meta> | RedirectAnswer | null | undefined

/** What is for sale: the items by sku, or a function that finds one. */
export type Catalog<Meta = JsonValue | undefined> =
  | Readonly<Record<string, CatalogItem<Meta> | RedirectAnswer>>
  | ((sku: string, req: Request) => CatalogAnswer<Meta> | Promise<CatalogAnswer<Meta>>)

/** The catalog's item for a sku, not checked yet; undefined if there is none. */
export type FindItem = (sku: string, req: Request) => Promise<unknown>

/** The one way to look an item up, whether the store gave an object or a function. */
export function makeCatalog(catalog: Catalog): FindItem {
  if (typeof catalog === 'function') return async (sku, req) => (await catalog(sku, req)) ?? undefined
  // The sku comes from the address: `constructor` must not find what every object inherits.
  return (sku) => Promise.resolve(Object.hasOwn(catalog, sku) ? (catalog[sku] ?? undefined) : undefined)
}

const fieldNames = [
  ...ruledFields,
  ...(['description', 'email', 'language'] as const satisfies readonly (keyof Decorations)[]),
]

/** The options an item's fields fall back to, and those that say which addresses it may name. */
export interface CatalogDefaults extends ReturnHosts {
  readonly currency: Currency | undefined
  readonly language: string | undefined
}

/**
 * The catalog's item, checked against every rule. Its decorations are made to fit, never refused.
 *
 * @param sku - named in errors and remarks.
 * @param remark - called with each change that made the item sellable.
 * @throws {@link CatalogItemError} naming every field that breaks a rule, what was wanted and what came. Nothing was
 *   registered, no money moved.
 */
export function parseCatalogItem(
  item: unknown,
  defaults: CatalogDefaults,
  sku?: string,
  remark: RemarkOnItem = () => undefined,
): PricedItem {
  const name = sku === undefined ? 'An item of the catalog' : `The catalog's item for sku ${showValue(sku)}`
  return parseItem(item, defaults, { name, remark: (one) => remark(sku, one) })
}

/** The same for an item from anywhere; `name` starts the sentence of what is wrong with it. */
export function parseItem(
  item: unknown,
  defaults: CatalogDefaults,
  { name, remark }: { readonly name: string; readonly remark: (one: Remark) => void },
): PricedItem {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new CatalogItemError(
      `${name} cannot be sold: wanted an object with amountMinor and currency, got ${showKind(item)}.`,
    )
  }
  const given = { ...pick({ currency: defaults.currency?.alphabetic, language: defaults.language }), ...pick(item) }
  const { description, email, language, ...ruled } = given
  const { toBank, asGiven, remarks } = decorate({ description, email, language }, defaults.language)
  const bundles = given.bundleMayBeLeftOut === true ? refusedBundles(ruled) : []
  const sent = Object.entries(ruled).filter(([field]) => !bundles.some((bundle) => bundle.field === field))
  const how = { abortEarly: false, convert: false, context: { defaults } }
  const result = itemRules.validate(Object.fromEntries(sent), how)
  if (result.error) throw new CatalogItemError(`${name} cannot be sold: ${problemsOf(result.error).join('; ')}.`)
  for (const one of [...remarks, ...bundles]) remark(one)
  return { ...result.value, ...toBank, ...(Object.keys(asGiven).length > 0 && { asGiven }) }
}

/** The bundles the bank would refuse. The item can be sold without them. */
function refusedBundles(given: Readonly<Record<string, unknown>>): readonly Remark[] {
  return (['orderBundle', 'jsonParams'] as const)
    .filter((field) => given[field] !== undefined && findSentJson(given[field]) === undefined)
    .map((field) => ({ field, deed: 'left out' }))
}

/** Read by name, not copied: an item may be a class instance, with getters on its prototype. */
function pick(item: object): Readonly<Record<string, unknown>> {
  const given = fieldNames.map((name) => [name, (item as Readonly<Record<string, unknown>>)[name]] as const)
  return Object.fromEntries(
    given.filter(([name, value]) => !isNothing(value) || (name === 'amountMinor' && value !== undefined)),
  )
}

/** An absent field, as stores and their database rows express it. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
