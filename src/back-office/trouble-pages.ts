import { html } from '../html/html.ts'
import type { Content } from '../html/html.ts'
import { head, notice } from './layout.ts'
import type { OfficePage } from './layout.ts'

/** Why something was not shown, or not done. */
export interface Trouble {
  readonly status: number
  readonly title: string
  /** What is so. */
  readonly said: string
  /** What to do about it. */
  readonly then: Content
}

/** A page that says so. */
export function troublePage({ status, title, said, then }: Trouble): Pick<OfficePage, 'status' | 'title' | 'main'> {
  return {
    status,
    title,
    main: html`${head(title, undefined)}
    ${notice(
      'caution',
      'review',
      html`<p>${said}</p>
        <p>${then}</p>`,
    )}`,
  }
}

/** The operator may look, but not do this: 403. */
export function notAllowedPage(deed: string, name: string, back: string): OfficePage {
  return troublePage({
    status: 403,
    title: 'Not allowed',
    said: `${name} may not ${deed} here. Nothing was done.`,
    then: html`Somebody else may, or the shop’s login has to say so. <a href="${back}">Back</a>`,
  })
}

/** A form that a page of another site, or nobody's page, has sent: 403. */
export function foreignFormPage(back: string): OfficePage {
  return troublePage({
    status: 403,
    title: 'Not from here',
    said: 'The form was not sent by a page of this back office. Nothing was done.',
    then: html`If you pressed a button here, open the page again and press it there. <a href="${back}">Open it</a>`,
  })
}

/** A form that is old, or was written for somebody else: 409. */
export function oldFormPage(back: string): OfficePage {
  return troublePage({
    status: 409,
    title: 'The page was too old',
    said: 'What you saw may no longer be so. Nothing was done.',
    then: html`<a href="${back}">See how it stands now</a>`,
  })
}

/** Nothing is at the address, or it belongs to another shop: 404. */
export function notFoundPage(said: string, back: string): OfficePage {
  return troublePage({ status: 404, title: 'Not found', said, then: html`<a href="${back}">Back</a>` })
}

/** Something in the address or a form cannot be read: 400. */
export function unreadablePage(said: string, back: string): OfficePage {
  return troublePage({
    status: 400,
    title: 'That could not be read',
    said,
    then: html`Nothing was done. <a href="${back}">Back</a>`,
  })
}

/** The ledger is away, or something failed that nobody foresaw: 503 or 500. */
export function failedPage(status: 500 | 503, said: string, back: string): OfficePage {
  return troublePage({
    status,
    title: status === 503 ? 'Not now' : 'That failed',
    said,
    then: html`Try again in a moment. <a href="${back}">Back</a>`,
  })
}
