import type { Request, RequestHandler, Response } from 'express'
import { answerHeaders } from '../html/answer-headers.ts'
import { httpStatusOf } from '../error-codes.ts'
import type { Order } from '../order.ts'
import { makeAccent } from './accent.ts'
import { askAgain } from './ask-again.ts'
import type { AskAgain } from './ask-again.ts'
import { busyPage, errorPage, notAVisitPage } from './error-pages.ts'
import type { BusyPageKind, DrawnBy, LastingErrorKind } from './error-pages.ts'
import { goingOnPage } from './going-on-page.ts'
import { chooseLanguage } from './language.ts'
import { linkPage } from './link-page.ts'
import type { LinkShown } from './link-page.ts'
import { failurePage, neutralOutcomeOf, neutralPage, pendingPage, successPage } from './order-pages.ts'
import type { NeutralOutcome } from './order-pages.ts'
import { pageHeaders } from '../html/page-headers.ts'
import type { Page, PageSurroundings, ShopFront } from './page.ts'
import { writeStylesheet } from './stylesheet.ts'

/** Draws a page about an order. The store's own `success`, `failure` and `pending` have the same shape. */
export type DrawOrder = (order: Order, req: Request, res: Response) => void

/** The pages a store gets without writing any, ready to be sent. */
export interface BuiltInPages {
  readonly success: DrawOrder
  readonly failure: DrawOrder
  /**
   * Reloads itself, without JavaScript, with growing pauses; after a quarter of an hour it says what will happen
   * instead.
   */
  readonly pending: DrawOrder
  neutral(outcome: NeutralOutcome, req: Request, res: Response): void
  /** The same with 409: another browser has already paid for what this checkout wants. */
  alreadyPaid(order: Order, req: Request, res: Response): void
  /** A payment link that can be paid. */
  link(link: LinkShown, req: Request, res: Response): void
  /** One that another browser has paid: 410. */
  linkPaid(order: Order, req: Request, res: Response): void
  error(kind: LastingErrorKind, req: Request, res: Response): void
  /** A checkout that has to wait, with `Retry-After` and a link to itself. */
  busy(kind: BusyPageKind, retryAfterMs: number, req: Request, res: Response): void
  /** For a request that is not a person's visit; links to its own address. */
  notAVisit(req: Request, res: Response): void
  /** Goes on to the bank by itself, without JavaScript. */
  goOn(order: Pick<Order, 'language'> & { readonly formUrl: string }, req: Request, res: Response): void
  /** A return that cannot be looked up right now; reloads itself. */
  returnUnavailable(req: Request, res: Response): void
  stylesheet(req: Request, res: Response): void
}

export interface BuiltInPagesOptions {
  /** Public address at which the router is mounted, without a slash at its end. */
  readonly baseUrl: string
  /** Path of the stylesheet under `baseUrl`. */
  readonly stylesheetPath: string
  readonly language: string | undefined
  readonly shop: ShopFront & {
    /** As `makeAccent` takes it. */
    readonly accent: readonly string[] | undefined
  }
}

/** Nothing was done: the request conflicts with the current state (RFC 9110, 15.5.10). */
const alreadyPaidStatus = httpStatusOf.CHECKOUT_ALREADY_PAID

/** It was valid once. */
const linkGoneStatus = httpStatusOf.CHECKOUT_LINK

/** The `Retry-After` while an order cannot be looked up, in seconds. Chosen by feel. */
const returnRetryAfterSecs = 5

/** Turbo marks each of its requests. */
function drawnBy(req: Request): DrawnBy {
  if (req.get('x-turbo-request-id') === undefined) return 'browser'
  return req.method === 'POST' ? 'turbo-form' : 'turbo-visit'
}

export function makeBuiltInPages({ baseUrl, stylesheetPath, language, shop }: BuiltInPagesOptions): BuiltInPages {
  const { send, sendForm, sendAndAskAgain } = makeSendPage(baseUrl, shop.logoUrl)
  const { host, pathname } = new URL(baseUrl)
  const shopName = shop.name ?? host
  const stylesheetUrl = pathname.replace(/\/$/, '') + stylesheetPath
  const stylesheet = writeStylesheet(shop.accent && makeAccent(shop.accent))

  function surroundings(req: Request, order?: Pick<Order, 'language'>): PageSurroundings {
    return { stylesheetUrl, shop, language: chooseLanguage(order?.language ?? language, req.get('accept-language')) }
  }

  /** To the gateway's page while the order can still be paid there, else to where it was begun. */
  function retryUrlOf(order: Order): string | undefined {
    if (order.status === 'registered') return order.formUrl
    return order.decline?.canRetry === false ? undefined : againUrlOf(order)
  }

  /** The store's own page, the payment link, or a new order for the same sku. */
  function againUrlOf({ again, linkNumber, sku }: Order): string {
    if (linkNumber !== undefined) return `${baseUrl}/payment/links/${linkNumber}`
    return again ?? `${baseUrl}/checkout/${encodeURIComponent(sku)}`
  }

  return {
    success: (order, req, res) => send(successPage(order, surroundings(req, order)), req, res),
    failure: (order, req, res) =>
      send(failurePage(order, { ...surroundings(req, order), retryUrl: retryUrlOf(order) }), req, res),
    pending: (order, req, res) =>
      sendAndAskAgain((again) => pendingPage(order, { ...surroundings(req, order), ...isStopped(again) }), req, res),
    neutral(outcome, req, res) {
      if (outcome !== 'pending') return send(neutralPage(outcome, surroundings(req)), req, res)
      sendAndAskAgain((again) => neutralPage(outcome, { ...surroundings(req), ...isStopped(again) }), req, res)
    },
    alreadyPaid: (order, req, res) =>
      send({ ...neutralPage(neutralOutcomeOf(order), surroundings(req)), status: alreadyPaidStatus }, req, res),
    link: (link, req, res) =>
      sendForm(linkPage(link, shopName, surroundings(req, { language: link.language })), req, res),
    linkPaid: (order, req, res) =>
      send({ ...neutralPage(neutralOutcomeOf(order), surroundings(req)), status: linkGoneStatus }, req, res),
    error: (kind, req, res) => send(errorPage(kind, surroundings(req)), req, res),
    busy(kind, retryAfterMs, req, res) {
      const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
      res.set('Retry-After', String(retryAfterSeconds))
      send(busyPage(kind, { ...surroundings(req), retryAfterSeconds }), req, res)
    },
    // Below the mount: nobody can turn it into an address on another host.
    notAVisit: (req, res) => send(notAVisitPage(baseUrl + req.url, drawnBy(req), surroundings(req)), req, res),
    goOn(order, req, res) {
      send(goingOnPage(order.formUrl, surroundings(req, order)), req, res.set('Refresh', `0; url=${order.formUrl}`))
    },
    returnUnavailable(req, res) {
      res.set('Retry-After', String(returnRetryAfterSecs))
      sendAndAskAgain(() => errorPage('return-unavailable', surroundings(req)), req, res)
    },
    stylesheet(_req, res) {
      res.type('css').send(stylesheet)
    },
  }
}

interface SendPage {
  readonly send: (page: Page, req: Request, res: Response) => void
  /** The same for a page with a form. */
  readonly sendForm: SendPage['send']
  /** Also makes the browser reload it. */
  readonly sendAndAskAgain: (draw: (again: AskAgain) => Page, req: Request, res: Response) => void
}

function makeSendPage(baseUrl: string, logoUrl: string | undefined): SendPage {
  const isOwn = logoUrl === undefined || logoUrl.startsWith('/')
  const imagesFrom = isOwn ? undefined : new URL(logoUrl).origin
  const isHttps = baseUrl.startsWith('https:')
  const send = sendWith(pageHeaders({ isHttps, forms: 'nowhere', imagesFrom }))
  const sendForm = sendWith(pageHeaders({ isHttps, forms: 'here', imagesFrom }))

  function sendAndAskAgain(draw: (again: AskAgain) => Page, req: Request, res: Response): void {
    const query = queryOf(req)
    const again = askAgain(query.get('since'), Math.floor(Date.now() / 1000))
    if (again.inSecs !== undefined) res.set('Refresh', `${again.inSecs}; url=${addressWith(query, again)}`)
    send(draw(again), req, res)
  }

  return { send, sendForm, sendAndAskAgain }
}

function sendWith(headers: RequestHandler): SendPage['send'] {
  return (page, req, res) => {
    void headers(req, res, () => {
      // Set here too: a path that cannot be decoded never reaches the route that sets them.
      res.set({ ...answerHeaders, 'Content-Language': page.language })
      res.status(page.status).type('html').send(page.html)
    })
  }
}

/** The host app owns `req.query` and its parser. */
function queryOf({ originalUrl }: Request): URLSearchParams {
  return new URL(originalUrl, 'http://localhost').searchParams
}

/** Relative: it leads to where the browser is, whatever a proxy does to paths. The rest of the query is dropped. */
function addressWith(query: URLSearchParams, { sinceSecs }: AskAgain): string {
  const kept = new URLSearchParams(query.getAll('orderId').map((orderId): [string, string] => ['orderId', orderId]))
  kept.set('since', String(sinceSecs))
  return `?${kept.toString()}`
}

function isStopped({ inSecs }: AskAgain): { readonly isStopped: boolean } {
  return { isStopped: inSecs === undefined }
}
