import { followRedirect } from '../../src/options/catalog-redirect.ts'
import { CatalogItemError, CatalogRedirectError } from '../../src/errors.ts'

function follow(answer: unknown): unknown {
  try {
    followRedirect(answer, 'mug')
  } catch (error) {
    return error
  }
  return 'sold'
}

describe('a catalog that returns a redirect', () => {
  it.each([
    ['/cart', '/cart'],
    ['/', '/'],
    ['/shop/cart?full=1&x=a b#top', '/shop/cart?full=1&x=a%20b#top'],
    ['/καλάθι', '/%CE%BA%CE%B1%CE%BB%CE%AC%CE%B8%CE%B9'],
    ['/a/../cart', '/cart'],
  ])('sends the buyer to %s of the store', (redirect, location) => {
    const error = follow({ redirect })

    expect(error).toBeInstanceOf(CatalogRedirectError)
    expect(error).toMatchObject({ code: 'CHECKOUT_REDIRECT', status: 409, location })
  })

  it.each([
    ...['https://evil.example/', '//evil.example', '/\\evil.example', '\\/evil.example', '/.//evil.example'],
    ...['/a/..//evil.example', '/\t/evil.example', '/\n/evil.example', '\n/cart', ' /cart', 'cart', '', '?x', '#x'],
    ...['javascript:alert(1)', '/%0d%0a\r\nSet-Cookie: a=b', '/%2e//evil.example'],
    ...[7, true, {}, ['/cart']],
  ])('leads nowhere else: %j', (redirect) => {
    expect(follow({ redirect })).toBeInstanceOf(CatalogItemError)
  })

  it.each([
    [{ redirect: '/cart', amountMinor: 1999, currency: 'EUR' }],
    [{ redirect: undefined }],
    [{ redirect: null }],
    [undefined],
    ['/cart'],
  ])('is not a redirect: %j', (answer) => {
    expect(follow(answer)).toBe('sold')
  })
})
