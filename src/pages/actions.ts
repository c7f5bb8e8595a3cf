import type { ShopFront } from './page.ts'
import type { Words } from './words/words.ts'

/** A link out of a page. */
export interface Action {
  readonly label: string
  /** Empty: the page's own address. */
  readonly url: string
  readonly kind?: 'contact'
  /** A button that posts a form to the page's own address, instead of a link. */
  readonly isPost?: boolean
  /** Follows the label after a colon: an address or a number, which is also read out, copied and printed. */
  readonly detail?: string
}

/** What the button of a page does: something of the page's own, or one of the actions that every page has. */
export type MainAction = Action | 'back to the shop' | 'ask us' | undefined

/** The ways out of a page. */
export interface Actions {
  readonly button: Action | undefined
  /** The less loud ones. */
  readonly links: readonly Action[]
}

export interface ActionsOptions {
  readonly shop: ShopFront
  readonly words: Words
  /** Subject of an e-mail to the shop. */
  readonly subject: string | undefined
}

/** Every page leads back to the shop, and to its contact if it has named one. */
export function sortActions(main: MainAction, { shop, words, subject }: ActionsOptions): Actions {
  const back: Action = { label: words.actions.backToShop, url: shop.homeUrl }
  const ask = askUs(shop, words, subject)
  const asking = ask ? [ask] : []
  if (main === 'back to the shop') return { button: back, links: asking }
  // A shop without a contact is asked on its own pages.
  if (main === 'ask us') return ask ? { button: ask, links: [back] } : { button: back, links: [] }
  return { button: main, links: [back, ...asking] }
}

function askUs({ contact }: ShopFront, { actions }: Words, subject: string | undefined): Action | undefined {
  if (contact === undefined) return undefined
  const [label, kind] = [actions.askUs, 'contact'] as const
  if (/^https?:/.test(contact)) return { label, url: contact, kind }
  const url = contact.includes('@') ? mailTo(contact, subject) : `tel:${contact.replaceAll(/[^+0-9]/g, '')}`
  return { label, url, kind, detail: contact }
}

/** RFC 6068, 2: before the `@`, a `?` or `%` would mean something else. */
function mailTo(address: string, subject: string | undefined): string {
  const [local = '', domain = ''] = address.split('@')
  const to = `mailto:${encodeURIComponent(local)}@${domain}`
  return subject === undefined ? to : `${to}?subject=${encodeURIComponent(subject)}`
}
