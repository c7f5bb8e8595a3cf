import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { Ajv2020 } from 'ajv/dist/2020.js'
import express from 'express'
import { controlRoutes } from '../../../src/sandbox/control/control-routes.ts'
import { makeFaultScript } from '../../../src/sandbox/faults.ts'
import { createSandbox } from '../../../src/sandbox/index.ts'
import { operations } from '../../../src/sandbox/control/operations.ts'
import type { Controlled } from '../../../src/sandbox/control/operations.ts'
import { stopListening } from '../../../src/listening.ts'
import { anOrder } from '../open-bank.ts'

interface Described {
  readonly operationId: string
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>
}

const file = resolve(__dirname, '../../../docs/sandbox-control.openapi.json')
const api = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}
const described = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ method, path, ...operation })),
)

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': (value) => !Number.isNaN(Date.parse(value)) } })
ajv.addSchema(api, 'api')

/** What is wrong with a value by the schema at a place in the file. */
function faultsOf(place: readonly string[], value: unknown): unknown {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
  const validate = ajv.getSchema(`api#/${pointer}`)
  if (!validate) throw new Error(`The file has no schema at ${pointer}.`)
  return validate(value) ? undefined : validate.errors
}

interface Sent {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Told {
  readonly status: number
  readonly json: Record<string, never> & { readonly error?: string; readonly location?: string; readonly id?: number }
}

describe('the control API', () => {
  let bank: Awaited<ReturnType<typeof createSandbox>>
  let root: string
  const driven = new Set<string>()

  beforeAll(async () => {
    bank = await createSandbox({ control: true })
    root = new URL('/control', bank.url).href
  })
  afterAll(() => bank.close())
  beforeEach(() => bank.reset())

  /** Sends what an operation takes, and holds request and answer against the file. */
  async function call(operationId: string, { path = {}, query = '', body, headers }: Sent = {}): Promise<Told> {
    const operation = described.find((one) => one.operationId === operationId)!
    driven.add(operationId)
    const address = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(path[name]!))
    const init = { method: operation.method.toUpperCase() }
    const json = init.method === 'POST' ? { 'content-type': 'application/json' } : {}
    const sent = { headers: json, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await fetch(`${root}${address}${query}`, {
      ...init,
      ...sent,
      headers: { ...sent.headers, ...headers },
    })
    const said = await answer.text()
    const told = (said === '' ? {} : JSON.parse(said)) as Told['json']

    const place = ['paths', operation.path, operation.method]
    const ok = answer.status < 300
    if (ok && body !== undefined) {
      expect(faultsOf([...place, 'requestBody', 'content', 'application/json', 'schema'], body)).toBeUndefined()
    }
    const response = operation.responses[String(answer.status)]
    expect([operationId, answer.status, response === undefined]).toEqual([operationId, answer.status, false])
    const at = response!.$ref?.slice(2).split('/') ?? [...place, 'responses', String(answer.status)]
    if (said === '') expect(response!.content).toBeUndefined()
    else expect(faultsOf([...at, 'content', 'application/json', 'schema'], told)).toBeUndefined()
    return { status: answer.status, json: told }
  }

  async function command(method: string, parameters: Readonly<Record<string, string>>, of = bank): Promise<unknown> {
    const login = { userName: 'sandbox-api', password: 'sandbox' }
    const body = new URLSearchParams({ ...login, ...parameters })
    return (await fetch(of.url + method, { method: 'POST', body })).json()
  }

  async function register(
    method = 'register.do',
    more = {},
    of = bank,
  ): Promise<Record<'orderId' | 'orderNumber', string>> {
    const order = { ...anOrder(), ...more }
    const { orderId } = (await command(method, order, of)) as { orderId: string }
    return { orderNumber: order.orderNumber, orderId }
  }

  it('pays, cancels, declines, expires and refunds an order, as buyer and bank do', async () => {
    const [paid, refused, late] = [await register(), await register(), await register()]

    expect((await call('listOrders')).json.orders).toHaveLength(3)
    const cancelled = await call('cancel', { path: { key: paid.orderNumber }, body: {} })
    const pays = await call('pay', { path: { key: paid.orderNumber }, body: { number: '4111 1111 1111 1111' } })
    const declined = await call('decline', { path: { key: refused.orderId }, body: {} })
    await call('expire', { path: { key: late.orderId }, body: {} })
    await call('refundInPortal', { path: { key: paid.orderId }, body: { amountMinor: 500 } })
    await call('alter', { path: { key: paid.orderId }, body: { fields: { amount: 1 } } })

    for (const { json } of [cancelled, pays, declined]) expect(json.location).toMatch(/payment\/return/)
    expect((await call('getOrder', { path: { key: paid.orderId } })).json).toMatchObject({
      orderStatus: 4,
      depositedMinor: 1499,
      refundedMinor: 500,
    })
    expect((await call('getOrder', { path: { key: refused.orderNumber } })).json).toMatchObject({ orderStatus: 6 })
    expect((await call('getOrder', { path: { key: late.orderNumber } })).json).toMatchObject({ orderStatus: 6 })
    const twice = await call('pay', { path: { key: paid.orderNumber }, body: {} })
    expect(twice).toMatchObject({ status: 409, json: { error: 'The order can no longer be paid: orderStatus is 4.' } })
  })

  it('lists its operations at its root, with and without a slash at the end', async () => {
    const { json } = await call('listOperations')

    const listed = json.operations as unknown as readonly { readonly method: string; readonly path: string }[]
    expect(listed.map(({ method, path }) => `${method.toLowerCase()} ${path}`)).toEqual(
      described.map(({ method, path }) => `${method} ${path}`),
    )
    expect(json.openapi).toBe('express-hosted-checkout/docs/sandbox-control.openapi.json')
    for (const address of [root, `${root}/`]) expect(await (await fetch(address)).json()).toEqual(json)
  })

  it('scripts faults by name, and drops them', async () => {
    const first = await call('addFault', { body: { kind: 'reset-after', method: 'register.do' } })
    await call('addFault', { body: { kind: 'late-callback', delayMs: 100, times: 2 } })

    const { kinds, waiting } = (await call('listFaults')).json
    expect(waiting).toMatchObject([
      { kind: 'reset-after', leftCount: 1 },
      { kind: 'late-callback', leftCount: 2 },
    ])
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'wrong-amount', strikes: expect.any(Array) }))
    expect((await fetch(`${root}/faults/`, { method: 'DELETE' })).status).toBe(404)
    expect(bank.unmetFaults()).toHaveLength(2)
    await call('dropFault', { path: { key: String(first.json.id) } })
    expect(await call('dropFault', { path: { key: String(first.json.id) } })).toMatchObject({ status: 404 })
    expect(bank.unmetFaults()).toMatchObject([{ kind: 'late-callback' }])
    await call('clearFaults')
    expect(bank.unmetFaults()).toEqual([])
  })

  it('moves the clock, tells the calls, and starts anew', async () => {
    const { orderNumber } = await register()
    const before = Date.parse((await call('readClock')).json.now!)

    await call('moveClock', { body: { advanceMs: 1_300_000 } })

    expect(Date.parse((await call('readClock')).json.now!) - before).toBeGreaterThanOrEqual(1_300_000)
    expect((await call('getOrder', { path: { key: orderNumber } })).json).toMatchObject({ orderStatus: 6 })
    const { requests } = (await call('listRequests', { query: '?method=register.do&limit=1' })).json
    expect(requests).toMatchObject([{ method: 'register.do', parameters: { orderNumber, password: '***' } }])
    await call('reset', { body: {} })
    expect([bank.orders(), bank.requests]).toEqual([[], []])
  })

  it.each<[string, Sent, RegExp]>([
    ['addFault', { body: { kind: 'reset-aftr' } }, /no fault of kind "reset-aftr"\. Did you mean "reset-after"\?/],
    ['addFault', { body: { kind: 'html', metod: 'refund.do' } }, /unknown name "metod"\. Did you mean "method"\?/],
    ['addFault', { body: { kind: 'html', method: 'refunds.do' } }, /Did you mean "refund\.do"\?/],
    ['addFault', { body: { kind: 'html', times: 0 } }, /times: wanted a whole number from 1 to 1000000/],
    ['addFault', { body: { kind: 'html', times: 1_000_001 } }, /times: wanted a whole number from 1 to 1000000/],
    ['addFault', { body: {} }, /kind is missing/],
    ['addFault', { body: [] }, /wanted an object, got a list/],
    ['addFault', { body: null }, /fault: wanted an object, got null/],
    ['addFault', { body: 'html' }, /fault: wanted an object, got 4 characters/],
    ['addFault', { body: { kind: 'htlm' } }, /Did you mean "html"\?/],
    ['expire', { path: { key: '' }, body: 'now' }, /expire: wanted an object, got 3 characters/],
    ['reset', { body: null }, /reset: wanted an object, got null/],
    ['moveClock', { body: { advancedMs: 1 } }, /Did you mean "advanceMs"\?/],
    ['moveClock', { body: { advanceMs: -1 } }, /wanted a whole number/],
    ['pay', { path: { key: '' }, body: { numbr: '4' } }, /Did you mean "number"\?/],
    ['pay', { path: { key: '' }, body: { bindingId: 'nobody' } }, /no stored card nobody/],
    [
      'pay',
      { path: { key: '' }, body: { number: '12' } },
      /did not accept the form: it answered 422\. Enter the 12 to 19 digits/,
    ],
    ['pay', { path: { key: '' }, body: { number: '5555555555555599', otp: '12' } }, /Enter the 6 digits of the code/],
    ['refundInPortal', { path: { key: '' }, body: {} }, /amountMinor is missing/],
    ['refundInPortal', { path: { key: '' }, body: { amountMinor: 9.99 } }, /wanted a whole number/],
    ['decline', { path: { key: '' }, body: { card: '4' } }, /decline: unknown name "card": wanted \{\}/],
    ['cancel', { path: { key: '' }, body: [] }, /cancel: wanted an object, got a list/],
    ['alter', { path: { key: '' }, body: { amount: 1 } }, /unknown name "amount"\. Known names: fields/],
    ['alter', { path: { key: '' }, body: { fields: [] } }, /fields: wanted an object/],
    ['alter', { path: { key: '' }, body: { fields: { amout: 1 } } }, /unknown name "amout"\. Did you mean "amount"\?/],
    ['reset', { body: { now: true } }, /unknown name "now": wanted \{\}/],
    ['listOrders', { query: '?limit=5000' }, /limit: wanted a whole number from 1 to 1000/],
    [
      'listRequests',
      { query: '?method=refunds.do' },
      /the bank has no call "refunds\.do"\. Did you mean "refund\.do"\?/,
    ],
    ['listRequests', { query: '?metod=x' }, /Did you mean "method"\?/],
  ])('refuses a mistake in %s %j, and changes nothing', async (operationId, sent, message) => {
    const { orderNumber } = await register()
    const before = JSON.stringify([bank.orders(), bank.unmetFaults()])

    const answer = await call(operationId, sent.path ? { ...sent, path: { key: orderNumber } } : sent)

    expect(answer).toEqual({ status: 400, json: { error: expect.stringMatching(message) } })
    expect(JSON.stringify([bank.orders(), bank.unmetFaults()])).toBe(before)
  })

  it.each<[string, (orderId: string) => Promise<unknown>, number]>([
    ['paid', (orderId) => bank.pay(orderId), 2],
    ['expired', (orderId) => Promise.resolve(bank.expire(orderId)), 6],
    ['reversed', (orderId) => bank.pay(orderId).then(() => command('reverse.do', { orderId })), 3],
  ])('declines nothing of an order that is %s, and says why', async (_what, end, status) => {
    const { orderId } = await register('registerPreAuth.do')
    await end(orderId)
    if (status === 2) await command('deposit.do', { orderId, amount: '0' })

    const refused = await call('decline', { path: { key: orderId }, body: {} })

    const error = `The order can no longer be paid: orderStatus is ${status}.`
    expect(refused).toEqual({ status: 409, json: { error } })
    expect(await call('cancel', { path: { key: orderId } })).toMatchObject({ status: 200 })
    expect(bank.order(orderId)).toMatchObject({ orderStatus: status })
  })

  it('declines once where two ask at once, also what a stored card or a QR code would pay', async () => {
    const { orderId } = await register('register.do', { clientId: 'c-1' })
    await bank.pay(orderId)
    const { cardBindingId: bindingId } = bank.order(orderId)!
    const stored = await register('register.do', { clientId: 'c-1', bindingId: bindingId! })
    const byCode = await register()
    await bank.pay(byCode.orderId, { qr: 'confirmed' })

    for (const { orderId: key } of [stored, byCode]) {
      const twice = await Promise.all([1, 2].map(() => call('decline', { path: { key } })))

      expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(twice).toContainEqual({ status: 200, json: expect.objectContaining({ isDeclined: true }) })
      expect(bank.order(key)).toMatchObject({ orderStatus: 6, depositedAmount: 0 })
    }
  })

  /** Mounts the API over a bank that is not whole, and posts to it. */
  async function postTo(controlled: Controlled, path: string, body = {}): Promise<readonly [number, unknown]> {
    const server = express()
      .use(controlRoutes(() => controlled))
      .listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init)
    const told = [answer.status, await answer.json()] as const
    await stopListening(server)
    return told
  }

  it('refuses what the pages of a closed bank cannot do', async () => {
    const closed = await createSandbox()
    const { orderId } = await register('register.do', {}, closed)
    await closed.close()

    const answer = await postTo(
      { bank: closed, faults: makeFaultScript(), kinds: [], calls: [] },
      `/orders/${orderId}/cancel`,
    )

    const error = expect.stringMatching(
      /^No page of the sandbox answers at http:\S+: perhaps it is closed\.$/,
    ) as string
    expect(answer).toEqual([409, { error }])
  })

  it.each<[string, string, object]>([
    ['pay', 'pay', {}],
    ['decline', 'decline', {}],
    ['cancel', 'cancel', {}],
    ['expire', 'expire', {}],
    ['refundInPortal', 'refund', { amountMinor: 1 }],
    ['alter', 'alter', { fields: {} }],
  ])('takes a mistake of its own in %s for no refusal', async (deed, path, body) => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const { orderId } = await register()
    const mistake = new TypeError('orders.find is not a function')
    const broken = {
      ...bank,
      [deed]: () => {
        throw mistake
      },
    }

    const answer = await postTo(
      { bank: broken, faults: makeFaultScript(), kinds: [], calls: [] },
      `/orders/${orderId}/${path}`,
      body,
    )

    const error = 'The sandbox itself has failed: orders.find is not a function.'
    expect(answer).toEqual([500, { error }])
    expect(warned.mock.calls).toEqual([[mistake]])
    warned.mockRestore()
  })

  it('takes a mistake of its own about a fault for no refusal', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const faults = {
      ...makeFaultScript(),
      add() {
        throw new TypeError('kinds is undefined')
      },
    }

    expect(await postTo({ bank, faults, kinds: [], calls: [] }, '/faults', { kind: 'html' })).toEqual([
      500,
      { error: 'The sandbox itself has failed: kinds is undefined.' },
    ])
    warned.mockRestore()
  })

  it('pays once where two ask at once, and says to the other that it cannot be paid', async () => {
    const { orderId } = await register()

    const twice = await Promise.all([1, 2].map(() => call('pay', { path: { key: orderId }, body: {} })))

    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(bank.order(orderId)).toMatchObject({ orderStatus: 2, depositedAmount: 1999 })
  })

  it('refuses pages, forms, other hosts, unknown orders and unknown paths', async () => {
    const origin = { origin: 'http://127.0.0.1:3000' }
    expect(await call('reset', { body: {}, headers: origin })).toMatchObject({ status: 403 })
    expect(await call('listOrders', { headers: { origin: 'null' } })).toMatchObject({ status: 403 })
    const form = { 'content-type': 'text/plain' }
    expect(await call('moveClock', { body: { advanceMs: 1 }, headers: form })).toMatchObject({ status: 415 })
    expect(await call('getOrder', { path: { key: 'nobody' } })).toMatchObject({ status: 404 })
    const unreadable = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }
    const unread = await fetch(`${root}/reset`, unreadable)
    expect([unread.status, await unread.json()]).toEqual([
      400,
      { error: expect.stringMatching(/^The body is no JSON/) },
    ])
    const large = { path: { key: 'nobody' }, body: { fields: { note: 'x'.repeat(70_000) } } }
    expect(await call('alter', large)).toMatchObject({ status: 413 })
    for (const unknown of ['decline', 'cancel', 'expire', 'pay']) {
      expect(await call(unknown, { path: { key: 'nobody' } })).toMatchObject({ status: 404 })
    }
    expect(await (await fetch(`${root}/fault`)).json()).toEqual({ error: expect.stringMatching('There is no GET') })
    const asked = httpRequest(`${root}/orders`, { headers: { host: 'evil.example' } }).end()
    const [rebound] = await new Promise<[number | undefined, string]>((answered) =>
      asked.on('response', (answer) => void text(answer).then((body) => answered([answer.statusCode, body]))),
    )
    expect(rebound).toBe(421)
    const plain = await createSandbox()
    expect((await fetch(new URL('/control/orders', plain.url))).status).toBe(404)
    await plain.close()
  })

  it('is all in the file, and the file is all driven here', () => {
    const pathOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')
    const there = operations.map(({ method, path }) => `${method} ${pathOf(path)}`)

    expect(described.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...there].sort())
    expect([...driven].sort()).toEqual(described.map(({ operationId }) => operationId).sort())
  })
})
