import type { Access } from './access.ts'
import { addAside, addUpOlder, readAsidePages, recount } from './sums-backlog.ts'
import type { SumsLedger } from './sums-ledger.ts'
import { readDeclineSums, readSums } from './sums.ts'

export function sumsVerbs({ read, write }: Access): SumsLedger {
  return {
    sums: (period) => read((db, own) => readSums(db, own, period)),
    declineSums: (period) => read((db, own) => readDeclineSums(db, own, period)),
    asidePages: (period) => readAsidePages(read, period),
    addAside: (certain) => write((transaction) => addAside(transaction, certain)),
    addUpOlder: (limit) => write((transaction) => addUpOlder(transaction, limit)),
    recount: () => write(recount),
  }
}
