import { DatabaseSync, StatementSync } from 'node:sqlite'
import pg from 'pg'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { ReferenceClause } from '../../src/ledger/order-ledger.ts'
import { everyMove, openStatuses, watchedStatuses } from '../../src/settlement/judge/moves.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { fillLedger } from '../support/fill-ledger.ts'

/** Enough that no planner prefers to read a whole table. */
const orders = 20_000

const gateway = 'bank.example/payment/rest/#'

/** Queries to a large ledger. None may read more than it returns. */
const questions: Record<string, (ledger: Ledger) => Promise<unknown>> = {
  'a list of everything': (ledger) => first(ledger, {}),
  'a list by status': (ledger) => first(ledger, { status: 'review' }),
  'a list of the open ones, as reconcile asks for it': (ledger) => first(ledger, { status: openStatuses }),
  'a list by hand-over': (ledger) => first(ledger, { handOver: 'stuck' }),
  'a list by both': (ledger) => first(ledger, { status: 'paid', handOver: 'due' }),
  'a list by sku': (ledger) => first(ledger, { sku: 'nothing' }),
  'a list by sku and status': (ledger) => first(ledger, { sku: 'sku-1', status: 'review' }),
  'a list by reference': (ledger) => first(ledger, { reference: 'CART-17' }),
  'a list since a time': (ledger) => first(ledger, { since: new Date() }),
  'a list of what was paid since a time': (ledger) => first(ledger, { paidSince: new Date(Date.now() - 60_000) }),
  'a list of what was paid, by sku': (ledger) => first(ledger, { paidUntil: new Date(), sku: 'sku-1' }),
  'a list by e-mail address': (ledger) => first(ledger, { email: 'Buyer-17@Example.com' }),
  "a list by a card's end": (ledger) => first(ledger, { cardEnd: '1017' }),
  'a list by amount': (ledger) => first(ledger, { amountMinor: 1999, currency: ['EUR', 'USD'] }),
  'a list by currency': (ledger) => first(ledger, { currency: 'USD' }),
  'a list by payment link': (ledger) => first(ledger, { linkNumber: 'LINK20' }),
  'a list by why it was declined': (ledger) => first(ledger, { declined: 'fraud-limit' }),
  'a list of what needs a person': (ledger) => first(ledger, { needsPerson: true }),
  'a list by any id': (ledger) => first(ledger, { id: ['order-17', 'bank-18', 'CART-19', 'LINK20', 'return-25'] }),
  'a list by an id and a status': (ledger) => first(ledger, { id: 'return-25', status: 'paid' }),
  'a list by two things of which one is rare': (ledger) => first(ledger, { status: 'paid', currency: 'USD' }),
  'a list by two things that are common, but not together': async (ledger) =>
    first(ledger, { status: 'declined', sku: 'sku-1', currency: 'EUR', declined: 'insufficient-funds' }),
  'a list by three things': (ledger) => first(ledger, { amountMinor: 1999, currency: 'EUR', status: 'review' }),
  'a page in the middle': async (ledger) => {
    const { older } = await ledger.searchPage({ query: { status: 'paid' }, limit: 40 })
    const page = await ledger.searchPage({ query: { status: 'paid' }, before: older!, limit: 40 })
    expect(page).toMatchObject({ newer: expect.any(String), older: expect.any(String) })
  },
  'a page in the middle of a period, either way': async (ledger) => {
    const query = { since: new Date(0), until: new Date(Date.now() + 86_400_000) }
    const { older } = await ledger.searchPage({ query, limit: 40 })
    const page = await ledger.searchPage({ query, before: older!, limit: 40 })
    expect((await ledger.searchPage({ query, after: page.newer!, limit: 40 })).newer).toBeUndefined()
  },
  'a page in the middle of what was paid in a period': async (ledger) => {
    const query = { paidSince: new Date(0), paidUntil: new Date(Date.now() + 86_400_000) }
    const { older } = await ledger.searchPage({ query, limit: 40 })
    const page = await ledger.searchPage({ query, before: older!, limit: 40 })
    expect(page).toMatchObject({ newer: expect.any(String), older: expect.any(String) })
  },
  'a page of two conditions, and the one before it': async (ledger) => {
    const query = { sku: 'sku-1', amountMinor: 1999, currency: 'EUR' }
    const { older } = await ledger.searchPage({ query, limit: 40 })
    const page = await ledger.searchPage({ query, before: older!, limit: 40 })
    expect((await ledger.searchPage({ query, after: page.newer!, limit: 40 })).newer).toBeUndefined()
  },
  'a count of one status': (ledger) => ledger.searchCount({ status: 'paid' }),
  'a count by currency': (ledger) => ledger.searchCount({ currency: 'USD' }),
  'a count by two conditions': (ledger) => ledger.searchCount({ sku: 'sku-2', currency: 'EUR' }),
  'the currencies of the shop': async (ledger) => expect(await ledger.currencies()).toEqual(['EUR', 'USD']),
  'orders of a reference': (ledger) => ledger.ofReference('CART-17'),
  'orders of an idempotency key': (ledger) => ledger.ofStarter('key-17'),
  'one order by its number': (ledger) => ledger.find('order-17'),
  'one order by the id at the bank': (ledger) => ledger.findByGatewayOrderId('bank-17'),
  'a payment whose goods are claimed': (ledger) => pay(ledger, 'order-2'),
  'a payment for a reference': (ledger) => pay(ledger, 'order-2002', { reference: 'CART-2002', gateways: [gateway] }),
  'the end of a hand-over': async (ledger) => {
    const claim = await ledger.claimHandOver('order-6', { leaseMs: 60_000 })
    return ledger.completeHandOver(claim!, 'sweep')
  },
  'the history of one order': (ledger) => ledger.history('order-17'),
  'a claim of an open order': (ledger) => ledger.claimDue({ statuses: openStatuses, gateway, limit: 1, leaseMs: 1 }),
  'a claim of a watched order': (ledger) =>
    ledger.claimDue({ statuses: watchedStatuses, gateway, limit: 1, leaseMs: 1 }),
  'hand-overs that are due': (ledger) => ledger.unfinishedHandOvers({ gateway, limit: 40 }),
  'every unfinished hand-over': (ledger) => ledger.unfinishedHandOvers({ gateway, limit: 1e9, isEarly: true }),
  'goods that are owed': (ledger) => ledger.makeOwedDue({ gateway, limit: 40, trigger: 'sweep' }),
  'every invariant of verify': (ledger) => ledger.violations({ isHandOverWanted: true, moves: everyMove }),
  'every invariant of verify since a time': (ledger) =>
    ledger.violations({ isHandOverWanted: true, moves: everyMove, since: new Date(Date.now() - 60_000) }),
  'the orders of a buyer': (ledger) => whose(ledger, { clientId: 'buyer-17' }),
  'the orders of an e-mail address': (ledger) => whose(ledger, { email: 'Buyer-17@Example.com' }),
  'the orders of a reference that are forgotten': (ledger) => whose(ledger, { reference: 'CART-17' }),
  'an order that is forgotten': (ledger) => ledger.forget('order-21', { trigger: 'forget' }),
  'the next orders that are old': (ledger) => ledger.forgetOld({ afterMs: 15_000_000, limit: 20 }),
  'the links of a buyer': (ledger) => whoseLinks(ledger, { clientId: 'buyer-17' }),
  'the links of an e-mail address': (ledger) => whoseLinks(ledger, { email: 'Buyer-17@Example.com' }),
  'the links of a reference that are forgotten': (ledger) => whoseLinks(ledger, { reference: 'CART-17' }),
  'a link that is forgotten': async (ledger) =>
    expect(await ledger.forgetLink('LINK21', {})).toMatchObject({ outcome: 'blanked' }),
  'the next links that are old': (ledger) => ledger.forgetOldLinks({ afterMs: 15_000_000, limit: 20 }),
  'the books of a period': (ledger) =>
    firstOf(ledger.bookPages({ since: new Date(Date.now() - 60_000), until: new Date() })),
  'orders with their histories': (ledger) => firstOf(ledger.histories({ status: 'review', limit: 10 })),
  'closings that are owed': (ledger) => ledger.makeClosingsDue({ gateway, limit: 40 }),
  'closings that are due': (ledger) => ledger.unfinishedClosings({ gateway, limit: 40 }),
  'every unfinished closing': (ledger) => ledger.unfinishedClosings({ gateway, limit: 1e9, isEarly: true }),
  'a list of links': (ledger) => firstLink(ledger, {}),
  'a list of links since a time': (ledger) => firstLink(ledger, { since: new Date() }),
  'links of a reference': (ledger) => firstLink(ledger, { reference: 'CART-17' }),
  'one link by its number': async (ledger) => {
    const link = await ledger.findLink('LINK20')
    expect(link?.orders).toHaveLength(1)
  },
  'shops that are idle': async (ledger) => {
    // One order in two thousand is open, none of them in that shop: the whole shop is what must not be read.
    expect(await ledger.idleShops()).toEqual([])
  },
  'a claim of a refund': (ledger) => ledger.claimRefund({ gateway, orderNumber: undefined, leaseMs: 1 }),
  'sums of sixty days': async (ledger) => {
    const days = await ledger.sums({ ...sixtyDays(), offsets: [{ until: new Date(), offsetMs: 3_600_000 }] })
    expect(days.days.length).toBeGreaterThan(0)
  },
  'how often the bank said no': (ledger) => ledger.declineSums(sixtyDays()),
  'how orders stand': async (ledger) => {
    const { oldestOpen } = await ledger.orderCounts()
    expect(oldestOpen).toBeDefined()
  },
  'how long the last buyers waited': async (ledger) => {
    expect(await ledger.orderTimes(200)).toHaveLength(200)
  },
  'entries that the sums leave out': (ledger) => ledger.asideAfter(0, 200),
  'what was there before the sums': (ledger) => ledger.addUpOlder(200),
  'a note that a buyer came back': (ledger) => ledger.noteReturn('order-23', new Date()),
  'proposed refunds': (ledger) => ledger.proposals(),
  'how many refunds are proposed': (ledger) => ledger.countProposals(),
  'the proposed refund of an order': (ledger) => ledger.findProposal('order-23'),
  "orders by the ids of a bank's list": async (ledger) => {
    const ids = { orderNumbers: ['order-17', 'order-18'], gatewayOrderIds: ['bank-18', 'bank-19'] }
    expect(await ledger.ordersWithIds(ids)).toHaveLength(3)
  },
  'orders that hold money for references': async (ledger) => {
    const references = Array.from({ length: 20 }, (_, index) => `CART-${index}`)
    expect((await ledger.paidForReferences(references)).length).toBeGreaterThan(0)
  },
}

const sixtyDays = () => ({ since: new Date(Date.now() - 60 * 86_400_000), until: new Date(Date.now() + 86_400_000) })

async function pay(ledger: Ledger, orderNumber: string, clause?: Omit<ReferenceClause, 'instead'>): Promise<void> {
  const order = await ledger.find(orderNumber)
  const changes = { capturedMinor: 1999, paidAt: new Date() }
  const move = { to: 'paid', trigger: 'return', checkInMs: null, handOver: 'due', changes } as const
  const ifReferenceIsPaid = clause && { ...clause, instead: move }
  const due = await ledger.moveAndClaim(order!, ifReferenceIsPaid ? { ...move, ifReferenceIsPaid } : move, {
    leaseMs: 60_000,
  })
  expect(due).toMatchObject({ order: { status: 'paid' }, claim: { fence: 1 } })
}

async function first(ledger: Ledger, query: Parameters<Ledger['search']>[0]): Promise<unknown> {
  return firstOf(ledger.search({ ...query, limit: 10 }))
}

function firstOf(rows: AsyncIterable<unknown>): Promise<unknown> {
  return rows[Symbol.asyncIterator]().next()
}

async function whose(ledger: Ledger, terms: Parameters<Ledger['findForgettable']>[0]): Promise<unknown> {
  return firstOf(ledger.findForgettable(terms))
}

async function whoseLinks(ledger: Ledger, terms: Parameters<Ledger['findForgettableLinks']>[0]): Promise<unknown> {
  return firstOf(ledger.findForgettableLinks(terms))
}

async function firstLink(ledger: Ledger, query: Parameters<Ledger['searchLinks']>[0]): Promise<unknown> {
  return ledger
    .searchLinks({ ...query, limit: 10 })
    [Symbol.asyncIterator]()
    .next()
}

interface Asked {
  readonly text: string
  readonly values: readonly unknown[]
}

afterEach(() => jest.restoreAllMocks())

/** Records every statement that is sent from now on. */
const watch: Record<string, () => Asked[]> = {
  SQLite: () => {
    const asked: Asked[] = []
    for (const name of ['all', 'run'] as const) {
      const method = StatementSync.prototype[name] as (...values: unknown[]) => unknown
      jest.spyOn(StatementSync.prototype, name).mockImplementation(function (
        this: StatementSync,
        ...values: unknown[]
      ) {
        asked.push({ text: this.sourceSQL, values: values })
        return method.apply(this, values) as never
      })
    }
    return asked
  },
  PostgreSQL: () => {
    const asked: Asked[] = []
    const client = pg.Client.prototype as unknown as { query: (...parameters: unknown[]) => unknown }
    const { query } = client
    jest.spyOn(client, 'query').mockImplementation(function (this: pg.Client, ...parameters: unknown[]) {
      const [first] = parameters
      // With a name it is one object.
      const { text, values } =
        typeof first === 'object' ? (first as Partial<Asked>) : { text: first as string, values: parameters[1] as [] }
      if (text !== undefined) asked.push({ text, values: values ?? [] })
      return query.apply(this, parameters)
    })
    return asked
  },
}

/** The database's plan for a statement, by line. */
const explain: Record<string, (databaseUrl: string, asked: Asked) => Promise<readonly string[]>> = {
  SQLite: (databaseUrl, { text, values }) => {
    const database = new DatabaseSync(databaseUrl.slice('sqlite:'.length))
    const rows = database.prepare(`explain query plan ${text}`).all(...(values as string[]))
    database.close()
    return Promise.resolve(rows.map(({ detail }) => String(detail)))
  },
  PostgreSQL: async (databaseUrl, { text, values }) => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query<Record<string, unknown>>(`explain (analyze, timing off) ${text}`, [...values])
      return rows.map((row) => String(row['QUERY PLAN']))
    } finally {
      await client.end()
    }
  },
}

/**
 * The lines of a plan that read a whole table that grows with the orders, or sort it when only the newest rows are
 * wanted.
 */
const wholeReads: Record<string, (plan: readonly string[]) => readonly string[]> = {
  SQLite: (plan) =>
    plan.filter((line, index) => {
      // Two indexes hold only the rows that are wanted; one table has one row, another those that wait for a person.
      const isWhole =
        !/^SCAN checkout_(sums_state|refund_proposals)\b/.test(line) &&
        /^SCAN (checkout_\w+|[oeh])\b(?! USING INDEX checkout_((hand_overs|closings)_next_try_at|orders_owed))/.test(
          line,
        )
      // Few orders have one reference that is paid once, or one id; of the refunds of a key a thousand are looked at.
      const isOfFew = /\((reference=\? AND is_repeatable|order_number|gateway_order_id|external_refund_id|key)=\?\)/
      const before = plan[index - 1] ?? ''
      // What the sums leave out is soon taken up.
      const isSorted = /^(SCAN|SEARCH) checkout_(?!sums_aside)/.test(before) && !isOfFew.test(before)
      return isWhole || (line.endsWith('TEMP B-TREE FOR ORDER BY') && isSorted)
    }),
  // Ten thousand unwanted rows are half of all rows. A page of verify reads about a thousand.
  PostgreSQL: (plan) =>
    plan.filter((line) =>
      /Seq Scan on checkout_(orders|entries|hand_overs|links)|Rows Removed by .*: \d{5,}/.test(line),
    ),
}

/**
 * The lines of a plan that read a whole shop by time. That is right only where all of its orders are asked for: any
 * other list would pass over whatever was opened since.
 */
function wholeShopReads(text: string, plan: readonly string[]): readonly string[] {
  const isAskedFor = text.includes('case when shop is null')
  return isAskedFor ? [] : plan.filter((line) => /checkout_orders_shop(_created_at)?\b(?!_)/.test(line))
}

/** The lines of a plan that begin a page at the end of its period, and so read all the pages before it again. */
function readsFromEnd(text: string, plan: readonly string[]): readonly string[] {
  if (!/_at"?, order_number\) [<>] \(/.test(text)) return []
  return plan.filter((line) => /^SEARCH checkout_orders .*_at[<>]\?\)$/.test(line) && !/order_number\)[<>]/.test(line))
}

describe.each(Object.entries(ledgers))('a large ledger in %s', (name, openLedger) => {
  let opened: OpenedLedger
  let ledger: Ledger
  beforeAll(async () => {
    opened = await openLedger()
    opened.leaveBroken()
    await fillLedger(opened, { name, orders })
    ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [] }, secrets: ['s'.repeat(40)] })
    await ledger.open()
    while (!(await ledger.addUpOlder(2_000)).isDone);
    // Opened later, the ledger would have taken it over.
    await opened.sql(`insert into checkout_shops (shop, owner, used_at) values ('other.example', 'other.example',
      '2026-01-01T00:00:00.000Z')`)
  })
  afterAll(() => opened.close())

  it.each(Object.entries(questions))('answers %s by an index', async (_what, ask) => {
    const asked = watch[name]!()

    await ask(ledger)

    jest.restoreAllMocks()
    const statements = asked.filter(({ text }) => /^\s*(select|update|insert|with)\b.*checkout_(?!shops)/is.test(text))
    expect(statements.length).toBeGreaterThan(0)
    // The first pages are representative.
    for (const statement of statements.slice(0, 6)) {
      if (/^\s*insert/i.test(statement.text)) continue
      const plan = await explain[name]!(opened.databaseUrl, statement)
      const reads = [
        ...wholeReads[name]!(plan),
        ...wholeShopReads(statement.text, plan),
        ...readsFromEnd(statement.text, plan),
      ]
      expect(reads.length === 0 ? '' : `${statement.text}\n${plan.join('\n')}`).toBe('')
    }
  })
})
