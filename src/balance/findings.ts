import type { Balance, BalanceSide, BalanceTotal } from './balance.ts'
import { maxOfKind } from './balance.ts'
import { isRemark } from './difference.ts'
import type { Difference, DifferenceKind } from './difference.ts'

type Side = 'bank' | 'ledger'

/** Collects what is found while a day is compared, in bounded memory. */
export interface Findings {
  add(differences: readonly Difference[]): void
  count(side: Side, currency: string, sums: Partial<BalanceSide> & { readonly feeMinor?: number | undefined }): void
  note(text: string): void
  /** `agrees`: there is nothing but remarks. */
  result(): Pick<Balance, 'counts' | 'differences' | 'notes' | 'totals'> & { readonly agrees: boolean }
}

interface Sums {
  paidCount: number
  paidMinor: number
  refundedMinor: number
}

export function makeFindings(): Findings {
  const counts = new Map<DifferenceKind, number>()
  const kept: Difference[] = []
  const notes: string[] = []
  const totals = new Map<string, Record<Side, Sums> & { feeMinor: number }>()

  function totalOf(currency: string) {
    const total = totals.get(currency) ?? { bank: noSums(), ledger: noSums(), feeMinor: 0 }
    totals.set(currency, total)
    return total
  }

  return {
    add(differences) {
      for (const difference of differences) {
        const before = counts.get(difference.kind) ?? 0
        counts.set(difference.kind, before + 1)
        if (before < maxOfKind(difference.kind)) kept.push(difference)
      }
    },
    count(side, currency, { paidCount = 0, paidMinor = 0, refundedMinor = 0, feeMinor = 0 }) {
      const total = totalOf(currency)
      const sums = total[side]
      sums.paidCount += paidCount
      sums.paidMinor += paidMinor
      sums.refundedMinor += refundedMinor
      total.feeMinor += feeMinor
    },
    note: (text) => void notes.push(text),
    result() {
      const sorted = [...totals].sort(([one], [other]) => (one < other ? -1 : 1))
      const found: readonly BalanceTotal[] = sorted.map(([currency, total]) => ({ currency, ...total }))
      const agrees = [...counts.keys()].every(isRemark)
      return { counts: Object.fromEntries(counts), differences: kept, agrees, notes, totals: found }
    },
  }
}

function noSums(): Sums {
  return { paidCount: 0, paidMinor: 0, refundedMinor: 0 }
}
