import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { described } from '../../src/sandbox/dialects/described.ts'
import { dialectNames, dialects } from '../../src/sandbox/dialects/dialects.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox, SandboxDialect, SandboxOptions } from '../../src/sandbox/index.ts'
import { until } from '../support/until.ts'
import { openStaff, textOf } from './staff.ts'

const open: { close: () => unknown }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

type Fields = Readonly<Record<string, unknown>>

/** What a test looks at; the rest is compared as a whole. */
type Body = Readonly<Record<'errorCode' | 'formUrl' | 'orderId' | 'orderStatus', string>>

interface Called {
  readonly status: number
  readonly body: Body
}

const login = { userName: 'sandbox-api', password: 'sandbox' }
let count = 0

/** An order that each bank takes. */
const orders: Partial<Record<SandboxDialect, Fields>> = {
  satim: { amount: 5000, jsonParams: '{"force_terminal_id":"E1","udf1":"1"}' },
  credibanco: { jsonParams: '{"installments":"1","IVA.amount":"0"}' },
  bt: { orderBundle: '{"customerDetails":{"email":"a@example.com","phone":"40740123456"}}' },
}

async function openAs(dialect: SandboxDialect, options: SandboxOptions = {}) {
  const sandbox = await createSandbox({ ...options, dialect })
  open.push(sandbox)

  async function call(method: string, fields: Fields, init: RequestInit = {}): Promise<Called> {
    const all = { ...login, ...fields }
    const isJson = dialects[dialect].body === 'json'
    const body = isJson ? JSON.stringify(all) : new URLSearchParams(all as Record<string, string>)
    const headers = isJson ? { 'Content-Type': 'application/json' } : {}
    const answer = await fetch(sandbox.url + method, { method: 'POST', body, headers, ...init })
    const said = await answer.text()
    return { status: answer.status, body: said.startsWith('Not') ? said : JSON.parse(said) }
  }

  function register(fields: Fields = {}, method = 'register.do'): Promise<Called> {
    count += 1
    const order = { orderNumber: `n${count}`, amount: 1999, returnUrl: 'http://127.0.0.1:3000/return' }
    return call(method, { ...order, ...orders[dialect], ...fields })
  }

  async function paid(fields: Fields = {}): Promise<string> {
    const { orderId } = (await register(fields)).body
    await sandbox.pay(orderId)
    return orderId
  }

  return { sandbox, call, register, paid }
}

/** A store that writes down what it is told, and answers 500 so often. */
async function listen(failures = 0) {
  const heard: { readonly at: number; readonly request: IncomingMessage; readonly body: string }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ at: Date.now(), request, body })
      response.writeHead(heard.length <= failures ? 500 : 200).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => server.close() })
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback` }
}

describe('a dialect of the sandbox', () => {
  it('is refused by name if there is none, with the one that was meant', async () => {
    await expect(createSandbox({ dialect: 'Satin' as SandboxDialect })).rejects.toThrow(
      'The sandbox speaks no dialect "Satin". Did you mean "satim"? It speaks: bpc, jcc, bci,',
    )
    await expect(createSandbox({ dialect: 'toString' as SandboxDialect })).rejects.toThrow('no dialect "toString"')
  })

  it.each<[SandboxDialect, string, Fields, number | string]>([
    ['satim', 'an order number of 11 characters', { orderNumber: 'x'.repeat(11) }, 1],
    ['satim', 'a hyphen in the order number', { orderNumber: 'a-1' }, 1],
    ['satim', 'less than 50 dinars', { amount: 4999 }, 5],
    ['satim', 'another currency', { currency: '978' }, 3],
    ['satim', 'a language it has no page in', { language: 'DE' }, 5],
    ['satim', 'no terminal', { jsonParams: '{"udf1":"1"}' }, 5],
    ['satim', 'an empty udf1', { jsonParams: '{"force_terminal_id":"E1","udf1":""}' }, 5],
    ['bt', 'an order number of 33 characters', { orderNumber: 'x'.repeat(33) }, '1'],
    ['rbs', 'an order number of 33 characters', { orderNumber: 'x'.repeat(33) }, '1'],
    ['bt', 'no customer details', { orderBundle: '{}' }, '5'],
    ['bt', 'a letter with a mark in the cart', { orderBundle: '{"customerDetails":{"contact":"Ștefan"}}' }, '2003'],
    ['bt', 'a letter with a mark in the description', { description: 'Cană' }, '5'],
    ['bt', 'a phone number with a plus', { orderBundle: '{"customerDetails":{"phone":"+40740123456"}}' }, '5'],
    ['vtb-kz', 'a language that only others have', { language: 'kk' }, '5'],
    ['alfa-by', 'a language that only others have', { language: 'uk' }, '5'],
    ['bpc', 'Russian', { language: 'ru' }, '5'],
    ['bci', 'euros', { currency: '978' }, '3'],
    ['jcc', 'dollars', { currency: '840' }, '3'],
    ['clictopay', 'euros', { currency: '978' }, '3'],
    ['arca', 'drams without their zero', { currency: '51' }, '3'],
    ['credibanco', 'no instalments', { jsonParams: '{"IVA":{"amount":"0"}}' }, '5'],
    ['credibanco', 'no tax', { jsonParams: '{"installments":"1"}' }, '5'],
    ['sberbank', 'a percent sign in the description', { description: '10% off' }, '5'],
    ['sberbank-partner', 'features joined by a comma', { features: 'FORCE_TDS,VERIFY' }, '5'],
  ])('of %s refuses %s', async (name, _, fields, errorCode) => {
    const { sandbox, register } = await openAs(name)

    expect(await register(fields)).toEqual({ status: 200, body: { errorCode, errorMessage: expect.any(String) } })
    expect(sandbox.orders()).toEqual([])
  })

  it.each<[SandboxDialect, string, Fields, string]>([
    ['satim', 'capitals as language', { language: 'FR' }, '012'],
    ['vtb-kz', 'Armenian', { language: 'hy' }, '398'],
    ['alfa-by', 'Belarusian', { language: 'be' }, '933'],
    ['arca', 'drams with their zero', { currency: '051' }, '051'],
    ['bci', 'New Zealand dollars', { currency: '554' }, '554'],
    ['clictopay', 'an order without a currency', {}, '788'],
    ['credibanco', 'tax as an object', { jsonParams: '{"installments":1,"IVA":{"amount":0}}' }, '170'],
    ['sberbank', 'the rouble of 1997', { currency: '810' }, '643'],
  ])('of %s takes %s', async (name, _, fields, currency) => {
    const { sandbox, register } = await openAs(name)

    const { orderId, formUrl } = (await register(fields)).body
    const page = await fetch(formUrl)

    expect(sandbox.order(orderId)).toMatchObject({ currency })
    expect(await page.text()).toContain(`mdOrder=${orderId}`)
  })
})

describe('the dialect of satim', () => {
  it('has ids of its own, and pages at another address', async () => {
    const { sandbox, register } = await openAs('satim')

    const { body } = await register({ language: 'FR' })
    const { origin } = new URL(sandbox.url)

    expect(body).toEqual({
      errorCode: 0,
      orderId: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      formUrl: `${origin}/payment/epg/merchants/merchantsatim/payment.html?mdOrder=${body.orderId}&language=fr`,
    })
  })

  it('says 401 with a bare string to a wrong login and to an unknown order, but not to a registration', async () => {
    const { call, register } = await openAs('satim')
    const denied = { status: 401, body: 'Access denied' }

    expect(await call('getOrderStatusExtended.do', { orderId: 'x', password: 'wrong' })).toEqual(denied)
    expect(await register({ password: 'wrong' })).toMatchObject({ status: 200, body: { errorCode: 5 } })
    const unknown = { status: 401, body: 'Transaction is not found' }
    expect(await call('public/acknowledgeTransaction.do', { orderId: 'x' })).toEqual(unknown)
    expect(await call('getOrderStatusExtended.do', { orderId: 'x' })).toMatchObject({ body: { errorCode: '6' } })
  })

  it('cancels a payment that nobody acknowledges in time, and no other', async () => {
    const { sandbox, call, paid } = await openAs('satim')
    const [heard, unheard] = [await paid(), await paid()]
    const acknowledged = await call('public/acknowledgeTransaction.do', { orderId: heard })

    const { press } = openStaff(sandbox)
    for (const _ of [1, 2]) await press('/', { value: 'Move the clock on', action: '/clock' })

    expect(acknowledged.body).toMatchObject({
      ErrorCode: '0',
      OrderStatus: 2,
      depositAmount: 5000,
      params: { respCode: '00', udf1: '1' },
      SvfeResponse: '00',
    })
    expect(sandbox.order(heard)).toMatchObject({ orderStatus: 2, depositedAmount: 5000 })
    expect(sandbox.order(unheard)).toMatchObject({ orderStatus: 3, depositedAmount: 0 })
  })

  it('tells of a checked card with statuses that others do not have', async () => {
    const { sandbox, call, register } = await openAs('satim', { failedTriesAllowed: 0 })
    const check = { features: 'VERIFY', amount: 0, clientId: 'buyer' }
    const told = async (card: Parameters<Sandbox['pay']>[1]) => {
      const { orderId } = (await register(check)).body
      await sandbox.pay(orderId, card)
      return (await call('getOrderStatusExtended.do', { orderId })).body.orderStatus
    }

    expect([await told({ store: true }), await told({ store: false }), await told({ expiry: '01/20' })]).toEqual([
      7, 9, -1,
    ])
  })

  it('refuses to make a refund twice under one id', async () => {
    const { call, paid } = await openAs('satim')
    const refund = { orderId: await paid(), amount: 1000, externalRefundId: 'r-1' }

    expect((await call('refund.do', { ...refund, amount: 99 })).body).toMatchObject({ errorCode: '5' })
    expect((await call('refund.do', refund)).body).toMatchObject({ errorCode: 0 })
    expect((await call('refund.do', refund)).body).toEqual({ errorCode: '5', errorMessage: 'Refund already exists' })
  })
})

it('partly refunded is 7 at bt, and wholly refunded 4', async () => {
  const { call, paid } = await openAs('bt')
  const orderId = await paid()
  const status = async () => (await call('getOrderStatusExtended.do', { orderId })).body.orderStatus

  await call('refund.do', { orderId, amount: 999 })
  expect(await status()).toBe(7)
  await call('refund.do', { orderId, amount: 1000 })
  expect(await status()).toBe(4)
})

it('bt takes the login in either place', async () => {
  const { sandbox, call } = await openAs('bt')
  const basic = (password: string) => ({ Authorization: `Basic ${btoa(`sandbox-api:${password}`)}` })
  const ask = (headers: Record<string, string>) =>
    fetch(`${sandbox.url}getOrderStatusExtended.do?orderId=x`, { headers }).then((answer) => answer.json())

  expect((await call('getOrderStatusExtended.do', { orderId: 'x' })).body).toMatchObject({ errorCode: '6' })
  expect(await ask(basic('sandbox'))).toMatchObject({ errorCode: '6' })
  expect(await ask(basic('wrong'))).toMatchObject({ errorCode: '5' })
})

it.each<SandboxDialect>(['algerie-poste', 'halkbank-tm', 'turkmen'])(
  '%s has the old status call alone',
  async (name) => {
    const { call, paid } = await openAs(name)
    const orderId = await paid()

    expect(await call('getOrderStatusExtended.do', { orderId })).toEqual({ status: 404, body: 'Not Found' })
    expect((await call('getOrderStatus.do', { orderId })).body).toMatchObject({ OrderStatus: 2, depositAmount: 1999 })
  },
)

it('sberbank-partner takes JSON alone, at an address of its own, and answers in its own way', async () => {
  const { sandbox, call, register } = await openAs('sberbank-partner')
  const origin = `http://127.0.0.1:${sandbox.port}`

  const { body } = await register({ features: 'FORCE_TDS;VERIFY', amount: 0, jsonParams: { a: 1 } })
  const form = { body: new URLSearchParams({ ...login, orderId: body.orderId }), headers: {} }

  expect(sandbox.url).toBe(`${origin}/ecomm/gw/partner/api/v1/`)
  expect(body).toMatchObject({ errorCode: '0', formUrl: `${origin}/pp/pay_ru?orderId=${body.orderId}` })
  expect(sandbox.order(body.orderId)).toMatchObject({ isVerification: true, merchantParams: { a: '1' } })
  expect((await call('getOrderStatusExtended.do', { orderId: body.orderId })).body).toMatchObject({
    attributes: { mdOrder: body.orderId },
  })
  expect(await call('getOrderStatusExtended.do', {}, form)).toMatchObject({ status: 415 })
  expect(await register({ password: 'wrong' })).toEqual({ status: 401, body: 'Access denied' })
})

it('credibanco refunds once and wholly, and is asked by merchantOrderNumber', async () => {
  const { call, paid } = await openAs('credibanco')
  const [whole, parts] = [await paid({ orderNumber: 'c1' }), await paid()]
  const refund = async (orderId: string, amount: number) =>
    (await call('refund.do', { orderId, amount })).body.errorCode

  expect(await refund(whole, 1999)).toBe(0)
  expect(await refund(parts, 1000)).toBe('7')
  expect(await refund(parts, 1999)).toBe('7')
  expect((await call('getOrderStatusExtended.do', { merchantOrderNumber: 'c1' })).body).toMatchObject({
    orderStatus: 4,
  })
  expect((await call('getOrderStatusExtended.do', { orderNumber: 'c1' })).body).toMatchObject({ errorCode: '1' })
})

it('sberbank tells the rouble as 810, vtb repeats the cart, and vtb-kz sends buyers back without lang', async () => {
  const cart = { orderBundle: '{"cartItems":{"items":[{"name":"a","itemAmount":1999}]}}' }
  const told = async (name: SandboxDialect) => {
    const { call, paid } = await openAs(name)
    return (await call('getOrderStatusExtended.do', { orderId: await paid(cart) })).body
  }
  const { sandbox, register } = await openAs('vtb-kz')
  const { orderId } = (await register()).body

  expect(await told('sberbank')).toMatchObject({ currency: '810' })
  expect(await told('mts')).not.toHaveProperty('orderBundle')
  expect(await told('vtb')).toMatchObject({
    currency: '643',
    displayErrorMessage: '',
    orderBundle: { cartItems: { items: [{ depositedItemAmount: '1999' }] } },
  })
  expect(await sandbox.pay(orderId)).toMatchObject({ location: `http://127.0.0.1:3000/return?orderId=${orderId}` })
})

it('rbs reads a time without a zone as Moscow time', async () => {
  const { sandbox, register } = await openAs('rbs')
  const inAnHour = Math.ceil(Date.now() / 1000 + 3_600) * 1000
  const inMoscow = new Date(inAnHour + 3 * 3_600_000).toISOString().slice(0, 19)

  const { orderId } = (await register({ expirationDate: inMoscow })).body

  expect(sandbox.order(orderId)!.expiresAt).toEqual(new Date(inAnHour))
})

describe('a callback', () => {
  const base64Key = Buffer.from('a key of the bank').toString('base64')

  it('of bt is a JWT that its base64 key signs', async () => {
    const { heard, url } = await listen()
    const { paid } = await openAs('bt', { callback: { url, key: base64Key } })

    await paid({ orderNumber: 'bt-1', dynamicCallbackUrl: 'http://127.0.0.1:9/' })
    await until(() => heard.length > 0)
    const [header = '', claims = '', signature] = heard[0]!.body.split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

    expect(heard[0]!.request.method).toBe('POST')
    expect(read(header)).toMatchObject({ alg: 'HS256' })
    expect(read(claims)).toMatchObject({ orderNumber: 'bt-1', payload: { orderNumber: 'bt-1' } })
    expect(createHmac('sha256', 'a key of the bank').update(`${header}.${claims}`).digest('base64url')).toBe(signature)
  })

  it('of credibanco names a key and signs nothing', async () => {
    const { heard, url } = await listen()
    const { paid } = await openAs('credibanco', { callback: { url, key: 'unused' } })

    await paid()
    await until(() => heard.length > 0)
    const sent = new URL(heard[0]!.request.url!, url).searchParams

    expect(sent.get('sign_alias')).toBe('callbackKey')
    expect(sent.get('paymentState')).toBe('payment_deposited')
    expect(sent.has('checksum')).toBe(false)
  })

  it.each<[SandboxDialect, number]>([
    ['bpc', 3],
    ['sberbank', 6],
  ])('of %s is tried %d times', async (name, tries) => {
    const { heard, url } = await listen(9)
    const { paid } = await openAs(name, { callback: { url, retryMs: 1 } })

    await paid()
    await until(() => heard.length >= tries)
    await new Promise((resolve) => setTimeout(resolve, 50))

    expect(heard).toHaveLength(tries)
  })

  it('of bci comes by POST, to the address that the bank has', async () => {
    const { heard, url } = await listen()
    const { paid } = await openAs('bci', { callback: { url } })

    await paid({ dynamicCallbackUrl: 'http://127.0.0.1:9/' })
    await until(() => heard.length > 0)

    expect(heard[0]!.request.method).toBe('POST')
  })

  it('is not promised where nobody has seen one, nor without a key where it is signed', async () => {
    const callback = { url: 'http://127.0.0.1:9/' }

    await expect(createSandbox({ dialect: 'satim', callback })).rejects.toThrow('nobody has seen a callback of Satim')
    await expect(createSandbox({ dialect: 'bt', callback: { ...callback, key: 'no base64!' } })).rejects.toThrow(
      'base64',
    )
  })
})

it('the bank’s own pages say whose dialect it speaks, and what that changes', async () => {
  const { sandbox } = await openAs('satim')
  const plain: Sandbox = await createSandbox()
  open.push(plain)
  const use = async (bank: Sandbox) => (await fetch(new URL('/use', bank.url))).text()

  const page = await use(sandbox)

  expect(page).toContain('It speaks as <bdi>Satim</bdi> does.')
  expect(page).toContain('<li>Order numbers of at most 10 letters and digits.</li>')
  expect(page).toMatch(/CHECKOUT_GATEWAY_PRESET=satim\nCHECKOUT_GATEWAY_LIVE=false<\/pre/)
  expect(await use(plain)).not.toContain('It speaks as')
})

it('every known bank has a dialect, and the docs say what each changes', () => {
  const docs = readFileSync(join(__dirname, '../../docs/sandbox.md'), 'utf8')
  const rows = dialectNames.map((name) => {
    const changes = described(dialects[name]).join('; ')
    return `| \`${name}\` | ${dialects[name].bank} | ${changes === '' ? 'nothing that is known' : changes} |`
  })

  expect(rows.filter((row) => !docs.includes(`${row}\n`))).toEqual([])
  expect(rows).toHaveLength(26)
})

it('its pages tell names of the protocol as they are, and the root and the calls that it has', async () => {
  const [satim, partner, plain] = [await openAs('satim'), await openAs('sberbank-partner'), await createSandbox()]
  open.push(plain)
  const pages = openStaff(satim.sandbox)

  const use = await pages.show('/use')
  for (const told of ['jsonParams must hold', 'errorCode 0 in success', 'orderStatus -1', 'Its ids are']) {
    expect(use).toContain(`<li>${told}`)
  }
  expect(await openStaff(partner.sandbox).show('/nowhere', 404)).toContain('below /ecomm/gw/partner/api/v1/.')
  expect(await pages.show('/faults')).toContain('acknowledgeTransaction.do')
  expect(await openStaff(plain).show('/faults')).not.toContain('acknowledgeTransaction.do')
})

it.each<[SandboxDialect, SandboxOptions, Fields, string]>([
  ['satim', {}, {}, 'Nowhere: this bank sends none'],
  [
    'bci',
    {},
    { dynamicCallbackUrl: 'http://127.0.0.1:9/' },
    'Nowhere: this bank was given no address, and takes none from an order',
  ],
  ['bci', { callback: { url: 'http://127.0.0.1:9/own' } }, {}, 'http://127.0.0.1:9/own'],
  ['bpc', {}, {}, 'Nowhere: the shop named no address'],
])('the order page of %s with %j says where the callbacks of %j go: %s', async (name, options, fields, told) => {
  const { sandbox, register } = await openAs(name, options)
  const { orderId } = (await register(fields)).body

  expect(textOf(await openStaff(sandbox).show(`/orders/${orderId}`))).toContain(`Callbacks go to ${told}`)
})

it('a bank that sends no callbacks has no faults of callbacks to choose', async () => {
  const [satim, bpc] = [await openAs('satim'), await openAs('bpc')]

  const page = await openStaff(satim.sandbox).show('/faults')
  for (const told of ['The bank calls back', 'Its callbacks go wrong', 'late-callback'])
    expect(page).not.toContain(told)
  expect(await openStaff(bpc.sandbox).show('/faults')).toContain('Its callbacks go wrong')
})

it('a bank that has moved has moved below the root of its own API', async () => {
  const { sandbox, register } = await openAs('sberbank-partner')
  sandbox.fault({ kind: 'redirect' })
  const body = JSON.stringify(login)

  const headers = { 'Content-Type': 'application/json' }
  const moved = await fetch(`${sandbox.url}register.do`, { method: 'POST', headers, body, redirect: 'manual' })

  expect(moved.headers.get('location')).toBe('/ecomm/gw/partner/api/v1/moved/register.do')
  expect((await register()).status).toBe(200)
})
