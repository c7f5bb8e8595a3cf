import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '../../src/logger.ts'
import type { CheckoutSettings } from '../../src/options/settings.ts'
import { longSecret, nothing } from './store-options.ts'
import type { Group } from './store-options.ts'

function words(texts: string): readonly string[] {
  return texts.trim().split(/\s+/)
}

/** The rule of an option, by examples: which values it takes, and what the settings then hold. */
export interface Rule {
  /** Kept unchanged: from code, and the texts also from the environment. */
  readonly kept?: readonly unknown[]
  /** Converted: from code and the environment. */
  readonly turned?: Readonly<Record<string, unknown>>
  /** Converted: from the environment only. */
  readonly texts?: Readonly<Record<string, unknown>>
  readonly refuses: readonly unknown[]
  readonly refusesTexts?: readonly string[]
  /** Facts that the refusal must state. */
  readonly wanted: RegExp
  /** Where the settings hold it, if not at the option's own path. */
  readonly setting?: (settings: CheckoutSettings) => unknown
  /** Further options that this one needs in a test. */
  readonly beside?: Group
}

function whole(min: number, max: number, unit: string): Rule {
  return {
    kept: [min, max],
    texts: { [String(min)]: min, [` ${max} `]: max },
    refuses: [min - 1, max + 1, min + 0.5, NaN, Infinity, String(max), 10n, false, null, [min]],
    refusesTexts: [String(max + 1), ...words(`${max}s 1e3 0x10 1_000 0${max} +${max} -1 ${min}.5`)],
    wanted: new RegExp(`whole number of ${unit} from ${min} to ${max}$`),
  }
}

function handler(parameters: string, beside: Group = {}): Rule {
  return {
    kept: [nothing],
    refuses: ['thanks', {}, null, Symbol('thanks')],
    wanted: new RegExp(`\\(${parameters}\\)`),
    beside,
  }
}

function text(kept: readonly string[], refuses: readonly string[], wanted: RegExp, more: Partial<Rule> = {}): Rule {
  return { kept, refuses: [...refuses, '', 'two\nlines', null, 7, ['one'], { a: 1 }], wanted, ...more }
}

function oneOf(...names: readonly string[]): Rule {
  return text(names, [names[0]!.toUpperCase()], new RegExp(names.map((name) => `\`${name}\``).join('.* ')))
}

function login(name: 'user' | 'password' | 'token', word: string): Rule {
  return text(['hunter 2', ' ,ü '], ['hunter2\n', 'x\0'], new RegExp(`${word} of the API user, on one line`), {
    setting: ({ gateway }) => (gateway.login as Readonly<Record<string, string>>)[name],
    beside: name === 'token' ? { 'gateway.user': undefined, 'gateway.password': undefined } : {},
  })
}

/** One or several texts: a list, or a single text with commas. */
function list(kept: readonly string[], bad: readonly string[], wanted: RegExp, more: Partial<Rule> = {}): Rule {
  const [first = ''] = kept
  return {
    kept: [kept, [first]],
    turned: { [first]: [first], [` ${kept.join(' , ')}, `]: kept },
    refuses: [...bad, ...bad.map((one) => [first, one]), '', ',', [], [''], [undefined], [7], 7, { a: 1 }],
    wanted,
    ...more,
  }
}

const environmentPrefix = text(
  ['NORTH_CHECKOUT_', 'A_', 'SHOP2_', `${'X'.repeat(63)}_`],
  ['NORTH', 'north_', '2_', '_', 'NORTH-', 'NORTH _', 'NÖRD_', `${'X'.repeat(64)}_`],
  /capitals, digits and underscores with an underscore at the end/,
)

const unsafeAddresses = words(`
  a.example ftp://a.example https:a.example https:///a.example https://a.example:99999 javascript:alert(1)
  http://a.example http://127.example http://localhost.example https://a.example\\b.example
  https://me:hunter2@a.example https://me@a.example
`).concat('https://a.example/a b', 'https://a.example/\n')
const noRoots = unsafeAddresses.concat(
  words('/shop https://a.example/?b=hunter2 https://a.example/? https://a/#hunter2'),
)

const gatewayUrl = text(
  words('https://bank.example/rest/ http://a.localhost/ http://localhost:4000/ http://127.1.2.3/ http://[::1]:4000/'),
  noRoots.concat('https://bank.example/payment/rest/register.do'),
  /https root.*http on loopback only.*without login, query or fragment/,
  {
    turned: { 'https://a.example/b': 'https://a.example/b/', 'HTTPS://A.Example:443': 'https://a.example/' },
    texts: { ' https://bank.example/rest ': 'https://bank.example/rest/' },
  },
)

const preset = text(['jcc', 'satim'], ['JCC', 'nobody', 'constructor'], /key of a bank that.*banks/, {
  beside: { 'gateway.url': 'http://localhost:4000/payment/rest/', 'gateway.live': false },
})

const formerUrls = list(
  words('https://old.bank.example/rest/ http://localhost:4000/'),
  // In a list, spaces around each are dropped.
  noRoots.filter((one) => one === one.trim()).concat('https://bank.example/payment/rest/register.do'),
  /one or more roots under which this bank was reached before/,
)

const longest = `https://shop.example/${'a'.repeat(379)}`
const baseUrl = text(
  ['https://shop.example/shop', 'http://localhost:3000', longest],
  noRoots.concat(`${longest}a`),
  /https address.*http on loopback only.*400 characters.*without login, query or fragment/,
  { turned: { 'https://Shop.example/Shop//': 'https://shop.example/Shop' } },
)

const pageAddress = text(
  ['/thanks', '/', '/thanks?lang=en', 'http://localhost:3000/thanks'],
  unsafeAddresses.concat('//a.example', '/\\a.example', '/a\nb', 'thanks', '/thanks#top'),
  /https address.*http on loopback only.*a path that starts with a single slash/,
  { turned: { 'https://Shop.example': 'https://shop.example/' } },
)

const formHosts = list(
  words('a.example b.example:8443 a.example:443 127.0.0.1:80 [::1]:4000'),
  words('https://bank.example bank.example/pay a@bank.example *.bank.example a%2eb bank.example:99999 a\\b a?b'),
  /one or more hosts, each `host` or `host:port`/,
  { texts: { 'A.example:0080,bücher.example': ['a.example:80', 'xn--bcher-kva.example'] } },
)

const allowedOrigins = list(
  words('https://front.example http://localhost:5173 capacitor://localhost https://a.example:8443'),
  words(`https://front.example/app https://*.example * null front.example http://front.example https://me@front.example
    ftp://front.example javascript://front.example file:///shop https://front.example? https:front.example`),
  /one or more origins .*without path, such as https:\/\/front.example/,
  { texts: { 'HTTPS://Front.example/,https://b.example:443': ['https://front.example', 'https://b.example'] } },
)

const callbackKeys = list(['new', 'old'], ['hunter\n2'], /one or more keys, each on one line/, {
  setting: ({ callback }) => callback.keys,
})

const secrets: Rule = {
  ...list([longSecret, 'x'.repeat(32)], ['x'.repeat(31), '😀'.repeat(16)], /32 or more.*in each.*openssl rand -hex 32/),
  setting: (settings) => settings.secrets,
}

function pemOf(key: KeyObject): string {
  return key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const [rsaPem, rsaPrivatePem] = [pemOf(rsa.publicKey), pemOf(rsa.privateKey)]
const ed25519Pem = pemOf(generateKeyPairSync('ed25519').publicKey)
// Valid for one day: the validity dates of a pinned certificate are ignored (BPC: callbacks).
export const certificate = readFileSync(join(__dirname, 'bank-certificate.pem'), 'utf8')

const publicKeys = text(
  [rsaPem],
  ['key', rsaPrivatePem, ed25519Pem, rsaPem + rsaPrivatePem, rsaPem + ed25519Pem, rsaPem + rsaPem.slice(0, 99)],
  /RSA public key or certificate as PEM/,
  {
    turned: {
      [rsaPem.replaceAll('\n', '\\n')]: rsaPem,
      [certificate + rsaPem]: pemOf(createPublicKey(certificate)) + rsaPem,
    },
    setting: ({ callback }) => callback.publicKeys.map(pemOf).join(''),
  },
)

const authority = certificate.trim()
const authorities = text(
  [authority, `${authority}\n${authority}`],
  ['authority', rsaPem, rsaPrivatePem, certificate + rsaPrivatePem, certificate + certificate.slice(0, 99)],
  /certificates as PEM, and no private key/,
  {
    turned: {
      [authority.replaceAll('\n', '\\n')]: authority,
      [`Our bank:\n${certificate}\n`]: authority,
    },
  },
)
const proxy = text(
  words('http://proxy.example:3128/ https://me:p%40ss@proxy.example/ http://[::1]:8080/'),
  words('proxy.example:3128 socks5://proxy.example http://proxy.example/a http://proxy.example/?a http:///').concat(
    'http://a:100%@proxy.example',
    'http://proxy.example/ ',
  ),
  /address of a proxy, such as http:\/\/proxy\.example:3128, without path or query/,
  { turned: { 'HTTP://Proxy.Example:3128': 'http://proxy.example:3128/' } },
)

const boolean: Rule = {
  kept: [true, false],
  texts: { true: true, ' 1 ': true, false: false, 0: false },
  refuses: ['true', 1, null],
  refusesTexts: ['yes', 'TRUE', '10', '00'],
  wanted: /true or false/,
}

const live: Rule = {
  ...boolean,
  beside: { 'gateway.url': 'http://localhost:4000/payment/rest/', 'gateway.preset': 'jcc' },
}

const countTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
const ascending: Rule = {
  kept: [[1, 1200], countTo(50)],
  turned: { '30,60, 90,': [30, 60, 90] },
  refuses: ['', [], 20, [0], [1201], [20, 20], [40, 20], [20.5], ['soon'], [undefined], countTo(51)],
  refusesTexts: ['20,soon', '20 40', '1e2'],
  wanted: /1 to 50 whole numbers of seconds from 1 to 1200, ascending/,
}

const databaseUrl = text(
  words(
    'sqlite::memory: sqlite:/var/shop.db sqlite:shop.db?mode=0640 sqlite:/shop.db?mode=600 ' +
      'postgresql:///shop postgres://u:p@db.example:5432/a?b=c',
  ),
  words(
    'a.db sqlite: sqlite://x sqlite:///var/x.db sqlite:x?mode=0999 sqlite:x?mode=0400 ' +
      'sqlite:x?mode=0755 postgres:a mysql://u:p@db/a postgres://u:p#q@db/a',
  ).concat(' sqlite:a', 'sqlite:\0'),
  /`sqlite:<file>`, `sqlite::memory:` or `postgres:/,
)

const currency = text([], words('kwd 414 XXX ZZZ'), /ISO 4217 currency in capitals, such as EUR/, {
  turned: { KWD: { alphabetic: 'KWD', numeric: '414', exponent: 3 } },
})

const language = text(['de'], words('EN en-GB eng'), /two lower-case letters/)
const hash: Rule = { ...oneOf('sha512', 'sha256', 'sha1'), turned: { 'SHA-256': 'sha256' }, refuses: ['md5', 512] }

const catalog: Rule = {
  kept: [{ mug: { amountMinor: 1 } }, nothing],
  // A map, list or promise has no skus among its own properties.
  refuses: [null, 'mug', [{ sku: 'mug' }], new Map([['mug', {}]]), Promise.resolve({})],
  wanted: /object of items by sku, or a function \(sku, req\)/,
}

const shopKey = text(
  ['shop.example/tea', 'x'.repeat(255)],
  ['two words', 'x'.repeat(256), 'caf\u00e9'],
  /name of 1 to 255 visible/,
)

const formerKeys: Rule = {
  kept: [['old.example'], ['a', 'b']],
  turned: { 'a, b,': ['a', 'b'] },
  refuses: [[], ['two words'], [7], 7, null, ','],
  wanted: /names, each of 1 to 255 visible/,
}

const shopName = text(
  ['The Teapot', '茶壺 & Söhne', 'إبريق الشاي', '🫖', 'x'.repeat(80), '🫖'.repeat(80)],
  ['   ', 'x'.repeat(81), 'two\u2028lines', 'Shop\u202eevil', '\u200b\u200b', 'Shop\u2066', '\ud83e'],
  /name of the shop on one line, of 1 to 80 characters, such as The Teapot/,
  { turned: { '  The Teapot ': 'The Teapot' } },
)

const logoUrl = text(
  words('/logo.svg /logo.png?v=2 https://cdn.example/logo.svg http://localhost:3000/logo.svg'),
  unsafeAddresses.concat(
    '//a.example/logo.svg',
    '/\\a.example/logo.svg',
    'logo.svg',
    '/logo.svg#dark',
    'data:image/svg,a',
  ),
  /https address of an image \(http on loopback only\), or its path on the shop, such as \/logo\.svg/,
  { turned: { 'https://CDN.example/logo.svg': 'https://cdn.example/logo.svg' } },
)

const accent = list(
  words('#1d5fa6 #8fbff5'),
  words('blue 1d5fa6ff #1d5fa 12 rgb(1,2,3) ##1d5fa6 #1d5fag 1d5fa6;color:red'),
  /three or six hexadecimal digits, such as 1d5fa6, or two of them: for light pages and for dark ones/,
  { turned: { '1D5FA6': ['#1d5fa6'], '#abc': ['#aabbcc'], 'f00 , 0f0': ['#ff0000', '#00ff00'] } },
)

const homeUrl = text(
  words('https://shop.example/ https://www.shop.example/front/ http://localhost:3000/'),
  noRoots,
  /https address of the shop's front page \(http on loopback only\), without login, query or fragment/,
  { turned: { 'https://Shop.example': 'https://shop.example/' } },
)

const contact = text(
  [
    ...words("help@shop.example o'neill+help@mail.shop.example +431234567 +1-202-555-0143"),
    ...[
      '+43 1 234567',
      '+44 (20) 7946.0018',
      'https://shop.example/contact?from=pay#form',
      'http://localhost:3000/ask',
    ],
  ],
  unsafeAddresses.concat(
    words(
      'help help@ @shop.example help@shop mailto:help@shop.example tel:+431234567 /contact +123456 +1234567890123456',
    ),
    [
      '012 345 678',
      'Help <help@shop.example>',
      'help@shop.example?bcc=x@y.example',
      'a@b.example,c@d.example',
      '+43 1 CALL-US',
    ],
  ),
  /e-mail address, a telephone number with its country code, such as \+43 1 234567, or an https address/,
  { turned: { 'https://Shop.example': 'https://shop.example/' } },
)

const timeZone: Rule = {
  kept: ['Europe/Vienna', 'Asia/Yerevan'],
  turned: { 'europe/vienna': 'Europe/Vienna' },
  refuses: ['Vienna', '', 'Mars/Base', 7, null],
  wanted: /time zone such as Europe\/Vienna/,
}

const logger: Rule = {
  kept: [console],
  refuses: [{ info: nothing, warn: nothing }, nothing, true],
  wanted: /functions info, warn and error/,
}

/** No variable: from code only. No default: optional, and its setting is then undefined. */
const none = undefined
/** No default: the option is required. */
export const required = Symbol('required')

const page = handler('order, req, res, next')
const onPostgres = { databaseUrl: 'postgres://db.example/shop' }

// Option, variable, default, rule.
const table: readonly (readonly [string, string | undefined, unknown, Rule])[] = [
  ['gateway.url', 'CHECKOUT_GATEWAY_URL', required, gatewayUrl],
  ['gateway.user', 'CHECKOUT_GATEWAY_USER', required, login('user', 'login')],
  ['gateway.password', 'CHECKOUT_GATEWAY_PASSWORD', required, login('password', 'password')],
  ['gateway.token', 'CHECKOUT_GATEWAY_TOKEN', required, login('token', 'token')],
  ['gateway.timeoutMs', 'CHECKOUT_GATEWAY_TIMEOUT_MS', 30_000, whole(1, 120_000, 'milliseconds')],
  ['gateway.formHosts', 'CHECKOUT_FORM_HOSTS', ['bank.example'], formHosts],
  ['gateway.preset', 'CHECKOUT_GATEWAY_PRESET', none, preset],
  ['gateway.live', 'CHECKOUT_GATEWAY_LIVE', none, live],
  ['gateway.formerUrls', 'CHECKOUT_GATEWAY_FORMER_URLS', [], formerUrls],
  ['gateway.requestsPerMinute', 'CHECKOUT_GATEWAY_PER_MINUTE', none, whole(1, 1_000_000, 'calls')],
  ['gateway.basic', 'CHECKOUT_GATEWAY_BASIC', false, boolean],
  ['gateway.ca', 'CHECKOUT_GATEWAY_CA', none, authorities],
  ['gateway.proxy', 'CHECKOUT_GATEWAY_PROXY', none, proxy],
  ['callback.key', 'CHECKOUT_CALLBACK_KEY', [], callbackKeys],
  ['callback.publicKey', 'CHECKOUT_CALLBACK_PUBLIC_KEY', '', publicKeys],
  ['callback.hash', none, 'sha512', hash],
  ['callback.dynamic', 'CHECKOUT_CALLBACK_DYNAMIC', false, boolean],
  ['sweep.everyMs', 'CHECKOUT_SWEEP_EVERY_MS', 5_000, whole(100, 60_000, 'milliseconds')],
  ['sweep.concurrency', 'CHECKOUT_SWEEP_CONCURRENCY', 4, whole(1, 64, 'orders')],
  ['sweep.looksAtSecs', 'CHECKOUT_SWEEP_LOOKS_AT_SECS', [20, 40, 60, 120, 240, 480, 900], ascending],
  ['sweep.jitterPercent', 'CHECKOUT_SWEEP_JITTER_PERCENT', 10, whole(0, 100, 'percent')],
  ['breaker.failures', 'CHECKOUT_BREAKER_FAILURES', 5, whole(0, 1_000, 'calls')],
  ['breaker.openMs', 'CHECKOUT_BREAKER_OPEN_MS', 15_000, whole(100, 300_000, 'milliseconds')],
  ['breaker.maxOpenMs', 'CHECKOUT_BREAKER_MAX_OPEN_MS', 300_000, whole(100, 3_600_000, 'milliseconds')],
  ['breaker.maxRetryAfterMs', 'CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS', 120_000, whole(0, 3_600_000, 'milliseconds')],
  ['baseUrl', 'CHECKOUT_BASE_URL', required, baseUrl],
  ['secret', 'CHECKOUT_SECRET', required, secrets],
  ['databaseUrl', 'CHECKOUT_DATABASE_URL', 'sqlite:checkout.db', databaseUrl],
  ['databasePool', 'CHECKOUT_DATABASE_POOL', 10, whole(2, 1_000, 'connections')],
  ['currency', 'CHECKOUT_CURRENCY', none, currency],
  ['language', 'CHECKOUT_LANGUAGE', none, language],
  ['capture', 'CHECKOUT_CAPTURE', 'automatic', oneOf('automatic', 'manual')],
  ['successUrl', 'CHECKOUT_SUCCESS_URL', none, pageAddress],
  ['failureUrl', 'CHECKOUT_FAILURE_URL', none, pageAddress],
  ['reviewUrl', 'CHECKOUT_REVIEW_URL', none, pageAddress],
  ['environmentPrefix', none, 'CHECKOUT_', environmentPrefix],
  ['shop.key', 'CHECKOUT_SHOP_KEY', 'shop.example', shopKey],
  ['shop.formerKeys', 'CHECKOUT_SHOP_FORMER_KEYS', [], formerKeys],
  ['shop.name', 'CHECKOUT_SHOP_NAME', none, shopName],
  ['shop.logoUrl', 'CHECKOUT_SHOP_LOGO_URL', none, logoUrl],
  ['shop.accent', 'CHECKOUT_SHOP_ACCENT', none, accent],
  ['shop.homeUrl', 'CHECKOUT_SHOP_HOME_URL', 'https://shop.example/', homeUrl],
  ['shop.contact', 'CHECKOUT_SHOP_CONTACT', none, contact],
  ['shop.timeZone', 'CHECKOUT_SHOP_TIME_ZONE', 'UTC', timeZone],
  ['references', 'CHECKOUT_REFERENCES', 'once', oneOf('once', 'repeat')],
  ['handsOver', 'CHECKOUT_HANDS_OVER', false, boolean],
  ['catalog', none, required, catalog],
  ['onPaid', none, none, handler('order')],
  ['onPaidInTransaction', none, none, handler('order, transaction', onPostgres)],
  ['onClosed', none, none, handler('order')],
  ['onStuck', none, none, handler('order')],
  ['onReview', none, none, handler('order')],
  ['on', none, none, handler('entry, order')],
  ['success', none, none, page],
  ['failure', none, none, page],
  ['pending', none, none, page],
  ['reuseOpenOrderForMs', none, 600_000, whole(0, 1_200_000, 'milliseconds')],
  ['allowedOrigins', 'CHECKOUT_ALLOWED_ORIGINS', [], allowedOrigins],
  ['formRedirect', 'CHECKOUT_FORM_REDIRECT', 'auto', oneOf('auto', 'page')],
  ['checkoutsPerMinute', 'CHECKOUT_PER_MINUTE', 30, whole(0, 1_000_000, 'new orders')],
  ['newOrdersPerMinute', 'CHECKOUT_NEW_ORDERS_PER_MINUTE', 600, whole(0, 1_000_000, 'new orders')],
  ['questionsPerMinute', 'CHECKOUT_QUESTIONS_PER_MINUTE', 120, whole(0, 1_000_000, 'questions')],
  ['handOverLeaseMs', none, 60_000, whole(1_000, 3_600_000, 'milliseconds')],
  ['latePayment', none, 'hand-over', oneOf('hand-over', 'review', 'refund')],
  ['doublePayment', none, 'review', oneOf('hand-over', 'review', 'refund')],
  ['watchPaidForDays', 'CHECKOUT_WATCH_PAID_FOR_DAYS', 30, whole(0, 400, 'days')],
  [
    'retention.personalDays',
    'CHECKOUT_RETENTION_PERSONAL_DAYS',
    none,
    { ...whole(30, 36_500, 'days'), beside: { watchPaidForDays: 0 } },
  ],
  ['logger', none, silentLogger, logger],
]

export const rows = table.map(([option, variable, standard, rule]) => ({ option, variable, standard, rule }))
export type Row = (typeof rows)[number]

/** What the settings hold for an option. */
export function settingOf({ option, rule }: Row, settings: CheckoutSettings): unknown {
  if (rule.setting) return rule.setting(settings)
  return option.split('.').reduce<unknown>((value, name) => (value as Group)[name], settings)
}

type Taken<Given> = readonly (readonly [given: Given, setting: unknown])[]

export function takenFromCode({ kept = [], turned = {} }: Rule): Taken<unknown> {
  return [...kept.map((value) => [value, value] as const), ...Object.entries(turned)]
}

export function takenFromEnvironment({ kept = [], turned = {}, texts = {} }: Rule): Taken<string> {
  const same = kept.filter((value) => typeof value === 'string').map((text) => [text, text] as const)
  return [...same, ...Object.entries(turned), ...Object.entries(texts)]
}
