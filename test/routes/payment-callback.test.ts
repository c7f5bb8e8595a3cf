import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import express from 'express'
import type { RequestHandler } from 'express'
import request from 'supertest'
import { signedText } from '../../src/gateway/callbacks.ts'
import { openPost } from '../support/raw-post.ts'
import {
  asked,
  buy,
  mounts,
  movesOf,
  onlyOrder,
  openStore,
  orderOf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

const key = 'the-callback-key-of-the-merchant'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

type Parameters = Record<string, string>

function signed(parameters: Parameters, secret = key): Parameters {
  const text = signedText(new URLSearchParams(parameters))
  return { ...parameters, checksum: createHmac('sha256', secret).update(text).digest('hex').toUpperCase() }
}

let store: Store
let gatewayOrderId: string
let orderNumber: string
afterEach(() => store.close())

/** A store with one unpaid order. */
async function open(options: StoreOptions = {}): Promise<void> {
  store = await openStore(options)
  ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
}

const withKey = { options: { callback: { key } } }
const deposited = (): Parameters => ({ mdOrder: gatewayOrderId, operation: 'deposited', orderNumber, status: '1' })
const get = (parameters: Parameters) =>
  request(store.server).get(store.path('/payment/callback')).query(new URLSearchParams(parameters).toString())
const post = (parameters: Parameters) =>
  request(store.server)
    .post(store.path('/payment/callback'))
    .type('form')
    .send(new URLSearchParams(parameters).toString())
const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')

describe.each(mounts)('GET and POST /payment/callback %s', (_title, mount) => {
  it.each([
    ['GET', get],
    ['POST', post],
  ])('by %s settles the order and hands it over before it is answered', async (_method, send) => {
    await open({ mount, ...withKey })
    await store.bank.pay(gatewayOrderId)

    const answer = await send(signed(deposited())).expect(200)

    expect(answer.text).toBe('OK')
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
    expect((await store.checkout.orders.history(orderNumber)).at(-2)).toMatchObject({ trigger: 'callback', to: 'paid' })
  })

  it('believes the gateway, not the callback', async () => {
    await open({ mount, ...withKey })

    await get(signed(deposited())).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'registered', handOver: 'none' })
    expect(questions()).toBeGreaterThan(1)
  })

  it('settles as on a return, even if the status lags behind', async () => {
    await open({ mount, ...withKey, bank: { statusLagMs: 1_500 } })
    await store.bank.pay(gatewayOrderId)

    await get(signed(deposited())).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('with more parameters than any gateway sends is malformed', async () => {
    await open({ mount, ...withKey })
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, '1']))

    await get(signed({ ...deposited(), ...many })).expect(400)

    expect(questions()).toBe(0)
  })

  it('is refused without a good checksum: nothing is asked, nothing is written', async () => {
    await open({ mount, ...withKey })
    await store.bank.pay(gatewayOrderId)
    const entries = store.entries.length

    for (const bad of [deposited(), { ...deposited(), checksum: 'A'.repeat(64) }, signed(deposited(), 'another')]) {
      const answer = await get(bad).expect(403)
      expect(answer.text).toBe('CHECKOUT_CALLBACK_REFUSED\n')
      await post(bad).expect(403)
    }

    expect(questions()).toBe(0)
    expect(store.entries).toHaveLength(entries)
  })

  it('is a hint that anybody may send if no key is configured', async () => {
    await open({ mount })
    await store.bank.pay(gatewayOrderId)

    await get({ mdOrder: gatewayOrderId }).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('is 404 for an order that is not ours, and the gateway is not asked', async () => {
    await open({ mount, ...withKey })
    const { gatewayOrderId: other } = await buy(store, store.browser(), 'tea')

    for (const parameters of [
      { ...deposited(), mdOrder: '11111111-2222-3333-4444-555555555555', orderNumber: 'ANOTHER' },
      // Another merchant's order that happens to have our number, or our number with another order's id.
      { ...deposited(), mdOrder: '11111111-2222-3333-4444-555555555555' },
      { ...deposited(), mdOrder: other },
    ]) {
      await get(signed(parameters)).expect(404)
    }

    expect(questions()).toBe(0)
    // Only the gateway can have signed it: money may have come for an order that the ledger has lost.
    expect(store.log.filter((line) => line.startsWith('error the gateway reports an order'))).toHaveLength(3)
  })

  it.each(['', 'orderId=1', 'mdOrder=', `mdOrder=${'m'.repeat(37)}`, 'mdOrder=a&mdOrder=a', 'mdOrder=a;b'])(
    'is 400 for %p',
    async (query) => {
      await open({ mount })

      await request(store.server)
        .get(`${store.path('/payment/callback')}?${query}`)
        .expect(400)
      await request(store.server).post(store.path('/payment/callback')).type('form').send(query).expect(400)

      expect(questions()).toBe(0)
    },
  )

  it('is 503 when the gateway cannot be asked, and 200 when it is sent again', async () => {
    await open({ mount, ...withKey, timeoutMs: shortTimeoutMs })
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

    await get(signed(deposited())).expect(503).expect('Retry-After', '30')
    await get(signed(deposited())).expect(200)

    expect(store.handedOver).toHaveLength(1)
  })

  it('is 503 while the ledger is away', async () => {
    await open({ mount })
    await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

    await get(deposited()).expect(503)

    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
  })

  it('reads the raw body of a POST, and not its query', async () => {
    await open({ mount, ...withKey })
    await store.bank.pay(gatewayOrderId)
    const path = `${store.path('/payment/callback')}?action=callback&mdOrder=somebody-else`

    for (const type of [
      'application/x-www-form-urlencoded',
      'plain/text',
      'application/json',
      'application/octet-stream',
    ]) {
      const answer = request(store.server).post(path).set('Content-Type', type)
      await answer.send(new URLSearchParams(signed(deposited())).toString()).expect(200)
    }

    expect(store.handedOver).toHaveLength(1)
  })

  it('does nothing on HEAD', async () => {
    await open({ mount })

    await request(store.server).head(store.path('/payment/callback')).query(deposited()).expect(204)

    expect(questions()).toBe(0)
  })
})

describe('a callback', () => {
  it.each([
    ['express.urlencoded, extended', express.urlencoded({ extended: true })],
    ['express.urlencoded, simple', express.urlencoded({ extended: false })],
    ['express.text', express.text({ type: '*/*' })],
    ['express.raw', express.raw({ type: '*/*' })],
    ['express.json', express.json()],
  ])('is checked after a body parser of the store: %s', async (_name, parser) => {
    await open({ ...withKey, before: (app) => app.use(parser) })
    await store.bank.pay(gatewayOrderId)
    const parameters = { ...deposited(), amount: '0100', refNum: '1', refnum: '2', orderDescription: 'Käse & Brot + 1' }

    await post(parameters).expect(403)
    await post(signed(parameters)).expect(200)

    expect(store.handedOver).toHaveLength(1)
  })

  it('is checked if the store has the body decoded but does not wait for it', async () => {
    const decoded: RequestHandler = (req, _res, next) => (req.setEncoding('utf8'), next())
    await open({ ...withKey, before: (app) => app.use(decoded) })
    await store.bank.pay(gatewayOrderId)
    const parameters = { ...deposited(), orderDescription: 'Käse & Brot + 1' }

    await post(parameters).expect(403)
    await post(signed(parameters)).expect(200)

    expect(store.handedOver).toHaveLength(1)
  })

  it('is accepted with either key during a change of keys', async () => {
    await open({ options: { callback: { key: ['new-key', key] } } })
    await store.bank.pay(gatewayOrderId)

    await get(signed(deposited(), 'new-key')).expect(200)
    await get(signed(deposited(), key)).expect(200)
    await get(signed(deposited(), 'older')).expect(403)
  })

  it('is checked with a public key', async () => {
    const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    await open({ options: { callback: { publicKey } } })
    await store.bank.pay(gatewayOrderId)
    const text = Buffer.from(signedText(new URLSearchParams(deposited())))
    const checksum = sign('sha512', text, rsa.privateKey).toString('hex').toUpperCase()

    await get({ ...deposited(), checksum: checksum.replace(/./g, '0') }).expect(403)
    await get(signed(deposited())).expect(403)
    await get({ ...deposited(), checksum }).expect(200)
    await get({ ...deposited(), checksum: checksum.toLowerCase() }).expect(200)

    expect(store.handedOver).toHaveLength(1)
  })

  it('about an order with an unanswered registration finds it by our number', async () => {
    store = await openStore({ ...withKey, timeoutMs: shortTimeoutMs })
    store.bank.fault({ kind: 'silence-after', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(503)
    orderNumber = (await onlyOrder(store)).orderNumber
    gatewayOrderId = store.bank.order(orderNumber)!.gatewayOrderId
    await store.bank.pay(gatewayOrderId)

    await get(signed(deposited())).expect(200)

    expect(await onlyOrder(store)).toMatchObject({ status: 'paid', handOver: 'done', gatewayOrderId })
  })

  it('that is replayed a year later asks again and changes nothing', async () => {
    await open(withKey)
    await store.bank.pay(gatewayOrderId)
    const callback = signed(deposited())
    await get(callback).expect(200)
    const yearMs = 365 * 24 * 3_600_000
    for (const column of ['created_at', 'expires_at', 'paid_at']) {
      await store.database.age('checkout_orders', column, yearMs)
    }
    const history = await store.checkout.orders.history(orderNumber)

    for (let times = 0; times < 3; times += 1) await get(callback).expect(200)

    expect(await store.checkout.orders.history(orderNumber)).toEqual(history)
    expect(store.handedOver).toHaveLength(1)
  })

  it("about a refund in the bank's portal brings it into the ledger", async () => {
    await open(withKey)
    await store.bank.pay(gatewayOrderId)
    await get(signed(deposited())).expect(200)
    store.bank.refundInPortal(gatewayOrderId, 500)

    await get(signed({ ...deposited(), operation: 'refunded' })).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
  })

  const operations = ['approved', 'deposited', 'declinedByTimeout', 'refunded']
  it.each(permutations(operations).map((order) => [order.join(', ')]))(
    'arrives in any order (%s) after all of it, and only the gateway says what happened',
    async (order) => {
      await open(withKey)
      await store.bank.pay(gatewayOrderId)
      store.bank.refundInPortal(gatewayOrderId, 0)

      for (const operation of order.split(', ')) await get(signed({ ...deposited(), operation })).expect(200)

      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'refunded', handOver: 'none' })
      expect(store.handedOver).toEqual([])
      expect(await movesOf(store, orderNumber)).toEqual(['registering > registered', 'registered > refunded'])
    },
  )

  it.each(permutations(operations).map((order) => [order.join(', ')]))(
    'arrives in any order (%s) while the bank goes on, and each brings the state at that time',
    async (order) => {
      await open(withKey)
      const meanwhile = [
        // A payment that has not begun would make us wait.
        () => store.bank.pay(gatewayOrderId, { number: '5168494895055780' }),
        () => store.bank.pay(gatewayOrderId),
        () => Promise.resolve(),
        () => Promise.resolve(store.bank.refundInPortal(gatewayOrderId, 0)),
      ]
      const seen: string[] = []

      for (const [index, operation] of order.split(', ').entries()) {
        await meanwhile[index]!()
        await get(signed({ ...deposited(), operation })).expect(200)
        seen.push((await orderOf(store, gatewayOrderId)).status)
      }

      expect(seen).toEqual(['registered', 'paid', 'paid', 'refunded'])
      expect(store.handedOver).toHaveLength(1)
      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ handOver: 'done', refundedMinor: 1999 })
      expect(await movesOf(store, orderNumber)).toEqual([
        ...['registering > registered', 'registered > paid', 'paid > refunded'],
      ])
    },
  )

  it('of 10 MB is refused and not kept, and the next one is served', async () => {
    await open(withKey)
    await store.bank.pay(gatewayOrderId)
    const entries = store.entries.length
    const size = 10 * 1024 * 1024
    const before = keptBytes()
    const big = await openPost(store.server, store.path('/payment/callback'), size)
    const { socket } = big
    const piece = new URLSearchParams(signed(deposited())).toString().padEnd(64 * 1024, '&filler=x')

    for (let sent = 0; sent < size && !socket.destroyed; sent += piece.length) {
      // A server that closes accepts nothing more.
      if (socket.write(piece)) continue
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined)
    }
    await until(() => socket.destroyed)

    // The answer may be lost when the connection is closed under the rest of the body.
    expect(big.heard() === '' || big.heard().startsWith('HTTP/1.1 400 Bad Request')).toBe(true)
    expect(keptBytes() - before).toBeLessThan(size / 2)
    expect(questions()).toBe(0)
    expect(store.entries).toHaveLength(entries)
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'registered', handOver: 'none' })
    expect(store.log.join('\n')).toContain('longer than 65536 bytes')
    await get(signed(deposited())).expect(200)
    expect(store.handedOver).toHaveLength(1)
  })

  it('whose body comes a byte at a time is not waited for, and delays nothing else', async () => {
    await open({ ...withKey, timeoutMs: 1_000 })
    const slow = await openPost(store.server, store.path('/payment/callback'), 1_000)
    slow.drip(200)

    await get(signed(deposited())).expect(200)
    await until(() => slow.heard().includes('400 Bad Request'))

    expect(slow.heard()).toContain('Connection: close')
    slow.close()
  })

  it('is logged if forged, but a flood of forgeries neither fills the log nor delays a genuine one', async () => {
    await open(withKey)
    await store.bank.pay(gatewayOrderId)

    const forged = Array.from({ length: 300 }, (_, index) => get({ ...deposited(), checksum: String(index) }))
    const answers = await Promise.all([...forged, get(signed(deposited()))])

    expect(answers.filter(({ status }) => status === 403)).toHaveLength(300)
    expect(answers.at(-1)!.status).toBe(200)
    const lines = store.log.filter((line) => line.includes('callback refused'))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThan(30)
    expect(store.log.join('\n')).not.toContain(key)
  })
})

describe('the callbacks of the sandbox', () => {
  const callback = { retryMs: 50, key, method: 'POST' } as const

  it.each([
    ['signed, by GET', { key, method: 'GET' }],
    ['signed, by POST', { key, method: 'POST' }],
  ] as const)('arrive at the address that a registration names, %s', async (_what, how) => {
    await open({
      bank: { callback: { url: 'http://127.0.0.1:9/nowhere', ...how } },
      options: { callback: { key, dynamic: true } },
    })
    const registered = store.bank.requests.find(({ method }) => method === 'register.do')
    expect(registered!.parameters.dynamicCallbackUrl).toBe(`${store.baseUrl}/payment/callback`)

    await store.bank.pay(gatewayOrderId)
    await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')

    expect(store.handedOver).toHaveLength(1)
  })

  it('are not requested unless the store says so', async () => {
    await open()

    expect(store.bank.requests[0]!.parameters).not.toHaveProperty('dynamicCallbackUrl')
  })

  it.each(['duplicate-callback', 'late-callback', 'reordered-callbacks'] as const)(
    'settle once with the fault %s',
    async (kind) => {
      await open({
        bank: { callback: { url: 'http://127.0.0.1:9/nowhere', ...callback } },
        options: { callback: { key, dynamic: true } },
      })
      store.bank.fault({ kind, delayMs: 100 })

      await store.bank.pay(gatewayOrderId, { number: '5168494895055780' }).catch(() => undefined)
      await store.bank.pay(gatewayOrderId)
      await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')
      await sleep(300)

      expect(store.handedOver).toHaveLength(1)
    },
  )

  it('about a card that was stored with the payment do no harm', async () => {
    const answered: string[] = []
    const told: RequestHandler = (req, res, next) => {
      if (req.path.endsWith('/payment/callback')) {
        res.on('finish', () => answered.push(`${String(/operation=(\w+)/.exec(req.url)?.[1])} ${res.statusCode}`))
      }
      next()
    }
    await open({
      before: (app) => void app.use(told),
      bank: { callback: { url: 'http://127.0.0.1:9/nowhere', ...callback, method: 'GET' } },
      options: {
        catalog: { mug: { amountMinor: 1999, currency: 'EUR', clientId: 'c-1' } },
        callback: { key, dynamic: true },
      },
    })

    await store.bank.pay(gatewayOrderId)
    await until(() => answered.length >= 2)

    expect(answered.sort()).toEqual(['bindingCreated 200', 'deposited 200'])
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', bindingId: expect.any(String) })
    expect(await movesOf(store, orderNumber)).toEqual(['registering > registered', 'registered > paid'])
    expect(store.handedOver).toHaveLength(1)
    expect(store.reviewed).toEqual([])
  })

  it('are repeated until the gateway can be asked', async () => {
    await open({
      timeoutMs: shortTimeoutMs,
      bank: { callback: { url: 'http://127.0.0.1:9/nowhere', ...callback } },
      options: { callback: { key, dynamic: true } },
    })
    store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

    await store.bank.pay(gatewayOrderId)
    await asked(store, 'getOrderStatusExtended.do', 2)
    await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')

    expect(store.handedOver).toHaveLength(1)
  })
})

/** The memory in use after garbage collection, in bytes. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function permutations(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
