import { parseCatalogItem } from '../../src/options/catalog.ts'
import { addressed, registerCall } from '../../src/gateway/requests.ts'

const none = { currency: undefined, language: undefined, baseUrl: 'https://shop.example', allowedOrigins: [] }
const mug = { amountMinor: 1999, currency: 'EUR' }

function parse(extra: unknown): unknown {
  return parseCatalogItem({ ...mug, extra }, none).extra
}

/** Every parameter name in our registrations, including the login's. */
function ownNames(): readonly string[] {
  const text = 'x'
  const call = registerCall({
    orderNumber: text,
    amountMinor: 1,
    currency: 'EUR',
    capture: 'automatic',
    returnUrl: text,
    dynamicCallbackUrl: text,
    sessionTimeoutSecs: 60,
    description: text,
    language: 'en',
    email: text,
    clientId: text,
    orderBundle: {},
    jsonParams: {},
    features: [text],
    bindingId: text,
  })
  const logins = [{ user: text, password: text }, { token: text }]
  return logins.flatMap((login) => addressed(call, login, 'en').fields.map(([name]) => name))
}

describe('the further parameters of an item', () => {
  it('are sent unchanged, after our own', () => {
    const extra = { postAddress: ' 1 Quay; "Port" %A+ ', billingPayerData: '{"billingCity":"Łódź"}', mcc: '5814' }

    expect(parse(extra)).toEqual(extra)
  })

  it.each([[{}], [{ postAddress: '' }], [{ postAddress: null }], [null], ['']])('may be empty: %j', (extra) => {
    expect(parse(extra) ?? {}).toEqual({})
  })

  it('may not be any that we set ourselves, in any letter case', () => {
    const names = ownNames()

    expect(names).toContain('bindingId')
    expect(names).toContain('password')
    for (const name of names.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()])) {
      expect(() => parse({ postAddress: 'x', [name]: 'x' })).toThrow(`extra: ${name} cannot be set by a store`)
    }
  })

  it.each([
    ...['expirationDate', 'failUrl', 'feeInput', 'autocompletionDate', 'autoReverseDate', 'merchantLogin'],
    ...['FAILURL', 'feeinput', 'AutoReverseDate', 'USERNAME'],
  ])('may not be %s', (name) => {
    expect(() => parse({ [name]: '1' })).toThrow(`extra: ${name} cannot be set by a store`)
  })

  it.each<[unknown, string]>([
    ['postAddress=x', 'wanted an object of strings'],
    [['x'], 'wanted an object of strings'],
    [{ mcc: 5814 }, 'wanted mcc as one line of text'],
    [{ billingPayerData: { city: 'x' } }, 'wanted billingPayerData as one line of text'],
    [{ postAddress: 'a\nb' }, 'wanted postAddress as one line of text'],
    [{ postAddress: 'a\ud800' }, 'wanted postAddress as one line of text'],
    [{ postAddress: '<b>x' }, 'wanted postAddress as one line of text, without HTML'],
    [{ 'amount ': '1' }, 'wanted names of 1 to 50 letters'],
    [{ 'features[]': 'VERIFY' }, 'wanted names of 1 to 50 letters'],
    [{ ａmount: '1' }, 'wanted names of 1 to 50 letters'],
    [{ postAddress: 'x'.repeat(16_384) }, 'wanted 16384 bytes at most'],
  ])('are refused by name, without their value: %j', (extra, problem) => {
    expect(() => parse(extra)).toThrow(problem)
    expect(() => parse({ ...(extra as object), secret: 'S3CR3T' })).not.toThrow('S3CR3T')
  })

  it('give way to our own if both are present', () => {
    const { fields } = registerCall({
      orderNumber: 'A1',
      amountMinor: 1999,
      currency: 'EUR',
      capture: 'automatic',
      returnUrl: 'https://a.example',
      sessionTimeoutSecs: 60,
      extra: { amount: '1', mcc: '5814' },
    })

    expect(fields.filter(([name]) => name === 'amount')).toEqual([['amount', '1999']])
    expect(fields).toContainEqual(['mcc', '5814'])
  })
})
