import { findCurrency } from '../iso-4217.ts'
import type { Order } from '../order.ts'
import type { BankOrder } from './bank-record.ts'

/** Fewer orders than this prove nothing about a unit. Chosen by feel. */
const leastOrders = 3

/** Whether a registry writes minor units where major ones are read, as the orders show that both have. */
export interface UnitGap {
  learn(bank: BankOrder, order: Order): void
  /** What a person should know of it; undefined if there is nothing. */
  words(): string | undefined
}

export function makeUnitGap(): UnitGap {
  let [all, inMinorUnits] = [0, 0]
  return {
    learn({ paidMinor, currency }, { capturedMinor, currency: ours }) {
      const exponent = findCurrency(currency)?.exponent ?? 0
      if (paidMinor === undefined || capturedMinor === 0 || currency !== ours || exponent === 0) return
      all += 1
      if (paidMinor === capturedMinor * 10 ** exponent) inMinorUnits += 1
    },
    words() {
      if (inMinorUnits < leastOrders || 2 * inMinorUnits <= all) return undefined
      return (
        'The registry seems to write its amounts in minor units (1999), and they are read as major ones (19.99): ' +
        'have them written with their decimals.'
      )
    },
  }
}
