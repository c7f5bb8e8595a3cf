import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { useAlfaBank, toBynPenny } from 'alfabank'
import Acquiring from 'sberbank-acquiring'
import type { SandboxDialect } from '../../src/sandbox/index.ts'
import { openBank } from './open-bank.ts'

/**
 * Other people's clients, each at the bank it was made for.
 *
 * Three are on the registry, and are run as they are, but for the bank's address. The others are played by what they
 * send: in November 2026 the registry did not have `sberbank-acq`, `sberbank-acq-no-module`, `sber-acquiring`,
 * `alfabank-wrapper`, `@bakissation/satim`, `@gts-meghni/nestjs-satim`, `satim-node-sdk`, `satim-sdk`, `satim-module`,
 * `@cibpay/satim-payment-module`, `@devqxi/satim-payment-gateway-mcp`, `@easy-payment/idbank`,
 * `arca-epg-payment-gateway-armenia` and `devdigital-dsk-sdk`, and the rest are written in other languages.
 */

/** A third-party client for this protocol, unmodified except for the bank's address. */
async function openClient({ password = 'sandbox', isSberbank = false } = {}) {
  const bank = await openBank(isSberbank ? { dialect: 'sberbank' } : {})
  const client = new Acquiring({ userName: 'sandbox-api', password }, 'http://127.0.0.1:3000/return/{order}')
  Object.assign(client, { entry: bank.sandbox.url })
  return { ...bank, client }
}

describe('the npm client sberbank-acquiring', () => {
  it('registers an order and follows it to the refund', async () => {
    const { sandbox, client } = await openClient({ isSberbank: true })

    const { orderId, formUrl } = await client.register('s-1', 64.07, 'A book', { currency: 643, language: 'ru' })
    expect(formUrl).toContain('payment_ru.html')
    expect(await client.status(orderId)).toBe(0)
    expect(await sandbox.pay(orderId)).toMatchObject({
      location: `http://127.0.0.1:3000/return/s-1?orderId=${orderId}&lang=ru`,
    })
    expect(await client.status(null, 's-1')).toBe(2)
    expect(await client.get(orderId)).toMatchObject({ orderNumber: 's-1', amount: 6407, currency: '810' })
    await client.refund(orderId, 5)

    expect(await client.status(orderId)).toBe(4)
    expect(sandbox.order('s-1')).toMatchObject({ refundedAmount: 500, depositedAmount: 5907 })
  })

  it('cannot refund 64.07, by its own fault: it sends 6406.999999999999', async () => {
    const { sandbox, client } = await openClient({ isSberbank: true })
    const { orderId } = await client.register('s-1', 64.07)
    await sandbox.pay(orderId)

    await expect(client.refund(orderId, 64.07)).rejects.toMatchObject({ sberErrorCode: '5' })
  })

  it('gets refusals with the codes it knows', async () => {
    const { client } = await openClient()
    await client.register('s-2', 1)

    await expect(client.register('s-2', 1)).rejects.toMatchObject({ sberErrorCode: '1' })
    await expect(client.register('s-3', 1, '', { currency: '000' })).rejects.toMatchObject({ sberErrorCode: '3' })
    await expect(client.refund((await client.get(null, 's-2')).attributes[0].value, 1)).rejects.toMatchObject({
      sberErrorCode: '7',
    })
    expect(await client.status('no-such-order')).toBeNull()
  })

  it('is refused with a wrong password', async () => {
    const { client } = await openClient({ password: 'wrong' })

    await expect(client.register('s-4', 1)).rejects.toMatchObject({ sberErrorCode: '5' })
  })
})

describe('the npm client alfabank', () => {
  it('sells in Belarus; it has no refund, by its own fault', async () => {
    const { sandbox } = await openBank({ dialect: 'alfa-by' })
    const client = useAlfaBank({ userName: 'sandbox-api', password: 'sandbox' })
    const atSandbox = (url = '') => url.replace('https://web.rbsuat.com/ab_by/rest/', sandbox.url)
    client.instance.interceptors.request.use((config) => ({ ...config, url: atSandbox(config.url) }))

    const registered = await client.register({
      orderNumber: 'a-1',
      amount: toBynPenny(10.5),
      returnUrl: 'http://127.0.0.1:3000/return',
      jsonParams: { email: 'buyer@example.com' },
    })
    const { orderId, formUrl } = registered as { orderId: string; formUrl: string }
    await sandbox.pay(orderId)

    expect(formUrl).toContain('payment_ru.html')
    expect(await client.getOrderStatus({ orderId })).toMatchObject({ OrderStatus: 2, Amount: 1050, currency: '933' })
    expect(await client.getOrderStatusExtended({ orderId })).toMatchObject({
      paid: true,
      params: { email: 'buyer@example.com' },
    })
    expect(client).not.toHaveProperty('refund')
  })
})

const prismaCmsShops: ChildProcess[] = []

afterEach(() => {
  for (const shop of prismaCmsShops.splice(0)) shop.disconnect()
})

/** A shop on `@prisma-cms/sberbank-module` at a Sberbank of its own. */
async function openPrismaCmsShop() {
  const { sandbox } = await openBank({ dialect: 'sberbank' })
  const shop = fork(join(__dirname, 'prisma-cms-shop.mjs'), {
    execArgv: [],
    env: {
      SBERBANK_ENDPOINT: new URL(sandbox.url).origin,
      SBERBANK_LOGIN: 'sandbox-api',
      SBERBANK_PASSWORD: 'sandbox',
    },
    // It prints every order to the standard output.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  prismaCmsShops.push(shop)
  const early = once(shop, 'exit').then(() => Promise.reject(new Error('The shop ended early.')))
  // Only an end while an answer is awaited is early.
  early.catch(() => undefined)

  async function ask(name: string, data: object): Promise<Record<string, unknown>> {
    shop.send({ name, data })
    const [{ answer, error }] = (await Promise.race([once(shop, 'message'), early])) as [
      { answer: Record<string, unknown>; error?: string },
    ]
    if (error !== undefined) throw new Error(error)
    return answer
  }

  return { sandbox, ask }
}

describe('the npm client @prisma-cms/sberbank-module', () => {
  const book = { orderNumber: 'p-1', amount: 1999, returnUrl: 'http://127.0.0.1:3000/return', description: 'A book' }

  it('sells up to the refund; Cyrillic letters it cannot send, by its own fault: they go as %u041A', async () => {
    const { sandbox, ask } = await openPrismaCmsShop()

    const { orderId, formUrl } = await ask('sberbankRegister', { ...book, jsonParams: { email: 'buyer@example.com' } })
    await sandbox.pay(String(orderId))
    const status = await ask('sberbankGetOrderStatusExtended', { orderId })
    // It has no resolver for a refund, but its `request` can send one.
    const refund = await ask('/payment/rest/refund.do', { orderId, amount: 500 })

    expect(formUrl).toContain(`mdOrder=${String(orderId)}`)
    expect(status).toMatchObject({ errorCode: '0', orderNumber: 'p-1', orderStatus: 2, amount: 1999 })
    expect(status.merchantOrderParams).toContainEqual({ name: 'email', value: 'buyer@example.com' })
    expect(Number(refund.errorCode)).toBe(0)
    expect(sandbox.order('p-1')).toMatchObject({ description: 'A book', refundedAmount: 500, depositedAmount: 1499 })
    await expect(ask('sberbankRegister', book)).rejects.toThrow(/ Код 1$/)
    await expect(ask('sberbankRegister', { ...book, orderNumber: 'p-2', description: 'Книга' })).rejects.toThrow(
      /description.* Код 5$/,
    )
  })
})

/** How a call goes out: as a form, as JSON, in the query of a POST, or by GET. */
type Way = 'form' | 'json' | 'query' | 'get'

interface Replay {
  readonly dialect: SandboxDialect
  readonly way: Way
  /** What it sends besides the login. */
  readonly register: Readonly<Record<string, unknown>>
  /** How it asks whether the order is paid. */
  readonly status: { readonly method: string; readonly way?: Way; readonly fields: (orderId: string) => object }
  /** What it looks at in the answer. */
  readonly paid: object
  readonly refund?: { readonly amount: number; readonly way?: Way }
}

const returnUrl = 'http://127.0.0.1:3000/return'
const byId = (orderId: string) => ({ orderId })

const replays: Readonly<Record<string, Replay>> = {
  'alfabank-wrapper (npm), which sends everything in the query of a POST': {
    dialect: 'alfa',
    way: 'query',
    register: { orderNumber: '000-1', amount: 1999, description: 'Book', returnUrl, failUrl: returnUrl, token: '' },
    // By its own fault it takes the errorCode "0" of getOrderStatusExtended.do for an error.
    status: { method: 'getOrderStatus.do', fields: byId },
    paid: { OrderStatus: 2 },
    refund: { amount: 500 },
  },
  'sberbank-acq (npm), which sends empty fields too': {
    dialect: 'sberbank',
    way: 'form',
    register: { orderNumber: '1', amount: 1999, currency: '', returnUrl, failUrl: '', language: '', pageView: '' },
    status: { method: 'getOrderStatusExtended.do', fields: byId },
    paid: { orderStatus: 2 },
    refund: { amount: 1999 },
  },
  '@bakissation/satim (npm), which acknowledges by mdOrder': {
    dialect: 'satim',
    way: 'form',
    register: {
      orderNumber: 'CMD0000004',
      amount: 100_320,
      currency: '012',
      returnUrl,
      language: 'FR',
      jsonParams: JSON.stringify({ force_terminal_id: 'E0123456789', udf1: 'Bill00001' }),
    },
    status: {
      method: 'public/acknowledgeTransaction.do',
      fields: (mdOrder) => ({ mdOrder, language: 'FR' }),
    },
    paid: { OrderStatus: 2, ErrorCode: '0', params: { respCode: '00', udf1: 'Bill00001' } },
    refund: { amount: 50_000 },
  },
  'laravel-satim (PHP), which sends by GET': {
    dialect: 'satim',
    way: 'get',
    register: {
      orderNumber: '1700000001',
      amount: 5000,
      currency: '012',
      returnUrl,
      language: 'AR',
      jsonParams: '{"force_terminal_id":"E010902273","udf1":"1700000001","udf2":""}',
    },
    status: { method: 'public/acknowledgeTransaction.do', fields: (mdOrder) => ({ mdOrder, language: 'AR' }) },
    paid: { OrderStatus: 2 },
    refund: { amount: 5000 },
  },
  'an Armenian shop (Node), which asks by POST with a query': {
    dialect: 'arca',
    way: 'query',
    register: { orderNumber: '17', amount: 100_000, currency: '051', returnUrl, language: 'en', description: 'Order' },
    status: { method: 'getOrderStatus.do', fields: (orderId) => ({ orderId, language: 'en' }) },
    paid: { OrderStatus: 2, currency: '051' },
  },
  'a Turkmen shop (Node), which registers by GET': {
    dialect: 'halkbank-tm',
    way: 'get',
    register: { orderNumber: '9358', amount: 12_000, currency: '934', language: 'ru', returnUrl, pageView: 'DESKTOP' },
    status: {
      method: 'getOrderStatus.do',
      way: 'query',
      fields: (orderId) => ({ orderId, currency: '934', language: 'ru' }),
    },
    paid: { OrderStatus: 2, Amount: 12_000 },
  },
  'a Tunisian shop (Node), which sends JSON, in millimes': {
    dialect: 'clictopay',
    way: 'json',
    register: { orderNumber: 'LU7', amount: 890_000, currency: '788', language: 'fr', pageView: 'DESKTOP', returnUrl },
    status: { method: 'getOrderStatus.do', way: 'form', fields: byId },
    paid: { OrderStatus: 2, Amount: 890_000 },
  },
  'btipay (Python and PHP), which logs in in the body': {
    dialect: 'bt',
    way: 'form',
    register: {
      orderNumber: 'F65/30-11-2026',
      amount: 1000,
      currency: 946,
      returnUrl,
      description: 'Plata Fact F',
      orderBundle: JSON.stringify({
        orderCreationDate: '2026-11-30',
        customerDetails: { email: 'contact@example.com', phone: '40743333333', contact: 'Stefan', deliveryInfo: {} },
      }),
    },
    status: { method: 'getOrderStatusExtended.do', fields: byId },
    paid: { orderStatus: 2 },
    refund: { amount: 1000 },
  },
  'sberbank-acquiring-client (PHP) at the partner API': {
    dialect: 'sberbank-partner',
    way: 'json',
    register: { orderNumber: 'v-1', amount: 1999, returnUrl, jsonParams: { showApplePay: 'true' } },
    status: { method: 'getOrderStatusExtended.do', fields: byId },
    paid: { errorCode: '0', orderStatus: 2 },
    refund: { amount: 500 },
  },
  'the Credibanco manual': {
    dialect: 'credibanco',
    way: 'form',
    register: {
      orderNumber: '2151',
      amount: 1_000_000,
      currency: 170,
      returnUrl,
      language: 'es',
      jsonParams: '{"installments":"1","IVA.amount":"0"}',
    },
    status: { method: 'getOrderStatusExtended.do', fields: () => ({ merchantOrderNumber: '2151' }) },
    paid: { orderStatus: 2, currency: '170' },
    refund: { amount: 1_000_000 },
  },
}

it.each(Object.entries(replays))('can sell through the sandbox: %s', async (_, replay) => {
  const { sandbox } = await openBank({ dialect: replay.dialect })
  const login = { userName: 'sandbox-api', password: 'sandbox' }
  const send = async (method: string, way: Way, fields: object): Promise<Record<string, unknown>> => {
    const all = { ...login, ...fields }
    const form = new URLSearchParams(all)
    const isInQuery = way === 'get' || way === 'query'
    const answer = await fetch(`${sandbox.url}${method}${isInQuery ? `?${form.toString()}` : ''}`, {
      method: way === 'get' ? 'GET' : 'POST',
      ...(way === 'form' && { body: form }),
      ...(way === 'json' && { body: JSON.stringify(all), headers: { 'Content-Type': 'application/json' } }),
    })
    return answer.json() as Promise<Record<string, unknown>>
  }

  const { orderId } = (await send('register.do', replay.way, replay.register)) as { orderId: string }
  await sandbox.pay(orderId)
  const status = await send(replay.status.method, replay.status.way ?? replay.way, replay.status.fields(orderId))
  const refunded = replay.refund && (await send('refund.do', replay.way, { orderId, amount: replay.refund.amount }))

  expect(status).toMatchObject(replay.paid)
  if (refunded) expect(Number(refunded.errorCode)).toBe(0)
  expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: replay.refund?.amount ?? 0 })
})
