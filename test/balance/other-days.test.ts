import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Balance } from '../../src/balance/balance.ts'
import { makeBalanceDay } from '../../src/balance/make-balance.ts'
import { registrySource } from '../../src/balance/registry-source.ts'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { day, insertDay, timeZone } from './balanced-day.ts'
import type { LedgerRow } from './balanced-day.ts'
import { openListedBank } from './listed-bank.ts'
import type { ListedBank, ListedRow } from './listed-bank.ts'

const orderOf = (number: number, paidAt: string, openedAt: string): LedgerRow => ({
  orderNumber: `N${String(number).padStart(25, '0')}`,
  gatewayOrderId: `bank-${number}`,
  reference: `CART-${number}`,
  ...{ amount: 1999, currency: 'EUR', status: 'paid', captured: 1999, refunded: 0, shop: 'shop.example' },
  ...{ paidAt: new Date(paidAt), openedAt: new Date(openedAt) },
})
const atBank = ({ orderNumber, gatewayOrderId, amount }: LedgerRow, at: string): ListedRow => ({
  ...{ orderNumber, gatewayOrderId, amount },
  at: new Date(at),
})

describe('an order that the ledger has as paid, and the bank not on this day', () => {
  const opened = orderOf(1, '2026-11-27T12:00:00Z', '2026-11-25T12:00:00Z')
  const late = orderOf(2, '2026-11-27T22:59:58Z', '2026-11-27T22:58:00Z')
  let database: OpenedLedger
  let bank: ListedBank
  let gateway: ReturnType<typeof makeGateway>
  let balance: ReturnType<typeof makeBalanceDay>
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'checkout-days-'))
    database = await ledgers.SQLite!({ shop: { key: 'shop.example', formerKeys: [] } })
    await database.ledger.open()
    await insertDay(database, [opened, late])
    bank = await openListedBank()
    gateway = makeGateway({ url: bank.url, timeoutMs: 5_000, user: 'shop-api', password: 'unused' })
    balance = makeBalanceDay({ ledger: database.ledger, gateway, isKnownThere: () => true, timeZone })
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    gateway.close()
    await bank.close()
    database.leaveBroken()
    await database.close()
  })

  const kinds = ({ differences }: Balance) => differences.map(({ kind, orderNumber }) => [kind, orderNumber])
  function registry(...files: readonly (readonly string[])[]) {
    const paths = files.map((lines, index) => {
      const path = join(folder, `${index}.csv`)
      writeFileSync(path, ['Order number;Amount;Currency;Date', ...lines].join('\n'))
      return path
    })
    return registrySource(paths, { columns: new Map(), currency: undefined, merchant: undefined })
  }

  it('is unknown to it, whenever it was opened', async () => {
    bank.rows = [atBank(late, '2026-11-27T23:00:02Z')]

    const found = await balance({ day })

    expect(found.isBalanced).toBe(false)
    expect(kinds(found)).toEqual([
      // The list reaches into the neighbouring day, and has it there.
      ['midnight', late.orderNumber],
      ['unknown-to-bank', opened.orderNumber],
    ])
    expect(found.differences[1]!.text).toContain('It may have it on 2026-11-25')
  })

  it('is on the neighbouring day only if the registry of that day is there and has it', async () => {
    const today = [`${opened.orderNumber};19.99;EUR;27.11.2026 13:00`]
    const tomorrow = [`${late.orderNumber};19.99;EUR;28.11.2026 00:00:02`]

    const alone = await balance({ day, source: registry(today) })
    const both = await balance({ day, source: registry(today, tomorrow) })

    expect([kinds(alone), alone.isBalanced]).toEqual([[['unknown-to-bank', late.orderNumber]], false])
    expect(alone.differences[0]!.text).toContain('It may have it on 2026-11-28')
    expect([kinds(both), both.isBalanced]).toEqual([[['midnight', late.orderNumber]], true])
  })
})
