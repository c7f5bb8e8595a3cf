import { createHmac } from 'node:crypto'
import { makeReadCallback } from '../../src/gateway/callbacks.ts'
import { signedToken } from '../../src/gateway/jwt-callbacks.ts'

const key = Buffer.from('a key of thirty-two bytes, or so').toString('base64')
const now = new Date('2026-11-30T08:00:00Z')
const nowSecs = now.getTime() / 1000

const read = makeReadCallback(
  { keys: ['AAAAAAAAAAAAAAAAAAAAAA==', key], publicKeys: [], hash: 'sha512', areTokens: true },
  () => now,
)
const readUnsigned = makeReadCallback({ keys: [], publicKeys: [], hash: 'sha512', areTokens: true }, () => now)

const payload = { orderNumber: 'A1B2', mdOrder: 'g-1', status: 'DEPOSITED' }
const claims = { payload, iat: nowSecs - 5, exp: nowSecs + 60 }
const body = (text: string) => new URLSearchParams(text)

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** A token with any head, signed as it should be. */
function headed(head: object, secret = Buffer.from(key, 'base64'), hash = 'sha256'): string {
  const text = `${part(head)}.${part(claims)}`
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

describe('a callback that is a JSON Web Token', () => {
  it('names the order, as the body itself, in quotes, or in the only field that is one', () => {
    const token = signedToken(claims, key)
    const named = { orderNumber: 'A1B2', gatewayOrderId: 'g-1', isSigned: true }

    for (const text of [token, `"${token}"`, `jwt=${token}`, `token=${token}&lang=ro`]) {
      expect(read(body(text))).toMatchObject(named)
    }
    expect(read(body(signedToken({ payload: { orderNumber: 'A1B2' } }, key)))).toMatchObject({
      orderNumber: 'A1B2',
      gatewayOrderId: undefined,
    })
    expect(read(body(token)).fingerprint).toBe(read(body(`jwt=${token}`)).fingerprint)
  })

  it.each([
    ['signed by another key', signedToken(claims, Buffer.from('another key of as many bytes!!!!').toString('base64'))],
    ['not signed', `${part({ alg: 'HS256' })}.${part(claims)}.`],
    ['of the algorithm none', `${part({ alg: 'none' })}.${part(claims)}.`],
    ['of the algorithm none, signed', headed({ alg: 'none' })],
    ['of another algorithm', headed({ alg: 'HS512' }, undefined, 'sha512')],
    ['of another algorithm in name', headed({ alg: 'RS256' })],
    ['that wants more than we know', headed({ alg: 'HS256', crit: ['b64'] })],
    ['signed with the text of the key', headed({ alg: 'HS256' }, Buffer.from(key, 'utf8'))],
    ['expired', signedToken({ ...claims, exp: nowSecs - 60 }, key)],
    ['from the future', signedToken({ ...claims, iat: nowSecs + 61 }, key)],
    ['not valid yet', signedToken({ ...claims, nbf: nowSecs + 61 }, key)],
    ['with an expiry that is no number', signedToken({ ...claims, exp: 'never' }, key)],
  ])('is refused if it is %s', (_title, token) => {
    expect(() => read(body(token))).toThrow(expect.objectContaining({ code: 'CHECKOUT_CALLBACK_REFUSED' }) as Error)
  })

  it('is taken while clocks differ by less than a minute', () => {
    expect(read(body(signedToken({ ...claims, exp: nowSecs - 59 }, key))).isSigned).toBe(true)
    expect(read(body(signedToken({ ...claims, iat: nowSecs + 60, nbf: nowSecs + 60 }, key))).isSigned).toBe(true)
  })

  it.each([
    ['no token', 'mdOrder=g-1&orderNumber=A1B2&checksum=AA'],
    ['two tokens', `a=${signedToken(claims, key)}&b=${signedToken(claims, key)}`],
    ['nothing', ''],
    ['no order', signedToken({ payload: { status: 1 } }, key)],
    ['an id that is none', signedToken({ payload: { orderNumber: 'a b' } }, key)],
  ])('is malformed with %s', (_title, text) => {
    expect(() => read(body(text))).toThrow(expect.objectContaining({ code: 'CHECKOUT_INVALID_REQUEST' }) as Error)
  })

  it('is a mere hint without a key', () => {
    expect(readUnsigned(body(signedToken(claims, key)))).toMatchObject({ orderNumber: 'A1B2', isSigned: false })
  })
})
