import type { Response } from 'express'

/** 303 with the address encoded as Express does, but without looking for the kind of page that the browser likes best. */
export function seeOther(res: Response, location: string): void {
  res.location(location)
  res.writeHead(303, { 'Content-Type': 'text/plain; charset=utf-8' })
  res.end('See other.')
}
