import type { JsonObject } from '../json.ts'
import type { CaptureMode } from '../order.ts'
import type {
  Acknowledgement,
  CardsAnswer,
  OrderListAnswer,
  RegisterAnswer,
  RemoveCardAnswer,
  StatusAnswer,
} from './answers.ts'

/** What the gateway is told about a new order (BPC: registration and holds). */
export interface Registration {
  /** Ours. Never used twice for one merchant: a repeated number is refused (BPC: order numbers). */
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** `manual` holds the money (`registerPreAuth.do`), `automatic` takes it (`register.do`). */
  readonly capture: CaptureMode
  /** Absolute address the buyer returns to, paid or not. */
  readonly returnUrl: string
  /** Where the gateway sends the callbacks for this order; undefined: as set up for the merchant. */
  readonly dynamicCallbackUrl?: string | undefined
  /** Lifetime of the order, in seconds. */
  readonly sessionTimeoutSecs: number
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly orderBundle?: JsonObject | undefined
  readonly jsonParams?: JsonObject | undefined
  readonly features?: readonly string[] | undefined
  /** The stored card to pay with (BPC: stored cards). */
  readonly bindingId?: string | undefined
  /** Further parameters by their wire names, sent unchanged. */
  readonly extra?: Readonly<Record<string, string>> | undefined
}

/** The order to ask about. A token login can only ask by the gateway's id (BPC: logins). */
export type OrderKey = { readonly gatewayOrderId: string } | { readonly orderNumber: string }

export interface AcknowledgeRequest {
  readonly gatewayOrderId: string
}

export interface CaptureRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: to the gateway 0 means "everything" (BPC: capture and reversal). */
  readonly amountMinor: number
  readonly currency: string
  /** The lines that are captured, sent verbatim. Their sum must be the amount (BPC: capture and reversal). */
  readonly depositItems?: JsonObject | undefined
}

export interface RefundRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: to the gateway 0 means "everything" (BPC: refunds). */
  readonly amountMinor: number
  readonly currency: string
  /** 1 to 32 characters. A repeat with the same id is not a second refund (BPC: refunds). */
  readonly externalRefundId: string
  /** Integer minor units still captured: the gateway refuses the refund if its own figure differs (BPC: refunds). */
  readonly expectedDepositedMinor?: number | undefined
  /** The lines that are refunded, sent verbatim (BPC: refunds). */
  readonly refundItems?: JsonObject | undefined
}

/** Which page of the bank's own list of orders: those with money on them, by when they were paid. */
export interface OrderListRequest {
  /** Paid at or after. The bank reads it by its own clock, in a zone that it does not tell: leave half a day's room. */
  readonly since: Date
  /** Paid before; likewise. */
  readonly until: Date
  /** From 0. */
  readonly page: number
  /** Orders on a page, from 1 to 200 (BPC: order list). */
  readonly size: number
}

/**
 * The port to the bank: one method per verb of the redirect integration.
 *
 * Methods resolve with what is known and never reject. The client itself repeats nothing but a status question.
 */
export interface Gateway {
  register(registration: Registration): Promise<RegisterAnswer>
  /** Safe to repeat. The only source of facts about money. */
  status(key: OrderKey): Promise<StatusAnswer>
  /**
   * Confirms a payment before goods leave, at a bank that cancels what nobody confirms; undefined at any other. Answers
   * like `status`. Safe to repeat.
   */
  readonly acknowledge: ((request: AcknowledgeRequest) => Promise<StatusAnswer>) | undefined
  /** Moves money. After silence, ask for the status. */
  capture(request: CaptureRequest): Promise<Acknowledgement>
  /** Releases a hold. The gateway allows one try only (BPC: capture and reversal): it is never automatic. */
  reverse(request: { readonly gatewayOrderId: string; readonly currency: string }): Promise<Acknowledgement>
  /** Moves money. After silence, repeat it only with the same `externalRefundId`. */
  refund(request: RefundRequest): Promise<Acknowledgement>
  /** Closes an order nobody has paid (BPC: decline). Never call it while the buyer is on the issuer's page. */
  decline(request: { readonly gatewayOrderId: string; readonly orderNumber: string }): Promise<Acknowledgement>
  /** The stored cards of one client that have not expired (BPC: bindings). Safe to repeat. */
  cards(request: { readonly clientId: string }): Promise<CardsAnswer>
  /** Removes a stored card (BPC: bindings). Moves no money. Safe to repeat. */
  removeCard(request: { readonly bindingId: string }): Promise<RemoveCardAnswer>
  /**
   * One page of the orders that the bank has for this login, other shops' too (BPC: order list). Safe to repeat. Not
   * with a token. What a list says moves no order: ask for its status.
   */
  orderList(request: OrderListRequest): Promise<OrderListAnswer>
}
