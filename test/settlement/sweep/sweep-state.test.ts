import type { Ledger } from '../../../src/ledger/ledger.ts'
import { silentLogger } from '../../../src/logger.ts'
import type { HandOver } from '../../../src/settlement/hand-over/hand-over.ts'
import { makePlan } from '../../../src/settlement/judge/plan.ts'
import type { Settle } from '../../../src/settlement/settled.ts'
import { makeSweep } from '../../../src/settlement/sweep/sweep.ts'
import type { Sweep } from '../../../src/settlement/sweep/sweep.ts'
import { makeGate, until } from '../../support/until.ts'

const minuteMs = 60_000

let sweep: Sweep
let nowMs = 0
let handOverPasses = 0
afterEach(() => sweep.stop())

/** A sweep on a clock that only the test moves. */
function sweepOf({
  claimDue = () => Promise.resolve([]),
  settle = () => Promise.resolve(),
  resumeRefunds = () => Promise.resolve(),
}: {
  readonly claimDue?: () => Promise<readonly { readonly orderNumber: string }[]>
  readonly settle?: () => Promise<unknown>
  readonly resumeRefunds?: () => Promise<void>
}): void {
  nowMs = 0
  const ledger = {
    claimDue,
    makeOwedDue: () => Promise.resolve([]),
    unfinishedHandOvers: () => ((handOverPasses += 1), Promise.resolve([])),
    makeClosingsDue: () => Promise.resolve([]),
    unfinishedClosings: () => Promise.resolve([]),
  } as unknown as Ledger
  const handOver = { isWanted: true, run: () => Promise.resolve(undefined) } as unknown as HandOver
  sweep = makeSweep({
    ledger,
    settle: settle as unknown as Settle,
    handOver,
    closing: handOver,
    resumeRefunds,
    gatewayAccount: 'bank#login',
    gatewayTimeoutMs: 1_000,
    everyMs: 5,
    plan: makePlan({ looksAtSecs: [20], jitterPercent: 0, watchPaidForDays: 30 }),
    concurrency: 1,
    closedForMs: () => undefined,
    logger: silentLogger,
    elapsedMs: () => nowMs,
  })
}

describe('the sweep', () => {
  it('is off before it starts and after it stops, and runs in between', async () => {
    sweepOf({})
    expect(sweep.state()).toBe('off')

    sweep.start()
    expect(sweep.state()).toBe('running')

    await sweep.stop()
    expect(sweep.state()).toBe('off')
  })

  it('runs however long ago it started', async () => {
    sweepOf({})
    sweep.start()

    nowMs = 60 * minuteMs
    await until(() => sweep.state() === 'running')
  })

  it('is late once one of its rounds hangs, although the others go on', async () => {
    const gate = makeGate()
    let isHanging = false
    sweepOf({ resumeRefunds: () => ((isHanging = true), gate.opened) })
    sweep.start()
    await until(() => isHanging)

    nowMs = 4 * minuteMs
    expect(sweep.state()).toBe('running')
    nowMs = 6 * minuteMs
    expect(sweep.state()).toBe('late')

    gate.open()
    await until(() => sweep.state() === 'running')
  })

  it('is late once every pass fails, however often it tries', async () => {
    let tries = 0
    sweepOf({ claimDue: () => ((tries += 1), Promise.reject(new Error('The ledger is away.'))) })
    sweep.start()

    nowMs = 6 * minuteMs
    await until(() => tries > 5)

    expect(sweep.state()).toBe('late')
  })

  it('is not late in a long pass that goes on, order by order', async () => {
    let settled = 0
    let refundPasses = 0
    const states: string[] = []
    sweepOf({
      resumeRefunds: () => Promise.resolve(void (refundPasses += 1)),
      claimDue: () => Promise.resolve(settled < 8 ? [{ orderNumber: `order-${settled}` }] : []),
      settle: async () => {
        nowMs += 2 * minuteMs
        // The others go on meanwhile, at their own pace.
        const [handOvers, refunds] = [handOverPasses, refundPasses]
        await until(() => handOverPasses > handOvers + 1 && refundPasses > refunds + 1)
        states.push(sweep.state())
        settled += 1
      },
    })
    sweep.start()

    await until(() => settled === 8)

    expect(states).toEqual(Array(8).fill('running'))
    expect(nowMs).toBe(16 * minuteMs)
  })
})
