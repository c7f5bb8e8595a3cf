import type { IncomingHttpHeaders } from 'node:http'
import { isFromOwnPage } from '../html/own-page.ts'

/** Whether a form comes from a page of this bank. The host is known to be the bank's own by then. */
export function isOwnForm(headers: IncomingHttpHeaders): boolean {
  const { host } = headers
  return host !== undefined && isFromOwnPage(headers, [`http://${host}`, `https://${host}`])
}
