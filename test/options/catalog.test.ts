import type { Request } from 'express'
import fc from 'fast-check'
import { makeCatalog, parseCatalogItem } from '../../src/options/catalog.ts'
import type { Catalog, CatalogItem } from '../../src/options/catalog.ts'
import { CatalogItemError, CheckoutError } from '../../src/errors.ts'
import { findCurrency } from '../../src/iso-4217.ts'
import { isAmountMinor } from '../../src/money.ts'

const hosts = {
  baseUrl: 'https://shop.example/shop',
  allowedOrigins: ['https://app.example:8443', 'http://localhost:5173', 'capacitor://localhost'],
}
const defaults = { currency: findCurrency('EUR'), language: 'el', ...hosts }
const noDefaults = { currency: undefined, language: undefined, ...hosts }
const mug = { amountMinor: 1999, currency: 'KWD' }
const req = Object.create(null) as Request

/** The refusal's text after "cannot be sold:". */
function refusal(item: unknown): string {
  try {
    parseCatalogItem(item, defaults)
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogItemError)
    return (error as Error).message.replace(/^.*? cannot be sold: /, '')
  }
  throw new Error('The item was not refused.')
}

describe('a catalog', () => {
  it('that is an object finds its items by sku', async () => {
    const find = makeCatalog({ mug, none: undefined as unknown as CatalogItem })

    await expect(find('mug', req)).resolves.toBe(mug)
    await expect(find('cup', req)).resolves.toBeUndefined()
    await expect(find('none', req)).resolves.toBeUndefined()
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'has no item %j unless the store put it there',
    async (sku) => {
      await expect(makeCatalog({ mug })(sku, req)).resolves.toBeUndefined()
      await expect(makeCatalog(Object.create({ [sku]: mug }) as Catalog)(sku, req)).resolves.toBeUndefined()
    },
  )

  it('without a prototype finds its items too', async () => {
    const shelf = Object.assign(Object.create(null) as Record<string, CatalogItem>, { mug })

    await expect(makeCatalog(shelf)('mug', req)).resolves.toBe(mug)
  })

  it('that is a function is called with sku and request', async () => {
    const asked: unknown[] = []
    const find = makeCatalog((...question) => {
      asked.push(...question)
      return mug
    })

    await expect(find('mug', req)).resolves.toBe(mug)
    expect(asked).toEqual(['mug', req])
  })

  it.each([undefined, null])('that returns %p has no such item', async (nothing) => {
    await expect(makeCatalog(() => nothing)('mug', req)).resolves.toBeUndefined()
    await expect(makeCatalog(() => Promise.resolve(nothing))('mug', req)).resolves.toBeUndefined()
  })

  it('that fails does so with its own error, thrown or rejected', async () => {
    const failure = new Error('no connection to the shelf')

    await expect(makeCatalog(() => Promise.reject(failure))('mug', req)).rejects.toBe(failure)
    await expect(
      makeCatalog(() => {
        throw failure
      })('mug', req),
    ).rejects.toBe(failure)
  })
})

describe('a cart in a catalog item', () => {
  const tooLarge = { name: 'x'.repeat(65_526) }

  it.each([
    ['too large', tooLarge],
    ['with HTML in it', { name: '<b>' }],
    ['that is not an object', 'a text'],
  ])('that is %s stops the sale, unless it may be left out', (_what, orderBundle) => {
    const remarks: unknown[] = []
    const item = { ...mug, orderBundle, jsonParams: orderBundle }

    expect(refusal(item)).toMatch(/^orderBundle: .*; jsonParams: /)
    expect(refusal({ ...item, bundleMayBeLeftOut: false })).toMatch(/^orderBundle: /)
    const sold = parseCatalogItem({ ...item, bundleMayBeLeftOut: true }, noDefaults, 'mug', (...one) =>
      remarks.push(one),
    )

    expect(sold).toEqual(mug)
    expect(remarks).toEqual([
      ['mug', { field: 'orderBundle', deed: 'left out' }],
      ['mug', { field: 'jsonParams', deed: 'left out' }],
    ])
  })

  it('that the bank accepts is sent, even if it may be left out', () => {
    const item = { ...mug, orderBundle: { name: 'Mug' } }

    expect(parseCatalogItem({ ...item, bundleMayBeLeftOut: true }, noDefaults)).toEqual(item)
  })
})

describe('the features of a catalog item', () => {
  it('are refused if their list has a hole', () => {
    const features = ['FORCE_TDS']
    features.length = 2

    expect(() => parseCatalogItem({ amountMinor: 1, currency: 'EUR', features }, noDefaults)).toThrow('features')
  })
})

describe('a catalog item', () => {
  it('has an amount and a currency, and no field that it was not given', () => {
    expect(parseCatalogItem(mug, noDefaults)).toEqual({ amountMinor: 1999, currency: 'KWD' })
    expect(Object.keys(parseCatalogItem(mug, noDefaults)).sort()).toEqual(['amountMinor', 'currency'])
  })

  it('takes currency and language from the options if it names none', () => {
    expect(parseCatalogItem({ amountMinor: 5 }, defaults)).toEqual({ amountMinor: 5, currency: 'EUR', language: 'el' })
    expect(parseCatalogItem({ ...mug, language: 'de' }, defaults)).toEqual({ ...mug, language: 'de' })
  })

  it('keeps every known field', () => {
    const item = {
      ...mug,
      description: 'A mug, 5 < 6 & "round" <3',
      reference: 'cart-7',
      email: 'buyer@shop.example',
      clientId: '42',
      language: 'en',
      orderBundle: { cartItems: { items: [{ positionId: '1', name: 'Mug', quantity: { value: 1, measure: 'pcs' } }] } },
      jsonParams: { installments: '3' },
      features: ['FORCE_TDS', 'FORCE_CREATE_BINDING'],
      repeatable: true,
      bindingId: 'b-1',
      payWithinMs: 60_000,
      extra: { postAddress: '1 Quay, Port "A"' },
      metadata: { cart: [1, null, 'a<b>'], gift: false },
    }

    expect(parseCatalogItem(item, noDefaults)).toEqual(item)
  })

  it('may have further fields, which are not read', () => {
    const item = {
      ...mug,
      title: 'Mug',
      get picture(): string {
        throw new Error('not read')
      },
    }

    expect(parseCatalogItem(item, noDefaults)).toEqual(mug)
  })

  it.each([undefined, null, ''])('may say %j for no value', (nothing) => {
    const empty = {
      currency: nothing,
      description: nothing,
      reference: nothing,
      email: nothing,
      clientId: nothing,
      language: nothing,
    }

    expect(parseCatalogItem({ amountMinor: 5, ...empty, metadata: nothing }, defaults)).toEqual({
      amountMinor: 5,
      currency: 'EUR',
      language: 'el',
    })
  })

  it('may be a class instance with getters and private fields', () => {
    class Row {
      #price = 1999
      get amountMinor(): number {
        return this.#price
      }
      readonly currency = 'EUR'
    }

    expect(parseCatalogItem(new Row(), noDefaults)).toEqual({ amountMinor: 1999, currency: 'EUR' })
  })

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [false, 'a boolean'],
    [1999, 'a number'],
    ['mug', '3 characters'],
    [[mug], 'a list of 1'],
    [() => mug, 'a function'],
  ])('is an object, not %p', (item, got) => {
    expect(refusal(item)).toBe(`wanted an object with amountMinor and currency, got ${got}.`)
  })

  const amount = 'wanted a positive whole number of minor units (1999 for EUR 19.99), 999999999999 at most'
  const line = 'up to 255 characters on one line'
  const bundle = 'wanted a JSON object without HTML, 65536 bytes at most'
  const metadata = 'wanted what JSON can carry, 16384 bytes at most'
  const payWithin = 'wanted a whole number of milliseconds from 60000 to 1200000'
  const verify = 'VERIFY takes no money, so nothing would be sold'
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle

  it.each([
    ['amountMinor', undefined, amount, 'nothing'],
    ['amountMinor', null, amount, 'null'],
    ['amountMinor', '', amount, '""'],
    ['amountMinor', '1999', amount, '"1999"'],
    ['amountMinor', 19.99, amount, '19.99'],
    ['amountMinor', 0, amount, '0'],
    ['amountMinor', -1999, amount, '-1999'],
    ['amountMinor', NaN, amount, 'NaN'],
    ['amountMinor', Infinity, amount, 'Infinity'],
    ['amountMinor', 1_000_000_000_000, amount, '1000000000000'],
    ['amountMinor', 2 ** 53, amount, '9007199254740992'],
    ['amountMinor', 1999n, amount, 'a bigint'],
    ['amountMinor', [1999], amount, 'a list of 1'],
    [
      'currency',
      'eur',
      'wanted an ISO 4217 currency in capitals, such as EUR, in the item or as the option `currency`',
      '"eur"',
    ],
    [
      'currency',
      'XXX',
      'wanted an ISO 4217 currency in capitals, such as EUR, in the item or as the option `currency`',
      '"XXX"',
    ],
    [
      'currency',
      978,
      'wanted an ISO 4217 currency in capitals, such as EUR, in the item or as the option `currency`',
      '978',
    ],
    ['reference', 7, `wanted ${line}`, '7'],
    ['reference', 'a\0b', `wanted ${line}`, '"a\\u0000b"'],
    ['reference', 'x'.repeat(256), `wanted ${line}`, `"${'x'.repeat(80)}…"`],
    ['clientId', 42, `wanted ${line}, without HTML`, 'a number'],
    ['clientId', 'x'.repeat(256), `wanted ${line}, without HTML`, '256 characters'],
    ['clientId', 'a\nb', `wanted ${line}, without HTML`, '3 characters'],
    ['clientId', '</a>', `wanted ${line}, without HTML`, '4 characters'],
    ['bindingId', 42, `wanted ${line}, without HTML`, 'a number'],
    ['bindingId', 'x'.repeat(256), `wanted ${line}, without HTML`, '256 characters'],
    ['repeatable', 'yes', 'wanted true or false', '"yes"'],
    ['repeatable', 1, 'wanted true or false', '1'],
    ['bundleMayBeLeftOut', 'true', 'wanted true or false', '"true"'],
    ['payWithinMs', 59_999, payWithin, '59999'],
    ['payWithinMs', 1_200_001, payWithin, '1200001'],
    ['payWithinMs', 60_000.5, payWithin, '60000.5'],
    ['payWithinMs', '60000', payWithin, '"60000"'],
    ['orderBundle', '{}', bundle, '2 characters'],
    ['orderBundle', [], bundle, 'a list of 0'],
    ['orderBundle', { name: '<script>' }, bundle, 'an object'],
    ['orderBundle', { name: 'x'.repeat(65_526) }, bundle, 'an object'],
    ['jsonParams', { price: 1n }, bundle, 'an object'],
    ['jsonParams', new Map(), bundle, 'an object'],
    ['features', [], 'wanted a list of 1 to 50 names, such as FORCE_TDS', 'a list of 0'],
    ['features', Array(51).fill('FORCE_TDS'), 'wanted a list of 1 to 50 names, such as FORCE_TDS', 'a list of 51'],
    ['features', 'FORCE_TDS', 'wanted a list of 1 to 50 names, such as FORCE_TDS', '"FORCE_TDS"'],
    ['features', ['FORCE TDS'], 'wanted a list of 1 to 50 names, such as FORCE_TDS', 'a list of 1'],
    ['features', ['VERIFY'], verify, 'a list of 1'],
    ['features', ['FORCE_TDS', 'Verify'], verify, 'a list of 2'],
    ['features', [undefined], 'wanted a list of 1 to 50 names, such as FORCE_TDS', 'a list of 1'],
    ['metadata', () => 1, metadata, 'a function'],
    ['metadata', Symbol('x'), metadata, 'a symbol'],
    ['metadata', 1n, metadata, 'a bigint'],
    ['metadata', NaN, metadata, 'a number'],
    ['metadata', { a: [() => 1] }, metadata, 'an object'],
    ['metadata', { a: -Infinity }, metadata, 'an object'],
    ['metadata', { a: new Set([1]) }, metadata, 'an object'],
    ['metadata', cycle, metadata, 'an object'],
    ['metadata', 'a\0b', metadata, '3 characters'],
    ['metadata', { 'a\0b': 1 }, metadata, 'an object'],
    ['metadata', ['\udc00'], metadata, 'a list of 1'],
    ['metadata', 'ü'.repeat(8192), metadata, '8192 characters'],
  ])('is refused if %s is %p', (field, value, wanted, got) => {
    expect(refusal({ ...mug, [field]: value })).toBe(`${field}: ${wanted}, got ${got}.`)
  })

  it.each([
    ['description', 'x'.repeat(598)],
    ['reference', 'x'.repeat(255)],
    ['clientId', 'x'.repeat(255)],
    ['orderBundle', { name: 'x'.repeat(65_525) }],
    ['metadata', 'x'.repeat(16_382)],
    ['metadata', false],
    ['metadata', 0],
    ['metadata', []],
  ])('may have %s up to its limit', (field, value) => {
    expect(parseCatalogItem({ ...mug, [field]: value }, noDefaults)).toEqual({ ...mug, [field]: value })
  })

  it.each([
    ['https://shop.example/thanks/7?from=bank'],
    ['HTTPS://SHOP.example:443/thanks', 'https://shop.example/thanks'],
    ['https://app.example:8443/'],
    ['http://localhost:5173/thanks'],
    ['com.example.shop:/paid'],
    ['Com.Example.Shop://paid?cart=7', 'com.example.shop://paid?cart=7'],
    ['https://shop.example/größe', 'https://shop.example/gr%C3%B6%C3%9Fe'],
    [`https://shop.example/${'x'.repeat(1_979)}`],
  ])('may lead its buyer to %j', (address, normalised = address) => {
    expect(parseCatalogItem({ ...mug, successUrl: address }, noDefaults).successUrl).toBe(normalised)
    expect(parseCatalogItem({ ...mug, failureUrl: address }, noDefaults).failureUrl).toBe(normalised)
  })

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['a script in other clothes', ' JaVaScRiPt:/alert(1)'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['a scheme without a dot', 'myshop://paid'],
    ['a host without a scheme', 'shop.example:8443/thanks'],
    ['a scheme with an empty label', 'com..shop://paid'],
    ['a scheme that begins with a dot', '.shop://paid'],
    ['another host', 'https://evil.example/'],
    ['a host that begins like ours', 'https://shop.example.evil.example/'],
    ['a host that ends like ours', 'https://evilshop.example/'],
    ['a host below ours', 'https://www.shop.example/'],
    ['our host with a dot at its end', 'https://shop.example./'],
    ['our host as a login', 'https://shop.example@evil.example/'],
    ['a login', 'https://ann:secret@shop.example/'],
    ["an app's address with a login", 'com.example.shop://ann@paid'],
    ['another port', 'https://shop.example:8443/'],
    ["an allowed origin's host at another port", 'https://app.example/'],
    ['plain http', 'http://shop.example/thanks'],
    ['a host of which only the web view of an app is allowed', 'https://localhost/'],
    ['no scheme', '//evil.example/'],
    ['a path', '/thanks'],
    ['a backslash', 'https://shop.example\\@evil.example/'],
    ["an app's backslash", 'com.example.shop:/\\evil.example'],
    ['one slash', 'https:/shop.example/'],
    ['three slashes', 'https:///shop.example/'],
    ['a line break', 'https://shop.example/\r\nSet-Cookie: a=b'],
    ['a control character', 'com.example.shop:/paid\0'],
    ['a blank', 'https://shop.example /'],
    ['a fragment, after which the query would be lost', 'https://shop.example/#/thanks'],
    ['10,000 characters', `https://shop.example/${'x'.repeat(9_979)}`],
  ])('never leads its buyer to %s', (_what, address) => {
    const wanted =
      /^failureUrl: wanted an https address on baseUrl's host or an allowed origin's \(option allowedOrigins\)/

    expect(refusal({ ...mug, failureUrl: address })).toMatch(wanted)
    expect(refusal({ ...mug, failureUrl: address })).not.toContain('secret')
    expect(refusal({ ...mug, failureUrl: address }).length).toBeLessThan(350)
    expect(refusal({ ...mug, failureUrl: [address] })).toMatch(/no login and no fragment, got a list of 1\.$/)
    expect(refusal({ ...mug, successUrl: address })).toMatch(/^successUrl: wanted an https address .* got "/s)
  })

  it('keeps of its metadata what JSON keeps', () => {
    const when = new Date(0)

    const item = parseCatalogItem({ ...mug, metadata: { when, nothing: undefined } }, noDefaults)
    when.setTime(1)

    expect(item.metadata).toEqual({ when: '1970-01-01T00:00:00.000Z' })
    expect(Object.keys(item.metadata as object)).toEqual(['when'])
  })

  it('needs a currency from somewhere', () => {
    expect(() => parseCatalogItem({ amountMinor: 1 }, noDefaults)).toThrow(
      'currency: wanted an ISO 4217 currency in capitals, such as EUR, in the item or as the option ' +
        '`currency`, got nothing.',
    )
  })

  it('is refused with every wrong field at once, its sku, and the status of a store mistake', () => {
    const parse = () => parseCatalogItem({ amountMinor: '5', reference: 7, clientId: 8 }, defaults, 'mug\n')

    expect(parse).toThrow(
      new CatalogItemError(
        `The catalog's item for sku "mug\\n" cannot be sold: amountMinor: ${amount}, got "5"; ` +
          `reference: wanted ${line}, got 7; clientId: wanted ${line}, without HTML, got a number.`,
      ),
    )
    expect(parse).toThrow(expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM', status: 500 }))
    expect(() => parseCatalogItem({}, defaults)).toThrow(/^An item of the catalog cannot be sold: /)
  })

  it('is either refused or chargeable, whatever it is', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    })
    const item = fc.record(
      {
        amountMinor: fc.oneof(value, fc.integer()),
        currency: fc.oneof(value, fc.constant('EUR')),
        metadata: value,
        description: fc.oneof(value, fc.string({ unit: 'binary' })),
        orderBundle: value,
        features: value,
        email: value,
        language: value,
        extra: value,
        bundleMayBeLeftOut: fc.boolean(),
      },
      { requiredKeys: [] },
    )

    fc.assert(
      fc.property(fc.oneof(value, item), (one) => {
        try {
          const priced = parseCatalogItem(one, defaults)
          expect(isAmountMinor(priced.amountMinor)).toBe(true)
          expect(findCurrency(priced.currency)).toBeDefined()
          expect(JSON.parse(JSON.stringify(priced))).toEqual(priced)
          expect(() => encodeURIComponent(priced.description ?? '')).not.toThrow()
        } catch (error) {
          if (!(error instanceof CheckoutError)) throw error
          expect(error).toBeInstanceOf(CatalogItemError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
