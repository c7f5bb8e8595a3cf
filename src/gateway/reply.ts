import type { AxiosResponse } from 'axios'
import { readBody } from './body.ts'
import type { Heard } from './heard.ts'
import { maxAnswerBytes } from './limits.ts'

/**
 * A longer `Retry-After` is cut to this, in milliseconds: a stray header must not stop the sweep for a day. Chosen by
 * feel.
 */
const maxRetryAfterMs = 60 * 60 * 1000

/** Reads a complete answer and its body. */
export async function replyOf({ status, data, headers }: AxiosResponse<Buffer>): Promise<Heard> {
  const head = {
    contentType: headers['content-type'] as unknown,
    contentEncoding: headers['content-encoding'] as unknown,
  }
  const body = await readBody(data, head, maxAnswerBytes)
  // The body only counts with status 200 (BPC: errors).
  if ('unreadable' in body && status === 200) return body
  return {
    status,
    text: 'text' in body ? body.text : '',
    retryAfterMs: retryAfterMsOf(headers['retry-after']),
  }
}

/** `Retry-After` is a number of seconds or an IMF-fixdate (RFC 9110, 10.2.3 and 5.6.7). */
function retryAfterMsOf(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined
  const isSeconds = /^\d{1,15}$/.test(header)
  const isDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(header)
  const waitMs = isSeconds ? Number(header) * 1000 : isDate ? Date.parse(header) - Date.now() : NaN
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs)
}
