import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import type { CheckoutOptions } from '../../src/index.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { selfSigned } from '../gateway/self-signed.ts'
import { openFrontOfBank } from '../support/front-of-bank.ts'
import type { CallToBank, FrontOfBank, Interference } from '../support/front-of-bank.ts'
import { mounts, onlyOrder, openStore, secrets } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

type GatewayOptions = NonNullable<CheckoutOptions['gateway']>

const isQuestion = ({ method }: CallToBank): boolean => method === 'getOrderStatusExtended.do'
const isRegistration = ({ method }: CallToBank): boolean => method === 'register.do'

let store: Store
let bank: Sandbox
const closers: (() => unknown)[] = []
afterEach(async () => {
  await store.close()
  for (const close of closers.splice(0).reverse()) await close()
})

interface Odd extends StoreOptions {
  readonly gateway?: Partial<GatewayOptions>
}

/** A store whose bank answers through a front that can answer instead. */
async function open(interfere: (call: CallToBank) => Interference, { gateway, ...more }: Odd = {}): Promise<void> {
  bank = await createSandbox({ password: secrets.password })
  const front: FrontOfBank = await openFrontOfBank(bank.url, interfere)
  closers.push(() => bank.close(), front.close)
  await openAt({ url: front.url, formHosts: [new URL(bank.url).host], ...gateway }, more)
}

async function openAt(gateway: Partial<GatewayOptions>, more: StoreOptions = {}): Promise<void> {
  const login = { user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 }
  store = await openStore({ ...more, options: { gateway: { ...login, ...gateway } } })
}

/** One press on Buy, in a new browser. */
async function buy() {
  const browser = store.browser()
  const { headers } = await browser.get(store.path('/checkout/mug')).expect(302)
  const gatewayOrderId = new URL(headers.location as string).searchParams.get('mdOrder')!
  return { browser, gatewayOrderId, orderNumber: bank.order(gatewayOrderId)!.orderNumber }
}

type Buyer = Awaited<ReturnType<typeof buy>>

const comesBack = ({ browser, gatewayOrderId }: Buyer) =>
  browser.get(store.path('/payment/return')).query({ orderId: gatewayOrderId })

/** What the bank says of a paid order, with these fields in another shape. */
function paid({ orderNumber, gatewayOrderId }: Buyer, changes: object): Interference {
  const said = {
    errorCode: '0',
    orderStatus: 2,
    actionCode: 0,
    amount: 1999,
    currency: '978',
    orderNumber,
    attributes: [{ name: 'mdOrder', value: gatewayOrderId }],
    ...changes,
  }
  return { body: JSON.stringify(said) }
}

/** Listens on loopback until the end of the test. */
async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.close()
    server.closeAllConnections?.()
  })
  return (server.address() as AddressInfo).port
}

const refusals: [string, Interference, number, string][] = [
  ['401 and a bare text', { status: 401, body: '"Access denied"' }, 503, 'unknown'],
  ['403 and a page', { status: 403, body: '<html>Forbidden</html>' }, 503, 'unknown'],
  ['errorCode 5', { body: '{"errorCode":"5","errorMessage":"Access denied"}' }, 502, 'declined'],
]

describe.each(mounts)('a bank that refuses the login %s', (_title, mount) => {
  it.each(refusals)('at a checkout, by %s, has no buyer sent anywhere', async (_how, answer, httpStatus, status) => {
    await open((call) => (isRegistration(call) ? answer : undefined), { mount })

    const { headers, text } = await store.browser().get(store.path('/checkout/mug')).expect(httpStatus)

    expect(headers.location).toBeUndefined()
    expect((await onlyOrder(store)).status).toBe(status)
    expect(store.log.join('\n')).toContain('gateway.user and gateway.password')
    for (const secret of store.secrets) expect(text + store.log.join('\n')).not.toContain(secret)
  })

  it.each(refusals)('to a question, by %s, says nothing about the order', async (_how, answer) => {
    let isRefused = true
    await open((call) => (isRefused && isQuestion(call) ? answer : undefined), { mount })
    const buyer = await buy()
    await bank.pay(buyer.gatewayOrderId)

    expect((await comesBack(buyer).expect(200)).headers.refresh).toBeDefined()

    expect(await onlyOrder(store)).toMatchObject({ status: 'registered', handOver: 'none' })
    isRefused = false
    await store.checkout.settle(buyer.orderNumber)
    expect(store.handedOver).toMatchObject([{ orderNumber: buyer.orderNumber, status: 'paid' }])
  })

  it('in a header answers no checkout, and the log says where to look', async () => {
    const isInHeader = ({ fields }: CallToBank): boolean => !fields.has('userName')
    const refuse = (call: CallToBank): Interference =>
      isInHeader(call) ? { status: 401, body: '"Unauthorized"' } : undefined
    await open(refuse, { mount, gateway: { basic: true } })

    await store.browser().get(store.path('/checkout/mug')).expect(503)

    expect((await onlyOrder(store)).status).toBe('unknown')
    expect(store.log.join('\n')).toContain('gateway.basic')
  })
})

describe('a way to the bank that does not open', () => {
  const heard: (string | undefined)[] = []
  const { key, cert } = selfSigned('localhost')

  async function tlsBank(): Promise<string> {
    heard.length = 0
    const server = createTlsServer({ key, cert }, (req, res) => void (heard.push(req.url), res.end('{}')))
    return `https://localhost:${await listen(server)}/payment/rest/`
  }

  async function proxyThat(status: string): Promise<string> {
    const server = createServer()
    server.on('connect', (_req, socket) => void socket.end(`HTTP/1.1 ${status}\r\n\r\n`))
    return `http://127.0.0.1:${await listen(server)}`
  }

  it.each<[string, () => Promise<Partial<GatewayOptions>>, string]>([
    ['no authority that vouches for the bank', () => Promise.resolve({}), 'gateway.ca'],
    [
      'an authority that vouches for another',
      () => Promise.resolve({ ca: selfSigned('localhost').cert }),
      'gateway.ca',
    ],
    ['a proxy that is down', () => Promise.resolve({ ca: cert, proxy: 'http://127.0.0.1:9' }), 'gateway.proxy'],
    ['a proxy that wants a login', async () => ({ ca: cert, proxy: await proxyThat('407 No') }), 'gateway.proxy'],
    [
      'a proxy that refuses',
      async () => ({ ca: cert, proxy: await proxyThat('403 No') }),
      'the proxy opened no tunnel',
    ],
  ])('leaves the order expired, because nothing was sent: %s', async (_why, gatewayWith, hint) => {
    await openAt({ url: await tlsBank(), ...(await gatewayWith()) })

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .expect(503)
      .expect('Retry-After', /^[0-9]+$/)

    expect((await onlyOrder(store)).status).toBe('expired')
    expect(heard).toEqual([])
    expect(store.log.join('\n')).toContain(hint)
  })
})

describe.each(mounts)('a paid order of which the bank tells in a shape of its own %s', (_title, mount) => {
  async function openPaid(saidOf: (buyer: Buyer) => object): Promise<Buyer> {
    let buyer: Buyer | undefined
    await open((call) => (buyer && isQuestion(call) ? paid(buyer, saidOf(buyer)) : undefined), { mount })
    return (buyer = await buy())
  }

  it.each<[string, (buyer: Buyer) => object]>([
    ['attributes as an object', ({ gatewayOrderId }) => ({ attributes: { mdOrder: gatewayOrderId, qrcId: null } })],
    ['attributes that are empty', () => ({ attributes: {} })],
    ['attributes without an id', () => ({ attributes: [{ name: 'mdOrder', value: '' }] })],
    ['lists and texts in place of objects', () => ({ paymentAmountInfo: [], refunds: '', cardAuthInfo: '' })],
    ['nulls', () => ({ paymentAmountInfo: null, refunds: null, chargeback: null, attributes: null })],
    ['amounts that are empty', () => ({ paymentAmountInfo: { depositedAmount: '', paymentState: ' ' } })],
    ['a state as BPC prints it', () => ({ paymentAmountInfo: { paymentState: 'payment_deposited' } })],
  ])('is handed over: %s', async (_shape, saidOf) => {
    const buyer = await openPaid(saidOf)

    await comesBack(buyer).expect(200)

    expect(await onlyOrder(store)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it.each<[string, object]>([
    ['a list', [{ name: 'mdOrder', value: 'of-another-order' }]],
    ['an object', { mdOrder: 'of-another-order' }],
  ])('goes to a person if its attributes name another order in %s', async (_shape, attributes) => {
    const buyer = await openPaid(() => ({ attributes }))

    await comesBack(buyer).expect(200)

    expect(await onlyOrder(store)).toMatchObject({ status: 'review', handOver: 'none' })
  })

  const newWord = { paymentAmountInfo: { paymentState: 'HALF_DEPOSITED' } }

  it('waits while its paymentState is a new word, and is handed over once that is a known one', async () => {
    let said: object = newWord
    const buyer = await openPaid(() => said)

    expect((await comesBack(buyer).expect(200)).headers.refresh).toBeDefined()
    expect(await onlyOrder(store)).toMatchObject({ status: 'registered', handOver: 'none' })

    said = { paymentAmountInfo: { paymentState: 'DEPOSITED' } }
    await store.checkout.settle(buyer.orderNumber)
    expect(await onlyOrder(store)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('goes to a person if its paymentState is still a new word a day after it expired', async () => {
    const buyer = await openPaid(() => newWord)
    await store.database.age('checkout_orders', 'expires_at', 26 * 3_600_000)

    await store.checkout.settle(buyer.orderNumber)

    expect(await onlyOrder(store)).toMatchObject({ status: 'review', reviewReason: 'payment-state-differs' })
    expect(store.handedOver).toEqual([])
  })
})

describe.each(mounts)('a payment page that is none %s', (_title, mount) => {
  it.each<[string, string, string]>([
    ['a space in it', '/payment/form?mdOrder=a b', 'an address with a space in it'],
    ['raw Cyrillic', '/оплата?mdOrder=1', 'an address with letters outside ASCII'],
    ['an unfilled template', '/payment/{mdOrder}', 'an address with curly brackets in it'],
  ])('is never sent to a browser: %s', async (_what, path, why) => {
    await open(
      (call) => {
        if (!isRegistration(call)) return undefined
        return { body: JSON.stringify({ orderId: 'g-1', formUrl: new URL(bank.url).origin + path }) }
      },
      { mount },
    )

    const { headers } = await store.browser().get(store.path('/checkout/mug')).expect(502)

    expect(headers.location).toBeUndefined()
    expect(await onlyOrder(store)).toMatchObject({ status: 'registered', formUrl: undefined })
    expect(store.log.join('\n')).toContain(why)
  })

  it.each([
    ['the text {}', '{}', 502, 'registered', 'a text that is not an https address'],
    ['an object', {}, 503, 'unknown', 'JSON whose formUrl cannot be read (an object)'],
    ['missing', undefined, 503, 'unknown', 'JSON without formUrl'],
  ])('leaves the order to the sweep: %s', async (_what, formUrl, httpStatus, status, why) => {
    const body = JSON.stringify({ orderId: 'g-1', formUrl })
    await open((call) => (isRegistration(call) ? { body } : undefined), { mount })

    await store.browser().get(store.path('/checkout/mug')).expect(httpStatus)

    expect((await onlyOrder(store)).status).toBe(status)
    expect(store.log.join('\n')).toContain(why)
  })
})
