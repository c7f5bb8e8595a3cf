import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { Environment } from '../src/environment.ts'
import { ConfigurationError } from '../src/errors.ts'
import { silentLogger } from '../src/logger.ts'
import { optionVariables, readOptions } from '../src/options.ts'
import type { CheckoutSettings } from '../src/options.ts'

const longSecret = 'correct horse battery staple 0001'
const otherSecret = 'correct horse battery staple 0002'
const nothing = (): void => undefined
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const rsaPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const otherRsaPem = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString()
const rsaPrivatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const edPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
// Made for one day: validity dates of a pinned certificate are not looked at (protocol 14.5).
const certificate = readFileSync(join(__dirname, 'options', 'bank-certificate.pem'), 'utf8')

type Group = Record<string, unknown>

/** The least a store must say, with changes: a path, and what stands there instead. */
function options(changes: Group = {}): Group {
  const all: Group = {
    gateway: { url: 'https://bank.example/payment/rest/', user: 'shop-api', password: 'pass word 1' },
    baseUrl: 'https://shop.example',
    secret: longSecret,
    catalog: {},
  }
  for (const [path, value] of Object.entries(changes)) place(all, path, value)
  return all
}

function place(all: Group, path: string, value: unknown): void {
  const [name, inner] = path.split('.') as [string, string?]
  if (inner === undefined) all[name] = value
  else place((all[name] ??= {}) as Group, inner, value)
}

/** The lines of the refusal, its first line left out. */
function problems(given: unknown, environment: Environment = {}): readonly string[] {
  return refusal(given, environment).split('\n  ').slice(1)
}

function refusal(given: unknown, environment: Environment = {}): string {
  return refused(given, environment).message
}

function refused(given: unknown, environment: Environment = {}): Error {
  try {
    readOptions(given, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    return error as Error
  }
  throw new Error('The options were not refused.')
}

const root =
  "wanted the https root of the bank's REST API (http on loopback only), without login, query or fragment, such as https://bank.example/payment/rest/"
const base =
  "wanted the https address of the shop's checkout (http on loopback only), of 400 characters at most, without login, query or fragment, such as https://shop.example/shop"
const page = 'wanted an https address (http on loopback only) or a path that starts with a single slash'

interface Row {
  readonly option: string
  readonly variable?: string
  /** What a setting is when nobody sets it; absent where it must be set. */
  readonly default?: unknown
  readonly setting: (settings: CheckoutSettings) => unknown
  /** What code gives, and what the settings then hold. */
  readonly fromCode: readonly (readonly [given: unknown, setting: unknown])[]
  readonly fromEnvironment?: readonly (readonly [text: string, setting: unknown])[]
  readonly wanted: string
  /** What breaks the rule, and how the message shows it. */
  readonly refused: readonly (readonly [given: unknown, got: string])[]
  readonly refusedText?: readonly (readonly [text: string, got: string])[]
  /** Further options without which this one cannot be tried. */
  readonly beside?: Group
}

const handlers = ['onPaid', 'onReview', 'on', 'success', 'failure', 'pending'] as const
const parameters = { onPaid: 'order', onReview: 'order', on: 'entry, order' } as Readonly<
  Record<string, string | undefined>
>
const noLogin = { 'gateway.user': undefined, 'gateway.password': undefined }

// Contract 2, row by row.
const rows: readonly Row[] = [
  {
    option: 'gateway.url',
    variable: 'CHECKOUT_GATEWAY_URL',
    setting: ({ gateway }) => gateway.url,
    fromCode: [
      ['https://bank.example/payment/rest/', 'https://bank.example/payment/rest/'],
      ['https://bank.example/payment/rest', 'https://bank.example/payment/rest/'],
      ['HTTPS://Bank.Example:443', 'https://bank.example/'],
      ['http://localhost:4000/payment/rest/', 'http://localhost:4000/payment/rest/'],
      ['http://bank.localhost/', 'http://bank.localhost/'],
      ['http://127.1.2.3:4000/', 'http://127.1.2.3:4000/'],
      ['http://[::1]:4000/', 'http://[::1]:4000/'],
    ],
    fromEnvironment: [[' https://bank.example/rest ', 'https://bank.example/rest/']],
    wanted: root,
    refused: [
      [undefined, 'nothing'],
      [null, 'null'],
      ['', '""'],
      [7, '7'],
      ['bank.example/payment/rest/', '"bank.example/payment/rest/"'],
      ['http://bank.example/', '"http://bank.example/"'],
      ['http://127.example/', '"http://127.example/"'],
      ['http://localhost.example/', '"http://localhost.example/"'],
      ['ftp://bank.example/', '"ftp://bank.example/"'],
      ['https:bank.example', '"https:bank.example"'],
      ['https:///bank.example', '"https:///bank.example"'],
      ['https://bank.example\\@evil.example/', '"…@evil.example/"'],
      ['https://bank.example/a b', '"https://bank.example/a b"'],
      ['https://bank.example/\n', '"https://bank.example/\\n"'],
      ['https://api:hunter2@bank.example/', '"…@bank.example/"'],
      ['https://bank.example/?token=hunter2', '"https://bank.example/?…"'],
      ['https://bank.example/#hunter2', '"https://bank.example/#…"'],
      ['https://bank.example/?', '"https://bank.example/?"'],
      ['https://bank.example:99999/', '"https://bank.example:99999/"'],
      ['https://bank.example/payment/rest/register.do', '"https://bank.example/payment/rest/register.do"'],
      [`http://${'a'.repeat(100)}`, `"http://${'a'.repeat(73)}…"`],
    ],
    refusedText: [['http://bank.example/', '"http://bank.example/"']],
  },
  ...(['user', 'password'] as const).map((name): Row => ({
    option: `gateway.${name}`,
    variable: `CHECKOUT_GATEWAY_${name.toUpperCase()}`,
    setting: ({ gateway }) => (gateway.login as Record<string, string>)[name],
    fromCode: [
      ['hunter 2', 'hunter 2'],
      [' ,ü ', ' ,ü '],
    ],
    fromEnvironment: [[' hunter,2 ', ' hunter,2 ']],
    wanted: `wanted the ${name === 'user' ? 'login' : 'password'} of the API user, on one line`,
    refused: [
      ['', '0 characters'],
      ['hunter2\n', '8 characters'],
      ['x\0', '2 characters'],
      [12345, 'a number'],
      [['hunter2'], 'a list of 1'],
    ],
    refusedText: [['hunter2\r', '8 characters']],
  })),
  {
    option: 'gateway.token',
    variable: 'CHECKOUT_GATEWAY_TOKEN',
    beside: noLogin,
    setting: ({ gateway }) => gateway.login,
    fromCode: [['tok,en', { token: 'tok,en' }]],
    fromEnvironment: [['token', { token: 'token' }]],
    wanted: 'wanted the token of the API user, on one line',
    refused: [
      ['', '0 characters'],
      [true, 'a boolean'],
      ['to\nken', '6 characters'],
    ],
  },
  {
    option: 'gateway.timeoutMs',
    variable: 'CHECKOUT_GATEWAY_TIMEOUT_MS',
    default: 30_000,
    setting: ({ gateway }) => gateway.timeoutMs,
    fromCode: [
      [1, 1],
      [120_000, 120_000],
    ],
    fromEnvironment: [
      ['1', 1],
      [' 120000 ', 120_000],
    ],
    wanted: 'wanted a whole number of milliseconds from 1 to 120000',
    refused: [
      [0, '0'],
      [120_001, '120001'],
      [1.5, '1.5'],
      ['30000', '"30000"'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [10n, 'a bigint'],
    ],
    refusedText: [
      ['1e3', '"1e3"'],
      ['0x10', '"0x10"'],
      ['1_000', '"1_000"'],
      ['010', '"010"'],
      ['+5', '"+5"'],
      ['30s', '"30s"'],
      ['0', '0'],
    ],
  },
  {
    option: 'gateway.formHosts',
    variable: 'CHECKOUT_FORM_HOSTS',
    default: ['bank.example'],
    setting: ({ gateway }) => gateway.formHosts,
    fromCode: [
      [['Pay.Bank.example'], ['pay.bank.example']],
      ['a.example, b.example:8443,', ['a.example', 'b.example:8443']],
      [
        ['a.example:443', 'b.example:0080'],
        ['a.example:443', 'b.example:80'],
      ],
      ['[::1]:4000,127.0.0.1:4000', ['[::1]:4000', '127.0.0.1:4000']],
      ['bücher.example', ['xn--bcher-kva.example']],
    ],
    fromEnvironment: [[' a.example ,B.example:8443 ', ['a.example', 'b.example:8443']]],
    wanted: 'wanted one or more hosts, each `host` or `host:port`',
    refused: [
      ['', '""'],
      [[], 'a list of 0'],
      [[undefined], 'a list of 1'],
      ['https://bank.example', '"https://bank.example"'],
      ['bank.example/pay', '"bank.example/pay"'],
      ['*.bank.example', '"*.bank.example"'],
      ['bank.example:99999', '"bank.example:99999"'],
      ['api:hunter2@bank.example', '"…@bank.example"'],
      ['bank%2eexample', '"bank%2eexample"'],
      [{ a: 1 }, 'an object'],
    ],
    refusedText: [[',', '","']],
  },
  {
    option: 'baseUrl',
    variable: 'CHECKOUT_BASE_URL',
    setting: ({ baseUrl }) => baseUrl,
    fromCode: [
      ['https://shop.example/shop', 'https://shop.example/shop'],
      ['https://Shop.example/Shop//', 'https://shop.example/Shop'],
      ['http://localhost:3000', 'http://localhost:3000'],
      [`https://shop.example/${'a'.repeat(379)}`, `https://shop.example/${'a'.repeat(379)}`],
    ],
    fromEnvironment: [['https://shop.example/', 'https://shop.example']],
    wanted: base,
    refused: [
      [undefined, 'nothing'],
      ['http://shop.example', '"http://shop.example"'],
      ['//shop.example', '"//shop.example"'],
      ['/shop', '"/shop"'],
      ['https://me:hunter2@shop.example', '"…@shop.example"'],
      ['https://shop.example/?x=hunter2', '"https://shop.example/?…"'],
      ['https://shop.example/#', '"https://shop.example/#"'],
      [`https://shop.example/${'a'.repeat(380)}`, `"https://shop.example/${'a'.repeat(59)}…"`],
    ],
  },
  {
    option: 'secret',
    variable: 'CHECKOUT_SECRET',
    setting: ({ secrets }) => secrets,
    fromCode: [
      [longSecret, [longSecret]],
      ['x'.repeat(32), ['x'.repeat(32)]],
      [`${longSecret}, ${otherSecret}`, [longSecret, otherSecret]],
      [
        [longSecret, otherSecret],
        [longSecret, otherSecret],
      ],
    ],
    fromEnvironment: [[`${otherSecret},${longSecret}`, [otherSecret, longSecret]]],
    wanted: 'wanted 32 or more characters in each secret (make one with: openssl rand -hex 32)',
    refused: [
      [undefined, 'nothing'],
      ['', '0 characters'],
      ['x', '1 character'],
      ['x'.repeat(31), '31 characters'],
      ['😀'.repeat(16), '16 characters'],
      [`${longSecret},hunter2`, '33 and 7 characters'],
      [[longSecret, 'hunter2'], '33 and 7 characters'],
      [[longSecret, 7], 'a list of 2'],
      [[], 'a list of 0'],
      [{ secret: longSecret }, 'an object'],
    ],
    refusedText: [['hunter2', '7 characters']],
  },
  {
    option: 'databaseUrl',
    variable: 'CHECKOUT_DATABASE_URL',
    default: 'sqlite:checkout.db',
    setting: ({ databaseUrl }) => databaseUrl,
    fromCode: [
      ['sqlite::memory:', 'sqlite::memory:'],
      ['sqlite:/var/lib/shop/checkout.db', 'sqlite:/var/lib/shop/checkout.db'],
      ['postgres://u:p@db.example:5432/shop?sslmode=require', 'postgres://u:p@db.example:5432/shop?sslmode=require'],
      ['postgresql:///shop', 'postgresql:///shop'],
    ],
    fromEnvironment: [['postgres://u:p@db.example/shop', 'postgres://u:p@db.example/shop']],
    wanted: 'wanted `sqlite:<file>`, `sqlite::memory:` or `postgres://…`',
    refused: [
      ['', '0 characters'],
      ['sqlite:', '7 characters'],
      ['sqlite:a\0b', '10 characters'],
      ['checkout.db', '11 characters'],
      ['mysql://u:hunter2@db.example/shop', '33 characters'],
      ['postgres:shop', '13 characters'],
      ['postgres://u:hun#ter2@db.example/shop', '37 characters'],
      [5432, 'a number'],
    ],
  },
  {
    option: 'currency',
    variable: 'CHECKOUT_CURRENCY',
    default: undefined,
    setting: ({ currency }) => currency,
    fromCode: [['KWD', { alphabetic: 'KWD', numeric: '414', exponent: 3 }]],
    fromEnvironment: [['EUR', { alphabetic: 'EUR', numeric: '978', exponent: 2 }]],
    wanted: 'wanted a currency of ISO 4217 in capitals, such as EUR',
    refused: [
      ['eur', '"eur"'],
      ['978', '"978"'],
      ['XXX', '"XXX"'],
      ['ZZZ', '"ZZZ"'],
      [978, '978'],
    ],
  },
  {
    option: 'language',
    variable: 'CHECKOUT_LANGUAGE',
    default: undefined,
    setting: ({ language }) => language,
    fromCode: [['de', 'de']],
    fromEnvironment: [['el', 'el']],
    wanted: 'wanted a language as two lower-case letters, such as en',
    refused: [
      ['EN', '"EN"'],
      ['en-GB', '"en-GB"'],
      ['eng', '"eng"'],
      ['', '""'],
    ],
  },
  {
    option: 'capture',
    variable: 'CHECKOUT_CAPTURE',
    default: 'automatic',
    setting: ({ capture }) => capture,
    fromCode: [
      ['manual', 'manual'],
      ['automatic', 'automatic'],
    ],
    fromEnvironment: [['manual', 'manual']],
    wanted: 'wanted `automatic` or `manual`',
    refused: [
      ['Manual', '"Manual"'],
      [true, 'true'],
    ],
  },
  {
    option: 'callback.key',
    variable: 'CHECKOUT_CALLBACK_KEY',
    default: [],
    setting: ({ callback }) => callback.keys,
    fromCode: [
      ['key', ['key']],
      ['new, old', ['new', 'old']],
      [
        ['new', 'old'],
        ['new', 'old'],
      ],
    ],
    fromEnvironment: [['new,old', ['new', 'old']]],
    wanted: 'wanted one or more keys, each on one line',
    refused: [
      ['', '0 characters'],
      [[], 'a list of 0'],
      [['hunter2', ''], '7 and 0 characters'],
      [['hunter\n2'], '8 characters'],
      [5, 'a number'],
    ],
  },
  {
    option: 'callback.publicKey',
    variable: 'CHECKOUT_CALLBACK_PUBLIC_KEY',
    default: undefined,
    setting: ({ callback }) =>
      callback.publicKeys.map((key) => key.export({ type: 'spki', format: 'pem' })).join('') || undefined,
    fromCode: [
      [rsaPem, rsaPem],
      [rsaPem.replaceAll('\n', '\\n'), rsaPem],
      [otherRsaPem + rsaPem, otherRsaPem + rsaPem],
    ],
    fromEnvironment: [[rsaPem.replaceAll('\n', '\\n'), rsaPem]],
    wanted: 'wanted an RSA public key or certificate as PEM',
    refused: [
      ['', '0 characters'],
      ['-----BEGIN PUBLIC KEY-----', '26 characters'],
      [rsaPrivatePem, `${rsaPrivatePem.length} characters`],
      [edPem, `${edPem.length} characters`],
      [rsaPem + edPem, `${rsaPem.length + edPem.length} characters`],
      [rsaPem + otherRsaPem.slice(0, 100), `${rsaPem.length + 100} characters`],
      [publicKey, 'an object'],
    ],
  },
  {
    option: 'callback.hash',
    default: 'sha512',
    setting: ({ callback }) => callback.hash,
    fromCode: [
      ['sha1', 'sha1'],
      ['SHA-256', 'sha256'],
      ['SHA512', 'sha512'],
    ],
    wanted: 'wanted `sha512`, `sha256` or `sha1`',
    refused: [
      ['md5', '"md5"'],
      [512, '512'],
    ],
  },
  {
    option: 'callback.dynamic',
    variable: 'CHECKOUT_CALLBACK_DYNAMIC',
    default: false,
    setting: ({ callback }) => callback.dynamic,
    fromCode: [
      [true, true],
      [false, false],
    ],
    fromEnvironment: [
      ['true', true],
      ['1', true],
      ['false', false],
      ['0', false],
    ],
    wanted: 'wanted true or false',
    refused: [
      ['true', '"true"'],
      [1, '1'],
    ],
    refusedText: [
      ['yes', '"yes"'],
      ['TRUE', '"TRUE"'],
      ['10', '"10"'],
    ],
  },
  ...(['successUrl', 'failureUrl'] as const).map((option): Row => ({
    option,
    variable: option === 'successUrl' ? 'CHECKOUT_SUCCESS_URL' : 'CHECKOUT_FAILURE_URL',
    default: undefined,
    setting: (settings) => settings[option],
    fromCode: [
      ['/thanks', '/thanks'],
      ['/', '/'],
      ['/thanks?lang=en', '/thanks?lang=en'],
      ['https://Shop.example', 'https://shop.example/'],
      ['http://localhost:3000/thanks', 'http://localhost:3000/thanks'],
    ],
    fromEnvironment: [['/thanks', '/thanks']],
    wanted: page,
    refused: [
      ['//evil.example', '"//evil.example"'],
      ['/\\evil.example', '"/\\\\evil.example"'],
      ['/a\nb', '"/a\\nb"'],
      ['thanks', '"thanks"'],
      ['http://shop.example/', '"http://shop.example/"'],
      ['javascript:alert(1)', '"javascript:alert(1)"'],
      ['https://me:hunter2@shop.example/', '"…@shop.example/"'],
      [new URL('https://shop.example/'), 'an object'],
    ],
  })),
  {
    option: 'catalog',
    setting: ({ catalog }) => catalog,
    fromCode: [
      [{ mug: { amountMinor: 1 } }, { mug: { amountMinor: 1 } }],
      [nothing, nothing],
    ],
    wanted: 'wanted an object of items by sku, or a function (sku, req) that finds one',
    refused: [
      [undefined, 'nothing'],
      [null, 'null'],
      [[{ sku: 'mug' }], 'a list of 1'],
      [new Map([['mug', {}]]), 'an object'],
      [Promise.resolve({}), 'an object'],
      ['mug', '"mug"'],
    ],
  },
  ...handlers.map((option): Row => ({
    option,
    default: undefined,
    setting: (settings) => settings[option],
    fromCode: [[nothing, nothing]],
    wanted: `wanted a function (${parameters[option] ?? 'order, req, res, next'})`,
    refused: [
      ['thanks', '"thanks"'],
      [{}, 'an object'],
      [null, 'null'],
      [Symbol('thanks'), 'a symbol'],
    ],
  })),
  {
    option: 'reuseOpenOrderForMs',
    default: 600_000,
    setting: ({ reuseOpenOrderForMs }) => reuseOpenOrderForMs,
    fromCode: [
      [0, 0],
      [1_200_000, 1_200_000],
    ],
    wanted: 'wanted a whole number of milliseconds from 0 to 1200000',
    refused: [
      [-1, '-1'],
      [1_200_001, '1200001'],
      [0.5, '0.5'],
    ],
  },
  {
    option: 'checkoutsPerMinute',
    variable: 'CHECKOUT_PER_MINUTE',
    default: 30,
    setting: ({ checkoutsPerMinute }) => checkoutsPerMinute,
    fromCode: [
      [0, 0],
      [500, 500],
    ],
    fromEnvironment: [['0', 0]],
    wanted: 'wanted a whole number of new orders from 0 to 1000000',
    refused: [
      [-1, '-1'],
      [0.5, '0.5'],
      [false, 'false'],
      [1_000_001, '1000001'],
    ],
    refusedText: [['-1', '"-1"']],
  },
  {
    option: 'handOverLeaseMs',
    default: 60_000,
    setting: ({ handOverLeaseMs }) => handOverLeaseMs,
    fromCode: [
      [1000, 1000],
      [3_600_000, 3_600_000],
    ],
    wanted: 'wanted a whole number of milliseconds from 1000 to 3600000',
    refused: [
      [999, '999'],
      [3_600_001, '3600001'],
    ],
  },
  {
    option: 'latePayment',
    default: 'hand-over',
    setting: ({ latePayment }) => latePayment,
    fromCode: [
      ['hand-over', 'hand-over'],
      ['review', 'review'],
      ['refund', 'refund'],
    ],
    wanted: 'wanted `hand-over`, `review` or `refund`',
    refused: [['handover', '"handover"']],
  },
  {
    option: 'sweep.everyMs',
    variable: 'CHECKOUT_SWEEP_EVERY_MS',
    default: 5_000,
    setting: ({ sweep }) => sweep.everyMs,
    fromCode: [
      [100, 100],
      [60_000, 60_000],
    ],
    fromEnvironment: [['1000', 1000]],
    wanted: 'wanted a whole number of milliseconds from 100 to 60000',
    refused: [
      [99, '99'],
      [60_001, '60001'],
    ],
    refusedText: [['often', '"often"']],
  },
  {
    option: 'sweep.concurrency',
    variable: 'CHECKOUT_SWEEP_CONCURRENCY',
    default: 4,
    setting: ({ sweep }) => sweep.concurrency,
    fromCode: [
      [1, 1],
      [64, 64],
    ],
    fromEnvironment: [['8', 8]],
    wanted: 'wanted a whole number of orders from 1 to 64',
    refused: [
      [0, '0'],
      [65, '65'],
    ],
    refusedText: [['many', '"many"']],
  },
  {
    option: 'sweep.looksAtSecs',
    variable: 'CHECKOUT_SWEEP_LOOKS_AT_SECS',
    default: [20, 40, 60, 120, 240, 480, 900],
    setting: ({ sweep }) => sweep.looksAtSecs,
    fromCode: [
      [
        [1, 1200],
        [1, 1200],
      ],
      ['30,60, 90,', [30, 60, 90]],
    ],
    fromEnvironment: [[' 30 ,60 ', [30, 60]]],
    wanted: 'wanted 1 to 50 whole numbers of seconds from 1 to 1200, ascending',
    refused: [
      ['', '""'],
      [[], 'a list of 0'],
      [[0], 'a list of 1'],
      [[1201], 'a list of 1'],
      [[20, 20], 'a list of 2'],
      [[40, 20], 'a list of 2'],
      [[20.5], 'a list of 1'],
      [['soon'], 'a list of 1'],
      [Array.from({ length: 51 }, (_, index) => index + 1), 'a list of 51'],
      [20, '20'],
    ],
    refusedText: [
      ['20,soon', '"20,soon"'],
      ['20 40', '"20 40"'],
    ],
  },
  {
    option: 'sweep.jitterPercent',
    variable: 'CHECKOUT_SWEEP_JITTER_PERCENT',
    default: 10,
    setting: ({ sweep }) => sweep.jitterPercent,
    fromCode: [
      [0, 0],
      [100, 100],
    ],
    fromEnvironment: [['0', 0]],
    wanted: 'wanted a whole number of percent from 0 to 100',
    refused: [
      [-1, '-1'],
      [101, '101'],
      [0.1, '0.1'],
    ],
    refusedText: [['10%', '"10%"']],
  },
  {
    option: 'breaker.failures',
    variable: 'CHECKOUT_BREAKER_FAILURES',
    default: 5,
    setting: ({ breaker }) => breaker.failures,
    fromCode: [
      [0, 0],
      [1000, 1000],
    ],
    fromEnvironment: [['0', 0]],
    wanted: 'wanted a whole number of calls from 0 to 1000',
    refused: [
      [-1, '-1'],
      [1001, '1001'],
    ],
    refusedText: [['never', '"never"']],
  },
  {
    option: 'breaker.openMs',
    variable: 'CHECKOUT_BREAKER_OPEN_MS',
    default: 15_000,
    setting: ({ breaker }) => breaker.openMs,
    fromCode: [
      [100, 100],
      [300_000, 300_000],
    ],
    fromEnvironment: [['1000', 1000]],
    wanted: 'wanted a whole number of milliseconds from 100 to 300000',
    refused: [
      [99, '99'],
      [300_001, '300001'],
    ],
    refusedText: [['1m', '"1m"']],
  },
  {
    option: 'breaker.maxOpenMs',
    variable: 'CHECKOUT_BREAKER_MAX_OPEN_MS',
    default: 300_000,
    setting: ({ breaker }) => breaker.maxOpenMs,
    fromCode: [
      [100, 100],
      [3_600_000, 3_600_000],
    ],
    fromEnvironment: [['60000', 60_000]],
    wanted: 'wanted a whole number of milliseconds from 100 to 3600000',
    refused: [
      [99, '99'],
      [3_600_001, '3600001'],
    ],
    refusedText: [['5m', '"5m"']],
  },
  {
    option: 'breaker.maxRetryAfterMs',
    variable: 'CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS',
    default: 3_600_000,
    setting: ({ breaker }) => breaker.maxRetryAfterMs,
    fromCode: [
      [0, 0],
      [3_600_000, 3_600_000],
    ],
    fromEnvironment: [['0', 0]],
    wanted: 'wanted a whole number of milliseconds from 0 to 3600000',
    refused: [
      [-1, '-1'],
      [3_600_001, '3600001'],
    ],
    refusedText: [['1h', '"1h"']],
  },
  {
    option: 'watchPaidForDays',
    variable: 'CHECKOUT_WATCH_PAID_FOR_DAYS',
    default: 30,
    setting: ({ watchPaidForDays }) => watchPaidForDays,
    fromCode: [
      [0, 0],
      [400, 400],
    ],
    fromEnvironment: [['120', 120]],
    wanted: 'wanted a whole number of days from 0 to 400',
    refused: [
      [-1, '-1'],
      [401, '401'],
      [1.5, '1.5'],
    ],
    refusedText: [['a month', '"a month"']],
  },
  {
    option: 'logger',
    default: silentLogger,
    setting: ({ logger }) => logger,
    fromCode: [[console, console]],
    wanted: 'wanted an object with the functions info, warn and error',
    refused: [
      [{ info: nothing, warn: nothing }, 'an object'],
      [nothing, 'a function'],
      [true, 'true'],
    ],
  },
]

describe.each(rows)('option $option', (row) => {
  const { option, variable, setting, wanted, beside = {} } = row
  const name = variable === undefined ? option : `${option} (${variable})`

  it.each(row.fromCode)('takes %p from code', (given, expected) => {
    const settings = readOptions(options({ ...beside, [option]: given }), {})

    expect(setting(settings)).toEqual(expected)
  })

  it.each(row.refused)('refuses %p from code, in one line', (given, got) => {
    const lines = problems(options({ ...beside, [option]: given }))

    expect(lines).toContain(`${name}: ${wanted}, got ${got}.`)
    expect(lines.filter((line) => line.startsWith(`${option} `) || line.startsWith(`${option}:`))).toHaveLength(1)
  })

  if ('default' in row) {
    it('has its default', () => {
      expect(setting(readOptions(options(), {}))).toEqual(row.default)
      expect(setting(readOptions(options({ [option]: undefined }), {}))).toEqual(row.default)
    })
  } else {
    it('is refused when nobody gives it', () => {
      expect(problems(options({ ...beside, [option]: undefined })).join()).toMatch(
        new RegExp(`^(.*, )?${option}\\b.*, got (nothing|one)`),
      )
    })
  }

  if (variable === undefined) {
    it('has no variable', () => {
      expect(optionVariables.filter((one) => one.option === option)).toEqual([])
    })
    return
  }

  it('names its variable', () => {
    expect(optionVariables).toContainEqual(expect.objectContaining({ option, variable }))
  })

  if (row.fromEnvironment)
    it.each(row.fromEnvironment)(`takes %p from the environment`, (given, expected) => {
      const settings = readOptions(options({ ...beside, [option]: undefined }), { [variable]: given })

      expect(setting(settings)).toEqual(expected)
    })

  if (row.refusedText)
    it.each(row.refusedText)('refuses %p from the environment', (given, got) => {
      expect(problems(options({ ...beside, [option]: undefined }), { [variable]: given })).toEqual([
        `${name}: ${wanted}, got ${got}.`,
      ])
    })

  it('is taken from code where both are there, even if the variable breaks the rule', () => {
    const [[given, expected]] = row.fromCode as [[unknown, unknown]]

    expect(setting(readOptions(options({ ...beside, [option]: given }), { [variable]: '\n' }))).toEqual(expected)
  })

  it('takes an empty variable as not set', () => {
    const [[given, expected]] = row.fromCode as [[unknown, unknown]]

    expect(setting(readOptions(options({ ...beside, [option]: given }), { [variable]: '' }))).toEqual(expected)
    if ('default' in row) expect(setting(readOptions(options(), { [variable]: '' }))).toEqual(row.default)
  })
})

describe('the options together', () => {
  it('are all tried here, and no others', () => {
    expect(rows.flatMap(({ variable }) => variable ?? []).sort()).toEqual(
      optionVariables.map(({ variable }) => variable).sort(),
    )
  })

  it('come from the environment alone, but for the catalog', () => {
    const settings = readOptions(
      { catalog: nothing },
      {
        CHECKOUT_GATEWAY_URL: 'http://localhost:4000/payment/rest',
        CHECKOUT_GATEWAY_USER: 'sandbox-api',
        CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
        CHECKOUT_BASE_URL: 'http://localhost:3000',
        CHECKOUT_SECRET: longSecret,
        PATH: '/bin',
      },
    )

    expect(settings).toEqual({
      gateway: {
        url: 'http://localhost:4000/payment/rest/',
        login: { user: 'sandbox-api', password: 'sandbox' },
        timeoutMs: 30_000,
        formHosts: ['localhost:4000'],
      },
      callback: { keys: [], publicKeys: [], hash: 'sha512', dynamic: false },
      sweep: { everyMs: 5_000, concurrency: 4, looksAtSecs: [20, 40, 60, 120, 240, 480, 900], jitterPercent: 10 },
      breaker: { failures: 5, openMs: 15_000, maxOpenMs: 300_000, maxRetryAfterMs: 3_600_000 },
      baseUrl: 'http://localhost:3000',
      secrets: [longSecret],
      databaseUrl: 'sqlite:checkout.db',
      currency: undefined,
      capture: 'automatic',
      catalog: nothing,
      reuseOpenOrderForMs: 600_000,
      checkoutsPerMinute: 30,
      handOverLeaseMs: 60_000,
      latePayment: 'hand-over',
      watchPaidForDays: 30,
      logger: silentLogger,
      warnings: [],
    })
  })

  it('are joined option by option: the user from code, the password from the environment', () => {
    const given = options({ 'gateway.password': undefined })

    const { gateway } = readOptions(given, { CHECKOUT_GATEWAY_PASSWORD: 'hunter2' })

    expect(gateway.login).toEqual({ user: 'shop-api', password: 'hunter2' })
  })

  it('leave the objects they are given alone', () => {
    const given = options({ 'gateway.url': undefined, callback: undefined })
    const before = structuredClone(given)

    readOptions(given, { CHECKOUT_GATEWAY_URL: 'https://bank.example/rest', CHECKOUT_CALLBACK_KEY: 'key' })

    expect(given).toEqual(before)
  })

  it('hand the store its own logger and catalog, not copies', () => {
    class Log {
      #lines: string[] = []
      info(): void {
        this.#lines.push('info')
      }
      warn = nothing
      error = nothing
    }
    const logger = new Log()
    const catalog = { mug: { amountMinor: 1 } }

    const settings = readOptions(options({ logger, catalog }), {})

    expect(settings.logger).toBe(logger)
    expect(settings.catalog).toBe(catalog)
    expect(() => settings.logger.info({}, '')).not.toThrow()
  })

  it('have a callback key or a public key, not both', () => {
    expect(problems(options({ callback: { key: 'key', publicKey: rsaPem } }))).toEqual([
      'callback.key, callback.publicKey (CHECKOUT_CALLBACK_KEY, CHECKOUT_CALLBACK_PUBLIC_KEY): wanted one of them, got both.',
    ])
  })

  it('take the public key out of a certificate', () => {
    const { callback } = readOptions(options({ 'callback.publicKey': certificate }), {})

    expect(callback.publicKeys.map(({ asymmetricKeyType }) => asymmetricKeyType)).toEqual(['rsa'])
  })

  it.each(['success', 'failure'])('have a %s handler or an address, not both', (name) => {
    const variable = `CHECKOUT_${name.toUpperCase()}_URL`

    expect(problems(options({ [name]: nothing, [`${name}Url`]: '/page' }))).toEqual([
      `${name}, ${name}Url (${variable}): wanted one of them, got both.`,
    ])
    expect(problems(options({ [name]: nothing }), { [variable]: '/page' })).toHaveLength(1)
  })

  it.each([
    [
      { ...noLogin },
      'gateway.user, gateway.password, gateway.token (CHECKOUT_GATEWAY_USER, CHECKOUT_GATEWAY_PASSWORD, CHECKOUT_GATEWAY_TOKEN): wanted user and password, or the token, got nothing.',
    ],
    [
      { 'gateway.password': undefined },
      'gateway.user, gateway.password (CHECKOUT_GATEWAY_USER, CHECKOUT_GATEWAY_PASSWORD): wanted both or neither, got one.',
    ],
    [
      { 'gateway.user': undefined },
      'gateway.password, gateway.user (CHECKOUT_GATEWAY_PASSWORD, CHECKOUT_GATEWAY_USER): wanted both or neither, got one.',
    ],
    [
      { 'gateway.token': 'token' },
      'gateway.user, gateway.token (CHECKOUT_GATEWAY_USER, CHECKOUT_GATEWAY_TOKEN): wanted user and password, or the token, got both.',
    ],
  ])('have user and password, or the token: not %j', (changes, line) => {
    expect(problems(options(changes))).toEqual([line])
  })

  it('cannot refund late payments with a token', () => {
    const byToken = { 'gateway.user': undefined, 'gateway.password': undefined, 'gateway.token': 'token' }

    expect(problems(options({ ...byToken, latePayment: 'refund' }))).toEqual([
      'latePayment: wanted `hand-over` or `review`, because gateway.token cannot refund, got "refund".',
    ])
    expect(problems(options({ ...byToken, latePayment: 'other' }))).toEqual([
      'latePayment: wanted `hand-over` or `review`, because gateway.token cannot refund, got "other".',
    ])
    expect(readOptions(options({ ...byToken, latePayment: 'review' }), {}).latePayment).toBe('review')
  })

  it.each([
    ['gateway', 'wanted an object with `url`, and with `user` and `password` or `token`'],
    ['callback', 'wanted an object with `key` or `publicKey`'],
    ['sweep', 'wanted an object with `everyMs`, `concurrency`, `looksAtSecs` and `jitterPercent`'],
    ['breaker', 'wanted an object with `failures`, `openMs`, `maxOpenMs` and `maxRetryAfterMs`'],
  ])('have an object as %s', (name, wanted) => {
    for (const [value, got] of [
      ['https://bank.example/', '"https://bank.example/"'],
      [null, 'null'],
      [[], 'a list of 0'],
    ]) {
      expect(problems(options({ [name]: value }))).toEqual([`${name}: ${wanted}, got ${got as string}.`])
    }
  })

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['hunter2', '7 characters'],
    [[], 'a list of 0'],
    [nothing, 'a function'],
  ])('are an object, not %p', (given, got) => {
    expect(problems(given)[0]).toBe(`options: wanted an object, got ${got}.`)
  })
})

describe('a refused start', () => {
  it('names every wrong option at once, by option and variable', () => {
    const message = refusal(
      {
        gateway: { url: 'http://bank.example/', usr: 'shop-api', timeoutMs: 0 },
        secret: 'hunter2',
        sucess: nothing,
        latePayment: 'ignore',
      },
      { CHECKOUT_CURRENCY: 'eur', CHECKOUT_SECRET_FILE: '/does/not/matter', CHECKOUT_BASE_ULR: 'https://shop.example' },
    )

    expect(message).toBe(`express-hosted-checkout cannot start: 10 options do not fit.
  gateway.url (CHECKOUT_GATEWAY_URL): ${root}, got "http://bank.example/".
  gateway.timeoutMs (CHECKOUT_GATEWAY_TIMEOUT_MS): wanted a whole number of milliseconds from 1 to 120000, got 0.
  gateway.usr: unknown option; did you mean \`gateway.user\`?
  gateway.user, gateway.password, gateway.token (CHECKOUT_GATEWAY_USER, CHECKOUT_GATEWAY_PASSWORD, CHECKOUT_GATEWAY_TOKEN): wanted user and password, or the token, got nothing.
  baseUrl (CHECKOUT_BASE_URL): ${base}, got nothing.
  secret (CHECKOUT_SECRET): wanted 32 or more characters in each secret (make one with: openssl rand -hex 32), got 7 characters.
  currency (CHECKOUT_CURRENCY): wanted a currency of ISO 4217 in capitals, such as EUR, got "eur".
  catalog: wanted an object of items by sku, or a function (sku, req) that finds one, got nothing.
  latePayment: wanted \`hand-over\`, \`review\` or \`refund\`, got "ignore".
  sucess: unknown option; did you mean \`success\`?
  CHECKOUT_BASE_ULR: unknown variable; did you mean CHECKOUT_BASE_URL?`)
  })

  it('counts one option as one', () => {
    expect(refusal(options({ language: 'EN' }))).toMatch(
      /^express-hosted-checkout cannot start: 1 option does not fit\.\n {2}language/,
    )
  })

  it.each([
    [{ sucess: 1 }, 'sucess: unknown option; did you mean `success`?'],
    [{ onpaid: 1 }, 'onpaid: unknown option; did you mean `onPaid`?'],
    [{ baseURL: 1 }, 'baseURL: unknown option; did you mean `baseUrl`?'],
    [{ timeoutMs: 1 }, 'timeoutMs: unknown option; did you mean `gateway.timeoutMs`?'],
    [{ publickey: 1 }, 'publickey: unknown option; did you mean `callback.publicKey`?'],
    [{ 'gateway.pasword': 1 }, 'gateway.pasword: unknown option; did you mean `gateway.password`?'],
    [{ 'callback.dynamc': 1 }, 'callback.dynamc: unknown option; did you mean `callback.dynamic`?'],
    [{ 'gateway.secret': 1 }, 'gateway.secret: unknown option; did you mean `secret`?'],
    [{ gatway: {} }, 'gatway: unknown option; did you mean `gateway`?'],
    [{ sandbox: true }, 'sandbox: unknown option.'],
    [{ constructor: 1 }, 'constructor: unknown option.'],
    [{ '': 1 }, '"": unknown option.'],
    [{ 'a b\u001b[2J': 1 }, '"a b\\u001b[2J": unknown option.'],
  ])('refuses the unknown option in %j', (changes, line) => {
    expect(problems(options(changes))).toEqual([line])
  })

  it('refuses an own `__proto__`, and reads nothing through it', () => {
    const given = JSON.parse('{"__proto__":{"baseUrl":"https://shop.example"}}') as object

    const lines = problems(Object.assign(Object.create(null), options({ baseUrl: undefined }), given))

    expect(problems({ ...options(), ...Object.fromEntries([['__proto__', {}]]) })).toEqual([
      '__proto__: unknown option.',
    ])
    expect(lines).toEqual([`baseUrl (CHECKOUT_BASE_URL): ${base}, got nothing.`, '__proto__: unknown option.'])
  })

  it('shows a secret nowhere: not in message, stack, cause or properties', () => {
    const password = 'p4ss,w0rd-in-many-places'
    const error = refused(
      {
        gateway: {
          url: `https://api:${password}@bank.example/`,
          user: 'x',
          password: `${password}\n`,
          token: [password],
        },
        secret: [password],
        databaseUrl: `mysql://u:${password}@db/shop`,
        callback: { key: [`${password}\n`], publicKey: password },
        baseUrl: password,
        currency: password,
        language: `!${password.slice(5)}`,
        [password]: password,
        pasword: password,
      },
      { CHECKOUT_CAPTURE: password, CHECKOUT_FORM_HOSTS: `/${password}`, CHECKOUT_SECRT: password },
    )

    const everything = [
      error.message,
      error.stack,
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
    ].join('\n')

    expect(everything).not.toContain('w0rd-in-many-places')
    expect(error.cause).toBeUndefined()
    expect(error.message).toContain(
      'currency (CHECKOUT_CURRENCY): wanted a currency of ISO 4217 in capitals, such as EUR, got 24 characters.',
    )
    expect(error.message).toContain('(a name of 24 characters): unknown option.')
    expect(error.message).toContain('pasword: unknown option; did you mean `gateway.password`?')
  })

  it('still shows a value in which a very short secret stands by chance', () => {
    expect(problems(options({ 'gateway.user': 'E', language: 'EN' }))[0]).toMatch(/got "EN"\.$/)
  })

  const needle = 'hunter2-hunter2-hunter2'
  const garbage = fc.anything({
    maxDepth: 3,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
  })
  const garbageOr = (value: unknown) => fc.oneof(garbage, fc.constant(value), fc.constant(undefined))
  const leaf = (option: string) => option.replace(/^.*\./, '')
  const secretNames = optionVariables.filter(({ isSecret }) => isSecret).map(({ option }) => option)

  it('is a ConfigurationError that shows no secret, whatever the options are', () => {
    const names = rows.map(({ option }) => option)
    const group = (prefix: string) =>
      fc.record(
        Object.fromEntries(
          names
            .filter((name) => name.startsWith(prefix))
            .map((name) => [leaf(name), secretNames.includes(name) ? garbageOr(`${needle}\n`) : garbageOr(needle)]),
        ),
        { requiredKeys: [] },
      )
    const given = fc.record(
      {
        ...Object.fromEntries(
          names.map((name) => [leaf(name), garbageOr(`https://a:${needle}@bank.example/${needle}`)]),
        ),
        secret: garbageOr([needle]),
        gateway: fc.oneof(garbage, group('gateway.')),
        callback: fc.oneof(garbage, group('callback.')),
      },
      { requiredKeys: ['secret'] },
    )
    const environment = fc.dictionary(
      fc.constantFrom(...optionVariables.flatMap(({ variable }) => [variable, `${variable}_FILE`, `${variable}X`])),
      fc.constantFrom('', needle, `${needle}\n`, '/', '1', 'true'),
    )

    fc.assert(
      fc.property(fc.oneof(garbage, given), environment, (one, variables) => {
        expect(refusal(one, { ...variables, CHECKOUT_DATABASE_URL: needle })).not.toContain(needle)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a secret in a file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-options-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const file = (content: string): string => {
    const path = join(folder, 'secret')
    writeFileSync(path, content)
    return path
  }
  const secretVariables = optionVariables.filter(({ isSecret }) => isSecret)

  it('can be each of these, and nothing else', () => {
    expect(secretVariables.map(({ variable }) => variable)).toEqual([
      'CHECKOUT_GATEWAY_USER',
      'CHECKOUT_GATEWAY_PASSWORD',
      'CHECKOUT_GATEWAY_TOKEN',
      'CHECKOUT_CALLBACK_KEY',
      'CHECKOUT_CALLBACK_PUBLIC_KEY',
      'CHECKOUT_SECRET',
      'CHECKOUT_DATABASE_URL',
    ])
    expect(readOptions(options(), { CHECKOUT_CURRENCY_FILE: file('EUR') }).currency).toBeUndefined()
  })

  it.each(secretVariables)('is read for $option', ({ option, variable }) => {
    const row = rows.find((one) => one.option === option)!
    const [[text, expected]] = row.fromEnvironment as [[string, unknown]]
    const given = options({ ...row.beside, [option]: undefined })

    expect(row.setting(readOptions(given, { [`${variable}_FILE`]: file(text) }))).toEqual(expected)
    expect(row.setting(readOptions(given, { [`${variable}_FILE`]: file(text), [variable]: '' }))).toEqual(expected)
  })

  it('loses one line break at its end, and no more', () => {
    const given = options({ 'gateway.password': undefined })
    const read = (content: string) => () =>
      readOptions(given, { CHECKOUT_GATEWAY_PASSWORD_FILE: file(content) }).gateway.login

    expect(read(' pass \n')()).toEqual({ user: 'shop-api', password: ' pass ' })
    expect(read('pass\r\n')()).toEqual({ user: 'shop-api', password: 'pass' })
    expect(read('pass\n\n')).toThrow(
      'gateway.password (CHECKOUT_GATEWAY_PASSWORD_FILE): wanted the password of the API user, on one line, got 5 characters.',
    )
    expect(read('')).toThrow(
      'gateway.password (CHECKOUT_GATEWAY_PASSWORD_FILE): wanted the password of the API user, on one line, got 0 characters.',
    )
  })

  it('is refused beside the variable itself', () => {
    expect(
      problems(options({ secret: undefined }), { CHECKOUT_SECRET: longSecret, CHECKOUT_SECRET_FILE: file(longSecret) }),
    ).toEqual(['secret (CHECKOUT_SECRET, CHECKOUT_SECRET_FILE): wanted one of the two variables, got both.'])
  })

  it.each([
    ['no-such-file', 'ENOENT'],
    ['.', 'EISDIR'],
    ['a\0b', 'ERR_INVALID_ARG_VALUE'],
  ])('that cannot be read is refused by variable and reason, without the path: %j', (name, reason) => {
    expect(
      problems(options({ 'gateway.password': undefined }), { CHECKOUT_GATEWAY_PASSWORD_FILE: join(folder, name) }),
    ).toEqual([`gateway.password (CHECKOUT_GATEWAY_PASSWORD_FILE): the file it names cannot be read (${reason}).`])
  })

  it('is not even opened where code gives the option', () => {
    const { secrets } = readOptions(options(), { CHECKOUT_SECRET_FILE: join(folder, 'no-such-file') })

    expect(secrets).toEqual([longSecret])
  })
})

describe('a misspelt variable', () => {
  it.each([
    ['CHECKOUT_GATWAY_TOKEN', 'CHECKOUT_GATEWAY_TOKEN'],
    ['CHECKOUT_CURENCY', 'CHECKOUT_CURRENCY'],
    ['CHECKOUT_SECRET_FIEL', 'CHECKOUT_SECRET_FILE'],
    ['CHECKOUT_CURRENCY_FILE', 'CHECKOUT_CURRENCY'],
  ])('%s is no error, but a warning', (name, meant) => {
    const { warnings } = readOptions(options(), { [name]: 'hunter2' })

    expect(warnings).toEqual([`${name}: unknown variable; did you mean ${meant}?`])
  })

  it("is not suspected in the store's own variables, empty ones, and ours", () => {
    const ours = Object.fromEntries(optionVariables.map(({ variable }) => [variable, '']))

    const { warnings } = readOptions(options(), {
      ...ours,
      CHECKOUT_BANNER_TEXT_OF_THE_WEEK: 'x',
      SECRET: 'x',
      CHECKOUT_SECRT: '',
      CHECKOUT_SECRET_FILE: '/x',
    })

    expect(warnings).toEqual([])
  })
})

describe('.env.example', () => {
  const lines = readFileSync(join(__dirname, '..', '.env.example'), 'utf8').split('\n')
  const settings = lines.map((line) => /^(#?)(CHECKOUT_[A-Z_]+)=(.*)$/.exec(line)).filter((match) => match !== null)

  it('names every variable exactly once, and no other', () => {
    expect(settings.map(([, , name]) => name).sort()).toEqual(optionVariables.map(({ variable }) => variable).sort())
  })

  it('explains each in the line before it, and marks the secrets', () => {
    for (const [line, , name] of settings) {
      const explanation = lines[lines.indexOf(line) - 1]!
      expect(explanation).toMatch(/^# .+\.$/)
      expect([name, explanation.includes('(secret')]).toEqual([
        name,
        optionVariables.find(({ variable }) => variable === name)!.isSecret,
      ])
    }
  })

  it('starts with the real secrets filled in, and not without', () => {
    const given = Object.fromEntries(
      settings.filter(([, hash]) => hash === '').map(([, , name, value]) => [name!, value]),
    )

    expect(problems({ catalog: {} }, given)).toHaveLength(2)
    readOptions(
      { catalog: {} },
      { ...given, CHECKOUT_SECRET: longSecret, CHECKOUT_GATEWAY_USER: 'u', CHECKOUT_GATEWAY_PASSWORD: 'p' },
    )
  })

  it('shows the default of every optional variable that has one, and values that fit for the others', () => {
    for (const [, , name, value] of settings.filter(([, hash, , text]) => hash === '#' && text !== '')) {
      const row = rows.find(({ variable }) => variable === name)!
      const shown = row.setting(readOptions(options(), { [name!]: value }))
      const isExample = [
        'CHECKOUT_FORM_HOSTS',
        'CHECKOUT_CURRENCY',
        'CHECKOUT_LANGUAGE',
        'CHECKOUT_SUCCESS_URL',
        'CHECKOUT_FAILURE_URL',
      ]
      if (!isExample.includes(name!)) expect(shown).toEqual(row.default)
    }
  })
})

describe('the documentation of the options', () => {
  const source = readFileSync(join(__dirname, '..', 'src', 'options.ts'), 'utf8')
  const interfaces = {
    'gateway.': 'GatewayOptions',
    'callback.': 'CallbackOptions',
    'sweep.': 'SweepOptions',
    'breaker.': 'BreakerOptions',
    '': 'CheckoutOptions',
  }

  it.each(rows)('tells the variable and default of $option', (row) => {
    const group = row.option.replace(/[^.]+$/, '') as keyof typeof interfaces
    const name = row.option.slice(group.length)
    const members = source.split(`export interface ${interfaces[group]} {`)[1]!.split('\n}')[0]!
    const comment = members
      .split(new RegExp(`\\n  readonly ${name}\\??:`))[0]!
      .split('/**')
      .at(-1)!

    const variables = comment.match(/`CHECKOUT_\w+`/g) ?? []
    expect(variables).toEqual(row.variable === undefined ? [] : [`\`${row.variable}\``])

    const told = /@defaultValue (.+)/.exec(comment)?.[1]
    const isTold = row.default !== undefined && !['gateway.formHosts', 'callback.key', 'logger'].includes(row.option)
    expect(told).toBe(
      isTold ? inspect(row.default, { numericSeparator: false, compact: true, breakLength: Infinity }) : undefined,
    )
  })
})
