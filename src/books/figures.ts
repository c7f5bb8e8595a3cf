import { exactPeriodOf } from '../days.ts'
import type { DeclineSum, OrderCounts, SumsLedger } from '../ledger/sums-ledger.ts'
import type { DaySheetQuery } from './day-sheet.ts'
import { readDaySums } from './day-sums.ts'
import type { DaySumsQuery, SummedDays } from './day-sums.ts'
import { readWaits } from './waits.ts'
import type { Waits } from './waits.ts'

/** Why the bank said no, and how often. */
export interface Declines {
  /** The most frequent reason first. */
  readonly reasons: readonly DeclineSum[]
  /** How often in all. */
  readonly tries: number
}

/** What a shop wants to know every morning, at a price that does not grow with its orders. */
export interface Figures {
  /** Money and orders by day. */
  readonly days: (query: DaySumsQuery) => Promise<SummedDays>
  /** Each refused try counts when the ledger learnt of it. Known since `SummedDays.returnsSince`. */
  readonly declines: (query: DaySheetQuery) => Promise<Declines>
  readonly waits: () => Promise<Waits>
  readonly counts: () => Promise<OrderCounts>
}

export interface FiguresDeps {
  readonly ledger: SumsLedger
  /** Zone whose days these are, by its IANA name. */
  readonly timeZone: string
}

export function makeFigures({ ledger, timeZone }: FiguresDeps): Figures {
  return {
    days: (query) => readDaySums({ ledger, timeZone }, query),
    async declines({ from, to }) {
      const reasons = await ledger.declineSums(exactPeriodOf(from, to, timeZone))
      return { reasons, tries: reasons.reduce((sum, { tries }) => sum + tries, 0) }
    },
    waits: () => readWaits(ledger),
    counts: () => ledger.orderCounts(),
  }
}
