import Joi from 'joi'
import { findReturnAddress } from './addresses.ts'
import type { ReturnHosts } from './addresses.ts'
import { findJson } from './carried-json.ts'
import type { Decorations } from './catalog-decorations.ts'
import { readExtra } from './extra-parameters.ts'
import type { ExtraParameters } from './extra-parameters.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { findCurrency } from '../iso-4217.ts'
import { isAmountMinor, maxAmountMinor } from '../money.ts'
import { following, saying, text, wholeNumber, yesOrNo } from './rules.ts'
import { holdsHtml, isLine } from '../plain-text.ts'
import { showKind, showValue } from '../show-value.ts'

/** A valid catalog item, with its currency. A field that was not given is absent. */
export interface PricedItem extends Decorations {
  /** Integer minor units of `currency`, positive. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly reference?: string
  readonly repeatable?: boolean
  readonly clientId?: string
  readonly bindingId?: string
  readonly orderBundle?: JsonObject
  readonly jsonParams?: JsonObject
  readonly features?: readonly string[]
  readonly extra?: ExtraParameters
  /** How long the buyer may pay on the bank's page, in milliseconds. */
  readonly payWithinMs?: number
  readonly successUrl?: string
  readonly failureUrl?: string
  readonly metadata?: JsonValue
  /** What the store gave, if the bank gets something else: the ledger keeps this. */
  readonly asGiven?: Decorations
}

/**
 * Metadata is read with every order, and a page of the ledger has many; sixteen kibibytes, in bytes. Chosen by feel.
 */
const maxMetadataBytes = 16_384

/** A cart of some two hundred lines, in bytes. The gateway names no limit. Chosen by feel. */
const maxBundleBytes = 65_536

/** The gateway knows a handful of them (BPC: registration). Chosen by feel. */
const maxFeatures = 50

/**
 * How long the buyer may pay on the bank's page, in milliseconds: a minute at least (chosen by feel), the bank's own 20
 * minutes at most (BPC: time limits).
 */
const payWithinLimitsMs = { min: 60_000, max: 1_200_000 } as const

/** The fields that have rules: all but the decorations, which are never refused. */
type RuledItem = Omit<PricedItem, keyof Decorations | 'asGiven'> & { readonly bundleMayBeLeftOut: boolean }

type Fields = {
  readonly [Name in keyof RuledItem]-?: Name extends 'features' ? string[] : RuledItem[Name]
}

/** The code of an error with its own message. */
const verification = 'features.verification'

const rules: Joi.StrictSchemaMap<Fields> = {
  amountMinor: Joi.number()
    .custom(following((value: number) => (isAmountMinor(value) ? value : undefined)))
    .required()
    .error(saying(`wanted a positive whole number of minor units (1999 for EUR 19.99), ${maxAmountMinor} at most`)),
  currency: text(
    'an ISO 4217 currency in capitals, such as EUR, in the item or as the option `currency`',
    (code) => findCurrency(code)?.alphabetic,
  ).required(),
  reference: text('up to 255 characters on one line', (value) =>
    value.length <= 255 && isLine(value) ? value : undefined,
  ),
  repeatable: yesOrNo(),
  clientId: identifier(),
  bindingId: identifier(),
  orderBundle: sentJson(),
  jsonParams: sentJson(),
  bundleMayBeLeftOut: yesOrNo().strip(),
  features: Joi.array()
    .sparse()
    .min(1)
    .max(maxFeatures)
    .custom(following(findFeatures))
    .custom(refuseVerification)
    .error(
      saying({
        '*': `wanted a list of 1 to ${maxFeatures} names, such as FORCE_TDS`,
        [verification]: 'VERIFY takes no money, so nothing would be sold',
      }),
    ),
  extra: Joi.object()
    .custom((value: object, { message }) => {
      const read = readExtra(value)
      return 'extra' in read ? read.extra : message({ custom: read.problem })
    })
    .error(saying({ 'object.base': 'wanted an object of strings' })),
  payWithinMs: wholeNumber(payWithinLimitsMs.min, payWithinLimitsMs.max, 'milliseconds'),
  successUrl: returnAddress(),
  failureUrl: returnAddress(),
  metadata: Joi.alternatives(Joi.any())
    .custom(following((value) => findJson(value, maxMetadataBytes)))
    .error(saying(`wanted what JSON can carry, ${maxMetadataBytes} bytes at most`)),
}

/** Every rule of an item that can stop a sale. */
export const itemRules = Joi.object<Fields, true>(rules)

/** The fields that have one. */
export const ruledFields = Object.keys(rules)

/** About the buyer, or too long to show. */
const unshownFields = ['clientId', 'bindingId', 'orderBundle', 'jsonParams', 'extra', 'metadata']

/** Every field that breaks a rule, what was wanted and what came. */
export function problemsOf({ details }: Joi.ValidationError): readonly string[] {
  const problems = details.map(({ path: [name], message, context }) => {
    const show = unshownFields.includes(String(name)) ? showKind : showValue
    return `${String(name)}: ${message}, got ${show(context?.value)}`
  })
  return [...new Set(problems)]
}

/**
 * The object as the gateway gets it; undefined if the gateway would refuse it. It declines a request with HTML in any
 * field (BPC: forbidden content), so we say so first.
 */
export function findSentJson(value: unknown): JsonObject | undefined {
  const json = findJson(value, maxBundleBytes)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  return holdsHtml(JSON.stringify(json)) ? undefined : (json as JsonObject)
}

function sentJson(): Joi.ObjectSchema<JsonObject> {
  return Joi.object<JsonObject>()
    .custom(following(findSentJson))
    .error(saying(`wanted a JSON object without HTML, ${maxBundleBytes} bytes at most`))
}

/** The options that the address is held against come with the context. */
function returnAddress(): Joi.StringSchema {
  return Joi.string()
    .custom((value: string, { error, prefs }) => {
      const { defaults } = prefs.context as { readonly defaults: ReturnHosts }
      return findReturnAddress(value, defaults) ?? error('any.invalid')
    })
    .error(
      saying(
        "wanted an https address on baseUrl's host or an allowed origin's (option allowedOrigins), or an app's own, " +
          'whose scheme has a dot, such as com.example.shop:/paid; up to 2000 characters, no login and no fragment',
      ),
    )
}

function identifier(): Joi.StringSchema {
  return text('up to 255 characters on one line, without HTML', (value) =>
    value.length <= 255 && isLine(value) && !holdsHtml(value) ? value : undefined,
  )
}

function findFeatures(values: readonly unknown[]): readonly unknown[] | undefined {
  const areNames = Array.from(values).every((value) => typeof value === 'string' && /^\w{1,50}$/.test(value))
  return areNames ? values : undefined
}

/** `VERIFY`, in any letter case, checks a card and takes nothing (BPC: extra data): the goods would go out unpaid. */
function refuseVerification(values: readonly string[], { error }: Joi.CustomHelpers): unknown {
  return values.some((value) => value.toUpperCase() === 'VERIFY') ? error(verification) : values
}
