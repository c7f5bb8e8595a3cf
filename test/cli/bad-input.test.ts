import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buy, mounts, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let store: Store
afterEach(() => store.close())

/** Every command that is told an order, with words that fit. */
const aboutOneOrder = [
  'show ORDER',
  'explain ORDER',
  'settle ORDER',
  'capture ORDER --yes',
  'refund ORDER 1.00_EUR --key a --yes',
  'reverse ORDER --yes',
  'decline ORDER --yes',
  'hand-over ORDER',
  'review ORDER --note why',
  'resolve ORDER --as paid --note why',
  'forget ORDER --yes',
] as const

describe.each(mounts)('the command line %s', (_title, mount) => {
  let orderNumber: string
  let gatewayOrderId: string

  async function open(options: StoreOptions['options'] = {}): Promise<void> {
    store = await openStore({ mount, options })
    ;({ orderNumber, gatewayOrderId } = await buy(store, store.browser()))
  }

  async function pay(options: StoreOptions['options'] = {}): Promise<void> {
    await open(options)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }

  const setUps = {
    open: () => open(),
    paid: () => pay(),
    held: () => pay({ capture: 'manual' }),
    async refunded() {
      await pay()
      await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'all' })
    },
    async 'refunded in part'() {
      await pay()
      await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'a' })
    },
    async 'in review'() {
      await pay()
      await store.checkout.review(orderNumber, { note: 'why', by: 'Ann' })
    },
    async 'refunded by nobody knows'() {
      await pay()
      store.bank.fault({ method: 'refund.do', kind: 'reset-before' })
      await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'lost' }).catch(() => undefined)
    },
  } as const

  const cli = (words: string, answers?: readonly string[], more: Record<string, string> = {}): Promise<Ran> =>
    run(
      words.split(' ').map((word) => word.replaceAll('_', ' ').replaceAll('ORDER', orderNumber)),
      { ...environmentOf(store), ...more },
      answers,
    )

  /** What the bank was told to do, and not only asked. */
  const told = () => store.bank.requests.filter(({ method }) => !/^(get|register)/.test(method))

  it('says that the ledger has no such order, whatever is wanted of it', async () => {
    await open()
    orderNumber = 'X'

    for (const words of aboutOneOrder) {
      const ran = await cli(words)
      expect([words, ran]).toEqual([words, { exitCode: 1, out: '', err: 'The ledger has no order "X".\n' }])
      expect(JSON.parse((await cli(`${words} --json`)).out)).toEqual({
        schemaVersion: 1,
        error: { code: 'CHECKOUT_ORDER_NOT_FOUND', message: 'The ledger has no order "X".' },
      })
    }
  })

  it.each<[keyof typeof setUps, string, string]>([
    ['open', 'capture ORDER --yes', 'cannot be captured: it is not paid'],
    ['open', 'refund ORDER 1.00_EUR --key a --yes', 'cannot be refunded: it is not paid'],
    ['open', 'reverse ORDER --yes', 'cannot be reversed: it is not paid'],
    ['open', 'hand-over ORDER', 'cannot be handed over: it is not paid'],
    ['paid', 'capture ORDER 1.00_EUR --yes', 'cannot be captured: it is paid already, 19.99 EUR'],
    ['paid', 'reverse ORDER --yes', 'cannot be reversed: it is paid already, 19.99 EUR'],
    ['paid', 'decline ORDER --yes', 'cannot be closed at the bank: it is paid already, 19.99 EUR'],
    ['paid', 'resolve ORDER --as paid --note why', 'cannot be resolved as paid: it is not in review'],
    ['paid', 'refund ORDER 20.00_EUR --key a --yes', 'At most 19.99 EUR of order'],
    ['held', 'capture ORDER 20.00_EUR --yes', 'At most 19.99 EUR of order'],
    ['held', 'refund ORDER 1.00_EUR --key a --yes', 'cannot be refunded: its money is on hold, and not captured'],
    ['refunded', 'refund ORDER 1.00_EUR --key a --yes', 'nothing is left to refund, all of 19.99 EUR went back'],
    ['refunded', 'review ORDER --note why', 'cannot be put in review: it is refunded already'],
    [
      'refunded in part',
      'refund ORDER 6.00_EUR --key a --yes',
      'Refund "a" of order ORDER was requested for 5.00 EUR before',
    ],
    ['refunded in part', 'refund ORDER 15.00_EUR --key b --yes', 'At most 14.99 EUR of order ORDER can be refunded'],
    ['in review', 'resolve ORDER --as refunded --note why', 'the bank says that 19.99 EUR are left: refund them first'],
    [
      'in review',
      'resolve ORDER --as declined --note why',
      'cannot be resolved as declined: the bank says that it is paid',
    ],
    ['refunded by nobody knows', 'review ORDER --note why', ''],
  ])('of an order that is %s refuses %s with 1, and does nothing', async (name, words, message) => {
    await setUps[name]()
    if (message === '') {
      await cli(words)
      const ran = await cli('resolve ORDER --as paid --note why')
      expect([ran.exitCode, ran.out]).toEqual([1, ''])
      return expect(ran.err).toContain(`A refund of order ${orderNumber} is under way`)
    }
    const before = [told().length, await store.checkout.orders.history(orderNumber)]

    const { exitCode, out, err } = await cli(words)

    expect([exitCode, out]).toEqual([1, ''])
    expect(err).toContain(message.replaceAll('ORDER', orderNumber))
    expect(err).toContain(orderNumber)
    expect([told().length, await store.checkout.orders.history(orderNumber)]).toEqual(before)
  })

  it.each([
    ['capture ORDER 12.505_EUR --yes', 'Wanted an amount of EUR such as 19.99, got "12.505"'],
    ['capture ORDER 12,50_EUR --yes', 'Wanted an amount of EUR such as 19.99, got "12,50"'],
    ['capture ORDER 12.50_USD --yes', 'is in EUR, got "12.50 USD"'],
    ['capture ORDER 12.50 --yes', 'Wanted an amount with its currency, such as "12.50 EUR", got "12.50"'],
    ['capture ORDER 0.00_EUR --yes', 'Wanted more than 0.00 EUR, got "0.00 EUR"'],
    [`capture ORDER --yes --as ${'n'.repeat(101)}`, 'wants the name of the person'],
    ['review ORDER --note _ ', 'wants the reason'],
  ])('takes no words for %s: 2, and nothing is sent', async (words, message) => {
    await setUps.held()

    const { exitCode, out, err } = await cli(words.trim())

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(told()).toEqual([])
  })

  it.each([
    ['held', 'capture ORDER'],
    ['held', 'reverse ORDER'],
    ['open', 'decline ORDER'],
    ['paid', 'refund ORDER 1.00_EUR'],
  ] as const)('of an order that is %s does nothing for %s without a right answer', async (name, words) => {
    await setUps[name]()

    const wrong = await cli(words, ['no'])
    const nobody = await cli(words)

    expect([wrong.exitCode, wrong.out, nobody.exitCode, nobody.out]).toEqual([2, '', 2, ''])
    expect(wrong.err).toContain('got "no". Nothing was sent.')
    expect(nobody.err).toContain('wants to be confirmed on a terminal, or by --yes. Nothing was sent.')
    expect(told()).toEqual([])
  })

  it.each(['settle ORDER', 'refund ORDER 1.00_EUR --key a --yes', 'resolve ORDER --as paid --note why'])(
    'of an order of another bank refuses %s with 1',
    async (words) => {
      await open()

      const { exitCode, out, err } = await cli(words, undefined, {
        CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:9/payment/rest/',
      })

      expect([exitCode, out]).toEqual([1, ''])
      expect(err).toContain(`Order ${orderNumber} belongs to ${new URL(store.bank.url).host}`)
    },
  )

  it('keeps an order whose refund is on its way: forget ends with 1', async () => {
    await setUps['refunded by nobody knows']()

    const { exitCode, out } = await cli('forget ORDER --yes')

    expect(exitCode).toBe(1)
    expect(out).toMatch(new RegExp(`^Kept:\n${orderNumber}\n {2}.*refund`))
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ forgottenAt: undefined })
  })

  it.each<[keyof typeof setUps, string]>([
    ['open', 'settle ORDER'],
    ['open', 'decline ORDER --yes'],
    ['held', 'capture ORDER --yes'],
    ['held', 'reverse ORDER --yes'],
    ['paid', 'refund ORDER 1.00_EUR --key a --yes'],
    ['in review', 'resolve ORDER --as paid --note why'],
  ])('of an order that is %s ends with 3 for %s while the bank is silent', async (name, words) => {
    await setUps[name]()
    const history = await store.checkout.orders.history(orderNumber)
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'reset-before' })

    const { exitCode, out, err } = await cli(`${words} --json`)

    expect(exitCode).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, error: { code: 'CHECKOUT_GATEWAY_UNAVAILABLE' } })
    expect(err).toContain(orderNumber)
    expect(told()).toEqual([])
    expect(await store.checkout.orders.history(orderNumber)).toEqual(history)
  })

  it('settle says that nobody knows more than before', async () => {
    await open()
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'reset-before' })

    const { exitCode, out, err } = await cli('settle ORDER')

    expect([exitCode, out]).toEqual([3, ''])
    expect(err).toContain(
      `Order ${orderNumber} is unchanged, and nobody knows more than before. The bank gave no usable answer about ` +
        'it: ask again later.\n',
    )
  })

  it('reconcile ends with 3 if the bank was silent about an order', async () => {
    await open()
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'reset-before' })

    const { exitCode, out } = await cli('reconcile --json')

    expect([exitCode, JSON.parse(out)]).toMatchObject([3, { report: { asked: 1, unreachable: 1 } }])
  })
})

describe('a ledger that may not be opened', () => {
  const commands = [
    ...aboutOneOrder,
    'orders',
    'orders adopt --from old.example',
    'reconcile',
    'link create 1.00_EUR what',
    'link list',
    'link show X',
    'link withdraw X',
    'verify',
    'day-sheet',
    'export',
    'export entries',
    'migrate',
    'recount',
  ]
  const typed = (words: string) => words.split(' ').map((word) => word.replaceAll('_', ' ').replaceAll('ORDER', 'X'))
  let folder: string
  beforeEach(async () => {
    store = await openStore()
    folder = mkdtempSync(join(tmpdir(), 'checkout-no-ledger-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it.each(commands)('ends %s with 2 if its folder is not there', async (words) => {
    const databaseUrl = `sqlite:${join(folder, 'no-such-folder', 'checkout.db')}`

    const { exitCode, out, err } = await run(typed(words), {
      ...environmentOf(store),
      CHECKOUT_DATABASE_URL: databaseUrl,
    })

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toMatch(/cannot be opened for writing: its folder does not exist/)
  })

  it.each(commands)('ends %s with 3 if nobody listens there', async (words) => {
    const { exitCode, out } = await run(typed(`${words} --json`), {
      ...environmentOf(store),
      CHECKOUT_DATABASE_URL: 'postgres://shop@127.0.0.1:9/shop',
    })

    expect(exitCode).toBe(3)
    if (!words.startsWith('export')) {
      expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, error: { code: 'CHECKOUT_LEDGER_UNAVAILABLE' } })
    }
  })
})
