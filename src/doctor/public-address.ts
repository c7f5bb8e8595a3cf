import { mayFormLeadTo } from '../html/form-action.ts'
import { silenceOf } from '../gateway/silences.ts'
import { isLoopback } from '../loopback.ts'
import { probe } from '../probe.ts'
import type { Probe, ProbeAnswer, ProbeFailure } from '../probe.ts'
import { dayOf, daysUntil } from './days.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'

export interface PublicAddress {
  /** Where the router is said to be mounted. */
  readonly baseUrl: string
  /** Hosts of the bank's payment pages. */
  readonly formHosts: readonly string[]
  readonly now: Date
}

/** How long one answer of the store may take, in milliseconds. Chosen by feel. */
const timeoutMs = 4_000

/** Warns this many days ahead: most certificates are renewed 30 days before. Chosen by feel. */
const certificateDays = 14

/** What a store's routes for carts and orders never look like. */
const nobodysSku = 'express-hosted-checkout-doctor'

/**
 * Visits the store as the bank and buyers do, at its public address: is the router there, and does nothing else answer
 * for it? Opens no order, and follows nothing.
 */
export async function publicAddressFindings(address: PublicAddress): Promise<readonly Finding[]> {
  const { baseUrl } = address
  const [callback, checkout] = await Promise.all([
    visit(baseUrl, 'HEAD', callbackPath),
    visit(baseUrl, 'HEAD', checkoutPath),
  ])
  if ('failure' in callback) return [failureOf(baseUrl, callback.failure)]
  if ('failure' in checkout) return [failureOf(baseUrl, checkout.failure)]
  const misplaced = misplacedOf(baseUrl, callback, checkout)
  return [
    ...certificateFindings(callback.answer, address.now),
    ...(misplaced ? [misplaced] : []),
    ...(isOurs(callback.answer) ? await postFindings(baseUrl) : []),
    ...[callback, checkout].flatMap((one) => headerFindings(address, one)),
  ]
}

const callbackPath = '/payment/callback'
const checkoutPath = `/checkout/${nobodysSku}`

interface Visit {
  readonly url: string
  readonly answer: ProbeAnswer
}

interface FailedVisit extends ProbeFailure {
  readonly url: string
}

async function visit(baseUrl: string, method: Probe['method'], path: string): Promise<Visit | FailedVisit> {
  const url = baseUrl + path
  const probed = await probe({ url, method, timeoutMs })
  return 'failure' in probed ? { url, failure: probed.failure } : { url, answer: probed }
}

/** Every answer of ours says that it is for no search engine. */
function isOurs({ status, headers }: ProbeAnswer): boolean {
  return status === 204 && /\bnoindex\b/.test(String(headers['x-robots-tag'] ?? ''))
}

/** Node's and OpenSSL's codes for a certificate that is not good. */
const ofCertificate = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/

function failureOf(baseUrl: string, code: string): Finding {
  if (ofCertificate.test(code)) return found('base-url-certificate', baseUrl, code)
  return found('base-url-unreachable', baseUrl, silenceOf({ code }))
}

function misplacedOf(baseUrl: string, callback: Visit, checkout: Visit): Finding | undefined {
  const [isCallbackOurs, isCheckoutOurs] = [isOurs(callback.answer), isOurs(checkout.answer)]
  if (isCallbackOurs && isCheckoutOurs) return undefined
  const { location } = callback.answer.headers
  if (!isCallbackOurs && location !== undefined) return found('base-url-redirects', callback.url, location)
  if (isCheckoutOurs) return found('route-swallows-callback', callback.url, answerText(callback.answer))
  if (isCallbackOurs) {
    const code = isGuarded(checkout.answer) ? 'checkout-guarded' : 'route-swallows-checkout'
    return found(code, checkout.url, answerText(checkout.answer))
  }
  return found('base-url-not-mounted', baseUrl, answerText(callback.answer))
}

/** A store may sell to who is signed in alone: it says so, or leads to where one signs in. */
function isGuarded({ status }: ProbeAnswer): boolean {
  return status === 401 || status === 403 || (status >= 300 && status < 400)
}

function answerText({ status }: ProbeAnswer): string {
  return `HTTP status ${status}`
}

/** The router says so about a callback that names no order; whoever else refuses a POST has other words. */
async function postFindings(baseUrl: string): Promise<readonly Finding[]> {
  const visited = await visit(baseUrl, 'POST', callbackPath)
  if ('failure' in visited) return [found('callback-post-refused', visited.url, silenceOf({ code: visited.failure }))]
  const { url, answer } = visited
  return answer.text.startsWith('CHECKOUT_') ? [] : [found('callback-post-refused', url, answerText(answer))]
}

function certificateFindings({ certificateEnds }: ProbeAnswer, now: Date): readonly Finding[] {
  const days = certificateEnds && daysUntil(certificateEnds, now)
  if (!certificateEnds || days === undefined || days > certificateDays) return []
  return [found('base-url-certificate-expiring', dayOf(certificateEnds), days)]
}

function headerFindings({ baseUrl, formHosts }: PublicAddress, { answer }: Visit): readonly Finding[] {
  if (!isOurs(answer)) return []
  const { headers } = answer
  const caching = headers['cache-control']
  const policy = headers['content-security-policy']
  const dropped = formHosts
    .map((host) => `${isLoopback(new URL(`http://${host}`).hostname) ? 'http' : 'https'}://${host}`)
    .find((bank) => !mayFormLeadTo(policy, bank, new URL(baseUrl).origin))
  return [
    ...(/\bno-store\b/.test(caching ?? '') ? [] : [found('answers-cached', baseUrl, caching ?? 'nothing')]),
    ...(dropped === undefined ? [] : [found('form-action', dropped)]),
    ...(headers['set-cookie'] ?? []).flatMap((cookie) => cookieFindings(baseUrl, cookie)),
  ]
}

/** Of the cookies of a store, only the one of its session has to come back from the bank with the buyer. */
function cookieFindings(baseUrl: string, cookie: string): readonly Finding[] {
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim().toLowerCase())
  if (!/^[^=]*(?:sid|sess)[^=]*=/.test(pair) || pair.includes('checkout.')) return []
  const isSecure = attributes.includes('secure')
  if (attributes.includes('samesite=strict')) return [found('session-same-site-strict', '')]
  if (attributes.includes('samesite=none') && !isSecure) return [found('session-same-site-none', '')]
  return baseUrl.startsWith('https:') && !isSecure ? [found('session-cookie-plain', '')] : []
}
