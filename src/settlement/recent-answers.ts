import type { Trigger } from '../ledger/entry.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import { isOpen } from './judge/moves.ts'
import { makePatientSettle } from './patient-settle.ts'
import type { PatientSettle } from './patient-settle.ts'
import { stand } from './settled.ts'
import type { KnownBefore, Settle, Settled } from './settled.ts'

/**
 * Who may cause a question to the gateway, and when. Anybody can copy one of our addresses, or repeat a callback. That
 * must not cost the bank a question each time, nor keep one of our requests waiting.
 */
export interface RecentAnswers {
  /** For the browser that started the order, and for a signed callback that was not seen before: always asks. */
  readonly settleForOwner: PatientSettle
  /**
   * For anybody else: reuses an answer younger than {@link freshForMs}, and does not wait for a status that lags.
   *
   * @param mayAsk - called before a question is asked. Resolves to false if there were too many: the order then stays
   *   as the ledger has it.
   */
  settleForAnybody(
    order: Order,
    trigger: 'return' | 'callback',
    mayAsk: () => Promise<boolean>,
  ): Promise<Settled | 'too-many'>
}

/** How old an answer may be and still serve a caller that proves nothing, in milliseconds. */
const freshForMs = 2_000

/** Answers are kept for two seconds. A process that asks about more orders in that time forgets the oldest. */
const maxAnswers = 10_000

/** Recent answers, by order. */
interface KeptAnswers {
  readonly keep: (orderNumber: string, settled: Settled) => void
  /** The fresh answer about an order in its current status, if there is one. */
  readonly freshOf: (order: Order) => Settled | undefined
}

function makeKeptAnswers(clock: Pick<Clock, 'elapsedMs'>): KeptAnswers {
  const answers = new Map<string, { readonly settled: Settled; readonly atMs: number }>()
  const isFresh = (atMs: number): boolean => clock.elapsedMs() - atMs < freshForMs
  return {
    keep(orderNumber, settled) {
      answers.delete(orderNumber)
      answers.set(orderNumber, { settled, atMs: clock.elapsedMs() })
      // A Map iterates in the order of insertion: the oldest come first.
      for (const [oldest, { atMs }] of answers) {
        if (answers.size <= maxAnswers && isFresh(atMs)) break
        answers.delete(oldest)
      }
    },
    freshOf({ orderNumber, status }) {
      const answer = answers.get(orderNumber)
      // If the order has moved since, the answer is out of date.
      return answer && isFresh(answer.atMs) && answer.settled.order.status === status ? answer.settled : undefined
    },
  }
}

export interface RecentAnswersDeps {
  readonly settle: Settle
  readonly clock: Clock
}

export function makeRecentAnswers({ settle, clock }: RecentAnswersDeps): RecentAnswers {
  const answers = makeKeptAnswers(clock)
  const running = new Map<string, Promise<Settled | 'too-many'>>()

  /** Callers that arrive while the question is in flight share it. */
  function run<Result extends Settled | 'too-many'>(orderNumber: string, question: Promise<Result>): Promise<Result> {
    running.set(orderNumber, question)
    return question.finally(() => {
      if (running.get(orderNumber) === question) running.delete(orderNumber)
    })
  }

  async function ask(orderNumber: string, trigger: Trigger, known?: KnownBefore): Promise<Settled> {
    const settled = await settle(orderNumber, trigger, known)
    // A missing answer counts, too: asking again at once would make it worse.
    if (settled.wasAsked) answers.keep(orderNumber, settled)
    return settled
  }

  async function askIf(
    mayAsk: () => Promise<boolean>,
    orderNumber: string,
    trigger: Trigger,
  ): Promise<Settled | 'too-many'> {
    return (await mayAsk()) ? ask(orderNumber, trigger) : 'too-many'
  }

  return {
    settleForOwner: makePatientSettle({
      settle: (orderNumber, trigger, known) => run(orderNumber, ask(orderNumber, trigger, known)),
      clock,
    }),
    async settleForAnybody(order, trigger, mayAsk) {
      // A return to a settled order asks nobody.
      if (trigger === 'return' && !isOpen(order.status)) return stand(order, 'final')
      const { orderNumber } = order
      for (;;) {
        const known = answers.freshOf(order) ?? running.get(orderNumber)
        // Nothing is awaited in between: of several callers that wake together, the first asks and the others share.
        if (known === undefined) return run(orderNumber, askIf(mayAsk, orderNumber, trigger))
        const settled = await known
        // It was another caller that asked too often, not this one.
        if (settled !== 'too-many') return { ...settled, hasMoved: false }
      }
    },
  }
}
