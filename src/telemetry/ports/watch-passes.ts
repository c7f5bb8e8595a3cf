import type { Passes } from '../../settlement/sweep/passes.ts'
import type { SweepPass } from '../events.ts'
import type { Telemetry } from '../telemetry.ts'

/** The same passes, each of which is told of. */
export function watchPasses(passes: Passes, telemetry: Telemetry): Passes {
  const told =
    <Result>(pass: SweepPass, work: () => Promise<Result>, isWhole = false) =>
    (): Promise<Result> =>
      telemetry.operation('sweep', { begin: () => ({ pass, isWhole }) }, work)
  return {
    settleDue: told('settle', passes.settleDue),
    settleOpen: told('settle', passes.settleOpen, true),
    handOverDue: told('hand-over', passes.handOverDue),
    handOverUnfinished: told('hand-over', passes.handOverUnfinished, true),
    tellDue: told('closing', passes.tellDue),
    tellUnfinished: told('closing', passes.tellUnfinished, true),
    refundDue: told('refund', passes.refundDue),
    forgetOld: passes.forgetOld && told('retention', passes.forgetOld),
    addUp: passes.addUp && told('sums', passes.addUp),
  }
}
