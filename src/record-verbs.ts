import { readDaySheet } from './books/day-sheet.ts'
import { OrderNotFoundError } from './errors.ts'
import type { Orders, PaymentVerbs } from './hosted-checkout.ts'
import type { Ledger } from './ledger/ledger.ts'
import { forgetTermsOf, requireDaySheetQuery } from './options/book-queries.ts'
import { requireOrderNumber, requireOrderQuery, requireVerifyQuery } from './options/order-query.ts'
import { makeForgetOrders } from './personal-data/forget-orders.ts'
import type { RunningWork } from './running-work.ts'
import { everyMove } from './settlement/judge/moves.ts'
import { requireAsker } from './settlement/review/person.ts'
import { quoted } from './visible.ts'
import type { Watch } from './watch.ts'

export interface RecordVerbsDeps {
  readonly ledger: Ledger
  /** Zone whose days the books are kept in. */
  readonly timeZone: string
  /** Whether this process hands goods over. */
  readonly isHandOverWanted: boolean
  readonly work: RunningWork
  readonly watch: Watch | undefined
}

/** What the ledger tells, and what it forgets. The bank is never asked. */
export function makeRecordVerbs({
  ledger,
  timeZone,
  isHandOverWanted,
  work,
  watch,
}: RecordVerbsDeps): Pick<PaymentVerbs, 'daySheet' | 'forget' | 'orders' | 'verify'> {
  const forgetOrders = makeForgetOrders(ledger, watch)
  return {
    async verify(query = {}) {
      requireVerifyQuery(query)
      const { since } = query
      return ledger.violations({ isHandOverWanted, moves: everyMove, since, onProgress: watch?.onProgress })
    },
    daySheet: (query) =>
      work.run(async () => {
        requireDaySheetQuery(query)
        return readDaySheet({ ledger, timeZone }, query)
      }),
    forget: (query) =>
      work.run(async () => {
        const terms = forgetTermsOf(query)
        requireAsker('forget', query)
        const report = await forgetOrders(terms, query)
        const isFound = report.blanked.length + report.kept.length > 0
        if (isFound || !('orderNumber' in terms)) return report
        throw new OrderNotFoundError(`The ledger has no order ${quoted(terms.orderNumber)}.`)
      }),
    orders: makeOrders(ledger),
  }
}

function makeOrders(ledger: Ledger): Orders {
  return {
    async get(orderNumber) {
      requireOrderNumber('orders.get', orderNumber)
      return ledger.find(orderNumber)
    },
    find(query = {}) {
      requireOrderQuery('orders.find', query)
      return ledger.search(query)
    },
    histories(query = {}) {
      requireOrderQuery('orders.histories', query)
      return ledger.histories(query)
    },
    async history(orderNumber) {
      requireOrderNumber('orders.history', orderNumber)
      return ledger.history(orderNumber)
    },
  }
}
