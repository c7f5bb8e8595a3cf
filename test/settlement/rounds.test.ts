import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { HandOver } from '../../src/settlement/hand-over.ts'
import { makePlan } from '../../src/settlement/plan.ts'
import type { Settle } from '../../src/settlement/settled.ts'
import { makeSweep } from '../../src/settlement/sweep.ts'
import type { Sweep } from '../../src/settlement/sweep.ts'
import { sleep, until } from '../support/until.ts'

const everyMs = 10

/** A sweep whose ledger, gateway and handler do what a test says, because it is about when they are asked. */
function sweepOf(parts: {
  readonly due?: readonly string[]
  readonly unsettled?: () => string | undefined
  readonly settle?: () => Promise<void>
  readonly run?: (orderNumber: string) => Promise<void>
  readonly resume?: () => Promise<void>
  readonly isWanted?: boolean
}): { readonly sweep: Sweep; readonly reads: () => number } {
  const { due = [], unsettled = () => undefined, isWanted = true } = parts
  const nothing = (): Promise<void> => Promise.resolve()
  const { settle = nothing, run = nothing, resume = nothing } = parts
  let reads = 0
  const ledger: Partial<Ledger> = {
    claimDue: () => {
      const orderNumber = unsettled()
      return Promise.resolve(orderNumber === undefined ? [] : [{ orderNumber }]) as unknown as ReturnType<
        Ledger['claimDue']
      >
    },
    unfinishedHandOvers: ({ limit }) => {
      reads += 1
      // A loop that nothing interrupts would never come back to the test.
      if (reads > 10_000) throw new Error('This is read without end.')
      return Promise.resolve(due.slice(0, limit))
    },
  }
  const handOver: HandOver = {
    isWanted,
    run: (orderNumber) => run(orderNumber).then(() => undefined),
    idle: nothing,
  }
  const sweep = makeSweep({
    ledger: ledger as Ledger,
    settle: (() => settle()) as unknown as Settle,
    ...{ handOver, refunds: { resume }, gatewayAccount: 'bank#login', gatewayTimeoutMs: 1_000, everyMs },
    plan: makePlan({ looksAtSecs: [20], jitterPercent: 0, watchPaidForDays: 30 }),
    ...{ concurrency: 2, closedForMs: () => undefined, logger: silentLogger },
  })
  return { sweep, reads: () => reads }
}

describe('the rounds of the sweep', () => {
  it('try a hand-over that stays due once each, and let everything else go on', async () => {
    const due = Array.from({ length: 200 }, (_, index) => `order-${index}`)
    const tries = new Map<string, number>()
    const { sweep, reads } = sweepOf({
      due,
      run: (orderNumber) => Promise.resolve(void tries.set(orderNumber, (tries.get(orderNumber) ?? 0) + 1)),
    })

    sweep.start()
    await until(() => (tries.get('order-0') ?? 0) >= 3)
    await sweep.stop()

    // Two reads a round: the one that brought something, and the one that brought nothing new.
    expect(reads()).toBeLessThanOrEqual(2 * (tries.get('order-0') ?? 0) + 1)
  })

  it('wait for all of their workers, also when one of them fails', async () => {
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => (finish = resolve))
    let claims = 0
    let settled = 0
    const { sweep } = sweepOf({
      unsettled: () => {
        claims += 1
        if (claims === 2) throw new Error('The ledger is away.')
        return claims === 1 ? 'order' : undefined
      },
      settle: () => finished.then(() => void settled++),
    })

    sweep.start()
    await until(() => claims === 2)
    const stopped = sweep.stop().then(() => settled)
    await sleep(5 * everyMs)
    finish()

    expect(await stopped).toBe(1)
  })

  it('do not even look for hand-overs that nobody wants', async () => {
    let rounds = 0
    const { sweep, reads } = sweepOf({ due: ['order'], isWanted: false, resume: () => Promise.resolve(void rounds++) })

    sweep.start()
    await until(() => rounds > 3)
    await sweep.stop()

    expect(reads()).toBe(0)
  })

  it.each(['settle', 'run', 'resume'] as const)('do not wait for each other: %s takes long', async (slow) => {
    const counts = { settle: 0, run: 0, resume: 0 }
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const count = (name: keyof typeof counts) => (): Promise<void> => {
      counts[name] += 1
      return name === slow ? finished : Promise.resolve()
    }
    let claimed = 0
    const { sweep } = sweepOf({
      due: ['order'],
      unsettled: () => (claimed++ % 2 === 0 ? 'order' : undefined),
      ...{ settle: count('settle'), run: count('run'), resume: count('resume') },
    })

    sweep.start()
    const others = Object.keys(counts).filter((name) => name !== slow) as (keyof typeof counts)[]
    await until(() => others.every((name) => counts[name] > 3))

    let isStopped = false
    const stopped = sweep.stop().then(() => (isStopped = true))
    await sleep(5 * everyMs)
    expect(isStopped).toBe(false)
    finish()
    await stopped
    const before = { ...counts }
    await sleep(5 * everyMs)
    expect(counts).toEqual(before)
  })
})
