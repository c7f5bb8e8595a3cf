import { parseCatalogItem } from '../../src/options/catalog.ts'
import {
  addressed,
  captureCall,
  declineCall,
  forbiddenTo,
  unsendableOf,
  refundCall,
  registerCall,
  reverseCall,
  statusCall,
} from '../../src/gateway/requests.ts'
import type { Registration } from '../../src/gateway/gateway.ts'

const registration: Registration = {
  orderNumber: 'A1B2',
  amountMinor: 1999,
  currency: 'EUR',
  capture: 'automatic',
  returnUrl: 'https://shop.example/payment/return',
  sessionTimeoutSecs: 1200,
}

const user = { user: 'shop-api', password: 'p' }
const order = { gatewayOrderId: 'g-1', currency: 'EUR' }

describe('registerCall', () => {
  it('sends only what it was given', () => {
    expect(registerCall(registration)).toEqual({
      method: 'register.do',
      fields: [
        ['orderNumber', 'A1B2'],
        ['amount', '1999'],
        ['currency', '978'],
        ['returnUrl', 'https://shop.example/payment/return'],
        ['sessionTimeoutSecs', '1200'],
      ],
    })
  })

  it('places a hold with a separate method', () => {
    expect(registerCall({ ...registration, capture: 'manual' }).method).toBe('registerPreAuth.do')
  })

  it('sends nested values as JSON text, and features one by one', () => {
    const { fields } = registerCall({
      ...registration,
      dynamicCallbackUrl: 'https://shop.example/payment/callback',
      description: 'Blue shoes',
      language: 'en',
      email: 'ann@example.com',
      clientId: 'c-1',
      orderBundle: { cartItems: { items: [{ positionId: 1, name: 'Schuh "ü"' }] } },
      jsonParams: { udf1: 'x' },
      features: ['FORCE_TDS', 'FORCE_CREATE_BINDING'],
    })

    expect(fields.slice(4)).toEqual([
      ['dynamicCallbackUrl', 'https://shop.example/payment/callback'],
      ['sessionTimeoutSecs', '1200'],
      ['description', 'Blue shoes'],
      ['language', 'en'],
      ['email', 'ann@example.com'],
      ['clientId', 'c-1'],
      ['orderBundle', '{"cartItems":{"items":[{"positionId":1,"name":"Schuh \\"ü\\""}]}}'],
      ['jsonParams', '{"udf1":"x"}'],
      ['features', 'FORCE_TDS'],
      ['features', 'FORCE_CREATE_BINDING'],
    ])
  })

  it('leaves empty extras out', () => {
    const { fields } = registerCall({
      ...registration,
      description: ' ',
      language: '',
      email: '',
      clientId: '',
      features: [],
    })

    expect(fields).toEqual(registerCall(registration).fields)
  })

  it('keeps the leading zero of a currency', () => {
    expect(registerCall({ ...registration, currency: 'AMD' }).fields).toContainEqual(['currency', '051'])
    expect(registerCall({ ...registration, currency: 'DZD' }).fields).toContainEqual(['currency', '012'])
  })

  it('cleans a description, which is never compared', () => {
    const { fields } = registerCall({ ...registration, description: 'two\r\nlines\u0000 and half a \ud83d smile' })

    expect(fields).toContainEqual(['description', 'two lines  and half a   smile'])
    expect(unsendableOf(fields)).toBeUndefined()
  })
})

describe('the other calls', () => {
  it('ask for a status by a single id', () => {
    expect(statusCall({ gatewayOrderId: 'g-1' })).toEqual({
      method: 'getOrderStatusExtended.do',
      fields: [['orderId', 'g-1']],
    })
    expect(statusCall({ orderNumber: 'A1B2' }).fields).toEqual([['orderNumber', 'A1B2']])
  })

  it('name the order, the amount and the guards against a repeat', () => {
    expect(captureCall({ ...order, amountMinor: 500 })).toEqual({
      method: 'deposit.do',
      fields: [
        ['orderId', 'g-1'],
        ['amount', '500'],
        ['currency', '978'],
      ],
    })
    expect(reverseCall(order)).toEqual({
      method: 'reverse.do',
      fields: [
        ['orderId', 'g-1'],
        ['currency', '978'],
      ],
    })
    expect(refundCall({ ...order, amountMinor: 500, externalRefundId: 'r-1', expectedDepositedMinor: 1999 })).toEqual({
      method: 'refund.do',
      fields: [
        ['orderId', 'g-1'],
        ['amount', '500'],
        ['currency', '978'],
        ['externalRefundId', 'r-1'],
        ['expectedDepositedAmount', '1999'],
      ],
    })
    expect(declineCall({ gatewayOrderId: 'g-1', orderNumber: 'A1B2' })).toEqual({
      method: 'decline.do',
      fields: [
        ['orderId', 'g-1'],
        ['orderNumber', 'A1B2'],
      ],
    })
  })
})

describe('addressed', () => {
  it('adds a login, and a language if the call names none', () => {
    expect(addressed(statusCall({ gatewayOrderId: 'g-1' }), user, 'en').fields).toEqual([
      ['userName', 'shop-api'],
      ['password', 'p'],
      ['language', 'en'],
      ['orderId', 'g-1'],
    ])
    expect(addressed(statusCall({ gatewayOrderId: 'g-1' }), { token: 't' }, undefined).fields).toEqual([
      ['token', 't'],
      ['orderId', 'g-1'],
    ])
    const { fields } = addressed(registerCall({ ...registration, language: 'de' }), user, 'en')
    expect(fields.filter(([name]) => name === 'language')).toEqual([['language', 'de']])
  })
})

describe('forbiddenTo', () => {
  const calls = [
    registerCall(registration),
    registerCall({ ...registration, capture: 'manual' }),
    statusCall({ gatewayOrderId: 'g-1' }),
    statusCall({ orderNumber: 'A1B2' }),
    captureCall({ ...order, amountMinor: 1 }),
    reverseCall(order),
    refundCall({ ...order, amountMinor: 1, externalRefundId: 'r' }),
    declineCall({ gatewayOrderId: 'g-1', orderNumber: 'A1B2' }),
  ]

  it('stops nothing for a user with a password', () => {
    expect(calls.map((call) => forbiddenTo(user, call))).toEqual(calls.map(() => undefined))
  })

  it('lets a token register, and ask by the gateway’s id', () => {
    const forbidden = calls.map((call) => forbiddenTo({ token: 't' }, call) !== undefined)

    expect(forbidden).toEqual([false, false, false, true, true, true, true, true])
    expect(forbiddenTo({ token: 't' }, statusCall({ orderNumber: 'A1B2' }))).toBe(
      "a token may only ask by the gateway's own order id",
    )
  })
})

describe('unsendableOf', () => {
  it.each([0, -1, 1.5, NaN, Infinity, 1e12, 1e21])(
    'stops an amount of %d, because 0 means everything',
    (amountMinor) => {
      expect(unsendableOf(captureCall({ ...order, amountMinor }).fields)).toMatch(/^amount /)
      expect(unsendableOf(refundCall({ ...order, amountMinor, externalRefundId: 'r' }).fields)).toMatch(/^amount /)
      expect(unsendableOf(registerCall({ ...registration, amountMinor }).fields)).toMatch(/^amount /)
    },
  )

  it.each([1, 1999, 999_999_999_999])('lets an amount of %d pass', (amountMinor) => {
    expect(unsendableOf(captureCall({ ...order, amountMinor }).fields)).toBeUndefined()
  })

  it.each([
    ['orderNumber', { orderNumber: '' }],
    ['orderNumber', { orderNumber: 'x'.repeat(37) }],
    ['orderNumber', { orderNumber: 'a b' }],
    ['currency', { currency: 'XXY' }],
    ['currency', { currency: '978' }],
    ['sessionTimeoutSecs', { sessionTimeoutSecs: 0 }],
    ['sessionTimeoutSecs', { sessionTimeoutSecs: 1.5 }],
    ['returnUrl', { returnUrl: '' }],
    ['email', { email: 'a\u0000@b' }],
    ['clientId', { clientId: '\ud800' }],
    ['features', { features: ['VERIFY', ''] }],
    ['orderBundle', { orderBundle: { amount: 1n } as never }],
  ])('stops a bad %s and names it', (field, changes) => {
    expect(unsendableOf(registerCall({ ...registration, ...changes }).fields)).toBe(
      `${field} is not a value the gateway accepts`,
    )
  })

  it.each(['', 'x'.repeat(33), 'r\n1', 'ü'])(
    'stops externalRefundId %j, which the gateway might truncate or change',
    (externalRefundId) => {
      expect(unsendableOf(refundCall({ ...order, amountMinor: 1, externalRefundId }).fields)).toMatch(
        /^externalRefundId /,
      )
    },
  )

  it('passes a guard of 0, and stops one that is not an amount', () => {
    const refund = { ...order, amountMinor: 1, externalRefundId: 'r' }
    expect(unsendableOf(refundCall({ ...refund, expectedDepositedMinor: 0 }).fields)).toBeUndefined()
    expect(unsendableOf(refundCall({ ...refund, expectedDepositedMinor: 999_999_999_999 }).fields)).toBeUndefined()
    for (const expectedDepositedMinor of [-1, 1.5, 1e12, 1e21]) {
      expect(unsendableOf(refundCall({ ...refund, expectedDepositedMinor }).fields)).toMatch(
        /^expectedDepositedAmount /,
      )
    }
  })

  it.each(['', 'x'.repeat(37), 'a b', 'ü'])('stops gateway id %j', (gatewayOrderId) => {
    expect(unsendableOf(statusCall({ gatewayOrderId }).fields)).toBe('orderId is not a value the gateway accepts')
  })

  it.each(['97', '9780', ' 978', '978\n', 'EUR'])('stops currency %j', (currency) => {
    expect(unsendableOf([['currency', currency]])).toBe('currency is not a value the gateway accepts')
  })

  it('stops a call of more than 512 KiB', () => {
    const call = (length: number) => registerCall({ ...registration, jsonParams: { a: 'x'.repeat(length) } })

    expect(unsendableOf(call(520_000).fields)).toBeUndefined()
    expect(unsendableOf(call(525_000).fields)).toBe('it is larger than 512 KiB')
    const rest = 'a='.length
    expect(unsendableOf([['a', 'x'.repeat(524_288 - rest)]])).toBeUndefined()
    expect(unsendableOf([['a', 'x'.repeat(524_289 - rest)]])).toBe('it is larger than 512 KiB')
  })

  it('stops nothing that the catalog rules allow, however long it becomes as a form', () => {
    const longest = (length: number) => '字'.repeat(length)
    const json = (name: string) => ({ [name]: longest(Math.floor((65_536 - `{"${name}":""}`.length) / 3)) })
    const none = { currency: undefined, language: undefined, baseUrl: 'https://shop.example', allowedOrigins: [] }
    const item = parseCatalogItem(
      {
        amountMinor: 999_999_999_999,
        currency: 'EUR',
        language: 'en',
        description: longest(598),
        email: `${longest(20)}@${longest(19)}`,
        clientId: longest(255),
        orderBundle: json('cart'),
        jsonParams: json('more'),
        features: Array(50).fill('F'.repeat(50)),
      },
      none,
    )
    const returnUrl = `https://shop.example/${'x'.repeat(2_000)}`
    const { fields } = registerCall({ ...registration, ...item, returnUrl, dynamicCallbackUrl: returnUrl })

    expect(fields.map(([, value]) => value).join('').length).toBeGreaterThan(40_000)
    expect(unsendableOf(fields)).toBeUndefined()
  })
})
