import type { Access } from './access.ts'
import { readOrderCounts, readOrderTimes } from './order-counts.ts'
import { addAside, addUpOlder, readAsideAfter, readBookedEntries, recount } from './sums-backlog.ts'
import type { SumsLedger } from './sums-ledger.ts'
import { readDeclineSums, readSums } from './sums.ts'

export function sumsVerbs({ read, write }: Access): SumsLedger {
  return {
    sums: (period) => read((db, own) => readSums(db, own, period)),
    declineSums: (period) => read((db, own) => readDeclineSums(db, own, period)),
    orderCounts: () => read((db, own) => readOrderCounts(db, own)),
    orderTimes: (limit) => read((db, own) => readOrderTimes(db, own, limit)),
    booked: (entryNumbers) => read((db, own) => readBookedEntries(db, own, entryNumbers)),
    asideAfter: (entryNumber, limit) => read((db, own) => readAsideAfter(db, own, entryNumber, limit)),
    addAside: (certain) => write((transaction) => addAside(transaction, certain)),
    addUpOlder: (limit) => write((transaction) => addUpOlder(transaction, limit)),
    recount: () => write(recount),
  }
}
