import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import type { HandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { makePlan } from '../../src/settlement/judge/plan.ts'
import type { Settle, Settled } from '../../src/settlement/settled.ts'
import { makeSweep } from '../../src/settlement/sweep/sweep.ts'
import type { SweepReport } from '../../src/settlement/sweep/sweep-report.ts'
import type { Sweep, SweepDeps } from '../../src/settlement/sweep/sweep.ts'
import { anOrder, aPlan } from '../support/samples.ts'
import { makeGate, sleep, until } from '../support/until.ts'

const everyMs = 10

/** Nobody is told that orders ended unpaid. */
const untold = { isWanted: false, run: () => Promise.resolve(undefined) }

/** A sweep with a scripted ledger, gateway and handler. The tests are about when these are called. */
function sweepOf(script: {
  readonly due?: readonly string[]
  readonly unsettled?: () => string | undefined
  readonly settle?: () => Promise<void>
  readonly run?: (orderNumber: string) => Promise<void>
  readonly resume?: () => Promise<void>
  readonly isWanted?: boolean
}): { readonly sweep: Sweep; readonly reads: () => number } {
  const { due = [], unsettled = () => undefined, isWanted = true } = script
  const nothing = (): Promise<void> => Promise.resolve()
  const { settle = nothing, run = nothing, resume = nothing } = script
  let reads = 0
  const ledger: Partial<Ledger> = {
    claimDue: ({ statuses }) => {
      const orderNumber = statuses.includes('registered') ? unsettled() : undefined
      return Promise.resolve(orderNumber === undefined ? [] : [{ orderNumber }]) as unknown as ReturnType<
        Ledger['claimDue']
      >
    },
    makeOwedDue: () => Promise.resolve([]),
    makeClosingsDue: () => Promise.resolve([]),
    unfinishedClosings: () => Promise.resolve([]),
    unfinishedHandOvers: ({ limit }) => {
      reads += 1
      // An uninterrupted loop would never return to the test.
      if (reads > 10_000) throw new Error('The ledger is read without end.')
      return Promise.resolve(due.slice(0, limit))
    },
  }
  const handOver: HandOver = {
    isWanted,
    claimTerms: () => undefined,
    run: (orderNumber) => run(orderNumber).then(() => undefined),
    idle: nothing,
    stop: nothing,
  }
  const sweep = makeSweep({
    ledger: ledger as Ledger,
    settle: (() => settle()) as unknown as Settle,
    handOver,
    closing: untold,
    resumeRefunds: resume,
    gatewayAccount: 'bank#login',
    gatewayTimeoutMs: 1_000,
    everyMs,
    plan: makePlan({ looksAtSecs: [20], jitterPercent: 0, watchPaidForDays: 30 }),
    concurrency: 2,
    closedForMs: () => undefined,
    logger: silentLogger,
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

    // Two reads a round: one that finds something, and one that finds nothing new.
    const rounds = tries.get('order-0') ?? 0
    expect(reads()).toBeLessThanOrEqual(2 * rounds + 1)
    expect(reads()).toBeGreaterThanOrEqual(2 * rounds - 1)
  })

  it('wait for all of their workers, even when one fails', async () => {
    const gate = makeGate()
    let claims = 0
    let settled = 0
    const { sweep } = sweepOf({
      unsettled: () => {
        claims += 1
        if (claims === 2) throw new Error('The ledger is away.')
        return claims === 1 ? 'order' : undefined
      },
      settle: () => gate.opened.then(() => void settled++),
    })

    sweep.start()
    await until(() => claims === 2)
    const stopped = sweep.stop().then(() => settled)
    await sleep(5 * everyMs)
    gate.open()

    expect(await stopped).toBe(1)
  })

  it('do not look for hand-overs without a handler', async () => {
    let rounds = 0
    const { sweep, reads } = sweepOf({ due: ['order'], isWanted: false, resume: () => Promise.resolve(void rounds++) })

    sweep.start()
    await until(() => rounds > 3)
    await sweep.stop()

    expect(reads()).toBe(0)
  })

  it.each(['settle', 'run', 'resume'] as const)('do not wait for each other: %s takes long', async (slow) => {
    const counts = { settle: 0, run: 0, resume: 0 }
    const gate = makeGate()
    const count = (name: keyof typeof counts) => (): Promise<void> => {
      counts[name] += 1
      return name === slow ? gate.opened : Promise.resolve()
    }
    let claimed = 0
    const { sweep } = sweepOf({
      due: ['order'],
      unsettled: () => (claimed++ % 2 === 0 ? 'order' : undefined),
      settle: count('settle'),
      run: count('run'),
      resume: count('resume'),
    })

    sweep.start()
    const others = Object.keys(counts).filter((name) => name !== slow) as (keyof typeof counts)[]
    await until(() => others.every((name) => counts[name] > 3))

    let isStopped = false
    const stopped = sweep.stop().then(() => (isStopped = true))
    await sleep(5 * everyMs)
    expect(isStopped).toBe(false)
    gate.open()
    await stopped
    const before = { ...counts }
    await sleep(5 * everyMs)
    expect(counts).toEqual(before)
  })
})

describe('one pass over everything', () => {
  const gatewayAccount = 'bank.example/#login'
  const settledAs = (status: Order['status'], fields: Partial<Settled> = {}): Settled => ({
    order: anOrder({ status }),
    standing: 'final',
    isUntried: false,
    wasAsked: true,
    hasMoved: true,
    ...fields,
  })

  interface Pass {
    readonly report: Promise<SweepReport>
    readonly sweep: Sweep
    readonly seen: string[]
  }

  /** A pass over open orders with the given results, by number, and hand-overs with the given ends. */
  function pass(
    settled: Readonly<Record<string, Settled | Error>>,
    handedOver: Readonly<Record<string, Order | undefined>> = {},
    deps: Partial<SweepDeps> = {},
  ): Pass {
    const seen: string[] = []
    const orders = Object.keys(settled).map((orderNumber) =>
      anOrder({ orderNumber, gatewayAccount: orderNumber === 'STRANGER' ? 'other.example/#login' : gatewayAccount }),
    )
    const ledger: Partial<Ledger> = {
      async *search(query) {
        expect(query).toEqual({ status: ['registering', 'unknown', 'registered', 'held'] })
        yield* await Promise.resolve(orders)
      },
      makeOwedDue: () => Promise.resolve([]),
      makeClosingsDue: () => Promise.resolve([]),
      unfinishedClosings: () => Promise.resolve([]),
      unfinishedHandOvers: (request) => {
        expect(request).toEqual({ gateway: 'bank.example/#', limit: Number.MAX_SAFE_INTEGER, isEarly: true })
        return Promise.resolve(Object.keys(handedOver))
      },
    }
    const sweep = makeSweep({
      ledger: ledger as Ledger,
      gatewayAccount,
      gatewayTimeoutMs: 1_000,
      plan: aPlan(),
      everyMs,
      concurrency: 2,
      settle: async (orderNumber, trigger) => {
        seen.push(`${trigger} ${orderNumber}`)
        const one = await Promise.resolve(settled[orderNumber]!)
        if (one instanceof Error) throw one
        return one
      },
      closing: untold,
      handOver: {
        isWanted: true,
        run: (orderNumber, { trigger, isEarly }) => {
          seen.push(`hand-over ${trigger} ${isEarly} ${orderNumber}`)
          return Promise.resolve(handedOver[orderNumber])
        },
      },
      resumeRefunds: () => Promise.resolve(void seen.push('refunds')),
      closedForMs: () => undefined,
      logger: silentLogger,
      ...deps,
    })
    return { sweep, seen, report: sweep.reconcile() }
  }

  it('counts what it found and did', async () => {
    const { report, seen } = pass(
      {
        PAID: settledAs('paid', { order: anOrder({ status: 'paid', handOver: 'done' }) }),
        PAID2: settledAs('paid', { order: anOrder({ status: 'paid', handOver: 'due' }) }),
        DECLINED: settledAs('declined'),
        EXPIRED: settledAs('expired'),
        REVIEW: settledAs('review'),
        OPEN: settledAs('registered', { standing: 'open', hasMoved: false }),
        SILENT: settledAs('registered', { standing: 'silent', hasMoved: false }),
        UNTOUCHED: settledAs('registering', { standing: 'silent', wasAsked: false, hasMoved: false }),
        // Moved by another process, which counts it.
        MOVED: settledAs('paid', { order: anOrder({ status: 'paid', handOver: 'done' }), hasMoved: false }),
        FAILED: new Error('The ledger is away.'),
        STRANGER: settledAs('paid'),
      },
      {
        LATER: anOrder({ status: 'paid', handOver: 'done' }),
        STUCK: anOrder({ status: 'paid', handOver: 'stuck' }),
        TAKEN: undefined,
      },
    )

    expect(await report).toEqual({
      asked: 8,
      paid: 2,
      declined: 1,
      expired: 1,
      review: 1,
      unreachable: 1,
      handedOver: 2,
      stuck: 1,
      isWhole: true,
    })
    expect(seen).not.toContain('sweep STRANGER')
    expect(seen.filter((one) => one.startsWith('hand-over'))).toEqual([
      'hand-over sweep true LATER',
      'hand-over sweep true STUCK',
      'hand-over sweep true TAKEN',
    ])
    expect(seen.at(-1)).toBe('refunds')
  })

  it('resumes no refund while the breaker is open, and survives refunds that fail', async () => {
    const { report, seen } = pass({}, {}, { closedForMs: () => 1_000 })
    await report
    expect(seen).toEqual([])

    const error = jest.fn()
    const failing = pass(
      {},
      {},
      {
        resumeRefunds: () => Promise.reject(new Error('The ledger is away.')),
        logger: { ...silentLogger, error },
      },
    )
    expect(await failing.report).toMatchObject({ asked: 0 })
    expect(error).toHaveBeenCalledWith({ err: new Error('The ledger is away.') }, expect.stringContaining('refunds'))
  })

  it('ends early when the sweep stops, and leaves the rest to others', async () => {
    const orders = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`O${index}`, settledAs('registered')]))
    let begun = 0
    const made: Pass = pass(
      orders,
      {},
      {
        settle: (orderNumber) => {
          begun += 1
          if (begun === 3) void made.sweep.stop()
          return Promise.resolve(orders[orderNumber]!)
        },
      },
    )
    await made.report

    // The third one, and what the other worker had begun.
    expect(begun).toBeGreaterThanOrEqual(3)
    expect(begun).toBeLessThanOrEqual(4)
  })
})

describe('the timer of the sweep', () => {
  /** What a started sweep asks the ledger, and how often. */
  function timed(deps: Partial<SweepDeps> = {}) {
    const claims: object[] = []
    const limits: object[] = []
    const isStopped: (() => boolean)[] = []
    const handOvers: unknown[] = []
    const errors: string[] = []
    const ledger: Partial<Ledger> = {
      claimDue: (request) => Promise.resolve((claims.push(request), [])),
      makeOwedDue: () => Promise.resolve([]),
      makeClosingsDue: () => Promise.resolve([]),
      unfinishedClosings: () => Promise.resolve([]),
      unfinishedHandOvers: (request) => Promise.resolve((limits.push(request), [])),
    }
    const sweep = makeSweep({
      ledger: ledger as Ledger,
      gatewayAccount: 'bank.example/#login',
      gatewayTimeoutMs: 1_000,
      plan: aPlan({ jitterPercent: 0 }),
      everyMs,
      concurrency: 1,
      closedForMs: () => undefined,
      settle: () => Promise.reject(new Error('nothing is due')),
      closing: untold,
      handOver: {
        isWanted: true,
        run: (...given) => Promise.resolve((handOvers.push(given), undefined)),
      },
      resumeRefunds: (limits) => Promise.resolve(void isStopped.push(limits.isStopped)),
      logger: { ...silentLogger, error: (_object, message) => void errors.push(message) },
      ...deps,
    })
    return { sweep, claims, limits, isStopped, handOvers, errors }
  }

  it('claims one order of its gateway at a time, for the length of three calls and a little more', async () => {
    const { sweep, claims, limits, isStopped, errors } = timed()

    sweep.start()
    await until(() => claims.length > 2 && limits.length > 2 && isStopped.length > 2)
    expect(isStopped[0]!()).toBe(false)
    await sweep.stop()
    expect(isStopped[0]!()).toBe(true)

    const claim = { gateway: 'bank.example/#', limit: 1, leaseMs: 13_000 }
    expect(claims.slice(0, 2)).toEqual([
      { ...claim, statuses: ['registering', 'unknown', 'registered', 'held'] },
      { ...claim, statuses: ['paid', 'partially_refunded', 'declined', 'expired'] },
    ])
    expect(limits[0]).toEqual({ gateway: 'bank.example/#', limit: 40 })
    // Nothing due is nothing to report.
    expect(errors).toEqual([])
  })

  it('hands over what is due', async () => {
    const ledger: Partial<Ledger> = {
      claimDue: () => Promise.resolve([]),
      makeOwedDue: () => Promise.resolve([]),
      makeClosingsDue: () => Promise.resolve([]),
      unfinishedClosings: () => Promise.resolve([]),
      unfinishedHandOvers: () => Promise.resolve(['ORDER1']),
    }
    const { sweep, handOvers } = timed({ ledger: ledger as Ledger })

    sweep.start()
    await until(() => handOvers.length > 0)
    await sweep.stop()

    expect(handOvers[0]).toEqual(['ORDER1', { trigger: 'sweep' }])
  })

  it('claims nothing after a stop, however much is due', async () => {
    let claims = 0
    const ledger: Partial<Ledger> = {
      claimDue: () => Promise.resolve((claims++, [anOrder()])),
      makeOwedDue: () => Promise.resolve([]),
      makeClosingsDue: () => Promise.resolve([]),
      unfinishedClosings: () => Promise.resolve([]),
      unfinishedHandOvers: () => Promise.resolve([]),
    }
    const { sweep } = timed({
      ledger: ledger as Ledger,
      settle: () => sleep(1).then(() => Promise.reject(new Error('no answer'))),
    })

    sweep.start()
    await until(() => claims > 3)
    await sweep.stop()
    const before = claims
    await sleep(5 * everyMs)

    expect(claims).toBe(before)
  })

  it('claims nothing while the breaker is open', async () => {
    const { sweep, claims, limits, isStopped } = timed({ closedForMs: () => 1_000 })

    sweep.start()
    await until(() => limits.length > 3)
    await sweep.stop()

    expect([claims, isStopped]).toEqual([[], []])
  })

  it('waits as long as the plan says, which may be a little longer each time', async () => {
    const waits: number[] = []
    const plan = { ...aPlan(), jittered: (ms: number) => (waits.push(ms), 1) }
    const { sweep, claims } = timed({ plan, everyMs: 60_000 })

    sweep.start()
    await until(() => claims.length > 2)
    await sweep.stop()

    expect(new Set(waits)).toEqual(new Set([60_000]))
  })

  it.each(['claimDue', 'unfinishedHandOvers'] as const)(
    'goes on after a pass whose %s failed, and says so',
    async (verb) => {
      let calls = 0
      const ledger: Partial<Ledger> = {
        claimDue: () => Promise.resolve([]),
        makeOwedDue: () => Promise.resolve([]),
        makeClosingsDue: () => Promise.resolve([]),
        unfinishedClosings: () => Promise.resolve([]),
        unfinishedHandOvers: () => Promise.resolve([]),
        [verb]: () => {
          calls += 1
          return Promise.reject(new Error('The ledger is away.'))
        },
      }
      const { sweep, errors } = timed({ ledger: ledger as Ledger })

      sweep.start()
      await until(() => calls > 3)
      await sweep.stop()

      expect(new Set(errors)).toEqual(new Set(['sweep pass failed, the next one tries again']))
    },
  )

  it('starts once, and not again after a stop', async () => {
    const setTimer = jest.spyOn(global, 'setTimeout')
    try {
      const { sweep, claims } = timed({ everyMs: 60_000 })
      sweep.start()
      sweep.start()
      expect(setTimer).toHaveBeenCalledTimes(4)
      await sweep.stop()
      await sweep.stop()
      sweep.start()
      expect(setTimer).toHaveBeenCalledTimes(4)

      const never = timed()
      await never.sweep.stop()
      never.sweep.start()
      expect(setTimer).toHaveBeenCalledTimes(4)
      expect(claims).toEqual([])
    } finally {
      setTimer.mockRestore()
    }
  })

  it('does not keep the process alive, and does not fire after a stop', async () => {
    const setTimer = jest.spyOn(global, 'setTimeout')
    try {
      const { sweep, limits, isStopped } = timed()
      sweep.start()
      const timers = setTimer.mock.results.map(({ value }) => value as NodeJS.Timeout)
      expect(timers.map((timer) => timer.hasRef())).toEqual([false, false, false, false])
      await sweep.stop()
      await sleep(5 * everyMs)
      expect([limits, isStopped]).toEqual([[], []])
    } finally {
      setTimer.mockRestore()
    }
  })
})
