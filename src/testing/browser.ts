import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { makeCookieJar } from '../cookie-jar.ts'

/** By their names in lower case; cookies are kept by the browser. */
export type PageHeaders = Readonly<Record<string, string | undefined>>

/** What a browser shows in the end, after the redirects. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: PageHeaders
  readonly text: string
}

/** What is sent beside the address. */
export interface VisitOptions {
  /** @defaultValue POST with a form, else GET */
  readonly method?: string
  /** The fields of a form on the store's own page. */
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Where a visit ended: on a page of the store, or on its way to the bank's page. */
export type Landing = { readonly page: Page } | { readonly formUrl: string }

/** A browser with the cookies of one buyer. It follows redirects, as far as the bank. */
export interface Browser {
  /** @param leads - who led here: the store's own page, or the bank's. */
  visit(url: string, options: VisitOptions, leads: 'bank' | 'store'): Promise<Landing>
}

const maxRedirects = 10

/** How long a page may take, in milliseconds: longer than a patient buyer waits. Chosen by feel. */
const pagePatienceMs = 60_000

/** @param isBank - whether an address is a page of the bank. */
export function makeBrowser(isBank: (url: string) => boolean): Browser {
  const jar = makeCookieJar()

  async function visitOnce(url: URL, options: VisitOptions, isCrossSite: boolean): Promise<Page> {
    const { form, headers = {} } = options
    const method = options.method ?? (form ? 'POST' : 'GET')
    const cookie = jar.headerFor(url, { method, isCrossSite })
    const body = form && new URLSearchParams(form).toString()
    const { page, cookies } = await fetchPage(url, method, body, {
      ...navigationOf(url, method, isCrossSite),
      ...(cookie !== '' && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    })
    jar.keep(url, cookies)
    return page
  }

  return {
    async visit(address, options, leads) {
      let url = new URL(address)
      let sent = options
      for (let hops = 0; hops <= maxRedirects; hops += 1) {
        const page = await visitOnce(url, sent, leads === 'bank')
        const next = nextOf(page)
        if (next === undefined) return { page }
        if (isBank(next)) return { formUrl: next }
        url = new URL(next)
        // Browsers keep the method with 307 and 308 alone (RFC 9110, 15.4).
        if (page.status < 307) sent = {}
      }
      throw new Error(`The store redirects in a circle: ${address} led to ${url.href} after ${maxRedirects} redirects.`)
    },
  }
}

/** Where a browser goes on to by itself: a redirect, a page that refreshes at once, a `formUrl` for a script. */
function nextOf({ url, status, headers, text: body }: Page): string | undefined {
  const { location, refresh = '' } = headers
  const [, refreshed] = /^0;\s*url=(.+)$/i.exec(refresh) ?? []
  const target = status >= 300 && status < 400 ? location : (refreshed ?? formUrlIn(headers, body))
  return target === undefined ? undefined : new URL(target, url).href
}

function formUrlIn(headers: PageHeaders, body: string): string | undefined {
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return undefined
  try {
    const { formUrl } = JSON.parse(body) as { readonly formUrl?: unknown }
    return typeof formUrl === 'string' ? formUrl : undefined
  } catch {
    return undefined
  }
}

/** What a browser says when a person follows a link or sends a form (Fetch Metadata). */
function navigationOf(url: URL, method: string, isCrossSite: boolean): Readonly<Record<string, string>> {
  return {
    accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'accept-language': 'en',
    'user-agent': 'Mozilla/5.0 (express-hosted-checkout/testing)',
    'sec-fetch-site': isCrossSite ? 'cross-site' : 'same-origin',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-user': '?1',
    ...(method !== 'GET' && { origin: url.origin }),
  }
}

/** On a connection of its own, so that none is left open. */
async function fetchPage(
  url: URL,
  method: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly page: Page; readonly cookies: readonly string[] }> {
  const signal = AbortSignal.timeout(pagePatienceMs)
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false, signal }, (answer) => {
      const { statusCode: status = 0 } = answer
      const { 'set-cookie': cookies = [], ...answered } = answer.headers
      const shown = { url: url.href, status, headers: answered as PageHeaders }
      text(answer).then((body) => resolve({ page: { ...shown, text: body }, cookies }), fail)
    })
    asked.on('error', fail)
    asked.end(body)

    function fail(cause: unknown): void {
      reject(new Error(`${method} ${url.href}: ${whyFailed(cause, signal)}.`, { cause }))
    }
  })
}

function whyFailed(cause: unknown, { aborted }: AbortSignal): string {
  if (aborted) return `the store gave no page within ${pagePatienceMs / 1000} s`
  const isNobody = (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  return isNobody ? 'nothing listens there: perhaps the store is closed' : 'the store broke off'
}
