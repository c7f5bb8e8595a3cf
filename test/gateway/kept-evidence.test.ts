import { keptEvidence } from '../../src/gateway/kept-evidence.ts'
import { judgeStatus } from '../../src/gateway/messages.ts'
import type { Evidence } from '../../src/gateway/evidence.ts'
import { blankDetail } from '../../src/ledger/blank-detail.ts'
import { answers } from './answers.ts'
import { reply } from './replies.ts'

const said: readonly (readonly [name: string, evidence: Evidence])[] = answers['getOrderStatusExtended.do'].flatMap(
  ({ name, body }) => {
    const answer = judgeStatus({ method: 'getOrderStatusExtended.do', secrets: [] }, reply(body))
    return answer.outcome === 'answered' ? [[name, answer.evidence] as const] : []
  },
)

describe('an answer of the bank that an entry keeps', () => {
  it('is one of many', () => expect(said.length).toBeGreaterThan(5))

  it.each(said)(
    "says the same when it is read back, but for the stored card and the merchant's own parameters: %s",
    (_name, { bindingId: _id, merchantParams: _own, ...evidence }) => {
      // As a ledger returns it.
      const detail = JSON.parse(JSON.stringify(evidence.redacted)) as Evidence['redacted']

      expect(keptEvidence(detail)).toEqual(evidence)
      expect(keptEvidence({ by: 'Ann', seen: detail })).toEqual(evidence)
      expect(keptEvidence({ ...(detail as object), reason: 'late-payment' })).toEqual(evidence)
    },
  )

  it.each(said)('says the same of money once it is forgotten: %s', (_name, evidence) => {
    const blanked = blankDetail({ kind: 'moved', detail: evidence.redacted })
    const { redacted: _words, card: _card, bindingId: _id, merchantParams: _own, refunds, ...told } = evidence

    expect(keptEvidence(blanked)).toMatchObject(told)
    expect(keptEvidence(blanked)?.refunds?.map(({ amountMinor }) => amountMinor)).toEqual(
      refunds?.map(({ amountMinor }) => amountMinor),
    )
  })

  it.each([undefined, null, 'paid', [], { by: 'Ann' }, { orderStatus: '2' }, { seen: 2 }, { seen: { amount: 1 } }])(
    'is none in %j',
    (detail) => expect(keptEvidence(detail)).toBeUndefined(),
  )

  it('leaves out what is of another type than we write', () => {
    const odd = { orderStatus: 2, amount: '1999', refunds: 'none', depositedDate: 'yesterday', chargeback: 'yes' }

    expect(keptEvidence({ ...odd, actionCode: 0, depositedAmount: 0.5 })).toMatchObject({
      phase: 'captured',
      amountMinor: undefined,
      depositedMinor: undefined,
      refunds: undefined,
      paidAt: undefined,
      isChargeback: false,
      actionCode: undefined,
    })
  })
})
