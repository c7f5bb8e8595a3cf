import { LedgerUnavailableError } from '../../src/errors.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { makeRecentAnswers } from '../../src/settlement/recent-answers.ts'
import { stand, standAfter } from '../../src/settlement/settled.ts'
import type { Settle, Settled } from '../../src/settlement/settled.ts'
import { steppingClock } from '../support/clock.ts'
import { anOrder } from '../support/samples.ts'
import { makeGate } from '../support/until.ts'

const order = anOrder()
const numbered = (number: number): Order => anOrder({ orderNumber: `ORDER${number}` })
const maxAnswers = 10_000

/** What the gateway said just now: the order moved with it. */
const answered = (about: Order = order): Settled => ({ ...standAfter(about), hasMoved: true })

/** Recent answers over a scripted settlement, one answer after the other, and a record of its questions. */
function scripted(...script: readonly [Settle, ...Settle[]]) {
  const questions: unknown[][] = []
  const clock = steppingClock()
  // A process that has run for an hour.
  void clock.sleep(3_600_000)
  let reads = 0
  const { settleForOwner, settleForAnybody } = makeRecentAnswers({
    settle: (...question) => {
      questions.push(question)
      return script[Math.min(questions.length, script.length) - 1]!(...question)
    },
    clock: {
      ...clock,
      elapsedMs: () => {
        reads += 1
        // An uninterrupted loop would never return to the test.
        if (reads > 200_000) throw new Error('The clock is read without end.')
        return clock.elapsedMs()
      },
    },
  })
  let timesAllowed = 0
  const mayAsk = (): Promise<boolean> => {
    timesAllowed += 1
    return Promise.resolve(true)
  }
  return {
    settleForOwner,
    anybody: (about: Order = order, trigger: 'return' | 'callback' = 'callback', may = mayAsk) =>
      settleForAnybody(about, trigger, may),
    questions,
    clock,
    timesAllowed: () => timesAllowed,
  }
}

const answers: Settle = () => Promise.resolve(answered())
const tooMany = (): Promise<boolean> => Promise.resolve(false)

describe('an answer', () => {
  it.each([0, 1, 1_000, 1_999])('that is %i ms old serves anybody, who did not move the order', async (ageMs) => {
    const { settleForOwner, anybody, questions, clock, timesAllowed } = scripted(answers)
    const own = await settleForOwner('ORDER1', 'return')

    await clock.sleep(ageMs)
    expect(await anybody(order, 'return')).toStrictEqual({ ...own, hasMoved: false })
    expect(await anybody(order, 'callback')).toStrictEqual({ ...own, hasMoved: false })

    expect(questions).toHaveLength(1)
    expect(timesAllowed()).toBe(0)
  })

  it.each([2_000, 2_001, 60_000])('that is %i ms old serves nobody', async (ageMs) => {
    const { settleForOwner, anybody, questions, clock, timesAllowed } = scripted(answers)
    await settleForOwner('ORDER1', 'return')

    await clock.sleep(ageMs)
    expect(await anybody()).toStrictEqual(answered())

    expect(questions).toStrictEqual([
      ['ORDER1', 'return', undefined],
      ['ORDER1', 'callback', undefined],
    ])
    expect(timesAllowed()).toBe(1)
  })

  it('costs one question every two seconds at most, however often anybody asks', async () => {
    const { anybody, questions, clock } = scripted(answers)

    for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 500) {
      await anybody()
      await clock.sleep(500)
    }

    expect(questions).toHaveLength(5)
  })

  it.each<[OrderStatus, OrderStatus]>([
    ['registered', 'held'],
    ['held', 'paid'],
    ['paid', 'refunded'],
  ])('about an order that was %s serves nobody once the ledger has it as %s', async (was, is) => {
    const { anybody, questions } = scripted(() => Promise.resolve(answered(anOrder({ status: was }))))

    await anybody()
    await anybody(anOrder({ status: was }))
    expect(questions).toHaveLength(1)
    await anybody(anOrder({ status: is }))
    expect(questions).toHaveLength(2)
  })

  it('that the gateway did not give serves too: asking again at once would make it worse', async () => {
    const silence: Settled = { ...standAfter(order), standing: 'silent' }
    const { anybody, questions } = scripted(() => Promise.resolve(silence))

    expect(await anybody()).toStrictEqual(silence)
    expect(await anybody()).toStrictEqual(silence)

    expect(questions).toHaveLength(1)
  })

  it('for which the gateway was not asked serves nobody', async () => {
    const { anybody, questions } = scripted(() => Promise.resolve(stand(order, 'silent')))

    await anybody()
    await anybody()

    expect(questions).toHaveLength(2)
  })
})

describe('a question that is under way', () => {
  it.each([true, false])('serves all who come meanwhile (the gateway is asked: %p)', async (wasAsked) => {
    const { opened, open } = makeGate()
    const { anybody, questions } = scripted(() => opened.then(() => ({ ...answered(), wasAsked })))

    const all = Promise.all([anybody(), anybody(), anybody(order, 'return')])
    open()

    const [first, ...others] = await all
    expect(first).toStrictEqual({ ...answered(), wasAsked })
    for (const other of others) expect(other).toStrictEqual({ ...answered(), wasAsked, hasMoved: false })
    expect(questions).toHaveLength(1)
  })

  it('and fails, fails for all who wait for it, and not for those who come later', async () => {
    const away = new LedgerUnavailableError('The database is away.')
    const { anybody, questions } = scripted(() => Promise.reject(away), answers)

    const failed = { status: 'rejected', reason: away }
    expect(await Promise.allSettled([anybody(), anybody()])).toStrictEqual([failed, failed])
    expect(questions).toHaveLength(1)

    expect(await anybody()).toStrictEqual(answered())
    expect(questions).toHaveLength(2)
  })

  it("serves anybody, if it is the owner's, even after an earlier one about the same order has failed", async () => {
    const { opened, open } = makeGate()
    const away = new LedgerUnavailableError('The database is away.')
    const { settleForOwner, anybody, questions } = scripted(
      () => Promise.reject(away),
      () => opened.then(() => answered()),
    )

    const early = settleForOwner('ORDER1', 'return')
    const late = settleForOwner('ORDER1', 'return')
    await expect(early).rejects.toBe(away)
    const other = anybody()
    open()
    await late

    expect(await other).toStrictEqual({ ...answered(), hasMoved: false })
    expect(questions).toHaveLength(2)
  })
})

describe('somebody who asks too often', () => {
  it('hears so, and the gateway is not asked', async () => {
    const { anybody, questions } = scripted(answers)

    expect(await anybody(order, 'callback', tooMany)).toBe('too-many')
    expect(await anybody(order, 'return', tooMany)).toBe('too-many')

    expect(questions).toStrictEqual([])
  })

  it('keeps nobody else from asking, neither those who wait nor those who come later', async () => {
    const { opened, open } = makeGate()
    const { anybody, questions, timesAllowed } = scripted(answers)

    const refused = anybody(order, 'callback', () => opened.then(() => false))
    const others = [anybody(), anybody()]
    open()

    expect(await refused).toBe('too-many')
    expect(await Promise.all(others)).toStrictEqual([answered(), { ...answered(), hasMoved: false }])
    expect(await anybody()).toStrictEqual({ ...answered(), hasMoved: false })
    // Those who waited asked one question together.
    expect(questions).toHaveLength(1)
    expect(timesAllowed()).toBe(1)
  })
})

const openStatuses = ['registering', 'unknown', 'registered', 'held'] as const
const paidStatuses = ['paid', 'partially_refunded', 'refunded'] as const
const otherStatuses = ['reversed', 'declined', 'expired', 'review'] as const

describe('a return to an order', () => {
  it.each([...paidStatuses, ...otherStatuses])('that is %s asks nobody, and a callback does', async (status) => {
    const settled = anOrder({ status })
    const { anybody, questions, timesAllowed } = scripted(() => Promise.resolve(answered(settled)))

    expect(await anybody(settled, 'return')).toStrictEqual(stand(settled, 'final'))
    expect(questions).toStrictEqual([])
    expect(timesAllowed()).toBe(0)

    expect(await anybody(settled, 'callback')).toStrictEqual(answered(settled))
    expect(questions).toStrictEqual([['ORDER1', 'callback', undefined]])
  })

  it.each(openStatuses)('that is %s asks the gateway', async (status) => {
    const open = anOrder({ status })
    const { anybody, questions } = scripted(() => Promise.resolve(answered(open)))

    expect(await anybody(open, 'return')).toStrictEqual(answered(open))
    expect(questions).toStrictEqual([['ORDER1', 'return', undefined]])
  })
})

describe('the browser that started an order', () => {
  it('always asks, however young an answer is, with the order as it was just read', async () => {
    const { settleForOwner, anybody, questions } = scripted(answers)
    await anybody()

    const known = { justRead: order, returnedAt: new Date() }
    expect(await settleForOwner('ORDER1', 'return', known)).toStrictEqual(answered())
    expect(await settleForOwner('ORDER1', 'return', known)).toStrictEqual(answered())

    expect(questions.slice(1)).toStrictEqual([
      ['ORDER1', 'return', known],
      ['ORDER1', 'return', known],
    ])
  })

  it('waits for a status that lags, and nobody else does', async () => {
    const lagging: Settled = { ...standAfter(order), standing: 'open', isUntried: true }
    const paid = answered(anOrder({ status: 'paid' }))
    const own = scripted(
      () => Promise.resolve(lagging),
      () => Promise.resolve(paid),
    )
    expect(await own.settleForOwner('ORDER1', 'return')).toStrictEqual(paid)
    expect(own.questions).toHaveLength(2)

    const other = scripted(() => Promise.resolve(lagging))
    expect(await other.anybody()).toStrictEqual(lagging)
    expect(other.questions).toHaveLength(1)
  })
})

describe('the memory of answers', () => {
  /** Asks about each of these orders, and returns those the gateway was asked about. */
  async function askedOf({ anybody, questions }: ReturnType<typeof scripted>, numbers: readonly number[]) {
    const before = questions.length
    for (const number of numbers) await anybody(numbered(number))
    return questions.slice(before).map(([orderNumber]) => orderNumber)
  }
  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_none, index) => index)
  const echo: Settle = (orderNumber) => Promise.resolve(answered(anOrder({ orderNumber })))

  it('holds ten thousand, and one more makes it forget the oldest', async () => {
    const memory = scripted(echo)
    expect(await askedOf(memory, upTo(maxAnswers))).toHaveLength(maxAnswers)
    expect(await askedOf(memory, [0, 1, maxAnswers - 1])).toStrictEqual([])

    expect(await askedOf(memory, [maxAnswers])).toStrictEqual([`ORDER${maxAnswers}`])
    expect(await askedOf(memory, [1, 2, maxAnswers])).toStrictEqual([])
    expect(await askedOf(memory, [0])).toStrictEqual(['ORDER0'])
  })

  it('forgets an order that was asked about again as the newest', async () => {
    const memory = scripted(echo)
    await askedOf(memory, upTo(maxAnswers))
    await memory.settleForOwner('ORDER0', 'return')

    await askedOf(memory, [maxAnswers])

    expect(await askedOf(memory, [0])).toStrictEqual([])
    expect(await askedOf(memory, [1])).toStrictEqual(['ORDER1'])
  })
})
