import type { GatewayRefusedError, GatewayUnavailableError } from '../errors.ts'
import type { StoredCard } from '../stored-cards.ts'
import type { Evidence } from './evidence.ts'
import type { OrderListPage } from './list-message.ts'

/** An order that the gateway has registered. */
export interface Registered {
  readonly gatewayOrderId: string
  /** The page to send the buyer to, exactly as given. Not yet checked against the allowed hosts. */
  readonly formUrl: string
}

/** A clear no: the gateway's, or ours before anything was sent. No money moved. */
export interface Refused {
  readonly outcome: 'refused'
  /** Nothing reached the gateway: this is no sign that it is up. */
  readonly isUnsent?: true
  readonly error: GatewayRefusedError
}

/**
 * Nothing usable came back. The outcome is **unknown** unless it `isUnsent`: money may have moved. Ask for the status;
 * never repeat blindly.
 */
export interface Unavailable {
  readonly outcome: 'unavailable'
  /** Nothing has changed: the call was never sent. */
  readonly isUnsent?: true
  /** It was not sent because the gateway could not be reached. That counts as silence. */
  readonly isUnreached?: true
  /** The answer cannot be read. It is not silence. */
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
 * The answer to `deposit.do`, `reverse.do`, `refund.do` and `decline.do`. `answered` means the call was processed,
 * which says nothing about the money (BPC: errors).
 */
export type Acknowledgement = { readonly outcome: 'answered' } | Refused | Unavailable

/** A client's stored cards; none of them is no error. */
export type CardsAnswer =
  { readonly outcome: 'answered'; readonly cards: readonly StoredCard[] } | Refused | Unavailable

/** A page of the bank's own list of orders; none of them is no error. */
export type OrderListAnswer = ({ readonly outcome: 'answered' } & OrderListPage) | Refused | Unavailable

/** Whether a stored card was removed. `absent`: the gateway has no such card in use, which comes to the same. */
export type RemoveCardAnswer = { readonly outcome: 'answered' | 'absent' } | Refused | Unavailable
