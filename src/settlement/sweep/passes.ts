import type { ClosingLedger } from '../../ledger/closing-ledger.ts'
import type { Closing } from '../hand-over/closing.ts'
import { makeHandOverPasses } from './hand-over-passes.ts'
import type { HandOverPasses, HandOverPassesDeps } from './hand-over-passes.ts'
import { makeSettlePasses } from './settle-passes.ts'
import type { SettlePasses, SettlePassesDeps } from './settle-passes.ts'

/** What the sweep does in each round, without the timer. */
export interface Passes extends SettlePasses, HandOverPasses {
  /** Tells the store of every order that ended unpaid, and whose try is due. */
  readonly tellDue: () => Promise<void>
  /** The same, whatever the schedule says. */
  readonly tellUnfinished: () => Promise<unknown>
  /** Resumes every refund that is due. Never rejects. */
  readonly refundDue: () => Promise<void>
  /** Forgets what has come of age; undefined if all is kept. */
  readonly forgetOld: (() => Promise<void>) | undefined
  /** Adds up what was in the ledger before its sums. */
  readonly addUp: (() => Promise<void>) | undefined
}

export interface PassesDeps extends Omit<SettlePassesDeps, 'ledger'>, Omit<HandOverPassesDeps, 'ledger'> {
  readonly ledger: SettlePassesDeps['ledger'] & HandOverPassesDeps['ledger'] & ClosingPassesLedger
  readonly closing: Pick<Closing, 'isWanted' | 'run'>
  /** Resumes refunds that nobody is carrying on. */
  readonly resumeRefunds: (limits: { readonly isStopped: () => boolean }) => Promise<void>
  /** Blanks what is personal in old orders; undefined if all is kept. */
  readonly forgetOld?: ((limits: { readonly isStopped: () => boolean }) => Promise<void>) | undefined
  /** Adds up what was in the ledger before its sums; undefined if nobody reads them. */
  readonly addUp?: ((limits: { readonly isStopped: () => boolean }) => Promise<void>) | undefined
}

type ClosingPassesLedger = Pick<ClosingLedger, 'makeClosingsDue' | 'unfinishedClosings'>

export function makePasses(deps: PassesDeps): Passes {
  const { resumeRefunds, forgetOld, addUp, closedForMs, isStopped, logger } = deps
  const closings = makeClosingPasses(deps)
  return {
    ...makeSettlePasses(deps),
    ...makeHandOverPasses(deps),
    tellDue: closings.handOverDue,
    tellUnfinished: closings.handOverUnfinished,
    async refundDue() {
      if (closedForMs('moneyOut') !== undefined) return
      await resumeRefunds({ isStopped }).catch((error: unknown) =>
        logger.error({ err: error }, 'refunds could not be carried on, the sweep tries again'),
      )
    },
    forgetOld: forgetOld && (() => forgetOld({ isStopped })),
    addUp: addUp && (() => addUp({ isStopped })),
  }
}

/** Closings are made due and tried as hand-overs are. */
function makeClosingPasses({ ledger, closing, ...deps }: PassesDeps): HandOverPasses {
  return makeHandOverPasses({
    ...deps,
    handOver: closing,
    ledger: {
      makeOwedDue: (request) => ledger.makeClosingsDue(request),
      unfinishedHandOvers: (request) => ledger.unfinishedClosings(request),
    },
  })
}
