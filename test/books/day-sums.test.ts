import fc from 'fast-check'
import { readDaySheet } from '../../src/books/day-sheet.ts'
import type { DaySheetRow } from '../../src/books/day-sheet.ts'
import { readDaySums } from '../../src/books/day-sums.ts'
import type { OpenedDay } from '../../src/books/day-sums.ts'
import { makeSumsPass } from '../../src/books/sums-pass.ts'
import { dayOf } from '../../src/days.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { aHistory } from './histories.ts'
import type { History } from './histories.ts'
import { writeHistories } from './write-history.ts'

/** A zone of each kind: clocks that change at night, at midnight, by half an hour, never; and days far from UTC's. */
const zones = ['UTC', 'Europe/Vienna', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia']

/** All days on which a history may have an entry: one takes a few weeks. */
const days = { from: '2026-10-19', to: '2027-03-31' }

/** A day on which as much came as went has a row in the sheet, and none in the sums. */
function moved(rows: readonly DaySheetRow[]): readonly DaySheetRow[] {
  return rows.filter(({ day: _day, currency: _currency, ...figures }) => Object.values(figures).some((n) => n !== 0))
}

/** Where each order that was never paid stands now, and what became of the others, counted one by one. */
function openedDays(histories: readonly History[], timeZone: string): readonly OpenedDay[] {
  const names: Partial<Record<OrderStatus, keyof OpenedDay>> = {
    held: 'held',
    declined: 'declined',
    expired: 'expired',
    reversed: 'reversed',
    review: 'inReview',
    refunded: 'givenBack',
  }
  const counted: Record<string, OpenedDay> = {}
  for (const { order } of histories) {
    const day = dayOf(order.entries[0]!.at, timeZone)
    const isPaid = order.entries.some(({ to }) => to === 'paid' || to === 'partially_refunded')
    const where = isPaid ? 'paid' : (names[order.status] ?? 'open')
    const isHandedOver = order.entries.some(({ kind }) => kind === 'handed-over')
    const row = (counted[day] ??= {
      day,
      started: 0,
      returned: 0,
      paid: 0,
      handedOver: 0,
      held: 0,
      declined: 0,
      expired: 0,
      reversed: 0,
      inReview: 0,
      givenBack: 0,
      open: 0,
    })
    counted[day] = {
      ...row,
      started: row.started + 1,
      handedOver: row.handedOver + (isHandedOver ? 1 : 0),
      [where]: Number(row[where]) + 1,
    }
  }
  return Object.keys(counted)
    .sort()
    .map((day) => counted[day]!)
}

let shops = 0

/** Adds up whatever is left; an elapsed clock makes every pass work. */
async function addUpAll(ledger: Ledger): Promise<void> {
  let elapsed = 0
  const pass = makeSumsPass({ ledger, logger: silentLogger, elapsedMs: () => (elapsed += 1e9) })
  for (let passes = 0; passes < 3; passes += 1) await pass({ isStopped: () => false })
}

describe.each(Object.entries(ledgers))('the sums by day in %s', (name, openLedger) => {
  let opened: OpenedLedger
  beforeAll(async () => (opened = await openLedger()))
  afterAll(() => opened.close())

  /** A shop of its own, with these orders. */
  async function withShop(
    histories: readonly History[],
    check: (ledger: Ledger, key: string) => Promise<void>,
  ): Promise<void> {
    const key = `shop-${(shops += 1)}`
    const ledger = opened.another({ shop: { key, formerKeys: [], isVisited: true } })
    try {
      await writeHistories(opened, histories, key)
      await check(ledger, key)
    } finally {
      await ledger.close()
    }
  }

  const numRuns = name === 'SQLite' ? 100 : 40

  it.each([
    ['that tell their money', true],
    ['of which some, or all, are of version 0.2.0 and tell none', false],
  ])('equal the day sheet over entries %s, and count every order', async (_title, isToldOnly) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aHistory(isToldOnly), { maxLength: 8 }),
        fc.constantFrom(...zones),
        async (histories, timeZone) => {
          await withShop(histories, async (ledger) => {
            const sheet = await readDaySheet({ ledger, timeZone }, days)

            const sums = await readDaySums({ ledger, timeZone }, days)

            expect(sums.money).toEqual(moved(sheet))
            expect(sums.opened).toEqual(openedDays(histories, timeZone))
            expect(sums).toMatchObject({ wholeSince: undefined, returnsSince: undefined })

            await addUpAll(ledger)
            const later = await readDaySums({ ledger, timeZone }, days)
            expect(later).toEqual(sums)
          })
        },
      ),
      { numRuns },
    )
  })
})
