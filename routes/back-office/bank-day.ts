import { rawForm, rawQuery } from '../../middleware/parse.ts'
import { bankDayPage } from '../../src/back-office/bank-day-page.ts'
import { mayDo } from '../../src/back-office/operator.ts'
import { foreignFormPage, notAllowedPage, oldFormPage, unreadablePage } from '../../src/back-office/trouble-pages.ts'
import type { Balance } from '../../src/balance/balance.ts'
import { listRefusalText } from '../../src/balance/bank-list.ts'
import type { BalanceDay } from '../../src/balance/make-balance.ts'
import { nothingCompared } from '../../src/balance/nothing-compared.ts'
import { dayFrom, isDay } from '../../src/days.ts'
import { CheckoutError, GatewayRefusedError } from '../../src/errors.ts'
import { isFromOwnPage } from '../../src/html/own-page.ts'
import { seeOther } from '../../src/html/see-other.ts'
import type { Seals } from './seals.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface BankDayRouteOptions {
  readonly balanceDay: BalanceDay
  readonly seals: Seals
  readonly origin: string
}

/** In the address to which a press leads. */
const askedWord = 'asked'

/** Days of which the bank's answer is kept until it is asked again. Chosen by feel: a week. */
const maxKept = 7

/** `GET /books/bank`, and `POST /books/bank`: the bank is asked for its list of a day. */
export function makeBankDayRoutes({ balanceDay, seals, origin }: BankDayRouteOptions): {
  readonly show: Show
  readonly ask: Show
} {
  const { kept, ask } = makeAsk(balanceDay)
  const sealOf = (operator: string, day: string) => ({ operator, action: 'balance', subject: day })

  function shownFor({ req, operator, surroundings, base }: Visit, day: string): Shown {
    const { clock } = surroundings
    const seal = seals.seal({ ...sealOf(operator.name, day), seen: 0 }, clock.now)
    const { balance, problem } = kept.get(day) ?? {}
    // Whoever has just pressed is sent here with this word, and may meet another process than the one that asked.
    const isElsewhere = !kept.has(day) && rawQuery(req).has(askedWord)
    const mayAsk = mayDo(operator, 'settle')
    const page = bankDayPage({ day, balance, problem, isElsewhere, mayAsk, seal }, base, clock)
    return { page, json: { day, balance, problem } }
  }

  return {
    show(visit) {
      const day = dayIn(visit)
      return day === undefined ? unreadable(visit) : shownFor(visit, day)
    },
    async ask(visit) {
      const { req, res, operator, surroundings, base } = visit
      const day = dayIn(visit)
      if (day === undefined) return unreadable(visit)
      const here = `${base}/books/bank?day=${day}`
      if (!isFromOwnPage(req.headers, [origin])) return { page: foreignFormPage(here) }
      if (!mayDo(operator, 'settle')) return { page: notAllowedPage('ask the bank', operator.name, here) }
      const form = await rawForm(req)
      const opened = seals.open(form.get('seal') ?? '', sealOf(operator.name, day), surroundings.clock.now)
      if (!opened || opened.isOld) return { page: oldFormPage(here) }
      await ask(day)
      // Another look at the page asks nothing again.
      return void seeOther(res, `${here}&${askedWord}=1`)
    },
  }
}

/** What came of the last question about a day. */
interface Kept {
  /** What the bank said when it last answered. */
  readonly balance?: Balance | undefined
  /** Why it did not answer since. */
  readonly problem?: string | undefined
}

/** Asks about a day, and keeps what came of it for the last few. */
function makeAsk(balanceDay: BalanceDay) {
  const kept = new Map<string, Kept>()
  const asking = new Map<string, Promise<void>>()

  function keep(day: string, one: Kept): void {
    kept.delete(day)
    kept.set(day, one)
    const [oldest] = kept.keys()
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
  }

  async function askNow(day: string): Promise<void> {
    try {
      keep(day, { balance: await balanceDay({ day }) })
    } catch (error) {
      if (!(error instanceof CheckoutError) || error.code === 'CHECKOUT_LEDGER_UNAVAILABLE') throw error
      // What it said before stays on the page: only this question came to nothing.
      const isRefused = error instanceof GatewayRefusedError
      const problem = isRefused ? `${listRefusalText(error)} ${nothingCompared}` : error.message
      keep(day, { balance: kept.get(day)?.balance, problem })
    }
  }

  /** One question at a time about a day, however many press. */
  function ask(day: string): Promise<void> {
    const running = asking.get(day) ?? askNow(day).finally(() => asking.delete(day))
    asking.set(day, running)
    return running
  }

  return { kept, ask }
}

/** The day of an address, yesterday without one; undefined for one that is none, or still to come. */
function dayIn({ req, surroundings }: Visit): string | undefined {
  const { today } = surroundings.clock
  const day = rawQuery(req).get('day') ?? dayFrom(today, -1)
  return isDay(day) && day <= today ? day : undefined
}

function unreadable({ base }: Visit): Shown {
  return { page: unreadablePage('Wanted a day such as 2026-11-27 that is not still to come.', `${base}/books/bank`) }
}
