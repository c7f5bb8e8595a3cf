import type { DatabaseSync } from 'node:sqlite'
import { dayFrom } from '../days.ts'

/** Money that went back on one day, as one side tells it. */
interface DayRefund {
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  readonly day: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  readonly currency: string
  readonly line?: number | undefined
}

/** What bank and ledger gave back of an order on a day, in one currency. Integer minor units of `currency`. */
export interface RefundsOfDay {
  /** Undefined if the bank named it by its own id alone. */
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  readonly currency: string
  readonly bankMinor: number
  readonly ledgerMinor: number
  /** The same of the day and its neighbours together. */
  readonly bankAroundMinor: number
  readonly ledgerAroundMinor: number
  readonly line: number | undefined
}

/** What went back, by order and day: a registry tells refunds one by one, of orders that were paid long ago. */
export interface BankRefunds {
  addRefund(side: 'bank' | 'ledger', refund: DayRefund): void
  /** Every order of which one of both gave something back on the day, in pages; once for each currency. */
  refundsOf(day: string): Iterable<readonly RefundsOfDay[]>
}

/** What an order is called here: a blank never begins a number. */
export function keyOf({ orderNumber, gatewayOrderId }: Pick<DayRefund, 'gatewayOrderId' | 'orderNumber'>): string {
  return orderNumber ?? ` ${gatewayOrderId}`
}

/** Orders on a page. Chosen by feel: they are looked up in the ledger at once. */
const pageSize = 200

/** @param database - has the table `refunds`. */
export function makeBankRefunds(database: DatabaseSync): BankRefunds {
  const add = database.prepare(`
    insert into refunds (side, key, other_key, day, minor, currency, line) values (?, ?, ?, ?, ?, ?, ?)
    on conflict (key, currency, day, side) do update set minor = minor + excluded.minor`)
  const hasKey = database.prepare("select 1 from refunds where side = 'bank' and key = ? limit 1")
  const sumOf = (side: string, days: string): string =>
    `coalesce((select sum(minor) from refunds r
      where r.side = '${side}' and r.key = k.key and r.currency = k.currency and r.day ${days}), 0)`
  const around = 'between ?1 and ?2'
  const page = database.prepare(`
    select k.key, k.currency, min(k.other_key) as other_key, min(k.line) as line,
      ${sumOf('bank', '= ?3')} as bank, ${sumOf('ledger', '= ?3')} as ledger,
      ${sumOf('bank', around)} as bank_around, ${sumOf('ledger', around)} as ledger_around
    from refunds k where k.day = ?3 and (k.key, k.currency) > (?4, ?5)
    group by k.key, k.currency order by k.key, k.currency limit ${pageSize}`)

  return {
    addRefund(side, refund) {
      const key = keyOf(refund)
      const byId = ` ${refund.gatewayOrderId}`
      // A bank that names orders by its own ids alone: the ledger's side goes by them too.
      const own = side === 'ledger' && hasKey.get(key) === undefined && hasKey.get(byId) !== undefined ? byId : key
      const { day, amountMinor, currency, line } = refund
      add.run(side, own, refund.gatewayOrderId ?? null, day, amountMinor, currency, line ?? null)
    },
    *refundsOf(day) {
      const [before, after] = [dayFrom(day, -1), dayFrom(day, 1)]
      let [last, lastCurrency] = ['', '']
      for (;;) {
        const rows = page.all(before, after, day, last, lastCurrency)
        if (rows.length === 0) return
        ;[last, lastCurrency] = [String(rows.at(-1)?.key), String(rows.at(-1)?.currency)]
        yield rows.map((row) => {
          const key = String(row.key)
          return {
            orderNumber: key.startsWith(' ') ? undefined : key,
            gatewayOrderId: row.other_key === null ? undefined : String(row.other_key),
            currency: String(row.currency),
            bankMinor: Number(row.bank),
            ledgerMinor: Number(row.ledger),
            bankAroundMinor: Number(row.bank_around),
            ledgerAroundMinor: Number(row.ledger_around),
            line: row.line === null ? undefined : Number(row.line),
          }
        })
      }
    },
  }
}
