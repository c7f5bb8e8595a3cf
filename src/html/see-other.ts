import type { Response } from 'express'

/** 303 with the address encoded as Express does, but without negotiating what the few words of it are written in. */
export function seeOther(res: Response, location: string): void {
  res.location(location)
  res.writeHead(303, { 'Content-Type': 'text/plain; charset=utf-8' })
  res.end('See other.')
}
