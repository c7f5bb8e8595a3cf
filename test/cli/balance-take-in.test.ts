import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Balance } from '../../src/balance/balance.ts'
import type { Difference } from '../../src/balance/difference.ts'
import type { Cli, Tools } from '../../src/cli/cli.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { takeInLost } from '../../src/cli/take-in.ts'
import type { TakenIn } from '../../src/cli/take-in.ts'
import { takenInText } from '../../src/cli/taken-in-text.ts'
import { buy, openStore, secrets } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

const day = new Date().toISOString().slice(0, 10)
const shop = 'shop.example'

let folder: string
let store: Store

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkout-take-in-'))
  store = await openStore({ options: { shop: { key: shop }, handsOver: true } })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await store.close()
})

const takeIn = (words: string, answers?: readonly string[]): Promise<Ran> =>
  run(
    ['balance', '--day', day, '--take-in', ...words.split(' ')],
    { ...environmentOf(store), CHECKOUT_SHOP_KEY: shop },
    answers,
    { folder },
  )
const takenIn = ({ out }: Ran): TakenIn => (JSON.parse(out) as { takenIn: TakenIn }).takenIn

const login = { userName: 'sandbox-api', password: secrets.password }

async function post(method: string, fields: Record<string, string>): Promise<{ readonly orderId: string }> {
  const body = new URLSearchParams({ ...login, ...fields })
  return (await fetch(`${store.bank.url}${method}`, { method: 'POST', body })).json() as Promise<{ orderId: string }>
}

let made = 0
/** The bank's ids of what was lost, by order number. */
const atBank = new Map<string, string>()
/** An order of 19.99 EUR that was paid at the bank, all of it or less, and is in no ledger. */
async function lose(
  jsonParams: Record<string, string>,
  { method = 'register.do', takenMinor = 0 }: { readonly method?: string; readonly takenMinor?: number } = {},
): Promise<string> {
  const orderNumber = `L0ST${String((made += 1)).padStart(22, '0')}`
  const terms = { returnUrl: 'https://shop.example/back', jsonParams: JSON.stringify(jsonParams) }
  const { orderId } = await post(method, { orderNumber, amount: '1999', currency: '978', ...terms })
  atBank.set(orderNumber, orderId)
  await store.bank.pay(orderId)
  if (takenMinor > 0) await post('deposit.do', { orderId, amount: String(takenMinor) })
  return orderNumber
}

/** What became of an order, and what its goods are. */
async function fateOf(orderNumber: string): Promise<readonly (string | boolean | undefined)[]> {
  const order = await store.checkout.orders.get(orderNumber)
  return [order?.status, order?.handsOver, order?.handOver]
}

describe('an order that was open in the backup, and was paid and shipped before the crash', () => {
  it('is not settled where goods went out, and is where they are still to go out', async () => {
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser(), 'mug')
    await store.bank.pay(gatewayOrderId)

    const undecided = await takeIn('--yes')
    const leftAlone = await takeIn('--no-hands-over --yes')
    const untouched = await fateOf(orderNumber)

    expect([undecided.exitCode, undecided.err]).toEqual([2, expect.stringContaining('Were their goods handed over')])
    expect(untouched).toEqual(['registered', true, 'none'])
    expect([leftAlone.exitCode, leftAlone.out]).toEqual([1, expect.stringContaining('Left alone, and not settled: 1.')])
    expect(leftAlone.out.replaceAll(/\s+/g, ' ')).toContain(`review ${orderNumber}`)
    // It says so before anybody has agreed to anything.
    const asked = await takeIn('--hands-over', ['no'])
    expect(asked.err).toContain('Goods of 1 of those go out.')
    const owed = await takeIn('--hands-over --yes')
    expect(owed.out).toContain('goods are owed for 1, once each.')
    expect((await fateOf(orderNumber)).slice(0, 2)).toEqual(['paid', true])
  })
})

describe('a lost order', () => {
  it('is owed only if the shop lists it, or the bank keeps the key of this shop with it', async () => {
    const cart = { reference: 'CART-31', sku: 'mug' }
    const ours = await lose({ ...cart, shop })
    const anybodys = await lose({ ...cart, reference: 'CART-32' })
    const others = await lose({ ...cart, reference: 'CART-33', shop: 'other.example' })
    const listed = await lose({ ...cart, reference: 'CART-34' })
    const nameless = await lose({})
    // A ledger calls what nobody has named so, in its own export too.
    const rows = [`${listed},19.99,EUR,`, `${nameless},19.99,EUR,imported`]
    writeFileSync(join(folder, 'o.csv'), ['orderNumber,amount,currency,sku', ...rows].join('\n'))

    const asked = await takeIn('--hands-over', ['no'])
    const answer = await takeIn('--hands-over --orders o.csv --yes --json')

    expect(asked.err).toContain('Shops on one login must share a ledger.')
    const became = new Map(takenIn(answer).orders.map((one) => [one.orderNumber, one]))
    expect([ours, anybodys, listed, nameless].map((one) => became.get(one)?.handsOver)).toEqual([
      true,
      false,
      true,
      // Nobody knows what to hand over: a number without a reference and a sku tells nothing of it.
      false,
    ])
    expect(became.get(others)).toMatchObject({
      outcome: 'refused',
      reason: 'by its jsonParams it is of the shop "other.example", not of "shop.example"',
    })
    expect(await fateOf(others)).toEqual([undefined, undefined, undefined])
    expect(await fateOf(nameless)).toEqual(['paid', false, 'none'])
  })

  it('is told as one that came back, by whom, and why its goods do not go out', async () => {
    const orderNumber = await lose({})
    const environment = { ...environmentOf(store), CHECKOUT_SHOP_KEY: shop }

    const { out } = await takeIn('--hands-over --as jane --yes')
    const explained = await run(['explain', orderNumber], environment)
    const shown = await run(['show', orderNumber], environment)

    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'Of 1 nothing goes out by itself, for nobody has said what was sold, or that it is of this shop (--orders',
    )
    expect(out.replaceAll(/\s+/g, ' ')).toContain('onPaid is given the sku "taken-in".')
    expect(explained.out.replaceAll(/\s+/g, ' ')).toMatch(/taken in again on .+ by jane, after this ledger had lost it/)
    expect(explained.out).not.toContain('another program')
    expect(shown.out).toContain('opened (import, by jane)')
  })
})

describe('a lost order of which a part was taken', () => {
  it('comes in with what was taken, for a person to judge', async () => {
    const orderNumber = await lose({}, { method: 'registerPreAuth.do', takenMinor: 1000 })

    const answer = await takeIn('--no-hands-over --yes --json')

    const found = takenIn(answer).orders.find((one) => one.orderNumber === orderNumber)
    expect(found).toMatchObject({ outcome: 'taken-in', status: 'review', handsOver: false })
    const order = await store.checkout.orders.get(orderNumber)
    expect(order).toMatchObject({ amountMinor: 1999, capturedMinor: 1000, reviewReason: 'deposited-amount-differs' })
  })
})

describe('a lost order of which something went back', () => {
  const registryOf = (...lines: readonly string[]): void =>
    writeFileSync(join(folder, 'r.csv'), ['Order number;Amount;Currency;Date;Type', ...lines].join('\n'))

  it.each([
    ['the payment and the refund', ['19.99', '-5.00', '-1.00']],
    ['the refund alone, of a payment on another day', ['-5.00', '-1.00']],
  ])('comes in once, as the bank tells it when asked, by %s', async (_what, amounts) => {
    const orderNumber = await lose({})
    store.bank.refundInPortal(atBank.get(orderNumber)!, 600)
    registryOf(...amounts.map((amount) => `${orderNumber};${amount};EUR;${day};${amount < '0' ? 'Refund' : 'Sale'}`))

    const asked = await takeIn('--no-hands-over --file r.csv', ['no'])
    const answer = await takeIn('--no-hands-over --yes --json --file r.csv')

    expect(asked.err).toContain('Take in 1 lost order')
    expect(takenIn(answer)).toMatchObject({ left: 0, orders: [{ orderNumber, outcome: 'taken-in' }] })
    expect(takenIn(answer).orders).toHaveLength(1)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ capturedMinor: 1999, refundedMinor: 600 })
  })

  it('comes in where the registry tells its chargeback alone, and no amount of it', async () => {
    const orderNumber = await lose({})
    registryOf(`${orderNumber};19.99;EUR;${day};Chargeback`)

    const answer = await takeIn('--no-hands-over --yes --json --file r.csv')

    expect(takenIn(answer).orders).toMatchObject([{ orderNumber, outcome: 'taken-in', status: 'paid' }])
  })
})

describe('an order that somebody else takes in meanwhile', () => {
  it('is told as one that the ledger has, and not as taken in', async () => {
    const orderNumber = await lose({})
    let [out, isAsked] = ['', false]
    await runCli(['balance', '--day', day, '--take-in', '--no-hands-over', '--as', 'jane', '--json'], {
      folder,
      isTerminal: true,
      isTold: false,
      interrupted: new AbortController().signal,
      environment: { ...environmentOf(store), CHECKOUT_SHOP_KEY: shop },
      write: (text) => void (out += text),
      tell: () => undefined,
      async ask() {
        isAsked = true
        await takeIn('--no-hands-over --as joe --yes')
        return 'take in'
      },
    })

    const found = takenIn({ out, err: '', exitCode: 0 }).orders.find((one) => one.orderNumber === orderNumber)
    expect([isAsked, found]).toEqual([true, { orderNumber, outcome: 'known', status: 'paid' }])
    expect(takenInText({ by: 'jane', left: 0, orders: [found!] }, false)).toContain('Taken in by jane: 0.')
  })
})

/** Takes in by hand what a comparison would have found. */
async function takeInFound(lost: Partial<Difference>, counts: Balance['counts']): Promise<TakenIn> {
  const balance = { differences: [{ kind: 'unknown-to-ledger', owesGoods: false, ...lost }], counts } as unknown
  const tools = { whole: (work: () => unknown) => work(), isInterrupted: () => false, onProgress: () => undefined }
  const options = { handsOver: false, as: 'jane', yes: true } as const
  return takeInLost({} as Cli, tools as unknown as Tools, { balance: balance as Balance, options })
}

describe('more lost orders than are compared one by one', () => {
  it('are said to be left', async () => {
    const counts = { fee: 7, 'unknown-to-ledger': 3, state: 2 }
    const taken = await takeInFound({ gatewayOrderId: 'bank-1' }, counts)

    expect(taken).toMatchObject({ left: 4, orders: [{ orderNumber: 'bank-1', outcome: 'refused' }] })
    expect(takenInText(taken, false)).toContain('4 more are left')
  })
})

describe('a lost order of which the bank names no currency', () => {
  it.each(['', '999'])('is not taken in (%j)', async (currency) => {
    const taken = await takeInFound({ orderNumber: 'L0ST', currency }, { 'unknown-to-ledger': 1 })

    const reason = expect.stringContaining('names no currency of it that is known') as string
    expect(taken.orders).toEqual([{ orderNumber: 'L0ST', outcome: 'refused', reason }])
  })
})
