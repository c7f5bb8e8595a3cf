import type { Request } from 'express'
import type { WireObject } from './answers.ts'
import type { Dialect } from './dialects/dialect.ts'

/** An answer that is a bare JSON string, beside an HTTP status that says it all (BPC: transport). */
export interface BareRefusal {
  readonly status: 401 | 415
  readonly text: string
}

/** Which call a path below the API's root names. Some are public there too, with the same login (BPC: gateways). */
export function callNamed(path: string, { acknowledgeWithinMs }: Dialect): string {
  const name = path.slice(1)
  return acknowledgeWithinMs === undefined ? name : name.replace(/^public\//, '')
}

/** Whether this bank has the call at all. To one it does not have it answers as to any wrong address: 404. */
export function hasCall({ statusCall, acknowledgeWithinMs }: Dialect, name: string): boolean {
  if (name === 'getOrderStatusExtended.do') return statusCall === 'both'
  if (name === 'acknowledgeTransaction.do') return acknowledgeWithinMs !== undefined
  return true
}

/** Why a call is not read at all; undefined if it is. */
export function bodyRefusalOf(req: Request, { body }: Dialect): BareRefusal | undefined {
  const isRead = body === 'any' || (req.method === 'POST' && /json/i.test(req.headers['content-type'] ?? ''))
  return isRead ? undefined : { status: 415, text: 'Unsupported Media Type' }
}

/** The refusals that this bank words as HTTP 401 (BPC: recorded answers); undefined for all others. */
export function bareRefusalOf(method: string, answer: WireObject, dialect: Dialect): BareRefusal | undefined {
  const { wrongLogin, oldAnswer } = dialect
  const { errorCode, ErrorCode = errorCode, errorMessage, ErrorMessage = errorMessage } = answer
  const isOpenToRegistrations = wrongLogin === 'HTTP 401, but errorCode 5 to a registration'
  const isLoginRefused = wrongLogin === 'HTTP 401' || (isOpenToRegistrations && !method.startsWith('register'))
  if (isLoginRefused && ErrorMessage === 'Access denied') return { status: 401, text: 'Access denied' }
  const isOld = method === 'getOrderStatus.do' || method === 'acknowledgeTransaction.do'
  const isUnknown = oldAnswer === 'with SvfeResponse' && isOld && String(ErrorCode) === '6'
  return isUnknown ? { status: 401, text: 'Transaction is not found' } : undefined
}
