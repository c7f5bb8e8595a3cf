import type { HandOverClaim } from '../../src/ledger/hand-over-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { PaidTransaction } from '../../src/ledger/store-transaction.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import type { HandOver, HandOverDeps } from '../../src/settlement/hand-over/hand-over.ts'
import { systemClock } from '../../src/clock.ts'
import { clockAt } from '../support/clock.ts'
import { anOrder } from '../support/samples.ts'
import { makeGate, sleep, until } from '../support/until.ts'

const hourMs = 3_600_000
/** Waits between attempts, in milliseconds. */
const retryWaitsMs = [1_000, 5_000, 30_000, 120_000, 600_000, hourMs]
const failedTry = (tryNumber: number) => ({ kind: 'hand-over-failed', detail: { tryNumber } })
const paid = anOrder({ status: 'paid', handOver: 'due' })
const done = anOrder({ status: 'paid', handOver: 'done' })
const stuck = anOrder({ status: 'paid', handOver: 'stuck' })

/** A hand-over over a scripted ledger, and a record of the calls. */
function scripted(
  script: {
    readonly claim?: Partial<HandOverClaim> | undefined
    readonly found?: Order | undefined
    readonly completed?: Order | undefined | Error
    readonly failed?: Order | undefined
    readonly isHeld?: boolean | Error
    readonly history?: readonly object[]
  } = {},
  deps: Partial<HandOverDeps> = {},
): {
  readonly handOver: HandOver
  readonly did: [string, ...unknown[]][]
  readonly told: Order[]
  readonly sleeps: number[]
  readonly claim: HandOverClaim
} {
  const did: [string, ...unknown[]][] = []
  const told: Order[] = []
  const sleeps: number[] = []
  const claim = { orderNumber: 'ORDER1', fence: 3, tryNumber: 1, dueForMs: 0, ...script.claim }
  const completed = 'completed' in script ? script.completed : done
  const record =
    <Result>(name: string, result: Result) =>
    (...given: unknown[]): Promise<Result> => {
      did.push([name, ...given])
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result)
    }
  const ledger = {
    claimHandOver: record('claim', 'claim' in script && script.claim === undefined ? undefined : claim),
    history: () => Promise.resolve(script.history ?? []),
    find: record('find', 'found' in script ? script.found : paid),
    renewHandOver: record('renew', script.isHeld ?? true),
    withdrawHandOver: record('withdraw', done),
    failHandOver: record('fail', 'failed' in script ? script.failed : stuck),
    completeHandOver: async (...given: Parameters<Ledger['completeHandOver']>) => {
      const [, , effect] = given
      await effect?.(paid, {} as PaidTransaction)
      return record('complete', completed)(...given.slice(0, 2))
    },
  } as unknown as Ledger
  const handOver = makeHandOver({
    ledger,
    onPaid: () => void did.push(['onPaid']),
    onPaidInTransaction: undefined,
    leaseMs: 60_000,
    onStuck: (order) => void told.push(order),
    clock: { ...systemClock, sleep: (ms) => (sleeps.push(ms), new Promise(() => undefined)) },
    logger: silentLogger,
    ...deps,
  })
  return { handOver, did, told, sleeps, claim }
}

describe('an attempt at a hand-over', () => {
  it('claims, reads the order, runs the handler and records it', async () => {
    const { handOver, did, sleeps, claim } = scripted()

    expect(await handOver.run('ORDER1', { trigger: 'return' })).toBe(done)

    expect(did).toStrictEqual([
      ['claim', 'ORDER1', { leaseMs: 60_000, retryWaitsMs, isEarly: false }],
      ['find', 'ORDER1'],
      ['onPaid'],
      ['complete', claim, 'return'],
    ])
    expect(sleeps).toStrictEqual([5_000])
  })

  it('comes early on request', async () => {
    const { handOver, did } = scripted()

    await handOver.run('ORDER1', { trigger: 'sweep', isEarly: true })

    expect(did[0]).toStrictEqual(['claim', 'ORDER1', { leaseMs: 60_000, retryWaitsMs, isEarly: true }])
  })

  it('does not happen without a handler, without the claim, or without the order', async () => {
    const unwanted = scripted({}, { onPaid: undefined })
    expect(unwanted.handOver.isWanted).toBe(false)
    expect(await unwanted.handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    expect(unwanted.did).toStrictEqual([])

    const taken = scripted({ claim: undefined })
    expect(taken.handOver.isWanted).toBe(true)
    expect(await taken.handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    expect(taken.did.map(([name]) => name)).toStrictEqual(['claim'])

    const gone = scripted({ found: undefined })
    expect(await gone.handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    expect(gone.did.map(([name]) => name)).toStrictEqual(['claim', 'find'])
  })

  it("does not happen while the order's handler runs in this process, whatever became of its claim", async () => {
    const gate = makeGate()
    const { handOver, did } = scripted({}, { onPaid: () => (did.push(['onPaid']), gate.opened) })
    const first = handOver.run('ORDER1', { trigger: 'return' })
    await until(() => did.some(([name]) => name === 'onPaid'))

    // The ledger would grant the claim again.
    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    gate.open()
    expect(await first).toBe(done)

    expect(did.map(([name]) => name)).toStrictEqual(['claim', 'find', 'onPaid', 'complete'])
    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(done)
  })

  it('can be claimed by the move that makes the goods due, unless it has to wait for its turn', async () => {
    expect(scripted({}, { leaseMs: 45_000 }).handOver.claimTerms()).toStrictEqual({ leaseMs: 45_000, retryWaitsMs })

    expect(scripted({}, { onPaid: undefined }).handOver.claimTerms()).toBeUndefined()
    const onPaidInTransaction = () => undefined
    expect(scripted({}, { onPaid: undefined, onPaidInTransaction }).handOver.claimTerms()).toBeUndefined()
    const { handOver } = scripted()
    await handOver.stop()
    expect(handOver.claimTerms()).toBeUndefined()
  })

  it('is withdrawn if the money went back', async () => {
    const { handOver, did, claim } = scripted({ found: anOrder({ status: 'refunded' }) })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(done)

    const reason = 'the money went back before the goods went out'
    expect(did.slice(2)).toStrictEqual([['withdraw', claim, { reason, trigger: 'sweep' }]])
  })

  it('waits for a person if the order is in review, and reports it once', async () => {
    const { handOver, did, told, claim } = scripted({ found: anOrder({ status: 'review' }) })
    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(stuck)
    const failure = { retryInMs: undefined, reason: 'Error: the order is review', trigger: 'sweep' }
    expect(did.slice(2)).toStrictEqual([['fail', claim, failure]])
    expect(told).toStrictEqual([stuck])

    const lost = scripted({ found: anOrder({ status: 'review' }), failed: undefined })
    expect(await lost.handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    expect(lost.told).toHaveLength(0)
  })

  it('is made after a partial refund', async () => {
    const { handOver } = scripted({ found: anOrder({ status: 'partially_refunded' }) })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(done)
  })

  it.each<[unknown, string]>([
    [new TypeError('no box'), 'TypeError: no box'],
    [new Error('first line\nsecond line'), 'Error: first line'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [new Error('x'.repeat(500)), `Error: ${'x'.repeat(293)}`],
  ])('is retried when it throws, and the ledger keeps a line of the reason (%#)', async (thrown, reason) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a store's handler may throw anything
    const onPaid = () => Promise.reject(thrown)
    const { handOver, did, told, claim } = scripted({}, { onPaid })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(stuck)

    expect(did.slice(2)).toStrictEqual([['fail', claim, { retryInMs: 1_000, reason, trigger: 'sweep' }]])
    expect(told).toStrictEqual([])
  })

  it('that throws three days after the goods were due is the last', async () => {
    const onPaid = () => Promise.reject(new Error('no box'))
    const history = [{ kind: 'hand-over-failed', detail: { tryNumber: 69 } }]
    const { handOver, did, told, claim } = scripted(
      { claim: { tryNumber: 70, dueForMs: 72 * hourMs }, history },
      { onPaid },
    )

    await handOver.run('ORDER1', { trigger: 'sweep' })

    const failure = { retryInMs: undefined, reason: 'Error: no box', trigger: 'sweep' }
    expect(did.slice(2)).toStrictEqual([['fail', claim, failure]])
    expect(told).toStrictEqual([stuck])
  })

  it.each<[string, Partial<HandOverClaim>, readonly object[], boolean]>([
    ['the one before it died too', { tryNumber: 7, dueForMs: 72 * hourMs }, [], true],
    ['an earlier one failed', { tryNumber: 7, dueForMs: 72 * hourMs }, [failedTry(5), { kind: 'moved' }], true],
    [
      'the history does not call it failed',
      { tryNumber: 7, dueForMs: 72 * hourMs },
      [{ ...failedTry(6), kind: 'noted' }],
      true,
    ],
    [
      'a failure in the history names no attempt',
      { tryNumber: 7, dueForMs: 72 * hourMs },
      [{ kind: 'hand-over-failed' }],
      true,
    ],
    ['the one before it failed', { tryNumber: 7, dueForMs: 72 * hourMs }, [failedTry(6)], false],
    ['there were few attempts: no process was there', { tryNumber: 6, dueForMs: 72 * hourMs }, [], false],
    ['three days have not passed', { tryNumber: 7, dueForMs: 72 * hourMs - 1 }, [], false],
  ])('three days after the goods were due, if %s', async (_what, claimed, history, isGivenUp) => {
    const { handOver, did, told, claim } = scripted({ claim: claimed, history })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(isGivenUp ? stuck : done)

    const reason = 'Error: the last attempt never finished: its process died, or lost the ledger'
    const failure = ['fail', claim, { retryInMs: undefined, reason, trigger: 'sweep' }]
    expect(did.slice(2)).toStrictEqual(isGivenUp ? [failure] : [['onPaid'], ['complete', claim, 'sweep']])
    expect(told).toStrictEqual(isGivenUp ? [stuck] : [])
  })

  it('is made on request however often it died before, but not for money that went back', async () => {
    const died = { tryNumber: 7, dueForMs: 72 * hourMs }
    const wanted = scripted({ claim: died })
    expect(await wanted.handOver.run('ORDER1', { trigger: 'hand-over', isEarly: true })).toBe(done)
    expect(wanted.told).toStrictEqual([])

    const refunded = scripted({ claim: died, found: anOrder({ status: 'refunded', handOver: 'due' }) })
    await refunded.handOver.run('ORDER1', { trigger: 'sweep' })
    expect(refunded.did.map(([name]) => name)).toStrictEqual(['claim', 'find', 'withdraw'])
  })

  it('that cannot be recorded is not a failure of the handler', async () => {
    // Its claim has expired, so there is nothing left to retry.
    const { handOver, did } = scripted({ completed: new Error('The ledger is away.') }, { leaseMs: 0 })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()

    expect(did.map(([name]) => name).filter((name) => name !== 'renew')).toStrictEqual([
      'claim',
      'find',
      'onPaid',
      'complete',
    ])
    await handOver.idle()
  })

  it('whose claim was lost has no effect', async () => {
    const { handOver } = scripted({ completed: undefined })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
  })

  it('renews its claim while the handler runs, and not afterwards', async () => {
    const gate = makeGate()
    const onPaid = () => gate.opened
    const { handOver, did, claim } = scripted({}, { onPaid, leaseMs: 30 })
    const renewals = () => did.filter(([name]) => name === 'renew')

    const running = handOver.run('ORDER1', { trigger: 'sweep' })
    await until(() => renewals().length > 2)
    gate.open()
    await running
    const count = renewals().length
    await sleep(50)

    expect(renewals()).toHaveLength(count)
    expect(renewals()[0]).toStrictEqual(['renew', claim, 30])
  })

  it('renews three times per lease, by a timer that does not keep the process alive', async () => {
    const setTimer = jest.spyOn(global, 'setInterval')
    const { handOver } = scripted()

    await handOver.run('ORDER1', { trigger: 'sweep' })

    const [delays, timers] = [setTimer.mock.calls.map(([, ms]) => ms), setTimer.mock.results.map(({ value }) => value)]
    setTimer.mockRestore()
    expect(delays).toStrictEqual([20_000])
    expect((timers[0] as NodeJS.Timeout).hasRef()).toBe(false)
  })

  it('keeps its caller waiting for five seconds at most, and idle until it ends', async () => {
    const gate = makeGate()
    const onPaid = () => gate.opened
    const { handOver, did } = scripted({}, { onPaid, clock: clockAt(new Date()) })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBeUndefined()
    await until(() => did.some(([name]) => name === 'find'))
    let isIdle = false
    const idle = handOver.idle().then(() => (isIdle = true))
    await sleep(10)
    expect(isIdle).toBe(false)
    gate.open()
    await idle
    expect(did.at(-1)?.[0]).toBe('complete')
  })
})

describe('the renewals of a running hand-over', () => {
  /** The log while the handler runs, until it has `lines` lines or the claim was renewed 100 times. */
  async function logOf(isHeld: boolean | Error, lines: number): Promise<readonly [string, object, string][]> {
    const log: [string, object, string][] = []
    const write = (level: string) => (object: object, message: string) => void log.push([level, object, message])
    const logger = { info: write('info'), warn: write('warn'), error: write('error') }
    const gate = makeGate()
    const onPaid = () => gate.opened
    const { handOver, did } = scripted({ isHeld }, { onPaid, leaseMs: 3, logger })
    const running = handOver.run('ORDER1', { trigger: 'sweep' })
    await until(() => log.length >= lines || did.filter(([name]) => name === 'renew').length > 100)
    gate.open()
    await running
    return log.filter(([level]) => level !== 'info')
  }

  it('report every ten leases that the handler has not ended', async () => {
    const log = await logOf(true, 2)

    expect(log.slice(0, 2)).toStrictEqual([
      ['error', { orderNumber: 'ORDER1', runningForMs: 30 }, expect.stringContaining('has not finished')],
      ['error', { orderNumber: 'ORDER1', runningForMs: 60 }, expect.stringContaining('has not finished')],
    ])
  })

  it('report that the claim was lost, or could not be renewed', async () => {
    expect((await logOf(false, 1))[0]).toStrictEqual([
      ...['error', { orderNumber: 'ORDER1' }, expect.stringContaining('was lost')],
    ])
    const away = new Error('The ledger is away.')
    expect((await logOf(away, 1))[0]).toStrictEqual([
      ...['warn', { orderNumber: 'ORDER1', err: away }, expect.stringContaining('not be renewed')],
    ])
  })
})

describe('hand-overs', () => {
  it.each<[string, number, (work: () => Promise<void>) => Partial<HandOverDeps>]>([
    ['by a handler all run at once', 6, (work) => ({ onPaid: work })],
    ['in a transaction run four at a time', 4, (work) => ({ onPaid: undefined, onPaidInTransaction: work })],
  ])('%s', async (_what, maxAtOnce, depsOf) => {
    let begun = 0
    const gate = makeGate()
    const work = async (): Promise<void> => {
      begun += 1
      await gate.opened
    }
    const { handOver } = scripted({}, depsOf(work))

    const all = Array.from({ length: 6 }, (_, index) => handOver.run(`ORDER${index}`, { trigger: 'sweep' }))
    await until(() => begun >= maxAtOnce)
    await sleep(10)
    expect(begun).toBe(maxAtOnce)
    gate.open()
    expect(await Promise.all(all)).toStrictEqual(Array<Order>(6).fill(done))
    expect(begun).toBe(6)
  })

  it('in the queue are not queued again, and do not start after a stop', async () => {
    const gate = makeGate()
    let begun = 0
    const work = async (): Promise<void> => {
      begun += 1
      await gate.opened
    }
    const { handOver, did } = scripted({}, { onPaid: undefined, onPaidInTransaction: work })
    const runs = Array.from({ length: 6 }, (_, index) => handOver.run(`ORDER${index}`, { trigger: 'sweep' }))
    await until(() => begun === 4)

    expect(await handOver.run('ORDER5', { trigger: 'sweep' })).toBeUndefined()
    const stopped = handOver.stop()
    gate.open()
    await stopped

    expect(await Promise.all(runs)).toStrictEqual([done, done, done, done, undefined, undefined])
    expect(did.filter(([name]) => name === 'claim')).toHaveLength(4)
  })
})

describe('an attempt at a hand-over in the transaction', () => {
  const inTransaction = (effect: HandOverDeps['onPaidInTransaction']) => ({
    onPaid: undefined,
    onPaidInTransaction: effect,
  })

  it('runs the handler in the transaction that records it', async () => {
    const seen: Order[] = []
    const { handOver, did, claim } = scripted(
      {},
      inTransaction((order) => void seen.push(order)),
    )

    expect(handOver.isWanted).toBe(true)
    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(done)
    expect(seen).toStrictEqual([paid])
    expect(did.at(-1)).toStrictEqual(['complete', claim, 'sweep'])
  })

  it.each<[string, Order | Error, string]>([
    ['the handler', done, 'Error: no box'],
    ['the ledger', new Error('deadlock'), 'Error: deadlock'],
  ])('is retried when %s fails, with the reason', async (who, completed, reason) => {
    const effect = () => (who === 'the handler' ? Promise.reject(new Error('no box')) : undefined)
    const { handOver, did, claim } = scripted({ completed }, inTransaction(effect))

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(stuck)

    expect(did.at(-1)).toStrictEqual(['fail', claim, { retryInMs: 1_000, reason, trigger: 'sweep' }])
  })

  it('fails as too late after half a minute, and its handler hears of it', async () => {
    const clock = {
      ...systemClock,
      sleep: (ms: number) => (ms === 30_000 ? Promise.resolve() : new Promise<void>(() => undefined)),
    }
    const signals: AbortSignal[] = []
    const effect = inTransaction((_order, _transaction, { signal }) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const { handOver, did } = scripted({}, { ...effect, clock })

    await handOver.run('ORDER1', { trigger: 'sweep' })

    const reason = 'onPaidInTransaction took longer than 30 s'
    expect(did.at(-1)).toMatchObject(['fail', {}, { reason: `Error: ${reason}` }])
    expect(signals).toMatchObject([{ aborted: true, reason: { message: reason } }])
  })

  it('is made in the next run if the transaction lost against another: its handler is not late', async () => {
    const lost = new Error('could not serialize access due to concurrent update')
    const late: boolean[] = []
    const effect: HandOverDeps['onPaidInTransaction'] = (_order, _transaction, { signal }) => {
      late.push(signal.aborted)
      if (late.length === 1) throw lost
    }
    const ledger: Pick<Ledger, 'claimHandOver' | 'completeHandOver' | 'find'> = {
      claimHandOver: () => Promise.resolve({ orderNumber: 'ORDER1', fence: 1, tryNumber: 1, dueForMs: 0 }),
      find: () => Promise.resolve(paid),
      // As the ledger does: what the effect throws may be the database's own word that it must be repeated.
      async completeHandOver(_claim, _trigger, run) {
        await expect(run?.(paid, {} as PaidTransaction)).rejects.toBe(lost)
        await run?.(paid, {} as PaidTransaction)
        return done
      },
    }
    const { handOver } = scripted({}, { ...inTransaction(effect), ledger: ledger as Ledger })

    expect(await handOver.run('ORDER1', { trigger: 'sweep' })).toBe(done)

    expect(late).toStrictEqual([false, false])
  })
})
