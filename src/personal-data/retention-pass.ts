import type { ForgetLedger } from '../ledger/forget-ledger.ts'
import type { Logger } from '../logger.ts'

export interface RetentionPassDeps {
  readonly ledger: Pick<ForgetLedger, 'forgetOld' | 'forgetOldLinks' | 'scrub'>
  /** Days without a move after which an order is forgotten; undefined: never. */
  readonly personalDays: number | undefined
  readonly logger: Logger
}

/**
 * Orders, or links, forgotten in one step, and in one pass. Chosen by feel: a backlog of a million takes about half a
 * day.
 */
const [maxPerStep, maxPerPass] = [20, 100] as const

/** Steps in a pass: each reads a few hundred entries, or a few links. Chosen by feel. */
const maxSteps = 50

const dayMs = 24 * 60 * 60 * 1000

/** Forgets what has come of age, a little at a time; the sweep calls it again and again. */
export type RetentionPass = (limits: { readonly isStopped: () => boolean }) => Promise<void>

/** Undefined if all is kept. */
export function makeRetentionPass({ ledger, personalDays, logger }: RetentionPassDeps): RetentionPass | undefined {
  if (personalDays === undefined) return undefined
  return async ({ isStopped }) => {
    const request = { afterMs: personalDays * dayMs, limit: maxPerStep }
    let forgottenCount = 0
    for (const forgetNext of [ledger.forgetOld, ledger.forgetOldLinks]) {
      const before = forgottenCount
      for (let steps = 0; steps < maxSteps && forgottenCount - before < maxPerPass && !isStopped(); steps += 1) {
        const step = await forgetNext(request)
        forgottenCount += step.forgottenCount
        if (step.isDone) break
      }
    }
    if (forgottenCount === 0) return
    logger.info({ forgottenCount, personalDays }, 'personal data of old orders and payment links was blanked')
    // Otherwise the next pass, or any later write, does it.
    await ledger.scrub()
  }
}
