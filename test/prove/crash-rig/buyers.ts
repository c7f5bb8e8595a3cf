import { setTimeout as sleep } from 'node:timers/promises'
import type { Sandbox } from '../../../src/sandbox/index.ts'
import { gatewayOrderIdIn } from '../../support/store.ts'
import type { Chance } from '../../../src/chance.ts'

/** What a buyer does, and how often in a hundred. */
const habits = {
  'pays and comes back': 30,
  'pays and never comes back': 25,
  'pays with the second card': 8,
  'presses Buy twice': 5,
  'pays another amount': 9,
  'pays in another currency': 4,
  'pays, and the bank names another order': 4,
  'is declined and gives up': 7,
  'never pays': 8,
} as const
export type Habit = keyof typeof habits

const everyHabit = Object.entries(habits).flatMap(([habit, share]) => Array<Habit>(share).fill(habit as Habit))

/** Buyers whose payment matches the order. Only they get the goods. */
export const payingHabits: readonly Habit[] = [
  ...(['pays and comes back', 'pays and never comes back', 'pays with the second card', 'presses Buy twice'] as const),
]
/** Buyers whose money arrives but does not match. */
export const mismatchHabits: readonly Habit[] = [
  ...(['pays another amount', 'pays in another currency', 'pays, and the bank names another order'] as const),
]

/** What the bank says about orders that are not paid as agreed. */
const lies: Partial<Record<Habit, Readonly<Record<string, unknown>>>> = {
  'pays another amount': { amount: 1 },
  'pays in another currency': { currency: '840' },
  'pays, and the bank names another order': { orderNumber: 'ANOTHER' },
}

const declinedCard = { number: '5168494895055780' }

export interface Buyers {
  /** What each order was bought for, by the bank's id. */
  readonly habits: ReadonlyMap<string, Habit>
  /** One buyer from Buy to the end, however often the store dies meanwhile. */
  buy(): Promise<void>
}

export function makeBuyers(origin: string, bank: Sandbox, chance: Chance): Buyers {
  const bought = new Map<string, Habit>()
  let buyerCount = 0

  /** Like a person: reloads a page that does not come. */
  async function patiently(path: string, cookie: string, isDone: (answer: Response) => boolean): Promise<Response> {
    for (let tries = 0; tries < 400; tries += 1) {
      try {
        const answer = await fetch(origin + path, {
          redirect: 'manual',
          headers: { connection: 'close', cookie },
          signal: AbortSignal.timeout(20_000),
        })
        await answer.text()
        if (isDone(answer)) return answer
        if (answer.status >= 400 && answer.status !== 503) throw new WrongAnswer(`${path}: ${answer.status}`)
      } catch (error) {
        if (error instanceof WrongAnswer) throw error
      }
      await sleep(100 + 200 * Math.random())
    }
    throw new WrongAnswer(`${path}: no answer for a minute`)
  }

  async function press(
    buyer: number,
    cookie: string,
  ): Promise<{ readonly gatewayOrderId: string; readonly cookie: string }> {
    const answer = await patiently(`/checkout/mug?buyer=${buyer}`, cookie, ({ status }) => status === 302)
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0])
    return {
      gatewayOrderId: gatewayOrderIdIn(answer.headers.get('location') ?? undefined),
      cookie: [...(cookie === '' ? [] : [cookie]), ...cookies].join('; '),
    }
  }

  return {
    habits: bought,
    async buy() {
      const buyer = (buyerCount += 1)
      const habit = chance.oneOf(everyHabit)
      let { gatewayOrderId, cookie } = await press(buyer, '')
      if (habit === 'presses Buy twice') ({ gatewayOrderId, cookie } = await press(buyer, cookie))
      bought.set(gatewayOrderId, habit)
      if (habit === 'never pays') return

      const lie = lies[habit]
      if (lie) bank.alter(gatewayOrderId, lie)
      if (habit === 'is declined and gives up' || habit === 'pays with the second card') {
        await bank.pay(gatewayOrderId, declinedCard)
      }
      if (habit !== 'is declined and gives up') await bank.pay(gatewayOrderId)
      if (habit === 'pays and never comes back') return
      await patiently(`/payment/return?orderId=${gatewayOrderId}`, cookie, ({ status }) => status === 200)
    },
  }
}

/** An answer that no fault excuses. */
class WrongAnswer extends Error {}
