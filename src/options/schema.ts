import Joi from 'joi'
import type { AnySchema, ObjectSchema, ValidationError } from 'joi'
import { findCurrency } from '../iso-4217.ts'
import type { Entry } from '../ledger/entry.ts'
import { silentLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { OnPaid, OnPaidInTransaction } from '../settlement/hand-over/handlers.ts'
import type { LatePayment } from '../settlement/judge/late-payment.ts'
import {
  findBaseUrl,
  findFormHost,
  findGatewayRoot,
  findOrigin,
  findPageAddress,
  findProxy,
  maxBaseUrlCharacters,
} from './addresses.ts'
import type { Catalog } from './catalog.ts'
import type {
  BreakerOptions,
  CallbackOptions,
  CheckoutOptions,
  FormRedirect,
  GatewayOptions,
  OrderPage,
  ShopOptions,
  SweepOptions,
} from './checkout-options.ts'
import type { OptionGroup } from './environment.ts'
import {
  ascending,
  databaseAddress,
  findCatalog,
  findCertificates,
  findHash,
  findLine,
  findLogger,
  findPublicKeys,
  findShopKey,
  following,
  handler,
  list,
  oneOf,
  rowsOf,
  text,
  wholeNumber,
  yesOrNo,
} from './rules.ts'
import type { CallbackHash } from './rules.ts'

declare const held: unique symbol

/** The rule of an option, or of a group of them, and the type of what it lets through. */
interface Option<Value> {
  readonly schema: AnySchema
  readonly [held]?: Value
}

/** What every option of a table lets through, by its name. */
type Values<Table> = { readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never }

/** The table of an interface of options: one that is not there does not compile, nor does one too many. */
type TableOf<Options> = Readonly<Record<keyof Options, Option<unknown>>>

/** Where an option comes from besides code. */
interface Source {
  readonly variable: string
  /** Never printed, and can be read from a file. */
  readonly isSecret?: boolean
}

function required<Value>(schema: AnySchema<Value>, source: Source): Option<Value> {
  return { schema: schema.required().meta(source) }
}

function optional<Value>(schema: AnySchema<Value>, source?: Source): Option<Value | undefined> {
  return { schema: source ? schema.meta(source) : schema }
}

function defaulted<Value>(schema: AnySchema<Value>, standard: NoInfer<Value>, source?: Source): Option<Value> {
  const filled = schema.default(() => standard)
  return { schema: source ? filled.meta(source) : filled }
}

/** A group of options. `refine` adds what they must keep between them. */
function group<Table extends Readonly<Record<string, Option<unknown>>>>(
  table: Table,
  refine: (schema: ObjectSchema) => ObjectSchema,
): Option<Values<Table>> {
  return { schema: refine(schemaOf(table)) }
}

function schemaOf(table: Readonly<Record<string, Option<unknown>>>): ObjectSchema {
  return Joi.object(Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])))
}

const gateway = {
  url: required(
    text(
      "the https root of the bank's REST API (http on loopback only), without login, query or fragment, such as " +
        'https://bank.example/payment/rest/',
      findGatewayRoot,
    ),
    { variable: 'CHECKOUT_GATEWAY_URL' },
  ),
  user: optional(
    text('the login of the API user, on one line', findLine).when('basic', {
      is: true,
      then: Joi.string()
        .pattern(/^[^:]*$/)
        .messages({
          '*': 'wanted the login of the API user without a colon, which gateway.basic cannot send (RFC 7617)',
        }),
    }),
    { variable: 'CHECKOUT_GATEWAY_USER', isSecret: true },
  ),
  password: optional(text('the password of the API user, on one line', findLine), {
    variable: 'CHECKOUT_GATEWAY_PASSWORD',
    isSecret: true,
  }),
  token: optional(text('the token of the API user, on one line', findLine), {
    variable: 'CHECKOUT_GATEWAY_TOKEN',
    isSecret: true,
  }),
  timeoutMs: defaulted(wholeNumber(1, 120_000, 'milliseconds'), 30_000, { variable: 'CHECKOUT_GATEWAY_TIMEOUT_MS' }),
  formHosts: optional(list('one or more hosts, each `host` or `host:port`', findFormHost), {
    variable: 'CHECKOUT_FORM_HOSTS',
  }),
  basic: defaulted(
    yesOrNo().when('token', {
      is: Joi.exist(),
      then: Joi.valid(false).messages({ '*': 'wanted false beside gateway.token, which goes in the body' }),
    }),
    false,
    { variable: 'CHECKOUT_GATEWAY_BASIC' },
  ),
  // No secret, but mostly in a file.
  ca: optional(text('one or more certificates as PEM, and no private key', findCertificates), {
    variable: 'CHECKOUT_GATEWAY_CA',
    isSecret: true,
  }),
  proxy: optional(
    text('the address of a proxy, such as http://proxy.example:3128, without path or query', findProxy).when('url', {
      is: Joi.string().pattern(/^http:/i),
      then: Joi.forbidden().messages({
        'any.unknown': 'wanted an https gateway.url to go with it: a bank on loopback needs no proxy',
      }),
    }),
    { variable: 'CHECKOUT_GATEWAY_PROXY', isSecret: true },
  ),
} satisfies TableOf<GatewayOptions>

const callback = {
  key: optional(list('one or more keys, each on one line', findLine), {
    variable: 'CHECKOUT_CALLBACK_KEY',
    isSecret: true,
  }),
  publicKey: optional(
    text('an RSA public key or certificate as PEM', (pem) => findPublicKeys(pem) && pem),
    { variable: 'CHECKOUT_CALLBACK_PUBLIC_KEY', isSecret: true },
  ),
  hash: defaulted(text('`sha512`, `sha256` or `sha1`', findHash) as AnySchema<CallbackHash>, 'sha512'),
  dynamic: defaulted(yesOrNo(), false, { variable: 'CHECKOUT_CALLBACK_DYNAMIC' }),
} satisfies TableOf<CallbackOptions>

const sweep = {
  everyMs: defaulted(wholeNumber(100, 60_000, 'milliseconds'), 5_000, { variable: 'CHECKOUT_SWEEP_EVERY_MS' }),
  concurrency: defaulted(wholeNumber(1, 64, 'orders'), 4, { variable: 'CHECKOUT_SWEEP_CONCURRENCY' }),
  looksAtSecs: defaulted(
    ascending({ min: 1, max: 1200, count: 50, unit: 'seconds' }),
    [20, 40, 60, 120, 240, 480, 900],
    { variable: 'CHECKOUT_SWEEP_LOOKS_AT_SECS' },
  ),
  jitterPercent: defaulted(wholeNumber(0, 100, 'percent'), 10, { variable: 'CHECKOUT_SWEEP_JITTER_PERCENT' }),
} satisfies TableOf<SweepOptions>

const breaker = {
  failures: defaulted(wholeNumber(0, 1_000, 'calls'), 5, { variable: 'CHECKOUT_BREAKER_FAILURES' }),
  openMs: defaulted(wholeNumber(100, 300_000, 'milliseconds'), 15_000, { variable: 'CHECKOUT_BREAKER_OPEN_MS' }),
  maxOpenMs: defaulted(wholeNumber(100, 3_600_000, 'milliseconds'), 300_000, {
    variable: 'CHECKOUT_BREAKER_MAX_OPEN_MS',
  }),
  maxRetryAfterMs: defaulted(wholeNumber(0, 3_600_000, 'milliseconds'), 120_000, {
    variable: 'CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS',
  }),
} satisfies TableOf<BreakerOptions>

const shop = {
  key: optional(text('a name of 1 to 255 visible characters', findShopKey), { variable: 'CHECKOUT_SHOP_KEY' }),
  formerKeys: optional(list('one or more names, each of 1 to 255 visible characters', findShopKey), {
    variable: 'CHECKOUT_SHOP_FORMER_KEYS',
  }),
} satisfies TableOf<ShopOptions>

const minSecretCharacters = 32

function page(): AnySchema<OrderPage> {
  return handler('order, req, res, next')
}

function pageAddress(): AnySchema<string> {
  return text('an https address (http on loopback only) or a path that starts with a single slash', findPageAddress)
}

/** What `latePayment` and `doublePayment` may say. A token may only register and ask (protocol 2, Auth 2). */
function lateChoice(): AnySchema<LatePayment> {
  return (Joi.string() as AnySchema<LatePayment>).when('gateway.token', {
    is: Joi.exist(),
    then: Joi.valid('hand-over', 'review').messages({
      '*': 'wanted `hand-over` or `review`, because gateway.token cannot refund',
    }),
    otherwise: Joi.valid('hand-over', 'review', 'refund').messages({
      '*': 'wanted `hand-over`, `review` or `refund`',
    }),
  })
}

const table = {
  shop: group(shop, (schema) => schema.messages({ 'object.base': 'wanted an object with `key`' })),
  gateway: group(gateway, (schema) =>
    schema.or('user', 'password', 'token').and('user', 'password').oxor('user', 'token').messages({
      'object.base': 'wanted an object with `url`, and with `user` and `password` or `token`',
      'object.missing': 'wanted user and password, or the token, got nothing',
      'object.and': 'wanted both or neither, got one',
      'object.oxor': 'wanted user and password, or the token, got both',
    }),
  ),
  callback: group(callback, (schema) =>
    schema.oxor('key', 'publicKey').messages({
      'object.base': 'wanted an object with `key` or `publicKey`',
      'object.oxor': 'wanted one of them, got both',
    }),
  ),
  sweep: group(sweep, (schema) =>
    schema.messages({
      'object.base': 'wanted an object with `everyMs`, `concurrency`, `looksAtSecs` and `jitterPercent`',
    }),
  ),
  breaker: group(breaker, (schema) =>
    schema.messages({ 'object.base': 'wanted an object with `failures`, `openMs`, `maxOpenMs` and `maxRetryAfterMs`' }),
  ),
  baseUrl: required(
    text(
      `the https address of the shop's checkout (http on loopback only), of ${maxBaseUrlCharacters} characters ` +
        'at most, without login, query or fragment, such as https://shop.example/shop',
      findBaseUrl,
    ),
    { variable: 'CHECKOUT_BASE_URL' },
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
    text('a currency of ISO 4217 in capitals, such as EUR', (code) => findCurrency(code)?.alphabetic),
    { variable: 'CHECKOUT_CURRENCY' },
  ),
  language: optional(
    text('a language as two lower-case letters, such as en', (language) =>
      /^[a-z]{2}$/.test(language) ? language : undefined,
    ),
    { variable: 'CHECKOUT_LANGUAGE' },
  ),
  capture: defaulted(oneOf<CaptureMode>('automatic', 'manual'), 'automatic', { variable: 'CHECKOUT_CAPTURE' }),
  successUrl: optional(pageAddress(), { variable: 'CHECKOUT_SUCCESS_URL' }),
  failureUrl: optional(pageAddress(), { variable: 'CHECKOUT_FAILURE_URL' }),
  reviewUrl: optional(pageAddress(), { variable: 'CHECKOUT_REVIEW_URL' }),
  catalog: {
    schema: Joi.alternatives(Joi.function(), Joi.object())
      .custom(following(findCatalog))
      .required()
      .messages({ '*': 'wanted an object of items by sku, or a function (sku, req) that finds one' }),
  } as Option<Catalog>,
  onPaid: optional(handler<OnPaid>('order')),
  onPaidInTransaction: optional(
    handler<OnPaidInTransaction>('order, transaction').when('databaseUrl', {
      is: Joi.string().pattern(/^postgres/),
      otherwise: Joi.forbidden().messages({
        'any.unknown': 'wanted a ledger in PostgreSQL (databaseUrl) to go with it, or `onPaid` instead',
      }),
    }),
  ),
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
    { variable: 'CHECKOUT_ALLOWED_ORIGINS' },
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
  handsOver: optional(yesOrNo(), { variable: 'CHECKOUT_HANDS_OVER' }),
  watchPaidForDays: defaulted(wholeNumber(0, 400, 'days'), 30, { variable: 'CHECKOUT_WATCH_PAID_FOR_DAYS' }),
  logger: defaulted(
    (Joi.object() as AnySchema<Logger>)
      .custom(following(findLogger))
      .messages({ '*': 'wanted an object with the functions info, warn and error' }),
    silentLogger,
  ),
} satisfies TableOf<CheckoutOptions>

/** The options once every rule is kept. */
export type CheckedOptions = Values<typeof table>

const schema = schemaOf(table)
  .oxor('onPaid', 'onPaidInTransaction')
  .oxor('success', 'successUrl')
  .oxor('failure', 'failureUrl')
  .messages({ 'object.oxor': 'wanted one of them, got both' })

/** Every option, in the order of the table. */
export const optionRows = rowsOf(schema.describe())

/** The options with their defaults, or what is wrong with them. */
export function validateOptions(options: OptionGroup): {
  readonly error: ValidationError | undefined
  readonly values: CheckedOptions | undefined
} {
  const result = schema.validate(options, { abortEarly: false, convert: false })
  return { error: result.error, values: result.error ? undefined : (result.value as CheckedOptions) }
}
