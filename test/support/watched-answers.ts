import type { RequestListener, ServerResponse } from 'node:http'
import { keepSecret, scan } from './leaks.ts'

/** Where tests mount the back office. */
const officePath = /^\/office(\/|$)/

/** What the back office answers to whoever is no operator, or may be none: 403, and 503 if nobody can tell. */
const isTurnedAway = (status: number): boolean => status === 403 || status === 503

/**
 * The same listener, whose answers are looked at: their bodies, and where they send a browser. What they set as cookies
 * is from then on a secret that nothing else may show.
 */
export function watchedAnswers(listener: RequestListener): RequestListener {
  return (req, res) => {
    watchAnswer(res, officePath.test(req.url ?? ''))
    listener(req, res)
  }
}

function watchAnswer(res: ServerResponse, isOffice: boolean): void {
  const write = res.write.bind(res)
  const end = res.end.bind(res)
  const chunks: string[] = []
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(chunk)
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk).toString())
  }
  res.write = ((...given: Parameters<typeof write>) => {
    keep(given[0])
    return write(...given)
  }) as typeof res.write
  res.end = ((...given: Parameters<typeof end>) => {
    keep(given[0])
    const ended = end(...given)
    const body = chunks.join('')
    const statusKey = statusKeyIn(body)
    const mayHold = [
      // An operator sees whose order it is.
      ...(isOffice && !isTurnedAway(res.statusCode) ? ['e-mail'] : []),
      // A program that has started an order is told how to ask about it.
      ...(statusKey === undefined ? [] : ['status key']),
    ]
    scan('answer', `${body} ${String(res.getHeader('location') ?? '')}`, mayHold)
    keepSecret('status key', statusKey)
    for (const cookie of [res.getHeader('set-cookie') ?? []].flat()) keepCookie(String(cookie))
    return ended
  }) as typeof res.end
}

/** Of the one answer that may hold one: what a checkout by a script is told. */
function statusKeyIn(body: string): string | undefined {
  return /^\{"orderNumber":.*"statusKey":"([^"]+)"\}$/.exec(body)?.[1]
}

/** `name=s%3Aid.signature; Path=/`: of a signed one, the id alone opens a session. */
function keepCookie(cookie: string): void {
  const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
  const signed = /^s:([^.]+)\./.exec(decodeURIComponent(value))?.[1]
  keepSecret(`cookie ${name}`, signed ?? value)
}
