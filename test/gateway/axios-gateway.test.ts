import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import type { ClosableGateway } from '../../src/gateway/axios-gateway.ts'
import type { Gateway, Registration } from '../../src/gateway/gateway.ts'
import { answers } from './answers.ts'
import { openBank, openHoldingBank, openHonestBank } from './bank.ts'
import type { Bank } from './bank.ts'
import { everythingIn } from './replies.ts'

const password = 'p?ss%w0rd&'

const registration: Registration = {
  orderNumber: 'A1B2',
  amountMinor: 1999,
  currency: 'EUR',
  capture: 'automatic',
  returnUrl: 'https://shop.example/payment/return',
  sessionTimeoutSecs: 1200,
}

type Verb = Exclude<keyof Gateway, 'acknowledge'>

const verbs: Record<Verb, (gateway: Gateway) => ReturnType<Gateway[Verb]>> = {
  register: (gateway) => gateway.register(registration),
  status: (gateway) => gateway.status({ gatewayOrderId: 'g-1' }),
  capture: (gateway) => gateway.capture({ gatewayOrderId: 'g-1', amountMinor: 500, currency: 'EUR' }),
  reverse: (gateway) => gateway.reverse({ gatewayOrderId: 'g-1', currency: 'EUR' }),
  refund: (gateway) =>
    gateway.refund({ gatewayOrderId: 'g-1', amountMinor: 500, currency: 'EUR', externalRefundId: 'r-1' }),
  decline: (gateway) => gateway.decline({ gatewayOrderId: 'g-1', orderNumber: 'A1B2' }),
  cards: (gateway) => gateway.cards({ clientId: 'c-1' }),
  removeCard: (gateway) => gateway.removeCard({ bindingId: 'b-1' }),
  orderList: (gateway) => gateway.orderList({ since: new Date(0), until: new Date(86_400_000), page: 2, size: 100 }),
}

let bank: Bank | undefined
const gateways: ClosableGateway[] = []

afterEach(async () => {
  for (const gateway of gateways.splice(0)) gateway.close()
  await bank?.close()
  bank = undefined
})

function gatewayAt(
  url: string,
  changes: { timeoutMs?: number; language?: string; token?: string } = {},
): ClosableGateway {
  const { token, ...rest } = changes
  const login = token === undefined ? { user: 'shop-api', password } : { token }
  const gateway = makeGateway({ url, timeoutMs: 5000, ...rest, ...login })
  gateways.push(gateway)
  return gateway
}

describe('the verbs', () => {
  it.each([
    ['register', 'register.do', { orderNumber: 'A1B2', amount: '1999', currency: '978' }],
    ['status', 'getOrderStatusExtended.do', { orderId: 'g-1' }],
    ['capture', 'deposit.do', { orderId: 'g-1', amount: '500', currency: '978' }],
    ['reverse', 'reverse.do', { orderId: 'g-1', currency: '978' }],
    ['refund', 'refund.do', { orderId: 'g-1', amount: '500', currency: '978', externalRefundId: 'r-1' }],
    ['decline', 'decline.do', { orderId: 'g-1', orderNumber: 'A1B2' }],
    ['cards', 'getBindings.do', { clientId: 'c-1', bindingType: 'C' }],
    [
      'orderList',
      'getLastOrdersForMerchants.do',
      { from: '19700101000000', to: '19700102000000', page: '2', size: '100', merchants: '' },
    ],
    ['removeCard', 'unBindCard.do', { bindingId: 'b-1' }],
  ] as const)('%s posts to %s with the login in the body and nowhere else', async (verb, method, fields) => {
    bank = await openHonestBank({ errorCode: 0 })

    await verbs[verb](gatewayAt(bank.url, { language: 'en' }))

    const [call] = bank.heard
    expect(bank.heard).toHaveLength(1)
    expect(call!.path).toBe(`/payment/rest/${method}`)
    expect(call!.headers).not.toHaveProperty('authorization')
    expect(Object.fromEntries(call!.fields)).toMatchObject({
      userName: 'shop-api',
      password,
      language: 'en',
      ...fields,
    })
  })

  it('place a hold with registerPreAuth.do', async () => {
    bank = await openHonestBank(answers['registerPreAuth.do'][0]!.body)

    const answer = await gatewayAt(bank.url).register({ ...registration, capture: 'manual' })

    expect(answer).toMatchObject({ outcome: 'answered', gatewayOrderId: '01492437-d2fb-77fa-8db7-9e2900a7d8c0' })
    expect(bank.heard[0]!.path).toBe('/payment/rest/registerPreAuth.do')
  })

  it('ask for the status by order number', async () => {
    bank = await openHonestBank(answers['getOrderStatusExtended.do'][0]!.body)

    const answer = await gatewayAt(bank.url).status({ orderNumber: '7005' })

    expect(answer).toMatchObject({
      outcome: 'answered',
      evidence: { phase: 'captured', amountMinor: 2000, currency: 'EUR' },
    })
    expect(bank.heard[0]!.fields.get('orderNumber')).toBe('7005')
    expect(bank.heard[0]!.fields.has('orderId')).toBe(false)
  })

  it('tell an absent order from a refused login', async () => {
    const bodies: unknown[] = [{ errorCode: '6' }, { errorCode: 5, errorMessage: 'Access denied' }]
    bank = await openBank((_call, res) => res.end(JSON.stringify(bodies.shift())))
    const gateway = gatewayAt(bank.url)

    expect(await gateway.status({ orderNumber: 'A1B2' })).toEqual({ outcome: 'absent' })
    expect(await gateway.status({ orderNumber: 'A1B2' })).toMatchObject({
      outcome: 'refused',
      error: { code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: '5' },
    })
  })

  it('never reveal the login, whatever the gateway echoes', async () => {
    const echo = { errorCode: 5, errorMessage: `shop-api with ${password} is undefined; and t0k3n-of-the-shop?` }
    bank = await openHonestBank(echo)

    for (const changes of [{}, { token: 't0k3n-of-the-shop' }]) {
      const answer = await verbs.register(gatewayAt(bank.url, changes))

      expect(answer).toMatchObject({ outcome: 'refused', error: { cause: { errorCode: '5' } } })
      const shown = everythingIn((answer as { error: Error }).error)
      // An unset password is not a secret.
      expect(shown).toContain('is undefined')
      for (const secret of 'token' in changes ? ['t0k3n'] : ['shop-api', password]) expect(shown).not.toContain(secret)
    }
  })

  it('say in advance that a token cannot move money', () => {
    expect(gatewayAt('http://127.0.0.1:1/').moneyOutRefusal).toBeUndefined()
    expect(gatewayAt('http://127.0.0.1:1/', { token: 't' }).moneyOutRefusal).toMatchObject({
      code: 'CHECKOUT_GATEWAY_REFUSED',
      errorCode: 'token',
      message:
        'refund.do was not sent: a token may only register orders and ask for their status; this needs ' +
        'gateway.user and ' +
        'gateway.password. The gateway received nothing, no money moved.',
    })
  })

  it('send every feature, and umlauts, unchanged', async () => {
    bank = await openHonestBank({})

    await gatewayAt(bank.url).register({
      ...registration,
      description: 'Grüße & 100% + "ok"',
      features: ['FORCE_TDS', 'VERIFY'],
      orderBundle: { name: 'ü&=%' },
    })

    const { fields } = bank.heard[0]!
    expect(fields.getAll('features')).toEqual(['FORCE_TDS', 'VERIFY'])
    expect(fields.get('description')).toBe('Grüße & 100% + "ok"')
    expect(JSON.parse(fields.get('orderBundle')!)).toEqual({ name: 'ü&=%' })
  })
})

describe('a token', () => {
  it('registers, and asks by the gateway’s id', async () => {
    bank = await openHonestBank({ ...answers['register.do'][0]!.body, orderStatus: 0 })
    const gateway = gatewayAt(bank.url, { token: 'public-token' })

    expect((await verbs.register(gateway)).outcome).toBe('answered')
    expect((await verbs.status(gateway)).outcome).toBe('answered')

    for (const { fields } of bank.heard) {
      expect(fields.get('token')).toBe('public-token')
      expect(fields.has('userName') || fields.has('password')).toBe(false)
    }
  })

  it.each(['capture', 'reverse', 'refund', 'decline', 'cards', 'removeCard'] as const)(
    'cannot %s, and says why without calling',
    async (verb) => {
      bank = await openHonestBank({ errorCode: 0 })

      const answer = await verbs[verb](gatewayAt(bank.url, { token: 'public-token' }))

      expect(answer).toMatchObject({
        outcome: 'refused',
        isUnsent: true,
        error: {
          errorCode: 'token',
          message: expect.stringMatching(/ was not sent: a token may only .*gateway\.user/),
        },
      })
      expect(bank.heard).toEqual([])
    },
  )

  it('cannot ask by order number', async () => {
    bank = await openHonestBank({ orderStatus: 2 })

    const answer = await gatewayAt(bank.url, { token: 'public-token' }).status({ orderNumber: 'A1B2' })

    expect(answer).toMatchObject({ outcome: 'refused', isUnsent: true, error: { errorCode: 'token' } })
    expect(bank.heard).toEqual([])
  })
})

describe('a call that must not go out', () => {
  it.each([0, -5, 0.5, NaN])('is refused unsent: an amount of %d', async (amountMinor) => {
    bank = await openHonestBank({ errorCode: 0 })
    const gateway = gatewayAt(bank.url)
    const money = { gatewayOrderId: 'g-1', amountMinor, currency: 'EUR' }

    const given = await Promise.all([
      gateway.capture(money),
      gateway.refund({ ...money, externalRefundId: 'r-1' }),
      gateway.register({ ...registration, amountMinor }),
    ])

    for (const answer of given) {
      expect(answer).toMatchObject({
        outcome: 'refused',
        isUnsent: true,
        error: { errorCode: 'request', message: expect.stringContaining('was not sent: amount is not') },
      })
    }
    expect(bank.heard).toEqual([])
  })
})

describe('a gateway with a queue of calls', () => {
  it('cancels queued calls at one door, as never sent, and keeps all others', async () => {
    const holding = (bank = await openHoldingBank())
    const gateway = gatewayAt(bank.url, { timeoutMs: 20_000 })
    const sent = Array.from({ length: 32 }, () => verbs.register(gateway))
    const questions = Array.from({ length: 25 }, () => verbs.status(gateway))
    await holding.holds(56)
    const waiting = [gateway.register(registration), gateway.register({ ...registration, capture: 'manual' })]
    const moves = (['capture', 'reverse', 'refund', 'decline'] as const).map((verb) => verbs[verb](gateway))

    gateway.cancelQueued('registrations')

    for (const answer of await Promise.all(waiting)) {
      expect(answer).toMatchObject({
        outcome: 'unavailable',
        isUnsent: true,
        error: { message: expect.stringContaining('was not sent: the calls before it got no answer') },
      })
    }
    await holding.answer(61)
    await Promise.all([...sent, ...questions])
    expect(await Promise.all(moves)).toEqual(moves.map(() => ({ outcome: 'answered' })))
    expect(bank.heard).toHaveLength(61)
  })
})

describe('gateway.basic', () => {
  it('puts the login in a header instead of the body', async () => {
    bank = await openHonestBank({ errorCode: 0 })
    const gateway = makeGateway({ url: bank.url, timeoutMs: 5000, user: 'shop-api', password: 'p?ß', basic: true })
    gateways.push(gateway)

    for (const verb of Object.values(verbs)) await verb(gateway)

    for (const { headers, fields } of bank.heard) {
      expect(headers.authorization).toBe(`Basic ${Buffer.from('shop-api:p?ß', 'utf8').toString('base64')}`)
      expect(fields.has('userName') || fields.has('password') || fields.has('token')).toBe(false)
    }
  })

  it('never shows up in an error', async () => {
    const header = Buffer.from(`shop-api:${password}`).toString('base64')
    bank = await openHonestBank({ errorCode: 5, errorMessage: `no access for Basic ${header}` })
    const gateway = makeGateway({ url: bank.url, timeoutMs: 5000, user: 'shop-api', password, basic: true })
    gateways.push(gateway)

    const { error } = (await verbs.register(gateway)) as { error: Error }

    expect(error.cause).toMatchObject({ errorMessage: 'no access for Basic ***' })
    expect(everythingIn(error)).not.toContain(header)
  })
})

describe('anything but a usable answer', () => {
  type Fault = (res: ServerResponse) => void
  const timeoutMs = 700

  function drip(res: ServerResponse, bytes: string, everyMs: number): void {
    const timer = setInterval(() => res.write(bytes), everyMs)
    res.on('close', () => clearInterval(timer))
  }

  const huge = JSON.stringify({ errorCode: 0, padding: 'x'.repeat(3 * 1024 * 1024) })
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '))

  const faults: Record<string, Fault> = {
    'a reset after the call': (res) => res.socket?.resetAndDestroy(),
    silence: () => undefined,
    'a head and then silence': (res) => res.writeHead(200).flushHeaders(),
    'a slow drip': (res) => drip(res, ' ', 50),
    'an endless body': (res) => drip(res, 'x'.repeat(16_384), 1),
    'more than 2 MiB': (res) => res.end(huge),
    'a head of 100 kB': (res) => res.writeHead(200, { 'X-Long': 'x'.repeat(100_000) }).end('{"errorCode":0}'),
    'HTML with 200': (res) => res.end('<!doctype html><title>Maintenance</title>'),
    'an empty body': (res) => res.end(),
    'broken JSON': (res) => res.end('{"errorCode":0,"orderStatus":2'),
    'a truncated body': (res) => res.writeHead(200, { 'Content-Length': 500 }).end('{"errorCode":0}'),
    'a JSON list': (res) => res.end('[{"errorCode":0}]'),
    'a JSON string': (res) => res.end('"ok"'),
    'an order status on a prototype': (res) => res.end('{"success":"?","__proto__":{"orderStatus":2}}'),
    'broken gzip': (res) =>
      res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"errorCode":0}').subarray(1)),
    'a gzip bomb': (res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    'a system error': (res) => res.end('{"errorCode":"7","errorMessage":"System error"}'),
    429: (res) => res.writeHead(429, { 'Retry-After': '3' }).end('{"errorCode":0}'),
    400: (res) => res.writeHead(400).end('{"errorCode":0}'),
    401: (res) => res.writeHead(401).end('"Access denied"'),
    500: (res) => res.writeHead(500).end('{"errorCode":0}'),
    502: (res) => res.writeHead(502).end('<html>Bad gateway</html>'),
  }

  /** These would never end by themselves. */
  const hangs = new Set(['silence', 'a head and then silence', 'a slow drip', 'a truncated body'])

  for (const [name, fault] of Object.entries(faults)) {
    it(`is unavailable by the deadline, whatever the verb: ${name}`, async () => {
      bank = await openBank((_call, res) => fault(res))
      const gateway = gatewayAt(bank.url, { timeoutMs: hangs.has(name) ? timeoutMs : 20_000 })

      const given = await Promise.all(Object.values(verbs).map((verb) => verb(gateway)))

      expect(bank.heard).toHaveLength(given.length)
      for (const answer of given) {
        expect(answer).toMatchObject({
          outcome: 'unavailable',
          error: { code: 'CHECKOUT_GATEWAY_UNAVAILABLE', status: 503 },
        })
        const { error } = answer as { error: Error }
        expect(error.message.includes(`no complete answer within ${timeoutMs} ms`)).toBe(hangs.has(name))
        const shown = everythingIn(error)
        for (const secret of [
          password,
          encodeURIComponent(password),
          'shop-api',
          'Maintenance',
          'Bad gateway',
          'axios',
        ]) {
          expect(shown.replaceAll(/axios-gateway[^)]*/g, '').replaceAll(/node_modules[^)]*/g, '')).not.toContain(secret)
        }
      }
    })
  }

  it('is unavailable when nothing listens', async () => {
    bank = await openHonestBank({})
    const { url } = bank
    await bank.close()
    bank = undefined

    for (const verb of Object.values(verbs)) {
      expect(await verb(gatewayAt(url))).toMatchObject({
        outcome: 'unavailable',
        error: { message: expect.stringContaining('connection refused') },
      })
    }
  })

  it('passes on Retry-After', async () => {
    bank = await openBank((_call, res) => faults['429']!(res))

    expect(await verbs.register(gatewayAt(bank.url))).toMatchObject({ error: { retryAfterMs: 3000 } })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a %d, which would carry the password along', async (status) => {
    const elsewhere = await openHonestBank({ errorCode: 0 })
    bank = await openBank((_call, res) => res.writeHead(status, { Location: elsewhere.url }).end())
    try {
      for (const verb of Object.values(verbs)) {
        expect(await verb(gatewayAt(bank.url))).toMatchObject({
          outcome: 'unavailable',
          error: { message: expect.stringContaining(`HTTP status ${status}`) },
        })
      }
      expect(elsewhere.connectionCount()).toBe(0)
    } finally {
      await elsewhere.close()
    }
  })

  it('says what to do after each verb, because money may have moved', async () => {
    bank = await openBank((_call, res) => res.writeHead(500).end())
    const gateway = gatewayAt(bank.url)

    const given = await Promise.all(Object.values(verbs).map((verb) => verb(gateway)))

    expect(given.map((answer) => (answer as { error: Error }).error.message)).toEqual([
      'register.do got no usable answer: HTTP status 500. The gateway may still know the order: ' +
        'ask for its status by order number.',
      'getOrderStatusExtended.do got no usable answer: HTTP status 500. A status question changes nothing: ' +
        'ask again later.',
      'deposit.do got no usable answer: HTTP status 500. Money may have moved: ask for the status; do ' +
        'not repeat the call.',
      'reverse.do got no usable answer: HTTP status 500. The hold may be gone: ask for the status; do ' +
        'not repeat the call.',
      'refund.do got no usable answer: HTTP status 500. Money may have moved: ask for the status, and ' +
        'repeat the call only with the same externalRefundId.',
      'decline.do got no usable answer: HTTP status 500. The order may be closed: ask for its status.',
      'getBindings.do got no usable answer: HTTP status 500. The question changes nothing: ask again later.',
      'unBindCard.do got no usable answer: HTTP status 500. The card may be removed or not, no money moved: ' +
        'repeat the call, it does no harm.',
      'getLastOrdersForMerchants.do got no usable answer: HTTP status 500. ' +
        'The question changes nothing: ask again later.',
    ])
  })
})

describe('close', () => {
  it('leaves later calls unavailable and unsent', async () => {
    bank = await openHonestBank({ errorCode: 0 })
    const gateway = gatewayAt(bank.url)

    gateway.close()

    expect(await verbs.refund(gateway)).toMatchObject({
      outcome: 'unavailable',
      error: { message: expect.stringContaining('was not sent: this checkout is closed') },
    })
    expect(bank.heard).toEqual([])
  })
})
