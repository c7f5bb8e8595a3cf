import type { Request, Response } from 'express'
import { mayFormLeadTo } from '../src/html/form-action.ts'
import type { Logger } from '../src/logger.ts'
import type { Observations } from '../src/observations.ts'

/** An order with a page at the bank. */
export interface ToPay {
  readonly formUrl: string
  readonly language: string | undefined
}

/** The status of the redirect; or `page`, a page that goes on by itself whatever policy the response carries. */
export type HowToSend = 302 | 303 | 'page'

/** Sends the browser to the bank's page. */
export type SendToBank = (order: ToPay, how: HowToSend, req: Request, res: Response) => void

export interface SendToBankOptions {
  /** Draws a page that goes on to the bank by itself. */
  readonly goOn: (order: ToPay, req: Request, res: Response) => void
  /** Whether that page is drawn whatever policy the response carries. */
  readonly isPageAlways: boolean
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  readonly observations: Pick<Observations, 'note'>
  readonly logger: Logger
}

/**
 * By a redirect, or by a page that goes on by itself if browsers would drop the redirect: a form led here, directly or
 * by the store's own POST, on a page whose policy does not list the bank.
 */
export function makeSendToBank(options: SendToBankOptions): SendToBank {
  const { goOn, isPageAlways, baseUrl, observations, logger } = options
  const { origin } = new URL(baseUrl)
  let isTold = false

  function tell(bank: string): void {
    if (isTold) return
    isTold = true
    observations.note('form-action', bank)
    logger.warn(
      { bank },
      "the store's Content-Security-Policy lets no form lead to the bank, so buyers go on through an extra page; " +
        'add the bank to it, with helmet: contentSecurityPolicy: { directives: { formAction: ' +
        `["'self'", '${bank}'] } }`,
    )
  }

  return (order, how, req, res) => {
    if (isPageAlways || how === 'page') return goOn(order, req, res)
    const mayRedirect = mayFormLeadTo(res.getHeader('Content-Security-Policy'), order.formUrl, origin)
    if (mayRedirect) return redirect(res, how, order)
    tell(new URL(order.formUrl).origin)
    goOn(order, req, res)
  }
}

/**
 * Verbatim: `res.redirect` would encode what the gateway has already encoded (BPC: registration, "use it as given").
 */
function redirect(res: Response, status: 302 | 303, { formUrl }: ToPay): void {
  res.writeHead(status, { Location: formUrl, 'Content-Type': 'text/plain; charset=utf-8' })
  res.end('See other: the payment page.')
}
