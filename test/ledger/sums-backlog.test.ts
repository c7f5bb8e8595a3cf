import { findSumDifferences } from '../../src/books/check-sums.ts'
import { readDaySheet } from '../../src/books/day-sheet.ts'
import { readDaySums } from '../../src/books/day-sums.ts'
import { hasMoved } from '../../src/books/summed-money.ts'
import { makeSumsPass } from '../../src/books/sums-pass.ts'
import type { SumsPass } from '../../src/books/sums-pass.ts'
import { dayAfter, dayOf } from '../../src/days.ts'
import { migrations } from '../../src/ledger/migrate.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { postgresWords } from '../../src/ledger/postgres-schema.ts'
import { sqliteWords } from '../../src/ledger/sqlite.ts'
import { silentLogger } from '../../src/logger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { paidOrder } from './an-order.ts'

const timeZone = 'UTC'
const hourMs = 3_600_000
const ordersBefore = 300

/**
 * A ledger of version 0.2.0 with orders of a month, about one in two hours, that were paid and some refunded.
 *
 * @returns when its newest entry was written: two hours ago, which may be yesterday.
 */
async function writtenBy020(name: string, { sql }: OpenedLedger): Promise<Date> {
  const isSqlite = name === 'SQLite'
  const old = migrations.filter(({ number }) => number <= 4)
  const time = isSqlite ? 'text' : 'timestamptz(3)'
  await sql(`create table checkout_migrations
    (number integer not null primary key, name text not null, applied_at ${time} not null)`)
  for (const statement of old.flatMap(({ statements }) => statements(isSqlite ? sqliteWords : postgresWords))) {
    await sql(statement)
  }
  for (const { number } of old) {
    const at = new Date().toISOString()
    await sql(`insert into checkout_migrations values (${number}, 'old', '${at}', ${number < 3 ? 'null' : 3})`)
  }
  const [orders, entries, times] = [[] as string[], [] as string[], [] as string[]]
  for (let number = 0; number < ordersBefore; number += 1) {
    const at = (minutes: number): string =>
      new Date(Date.now() - (ordersBefore - number) * 2.4 * hourMs + minutes * 60_000).toISOString()
    const isRefunded = number % 7 === 0
    const currency = number % 3 === 0 ? 'JPY' : 'EUR'
    orders.push(`('order-${number}', 'mug', 1999, '${currency}', 'automatic', 'bank#login', 1999,
      ${isRefunded ? 500 : 0}, '${isRefunded ? 'partially_refunded' : 'paid'}', '${at(0)}', '${at(20)}', '${at(1)}')`)
    const entry = (minutes: number, rest: string): void => {
      times.push(at(minutes))
      entries.push(`('order-${number}', '${at(minutes)}', ${rest})`)
    }
    entry(0, `'opened', null, 'registering', 'checkout', null`)
    entry(0, `'moved', 'registering', 'registered', 'checkout', null`)
    entry(1, `'moved', 'registered', 'paid', 'return', '{"depositedAmount":1999,"refundedAmount":0}'`)
    if (number % 2 === 0) entry(1, `'handed-over', null, 'paid', 'return', '{"tryNumber":1}'`)
    if (isRefunded) entry(90, `'moved', 'paid', 'partially_refunded', 'refund', '{"key":"a","amountMinor":500}'`)
  }
  await sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture, gateway_account,
    captured_minor, refunded_minor, status, created_at, expires_at, paid_at) values ${orders.join(', ')}`)
  await sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, detail)
    values ${entries.join(', ')}`)
  return new Date(times.sort().at(-1)!)
}

const month = () => {
  const [from, to] = [-40 * 24 * hourMs, 0].map((ms) => dayOf(new Date(Date.now() + ms), timeZone)) as [string, string]
  return { from, to: dayAfter(to) }
}

const passOf = (ledger: Ledger): SumsPass => {
  let elapsed = 0
  return makeSumsPass({ ledger, logger: silentLogger, elapsedMs: () => (elapsed += 1e9) })
}

const unstopped = { isStopped: () => false }

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`what was in the ledger before its sums in ${name}`, () => {
    let opened: OpenedLedger
    let newestEntryAt: Date
    beforeEach(async () => {
      opened = await openLedger({ isEmpty: true })
      newestEntryAt = await writtenBy020(name, opened)
    })
    afterEach(() => opened.close())

    const sums = () => readDaySums({ ledger: opened.ledger, timeZone }, month())
    const sheet = async () => (await readDaySheet({ ledger: opened.ledger, timeZone }, month())).filter(hasMoved)

    /** From the first whole day on, the sums are those of the entries; before, they say nothing. */
    async function expectAsFarAsTold(): Promise<string | undefined> {
      const { money, opened: days, wholeSince } = await sums()
      expect(money).toEqual((await sheet()).filter(({ day }) => day >= (wholeSince ?? '')))
      expect(days.every(({ day }) => day >= (wholeSince ?? ''))).toBe(true)
      return wholeSince
    }

    it('is added up little by little, from the newest to the oldest, and said to be', async () => {
      const { ledger } = opened
      const firstWholeDay = dayAfter(dayOf(newestEntryAt, timeZone))
      expect(await expectAsFarAsTold()).toBe(firstWholeDay)

      const seen: (string | undefined)[] = []
      for (let step = await ledger.addUpOlder(200); ; step = await ledger.addUpOlder(200)) {
        expect(step.addedCount).toBeLessThanOrEqual(200)
        seen.push(await expectAsFarAsTold())
        if (step.isDone) break
      }

      expect(seen.length).toBeGreaterThan(3)
      expect(seen.at(-1)).toBeUndefined()
      const told = seen.slice(0, -1)
      expect(told).toEqual([...told].sort().reverse())
      expect(new Set(told).size).toBeGreaterThan(3)
      const { opened: days, returnsSince } = await sums()
      const total = (of: (day: (typeof days)[number]) => number) => days.reduce((sum, day) => sum + of(day), 0)
      expect(total(({ started }) => started)).toBe(ordersBefore)
      expect(total(({ paid }) => paid)).toBe(ordersBefore)
      expect(total(({ handedOver }) => handedOver)).toBe(ordersBefore / 2)
      // Who came back then, nobody wrote down.
      expect(returnsSince).toBe(firstWholeDay)
    })

    it('is taken up until nothing is left out, while the shop sells on', async () => {
      const pass = passOf(opened.ledger)
      await paidOrder(opened.ledger)

      await Promise.all([pass(unstopped), paidOrder(opened.another())])
      await pass(unstopped)

      expect(await opened.ledger.asideAfter(0, 10)).toEqual([])
      expect(await expectAsFarAsTold()).toBeUndefined()
      const ever = { since: new Date(0), until: new Date(Date.now() + hourMs) }
      expect(await findSumDifferences(opened.ledger, ever)).toEqual([])
    })

    it('is added up once by processes that all do it', async () => {
      const all = [opened.ledger, opened.another(), opened.another()].map((ledger) => passOf(ledger))

      for (let round = 0; round < 3; round += 1) await Promise.all(all.map((pass) => pass(unstopped)))

      expect(await opened.ledger.asideAfter(0, 10)).toEqual([])
      expect(await expectAsFarAsTold()).toBeUndefined()
    })

    it('waits where the process stops, and goes on from there', async () => {
      let steps = 0
      const pass = passOf(opened.ledger)

      await pass({ isStopped: () => (steps += 1) > 1 })
      const [state] = await opened.sql('select left_to from checkout_sums_state')
      expect(Number(state?.left_to)).toBeGreaterThan(0)
      await pass(unstopped)

      expect(await expectAsFarAsTold()).toBeUndefined()
    })
  })
}

describe('the pass that adds up', () => {
  it('leaves the ledger alone for ten minutes once nothing is left', async () => {
    let elapsedMs = 0
    let asked = 0
    const messages: unknown[] = []
    const pass = makeSumsPass({
      ledger: {
        addUpOlder: () => Promise.resolve({ addedCount: (asked += 1) === 1 ? 7 : 0, isDone: true }),
        asideAfter: () => Promise.resolve([]),
        booked: () => Promise.resolve([]),
        addAside: () => Promise.resolve(),
      },
      logger: { ...silentLogger, info: (details: object, message: string) => void messages.push([details, message]) },
      elapsedMs: () => elapsedMs,
    })

    await pass(unstopped)
    expect(asked).toBe(2)
    elapsedMs = 599_999
    await pass(unstopped)
    expect(asked).toBe(2)
    elapsedMs = 600_000
    await pass(unstopped)

    expect(asked).toBe(3)
    expect(messages).toEqual([[{ entries: 7 }, 'what was in the ledger before its sums is added up']])
  })
})
