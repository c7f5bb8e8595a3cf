import Joi from 'joi'
import type { AnySchema, CustomValidator } from 'joi'
import { findContact, findFormHost, findHomeUrl, findPageAddress, findProxy } from './addresses.ts'
import {
  bankToken,
  callbackKeys,
  formerRoots,
  gatewayRoot,
  isBasicAtChosenBank,
  liveChoice,
  presetKey,
} from './bank-rules.ts'
import { defaulted, derived, optional, required } from './option.ts'
import type { TableOf } from './option.ts'
import type {
  BreakerOptions,
  CallbackOptions,
  GatewayOptions,
  RetentionOptions,
  ShopOptions,
  SweepOptions,
} from './option-groups.ts'
import {
  ascending,
  findCertificates,
  findColour,
  findHash,
  findLine,
  findPublicKeys,
  findShopKey,
  findShopName,
  findTimeZone,
  list,
  listUpTo,
  saying,
  text,
  wholeNumber,
  yesOrNo,
} from './rules.ts'
import type { CallbackHash } from './rules.ts'

export const gatewayTable = {
  url: required(gatewayRoot(), {
    variable: 'CHECKOUT_GATEWAY_URL',
    example: 'https://bank.example/payment/rest/',
  }),
  user: optional(
    text('the login of the API user, on one line', findLine).when('basic', {
      is: true,
      then: Joi.string()
        .pattern(/^[^:]*$/)
        .error(saying('wanted the login of the API user without a colon, which gateway.basic cannot send (RFC 7617)')),
    }),
    { variable: 'CHECKOUT_GATEWAY_USER', isSecret: true, example: '' },
  ),
  password: optional(text('the password of the API user, on one line', findLine), {
    variable: 'CHECKOUT_GATEWAY_PASSWORD',
    isSecret: true,
    example: '',
  }),
  token: optional(bankToken(), {
    variable: 'CHECKOUT_GATEWAY_TOKEN',
    isSecret: true,
  }),
  timeoutMs: defaulted(wholeNumber(1, 120_000, 'milliseconds'), 30_000, { variable: 'CHECKOUT_GATEWAY_TIMEOUT_MS' }),
  formHosts: optional(list('one or more hosts, each `host` or `host:port`', findFormHost), {
    variable: 'CHECKOUT_FORM_HOSTS',
    example: 'pay.bank.example,bank.example:8443',
  }),
  preset: optional(presetKey(), { variable: 'CHECKOUT_GATEWAY_PRESET', example: 'jcc' }),
  live: optional(liveChoice(), { variable: 'CHECKOUT_GATEWAY_LIVE', example: 'false' }),
  formerUrls: optional(formerRoots(), {
    variable: 'CHECKOUT_GATEWAY_FORMER_URLS',
    example: 'https://old.bank.example/payment/rest/',
  }),
  requestsPerMinute: optional(wholeNumber(1, 1_000_000, 'calls'), {
    variable: 'CHECKOUT_GATEWAY_PER_MINUTE',
    example: '300',
  }),
  basic: derived(
    yesOrNo().when('token', {
      is: Joi.exist(),
      then: Joi.valid(false).error(saying('wanted false beside gateway.token, which goes in the body')),
    }),
    isBasicAtChosenBank,
    { standard: false, source: { variable: 'CHECKOUT_GATEWAY_BASIC' } },
  ),
  // Not a secret, but usually in a file.
  ca: optional(text('one or more certificates as PEM, and no private key', findCertificates), {
    variable: 'CHECKOUT_GATEWAY_CA',
    isSecret: true,
  }),
  proxy: optional(
    text('the address of a proxy, such as http://proxy.example:3128, without path or query', findProxy).when('url', {
      is: Joi.string().pattern(/^http:/i),
      then: Joi.forbidden().error(
        saying('wanted an https gateway.url to go with it: a bank on loopback needs no proxy'),
      ),
    }),
    { variable: 'CHECKOUT_GATEWAY_PROXY', example: 'http://proxy.example:3128', isSecret: true },
  ),
} satisfies TableOf<GatewayOptions>

export const callbackTable = {
  key: optional(callbackKeys(), { variable: 'CHECKOUT_CALLBACK_KEY', isSecret: true }),
  publicKey: optional(
    text('an RSA public key or certificate as PEM', (pem) => findPublicKeys(pem) && pem),
    { variable: 'CHECKOUT_CALLBACK_PUBLIC_KEY', isSecret: true },
  ),
  hash: defaulted(text('`sha512`, `sha256` or `sha1`', findHash) as AnySchema<CallbackHash>, 'sha512'),
  dynamic: defaulted(yesOrNo(), false, { variable: 'CHECKOUT_CALLBACK_DYNAMIC' }),
} satisfies TableOf<CallbackOptions>

export const sweepTable = {
  everyMs: defaulted(wholeNumber(100, 60_000, 'milliseconds'), 5_000, { variable: 'CHECKOUT_SWEEP_EVERY_MS' }),
  concurrency: defaulted(wholeNumber(1, 64, 'orders'), 4, { variable: 'CHECKOUT_SWEEP_CONCURRENCY' }),
  looksAtSecs: defaulted(
    ascending({ min: 1, max: 1200, count: 50, unit: 'seconds' }),
    [20, 40, 60, 120, 240, 480, 900],
    { variable: 'CHECKOUT_SWEEP_LOOKS_AT_SECS' },
  ),
  jitterPercent: defaulted(wholeNumber(0, 100, 'percent'), 10, { variable: 'CHECKOUT_SWEEP_JITTER_PERCENT' }),
} satisfies TableOf<SweepOptions>

export const breakerTable = {
  failures: defaulted(wholeNumber(0, 1_000, 'calls'), 5, { variable: 'CHECKOUT_BREAKER_FAILURES' }),
  openMs: defaulted(wholeNumber(100, 300_000, 'milliseconds'), 15_000, { variable: 'CHECKOUT_BREAKER_OPEN_MS' }),
  maxOpenMs: defaulted(wholeNumber(100, 3_600_000, 'milliseconds'), 300_000, {
    variable: 'CHECKOUT_BREAKER_MAX_OPEN_MS',
  }),
  maxRetryAfterMs: defaulted(wholeNumber(0, 3_600_000, 'milliseconds'), 120_000, {
    variable: 'CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS',
  }),
} satisfies TableOf<BreakerOptions>

export const shopTable = {
  name: optional(text('the name of the shop on one line, of 1 to 80 characters, such as The Teapot', findShopName), {
    variable: 'CHECKOUT_SHOP_NAME',
    example: 'The Teapot',
  }),
  logoUrl: optional(
    text(
      'the https address of an image (http on loopback only), or its path on the shop, such as /logo.svg',
      findPageAddress,
    ),
    { variable: 'CHECKOUT_SHOP_LOGO_URL', example: '/logo.svg' },
  ),
  accent: optional(
    listUpTo(
      2,
      'a colour as three or six hexadecimal digits, such as 1d5fa6, or two of them: for light pages and for dark ones',
      findColour,
    ),
    { variable: 'CHECKOUT_SHOP_ACCENT', example: '1d5fa6,8fbff5' },
  ),
  homeUrl: optional(
    text(
      "the https address of the shop's front page (http on loopback only), without login, query or fragment, such as " +
        'https://shop.example/',
      findHomeUrl,
    ),
    { variable: 'CHECKOUT_SHOP_HOME_URL', example: 'https://shop.example/' },
  ),
  contact: optional(
    text(
      'an e-mail address, a telephone number with its country code, such as +43 1 234567, or an https address (http ' +
        'on loopback only)',
      findContact,
    ),
    { variable: 'CHECKOUT_SHOP_CONTACT', example: 'help@shop.example' },
  ),
  key: optional(text('a name of 1 to 255 visible characters', findShopKey), {
    variable: 'CHECKOUT_SHOP_KEY',
    example: 'shop.example',
  }),
  formerKeys: optional(list('one or more names, each of 1 to 255 visible characters', findShopKey), {
    variable: 'CHECKOUT_SHOP_FORMER_KEYS',
    example: 'old.example',
  }),
  timeZone: defaulted(text('a time zone such as Europe/Vienna or UTC', findTimeZone), 'UTC', {
    variable: 'CHECKOUT_SHOP_TIME_ZONE',
  }),
} satisfies TableOf<ShopOptions>

/** While paid orders are still checked, what they say is needed. */
const moreThanWatched: CustomValidator<number> = (days, { error, state }) => {
  const { watchPaidForDays } = (state.ancestors as readonly { readonly watchPaidForDays?: unknown }[]).at(-1) ?? {}
  return typeof watchPaidForDays === 'number' && days <= watchPaidForDays ? error('retention.watched') : days
}

export const retentionTable = {
  personalDays: optional(
    wholeNumber(30, 36_500, 'days', {
      'retention.watched': 'wanted more days than watchPaidForDays: until then the order is still checked',
    }).custom(moreThanWatched),
    { variable: 'CHECKOUT_RETENTION_PERSONAL_DAYS', example: '730' },
  ),
} satisfies TableOf<RetentionOptions>
