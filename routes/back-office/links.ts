import { rawForm } from '../../middleware/parse.ts'
import { linksPage } from '../../src/back-office/links-page.ts'
import type { LinkForm } from '../../src/back-office/links-page.ts'
import { mayDo } from '../../src/back-office/operator.ts'
import { foreignFormPage, notAllowedPage, notFoundPage, oldFormPage } from '../../src/back-office/trouble-pages.ts'
import { dayAfter, dayBegin, isDay } from '../../src/days.ts'
import { CheckoutError } from '../../src/errors.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { isFromOwnPage } from '../../src/html/own-page.ts'
import { seeOther } from '../../src/html/see-other.ts'
import type { PaymentLink } from '../../src/links/payment-link.ts'
import { findCurrency } from '../../src/iso-4217.ts'
import { toMinorUnits } from '../../src/money.ts'
import type { Seals } from './seals.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface LinksRouteOptions {
  readonly verbs: Pick<PaymentVerbs, 'link' | 'links'>
  readonly seals: Seals
  readonly origin: string
  /** ISO 4217 alphabetic code that is meant where nobody says another. */
  readonly currency: string | undefined
}

/** Links on a page. A row is about 1 kB. */
const pageSize = 40

const dayMs = 24 * 60 * 60 * 1000

/** How long a link can be paid unless its form says otherwise, in days. */
const defaultDays = 30

/** `GET /links`: those that were made, and a form for a new one. */
export function showLinks(options: LinksRouteOptions): Show {
  return async (visit) => {
    const { searchParams } = new URL(visit.req.originalUrl, 'http://localhost')
    const before = placeIn(searchParams.get('before'))
    const [made, withdrawn] = await Promise.all(
      ['made', 'withdrawn'].map((name) => linkNamed(options, searchParams.get(name))),
    )
    return showList(options, visit, { before, made, withdrawn })
  }
}

/** A link's place in the list: several may be made within a millisecond. */
type Place = Pick<PaymentLink, 'createdAt' | 'linkNumber'>

interface ListTerms {
  /** The last link of the page before. */
  readonly before?: Place | undefined
  readonly made?: PaymentLink | undefined
  readonly withdrawn?: PaymentLink | undefined
  readonly typed?: LinkForm['typed']
  readonly problem?: string
}

async function showList(options: LinksRouteOptions, visit: Visit, terms: ListTerms): Promise<Shown> {
  const { verbs, seals, currency } = options
  const { operator, surroundings, base } = visit
  const { before, made, withdrawn, typed = {}, problem } = terms
  const found = await readFrom(verbs, before)
  const links = found.slice(0, pageSize)
  const last = links.at(-1)
  const olderUrl =
    last && found.length > pageSize
      ? `${base}/links?${new URLSearchParams({ before: textOf(last) }).toString()}`
      : undefined
  const { clock } = surroundings
  const seal = seals.seal({ ...sealOf(operator.name), seen: 0 }, clock.now)
  const goodUntil = new Date(new Date(`${clock.today}T00:00:00Z`).getTime() + defaultDays * dayMs)
  const form = mayDo(operator, 'link')
    ? { seal, currency, typed, problem, goodUntil: goodUntil.toISOString().slice(0, 10) }
    : undefined
  const json = { links, ...(problem === undefined ? {} : { problem }) }
  return { page: linksPage({ links, olderUrl, made, withdrawn, form }, base, clock), json }
}

function sealOf(operator: string) {
  return { operator, action: 'link', subject: 'links' } as const
}

function textOf({ createdAt, linkNumber }: Place): string {
  return `${createdAt.toISOString()} ${linkNumber}`
}

/** Undefined for what no page gave: the list then begins with the newest. */
function placeIn(text: string | null): Place | undefined {
  const [, time = '', linkNumber = ''] = /^(\d{4}-\S{1,40}) (\w{1,64})$/.exec(text ?? '') ?? []
  const createdAt = new Date(time)
  return Number.isNaN(createdAt.getTime()) ? undefined : { createdAt, linkNumber }
}

/** A page and one more, newest first; of one millisecond by their numbers, as the ledger lists them. */
async function readFrom({ links }: LinksRouteOptions['verbs'], before: Place | undefined): Promise<PaymentLink[]> {
  const found: PaymentLink[] = []
  const until = before && new Date(before.createdAt.getTime() + 1)
  for await (const link of links.find({ until })) {
    const isShown = link.createdAt.getTime() === before?.createdAt.getTime() && link.linkNumber >= before.linkNumber
    if (!isShown) found.push(link)
    if (found.length > pageSize) break
  }
  return found
}

async function linkNamed({ verbs }: LinksRouteOptions, number: string | null): Promise<PaymentLink | undefined> {
  return number === null || number.length > 64 ? undefined : verbs.links.get(number)
}

/** Why a form is not carried out; undefined if it is. */
function refusalOf({ seals, origin }: LinksRouteOptions, visit: Visit, form: URLSearchParams): Shown | undefined {
  const { req, operator, surroundings, base } = visit
  const here = `${base}/links`
  if (!isFromOwnPage(req.headers, [origin])) return { page: foreignFormPage(here) }
  if (!mayDo(operator, 'link')) return { page: notAllowedPage('make or withdraw links', operator.name, here) }
  const opened = seals.open(form.get('seal') ?? '', sealOf(operator.name), surroundings.clock.now)
  return opened && !opened.isOld ? undefined : { page: oldFormPage(here) }
}

/** `POST /links`: makes one. The same form makes the same link, however often it is sent. */
export function makeLink(options: LinksRouteOptions): Show {
  const once = makeOncePerSeal()
  return async (visit) => {
    const form = await rawForm(visit.req)
    const refusal = refusalOf(options, visit, form)
    if (refusal) return refusal
    const typed = Object.fromEntries([...form].filter(([name]) => name !== 'seal'))
    const wanted = readLink(typed, visit)
    if (typeof wanted === 'string') return showList(options, visit, { typed, problem: wanted })
    try {
      const key = `${form.get('seal') ?? ''} ${JSON.stringify(typed)}`
      const { linkNumber } = await once(key, () => options.verbs.link(wanted.item, wanted.options))
      return void seeOther(visit.res, `${visit.base}/links?made=${linkNumber}`)
    } catch (error) {
      if (error instanceof CheckoutError && error.statusCode < 503) {
        return showList(options, visit, { typed, problem: error.message })
      }
      throw error
    }
  }
}

/** How many forms are remembered, so that a double click makes one link. Chosen by feel. */
const maxRemembered = 200

/** A link costs nothing until somebody pays it: to remember the last forms of this process is enough. */
function makeOncePerSeal(): (seal: string, make: () => Promise<PaymentLink>) => Promise<PaymentLink> {
  const made = new Map<string, Promise<PaymentLink>>()
  return (seal, make) => {
    const known = made.get(seal)
    if (known) return known
    const making = make()
    made.set(seal, making)
    const oldest = made.keys().next()
    if (made.size > maxRemembered && oldest.value !== undefined) made.delete(oldest.value)
    making.catch(() => made.delete(seal))
    return making
  }
}

interface WantedLink {
  readonly item: Parameters<PaymentVerbs['link']>[0]
  readonly options: NonNullable<Parameters<PaymentVerbs['link']>[1]>
}

/** A sentence if something cannot be read. */
function readLink(typed: Readonly<Record<string, string>>, { surroundings }: Visit): WantedLink | string {
  const field = (name: string): string => (typed[name] ?? '').trim()
  const orNone = (text: string): string | undefined => (text === '' ? undefined : text)
  const currency = field('currency').toUpperCase()
  if (findCurrency(currency) === undefined) return 'Wanted the currency as three letters, such as EUR.'
  const { timeZone, now } = surroundings.clock
  const until = field('until')
  // Good until the end of the day.
  const expiresAt = isDay(until) ? dayBegin(dayAfter(until), timeZone) : undefined
  if (!expiresAt || expiresAt <= now) return 'Wanted a day to come until which the link can be paid.'
  try {
    const amountMinor = toMinorUnits(field('amount'), currency)
    const reference = orNone(field('reference'))
    const item = { amountMinor, currency, description: orNone(field('description')), reference }
    return { item, options: { note: orNone(field('note')), expiresAt } }
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

/** `POST /links/:linkNumber/withdraw`: nobody can pay it any more. */
export function withdrawLink(options: LinksRouteOptions): Show {
  return async (visit) => {
    const { req, base } = visit
    const refusal = refusalOf(options, visit, await rawForm(req))
    if (refusal) return refusal
    const link = await linkNamed(options, String(req.params.linkNumber))
    if (!link) return { page: notFoundPage('The shop has no such payment link.', `${base}/links`) }
    await options.verbs.links.withdraw(link.linkNumber)
    return void seeOther(visit.res, `${base}/links?withdrawn=${link.linkNumber}`)
  }
}
