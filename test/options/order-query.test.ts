import type { HostedCheckout } from '../../src/index.ts'
import { mounts, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

type Called = (checkout: HostedCheckout) => unknown

/** What JavaScript lets a store pass. */
const find =
  (query: unknown): Called =>
  ({ orders }) =>
    orders.find(query as never)

const queries: readonly (readonly [what: string, call: Called, message: RegExp])[] = [
  ['a misspelt name', find({ statuss: 'paid' }), /orders\.find: unknown name "statuss"\. Did you mean "status"\?/],
  ['a name in another case', find({ handover: 'due' }), /Did you mean "handOver"\?/],
  ['an unknown name', find({ colour: 'red' }), /unknown name "colour"\. Known names: status, handOver, needsPerson,/],
  ['an unknown status', find({ status: 'payed' }), /status: wanted one of registering, .*, got "payed"/],
  [
    'a list with one of those',
    find({ status: ['paid', 'payed'] }),
    /status: wanted one of .*, or a list of them, got a list of 2/,
  ],
  ['a status that is null', find({ status: null }), /status: wanted .*got null/],
  ['an unknown hand-over', find({ handOver: ['due'] }), /handOver: wanted one of none, due, done, stuck, got a list/],
  ['a sku that is a number', find({ sku: 17 }), /sku: wanted a string, got 17/],
  ['a sku that no database can hold', find({ sku: 'a\0b' }), /sku: wanted a string/],
  ['a reference that is an object', find({ reference: {} }), /reference: wanted a string, got an object/],
  ['a time that is a text', find({ since: '2026-11-27' }), /since: wanted a valid Date, got "2026-11-27"/],
  ['an invalid time', find({ until: new Date('yesterday') }), /until: wanted a valid Date, got an object/],
  ['a time that no database can write', find({ since: new Date(8.64e15) }), /since: wanted a valid Date/],
  ['needing a person as a word', find({ needsPerson: 'yes' }), /needsPerson: wanted true, got "yes"/],
  ['needing nobody', find({ needsPerson: false }), /needsPerson: wanted true, got false/],
  ['an id that is a number', find({ id: 17 }), /id: wanted a string, or a list of at most 20, got 17/],
  ['a list with such an id', find({ id: ['a', 17] }), /id: wanted a string, or a list of at most 20, got a list of 2/],
  ['too many ids', find({ id: Array<string>(21).fill('a') }), /id: wanted .*got a list of 21/],
  ['an id that no database can hold', find({ id: 'a\0b' }), /id: wanted a string/],
  ['a link that is an object', find({ linkNumber: {} }), /linkNumber: wanted a string, got an object/],
  ['an e-mail address that is a list', find({ email: ['a@b.c'] }), /email: wanted a string, got a list of 1/],
  [
    "a card's end of three digits",
    find({ cardEnd: '111' }),
    /cardEnd: wanted the last four digits of a card, got "111"/,
  ],
  [
    "a card's end that is a number",
    find({ cardEnd: 1111 }),
    /cardEnd: wanted the last four digits of a card, got 1111/,
  ],
  ["a card's end of other digits", find({ cardEnd: '١١١١' }), /cardEnd: wanted the last four digits/],
  ['an amount in major units', find({ amountMinor: 19.99, currency: 'EUR' }), /amountMinor: wanted a whole number/],
  ['an amount of nothing', find({ amountMinor: 0, currency: 'EUR' }), /amountMinor: wanted a whole number .*above 0/],
  ['an amount without its currency', find({ amountMinor: 1999 }), /amountMinor: wanted a currency with it, got none/],
  ['a currency that there is not', find({ currency: 'EURO' }), /currency: wanted a currency of ISO 4217 .*got "EURO"/],
  ['a currency in small letters', find({ currency: 'eur' }), /currency: wanted a currency of ISO 4217/],
  ['a list with such a currency', find({ currency: ['EUR', 'eur'] }), /currency: wanted .*got a list of 2/],
  ['an unknown decline', find({ declined: 'poor' }), /declined: wanted one of declined-by-issuer, .*got "poor"/],
  ['a payment since a text', find({ paidSince: 'today' }), /paidSince: wanted a valid Date, got "today"/],
  ['a payment until an invalid time', find({ paidUntil: new Date('x') }), /paidUntil: wanted a valid Date/],
  ['a shop that is a number', find({ shop: 7 }), /shop: wanted a string, got 7/],
  ['a limit below 0', find({ limit: -1 }), /limit: wanted a whole number from 0/],
  ['a limit that is a text', find({ limit: '10' }), /limit: wanted a whole number from 0, or Infinity, got "10"/],
  ['a limit that is not a number', find({ limit: Number.NaN }), /limit: wanted a whole number/],
  ['no object', find('paid'), /orders\.find: wanted an object, got 4 characters/],
  ['null', find(null), /orders\.find: wanted an object, got null/],
  ['a list', find([]), /orders\.find: wanted an object, got a list/],
  ['a verify since a text', ({ verify }) => verify({ since: 'today' } as never), /verify: since: wanted a valid Date/],
  ['a verify of another name', ({ verify }) => verify({ sinc: new Date() } as never), /Did you mean "since"\?/],
]

const requests: readonly (readonly [what: string, call: Called, message: RegExp])[] = [
  [
    'refund without amount and key',
    ({ refund }) => refund('X', undefined as never),
    /refund: wanted an object, got nothing/,
  ],
  ['refund of null', ({ refund }) => refund('X', null as never), /refund: wanted an object, got null/],
  ['refund of a number', ({ refund }) => refund('X', 500 as never), /refund: wanted an object, got a number/],
  [
    'refund with a misspelt name',
    ({ refund }) => refund('X', { amountMinr: 5, key: 'a' } as never),
    /refund: unknown name "amountMinr"\. Did you mean "amountMinor"\?/,
  ],
  ['capture of null', ({ capture }) => capture('X', null as never), /capture: wanted an object, got null/],
  ['capture of a number', ({ capture }) => capture('X', 500 as never), /capture: wanted an object, got a number/],
  [
    'settle of nothing',
    ({ settle }) => settle(undefined as never),
    /settle: wanted an order number, a string, got nothing/,
  ],
  [
    'reverse of an object',
    ({ reverse }) => reverse({} as never),
    /reverse: wanted an order number, a string, got an object/,
  ],
  ['decline of a list', ({ decline }) => decline([] as never), /decline: wanted an order number/],
  [
    'handOver of null',
    ({ handOver }) => handOver(null as never),
    /handOver: wanted an order number, a string, got null/,
  ],
  [
    'orders.get of a number',
    ({ orders }) => orders.get(5 as never),
    /orders\.get: wanted an order number, a string, got a number/,
  ],
  [
    'orders.history of nothing',
    ({ orders }) => orders.history(undefined as never),
    /orders\.history: wanted an order number/,
  ],
  ['a number that no database can hold', ({ handOver }) => handOver('a\0b'), /handOver: wanted an order number/],
]

describe.each(mounts)("a store's query %s", (_title, mount) => {
  let store: Store
  beforeAll(async () => (store = await openStore({ mount })))
  afterAll(() => store.close())

  const said = async (call: Called): Promise<unknown> => {
    try {
      await call(store.checkout)
      return 'nothing'
    } catch (error) {
      return error
    }
  }

  it.each(queries)('is refused by name: %s', async (_what, call, message) => {
    expect(await said(call)).toMatchObject({ code: 'CHECKOUT_QUERY', message: expect.stringMatching(message) })
  })

  it.each(requests)('is refused by name: %s', async (_what, call, message) => {
    expect(await said(call)).toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringMatching(message),
    })
    expect(store.bank.requests).toEqual([])
  })

  it('is refused at its first order if the ledger does not know the shop', async () => {
    const found = store.checkout.orders.find({ shop: 'nobody' })

    await expect(found[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'CHECKOUT_QUERY',
      message: expect.stringMatching(/^shop: the ledger knows no shop "nobody"\. It knows: /),
    })
  })

  it('may leave any name out or undefined', async () => {
    const query = { status: undefined, handOver: undefined, since: new Date(), limit: Infinity, sku: undefined }

    for await (const order of store.checkout.orders.find(query)) throw new Error(order.orderNumber)
    expect(await store.checkout.verify({ since: undefined })).toEqual([])
    expect(await store.checkout.verify({})).toEqual([])
  })
})
