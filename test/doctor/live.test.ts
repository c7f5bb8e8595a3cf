import { banks } from '../../src/banks/index.ts'
import type { BankKey } from '../../src/banks/index.ts'
import { liveCheckSku } from '../../src/live-check.ts'
import type { FindingCode, Order } from '../../src/index.ts'
import { environmentOf, run } from '../cli/a-world.ts'
import { openPayments } from '../../src/cli/open-payments.ts'
import type { OpenedPayments } from '../../src/cli/open-payments.ts'
import { asked, mounts, openStore, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { callbackKey, codesOf, examine, openHealthyStore, planted, sell } from './a-healthy-store.ts'

let store: Store
afterEach(() => store.close())

const words = ['doctor', '--live', '--json']
const euro = { CHECKOUT_CURRENCY: 'EUR' }

describe.each(mounts)('doctor --live %s', (_title, mount) => {
  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openHealthyStore({ mount, ...options })
    await store.checkout.start()
  }
  const live = async (changes = {}): Promise<FindingCode[]> =>
    planted((await examine(store, { ...euro, ...changes }, words)).findings)
  const orders = async (): Promise<Order[]> => {
    const found: Order[] = []
    for await (const order of store.checkout.orders.find({ sku: liveCheckSku })) found.push(order)
    return found
  }
  /** At the bank nobody can pay any of them. */
  const isNothingOpen = (): boolean => store.bank.orders().every(({ orderStatus }) => orderStatus === 6)

  it('registers one unit, closes it, and calls the store back', async () => {
    await open()

    expect(await live()).toEqual([])

    expect(store.bank.orders()).toMatchObject([{ amount: 1, orderStatus: 6 }])
    expect(await orders()).toMatchObject([{ amountMinor: 1, currency: 'EUR', status: 'declined', handsOver: false }])
    expect(timesAsked(store, 'decline.do')).toBe(1)
    expect(store.handedOver).toEqual([])
  })

  it('is no sign that the callbacks of the bank come', async () => {
    await open({ options: { callback: { key: callbackKey } }, bank: { callback: undefined } as object })
    await sell(store, 'none')

    expect(await live()).toEqual(['callback-never-seen'])

    expect(planted(await store.checkout.doctor())).toEqual(['callback-never-seen'])
  })

  it('takes the currency of the last order, and says where there is none', async () => {
    await open()
    expect(await live({ CHECKOUT_CURRENCY: undefined })).toEqual(['live-currency-missing'])
    expect(store.bank.orders()).toEqual([])

    await store.browser().get(store.path('/checkout/noodles')).expect(302)
    expect(await live({ CHECKOUT_CURRENCY: undefined })).toEqual([])
    expect((await orders())[0]).toMatchObject({ currency: 'JPY', amountMinor: 1 })
  })

  const named = (preset: BankKey) => ({ CHECKOUT_GATEWAY_PRESET: preset, CHECKOUT_GATEWAY_LIVE: 'false' })

  it('takes the currency of a bank by name where nothing else tells one', async () => {
    await open({ gateway: { preset: 'bci', live: false }, bank: { dialect: 'bci' } })

    expect(await live({ ...named('bci'), CHECKOUT_CURRENCY: undefined })).toEqual([])

    expect(await orders()).toMatchObject([{ currency: 'NZD', status: 'declined' }])
    expect(isNothingOpen()).toBe(true)
  })

  it.each(banks.filter(({ mandatory }) => mandatory).map(({ key, name }) => [name, key]))(
    'says of %s that only items of the store can be registered there',
    async (name, key) => {
      await open({ gateway: { preset: key, live: false }, bank: { dialect: key, callback: undefined } as object })

      const changes = { ...euro, CHECKOUT_CALLBACK_KEY: undefined, ...named(key) }
      const { findings, exitCode } = await examine(store, changes, words)

      const [told, ...others] = findings.filter(({ code }) => code.startsWith('live-'))
      expect(others).toEqual([])
      expect(told).toMatchObject({ code: 'live-fields-wanted', level: 'note' })
      expect(told!.message).toContain(`${name} refuses a registration without`)
      expect(exitCode).toBe(0)
      expect(timesAsked(store, 'register.do')).toBe(0)
    },
  )

  it('is refused with a token, before anything is sent', async () => {
    await open()
    const { CHECKOUT_GATEWAY_USER: _user, CHECKOUT_GATEWAY_PASSWORD: _password, ...rest } = environmentOf(store)

    const { exitCode, err } = await run(words, { ...rest, CHECKOUT_GATEWAY_TOKEN: 'token' })

    expect(exitCode).toBe(2)
    expect(err).toContain('a token may not')
    expect(store.bank.requests).toEqual([])
  })

  it.each([
    ['reset-before', 'register.do'],
    ['reset-after', 'register.do'],
    ['server-error-after', 'register.do'],
    ['missing-fields', 'register.do'],
    ['foreign-form-url', 'register.do'],
    ['reset-before', 'decline.do'],
    ['reset-after', 'decline.do'],
    ['html', 'decline.do'],
  ] as const)('leaves nothing open at the bank after %s of %s', async (kind, method) => {
    await open()
    store.bank.fault({ kind, method })

    const { findings } = await examine(store, euro, words)

    expect(isNothingOpen()).toBe(true)
    expect((await orders()).map(({ status }) => status)).not.toContain('registered')
    expect(timesAsked(store, 'register.do')).toBe(1)
    if (method === 'decline.do') expect(planted(findings)).toEqual([])
    else expect(codesOf(findings).some((code) => code.startsWith('live-'))).toBe(true)
  })

  it('closes what an earlier one, killed half-way, has left', async () => {
    // As it is between registering and closing.
    await open({ options: { catalog: { [liveCheckSku]: { amountMinor: 1, currency: 'EUR' } } } })
    await store
      .browser()
      .get(store.path(`/checkout/${encodeURIComponent(liveCheckSku)}`))
      .expect(302)
    expect((await orders()).map(({ status }) => status)).toEqual(['registered'])

    expect(await live()).toEqual([])

    expect((await orders()).map(({ status }) => status)).toEqual(['declined', 'declined'])
    expect(isNothingOpen()).toBe(true)
  })

  it('says that the bank refuses', async () => {
    await open({ bank: { currency: 'EUR' } })

    const { findings, exitCode } = await examine(store, { CHECKOUT_CURRENCY: 'USD' }, words)

    expect([planted(findings), exitCode]).toEqual([['live-refused'], 1])
  })

  it('is left out where the bank does not answer at all', async () => {
    await open()

    expect(await live({ CHECKOUT_GATEWAY_PASSWORD: 'wrong' })).toEqual(['bank-login-refused', 'live-skipped'])
    expect(timesAsked(store, 'register.do')).toBe(0)
  })

  it.each<[FindingCode, StoreOptions, Readonly<Record<string, string | undefined>>]>([
    ['live-callback-key', {}, { CHECKOUT_CALLBACK_KEY: 'another-key-than-the-stores' }],
    [
      'live-callback-lost',
      { before: (app) => void app.get(`${mount.path}/payment/:orderId`, (_req, res) => void res.send('An order')) },
      {},
    ],
  ])('finds %s', async (code, options, changes) => {
    await open(options)

    expect(await live(changes)).toContain(code)
    expect(isNothingOpen()).toBe(true)
  })

  it('finds a store with another ledger at the address', async () => {
    await open()
    const other = await openStore({ mount })
    const changes = { CHECKOUT_DATABASE_URL: other.database.databaseUrl }

    const codes = await live(changes)

    await other.close()
    expect(codes).toContain('live-callback-other-ledger')
  })

  const opened = (): OpenedPayments =>
    openPayments(
      {
        environment: { ...environmentOf(store), ...euro, CHECKOUT_CALLBACK_KEY: callbackKey },
        folder: '/',
        write: () => undefined,
        tell: () => undefined,
        ask: undefined,
        isTerminal: false,
        interrupted: new AbortController().signal,
      },
      {},
    )

  it('registers nothing once it is interrupted', async () => {
    await open()
    const payments = opened()

    expect(await payments.liveCheck(AbortSignal.abort())).toEqual([])

    await payments.verbs.close()
    expect(timesAsked(store, 'register.do')).toBe(0)
  })

  it('closes what it has begun when it is interrupted in the middle', async () => {
    await open()
    const payments = opened()
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 300 })
    const interrupted = new AbortController()

    const checking = payments.liveCheck(interrupted.signal)
    await asked(store, 'register.do')
    interrupted.abort()

    expect(await checking).toEqual([])
    await payments.verbs.close()
    expect(store.bank.orders()).toHaveLength(1)
    expect(isNothingOpen()).toBe(true)
  })
})
