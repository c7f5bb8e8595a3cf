import { moveTime } from '../src/clock.ts'
import { makeCookieJar } from '../src/cookie-jar.ts'

const page = new URL('http://127.0.0.1:3000/shop/cart')
const lines = [
  'strict=1; Path=/; SameSite=Strict',
  'lax=2; Path=/; HttpOnly; SameSite=Lax',
  'plain=3',
  'none=4; Path=/; Secure; SameSite=None',
  'raw=a%20b; Path=/shop',
  'gone=5; Max-Age=0; Path=/',
]

describe('the cookies of a buyer', () => {
  const jar = makeCookieJar()
  jar.keep(page, ['gone=0; Path=/', ...lines])

  it.each([
    ['the store itself leads', { method: 'POST', isCrossSite: false }, 'strict=1; lax=2; plain=3; none=4; raw=a%20b'],
    ['the bank leads back', { method: 'GET', isCrossSite: true }, 'lax=2; plain=3; none=4; raw=a%20b'],
    ['another site posts', { method: 'POST', isCrossSite: true }, 'none=4'],
  ])('are those that a browser sends where %s', (_what, terms, sent) => {
    expect(jar.headerFor(page, terms)).toBe(sent)
  })

  it('go to their own path alone, and end with their time', () => {
    jar.keep(page, ['hour=6; Max-Age=3600; Path=/'])
    const terms = { method: 'GET', isCrossSite: false }
    const elsewhere = new URL('/shopping', page)

    expect(jar.headerFor(elsewhere, terms)).toBe('strict=1; lax=2; none=4; hour=6')
    moveTime(3_601_000)
    const after = jar.headerFor(elsewhere, terms)
    moveTime(-3_601_000)
    expect(after).toBe('strict=1; lax=2; none=4')
  })
})
