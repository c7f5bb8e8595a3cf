import { findSumDifferences } from '../../src/books/check-sums.ts'
import type { CheckSumsLedger } from '../../src/books/check-sums.ts'
import type { Violation } from '../../src/ledger/violations.ts'

const ever = { since: new Date(0), until: new Date('9000-01-01T00:00:00Z') }

/** Days whose sums are not those of their entries, whatever a test has done. */
export async function sumViolations(ledger: CheckSumsLedger): Promise<readonly Violation[]> {
  const differences = await findSumDifferences(ledger, ever)
  return differences.map(({ day, currency }) => ({
    code: 'sums-differ',
    orderNumber: '',
    message: `The sums of ${day} in ${currency} are not those of its entries.`,
  }))
}
