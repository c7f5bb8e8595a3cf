import { systemClock } from '../../clock.ts'
import type { Logger } from '../../logger.ts'
import type { Watch } from '../../watch.ts'
import type { Plan } from '../judge/plan.ts'
import { makePasses } from './passes.ts'
import type { Passes, PassesDeps } from './passes.ts'
import { reportOf } from './sweep-report.ts'
import type { SweepReport } from './sweep-report.ts'
import { makeTimedPass } from './timed-pass.ts'
import type { PassWork, TimedPass } from './timed-pass.ts'

/** Looks after buyers who never come back, and after hand-overs that failed. */
export interface Sweep {
  /** Starts the timer. Idempotent; once stopped it does not start again. */
  start(): void
  /** Stops the timer and waits for a running pass. Idempotent. */
  stop(): Promise<void>
  /** Whether the timer works. */
  state(): SweepState
  /** One pass now over every open order and every unfinished hand-over, whatever its schedule says. */
  reconcile(): Promise<SweepReport>
  /** The same, for a caller who has only so much time; nothing of it has begun yet. */
  timedPass(): TimedPass
}

/** `late`: started, but for a while neither a pass nor a single order has come to its end. */
export type SweepState = 'running' | 'late' | 'off'

/**
 * How long a round may go without any success before the sweep is late, in milliseconds. Well above the longest
 * pause between two passes (60 s) and the time one order takes at a bank that is silent.
 */
const lateAfterMs = 5 * 60_000

export interface SweepDeps extends Omit<PassesDeps, 'isStopped' | 'onProgress'> {
  readonly plan: Plan
  /** How often the timer looks for orders that are due, in milliseconds: well under the first look of the plan. */
  readonly everyMs: number
  /** Whoever waits for `reconcile`, and may end it early. */
  readonly watch?: Watch | undefined
  /** Puts something around each pass. */
  readonly aroundPasses?: ((passes: Passes) => Passes) | undefined
  /** A monotonic clock, in milliseconds. */
  readonly elapsedMs?: (() => number) | undefined
}

export function makeSweep(deps: SweepDeps): Sweep {
  const { plan, everyMs, watch, aroundPasses = asTheyAre, logger, elapsedMs = systemClock.elapsedMs } = deps
  let state: 'idle' | 'started' | 'stopped' = 'idle'
  const progress = makeProgress(elapsedMs)
  const isStopped = (): boolean => state === 'stopped' || watch?.isStopped() === true
  const passesOf = (work: PassWork, isOver: () => boolean): Passes =>
    aroundPasses(
      makePasses({
        ...deps,
        ...marking({ ...deps, ...work }, progress),
        isStopped: () => isStopped() || isOver(),
        onProgress: watch?.onProgress,
      }),
    )
  const passes = passesOf(deps, () => false)
  const { settleDue, handOverDue, tellDue, refundDue, settleOpen, handOverUnfinished, tellUnfinished } = passes
  const upkeep = [passes.forgetOld, passes.addUp].filter((pass) => pass !== undefined)
  const terms: RoundTerms = {
    isStarted: () => state === 'started',
    // Many processes must not look at the same instant.
    pauseMs: () => plan.jittered(everyMs),
    logger,
  }
  // Each runs at its own pace: a paid order needs no question, and must not wait for a slow or silent gateway.
  const rounds = [
    makeRound(() => progress.after('settle', settleDue()), terms),
    makeRound(() => progress.after('hand-over', handOverDue()), terms),
    makeRound(() => progress.after('refund', refundDue()), terms),
    makeRound(tellDue, terms),
    ...upkeep.map((pass) => makeRound(pass, terms)),
  ]

  return {
    start() {
      if (state !== 'idle') return
      state = 'started'
      progress.begin()
      for (const round of rounds) round.start()
    },
    async stop() {
      state = 'stopped'
      await Promise.all(rounds.map((round) => round.stop()))
    },
    state() {
      if (state !== 'started') return 'off'
      return progress.stillForMs() > lateAfterMs ? 'late' : 'running'
    },
    async reconcile() {
      const settled = await settleOpen()
      const handedOver = await handOverUnfinished()
      await tellUnfinished()
      await refundDue()
      return reportOf({ settled, handedOver }, !isStopped())
    },
    timedPass: () => makeTimedPass({ settle: deps.settle, handOver: deps.handOver, passesOf, isStopped }),
  }
}

const asTheyAre = (passes: Passes): Passes => passes

interface RoundTerms {
  readonly isStarted: () => boolean
  /** How long to wait before the next time, in milliseconds. */
  readonly pauseMs: () => number
  readonly logger: Logger
}

/** Repeats some work while the sweep is started, with a pause after each time. */
function makeRound(
  work: () => Promise<void>,
  { isStarted, pauseMs, logger }: RoundTerms,
): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  let pass: Promise<void> = Promise.resolve()
  function start(): void {
    if (!isStarted()) return
    timer = setTimeout(() => {
      pass = work()
        .catch((error: unknown) => logger.error({ err: error }, 'sweep pass failed, the next one tries again'))
        .finally(start)
    }, pauseMs()).unref()
  }
  return {
    start,
    async stop() {
      clearTimeout(timer)
      await pass
    },
  }
}

/** The same work, which marks the progress of each round. */
function marking(
  { settle, handOver, resumeRefunds }: SweepDeps,
  progress: ReturnType<typeof makeProgress>,
): Pick<SweepDeps, 'settle' | 'handOver' | 'resumeRefunds'> {
  return {
    settle: (...order) => progress.after('settle', settle(...order)),
    handOver: {
      isWanted: handOver.isWanted,
      run: (...order) => progress.after('hand-over', handOver.run(...order)),
    },
    resumeRefunds: ({ isStopped }) =>
      resumeRefunds({
        // Asked before each refund: then the one before it has ended.
        isStopped: () => {
          progress.mark('refund')
          return isStopped()
        },
      }),
  }
}

type Round = 'settle' | 'hand-over' | 'refund'

/** When each round last came to an end of something, be it a whole pass or one order of a long one. */
function makeProgress(elapsedMs: () => number) {
  const lastAt: Record<Round, number> = { settle: 0, 'hand-over': 0, refund: 0 }
  const mark = (round: Round): void => void (lastAt[round] = elapsedMs())
  return {
    mark,
    begin: () => (Object.keys(lastAt) as Round[]).forEach(mark),
    async after<Result>(round: Round, work: Promise<Result>): Promise<Result> {
      const result = await work
      mark(round)
      return result
    },
    /** How long ago the round that has waited longest made progress, in milliseconds. */
    stillForMs: () => elapsedMs() - Math.min(...Object.values(lastAt)),
  }
}
