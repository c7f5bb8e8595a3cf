import { buy, mounts, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('with --json %s', (_title, mount) => {
  let orderNumber: string

  async function open(options: StoreOptions['options'] = {}): Promise<void> {
    store = await openStore({ mount, options })
    ;({ orderNumber } = await buy(store, store.browser()))
  }

  async function pay(options: StoreOptions['options'] = {}): Promise<void> {
    await open(options)
    await store.bank.pay((await store.checkout.orders.get(orderNumber))!.gatewayOrderId!)
    await store.checkout.settle(orderNumber)
  }

  const review = async (): Promise<void> => {
    await pay()
    await store.checkout.review(orderNumber, { note: 'why', by: 'Ann' })
  }

  it.each<[string, () => Promise<void>, object]>([
    ['settle ORDER', pay, { order: { status: 'paid' } }],
    ['capture ORDER --yes', () => pay({ capture: 'manual' }), { order: { status: 'paid', capturedMinor: 1999 } }],
    ['reverse ORDER --yes', () => pay({ capture: 'manual' }), { order: { status: 'reversed' } }],
    ['decline ORDER --yes', open, { order: { status: 'declined' } }],
    ['hand-over ORDER', pay, { order: { status: 'paid', handOver: 'done' } }],
    ['review ORDER --note why', pay, { order: { status: 'review', reviewReason: 'put-in-review' } }],
    ['resolve ORDER --as paid --note why', review, { order: { status: 'paid' } }],
    ['verify', pay, { violations: [] }],
    ['reconcile', open, { report: { asked: 1, paid: 0, unreachable: 0 } }],
  ])('%s writes one document, and nothing else', async (words, setUp, document) => {
    await setUp()

    const typed = words.split(' ').map((word) => word.replace('ORDER', orderNumber))
    const { exitCode, out, err } = await run([...typed, '--json'], environmentOf(store), undefined, {
      isTerminal: true,
      isTold: true,
    })

    expect(exitCode).toBe(0)
    // What the shop would log for an operator goes to standard error.
    expect(err).toBe(words.startsWith('review') ? 'order needs a person\n' : '')
    const parsed = JSON.parse(out) as { order?: { orderNumber: string } }
    expect(parsed).toMatchObject({ schemaVersion: 1, ...document })
    expect(out).toBe(`${JSON.stringify(parsed, null, 2)}\n`)
    if (parsed.order) expect(parsed.order.orderNumber).toBe(orderNumber)
  })
})

describe('with --json words that are wrong', () => {
  beforeEach(async () => void (store = await openStore()))

  it.each([
    ['orders --statuss paid', "unknown option '--statuss'"],
    ['show', "missing required argument 'order-number'"],
    ['ordres', "unknown command 'ordres'"],
    ['resolve X --as done --note why', "option '--as <status>' argument 'done' is invalid"],
    ['', 'Wanted a command.'],
  ])('%s are one document of an error', async (words, message) => {
    const typed = words.split(' ').filter((word) => word !== '')

    const { exitCode, out, err } = await run([...typed, '--json'], environmentOf(store))

    expect(exitCode).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, error: { message: expect.stringContaining(message) } })
    expect(err).not.toBe('')
  })
})
