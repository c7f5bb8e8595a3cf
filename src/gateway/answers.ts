import type { GatewayRefusedError, GatewayUnavailableError } from '../errors.ts'
import type { Evidence } from './evidence.ts'

/** What the gateway made of a registration. */
export interface Registered {
  readonly gatewayOrderId: string
  /** The page to send the buyer to, exactly as given. Not yet checked against the allowed hosts. */
  readonly formUrl: string
}

/** A clear no: the gateway's, or ours before anything was sent. No money moved. */
export interface Refused {
  readonly outcome: 'refused'
  /** The gateway heard nothing: no sign of life. */
  readonly isUnsent?: true
  readonly error: GatewayRefusedError
}

/** Nothing usable came back. **Unknown**, unless it `isUnsent`: money may have moved; ask, never repeat blindly. */
export interface Unavailable {
  readonly outcome: 'unavailable'
  /** Known to be as it was: the call was never sent. */
  readonly isUnsent?: true
  /** It was not sent because there was no way to the gateway, which is a sign of its silence. */
  readonly isUnreached?: true
  /** An answer came, and nobody can make anything of it: that is no silence. */
  readonly isUnreadable?: true
  readonly error: GatewayUnavailableError
}

export type RegisterAnswer = ({ readonly outcome: 'answered' } & Registered) | Refused | Unavailable

export type StatusAnswer =
  | { readonly outcome: 'answered'; readonly evidence: Evidence }
  /** The gateway says it has no such order (`errorCode` 6). */
  | { readonly outcome: 'absent' }
  | Refused
  | Unavailable

/**
 * Of `deposit.do`, `reverse.do`, `refund.do`, `decline.do`: a call was processed, which says nothing about the money
 * (BPC: errors).
 */
export type Acknowledgement = { readonly outcome: 'answered' } | Refused | Unavailable
