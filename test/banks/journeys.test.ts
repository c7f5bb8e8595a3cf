import type { BankKey } from '../../src/banks/index.ts'
import { banks } from '../../src/banks/index.ts'
import { hostedCheckout } from '../../src/index.ts'
import type { CatalogItem, CheckoutOptions, HostedCheckout } from '../../src/index.ts'
import { dialectNames } from '../../src/sandbox/dialects/dialects.ts'
import { openStaff } from '../sandbox/staff.ts'
import { ledgers } from '../support/ledgers.ts'
import { openStore, pathOf, secrets, timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { until } from '../support/until.ts'

/** What a merchant of a bank has, and must give with an order. */
interface Terms {
  readonly currency: string
  readonly language?: string
  readonly item?: Partial<CatalogItem>
  /** How the bank calls back; by HMAC if nothing is said. */
  readonly callback?: 'JWT' | 'unsigned' | 'none'
  /** The old status call alone: it does not know the store's order number. */
  readonly isOld?: boolean
  readonly refundsOnce?: boolean
}

const old = { isOld: true, callback: 'none' } as const

const termsOf: Readonly<Record<BankKey, Terms>> = {
  bpc: { currency: 'EUR' },
  jcc: { currency: 'EUR' },
  bci: { currency: 'NZD' },
  dsk: { currency: 'EUR' },
  radar: { currency: 'EUR' },
  'vtb-kz': { currency: 'KZT', language: 'hy' },
  vtb: { currency: 'RUB' },
  mts: { currency: 'RUB' },
  alfa: { currency: 'RUB' },
  'alfa-by': { currency: 'BYN', language: 'be' },
  'alfa-kz': { currency: 'KZT' },
  sberbank: { currency: 'RUB' },
  'sberbank-partner': { currency: 'RUB' },
  bereke: { currency: 'KZT' },
  'kassa-nova': { currency: 'KZT' },
  yookassa: { currency: 'RUB' },
  bt: {
    currency: 'RON',
    callback: 'JWT',
    item: { orderBundle: { customerDetails: { email: 'buyer@example.com', phone: '40740123456' } } },
  },
  arca: { currency: 'AMD' },
  satim: {
    currency: 'DZD',
    language: 'fr',
    callback: 'none',
    item: { jsonParams: { force_terminal_id: 'E010902273', udf1: 'order-1' } },
  },
  'algerie-poste': { currency: 'DZD', ...old },
  clictopay: { currency: 'TND' },
  credibanco: {
    currency: 'COP',
    callback: 'unsigned',
    refundsOnce: true,
    item: { jsonParams: { installments: '1', 'IVA.amount': '0' } },
  },
  belize: { currency: 'BZD' },
  'halkbank-tm': { currency: 'TMT', ...old },
  rbs: { currency: 'RUB' },
  turkmen: { currency: 'TMT', ...old },
}

/** Those that differ most, on the other ledger too. */
const onPostgres: readonly BankKey[] = ['bt', 'satim', 'sberbank-partner', 'turkmen']

const cases = Object.keys(ledgers).flatMap((ledger) =>
  banks.filter(({ key }) => ledger === 'SQLite' || onPostgres.includes(key)).map(({ key }) => [key, ledger] as const),
)

const base64Key = Buffer.from('the key that the bank has given out').toString('base64')
const declinedCard = { number: '5555555555554444', expiry: '01/20' }
const amountMinor = 10_000

/** A store that names its bank, and that bank's dialect on the other side. No sweep runs. */
function openAt(key: BankKey, ledger: string, changes: Partial<CheckoutOptions> = {}): Promise<Store> {
  const { callback } = termsOf[key]
  const callbackKey = callbackKeyOf(key)
  return openStore({
    mount: { express: 5, path: '', ledger },
    gateway: presetOf(key),
    bank: (baseUrl) => ({
      dialect: key,
      failedTriesAllowed: 0,
      ...(callback !== 'none' && {
        callback: { url: `${baseUrl}/payment/callback`, ...(callbackKey !== undefined && { key: callbackKey }) },
      }),
    }),
    options: { ...ownOptions(key), ...changes },
  })
}

function presetOf(key: BankKey) {
  return { preset: key, live: key === 'bci' }
}

function callbackKeyOf(key: BankKey): string | undefined {
  const { callback } = termsOf[key]
  if (callback === 'JWT') return base64Key
  return callback === undefined ? 'the key of the callbacks' : undefined
}

function ownOptions(key: BankKey): Partial<CheckoutOptions> & Pick<CheckoutOptions, 'catalog'> {
  const { currency, language, item } = termsOf[key]
  const callbackKey = callbackKeyOf(key)
  return {
    catalog: { mug: { amountMinor, currency, description: 'Cană, 10% + ceai', ...item } },
    ...(language !== undefined && { language }),
    ...(callbackKey !== undefined && { callback: { key: callbackKey } }),
  }
}

/** The options of a further checkout on the same ledger. */
function optionsAt({ bank, database, handedOver, logger }: Store, key: BankKey): CheckoutOptions {
  return {
    ...ownOptions(key),
    gateway: { url: bank.url, user: 'sandbox-api', password: secrets.password, ...presetOf(key) },
    secret: secrets.signing,
    databaseUrl: database.databaseUrl,
    logger,
    onPaid: (order) => void handedOver.push(order),
  }
}

/** Presses Buy. The id is where this bank has it in the address of its page. */
async function buy(store: Store, path: string) {
  const browser = store.browser()
  const { headers } = await browser.get(path).expect(302)
  const { searchParams } = new URL(headers.location as string)
  const gatewayOrderId = searchParams.get('mdOrder') ?? searchParams.get('orderId') ?? ''
  const orderNumber = store.bank.order(gatewayOrderId)!.orderNumber
  return { browser, gatewayOrderId, orderNumber }
}

async function buyAndPay(store: Store, card = {}, path = '/checkout/mug') {
  const bought = await buy(store, path)
  const { location } = await store.bank.pay(bought.gatewayOrderId, card)
  return { ...bought, location: pathOf(location) }
}

it('there are terms for every preset, and a dialect', () => {
  expect(Object.keys(termsOf)).toEqual(banks.map(({ key }) => key))
  expect(dialectNames).toEqual(banks.map(({ key }) => key))
})

describe.each(cases)('the store of a merchant of %s over %s', (key, ledger) => {
  const { callback, isOld = false, refundsOnce = false } = termsOf[key]
  let store: Store
  /** A part of the same store whose goods are paid when they leave. */
  let holding: HostedCheckout
  beforeAll(async () => {
    store = await openAt(key, ledger)
    holding = hostedCheckout({ ...optionsAt(store, key), capture: 'manual', baseUrl: `${store.baseUrl}/held` })
    store.app.use('/held', holding)
  })
  afterAll(async () => {
    expect(await store.checkout.verify()).toEqual([])
    await holding.close()
    await store.close()
  })

  const handedOver = (orderNumber: string) => store.handedOver.filter((order) => order.orderNumber === orderNumber)

  it('sells once, by the callback alone if there is one, and refunds once though an answer is lost', async () => {
    const { browser, gatewayOrderId, orderNumber, location } = await buyAndPay(store)

    if (callback !== 'none') await until(() => handedOver(orderNumber).length > 0)
    await browser.get(location).redirects(3).expect(200)
    await store.checkout.reconcile()

    expect(handedOver(orderNumber)).toHaveLength(1)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'paid', amountMinor, gatewayOrderId })
    const isAcknowledged = store.bank.order(orderNumber)!.acknowledgedAt !== undefined
    expect(isAcknowledged).toBe(key === 'satim')

    const part = refundsOnce ? 0 : 4_000
    if (part > 0) {
      const partly = { status: 'partially_refunded', refundedMinor: 1_000 }
      store.bank.refundInPortal(gatewayOrderId, 1_000)
      expect(await store.checkout.settle(orderNumber)).toMatchObject(partly)
      const more = await store.checkout.refund(orderNumber, { amountMinor: 3_000, key: 'part' })
      expect(more).toMatchObject({ ...partly, refundedMinor: part })
    }
    const rest = { amountMinor: amountMinor - part, key: 'rest' }
    store.bank.fault({ kind: 'reset-after', method: 'refund.do' })

    await store.checkout.refund(orderNumber, rest).catch(() => undefined)
    await store.checkout.refund(orderNumber, rest)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'refunded', refundedMinor: amountMinor })
    expect(store.bank.order(orderNumber)).toMatchObject({ depositedAmount: 0, refundedAmount: amountMinor })
    expect(store.bank.order(orderNumber)!.refunds).toHaveLength(refundsOnce ? 1 : 3)
  })

  it('hands nothing over for a card that is declined', async () => {
    const { browser, orderNumber, location } = await buyAndPay(store, declinedCard)

    await browser.get(location).redirects(3)
    await store.checkout.reconcile()

    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'declined' })
    expect(handedOver(orderNumber)).toEqual([])
  })

  it('loses no order whose registration got no answer', async () => {
    store.bank.fault({ kind: 'reset-after', method: 'register.do' })
    await store.browser().get('/checkout/mug').expect(503)
    const { orderNumber, gatewayOrderId } = store.bank.orders().at(-1)!
    await store.bank.pay(gatewayOrderId)

    await store.checkout.reconcile()

    // Where the bank cannot be asked by the store's number, the order stays unknown, which is never declined.
    const { status } = (await store.checkout.orders.get(orderNumber))!
    expect(status).toBe(isOld ? 'unknown' : 'paid')
    expect(handedOver(orderNumber)).toHaveLength(isOld ? 0 : 1)
  })

  it('holds and captures', async () => {
    const { orderNumber } = await buyAndPay(store, {}, '/held/checkout/mug')

    expect(await holding.settle(orderNumber)).toMatchObject({ status: 'held' })
    expect(handedOver(orderNumber)).toEqual([])
    expect(store.bank.order(orderNumber)!.acknowledgedAt !== undefined).toBe(key === 'satim')
    expect(await holding.capture(orderNumber, { amountMinor: 7_500 })).toMatchObject({ capturedMinor: 7_500 })
    await holding.reconcile()

    expect(handedOver(orderNumber)).toHaveLength(1)
    expect(store.bank.order(orderNumber)).toMatchObject({ orderStatus: 2, depositedAmount: 7_500 })
  })
})

it.each(['bpc', 'bt'] as const)(
  '%s: what was refunded in part before anybody told of it is for a person',
  async (key) => {
    const store = await openAt(key, 'SQLite')
    try {
      store.bank.fault({ kind: 'late-callback', method: 'deposited', delayMs: 600_000 })
      const { orderNumber, gatewayOrderId } = await buyAndPay(store)
      store.bank.refundInPortal(gatewayOrderId, 1_000)

      await store.checkout.reconcile()

      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'review', refundedMinor: 1_000 })
      expect(store.handedOver).toEqual([])
    } finally {
      await store.close()
    }
  },
)

describe('a payment that satim cancels unless it is acknowledged', () => {
  let store: Store
  beforeEach(async () => {
    store = await openAt('satim', 'SQLite')
  })
  afterEach(() => store.close())

  it.each(['reset-before', 'reset-after'] as const)(
    'is handed over once the bank has heard, despite %s',
    async (kind) => {
      store.bank.fault({ kind, method: 'acknowledgeTransaction.do' })
      const { orderNumber } = await buyAndPay(store)

      for (let passes = 0; passes < 3; passes += 1) await store.checkout.reconcile()

      const [handedOver, ...others] = store.handedOver
      expect(others).toEqual([])
      expect(handedOver).toMatchObject({ orderNumber, status: 'paid' })
      expect(timesAsked(store, 'acknowledgeTransaction.do')).toBe(2)
      expect(store.bank.order(orderNumber)!.acknowledgedAt).toBeDefined()
    },
  )

  it('is not handed over if the bank has not heard when its patience ends', async () => {
    store.bank.fault({ kind: 'reset-before', method: 'acknowledgeTransaction.do', times: 20 })
    const { orderNumber } = await buyAndPay(store)
    await store.checkout.reconcile()

    const { press } = openStaff(store.bank)
    for (const _ of [1, 2]) await press('/', { value: 'Move the clock on', action: '/clock' })
    await store.checkout.reconcile()

    expect(store.bank.order(orderNumber)).toMatchObject({ orderStatus: 3, depositedAmount: 0 })
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'reversed' })
    expect(store.handedOver).toEqual([])
  })
})

describe.each(banks.flatMap(({ key, mandatory }) => (mandatory ? [{ key, mandatory }] : [])))(
  'an item of $key without what this bank wants',
  ({ key, mandatory }) => {
    it('is refused, and log and history say what was lacking', async () => {
      const { currency } = termsOf[key]
      const store = await openAt(key, 'SQLite', { catalog: { mug: { amountMinor, currency } } })
      try {
        await store.browser().get('/checkout/mug').expect(502)

        const told = `this bank wants ${mandatory.join(' and ')}, which this registration lacks`
        expect(store.log.join('\n')).toContain(told)
        const texts: string[] = []
        for await (const { orderNumber } of store.checkout.orders.find()) {
          texts.push((await store.checkout.explain(orderNumber)).text)
        }
        expect(texts).toEqual([expect.stringContaining(told)])
      } finally {
        await store.close()
      }
    })
  },
)
