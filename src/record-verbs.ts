import { findSumDifferences } from './books/check-sums.ts'
import { readDaySheet } from './books/day-sheet.ts'
import { systemClock } from './clock.ts'
import { OrderNotFoundError } from './errors.ts'
import type { Orders, PaymentVerbs } from './hosted-checkout.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Violation } from './ledger/violations.ts'
import { forgetTermsOf, requireDaySheetQuery } from './options/book-queries.ts'
import { requireOrderNumber, requireOrderQuery, requireVerifyQuery } from './options/order-query.ts'
import { makeForgetOrders } from './personal-data/forget-orders.ts'
import type { RunningWork } from './running-work.ts'
import { everyMove } from './settlement/judge/moves.ts'
import { requireAsker } from './settlement/person.ts'
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
      const terms = { isHandOverWanted, moves: everyMove, since, onProgress: watch?.onProgress }
      return [...(await ledger.violations(terms)), ...(await findSumViolations(ledger, since))]
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

const quarterMs = 15 * 60 * 1000

/** How far back the sums are checked where nobody says it, in milliseconds. Chosen by feel. */
const checkedMs = 3 * 24 * 60 * 60 * 1000

/** Only what nobody adds to any more: entries of this moment may be counted while they are read. */
async function findSumViolations(ledger: Ledger, since: Date | undefined): Promise<readonly Violation[]> {
  const until = new Date(systemClock.now().getTime() - quarterMs)
  const from = since ?? new Date(until.getTime() - checkedMs)
  const differences = await findSumDifferences(ledger, { since: from, until })
  return differences.map(({ day, currency }) => ({
    code: 'sums-differ',
    orderNumber: '',
    message: `The sums of ${day} (UTC) in ${currency} are not those of its entries: run recount to add them up anew.`,
  }))
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
