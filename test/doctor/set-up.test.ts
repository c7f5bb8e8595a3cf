import type { FindingCode } from '../../src/index.ts'
import { nodeFindings } from '../../src/doctor/node-support.ts'
import { secrets } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { selfSigned } from '../gateway/self-signed.ts'
import { codesOf, examine, openHealthyStore, sell } from './a-healthy-store.ts'

const dayMs = 24 * 3_600_000
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs)
const production = { NODE_ENV: 'production' }
/** An address where nobody answers: the name of no host (RFC 2606). */
const elsewhere = { CHECKOUT_GATEWAY_URL: 'https://bank.invalid/payment/rest/', CHECKOUT_FORM_HOSTS: 'bank.invalid' }

let store: Store
beforeAll(async () => {
  store = await openHealthyStore()
  await sell(store)
})
afterAll(() => store.close())

type Planted = readonly [code: FindingCode, changes: Readonly<Record<string, string | undefined>>, telling?: RegExp]

const faults: readonly Planted[] = [
  ['option-invalid', { CHECKOUT_BASE_URL: 'http://shop.example' }, /baseUrl.*https/],
  ['option-invalid', { CHECKOUT_SECRET: undefined }, /secret/],
  ['option-invalid', { CHECKOUT_SECRET: 'short' }, /32 or more/],
  ['option-invalid', { CHECKOUT_DATABASE_URL: 'sqlite://checkout.db' }, /did you mean/],
  ['variable-misspelt', { CHECKOUT_GATEWAY_PASWORD: 'x' }, /did you mean CHECKOUT_GATEWAY_PASSWORD/],
  ['secret-guessable', { CHECKOUT_SECRET: 'change-me-'.repeat(4) }],
  ['secret-guessable', { CHECKOUT_SECRET: 'a'.repeat(32) }],
  ['secret-guessable', { CHECKOUT_SECRET: `${secrets.signing},the-secret-of-our-little-shop-for-now` }],
  ['secret-in-use-elsewhere', { SESSION_SECRET: secrets.signing }, /SESSION_SECRET/],
  ['secret-in-use-elsewhere', { CHECKOUT_CALLBACK_KEY: secrets.signing }, /key of the callbacks/],
  ['base-url-plain', production],
  ['base-url-plain', { NODE_ENV: ' PROD ' }],
  ['base-url-loopback', elsewhere, /bank\.invalid/],
  ['sandbox-in-production', production],
  ['test-bank-in-production', { ...production, CHECKOUT_GATEWAY_URL: 'https://sandbox.bank.invalid/payment/rest/' }],
  ['test-bank-in-production', { ...production, CHECKOUT_GATEWAY_URL: 'https://uat-pay.bank.invalid/payment/rest/' }],
  ['sandbox-password', elsewhere],
  ['form-hosts', { ...elsewhere, CHECKOUT_FORM_HOSTS: 'bank.invalid,127.0.0.1:4000' }, /127\.0\.0\.1:4000/],
  [
    'token-login',
    { CHECKOUT_GATEWAY_USER: undefined, CHECKOUT_GATEWAY_PASSWORD: undefined, CHECKOUT_GATEWAY_TOKEN: 't' },
  ],
  ['authority-expired', { CHECKOUT_GATEWAY_CA: selfSigned('Old Authority', inDays(-3)).cert }, /Old Authority/],
  ['authority-expiring', { CHECKOUT_GATEWAY_CA: selfSigned('Authority', inDays(20)).cert }],
  ['ledger-in-memory', { ...production, CHECKOUT_DATABASE_URL: 'sqlite::memory:' }],
  ['ledger-in-function', { AWS_LAMBDA_FUNCTION_NAME: 'shop', CHECKOUT_DATABASE_URL: 'sqlite:/tmp/checkout.db' }],
  ['ledger-in-function', { K_SERVICE: 'shop', CHECKOUT_DATABASE_URL: 'sqlite::memory:' }],
  ['ledger-path-relative', { ...production, CHECKOUT_DATABASE_URL: 'sqlite:checkout-of-nobody.db' }],
  ['ledger-plain', { CHECKOUT_DATABASE_URL: 'postgres://shop:S3CR3T@db.invalid/shop' }],
]

describe('the doctor finds in options and environment', () => {
  const cases = faults.map(([code, changes, telling = /./]) => ({ code, changes, telling }))
  it.each(cases)('$code: $changes', async ({ code, changes, telling }) => {
    const { findings, out, exitCode } = await examine(store, changes)

    const one = findings.find((finding) => finding.code === code)
    expect([codesOf(findings), one?.message]).toEqual([expect.arrayContaining([code]), expect.stringMatching(telling)])
    const isOutOfReach = findings.some(({ code }) => code === 'bank-unreachable' || code === 'ledger-unreachable')
    const isIll = findings.some(({ level }) => level === 'error')
    expect(exitCode).toBe(isOutOfReach ? 3 : isIll ? 1 : 0)
    for (const secret of [secrets.password, secrets.signing, 'S3CR3T']) expect(out).not.toContain(secret)
  })

  it('none of it where a value is only near to wrong', async () => {
    const { findings } = await examine(store, {
      NODE_ENV: 'development',
      SESSION_SECRET: 'another one',
      CHECKOUT_GATEWAY_CA: selfSigned('Authority', inDays(40)).cert,
    })

    expect(codesOf(findings)).toEqual([])
  })
})

describe('support of Node', () => {
  const today = new Date('2026-11-29T12:00:00Z')

  it.each([
    ['22.21.0', []],
    ['24.0.0', []],
    ['26.1.0', []],
    ['23.11.1', ['node-unsupported']],
    ['25.2.0', ['node-unsupported']],
    ['99.0.0', []],
  ])('of %s', (version, codes) => {
    expect(codesOf(nodeFindings([version], today))).toEqual(codes)
  })

  it('ends with its last day, and each version is named once', () => {
    expect(nodeFindings(['22.21.0'], new Date('2027-04-30T23:00:00Z'))).toEqual([])
    expect(nodeFindings(['22.21.0', '22.21.0'], new Date('2027-05-01T00:00:00Z'))).toHaveLength(1)
  })
})
