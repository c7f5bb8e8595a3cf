import { pageWords } from '../../page-words.ts'
import { UnfitStoreError } from '../findings/unfit-store.ts'
import { showAddress, showPath } from '../shown/show-address.ts'
import type { Browser, Page, Visit } from './browser.ts'
import { formsOf, linksOf } from './forms.ts'
import type { Form } from './forms.ts'
import type { Step } from './read-step.ts'

/** The way to the bank, and what was seen on it. */
export interface Arrival {
  /** The bank's page. */
  readonly formUrl: string
  /** The store's pages on the way, by address. */
  readonly pages: readonly Page[]
}

export interface JourneyTerms {
  readonly baseUrl: string
  readonly bankOrigin: string
}

/** @param more - what else the request is given that leads to the bank. */
export async function goToBank(
  browser: Browser,
  steps: readonly Step[],
  { baseUrl, bankOrigin }: JourneyTerms,
  more: Readonly<Record<string, string>> = {},
): Promise<Arrival> {
  const pages: Page[] = []
  let page: Page | undefined
  for (const step of steps) {
    page = await take(browser, step, page, baseUrl, more)
    pages.push(page)
    const formUrl = bankPageOf(page, bankOrigin)
    if (formUrl !== undefined) return { formUrl, pages }
  }
  throw new UnfitStoreError(neverSells(page))
}

async function take(
  browser: Browser,
  step: Step,
  page: Page | undefined,
  baseUrl: string,
  more: Readonly<Record<string, string>>,
): Promise<Page> {
  if ('submit' in step) {
    const form = page && formsOf(page.text, page.url).find(({ url }) => new URL(url).pathname === step.submit)
    if (!form)
      throw new UnfitStoreError(
        `A buyer found no form for ${showPath(step.submit)} on ${page ? showAddress(page.url) : 'any page'}.`,
      )
    return submit(browser, form, more)
  }
  // A path may begin with two slashes: read by itself it would name another site.
  const url = withQuery(new URL(baseUrl).origin + step.path, step.send === 'GET' ? more : {})
  return browser.follow(url, visitOf(step, more))
}

function visitOf({ send, body }: Extract<Step, { send: string }>, more: Readonly<Record<string, string>>): Visit {
  if (send === 'GET') return {}
  if (body?.startsWith('{')) {
    const numbers = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, Number(value)]))
    return { method: send, json: JSON.stringify({ ...(JSON.parse(body) as object), ...numbers }) }
  }
  return { method: send, form: { ...Object.fromEntries(new URLSearchParams(body ?? '')), ...more } }
}

export function submit(browser: Browser, form: Form, more: Readonly<Record<string, string>> = {}): Promise<Page> {
  // What a buyer may choose is no forgery.
  const forged = Object.fromEntries(Object.entries(more).filter(([name]) => !form.open.includes(name)))
  const fields = { ...form.fields, ...forged }
  if (form.method === 'GET') return browser.follow(withQuery(form.url, fields))
  return browser.follow(withQuery(form.url, forged), { method: form.method, form: fields })
}

function withQuery(url: string, fields: Readonly<Record<string, string>>): string {
  const address = new URL(url)
  for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value)
  return address.href
}

/** Where the page leads to the bank: by a redirect, by itself, or for a script. */
export function bankPageOf({ location, text }: Page, bankOrigin: string): string | undefined {
  if (location?.startsWith(`${bankOrigin}/`)) return location
  const form = new RegExp(`${bankOrigin.replaceAll('.', '\\.')}/payment/merchants/[^"'<>\\s\\\\]+`).exec(text)?.[0]
  return form?.replaceAll('&amp;', '&')
}

const buyWords = /checkout|pay|buy|order|purchase|kasse|bezahl|kauf|pagar|payer/i
const addWords = /add|cart|basket|bag|korb|panier|carrito/i
const notForBuyers = /logout|log-out|sign-?out|login|sign-?in|search|subscribe|newsletter|remove|delete|empty|clear/i

/** Finds the way to the bank as a buyer would, by the store's forms and links; undefined if it finds none. */
export async function discover(
  browser: Browser,
  { baseUrl, bankOrigin }: JourneyTerms,
  skus: readonly string[],
): Promise<readonly Step[] | undefined> {
  const mount = new URL(baseUrl).pathname.replace(/\/$/, '')
  const first = skus[0]
  if (first !== undefined)
    return [{ send: 'GET', path: `${mount}/checkout/${encodeURIComponent(first)}`, body: undefined }]
  for (const start of ['/', '/cart', '/shop', '/products']) {
    const found = await discoverFrom(browser, start, { baseUrl, bankOrigin })
    if (found) return found
  }
  return undefined
}

/** How many forms a buyer fills in before giving up. */
const maxForms = 5

async function discoverFrom(
  browser: Browser,
  start: string,
  { baseUrl, bankOrigin }: JourneyTerms,
): Promise<readonly Step[] | undefined> {
  const steps: Step[] = [{ send: 'GET', path: start, body: undefined }]
  let page = await browser.follow(new URL(start, baseUrl).href)
  for (let count = 0; count < maxForms && page.status < 400; count += 1) {
    const forms = formsOf(page.text, page.url).filter(({ words }) => !notForBuyers.test(words))
    const buying = forms.find(({ words }) => buyWords.test(words) && (count > 0 || !addWords.test(words)))
    const form = count > 0 ? (buying ?? forms.find(({ words }) => addWords.test(words))) : (adding(forms) ?? buying)
    const link = linksOf(page.text, page.url).find((one) => /\/checkout\/[^/?#]+$/.test(new URL(one).pathname))
    if (form) {
      steps.push({ submit: new URL(form.url).pathname })
      page = await submit(browser, form)
    } else if (link !== undefined) {
      steps.push({ send: 'GET', path: new URL(link).pathname, body: undefined })
      page = await browser.follow(link)
    } else return undefined
    if (bankPageOf(page, bankOrigin) !== undefined) return steps
  }
  return undefined
}

const adding = (forms: readonly Form[]): Form | undefined =>
  forms.find(({ words }) => addWords.test(words) && !words.includes('checkout/'))

function neverSells(page: Page | undefined): string {
  const came = page ? `${page.method} ${showAddress(page.url)} answered ${page.status}` : 'nothing was asked'
  const led = page?.location === undefined ? '' : `, and leads to ${showAddress(page.location)}`
  const text = page && pageWords(page.text)
  const said = text ? ` ("${text.slice(0, 160)}")` : ''
  return (
    `A buyer never got to the bank: ${came}${led}${said}. Say how to buy: --sku mug, or the way step by step: ` +
    '--path "POST /login user=jane&password=$PASSWORD" "POST /cart/add sku=mug" "POST /cart/pay".'
  )
}
