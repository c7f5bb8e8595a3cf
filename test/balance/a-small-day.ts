import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Balance } from '../../src/balance/balance.ts'
import type { BankSource } from '../../src/balance/make-balance.ts'
import { makeBalanceDay } from '../../src/balance/make-balance.ts'
import { registrySource } from '../../src/balance/registry-source.ts'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import type { OpenLedger, OpenedLedger } from '../support/ledgers.ts'
import { insertDay, timeZone } from './balanced-day.ts'
import type { LedgerRow } from './balanced-day.ts'
import { openListedBank } from './listed-bank.ts'
import type { ListedBank, ListedRow } from './listed-bank.ts'

/** A ledger with a few orders of `shop.example`, and a bank that lists or sends registries. */
export interface SmallDay {
  readonly bank: ListedBank
  readonly database: OpenedLedger
  readonly balance: ReturnType<typeof makeBalanceDay>
  /** One file for each list of lines: order number, amount, currency, date, and a type where a line has one. */
  registry(...files: readonly (readonly string[])[]): BankSource
  close(): Promise<void>
}

export async function openSmallDay(openLedger: OpenLedger, rows: readonly LedgerRow[]): Promise<SmallDay> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-days-'))
  const database = await openLedger({ shop: { key: 'shop.example', formerKeys: [] } })
  await database.ledger.open()
  if (rows.length > 0) await insertDay(database, rows)
  const bank = await openListedBank()
  const gateway = makeGateway({ url: bank.url, timeoutMs: 5_000, user: 'shop-api', password: 'unused' })
  const isKnownThere = (gatewayAccount: string): boolean => gatewayAccount.startsWith('bank.example/')
  return {
    bank,
    database,
    balance: makeBalanceDay({ ledger: database.ledger, gateway, isKnownThere, timeZone }),
    registry(...files) {
      const paths = files.map((lines, index) => {
        const path = join(folder, `${index}.csv`)
        writeFileSync(path, ['Order number;Amount;Currency;Date;Type', ...lines].join('\n'))
        return path
      })
      return registrySource(paths, { columns: new Map(), currency: undefined, merchant: undefined })
    },
    async close() {
      rmSync(folder, { recursive: true })
      gateway.close()
      await bank.close()
      database.leaveBroken()
      await database.close()
    },
  }
}

/** An order of 19.99 EUR that was paid at this time, and opened two minutes before or at another time. */
export function orderOf(number: number, paidAt: string, changes: Partial<LedgerRow> = {}): LedgerRow {
  return {
    orderNumber: `N${String(number).padStart(25, '0')}`,
    gatewayOrderId: `bank-${number}`,
    reference: `CART-${number}`,
    amount: 1999,
    currency: 'EUR',
    status: 'paid',
    captured: 1999,
    refunded: 0,
    shop: 'shop.example',
    paidAt: new Date(paidAt),
    ...changes,
  }
}

/** The same as the bank lists it. */
export function atBank(order: LedgerRow, changes: Partial<ListedRow> = {}): ListedRow {
  const { orderNumber, gatewayOrderId, amount, paidAt = new Date(0) } = order
  return { orderNumber, gatewayOrderId, amount, at: paidAt, ...changes }
}

/** What differs, by kind and order. */
export function kindsOf({ differences }: Balance): readonly (readonly [string, string | undefined])[] {
  return differences.map(({ kind, orderNumber }) => [kind, orderNumber])
}
