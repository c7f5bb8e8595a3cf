import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buy, mounts, openStore, secrets, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('the command line %s', (_title, mount) => {
  let orderNumber: string
  let gatewayOrderId: string

  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ orderNumber, gatewayOrderId } = await buy(store, store.browser()))
  }

  async function pay(options?: StoreOptions): Promise<void> {
    await open(options)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }

  /** As on a terminal, if there are answers. */
  const cli = (words: string, answers?: readonly string[]): Promise<Ran> =>
    run(
      words.split(' ').map((word) => word.replaceAll('_', ' ').replaceAll('ORDER', orderNumber)),
      environmentOf(store),
      answers,
    )

  const json = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>
  const lastFour = () => orderNumber.slice(-4)
  const detailsOf = async (kind: string) =>
    (await store.checkout.orders.history(orderNumber))
      .filter((entry) => entry.kind === kind)
      .map(({ detail }) => detail)

  it('lists orders in a table of at most 80 columns, or as one document', async () => {
    await pay()
    await buy(store, store.browser(), 'tea')

    const table = await cli('orders')
    const document = await cli('orders --json --status paid')

    expect(table.exitCode).toBe(0)
    expect(table.out.split('\n')).toHaveLength(4)
    expect(table.out).toMatch(
      new RegExp(`^order number .*\n.* 4.50 EUR +registered +none\n${orderNumber} .* 19.99 EUR +paid +done\n$`),
    )
    for (const line of table.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(json(document)).toMatchObject({
      schemaVersion: 1,
      orders: [{ orderNumber, status: 'paid', amountMinor: 1999 }],
    })
    expect(document.err).toBe('')
  })

  it('finds orders by each of its options', async () => {
    await pay()

    const counts = await Promise.all(
      [
        '--sku mug',
        '--sku tea',
        '--hand-over done',
        '--since 1h',
        '--until 1h',
        '--reference nothing',
        '--limit 1',
      ].map(async (words) => (json(await cli(`orders --json ${words}`)).orders as unknown[]).length),
    )

    expect(counts).toEqual([1, 0, 1, 1, 0, 0, 1])
    expect((await cli('orders --sku tea')).out).toBe('No orders.\n')
  })

  it('shows one order with its history', async () => {
    await pay()

    const { out } = await cli('show ORDER')

    expect(out).toMatch(/^order number +\S+\nstatus +paid\ngoods +done\namount +19\.99 EUR\ncaptured +19\.99 EUR\n/)
    expect(out).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}registered → paid \(settle\)\n.* handed-over \(settle\)\n$/)
    expect(json(await cli('show ORDER --json'))).toMatchObject({
      order: { orderNumber, card: { brand: 'VISA' } },
      history: expect.arrayContaining([expect.objectContaining({ kind: 'handed-over' })]),
    })
  })

  it('explains an order in the words of explain()', async () => {
    await pay()
    const { text, mayDo } = await store.checkout.explain(orderNumber)

    const { out } = await cli('explain ORDER')
    expect(out.replaceAll(/\s+/g, ' ').trim()).toBe(text.replaceAll(/\s+/g, ' '))
    const lines = out.split('\n')
    expect(lines.filter((line) => line.length > 80 && !line.startsWith('  npx '))).toEqual([])
    // Ready to paste.
    for (const { command } of mayDo) expect(lines).toContain(`  ${command}`)
    expect(json(await cli('explain ORDER --json'))).toMatchObject({ explanation: { orderNumber, text } })
  })

  it('asks the bank, about one order or about all', async () => {
    await open({ options: { handsOver: false } })
    await store.bank.pay(gatewayOrderId)

    expect((await cli('reconcile --json')).exitCode).toBe(0)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'paid' })
    expect((await cli('settle ORDER')).out).toMatch(/It is paid\. The bank said/)
  })

  it('leaves the goods to the shop: whoever has the handler hands them over', async () => {
    await open()
    await store.bank.pay(gatewayOrderId)

    await cli('settle ORDER')

    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'paid', handOver: 'due' })
    await store.checkout.reconcile()
    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('refunds once the last four characters are typed, and writes down who asked', async () => {
    await pay()

    const { exitCode, err, out } = await cli('refund ORDER 5.00_EUR --as Ann', [lastFour().toLowerCase()])

    expect(exitCode).toBe(0)
    expect(err).toMatch(
      /^The key of this refund: cli-[0-9a-f]{12}\nRefund 5\.00 EUR of order .*\?\nType the last 4 characters/,
    )
    expect(out).toMatch(/5\.00 EUR\swent back\sto\sthem/)
    expect(await detailsOf('refund-asked')).toMatchObject([
      { by: 'Ann', amountMinor: 500, key: expect.stringMatching(/^cli-/) },
    ])
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 500 })
  })

  it('asks twice before a second refund of one amount within a day', async () => {
    await pay()
    await cli('refund ORDER 5.00_EUR', [lastFour()])

    const { err } = await cli('refund ORDER 5.00_EUR', [lastFour(), lastFour()])

    expect(err).toMatch(/^A refund of 5\.00 EUR of this order was made less than a day ago\. Refund as much AGAIN\?/)
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 1000 })
  })

  it('refunds for a script with a key, and the same key once', async () => {
    await pay()

    for (let times = 0; times < 2; times += 1) {
      expect(json(await cli('refund ORDER 5.00_EUR --key RMA-1 --yes --json'))).toMatchObject({
        order: { refundedMinor: 500 },
        key: 'RMA-1',
      })
    }
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 500 })
  })

  it.each<[string, readonly string[] | undefined, string]>([
    ['refund ORDER 5.00_EUR', undefined, 'wants to be confirmed on a terminal, or by --yes'],
    ['refund ORDER 5.00_EUR', ['no'], 'Wanted XXXX, got "no". Nothing was sent.'],
    ['refund ORDER 5.00_EUR --yes', undefined, 'refund --yes wants a --key of your own'],
    ['refund ORDER 5.00_USD', undefined, 'is in EUR, got "5.00 USD"'],
    ['refund ORDER 5', undefined, 'Wanted an amount with its currency, such as "12.50 EUR", got "5"'],
    ['refund ORDER 5,00_EUR', undefined, 'Wanted an amount of EUR such as 19.99, got "5,00"'],
    ['refund ORDER 5.001_EUR', undefined, 'Wanted an amount of EUR such as 19.99, got "5.001"'],
    ['refund ORDER -5.00_EUR', undefined, "unknown option '-5.00 EUR'"],
    ['refund ORDER 0.00_EUR --key a --yes', undefined, '0 does not mean everything'],
    [
      'refund ORDER 5.00_EUR --key a_b --yes',
      undefined,
      'The key of a refund must be 1 to 64 visible ASCII characters',
    ],
  ])('sends nothing for %s (%j)', async (words, answers, message) => {
    await pay()

    const { exitCode, out, err } = await cli(words, answers)

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(message.replace('XXXX', lastFour()))
    expect(timesAsked(store, 'refund.do')).toBe(0)
  })

  it('captures and releases holds', async () => {
    await pay({ options: { capture: 'manual' } })

    expect((await cli('capture ORDER 12.50_EUR --as Ann', [lastFour()])).err).toContain(
      'Take 12.50 EUR of the hold of order',
    )
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1250 })
    expect(await detailsOf('capture-asked')).toMatchObject([{ amountMinor: 1250, by: 'Ann' }])

    const { orderNumber: second, gatewayOrderId: secondId } = await buy(store, store.browser())
    await store.bank.pay(secondId)
    await store.checkout.settle(second)
    orderNumber = second
    expect((await cli('reverse ORDER --yes --as Ann')).exitCode).toBe(0)
    expect(await store.checkout.orders.get(second)).toMatchObject({ status: 'reversed' })
    expect(await detailsOf('reverse-asked')).toEqual([{ by: 'Ann' }])
  })

  it('closes an unpaid order', async () => {
    await open()

    const { out } = await cli('decline ORDER --yes --as Ann')

    expect(out).toContain('Ann had it closed at the bank')
    expect(await detailsOf('decline-asked')).toEqual([{ by: 'Ann' }])
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'declined' })
  })

  it('refuses what is over: 1, and nothing is sent', async () => {
    await pay()

    const results = await Promise.all(
      ['capture ORDER 1.00_EUR --yes', 'reverse ORDER --yes', 'decline ORDER --yes'].map((words) => cli(words)),
    )

    expect(results.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1])
    expect(results.map(({ out }) => out)).toEqual(['', '', ''])
    for (const { err } of results) {
      expect(err).toMatch(
        /^Order \S{26} cannot be \S.*: it is paid already, 19\.99 EUR\. Nothing was sent, no money moved\.\n$/,
      )
    }
  })

  it('puts an order in review, and takes it out again, and writes down who decided', async () => {
    await pay()

    expect((await cli('review ORDER --note on_hold --as Ann')).out).toContain('Ann put it there: "on hold"')
    expect((await cli('resolve ORDER --as paid --note fine --by Bob')).out).toContain('It is paid.')
    expect(await cli('resolve ORDER --as paid --note fine')).toEqual({
      exitCode: 1,
      out: '',
      err:
        `Order ${orderNumber} cannot be resolved as paid: it is not in review, it is paid already, 19.99 EUR. ` +
        'Nothing has changed.\n',
    })
    const moved = (await detailsOf('moved')) as { by?: string }[]
    expect(moved.slice(-2)).toMatchObject([
      { by: 'Ann', note: 'on hold' },
      { by: 'Bob', as: 'paid', note: 'fine' },
    ])
  })

  it('still knows --by of review, which is --as now', async () => {
    await pay()

    expect((await cli('review ORDER --note on_hold --by Ann')).out).toContain('Ann put it there')
    expect((await cli('review --help')).out).not.toContain('--by')
  })

  it('makes goods due again that were stuck', async () => {
    await pay({
      options: {
        sweep: { everyMs: 60_000 },
        onPaid: () => {
          throw new Error('no stamps')
        },
      },
    })
    await store.database.age('checkout_hand_overs', 'due_at', 73 * 3_600_000)
    await store.checkout.reconcile()
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ handOver: 'stuck' })

    const { exitCode, out } = await cli('hand-over ORDER --as Ann')

    expect(exitCode).toBe(0)
    expect(out).toContain('It is paid.')
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ handOver: 'due' })
    expect((await store.checkout.orders.history(orderNumber)).at(-1)).toMatchObject({
      trigger: 'hand-over',
      detail: { by: 'Ann' },
    })
  })

  it('has goods that wait for their next try tried at once, by the shop and never two at a time', async () => {
    let isBroken = true
    let runningCount = 0
    let mostAtOnce = 0
    await pay({
      options: {
        sweep: { everyMs: 100 },
        onPaid: async (order) => {
          mostAtOnce = Math.max(mostAtOnce, (runningCount += 1))
          await new Promise((resolve) => setTimeout(resolve, 300))
          runningCount -= 1
          if (isBroken) throw new Error('no stamps')
          store.handedOver.push(order)
        },
      },
    })
    await store.database.sql(`update checkout_hand_overs set next_try_at = '2099-01-01T00:00:00.000Z'`)
    await store.checkout.start()
    isBroken = false

    await Promise.all([cli('hand-over ORDER --as Ann'), cli('hand-over ORDER --as Bob')])

    await until(() => store.handedOver.length > 0)
    await cli('hand-over ORDER')
    expect([store.handedOver.length, mostAtOnce]).toEqual([1, 1])
    const asked = (await store.checkout.orders.history(orderNumber)).filter(({ kind }) => kind === 'hand-over-due')
    expect(asked).toHaveLength(1)
  })

  it('checks the invariants, and ends with 1 where one is broken', async () => {
    await pay()
    expect(await cli('verify')).toEqual({ exitCode: 0, out: 'All is well.\n', err: '' })

    await store.database.sql(`update checkout_orders set paid_at = null`)
    const { exitCode, out } = await cli('verify --since 1h')

    expect(exitCode).toBe(1)
    expect(out).toContain(orderNumber)
    await store.database.sql(`update checkout_orders set paid_at = created_at`)
  })

  it('reads the variables of one of several shops by their prefix', async () => {
    await pay()
    const named = Object.entries(environmentOf(store)).map(([name, value]) => [name.replace(/^/, 'NORTH_'), value])
    const given = { ...Object.fromEntries(named), CHECKOUT_BASE_URL: 'nonsense' } as Record<string, string>

    const good = await run(['orders', '--env-prefix', 'NORTH_CHECKOUT_'], given)
    const bad = await run(['orders', '--env-prefix', 'north'], given)

    expect([good.exitCode, bad.exitCode]).toEqual([0, 2])
    expect(good.out).toContain(orderNumber)
    expect(bad.err).toMatch(/environmentPrefix: wanted capitals.*, got "north"/)
  })

  it('reads variables from a file; those of the process win; no secret is printed', async () => {
    await pay()
    const folder = mkdtempSync(join(tmpdir(), 'checkout-cli-'))
    const { CHECKOUT_SECRET, ...rest } = environmentOf(store)
    const lines = Object.entries({ ...rest, CHECKOUT_BASE_URL: 'nonsense' }).map(([name, value]) => `${name}=${value}`)
    writeFileSync(join(folder, 'shop.env'), lines.join('\n'))
    const given = { CHECKOUT_SECRET, CHECKOUT_BASE_URL: store.baseUrl }

    const good = await run(['orders', '--env-file', 'shop.env'], given, undefined, { folder })
    const bad = await run(['orders', '--env-file', 'other.env'], given, undefined, { folder })
    const worse = await run(['orders', '--env-file', 'shop.env'], { CHECKOUT_SECRET: 'short' }, undefined, { folder })

    rmSync(folder, { recursive: true })
    expect([good.exitCode, bad.exitCode, worse.exitCode]).toEqual([0, 2, 2])
    expect(good.out).toContain(orderNumber)
    expect(bad.err).toMatch(/^The file of variables "other\.env" cannot be read: /)
    expect(worse.err).toMatch(/baseUrl.*wanted/)
    expect(worse.err).not.toContain(secrets.password)
  })
})

describe('a command that is typed wrongly', () => {
  beforeEach(async () => void (store = await openStore()))

  it.each<[string, RegExp]>([
    ['ordres', /unknown command 'ordres'[^]*Did you mean orders/],
    ['orders --statuss paid', /unknown option '--statuss'[^]*Did you mean --status/],
    ['orders --status payed', /argument 'payed' is invalid\. Allowed choices are registering/],
    ['orders --since yesterday', /Wanted a time such as 36h, 7d, 2026-11-27/],
    ['orders --limit many', /--limit wants a whole number/],
    ['show', /missing required argument 'order-number'/],
    ['review X', /required option '--note <text>' not specified/],
    ['resolve X --as done --note a', /Allowed choices are paid, refunded, declined/],
  ])('%s ends with 2, and says what was wanted', async (words, message) => {
    const { exitCode, out, err } = await run(words.split(' '), environmentOf(store))

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toMatch(message)
  })

  it('shows help with examples, each of which is understood', async () => {
    const { exitCode, out } = await run(['--help'], {})
    const names = [...out.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name]) => name!).filter((name) => name !== 'help')

    expect(exitCode).toBe(0)
    expect(names).toEqual([
      'init',
      'sandbox',
      'banks',
      'doctor',
      'prove',
      'health',
      'orders',
      'show',
      'explain',
      'settle',
      'reconcile',
      'capture',
      'refund',
      'reverse',
      'decline',
      'hand-over',
      'review',
      'resolve',
      'link',
      'verify',
      'day-sheet',
      'balance',
      'export',
      'forget',
      'import',
      'migrate',
      'recount',
    ])
    for (const words of await everyCommand()) {
      const { out: help } = await run([...words, '--help'], {})
      const examples = [...help.matchAll(/^ {2}npx express-hosted-checkout (.*)$/gm)].map(([, example]) => example!)
      expect([words, examples.length]).not.toEqual([words, 0])
      for (const example of examples) {
        expect([example, await understood(example)]).toEqual([example, true])
      }
    }
  })

  /** The words of every command and of those below it. */
  async function everyCommand(): Promise<readonly (readonly string[])[]> {
    const below = async (above: readonly string[]): Promise<readonly (readonly string[])[]> => {
      const { out } = await run([...above, '--help'], {})
      const names = [...out.matchAll(/^ {2}([a-z][a-z-]*)[ |]/gm)].map(([, name]) => name!)
      return names.filter((name) => name !== 'help' && name !== 'npx').map((name) => [...above, name])
    }
    const top = await below([])
    return [...top, ...(await below(['link'])), ...(await below(['orders']))]
  }

  /** Whether it gets as far as the ledger, or does what it says: the words themselves are understood. */
  async function understood(example: string): Promise<boolean> {
    const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    const folder = mkdtempSync(join(tmpdir(), 'checkout-example-'))
    const runs = words[0] === 'sandbox' ? { whileItRuns: () => Promise.resolve() } : {}
    const { err, exitCode } = await run(words, environmentOf(store), undefined, { folder, ...runs })
    rmSync(folder, { recursive: true })
    // A port that another program has is none of the example's.
    if (words[0] === 'sandbox') return exitCode === 130 || /^Port \d+ is taken/.test(err)
    const isUnderstood =
      /^$|^There is no file|^The (ledger (has no order|knows no shop)|shop has no payment|list "orders\.csv" cannot)/
    return isUnderstood.test(err) || /^The registry ".*registry\.csv" cannot be read: .*ENOENT/.test(err)
  }
})
