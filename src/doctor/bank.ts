import { randomUUID } from 'node:crypto'
import { makeGateway } from '../gateway/axios-gateway.ts'
import type { StatusAnswer } from '../gateway/answers.ts'
import { makeConnections } from '../gateway/connections.ts'
import { silenceOf } from '../gateway/silences.ts'
import type { CheckoutSettings } from '../options/settings.ts'
import { probe } from '../probe.ts'
import type { ProbeAnswer } from '../probe.ts'
import { dayOf, daysUntil } from './days.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'
import { skewOf } from './skew.ts'

type GatewaySettings = CheckoutSettings['gateway']

/** How long the doctor waits for one answer at most, in milliseconds. Chosen by feel. */
const patienceMs = 6_000

/** Buyers notice this, in milliseconds. Chosen by feel. */
const slowMs = 3_000

/** Warns this many days ahead: banks renew by hand. Chosen by feel. */
const certificateDays = 14

/**
 * Asks the bank about an order that nobody has, on a connection of its own: whether it can be reached, knows the login,
 * and agrees about the time. Registers nothing and moves no money.
 */
export async function bankFindings(settings: GatewaySettings, now: () => Date): Promise<readonly Finding[]> {
  const timeoutMs = Math.min(settings.timeoutMs, patienceMs)
  const { url, ca, proxy } = settings
  const connections = makeConnections({ timeoutMs, ca, proxy })
  try {
    const agent = url.startsWith('https:') ? connections.fresh.httpsAgent : undefined
    const reached = await probe({ url, method: 'HEAD', timeoutMs, agent })
    if ('failure' in reached) return [failureOf(settings, reached.failure)]
    return [...answerFindings(reached, now()), ...(await loginFindings(settings, timeoutMs))]
  } finally {
    connections.close()
  }
}

const unknownAuthority: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

function failureOf({ url }: GatewaySettings, code: string): Finding {
  if (unknownAuthority.includes(code)) return found('bank-authority-unknown', code)
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return found('bank-certificate-expired', code)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return found('bank-certificate-name', new URL(url).hostname)
  const reason = silenceOf({ code })
  return code.startsWith('ERR_PROXY_') ? found('bank-proxy', reason) : found('bank-unreachable', url, reason)
}

function answerFindings({ headers, certificateEnds }: ProbeAnswer, now: Date): readonly Finding[] {
  const bankTime = Date.parse(headers.date ?? '')
  const skew = Number.isNaN(bankTime) ? undefined : skewOf(now.getTime() - bankTime)
  const days = certificateEnds && daysUntil(certificateEnds, now)
  const findings: Finding[] = []
  if (skew) findings.push(found('clock-skew', skew.seconds, skew.side))
  if (certificateEnds && days !== undefined && days <= certificateDays) {
    findings.push(found('bank-certificate-expiring', dayOf(certificateEnds), days))
  }
  return findings
}

/** A token may only ask by the bank's own id. */
async function loginFindings(settings: GatewaySettings, timeoutMs: number): Promise<readonly Finding[]> {
  const { url, ca, proxy, basic, dialect, login } = settings
  const client = makeGateway({ url, timeoutMs, ca, proxy, basic, dialect, ...login })
  const startedAt = performance.now()
  try {
    const answer = await client.status({ gatewayOrderId: randomUUID() })
    const tookMs = performance.now() - startedAt
    const slow = tookMs > slowMs ? [found('bank-slow', Math.round(tookMs / 1000))] : []
    return [...judged(settings, answer), ...slow]
  } finally {
    client.close()
  }
}

function judged({ url }: GatewaySettings, answer: StatusAnswer): readonly Finding[] {
  switch (answer.outcome) {
    case 'absent':
    // It has an order under a number made up just now: odd, but it knows the login.
    case 'answered':
      return []
    case 'refused':
      return [found('bank-login-refused', wordsOf(answer.error))]
    case 'unavailable':
      return [unavailable(url, answer.error, answer.isUnreadable === true)]
  }
}

function unavailable(url: string, error: Error, isUnreadable: boolean): Finding {
  const status = Number(/HTTP status (\d{3})/.exec(error.message)?.[1] ?? 0)
  if (status === 401 || status === 403) return found('bank-login-refused', `HTTP status ${status}.`)
  if (status === 429 || status === 503) return found('bank-busy', status)
  if (status === 404 || (status >= 300 && status < 400) || status === 405) return found('bank-address', url, status)
  if (isUnreadable || status > 0) return found('bank-unreadable', wordsOf(error))
  return found('bank-unreachable', url, reasonIn(error))
}

/** The reason alone: what to do about an order of a buyer is no matter here. */
function reasonIn(error: Error): string {
  return /(?:usable answer|was not sent): (.*?)\. /.exec(error.message)?.[1] ?? error.message
}

function wordsOf(error: Error): string {
  const { cause } = error as { readonly cause?: { readonly errorCode?: unknown; readonly errorMessage?: unknown } }
  const code = typeof cause?.errorCode === 'string' ? `errorCode ${cause.errorCode}` : undefined
  const said = typeof cause?.errorMessage === 'string' ? `"${cause.errorMessage}"` : undefined
  const words = [code, said].filter((word) => word !== undefined)
  return words.length > 0 ? `${words.join(', ')}.` : `${reasonIn(error)}.`
}
