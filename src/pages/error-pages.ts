import { httpStatusOf } from '../error-codes.ts'
import type { Glyph } from './glyph.ts'
import { html } from '../html/html.ts'
import type { Content } from '../html/html.ts'
import type { Action } from './actions.ts'
import { wordsOf } from './language.ts'
import { writePage } from './layout.ts'
import type { PageContent, Tone } from './layout.ts'
import type { Page, PageSurroundings } from './page.ts'
import type { ErrorPageKind, MoneyStatement } from './words/words.ts'

interface ErrorLook {
  readonly status: number
  readonly tone: Tone
  readonly glyph: Glyph
  /** Undefined on a page that is not about money. */
  readonly money: MoneyStatement | undefined
}

const looks = {
  'invalid-request': {
    status: httpStatusOf.CHECKOUT_INVALID_REQUEST,
    tone: 'caution',
    glyph: 'question',
    money: undefined,
  },
  'order-not-found': {
    status: httpStatusOf.CHECKOUT_ORDER_NOT_FOUND,
    tone: 'caution',
    glyph: 'question',
    money: undefined,
  },
  'sku-not-found': {
    status: httpStatusOf.CHECKOUT_SKU_NOT_FOUND,
    tone: 'caution',
    glyph: 'question',
    money: undefined,
  },
  'gateway-refused': {
    status: httpStatusOf.CHECKOUT_GATEWAY_REFUSED,
    tone: 'bad',
    glyph: 'cross',
    money: 'notTaken',
  },
  'payment-page-refused': {
    status: httpStatusOf.CHECKOUT_GATEWAY_RESPONSE,
    tone: 'bad',
    glyph: 'cross',
    money: 'notTaken',
  },
  'gateway-unavailable': {
    status: httpStatusOf.CHECKOUT_GATEWAY_UNAVAILABLE,
    tone: 'caution',
    glyph: 'pause',
    money: 'notTaken',
  },
  'ledger-unavailable': {
    status: httpStatusOf.CHECKOUT_LEDGER_UNAVAILABLE,
    tone: 'caution',
    glyph: 'pause',
    money: 'notTaken',
  },
  'return-unavailable': {
    status: httpStatusOf.CHECKOUT_LEDGER_UNAVAILABLE,
    tone: 'waiting',
    glyph: 'clock',
    money: 'notLost',
  },
  'too-many': {
    status: httpStatusOf.CHECKOUT_TOO_MANY,
    tone: 'caution',
    glyph: 'pause',
    money: 'notTaken',
  },
  'origin-refused': {
    status: httpStatusOf.CHECKOUT_ORIGIN,
    tone: 'caution',
    glyph: 'question',
    money: 'notTaken',
  },
  'link-gone': {
    status: httpStatusOf.CHECKOUT_LINK,
    tone: 'caution',
    glyph: 'clock',
    money: 'notByThisPage',
  },
  'link-withdrawn': {
    status: httpStatusOf.CHECKOUT_LINK,
    tone: 'caution',
    glyph: 'cross',
    money: 'notByThisPage',
  },
  'link-expired': {
    status: httpStatusOf.CHECKOUT_LINK,
    tone: 'caution',
    glyph: 'clock',
    money: 'notByThisPage',
  },
  'not-a-visit': {
    status: httpStatusOf.CHECKOUT_NOT_A_VISIT,
    tone: 'caution',
    glyph: 'question',
    money: 'notTaken',
  },
  closed: {
    status: httpStatusOf.CHECKOUT_CLOSED,
    tone: 'caution',
    glyph: 'pause',
    money: 'notByThisPage',
  },
  internal: { status: 500, tone: 'bad', glyph: 'cross', money: 'notByThisPage' },
} as const satisfies Record<ErrorPageKind, ErrorLook>

/** Problems that only the shop can solve: it should hear of them. */
const problemsOfShop: readonly ErrorPageKind[] = ['gateway-refused', 'payment-page-refused', 'internal']

/** Problems that soon pass by themselves. */
export type BusyPageKind = Extract<ErrorPageKind, 'too-many' | 'gateway-unavailable' | 'ledger-unavailable' | 'closed'>

/** Problems that waiting does not solve, or not in a known time. */
export type LastingErrorKind = Exclude<ErrorPageKind, BusyPageKind | 'not-a-visit'>

/**
 * The page when a request has to wait: 429 or 503, sent with `Retry-After`. It links to its own address.
 *
 * `retryAfterSeconds` is what `Retry-After` says.
 */
export function busyPage(
  kind: BusyPageKind,
  { retryAfterSeconds, ...surroundings }: PageSurroundings & { readonly retryAfterSeconds: number },
): Page {
  const { actions, locale, tryAgainWhen } = wordsOf(surroundings.language)
  const wait = tryAgainWhen(formatWait(retryAfterSeconds, locale))
  return page(kind, { wait, action: { label: actions.tryAgain, url: '' } }, surroundings)
}

/**
 * The page when there is no order to show. Never repeats the error's message, which is for the log.
 * `return-unavailable` links to its own address.
 */
export function errorPage(kind: LastingErrorKind, surroundings: PageSurroundings): Page {
  const { actions } = wordsOf(surroundings.language)
  const action = kind === 'return-unavailable' ? { label: actions.checkAgain, url: '' } : undefined
  return page(kind, { wait: undefined, action }, surroundings)
}

/** Who will draw the page: a browser, or a script that fetched it. */
export type DrawnBy = 'browser' | 'turbo-visit' | 'turbo-form'

/** The page for a request that is not a person's visit, with one plain link to the same address. */
export function notAVisitPage(address: string, drawnBy: DrawnBy, surroundings: PageSurroundings): Page {
  const { actions } = wordsOf(surroundings.language)
  const shown = { wait: undefined, action: { label: actions.goOn, url: address }, head: headFor(drawnBy, address) }
  return page('not-a-visit', { ...shown, isOnlyLink: true }, surroundings)
}

/**
 * Turbo draws a refusal instead of the page it asked for, even one it fetched when the pointer was over the link. A
 * refresh in the head, which it takes over, makes the browser itself go there. After a form, `turbo-visit-control`
 * would load the form's page once more (measured with Turbo 8).
 */
function headFor(drawnBy: DrawnBy, address: string): Content {
  const reload = html`<meta name="turbo-visit-control" content="reload" />`
  // Only for Turbo: a refused frame would ask again and again.
  const goThere = html`<meta http-equiv="refresh" content="0; url=${address}" />`
  return { browser: [reload], 'turbo-visit': [reload, goThere], 'turbo-form': [goThere] }[drawnBy]
}

interface Shown extends Pick<PageContent, 'head' | 'isOnlyLink'> {
  readonly wait: string | undefined
  readonly action: Action | undefined
}

function page(kind: ErrorPageKind, shown: Shown, surroundings: PageSurroundings): Page {
  const { wait, action, head, isOnlyLink = false } = shown
  const words = wordsOf(surroundings.language)
  const look: ErrorLook = looks[kind]
  const { title, next } = words.errors[kind]
  return writePage(
    {
      status: look.status,
      tone: look.tone,
      glyph: look.glyph,
      title,
      money: look.money && words.money[look.money],
      paragraphs: [next, wait],
      facts: [],
      action: action ?? (problemsOfShop.includes(kind) ? 'ask us' : 'back to the shop'),
      isOnlyLink,
      head,
    },
    surroundings,
  )
}

// From here on minutes are easier to grasp than seconds; chosen by feel.
const secondsBeforeMinutes = 90

function formatWait(seconds: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  const wholeSeconds = Math.max(1, Math.ceil(seconds))
  return wholeSeconds < secondsBeforeMinutes
    ? format.format(wholeSeconds, 'second')
    : format.format(Math.ceil(wholeSeconds / 60), 'minute')
}
