import type { RequestListener, ServerResponse } from 'node:http'
import { keepSecret, scan } from './leaks.ts'

/** Where tests mount the back office: an operator sees whose order it is. */
const officePath = /^\/office(\/|$)/

/**
 * The same listener, whose answers are looked at: their bodies, and where they send a browser. What they set as cookies
 * is from then on a secret that nothing else may show.
 */
export function watchedAnswers(listener: RequestListener): RequestListener {
  return (req, res) => {
    watchAnswer(res, officePath.test(req.url ?? '') ? ['e-mail'] : [])
    listener(req, res)
  }
}

function watchAnswer(res: ServerResponse, mayHold: readonly string[]): void {
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
    scan('answer', `${chunks.join('')} ${String(res.getHeader('location') ?? '')}`, mayHold)
    for (const cookie of [res.getHeader('set-cookie') ?? []].flat()) keepCookie(String(cookie))
    return ended
  }) as typeof res.end
}

/** `name=s%3Aid.signature; Path=/`: of a signed one, the id alone opens a session. */
function keepCookie(cookie: string): void {
  const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
  const signed = /^s:([^.]+)\./.exec(decodeURIComponent(value))?.[1]
  keepSecret(`cookie ${name}`, signed ?? value)
}
