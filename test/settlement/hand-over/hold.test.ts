import { makeHoldOn } from '../../../src/settlement/hand-over/hold.ts'
import type { Hold, HoldDeps } from '../../../src/settlement/hand-over/hold.ts'
import { goods } from '../../../src/settlement/hand-over/task.ts'

const leaseMs = 60_000
const claim = { orderNumber: 'ORDER1', fence: 3, tryNumber: 1, dueForMs: 0 }
const lostLine = 'error: claim on a running hand-over was lost'

beforeEach(() => void jest.useFakeTimers({ now: 0 }))
afterEach(() => {
  const timersLeft = jest.getTimerCount()
  jest.useRealTimers()
  // A hold that was not ended is renewed for ever.
  expect(timersLeft).toBe(0)
})

/** A hold, and what it asks the ledger and says in the log, each with its time in milliseconds. */
function holdOf(renew: HoldDeps['ledger']['renewHandOver']): {
  readonly hold: Hold
  readonly renewals: readonly unknown[]
  readonly log: readonly unknown[]
} {
  const renewals: unknown[] = []
  const log: unknown[] = []
  const write = (level: string) => (object: object, message: string) =>
    void log.push([Date.now(), object, `${level}: ${message}`])
  const holdOn = makeHoldOn({
    ledger: {
      renewHandOver: (...given) => {
        renewals.push([Date.now(), ...given])
        return renew(...given)
      },
    },
    leaseMs,
    task: goods,
    clock: { elapsedMs: () => Date.now() },
    logger: { info: write('info'), warn: write('warn'), error: write('error') },
  })
  return { hold: holdOn(claim), renewals, log }
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms)

describe('the claim of a running hand-over', () => {
  it('is renewed three times per lease, until the handler has ended', async () => {
    const { hold, renewals, log } = holdOf(() => Promise.resolve(true))

    await pass(leaseMs)
    hold.end()
    await pass(leaseMs)

    expect(renewals).toStrictEqual([20_000, 40_000, 60_000].map((atMs) => [atMs, claim, leaseMs]))
    expect(log).toStrictEqual([])
  })

  it('is held for one lease if it cannot be renewed, and not a moment longer', async () => {
    const { hold, log } = holdOf(() => Promise.reject(new Error('The ledger is away.')))

    expect(hold.stands()).toBe(true)
    await pass(leaseMs - 1)
    expect(hold.stands()).toBe(true)
    await pass(1)
    expect(hold.stands()).toBe(false)

    // Nobody has said that it is lost.
    expect(hold.signal.aborted).toBe(false)
    expect(log).toHaveLength(3)
    hold.end()
  })

  it('is held for one lease from when its renewal was asked for, however late the answer comes', async () => {
    const answersInMs = [5_000]
    const { hold } = holdOf(async () => {
      const answerInMs = answersInMs.shift()
      if (answerInMs === undefined) throw new Error('The ledger is away.')
      await new Promise((resolve) => setTimeout(resolve, answerInMs))
      return true
    })

    await pass(20_000 + leaseMs - 1)
    expect(hold.stands()).toBe(true)
    await pass(1)
    expect(hold.stands()).toBe(false)
    hold.end()
  })

  it('is lost as soon as the ledger says so: the handler hears it, and the log says it once', async () => {
    const { hold, log } = holdOf(() => Promise.resolve(false))

    await pass(19_999)
    expect([hold.stands(), hold.signal.aborted]).toStrictEqual([true, false])
    await pass(1)
    expect([hold.stands(), hold.signal.aborted]).toStrictEqual([false, true])
    expect(hold.signal.reason).toMatchObject({ message: 'the claim on the hand-over was lost' })
    expect(log).toStrictEqual([[20_000, { orderNumber: 'ORDER1' }, lostLine]])

    await pass(leaseMs)
    expect(log).toHaveLength(1)
    hold.end()
  })

  it('stays lost, whatever the ledger says later', async () => {
    const answers = [false]
    const { hold } = holdOf(() => Promise.resolve(answers.shift() ?? true))

    await pass(leaseMs)

    expect([hold.stands(), hold.signal.aborted]).toStrictEqual([false, true])
    hold.end()
  })

  it('is reported every ten leases, with how long the handler has been running', async () => {
    const { hold, log } = holdOf(() => Promise.resolve(true))

    await pass(10 * leaseMs - 1)
    expect(log).toStrictEqual([])
    await pass(10 * leaseMs + 1)

    const line = 'error: onPaid has not finished; nobody else may try meanwhile'
    expect(log).toStrictEqual([
      [600_000, { orderNumber: 'ORDER1', runningForMs: 600_000 }, line],
      [1_200_000, { orderNumber: 'ORDER1', runningForMs: 1_200_000 }, line],
    ])
    hold.end()
  })
})
