import type { DifferenceKind } from '../../src/balance/difference.ts'
import { toMajorUnits } from '../../src/money.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import type { ListedRow } from './listed-bank.ts'

/** The day, in the zone of bank and shop: from 23:00 UTC on the day before. */
export const day = '2026-11-27'
export const timeZone = 'Europe/Berlin'
const midnight = Date.UTC(2026, 10, 26, 23)
const dayMs = 24 * 60 * 60 * 1000

/** An order of the ledger, as far as a balance looks at it. */
export interface LedgerRow {
  readonly orderNumber: string
  readonly gatewayOrderId: string
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly captured: number
  readonly refunded: number
  readonly paidAt: Date | undefined
  /** Two minutes before it was paid, if it is left out. */
  readonly openedAt?: Date
  readonly reference: string
  readonly shop: string
  /** `bank.example/#login`, if it is left out. */
  readonly gatewayAccount?: string
  /** What the entry of its refund was written by; the sweep, if it is left out. */
  readonly refundedBy?: string
}

/** The same order on both sides; undefined where one of them has none. */
interface Pair {
  readonly ledger: LedgerRow | undefined
  readonly bank: ListedRow | undefined
}

export interface BalancedDay {
  readonly ledgerRows: readonly LedgerRow[]
  readonly bankRows: readonly ListedRow[]
  /** The order numbers of what was planted, by kind. */
  readonly planted: Readonly<Record<DifferenceKind, readonly string[]>>
}

const each = 6

/** So many orders on which both agree, some of them given back in part; and six planted differences of each kind. */
export function makeDay(count: number): BalancedDay {
  const pairs: Pair[] = []
  const planted: Partial<Record<DifferenceKind, string[]>> = {}
  let made = 0
  const add = (
    kind?: DifferenceKind,
    change: (pair: Required<PairOf>, turn: number) => Pair = (pair) => pair,
  ): void => {
    const turn = kind === undefined ? 0 : (planted[kind]?.length ?? 0)
    const pair = change(pairOf((made += 1)), turn)
    pairs.push(pair)
    if (kind) (planted[kind] ??= []).push((pair.ledger ?? pair.bank)!.orderNumber)
  }
  for (let index = 0; index < each; index += 1) {
    for (const [kind, change] of Object.entries(changes)) add(kind as DifferenceKind, change)
    // The order that was paid first: nothing is wrong with it.
    pairs.push(twinOf(pairs.find(({ ledger }) => ledger?.reference === `TWICE-${index}`)!))
  }
  while (pairs.length < count) add()
  return {
    ledgerRows: pairs.flatMap(({ ledger }) => ledger ?? []),
    bankRows: pairs.flatMap(({ bank }) => bank ?? []),
    planted: planted as BalancedDay['planted'],
  }
}

type PairOf = { readonly [Side in keyof Pair]: NonNullable<Pair[Side]> }

function pairOf(number: number): PairOf {
  const orderNumber = `N${number.toString(36).toUpperCase().padStart(25, '0')}`
  const gatewayOrderId = `bank-${number}`
  // Between 01:00 and 22:00.
  const at = new Date(midnight + 3_600_000 + ((number * 7_919) % (20 * 3_600_000)))
  const amount = 500 + ((number * 37) % 20_000)
  const refunded = number % 100 === 99 ? 250 : 0
  const status = refunded > 0 ? 'partially_refunded' : 'paid'
  const ids = { orderNumber, gatewayOrderId, amount, refunded }
  return {
    ledger: {
      ...ids,
      currency: 'EUR',
      status,
      captured: amount,
      paidAt: at,
      reference: `CART-${number}`,
      shop: 'shop.example',
    },
    bank: { ...ids, orderStatus: refunded > 0 ? 4 : 2, at, fee: Math.ceil(amount / 50) },
  }
}

const changes = {
  'unknown-to-ledger': ({ bank }) => ({ ledger: undefined, bank }),
  'unknown-to-bank': ({ ledger }) => ({ ledger, bank: undefined }),
  amount: ({ ledger, bank }, turn) => ({ ledger, bank: { ...bank, amount: bank.amount + 1 + turn } }),
  currency: ({ ledger, bank }) => ({ ledger, bank: { ...bank, currency: '840' } }),
  state: ({ ledger, bank }, turn) => ({
    ledger: { ...ledger, captured: 0, paidAt: undefined, status: turn % 2 === 0 ? 'expired' : 'registered' },
    bank,
  }),
  refunded: ({ ledger, bank }, turn) => ({ ledger, bank: { ...bank, refunded: 100 + turn, orderStatus: 4 } }),
  twice: ({ ledger, bank }, turn) => ({ ledger: { ...ledger, reference: `TWICE-${turn}` }, bank }),
  fee: ({ ledger, bank }) => ({ ledger, bank: { ...bank, amount: bank.amount - bank.fee! } }),
  midnight: ({ ledger, bank }, turn) => {
    const [before, after] = [new Date(midnight + dayMs - 10_000 - turn), new Date(midnight + dayMs + 10_000 + turn)]
    const [ours, theirs] = turn % 2 === 0 ? [before, after] : [after, before]
    return { ledger: { ...ledger, paidAt: ours }, bank: { ...bank, at: theirs } }
  },
  'other-shop': ({ ledger, bank }, turn) =>
    turn % 2 === 0
      ? { ledger: { ...ledger, shop: 'other.example' }, bank }
      : { ledger: undefined, bank: { ...bank, orderNumber: `other_${turn}` } },
} satisfies Record<DifferenceKind, (pair: PairOf, turn: number) => Pair>

/** Another order of the same reference, which was opened before. */
function twinOf({ ledger, bank }: Pair): Pair {
  const ids = { orderNumber: ledger!.orderNumber.replace('N', 'M'), gatewayOrderId: `twin-${ledger!.gatewayOrderId}` }
  return { ledger: { ...ledger!, ...ids }, bank: { ...bank!, ...ids } }
}

const rowsAtOnce = 500

/** Writes the orders, and for each refund its entry; each was opened two minutes before it was paid. */
export async function insertDay({ sql }: Pick<OpenedLedger, 'sql'>, rows: readonly LedgerRow[]): Promise<void> {
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    const values = rows.slice(first, first + rowsAtOnce).map((row) => {
      // An order that nobody paid was opened in the middle of the day. The first of two was opened first.
      const openedMs =
        (row.paidAt?.getTime() ?? midnight + dayMs / 2) - (row.orderNumber.startsWith('M') ? 240_000 : 120_000)
      const opened = (row.openedAt ?? new Date(openedMs)).toISOString()
      const texts = [
        row.orderNumber,
        row.gatewayOrderId,
        'mug',
        row.reference,
        row.currency,
        row.status,
        opened,
        opened,
      ]
      const paid = row.paidAt ? `'${row.paidAt.toISOString()}'` : 'null'
      return `(${texts.map((text) => `'${text}'`).join(',')}, ${paid}, ${row.amount}, ${row.captured}, ${row.refunded},
        '${row.shop}', '${row.gatewayAccount ?? 'bank.example/#login'}', 'automatic', 'none')`
    })
    await sql(`insert into checkout_orders (order_number, gateway_order_id, sku, reference, currency, status,
      created_at, expires_at, paid_at, amount_minor, captured_minor, refunded_minor, shop, gateway_account, capture,
      hand_over)
      values ${values.join(',')}`)
  }
  const refunds = rows.filter(({ refunded }) => refunded > 0)
  if (refunds.length === 0) return
  await sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, captured_minor,
    refunded_minor, charged_back_minor) values ${refunds
      .map(({ orderNumber, paidAt, captured, refunded, refundedBy = 'sweep' }) => {
        const at = new Date(paidAt!.getTime() + 60_000).toISOString()
        return `('${orderNumber}', '${at}', 'moved', 'paid', 'partially_refunded', '${refundedBy}', ${captured},
          ${refunded}, 0)`
      })
      .join(',')}`)
}

/** The registry of the day, or of one so many days later, as a bank would send it: each payment and refund a line. */
export function registryOf(rows: readonly ListedRow[], daysLater = 0): string {
  const alphabetic: Readonly<Record<string, string>> = { '978': 'EUR', '840': 'USD' }
  const sinceMs = midnight + daysLater * dayMs
  const lines = rows
    .filter(({ at }) => at.getTime() >= sinceMs && at.getTime() < sinceMs + dayMs)
    .flatMap(({ orderNumber, amount, fee = 0, refunded = 0, at, currency = '978' }) => {
      const money = (minor: number): string => toMajorUnits(minor, 'EUR').replace('.', ',')
      // An hour ahead of UTC in winter.
      const local = new Date(at.getTime() + 3_600_000).toISOString()
      const when = `${local.slice(8, 10)}.${local.slice(5, 7)}.${local.slice(0, 4)} ${local.slice(11, 19)}`
      const line = (operation: string, minor: number, kept: number): string =>
        [when, orderNumber, operation, money(minor), alphabetic[currency], money(kept), '411111**1111'].join(';')
      return [line('Оплата', amount, fee), ...(refunded > 0 ? [line('Возврат', -refunded, 0)] : [])]
    })
  const columns = 'Дата операции;Номер заказа;Тип операции;Сумма'
  return [`${columns};Валюта;Комиссия;Карта`, ...lines].join('\r\n')
}
