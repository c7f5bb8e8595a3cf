import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Balance } from '../../src/balance/balance.ts'
import { differenceKinds } from '../../src/balance/difference.ts'
import type { DifferenceKind } from '../../src/balance/difference.ts'
import { makeBalanceDay } from '../../src/balance/make-balance.ts'
import { registrySource } from '../../src/balance/registry-source.ts'
import { dayOf } from '../../src/days.ts'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { day, insertDay, makeDay, registryOf, timeZone } from './balanced-day.ts'
import { openListedBank } from './listed-bank.ts'
import type { ListedBank } from './listed-bank.ts'

const orderCount = 10_000

/** The kinds of differences, each with the order numbers that it names. */
function found({ differences }: Balance): Record<DifferenceKind, string[]> {
  const named = (kind: DifferenceKind): string[] =>
    differences.filter((one) => one.kind === kind).map(({ orderNumber = '' }) => orderNumber)
  return Object.fromEntries(differenceKinds.map((kind) => [kind, named(kind).sort()])) as ReturnType<typeof found>
}

function sumOf<Row>(rows: readonly Row[], amountOf: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + amountOf(row), 0)
}

const isOfDay = (at: Date): boolean => dayOf(at, timeZone) === day

describe.each(Object.entries(ledgers))('60 differences among 10,000 orders, in %s,', (_name, openLedger) => {
  const { ledgerRows, bankRows, planted } = makeDay(orderCount)
  const expected = Object.fromEntries(differenceKinds.map((kind) => [kind, [...planted[kind]].sort()]))
  let database: OpenedLedger
  let bank: ListedBank
  let gateway: ReturnType<typeof makeGateway>
  let balance: ReturnType<typeof makeBalanceDay>

  beforeAll(async () => {
    database = await openLedger({ shop: { key: 'shop.example', formerKeys: [] } })
    await database.ledger.open()
    await insertDay(database, ledgerRows)
    bank = await openListedBank()
    bank.rows = bankRows
    gateway = makeGateway({ url: bank.url, timeoutMs: 20_000, user: 'shop-api', password: 'unused' })
    balance = makeBalanceDay({ ledger: database.ledger, gateway, isKnownThere: () => true, timeZone })
  })
  afterAll(async () => {
    gateway.close()
    await bank.close()
    database.leaveBroken()
    await database.close()
  })

  it("are all found and named beside the bank's own list, and none is invented", async () => {
    const balanced = await balance({ day })

    expect(Object.values(planted).flat()).toHaveLength(60)
    expect(found(balanced)).toEqual(expected)
    expect(balanced).toMatchObject({ source: 'list', isBalanced: false, notes: [] })
    // Of this shop, and of this day: those of midnight are three on each side.
    const own = ledgerRows.filter(({ shop, captured }) => shop === 'shop.example' && captured > 0)
    const paid = own.filter(({ paidAt }) => paidAt !== undefined && isOfDay(paidAt))
    const others = new Set(planted['other-shop'])
    const told = bankRows.filter(({ orderNumber, at }) => !others.has(orderNumber) && isOfDay(at))
    const inEuro = told.filter(({ currency }) => currency === undefined)
    expect(balanced.totals).toMatchObject([
      {
        currency: 'EUR',
        feeMinor: sumOf(inEuro, ({ fee = 0 }) => fee),
        bank: { paidCount: inEuro.length, paidMinor: sumOf(inEuro, ({ amount }) => amount) },
        ledger: { paidCount: paid.length, paidMinor: sumOf(paid, ({ captured }) => captured) },
      },
      { currency: 'USD', bank: { paidCount: 6 }, ledger: { paidCount: 0 } },
    ])
  })

  it('are all found and named beside registries of it and the next day, and none is invented', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-registry-'))
    const files = [0, 1].map((daysLater) => {
      const file = join(folder, `registry-${daysLater}.csv`)
      writeFileSync(file, registryOf(bankRows, daysLater))
      return file
    })
    const source = registrySource(files, { columns: new Map(), currency: undefined, merchant: undefined })

    const balanced = await balance({ day, source })

    rmSync(folder, { recursive: true })
    expect(found(balanced)).toEqual(expected)
    const notes = ['3 orders of the registry are of other days: balance those by themselves.']
    expect(balanced).toMatchObject({ source: 'registry', isBalanced: false, notes })
  })
})
