import { makeHandOverPasses } from './hand-over-passes.ts'
import type { HandOverPasses, HandOverPassesDeps } from './hand-over-passes.ts'
import { makeSettlePasses } from './settle-passes.ts'
import type { SettlePasses, SettlePassesDeps } from './settle-passes.ts'

/** What the sweep does in each round, without the timer. */
export interface Passes extends SettlePasses, HandOverPasses {
  /** Resumes every refund that is due. Never rejects. */
  readonly refundDue: () => Promise<void>
  /** Forgets what has come of age; undefined if all is kept. */
  readonly forgetOld: (() => Promise<void>) | undefined
}

export interface PassesDeps extends Omit<SettlePassesDeps, 'ledger'>, Omit<HandOverPassesDeps, 'ledger'> {
  readonly ledger: SettlePassesDeps['ledger'] & HandOverPassesDeps['ledger']
  /** Resumes refunds that nobody is carrying on. */
  readonly resumeRefunds: (limits: { readonly isStopped: () => boolean }) => Promise<void>
  /** Blanks what is personal in old orders; undefined if all is kept. */
  readonly forgetOld?: ((limits: { readonly isStopped: () => boolean }) => Promise<void>) | undefined
}

export function makePasses(deps: PassesDeps): Passes {
  const { resumeRefunds, forgetOld, closedForMs, isStopped, logger } = deps
  return {
    ...makeSettlePasses(deps),
    ...makeHandOverPasses(deps),
    async refundDue() {
      if (closedForMs('moneyOut') !== undefined) return
      await resumeRefunds({ isStopped }).catch((error: unknown) =>
        logger.error({ err: error }, 'refunds could not be carried on, the sweep tries again'),
      )
    },
    forgetOld: forgetOld && (() => forgetOld({ isStopped })),
  }
}
