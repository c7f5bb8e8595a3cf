import { html } from '../html/html.ts'
import { notice, writeDocument } from './layout.ts'

/** Why somebody is not let in. */
export type DoorReason = 'nobody' | 'login failed'

/** What each says: to somebody who may be a stranger, so nothing of the shop. */
export const doorWords = {
  nobody: {
    status: 403,
    title: 'You may not be here',
    said: 'Log in to the shop, then come back. Nothing was done.',
  },
  'login failed': {
    status: 503,
    title: 'Nobody could say who you are',
    said: 'The shop’s login did not answer. Nothing was done. Try again in a moment.',
  },
} as const satisfies Record<DoorReason, { readonly status: number; readonly title: string; readonly said: string }>

/** The page of who is not let in. */
export function writeDoorPage(reason: DoorReason, stylesheetUrl: string): string {
  const { title, said } = doorWords[reason]
  return writeDocument({
    title,
    stylesheetUrl,
    body: html`<main id="content" class="ask" tabindex="-1">
      <h1>${title}</h1>
      ${notice('caution', 'review', html`<p>${said}</p>`)}
    </main>`,
  })
}
