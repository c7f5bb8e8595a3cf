import type { Difference, DifferenceKind } from '../../src/balance/difference.ts'
import { makeFindings } from '../../src/balance/findings.ts'

const ofKind = (kind: DifferenceKind): Difference => ({
  kind,
  orderNumber: 'N',
  gatewayOrderId: undefined,
  reference: undefined,
  text: 'It differs.',
  currency: 'EUR',
  ledgerCurrency: 'EUR',
  bankMinor: 1,
  ledgerMinor: 2,
  line: undefined,
  owesGoods: false,
})

describe('what is found on a day', () => {
  it('is kept kind by kind, so that no lost order goes unseen for the remarks before it', () => {
    const findings = makeFindings()
    for (let turn = 0; turn < 10_000; turn += 1) findings.add([ofKind('fee')])
    for (let turn = 0; turn < 10_001; turn += 1) findings.add([ofKind('unknown-to-ledger')])

    const { counts, differences } = findings.result()

    expect(counts).toEqual({ fee: 10_000, 'unknown-to-ledger': 10_001 })
    expect(differences.filter(({ kind }) => kind === 'fee')).toHaveLength(100)
    expect(differences.filter(({ kind }) => kind === 'unknown-to-ledger')).toHaveLength(10_000)
  })
})
