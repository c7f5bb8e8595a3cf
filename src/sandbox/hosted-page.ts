import express, { Router } from 'express'
import type { Request, RequestHandler, Response } from 'express'
import { pageHeaders } from '../html/page-headers.ts'
import { isCodeTaken, isOpen } from './bank/bank-order.ts'
import type { BankOrder, TryOutcome } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { parseCardFields, parseSecurityCode } from './bank/card-fields.ts'
import type { FieldErrors } from './bank/card-fields.ts'
import { takesCodes } from './dialects/dialect.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { StoredBankCard } from './bank/stored-cards.ts'
import { cardPage, storeBox } from './pages/card-page.ts'
import { challengePage, codeLength } from './pages/challenge-page.ts'
import { codeAnswers, codePage, toldAfterField } from './pages/code-page.ts'
import { closedPage, unknownOrderPage } from './pages/closed-page.ts'
import { emblem, emblemPath, stylesheetPath } from './pages/layout.ts'
import { storedCardPage } from './pages/stored-card-page.ts'
import { stylesheet } from './pages/stylesheet.ts'
import { readParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'

export interface HostedPageOptions {
  readonly bank: Bank
  readonly merchantName: string
  readonly dialect: Pick<Dialect, 'affixes' | 'statuses'>
}

const merchantPath = '/payment/merchants/sandbox'
const leavePath = `${merchantPath}/leave.html`
const codePagePath = `${merchantPath}/qr.html`
const challengePath = '/payment/acs/challenge.html'

/** Where the buyer pays: the path of the order's `formUrl`. */
export function pagePath({ gatewayOrderId, language }: Pick<BankOrder, 'gatewayOrderId' | 'language'>): string {
  return `${merchantPath}/payment_${language}.html?mdOrder=${gatewayOrderId}`
}

/** Where the buyer pays with a stored card. */
function storedCardPathOf(order: BankOrder, bindingId: string): string {
  return `${pagePath(order)}&bindingId=${encodeURIComponent(bindingId)}`
}

/** Where the buyer pays by QR code. */
export function codePathOf({ gatewayOrderId }: Pick<BankOrder, 'gatewayOrderId'>): string {
  return `${codePagePath}?mdOrder=${gatewayOrderId}`
}

/** Where the issuer asks for the code. */
export function challengePathOf({ gatewayOrderId }: Pick<BankOrder, 'gatewayOrderId'>): string {
  return `${challengePath}?mdOrder=${gatewayOrderId}`
}

/** Where the buyer cancels or goes back to the shop. */
export function leavePathOf({ gatewayOrderId }: Pick<BankOrder, 'gatewayOrderId'>): string {
  return `${leavePath}?mdOrder=${gatewayOrderId}`
}

/** The payment page, the issuer's page and the redirect back to the shop. Works without JavaScript. */
export function hostedPage(options: HostedPageOptions): Router {
  const router = Router()
  const pages = Router()
  router.get(stylesheetPath, (_req, res) => void res.type('css').send(stylesheet))
  router.get(emblemPath, (_req, res) => void res.type('svg').send(emblem))

  const redirectAfter = makeRedirectAfter(options)
  const leave = makeLeave(options)
  const { showCardPage, takeCard } = cardHandlers(options, redirectAfter)
  const { showCode, takeAnswer } = codeHandlers(options, redirectAfter)
  const { showChallenge, takeCode } = challengeHandlers(options, redirectAfter)
  pages.use(express.text({ type: () => true, limit: '64kb' }))
  pages.use(findOrder(options.bank), headers)
  // Express 4 and 5 read this pattern alike; they do not with `payment_:language.html`.
  pages.get(/\/payment_[a-z]{2}\.html$/, showCardPage)
  pages.post(/\/payment_[a-z]{2}\.html$/, takeCard)
  pages.get('/qr.html', showCode)
  pages.post('/qr.html', takeAnswer)
  pages.get('/challenge.html', showChallenge)
  pages.post('/challenge.html', takeCode)
  pages.get('/leave.html', leave)
  pages.post('/leave.html', leave)
  router.use(merchantPath, pages)
  router.use('/payment/acs', pages)
  return router
}

type RedirectAfter = (outcome: TryOutcome, res: Response) => void

/** Redirects the buyer after an attempt: to the shop, to the issuer, or back to the form for another attempt. */
function makeRedirectAfter({ bank, dialect }: HostedPageOptions): RedirectAfter {
  return (outcome, res) => {
    const before = orderOf(res)
    const order = bank.find(before.gatewayOrderId) ?? before
    if (order.orderStatus === 5) res.redirect(302, challengePathOf(order))
    else if (outcome === 'approved' || outcome === 'pending' || (outcome === 'declined' && !isOpen(order)))
      res.redirect(302, shopUrl(order, dialect))
    else res.redirect(302, pagePath(order))
  }
}

function cardHandlers(options: HostedPageOptions, redirectAfter: RedirectAfter) {
  const { bank, merchantName } = options
  const payPage = makePayPage(options)

  function showClosed(order: BankOrder, res: Response): void {
    res.send(closedPage({ order, merchantName, leaveAction: leavePathOf(order) }))
  }

  function showCardPage(req: Request, res: Response): void {
    const order = orderOf(res)
    if (order.orderStatus === 5) res.redirect(302, challengePathOf(order))
    else if (isOpen(order)) res.send(payPage(order, readParameters(req)))
    else showClosed(order, res)
  }

  function takeCard(req: Request, res: Response): void {
    const order = orderOf(res)
    const fields = readParameters(req)
    if (!isOpen(order)) return showClosed(order, res.status(409))
    const outcome = present(order, fields)
    if (typeof outcome === 'string') redirectAfter(outcome, res)
    else res.status(422).send(payPage(order, fields, outcome))
  }

  /** @returns what is wrong with the fields, if nothing can be tried. */
  function present(order: BankOrder, fields: Parameters): TryOutcome | FieldErrors {
    const { gatewayOrderId, clientId, storesCardUnasked } = order
    const bindingId = bindingIdFor(bank, order, fields)
    if (bindingId !== undefined) {
      const form = parseSecurityCode(fields)
      return form.isValid ? bank.presentStoredCard(gatewayOrderId, bindingId, form.cvc) : form.errors
    }
    const form = parseCardFields(fields)
    if (!form.isValid) return form.errors
    const isWanted = storesCardUnasked || fields[storeBox.name] === storeBox.value
    return bank.presentCard(gatewayOrderId, form.card, isWanted && clientId !== undefined)
  }

  return { showCardPage, takeCard }
}

type PayPage = (order: BankOrder, fields: Parameters, errors?: FieldErrors) => string

/** The form for a new card, or for a stored one: the only one that may pay the order, or the one that was chosen. */
function makePayPage({ bank, merchantName, dialect }: HostedPageOptions): PayPage {
  return (order, fields, errors) => {
    const shown = { order, merchantName, leaveAction: leavePathOf(order), ...(errors && { errors }) }
    const bindingId = bindingIdFor(bank, order, fields)
    if (bindingId !== undefined) {
      const stored = bank.cards.find(bindingId)
      const otherCardPath = order.bindingId === undefined ? pagePath(order) : undefined
      return storedCardPage({ ...shown, stored, otherCardPath, payAction: storedCardPathOf(order, bindingId) })
    }
    const offered = offeredTo(bank, order).map((stored) => ({
      stored,
      path: storedCardPathOf(order, stored.bindingId),
    }))
    const codePath = takesCodes(dialect) && isCodeTaken(order) ? codePathOf(order) : undefined
    return cardPage({ ...shown, offered, codePath, payAction: pagePath(order), ...(errors && { fields }) })
  }
}

/** The stored card that the page charges; undefined if it asks for a new one. */
export function bindingIdFor(
  bank: Pick<Bank, 'cards'>,
  order: BankOrder,
  { bindingId }: { readonly bindingId?: string },
): string | undefined {
  if (order.bindingId !== undefined) return order.bindingId
  return offeredTo(bank, order).find((stored) => stored.bindingId === bindingId)?.bindingId
}

function offeredTo(bank: Pick<Bank, 'cards'>, { clientId }: BankOrder): readonly StoredBankCard[] {
  return clientId === undefined ? [] : bank.cards.of(clientId)
}

/** How long a buyer's bank may keep a payment to itself, in milliseconds: as a waiting shop would. Chosen by feel. */
const maxToldAfterMs = 86_400_000

function codeHandlers({ bank, merchantName, dialect }: HostedPageOptions, redirectAfter: RedirectAfter) {
  function showCode(_req: Request, res: Response): void {
    const order = orderOf(res)
    if (!takesCodes(dialect) || !isCodeTaken(order)) return res.redirect(302, pagePath(order))
    res.send(codePage({ order, merchantName, answerAction: codePathOf(order), cardPath: pagePath(order) }))
  }

  function takeAnswer(req: Request, res: Response): void {
    const order = orderOf(res)
    if (!takesCodes(dialect)) return res.redirect(302, pagePath(order))
    const fields = readParameters(req)
    const toldAfterMs = Math.min(Math.max(Number(fields[toldAfterField]) || 0, 0), maxToldAfterMs)
    const isConfirmed = fields[codeAnswers.name] === codeAnswers.confirm
    redirectAfter(bank.scanCode(order.gatewayOrderId, { isConfirmed, toldAfterMs }), res)
  }

  return { showCode, takeAnswer }
}

function challengeHandlers({ bank, merchantName }: HostedPageOptions, redirectAfter: RedirectAfter) {
  function sendChallenge(order: BankOrder, res: Response, error?: string): void {
    if (!order.challenge) {
      res.redirect(302, pagePath(order))
      return
    }
    const { protocol } = order.challenge
    res.send(
      challengePage({
        order,
        merchantName,
        protocol,
        answerAction: challengePathOf(order),
        ...(error !== undefined && { error }),
      }),
    )
  }

  function showChallenge(_req: Request, res: Response): void {
    sendChallenge(orderOf(res), res)
  }

  function takeCode(req: Request, res: Response): void {
    const order = orderOf(res)
    const { code = '', cancel } = readParameters(req)
    const digits = order.challenge && codeLength(order.challenge.protocol)
    const isMalformed = !cancel && !/^\d+$/.test(code.trim())
    if (digits !== undefined && (isMalformed || (!cancel && code.trim().length !== digits))) {
      sendChallenge(order, res.status(422), `Enter the ${digits} digits of the code.`)
      return
    }
    redirectAfter(bank.answerChallenge(order.gatewayOrderId, cancel ? '' : code.trim()), res)
  }

  return { showChallenge, takeCode }
}

/** Leaving settles nothing: an unpaid order stays payable until its session ends (BPC: status codes). */
function makeLeave({ dialect }: HostedPageOptions): RequestHandler {
  return (_req, res) => res.redirect(302, shopUrl(orderOf(res), dialect))
}

/**
 * Success goes to `returnUrl`, anything else to `failUrl`, if set. Both get `orderId`, and `lang` but for some
 * banks (BPC: redirect back).
 */
export function shopUrl(order: BankOrder, { affixes }: Pick<Dialect, 'affixes'>): string {
  const isSuccess = order.actionCode === 0 || order.orderStatus === 7
  const url = isSuccess ? order.returnUrl : (order.failUrl ?? order.returnUrl)
  const [address = '', ...fragment] = url.split('#')
  const lang = affixes === 'orderId' ? '' : `&lang=${order.language}`
  const affixed = `${address}${address.includes('?') ? '&' : '?'}orderId=${order.gatewayOrderId}${lang}`
  return [affixed, ...fragment].join('#')
}

function findOrder(bank: Bank): RequestHandler {
  return (req, res, next) => {
    const gatewayOrderId = new URL(req.originalUrl, 'http://sandbox').searchParams.get('mdOrder') ?? ''
    const order = bank.find(gatewayOrderId)
    res.locals.order = order
    if (order) return next()
    headers(req, res, () => void res.status(404).type('html').send(unknownOrderPage()))
  }
}

function orderOf(res: Response): BankOrder {
  return res.locals.order as BankOrder
}

// The bank cannot know where the shop sends the buyer next: it may be another origin, or an app.
const ownHeaders = pageHeaders({ isHttps: false, forms: 'anywhere' })

const headers: RequestHandler = (req, res, next) => {
  res.set('Cache-Control', 'no-store').type('html')
  ownHeaders(req, res, next)
}
