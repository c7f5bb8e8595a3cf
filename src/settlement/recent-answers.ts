import type { Trigger } from '../ledger/entry.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import { isOpen } from './judge/moves.ts'
import { makePatientSettle } from './patient-settle.ts'
import type { PatientSettle } from './patient-settle.ts'
import { stand } from './settled.ts'
import type { Settle, Settled } from './settled.ts'

/**
 * Who may cause a question to the gateway, and when. Anybody can write down an address of ours, or send a callback
 * again: that shall neither cost the bank a question each time nor keep one of our requests waiting.
 */
export interface RecentAnswers {
  /** For the browser that started the order, and a callback that the gateway has signed and not sent before: asks. */
  readonly settleForOwner: PatientSettle
  /**
   * For anybody else: an answer younger than {@link freshForMs} serves, and none is waited for that lags.
   *
   * @param mayAsk - called where a question would be asked. Resolves to false where there were too many: then the order
   *   is left as the ledger has it.
   */
  settleForAnybody(
    order: Order,
    trigger: 'return' | 'callback',
    mayAsk: () => Promise<boolean>,
  ): Promise<Settled | 'too-many'>
}

/** How old an answer may be that serves whoever cannot prove more, in milliseconds. */
const freshForMs = 2_000

/** Answers are kept for two seconds; a process that asks about more orders in that time forgets the oldest. */
const maxAnswers = 10_000

/** Answers of a moment ago, by order. */
interface KeptAnswers {
  readonly keep: (orderNumber: string, settled: Settled) => void
  /** The answer about an order as it is, if there is a fresh one. */
  readonly freshOf: (order: Order) => Settled | undefined
}

function makeKeptAnswers(clock: Pick<Clock, 'elapsedMs'>): KeptAnswers {
  const answers = new Map<string, { readonly settled: Settled; readonly atMs: number }>()
  const isFresh = (atMs: number): boolean => clock.elapsedMs() - atMs < freshForMs
  return {
    keep(orderNumber, settled) {
      answers.delete(orderNumber)
      answers.set(orderNumber, { settled, atMs: clock.elapsedMs() })
      // In the order in which they were kept.
      for (const [oldest, { atMs }] of answers) {
        if (answers.size <= maxAnswers && isFresh(atMs)) break
        answers.delete(oldest)
      }
    },
    freshOf({ orderNumber, status }) {
      const answer = answers.get(orderNumber)
      // What has moved since is another order to whoever looks at it.
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

  /** Whoever comes while it is under way may share it. */
  function run<Result extends Settled | 'too-many'>(orderNumber: string, question: Promise<Result>): Promise<Result> {
    running.set(orderNumber, question)
    return question.finally(() => {
      if (running.get(orderNumber) === question) running.delete(orderNumber)
    })
  }

  async function ask(orderNumber: string, trigger: Trigger): Promise<Settled> {
    const settled = await settle(orderNumber, trigger)
    // Silence counts: whoever asks again at once makes it worse.
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
      settle: (orderNumber, trigger) => run(orderNumber, ask(orderNumber, trigger)),
      clock,
    }),
    async settleForAnybody(order, trigger, mayAsk) {
      // A return to an order that is settled asks nobody.
      if (trigger === 'return' && !isOpen(order.status)) return stand(order, 'final')
      const { orderNumber } = order
      for (;;) {
        const known = answers.freshOf(order) ?? (await running.get(orderNumber))
        if (known === undefined) return run(orderNumber, askIf(mayAsk, orderNumber, trigger))
        // Who has asked too much is not the one who asks now.
        if (known !== 'too-many') return { ...known, hasMoved: false }
      }
    },
  }
}
