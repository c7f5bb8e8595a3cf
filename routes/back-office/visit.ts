import type { Request, RequestHandler, Response } from 'express'
import { asynchronous } from '../../middleware/asynchronous.ts'
import { AuthorizeFailedError } from '../../middleware/authorize.ts'
import { prefersJson } from '../../middleware/scripts.ts'
import { doorWords, writeDoorPage } from '../../src/back-office/door-page.ts'
import type { DoorReason } from '../../src/back-office/door-page.ts'
import { writeOfficePage } from '../../src/back-office/layout.ts'
import type { OfficePage, Surroundings } from '../../src/back-office/layout.ts'
import { rightsText } from '../../src/back-office/operator.ts'
import type { Operator } from '../../src/back-office/operator.ts'
import { failedPage, notFoundPage, unreadablePage } from '../../src/back-office/trouble-pages.ts'
import { makeClockwork } from '../../src/back-office/writing.ts'
import { CheckoutError } from '../../src/errors.ts'
import type { OrderCounts } from '../../src/ledger/sums-ledger.ts'
import { answerHeaders } from '../../src/html/answer-headers.ts'
import { pageHeaders } from '../../src/html/page-headers.ts'
import type { Logger } from '../../src/logger.ts'

/** What is told beside the navigation of every page, counted once for a page. */
export interface Waiting {
  readonly counts: OrderCounts
  /** Refunds that wait for another operator, counted up to a thousand. */
  readonly proposed: number
}

/** How many of them need a person. */
export function sumOfWaiting({ counts: { review, stuck }, proposed }: Waiting): number {
  return review + stuck + proposed
}

/** One request of somebody who may be here. */
export interface Visit {
  readonly req: Request
  readonly res: Response
  readonly operator: Operator
  readonly surroundings: Omit<Surroundings, 'waiting'>
  /** Address below which the back office is mounted, without a slash at its end. */
  readonly base: string
  /** Read beside whatever else the place reads. */
  readonly waiting: Promise<Waiting>
}

/** What a place answers: a page, and the same for a program. */
export interface Shown {
  readonly page: OfficePage
  /** What is sent to who asks for JSON; undefined if there is nothing more to say than the page's title. */
  readonly json?: object | undefined
}

export type Show = (visit: Visit) => Promise<Shown | undefined> | Shown | undefined

export interface VisitOptions {
  readonly askOperator: (req: Request) => Promise<Operator | undefined>
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  readonly shop: { readonly name?: string | undefined; readonly timeZone: string }
  /** As it is shown beside the shop: `Live, pay.bank.example`. */
  readonly bank: string
  /** Where the stylesheet is, below the back office. */
  readonly stylesheetPath: string
  readonly countWaiting: () => Promise<Waiting>
  readonly logger: Logger
}

/** Makes a route of a place: lets in who may be here, and answers with its page, or with JSON. */
export function makeVisits(options: VisitOptions): (show: Show) => RequestHandler {
  const { askOperator, countWaiting, logger } = options
  const isHttps = options.baseUrl.startsWith('https:')
  const headers = pageHeaders({ isHttps, forms: 'here', referrers: 'own' })
  const surround = makeSurround(options)

  async function send({ page, json }: Shown, { req, res, surroundings, waiting }: Visit): Promise<void> {
    if (res.headersSent) return
    const status = page.status ?? 200
    if (prefersJson(req)) return void res.status(status).json(json ?? { title: page.title })
    // A page says nothing of what could not be counted.
    const told = await waiting.then(sumOfWaiting, () => 0)
    const written = writeOfficePage(page, { ...surroundings, waiting: told })
    void headers(req, res, () => {
      res.set({ ...answerHeaders, 'Referrer-Policy': 'same-origin', 'Content-Language': 'en' })
      res.status(status).type('html').send(written)
    })
  }

  /** Tells nothing about the shop to somebody who may not be here. */
  function turnAway(reason: DoorReason, req: Request, res: Response): void {
    const { status, title, said } = doorWords[reason]
    if (prefersJson(req)) return void res.status(status).json({ title, message: said })
    void headers(req, res, () => {
      res.set({ ...answerHeaders, 'Content-Language': 'en' })
      res
        .status(status)
        .type('html')
        .send(writeDoorPage(reason, baseOf(req) + options.stylesheetPath))
    })
  }

  return (show) =>
    asynchronous(async (req, res) => {
      res.set(answerHeaders)
      const operator = await askOperator(req).catch(unlessLoginFailed)
      if (operator === 'failed') return turnAway('login failed', req, res)
      if (!operator) return turnAway('nobody', req, res)
      const waiting = countWaiting()
      // Whoever waits for it is told; a place that answers without it must not end the process.
      waiting.catch(() => undefined)
      const visit: Visit = { req, res, operator, ...surround(req, operator), waiting }
      try {
        const shown = await show(visit)
        if (shown) await send(shown, visit)
      } catch (error) {
        await send(shownFor(error, visit.base, logger), visit)
      }
    })
}

/** The reason is in the log. */
function unlessLoginFailed(error: unknown): 'failed' {
  if (error instanceof AuthorizeFailedError) return 'failed'
  throw error
}

function baseOf(req: Request): string {
  return req.baseUrl.replace(/\/$/, '')
}

function makeSurround({ shop, bank, baseUrl, stylesheetPath }: VisitOptions) {
  const name = shop.name ?? new URL(baseUrl).host
  return (req: Request, operator: Operator): Pick<Visit, 'base' | 'surroundings'> => {
    const base = baseOf(req)
    const surroundings = {
      base,
      stylesheetUrl: base + stylesheetPath,
      shop: name,
      bank,
      operator: { name: operator.name, may: rightsText(operator) },
      clock: makeClockwork(new Date(), shop.timeZone),
    }
    return { base, surroundings }
  }
}

/** How an error is shown to somebody who runs the shop: its words are written for them. */
function shownFor(error: unknown, base: string, logger: Logger): Shown {
  const back = `${base}/`
  if (!(error instanceof CheckoutError)) {
    logger.error({ err: error }, 'a page of the back office failed')
    return { page: failedPage(500, 'The page could not be written. The reason is in the shop’s log.', back) }
  }
  const json = { code: error.code, message: error.message }
  if (error.code === 'CHECKOUT_ORDER_NOT_FOUND') return { page: notFoundPage(error.message, back), json }
  if (error.statusCode === 503) return { page: failedPage(503, error.message, back), json }
  if (error.statusCode < 500) return { page: unreadablePage(error.message, back), json }
  return { page: failedPage(500, error.message, back), json }
}
