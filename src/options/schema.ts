import Joi from 'joi'
import type { AnySchema, ValidationError } from 'joi'
import { findCurrency } from '../iso-4217.ts'
import type { Entry } from '../ledger/entry.ts'
import { silentLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { OnClosed } from '../settlement/hand-over/closing.ts'
import type { OnPaid, OnPaidInTransaction } from '../settlement/hand-over/handlers.ts'
import type { LatePayment } from '../settlement/judge/late-payment.ts'
import { findBaseUrl, findOrigin, findPageAddress, maxBaseUrlCharacters } from './addresses.ts'
import type { Catalog } from './catalog.ts'
import type { CheckoutOptions, FormRedirect, OrderPage } from './checkout-options.ts'
import { standardPrefix } from './environment.ts'
import type { OptionGroup } from './environment.ts'
import { breakerTable, callbackTable, gatewayTable, retentionTable, shopTable, sweepTable } from './group-tables.ts'
import { defaulted, group, optional, required, rowsOf, schemaOf } from './option.ts'
import type { TableOf, Values } from './option.ts'
import {
  databaseAddress,
  findCatalog,
  findEnvironmentPrefix,
  findLogger,
  following,
  handler,
  list,
  oneOf,
  saying,
  text,
  wholeNumber,
  yesOrNo,
} from './rules.ts'

const minSecretCharacters = 32

function page(): AnySchema<OrderPage> {
  return handler('order, req, res, next')
}

function pageAddress(): AnySchema<string> {
  return text('an https address (http on loopback only) or a path that starts with a single slash', findPageAddress)
}

/** What `latePayment` and `doublePayment` may be. A token may only register and ask (BPC: logins). */
function lateChoice(): AnySchema<LatePayment> {
  return (Joi.string() as AnySchema<LatePayment>).when('gateway.token', {
    is: Joi.exist(),
    then: Joi.valid('hand-over', 'review').error(
      saying('wanted `hand-over` or `review`, because gateway.token cannot refund'),
    ),
    otherwise: Joi.valid('hand-over', 'review', 'refund').error(saying('wanted `hand-over`, `review` or `refund`')),
  })
}

const table = {
  shop: group(shopTable, (schema) =>
    schema.error(
      saying({ 'object.base': 'wanted an object with options such as `name`, `contact`, `timeZone` and `key`' }),
    ),
  ),
  gateway: group(gatewayTable, (schema) =>
    schema
      .or('user', 'password', 'token')
      .and('user', 'password')
      .oxor('user', 'token')
      .error(
        saying({
          'object.base': 'wanted an object with `url`, and with `user` and `password` or `token`',
          'object.missing': 'wanted user and password, or the token, got nothing',
          'object.and': 'wanted both or neither, got one',
          'object.oxor': 'wanted user and password, or the token, got both',
        }),
      ),
  ),
  callback: group(callbackTable, (schema) =>
    schema.oxor('key', 'publicKey').error(
      saying({
        'object.base': 'wanted an object with `key` or `publicKey`',
        'object.oxor': 'wanted one of them, got both',
      }),
    ),
  ),
  sweep: group(sweepTable, (schema) =>
    schema.error(
      saying({
        'object.base': 'wanted an object with `everyMs`, `concurrency`, `looksAtSecs` and `jitterPercent`',
      }),
    ),
  ),
  breaker: group(breakerTable, (schema) =>
    schema.error(
      saying({ 'object.base': 'wanted an object with `failures`, `openMs`, `maxOpenMs` and `maxRetryAfterMs`' }),
    ),
  ),
  baseUrl: required(
    text(
      `the https address of the shop's checkout (http on loopback only), of ${maxBaseUrlCharacters} characters ` +
        'at most, without login, query or fragment, such as https://shop.example/shop',
      findBaseUrl,
    ),
    { variable: 'CHECKOUT_BASE_URL', example: 'https://shop.example' },
  ),
  secret: required(
    list(`${minSecretCharacters} or more characters in each secret (make one with: openssl rand -hex 32)`, (secret) =>
      Array.from(secret).length >= minSecretCharacters ? secret : undefined,
    ),
    { variable: 'CHECKOUT_SECRET', isSecret: true },
  ),
  databaseUrl: defaulted(databaseAddress(), 'sqlite:checkout.db', {
    variable: 'CHECKOUT_DATABASE_URL',
    isSecret: true,
  }),
  databasePool: defaulted(wholeNumber(2, 1_000, 'connections'), 10, { variable: 'CHECKOUT_DATABASE_POOL' }),
  currency: optional(
    text('an ISO 4217 currency in capitals, such as EUR', (code) => findCurrency(code)?.alphabetic),
    { variable: 'CHECKOUT_CURRENCY', example: 'EUR' },
  ),
  language: optional(
    text('a language as two lower-case letters, such as en', (language) =>
      /^[a-z]{2}$/.test(language) ? language : undefined,
    ),
    { variable: 'CHECKOUT_LANGUAGE', example: 'en' },
  ),
  capture: defaulted(oneOf<CaptureMode>('automatic', 'manual'), 'automatic', { variable: 'CHECKOUT_CAPTURE' }),
  successUrl: optional(pageAddress(), { variable: 'CHECKOUT_SUCCESS_URL', example: '/thanks' }),
  failureUrl: optional(pageAddress(), { variable: 'CHECKOUT_FAILURE_URL', example: '/try-again' }),
  reviewUrl: optional(pageAddress(), { variable: 'CHECKOUT_REVIEW_URL', example: '/ask-us' }),
  catalog: required(
    (Joi.alternatives(Joi.function(), Joi.object()) as AnySchema<Catalog>)
      .custom(following(findCatalog))
      .error(saying('wanted an object of items by sku, or a function (sku, req) that finds one')),
  ),
  onPaid: optional(handler<OnPaid>('order')),
  onPaidInTransaction: optional(
    handler<OnPaidInTransaction>('order, transaction').when('databaseUrl', {
      is: Joi.string().pattern(/^postgres/),
      otherwise: Joi.forbidden().error(
        saying({
          'any.unknown': 'wanted a ledger in PostgreSQL (databaseUrl) to go with it, or `onPaid` instead',
        }),
      ),
    }),
  ),
  onClosed: optional(handler<OnClosed>('order')),
  onStuck: optional(handler<(order: Order) => unknown>('order')),
  onReview: optional(handler<(order: Order) => unknown>('order')),
  on: optional(handler<(entry: Entry, order: Order) => unknown>('entry, order')),
  success: optional(page()),
  failure: optional(page()),
  pending: optional(page()),
  reuseOpenOrderForMs: defaulted(wholeNumber(0, 1_200_000, 'milliseconds'), 600_000),
  allowedOrigins: optional(
    list(
      'one or more origins (https, http on loopback only, or the scheme of an app), each without path, such as ' +
        'https://front.example',
      findOrigin,
    ),
    { variable: 'CHECKOUT_ALLOWED_ORIGINS', example: 'https://front.example' },
  ),
  formRedirect: defaulted(oneOf<FormRedirect>('auto', 'page'), 'auto', { variable: 'CHECKOUT_FORM_REDIRECT' }),
  checkoutsPerMinute: defaulted(wholeNumber(0, 1_000_000, 'new orders'), 30, { variable: 'CHECKOUT_PER_MINUTE' }),
  newOrdersPerMinute: defaulted(wholeNumber(0, 1_000_000, 'new orders'), 600, {
    variable: 'CHECKOUT_NEW_ORDERS_PER_MINUTE',
  }),
  questionsPerMinute: defaulted(wholeNumber(0, 1_000_000, 'questions'), 120, {
    variable: 'CHECKOUT_QUESTIONS_PER_MINUTE',
  }),
  handOverLeaseMs: defaulted(wholeNumber(1000, 3_600_000, 'milliseconds'), 60_000),
  latePayment: optional(lateChoice()),
  doublePayment: optional(lateChoice()),
  references: defaulted(oneOf<'once' | 'repeat'>('once', 'repeat'), 'once', { variable: 'CHECKOUT_REFERENCES' }),
  handsOver: optional(yesOrNo(), { variable: 'CHECKOUT_HANDS_OVER', example: 'false' }),
  watchPaidForDays: defaulted(wholeNumber(0, 400, 'days'), 30, { variable: 'CHECKOUT_WATCH_PAID_FOR_DAYS' }),
  retention: group(retentionTable, (schema) =>
    schema.error(saying({ 'object.base': 'wanted an object with `personalDays`' })),
  ),
  environmentPrefix: defaulted(
    text(
      'capitals, digits and underscores with an underscore at the end, such as NORTH_CHECKOUT_',
      findEnvironmentPrefix,
    ),
    standardPrefix,
  ),
  logger: defaulted(
    (Joi.object() as AnySchema<Logger>)
      .custom(following(findLogger))
      .error(saying('wanted an object with the functions info, warn and error')),
    silentLogger,
  ),
} satisfies TableOf<CheckoutOptions>

/** The options once they are valid. */
export type CheckedOptions = Values<typeof table>

const schema = schemaOf(table)
  .oxor('onPaid', 'onPaidInTransaction')
  .oxor('success', 'successUrl')
  .oxor('failure', 'failureUrl')
  .error(saying({ 'object.oxor': 'wanted one of them, got both' }))

/** Every option, in the order of the table. */
export const optionRows = rowsOf(table)

/** The options with their defaults, or what is wrong with them. */
export function validateOptions(options: OptionGroup): {
  readonly error: ValidationError | undefined
  readonly values: CheckedOptions | undefined
} {
  const result = schema.validate(options, { abortEarly: false, convert: false })
  return { error: result.error, values: result.error ? undefined : (result.value as CheckedOptions) }
}
