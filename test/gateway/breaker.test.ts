import { GatewayRefusedError, GatewayUnavailableError } from '../../src/errors.ts'
import { makeBreaker } from '../../src/gateway/breaker.ts'
import type { Breaker } from '../../src/gateway/breaker.ts'
import type { StatusAnswer } from '../../src/gateway/answers.ts'
import { silentLogger } from '../../src/logger.ts'
import { paidEvidence } from '../support/samples.ts'
import { until } from '../support/until.ts'

const answered: StatusAnswer = { outcome: 'answered', evidence: paidEvidence() }
const absent: StatusAnswer = { outcome: 'absent' }
const refused: StatusAnswer = { outcome: 'refused', error: new GatewayRefusedError('no', '5') }
const silent: StatusAnswer = { outcome: 'unavailable', error: new GatewayUnavailableError('nothing came') }
const named: StatusAnswer = {
  outcome: 'unavailable',
  error: new GatewayUnavailableError('an error', { cause: { errorCode: '7' } }),
}
const unsent: StatusAnswer = { ...refused, isUnsent: true }
const waitedInVain: StatusAnswer = { ...silent, isUnsent: true }
const busy = (retryAfterMs: number): StatusAnswer => ({
  outcome: 'unavailable',
  error: new GatewayUnavailableError('429', { retryAfterMs }),
})

const unreadable: StatusAnswer = { ...silent, isUnreadable: true }
const unreached: StatusAnswer = { ...silent, isUnsent: true, isUnreached: true }

/** A clock that moves only on request, and a gateway that answers as told and counts its calls. */
function setUp(failures = 3, openMs = 1_000, maxRetryAfterMs = 3_600_000, chance = 0) {
  let nowMs = 0
  let heard = 0
  let onOpen: () => void = () => undefined
  let says: StatusAnswer | (() => Promise<StatusAnswer>) = answered
  const log: string[] = []
  const call = (): Promise<StatusAnswer> => {
    heard += 1
    return typeof says === 'function' ? says() : Promise.resolve(says)
  }
  const write = (_object: object, message: string) => void log.push(message)
  const logger = { info: write, warn: write, error: write }
  const limits = { failures, openMs, maxOpenMs: 300_000, maxRetryAfterMs, door: 'questions' as const }
  const breaker = makeBreaker({ ...limits, logger, onOpen: () => onOpen(), now: () => nowMs, random: () => chance })
  const status = (about = `O${heard}`): Promise<StatusAnswer> => breaker.guard(about, call)
  return {
    breaker,
    log,
    heard: () => heard,
    say: (what: typeof says) => (says = what),
    pass: (ms: number) => (nowMs += ms),
    /** Calls hang from now on. The function it returns answers the last of them. */
    hold() {
      let tell: (answer: StatusAnswer) => void = () => undefined
      says = () => new Promise((resolve) => (tell = resolve))
      return (answer: StatusAnswer) => tell(answer)
    },
    whenItOpens: (what: () => void) => (onOpen = what),
    /** A question about a new order, unless one is named. */
    status,
    /** A question that is never held back. */
    watched: (about = `O${heard}`) => breaker.watch(about, call()),
    async ask(what?: StatusAnswer, about?: string): Promise<string> {
      if (what) says = what
      return (await status(about)).outcome
    },
  }
}

const isClosed = (breaker: Breaker): boolean => breaker.closedForMs() === undefined

describe('the breaker', () => {
  it('lets everything through while the gateway answers now and then', async () => {
    const { breaker, ask, heard } = setUp()

    for (const what of [
      silent,
      silent,
      answered,
      silent,
      silent,
      absent,
      silent,
      silent,
      refused,
      silent,
      silent,
      named,
    ]) {
      await ask(what)
    }

    expect(heard()).toBe(12)
    expect(isClosed(breaker)).toBe(true)
  })

  it('opens after the set number of silences in a row: nothing is sent, and callers hear for how long', async () => {
    const { breaker, ask, heard, pass, log, status } = setUp()
    for (let i = 0; i < 3; i += 1) await ask(silent)
    pass(400)

    const answer = await status('O1')

    expect(heard()).toBe(3)
    expect(answer).toMatchObject({
      outcome: 'unavailable',
      error: {
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        retryAfterMs: 600,
        message: expect.stringContaining('Nothing was sent'),
      },
    })
    expect(breaker.closedForMs()).toBe(600)
    expect(log).toEqual(['gateway does not answer, it is left alone for a while'])
  })

  it.each([
    // The longest wait that is ever accepted: no spread of the probes makes it longer.
    [3_600_000, 120_000],
    [120_000, 120_000],
    [110_000, 120_000],
    [60_000, 72_000],
  ])('asked to wait for %i ms, waits for %i ms at the most', async (askedMs, longestMs) => {
    const { breaker, ask } = setUp(3, 1_000, 120_000, 1)

    await ask(busy(askedMs))

    expect(breaker.closedForMs()).toBe(longestMs)
  })

  it('sends one probe when its time is up, however many ask, and closes when the probe is answered', async () => {
    const { breaker, hold, ask, heard, pass, log, status } = setUp(1)
    await ask(silent)
    pass(1_000)
    const tell = hold()

    const asking = Array.from({ length: 20 }, () => status('O1'))
    tell(answered)
    const outcomes = (await Promise.all(asking)).map(({ outcome }) => outcome)

    expect(heard()).toBe(2)
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'unavailable')).toHaveLength(19)
    expect(isClosed(breaker)).toBe(true)
    expect(log.at(-1)).toBe('gateway answers again')
  })

  it('doubles its open time after each failed probe, up to five minutes, and resets it on an answer', async () => {
    const { breaker, ask, pass } = setUp(1)
    await ask(silent)
    const open: (number | undefined)[] = []

    for (let i = 0; i < 11; i += 1) {
      open.push(breaker.closedForMs())
      pass(breaker.closedForMs()!)
      await ask()
    }
    pass(breaker.closedForMs()!)
    await ask(answered)
    await ask(silent)

    expect(open).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000))
    expect(breaker.closedForMs()).toBe(1_000)
  })

  it('opens at once for as long as Retry-After says', async () => {
    const { breaker, ask, pass } = setUp(5)

    await ask(busy(400))
    expect(breaker.closedForMs()).toBe(400)

    pass(400)
    await ask(answered)
    await ask(busy(90_000))
    expect(breaker.closedForMs()).toBe(90_000)

    pass(90_000)
    await ask(busy(500))
    // A probe that is told to wait half a second counts as a failed probe.
    expect(breaker.closedForMs()).toBe(180_000)
  })

  it("honours Retry-After up to the store's limit, and not at all with 0", async () => {
    const cautious = setUp(5, 1_000, 2_000)
    await cautious.ask(busy(90_000))
    expect(cautious.breaker.closedForMs()).toBe(2_000)

    const deaf = setUp(2, 1_000, 0)
    await deaf.ask(busy(90_000))
    expect(deaf.breaker.closedForMs()).toBeUndefined()
    await deaf.ask(busy(90_000))
    expect(deaf.breaker.closedForMs()).toBe(1_000)
  })

  it('is not closed by an answer to a call sent before it opened: the probe decides', async () => {
    const { breaker, hold, ask, status } = setUp(1)
    const tell = hold()
    const early = status('O1')
    await ask(silent)

    tell(answered)
    await early

    expect(isClosed(breaker)).toBe(false)
  })

  it('is not opened by silence to a call sent before it opened: the probe decides', async () => {
    const { breaker, ask, say, pass, status } = setUp(1)
    const tells: ((answer: StatusAnswer) => void)[] = []
    const waiting = () => new Promise<StatusAnswer>((resolve) => tells.push(resolve))
    say(waiting)
    const early = [1, 2].map(() => status('O1'))
    await ask(silent)
    pass(1_000)
    say(waiting)
    const probe = status('O1')

    tells[0]!(silent)
    await early[0]
    tells[2]!(answered)
    await probe
    expect(isClosed(breaker)).toBe(true)

    // Nor after it has closed again.
    tells[1]!(busy(60_000))
    await early[1]
    expect(isClosed(breaker)).toBe(true)
    await ask(silent)
    expect(isClosed(breaker)).toBe(false)
  })

  it('waits for the longest Retry-After of all calls', async () => {
    const { breaker, ask, say, pass, status, log } = setUp()
    const tells: ((answer: StatusAnswer) => void)[] = []
    say(() => new Promise((resolve) => tells.push(resolve)))
    const early = [1, 2].map(() => status('O1'))
    await ask(busy(600_000))

    tells[0]!(busy(1_000))
    await early[0]
    expect(breaker.closedForMs()).toBe(600_000)

    pass(1_000)
    tells[1]!(busy(700_000))
    await early[1]
    expect(breaker.closedForMs()).toBe(700_000)
    // One log line for all of them.
    expect(log).toHaveLength(1)
  })

  it('stays open when money calls, which always go out, are not answered either', async () => {
    const { breaker, ask, pass, heard, watched } = setUp(1)
    await ask(silent)
    pass(400)

    await watched()
    await watched()

    expect(heard()).toBe(3)
    expect(breaker.closedForMs()).toBe(600)
  })

  it('uses the system clock when it is given none', async () => {
    const limits = { failures: 1, openMs: 1_000, maxOpenMs: 1_000, maxRetryAfterMs: 0, logger: silentLogger }
    const breaker = makeBreaker({ ...limits, door: 'moneyOut' })

    await breaker.guard('O1', () => Promise.resolve(silent))
    expect(breaker.closedForMs()).toBeGreaterThan(0)
    expect(breaker.closedForMs()).toBeLessThanOrEqual(1_200)
    await until(() => isClosed(breaker))
  })

  it('counts silence by order, not by call: one unanswered order does not mean that the bank is down', async () => {
    const { breaker, ask } = setUp(5)
    for (let i = 0; i < 20; i += 1) await ask(silent, 'O1')
    for (const order of ['O2', 'O3', 'O4', 'O1']) await ask(silent, order)
    expect(isClosed(breaker)).toBe(true)

    await ask(silent, 'O5')
    expect(isClosed(breaker)).toBe(false)
  })

  it('takes an unreadable answer for a sign of life', async () => {
    const { breaker, ask, pass, log } = setUp(2)
    for (let i = 0; i < 5; i += 1) await ask(unreadable)
    for (const what of [silent, unreadable, silent]) await ask(what)
    expect(isClosed(breaker)).toBe(true)

    await ask(silent)
    pass(1_000)
    await ask(unreadable)
    expect(isClosed(breaker)).toBe(true)
    expect(log.at(-1)).toBe('gateway answers again')
  })

  it('counts a call that could not reach the gateway as silence, although it was never sent', async () => {
    const { breaker, ask, pass } = setUp(2)
    for (let i = 0; i < 2; i += 1) await ask(unreached)
    expect(breaker.closedForMs()).toBe(1_000)

    pass(1_000)
    await ask(unreached)
    expect(breaker.closedForMs()).toBe(2_000)
  })

  it('reports its state', async () => {
    const { breaker, ask, pass, hold, status } = setUp(2)
    expect(breaker.state()).toBe('answering')
    await ask(silent)
    expect(breaker.state()).toBe('answering')
    await ask(silent)
    expect(breaker.state()).toBe('left-alone')
    pass(1_000)
    // The next call is the probe.
    expect(breaker.state()).toBe('probing')
    const tell = hold()
    const probe = status()
    expect(breaker.state()).toBe('probing')
    tell(answered)
    await probe
    expect(breaker.state()).toBe('answering')
  })

  it('counts the outcome of calls that are never held back', async () => {
    const { breaker, say, watched } = setUp(2)
    say(silent)

    await watched()
    await watched()

    expect(isClosed(breaker)).toBe(false)
  })

  it('does not take our own refusal, which never reached the gateway, for a sign of life', async () => {
    const { breaker, ask, pass, log } = setUp(2)
    for (const what of [silent, unsent, silent]) await ask(what)
    expect(breaker.closedForMs()).toBe(1_000)

    pass(1_000)
    await ask(unsent)
    // Nor was it a probe. The next call is, and doubles the wait.
    await ask(silent)
    expect(breaker.closedForMs()).toBe(2_000)
    expect(log).not.toContain('gateway answers again')

    pass(2_000)
    await ask(unsent)
    await ask(answered)
    expect(isClosed(breaker)).toBe(true)
    expect(log.at(-1)).toBe('gateway answers again')
  })

  it('counts a call that timed out in the queue neither as silence nor as a probe', async () => {
    const { breaker, ask, pass, status } = setUp(2)
    for (const what of [silent, waitedInVain, waitedInVain]) expect(await ask(what)).toBe('unavailable')
    expect(isClosed(breaker)).toBe(true)
    await ask(silent)
    expect(breaker.closedForMs()).toBe(1_000)

    pass(1_000)
    await expect(status('O1')).resolves.toMatchObject({ outcome: 'unavailable' })
    expect(breaker.closedForMs()).toBe(2_000)
    pass(2_000)
    await ask(waitedInVain)
    await ask(answered)
    expect(isClosed(breaker)).toBe(true)
  })

  it('has queued calls cancelled each time it opens, and tells them for how long it is open', async () => {
    const waiting: ((answer: StatusAnswer) => void)[] = []
    const { ask, pass, say, whenItOpens, status } = setUp(1)
    whenItOpens(() => {
      for (const cancelQueued of waiting.splice(0)) cancelQueued(waitedInVain)
    })
    const inLine = (): Promise<StatusAnswer> => {
      say(() => new Promise((resolve) => waiting.push(resolve)))
      return status('O1')
    }
    const first = inLine()

    await ask(silent)
    expect(await first).toMatchObject({ outcome: 'unavailable', isUnsent: true, error: { retryAfterMs: 1_000 } })

    pass(1_000)
    await ask(answered)
    const second = inLine()
    await ask(busy(5_000))
    expect(await second).toMatchObject({ outcome: 'unavailable', isUnsent: true, error: { retryAfterMs: 5_000 } })
  })

  it('ignores a queue timeout of a call from before it opened while a probe is out', async () => {
    const { breaker, hold, ask, pass, say, status } = setUp(1)
    const tell = hold()
    const older = status('O1')
    await ask(silent)
    pass(1_000)
    say(() => new Promise(() => undefined))
    void status('O2')

    tell(waitedInVain)
    await older

    // Another call is the probe: ask again soon.
    expect(breaker.closedForMs()).toBe(1_000)
  })

  it('leaves the answer of a queue timeout unchanged while closed, and of our own refusal while open', async () => {
    const { hold, ask, say, status } = setUp(1)
    say(waitedInVain)
    expect(await status('O1')).toBe(waitedInVain)

    const tell = hold()
    const ours = status('O1')
    await ask(silent)
    tell(unsent)
    expect(await ours).toBe(unsent)
  })

  it('keeps what a money call learned while our own refusal was on its way', async () => {
    const { breaker, hold, ask, pass, say, status, watched } = setUp(1)
    await ask(silent)
    pass(1_000)
    const tell = hold()
    const probe = status('O1')
    say(answered)
    await watched()

    tell(unsent)
    await probe

    expect(isClosed(breaker)).toBe(true)
    await ask(silent)
    expect(breaker.closedForMs()).toBe(1_000)
  })

  it('ignores the answer of an overtaken probe while a newer one is out', async () => {
    const { breaker, hold, ask, pass, say, status, watched } = setUp(1)
    await ask(silent)
    pass(1_000)
    const tell = hold()
    const older = status('O1')
    say(silent)
    await watched()
    pass(2_000)
    say(() => new Promise(() => undefined))
    void status('O1')

    tell(silent)
    await older

    // A probe is out, so no other call is one.
    expect(breaker.closedForMs()).toBe(1_000)
  })

  it('treats an elapsed Retry-After as none, and waits longer after a very short one', async () => {
    const { breaker, ask, pass } = setUp(3)
    for (let i = 0; i < 2; i += 1) await ask(busy(0))
    expect(isClosed(breaker)).toBe(true)
    await ask(busy(0))
    expect(breaker.closedForMs()).toBe(1_000)

    pass(1_000)
    await ask(busy(0))
    expect(breaker.closedForMs()).toBe(2_000)

    const other = setUp(3)
    await other.ask(busy(1))
    expect(other.breaker.closedForMs()).toBe(1)
    other.pass(1)
    await other.ask(silent)
    expect(other.breaker.closedForMs()).toBe(1_000)
  })

  it('never opens with a limit of 0', async () => {
    const { breaker, ask, heard } = setUp(0)

    for (let i = 0; i < 50; i += 1) await ask(i % 2 ? silent : busy(1_000))

    expect(heard()).toBe(50)
    expect(isClosed(breaker)).toBe(true)
  })

  it('stays open a little longer at random', async () => {
    const limits = { failures: 1, openMs: 1_000, maxOpenMs: 1_000, maxRetryAfterMs: 0, logger: silentLogger }
    const breaker = makeBreaker({ ...limits, door: 'questions', now: () => 0, random: () => 1 })

    await breaker.guard('O1', () => Promise.resolve(silent))

    expect(breaker.closedForMs()).toBe(1_200)
  })
})
