import { createHmac, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { makeReadCallback, signedText } from '../../src/gateway/callbacks.ts'
import type { CallbackChecks } from '../../src/gateway/callbacks.ts'

/** Documented by the vendor, or computed by the documented rule. */
interface Vector {
  readonly id: string
  readonly key?: string
  readonly publicKeyPem?: string
  readonly certificateBase64Der?: string
  readonly params: Readonly<Record<string, string>>
  readonly signedString: string
  readonly isVerified: boolean
}

const vectors = JSON.parse(readFileSync(join(__dirname, 'callback-vectors.json'), 'utf8')) as Vector[]
const named = vectors.map((vector) => [vector.id, vector] as const)

const key = 'ooc7slpvc61k7sf7ma7p4hrefr'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const unchecked: CallbackChecks = { keys: [], publicKeys: [], hash: 'sha512' }
const bySecret: CallbackChecks = { ...unchecked, keys: [key] }
const byRsa: CallbackChecks = { ...unchecked, publicKeys: [rsa.publicKey] }

const basic = { mdOrder: 'm-1', operation: 'deposited', orderNumber: 'O1', status: '1' }
type Parameters = Readonly<Record<string, string>>

function hmac(parameters: Parameters, secret = key): string {
  return createHmac('sha256', secret)
    .update(signedText(new URLSearchParams(parameters)))
    .digest('hex')
    .toUpperCase()
}

function rsaSignature(parameters: Parameters, hash = 'sha512'): string {
  const text = Buffer.from(signedText(new URLSearchParams(parameters)))
  return sign(hash, text, rsa.privateKey).toString('hex').toUpperCase()
}

function read(checks: CallbackChecks, parameters: Parameters | string | [string, string][]) {
  return makeReadCallback(checks)(new URLSearchParams(parameters as string))
}

/** The code of the error it throws, or undefined if it accepts the callback. */
function refusal(checks: CallbackChecks, parameters: Parameters | string | [string, string][]): string | undefined {
  try {
    read(checks, parameters)
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

const refused = 'CHECKOUT_CALLBACK_REFUSED'
const malformed = 'CHECKOUT_INVALID_REQUEST'

describe('the test vectors', () => {
  it.each(named)('%s: the signed text', (_id, { params, signedString }) => {
    expect(signedText(new URLSearchParams(params))).toBe(signedString)
    expect(signedText(new URLSearchParams(Object.entries(params).reverse()))).toBe(signedString)
  })

  it.each(named.filter(([, { key: secret, isVerified }]) => secret !== undefined && isVerified))(
    '%s: the symmetric checksum',
    (_id, { key: secret, params }) => {
      expect(refusal({ ...unchecked, keys: [secret!] }, params)).toBeUndefined()
      expect(refusal({ ...unchecked, keys: ['another', secret!] }, params)).toBeUndefined()
      expect(refusal({ ...unchecked, keys: ['another'] }, params)).toBe(refused)
    },
  )

  it.each(named.filter(([, { publicKeyPem }]) => publicKeyPem !== undefined))(
    '%s: the asymmetric checksum, with the key and with its expired certificate',
    (_id, { publicKeyPem, certificateBase64Der, params }) => {
      const certificate = new X509Certificate(Buffer.from(certificateBase64Der!, 'base64'))

      for (const publicKey of [createPublicKey(publicKeyPem!), certificate.publicKey]) {
        const byKey = { ...unchecked, publicKeys: [publicKey] }
        expect(refusal(byKey, params)).toBeUndefined()
        expect(refusal({ ...byKey, hash: 'sha256' }, params)).toBe(refused)
        expect(refusal(byKey, { ...params, amount: '1' })).toBe(refused)
        // Both keys work during a change of keys; the other key alone does not.
        expect(refusal({ ...unchecked, publicKeys: [rsa.publicKey, publicKey] }, params)).toBeUndefined()
        expect(refusal(byRsa, params)).toBe(refused)
      }
    },
  )
})

describe('a callback', () => {
  it('that is malformed hears what was wanted and, in brief, what came', () => {
    const said = (query: string): string => {
      try {
        read(unchecked, query)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }

    expect(said('')).toBe('Wanted mdOrder as 1 to 36 visible characters, got nothing.')
    expect(said('mdOrder=')).toBe('Wanted mdOrder as 1 to 36 visible characters, got 0 characters.')
    expect(said(`mdOrder=${'m'.repeat(37)}`)).toBe('Wanted mdOrder as 1 to 36 visible characters, got 37 characters.')
    const long = 'n'.repeat(100)
    expect(said(`mdOrder=m-1&${long}=1&${long}=2`)).toBe(`Wanted every parameter once, got "${'n'.repeat(40)}" twice.`)
    expect(said('mdOrder=m-1&a%3Bb=1')).toBe('Wanted names without a semicolon, got "a;b".')
    expect(said('mdOrder=m-1&status=1%3B2')).toBe('Wanted no semicolon in status, got one.')
  })

  it('has at most 200 parameters', () => {
    const many = (count: number): string =>
      ['mdOrder=m-1', ...Array.from({ length: count - 1 }, (_, i) => `p${i}=1`)].join('&')

    expect(refusal(unchecked, many(200))).toBeUndefined()
    expect(refusal(unchecked, many(201))).toBe(malformed)
    expect(() => read(unchecked, many(201))).toThrow('Wanted at most 200 parameters, got 201.')
  })

  it('yields the order it is about, and nothing else', () => {
    const ids = { gatewayOrderId: 'm-1', orderNumber: 'O1', fingerprint: expect.any(String) }
    expect(read(unchecked, basic)).toEqual({ ...ids, isSigned: false })
    expect(read(unchecked, 'mdOrder=m-1')).toEqual({ ...ids, orderNumber: undefined, isSigned: false })
    expect(read(unchecked, { ...basic, checksum: hmac(basic) })).toEqual({ ...ids, isSigned: false })
    expect(read(bySecret, { ...basic, checksum: hmac(basic) })).toEqual({ ...ids, isSigned: true })
  })

  it('keeps numbers as text, and decodes each value once', () => {
    const text = 'mdOrder=m-1&orderNumber=0987&orderDescription=a+b%20c%252B&status=1'

    expect(signedText(new URLSearchParams(text))).toBe(
      'mdOrder;m-1;orderDescription;a b c%2B;orderNumber;0987;status;1;',
    )
    expect(read(unchecked, text).orderNumber).toBe('0987')
  })

  it.each<[string, string]>([
    ['names no order', 'operation=deposited&status=1'],
    ['has an empty mdOrder', 'mdOrder='],
    ['has an mdOrder of 37 characters', `mdOrder=${'m'.repeat(37)}`],
    ['has a space in mdOrder', 'mdOrder=m+1'],
    ['has an mdOrder outside ASCII', 'mdOrder=%C3%A4'],
    ['has an empty orderNumber', 'mdOrder=m-1&orderNumber='],
    ['has an orderNumber of 37 characters', `mdOrder=m-1&orderNumber=${'O'.repeat(37)}`],
    ['names the order by orderId', 'orderId=m-1'],
    ['has mdOrder twice', 'mdOrder=m-1&mdOrder=m-1'],
    ['has two checksums', 'mdOrder=m-1&checksum=A&checksum=B'],
    ['has any other name twice', 'mdOrder=m-1&amount=1&amount=2'],
    ['has mdOrder as a list', 'mdOrder[]=m-1'],
    ...['mdOrder', 'orderNumber', 'operation', 'status'].map<[string, string]>((name) => [
      `has a semicolon in ${name}`,
      new URLSearchParams({ ...basic, [name]: 'a;b' }).toString(),
    ]),
    ['has a semicolon in a name', 'mdOrder=m-1&a%3Bb=1'],
  ])('that %s is malformed, whatever its checksum', (_what, query) => {
    expect(refusal(unchecked, query)).toBe(malformed)
    const entries = [...new URLSearchParams(query)]
    const checksum = hmac(Object.fromEntries(entries))
    expect(refusal(bySecret, [...entries.filter(([name]) => name !== 'checksum'), ['checksum', checksum]])).toBe(
      query.includes('checksum') ? undefined : malformed,
    )
  })

  it.each<[string, (checksum: string) => string]>([
    ['capitals', (checksum) => checksum.toUpperCase()],
    ['small letters', (checksum) => checksum.toLowerCase()],
    ['both', (checksum) => checksum.slice(0, 30).toLowerCase() + checksum.slice(30)],
  ])('may have the right checksum in hex of %s', (_what, spelt) => {
    expect(refusal(bySecret, { ...basic, checksum: spelt(hmac(basic)) })).toBeUndefined()
    expect(refusal(byRsa, { ...basic, checksum: spelt(rsaSignature(basic)) })).toBeUndefined()
  })

  it.each<[string, Parameters]>([
    ['absent', basic],
    ['empty', { ...basic, checksum: '' }],
    ['a character short', { ...basic, checksum: hmac(basic).slice(1) }],
    ['a byte short', { ...basic, checksum: hmac(basic).slice(2) }],
    ['a character long', { ...basic, checksum: `${hmac(basic)}0` }],
    ['a byte long', { ...basic, checksum: `${hmac(basic)}00` }],
    ['with a space', { ...basic, checksum: ` ${hmac(basic)}` }],
    ['no hex', { ...basic, checksum: 'Z'.repeat(64) }],
    ['zeros', { ...basic, checksum: '0'.repeat(64) }],
    ['in base64', { ...basic, checksum: Buffer.from(hmac(basic), 'hex').toString('base64') }],
    ['under another name', { ...basic, Checksum: hmac(basic) }],
    ['of another key', { ...basic, checksum: hmac(basic, 'another') }],
    ['of other parameters', { ...basic, checksum: hmac({ ...basic, status: '0' }) }],
    ['of fewer parameters', { ...basic, amount: '1', checksum: hmac(basic) }],
    ['asymmetric', { ...basic, checksum: rsaSignature(basic) }],
    ['a plain hash', { ...basic, checksum: 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855' }],
  ])('whose symmetric checksum is %s is refused', (_what, parameters) => {
    expect(refusal(bySecret, parameters)).toBe(refused)
    expect(refusal(unchecked, parameters)).toBeUndefined()
  })

  it.each<[string, Parameters]>([
    ['absent', basic],
    ['empty', { ...basic, checksum: '' }],
    ['a byte short', { ...basic, checksum: rsaSignature(basic).slice(2) }],
    ['half a byte short', { ...basic, checksum: rsaSignature(basic).slice(1) }],
    ['half a byte long', { ...basic, checksum: `${rsaSignature(basic)}0` }],
    ['with more after it', { ...basic, checksum: `${rsaSignature(basic)}ZZ` }],
    ['a byte long', { ...basic, checksum: `${rsaSignature(basic)}00` }],
    ['very long', { ...basic, checksum: 'AB'.repeat(1025) }],
    ['of another hash', { ...basic, checksum: rsaSignature(basic, 'sha256') }],
    ['of other parameters', { ...basic, checksum: rsaSignature({ ...basic, status: '0' }) }],
    ['symmetric, keyed with the text of the public key', { ...basic, checksum: hmac(basic, publicKeyText()) }],
  ])('whose asymmetric checksum is %s is refused', (_what, parameters) => {
    expect(refusal(byRsa, { ...basic, checksum: rsaSignature(basic) })).toBeUndefined()
    expect(refusal(byRsa, parameters)).toBe(refused)
  })

  it('may name its key: sign_alias is not signed', () => {
    expect(refusal(bySecret, { ...basic, sign_alias: 'SHA-256 with RSA', checksum: hmac(basic) })).toBeUndefined()
    expect(refusal(byRsa, { ...basic, sign_alias: 'anything', checksum: rsaSignature(basic) })).toBeUndefined()
  })

  it('is checked as an independently written rule says, and is refused after any change', () => {
    const names = fc.stringMatching(/^[A-Za-z_]{1,8}$/).filter((name) => !['checksum', 'sign_alias'].includes(name))
    fc.assert(
      fc.property(
        fc.dictionary(names, fc.string({ unit: 'grapheme', maxLength: 12 }), { maxKeys: 8 }),
        fc.nat(),
        fc.string({ maxLength: 4 }),
        (others, at, addition) => {
          const parameters: Parameters = { ...others, ...basic }
          const checksum = oracle(parameters)
          expect(refusal(bySecret, { ...parameters, checksum })).toBeUndefined()

          const changed = Object.keys(parameters)[at % Object.keys(parameters).length]!
          const altered = { ...parameters, [changed]: `${parameters[changed]!}${addition}!` }
          expect(refusal(bySecret, { ...altered, checksum })).toBeDefined()
          const { [changed]: _removed, ...fewer } = parameters
          expect(refusal(bySecret, { ...fewer, checksum })).toBeDefined()
        },
      ),
    )
  })
})

/** The same rule, written differently: pairs as arrays of code units, compared one by one. */
function oracle(parameters: Parameters): string {
  const units = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
  const compare = (one: number[], other: number[]): number => {
    for (let i = 0; i < Math.min(one.length, other.length); i += 1) {
      if (one[i] !== other[i]) return one[i]! - other[i]!
    }
    return one.length - other.length
  }
  // No browser or bank sends half a character: the encoding turns it into U+FFFD.
  const sent = [...new URLSearchParams(parameters)]
  const mac = createHmac('sha256', key)
  for (const [name, value] of sent.sort(([one], [other]) => compare(units(one), units(other)))) {
    mac.update(Buffer.concat([Buffer.from(name), Buffer.from(';'), Buffer.from(value), Buffer.from(';')]))
  }
  return mac.digest('hex').toUpperCase()
}

function publicKeyText(): string {
  return rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
}
