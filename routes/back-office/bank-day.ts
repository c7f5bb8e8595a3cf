import { rawForm, rawQuery } from '../../middleware/parse.ts'
import { bankDayPage } from '../../src/back-office/bank-day-page.ts'
import { mayDo } from '../../src/back-office/operator.ts'
import { foreignFormPage, notAllowedPage, oldFormPage, unreadablePage } from '../../src/back-office/trouble-pages.ts'
import type { Balance } from '../../src/balance/balance.ts'
import { listRefusalText } from '../../src/balance/bank-list.ts'
import type { BalanceDay } from '../../src/balance/make-balance.ts'
import { dayFrom, isDay } from '../../src/days.ts'
import { CheckoutError, GatewayRefusedError } from '../../src/errors.ts'
import { isFromOwnPage } from '../../src/html/own-page.ts'
import type { Seals } from './seals.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface BankDayRouteOptions {
  readonly balanceDay: BalanceDay
  readonly seals: Seals
  readonly origin: string
}

/** Days of which the bank's answer is kept until it is asked again. Chosen by feel: a week. */
const maxKept = 7

/** `GET /books/bank`, and `POST /books/bank`: the bank is asked for its list of a day. */
export function makeBankDayRoutes({ balanceDay, seals, origin }: BankDayRouteOptions): {
  readonly show: Show
  readonly ask: Show
} {
  const { kept, askOnce } = makeAskOnce(balanceDay)
  const sealOf = (operator: string, day: string) => ({ operator, action: 'balance', subject: day })

  function shownFor({ operator, surroundings, base }: Visit, day: string, problem?: string): Shown {
    const { clock } = surroundings
    const seal = seals.seal({ ...sealOf(operator.name, day), seen: 0 }, clock.now)
    const balance = kept.get(day)
    const page = bankDayPage({ day, balance, problem, mayAsk: mayDo(operator, 'settle'), seal }, base, clock)
    return { page, json: { day, balance, problem } }
  }

  return {
    show(visit) {
      const day = dayIn(visit)
      return day === undefined ? unreadable(visit) : shownFor(visit, day)
    },
    async ask(visit) {
      const { req, operator, surroundings, base } = visit
      const day = dayIn(visit)
      if (day === undefined) return unreadable(visit)
      const here = `${base}/books/bank?day=${day}`
      if (!isFromOwnPage(req.headers, [origin])) return { page: foreignFormPage(here) }
      if (!mayDo(operator, 'settle')) return { page: notAllowedPage('ask the bank', operator.name, here) }
      const form = await rawForm(req)
      const opened = seals.open(form.get('seal') ?? '', sealOf(operator.name, day), surroundings.clock.now)
      if (!opened || opened.isOld) return { page: oldFormPage(here) }
      try {
        await askOnce(day)
        return shownFor(visit, day)
      } catch (error) {
        if (!(error instanceof CheckoutError) || error.code === 'CHECKOUT_LEDGER_UNAVAILABLE') throw error
        // What it said before stays on the page: only this question came to nothing.
        const why = error instanceof GatewayRefusedError ? listRefusalText(error) : error.message
        return shownFor(visit, day, `${why} Nothing was compared.`)
      }
    },
  }
}

/** Asks about a day, and keeps what was answered about the last few. */
function makeAskOnce(balanceDay: BalanceDay) {
  const kept = new Map<string, Balance>()
  const asking = new Map<string, Promise<Balance>>()

  /** One question at a time about a day, however many press. */
  function askOnce(day: string): Promise<Balance> {
    const running = asking.get(day)
    if (running) return running
    const asked = balanceDay({ day })
      .then((balance) => {
        kept.delete(day)
        kept.set(day, balance)
        const [oldest] = kept.keys()
        if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
        return balance
      })
      .finally(() => asking.delete(day))
    asking.set(day, asked)
    return asked
  }

  return { kept, askOnce }
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
