import { systemClock } from './clock.ts'
import { InvalidRequestError } from './errors.ts'
import { argumentProblem } from './options/named-arguments.ts'
import type { RunningWork } from './running-work.ts'
import type { ReconcileTerms, SweepReport } from './settlement/sweep/sweep-report.ts'
import type { Sweep } from './settlement/sweep/sweep.ts'
import { within } from './within.ts'

const dayMs = 24 * 60 * 60 * 1000

const rules = {
  forMs: {
    wanted: `a whole number of milliseconds from 1 to ${dayMs}`,
    isRight: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= dayMs,
  },
}

export function makeReconcile(
  sweep: Pick<Sweep, 'reconcile' | 'timedPass'>,
  work: RunningWork,
): (terms?: ReconcileTerms) => Promise<SweepReport> {
  return async (terms = {}) => {
    const problem = argumentProblem('reconcile', terms, rules)
    if (problem !== undefined) throw new InvalidRequestError(problem)
    if (terms.forMs === undefined) return work.run(() => sweep.reconcile())
    const pass = sweep.timedPass()
    // What is under way then is work that `close` waits for.
    await within(systemClock, terms.forMs, work.run(pass.run), { keepsAlive: true })
    return pass.end()
  }
}
