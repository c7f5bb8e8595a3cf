import { makeCookieJar } from '../../cookie-jar.ts'
import type { CookieTerms } from '../../cookie-jar.ts'
import { NoAnswerError, UnfitStoreError } from '../findings/unfit-store.ts'
import { showKind } from '../../show-value.ts'
import { showAddress } from '../shown/show-address.ts'

/** What the store has answered to one request. */
export interface Page {
  readonly url: string
  readonly method: string
  readonly status: number
  /** Where it leads; undefined if it does not redirect. */
  readonly location: string | undefined
  readonly text: string
}

export interface Visit {
  readonly method?: string
  readonly form?: Readonly<Record<string, string>>
  readonly json?: string
  /** Whether another site leads here: cookies that are `SameSite=Strict` then stay at home. */
  readonly isCrossSite?: boolean
}

/**
 * A buyer's browser: it keeps cookies as browsers do, behind a proxy that ends TLS.
 *
 * @throws NoAnswerError from both visits if a page never came, or not to its end; UnfitStoreError if it leads to what
 *   is no address.
 */
export interface Browser {
  visit(url: string, visit?: Visit): Promise<Page>
  /** The same, and on to wherever the store leads on its own site. */
  follow(url: string, visit?: Visit): Promise<Page>
  /** Names of cookies that are `SameSite=Strict`. */
  strictCookies(): readonly string[]
  cookieNames(): readonly string[]
}

/** How long a page may take, in milliseconds. */
const pagePatienceMs = 60_000

const maxRedirects = 6

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

let browserCount = 0

/**
 * @param siteUrl - the store; a page of anybody else is visited without its cookies.
 * @param isBehindProxy - whether a proxy says that the buyer speaks https, as nearly all do.
 */
export function makeBrowser(siteUrl: string, isBehindProxy = true): Browser {
  const { origin } = new URL(siteUrl)
  const jar = makeCookieJar()
  const address = `203.0.113.${(browserCount += 1) % 250}`
  const proxy = isBehindProxy ? { 'x-forwarded-proto': 'https', 'x-forwarded-for': address } : {}

  async function visit(given: string, visit: Visit = {}): Promise<Page> {
    // The proxy speaks https, and the store may spell its own address so.
    const url = given.replace(/^https(?=:\/\/127\.0\.0\.1:)/, 'http')
    const isOwn = new URL(url).origin === origin
    const own = isOwn ? { cookie: jar.headerFor(new URL(url), termsOf(visit)), ...proxy } : {}
    const { status, headers, text } = await answerTo(url, visit, own)
    if (isOwn) jar.keep(new URL(url), headers.getSetCookie())
    return { url, method: visit.method ?? 'GET', status, location: locationIn(headers, url, visit), text }
  }

  return {
    visit,
    async follow(url, first) {
      let page = await visit(url, first)
      for (let count = 0; count < maxRedirects && page.location !== undefined; count += 1) {
        if (new URL(page.location).origin.replace(/^https/, 'http') !== origin) return page
        // A redirect keeps the site that began it.
        page = await visit(page.location, { isCrossSite: first?.isCrossSite ?? false })
      }
      return page
    },
    strictCookies: jar.strictNames,
    cookieNames: jar.names,
  }
}

/** To its end: a store may die in the middle of a page. */
async function answerTo(url: string, visit: Visit, own: Readonly<Record<string, string>>) {
  try {
    const answer = await fetch(url, requestOf(url, visit, own))
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  } catch (error) {
    throw unanswered(url, visit, error)
  }
}

function locationIn(headers: Headers, url: string, { method = 'GET' }: Visit): string | undefined {
  const location = headers.get('location')
  if (location === null) return undefined
  if (URL.canParse(location, url)) return new URL(location, url).href
  throw new UnfitStoreError(`${method} ${showAddress(url)} leads to what is no address: ${showKind(location)}.`)
}

function unanswered(url: string, { method = 'GET' }: Visit, error: unknown): NoAnswerError {
  const { name, message, cause } = error as Error
  const failure = cause instanceof Error ? cause.message : message
  const why = name === 'TimeoutError' ? `not to its end within ${pagePatienceMs / 1000} s` : failure
  return new NoAnswerError(`${method} ${showAddress(url)} was not answered: ${why}.`, '', { cause: error })
}

const termsOf = ({ method = 'GET', isCrossSite = false }: Visit): CookieTerms => ({ method, isCrossSite })

function requestOf(
  url: string,
  { method = 'GET', form, json }: Visit,
  own: Readonly<Record<string, string>>,
): RequestInit {
  const body = json ?? (form && new URLSearchParams(form).toString())
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method,
    redirect: 'manual',
    headers: {
      'user-agent': userAgent,
      // A store that is killed and started again closes what was kept open.
      connection: 'close',
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      ...own,
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(method === 'GET' ? {} : { origin: new URL(url).origin }),
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(pagePatienceMs),
  }
}
