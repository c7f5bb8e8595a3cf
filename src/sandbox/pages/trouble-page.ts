import { troublePage as writeTrouble } from '../../back-office/trouble-pages.ts'
import { html } from '../../html/html.ts'
import type { StaffPage } from './staff-frame.ts'

/** Why a page or a press came to nothing. */
export interface Trouble {
  readonly status: 400 | 403 | 404 | 409 | 413
  readonly title: string
  /** What is so. Nothing was done. */
  readonly text: string
  /** A way on; by default to the orders. */
  readonly href?: string
  readonly link?: string
}

/** A clear page for what cannot be. */
export function troublePage({ status, title, text, href = '/', link = 'To the orders' }: Trouble): StaffPage {
  return writeTrouble({ status, title, said: text, then: html`<a href="${href}">${link}</a>` })
}
