import type { JsonObject } from '../json.ts'
import type { CaptureMode } from '../order.ts'
import type { Acknowledgement, RegisterAnswer, StatusAnswer } from './answers.ts'

/** What the gateway is told about a new order (BPC: registration and holds). */
export interface Registration {
  /** Ours; unique per merchant for ever, because a repeated number is refused (BPC: order numbers). */
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** `manual` holds the money (`registerPreAuth.do`), `automatic` takes it (`register.do`). */
  readonly capture: CaptureMode
  /** Absolute address the buyer comes back to, paid or not. */
  readonly returnUrl: string
  /** Where the gateway sends the callbacks of this order; undefined leaves it to the merchant's set-up. */
  readonly dynamicCallbackUrl?: string | undefined
  /** Life of the order in seconds. */
  readonly sessionTimeoutSecs: number
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly orderBundle?: JsonObject | undefined
  readonly jsonParams?: JsonObject | undefined
  readonly features?: readonly string[] | undefined
  /** The stored card to be paid with (BPC: stored cards). */
  readonly bindingId?: string | undefined
  /** Further parameters by their names on the wire, sent as they are. */
  readonly extra?: Readonly<Record<string, string>> | undefined
}

/** Which order is asked about. A token login can only ask by the gateway's id (BPC: logins). */
export type OrderKey = { readonly gatewayOrderId: string } | { readonly orderNumber: string }

export interface CaptureRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: the gateway reads 0 as "everything" (BPC: capture and reversal), so 0 cannot be said. */
  readonly amountMinor: number
  readonly currency: string
}

export interface RefundRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: the gateway reads 0 as "everything" (BPC: refunds), so 0 cannot be said. */
  readonly amountMinor: number
  readonly currency: string
  /** 1 to 32 characters. A repeat with the same id is not a second refund (BPC: refunds). */
  readonly externalRefundId: string
  /** Integer minor units still captured: the gateway refuses the refund where it differs (BPC: refunds). */
  readonly expectedDepositedMinor?: number | undefined
}

/**
 * The port to the bank: one method per verb of the redirect integration.
 *
 * Methods resolve with what is known and never reject; nothing is ever repeated by the gateway client itself.
 */
export interface Gateway {
  register(registration: Registration): Promise<RegisterAnswer>
  /** Safe to repeat. The only source of a money fact. */
  status(key: OrderKey): Promise<StatusAnswer>
  /** Moves money. Ask for the status after silence. */
  capture(request: CaptureRequest): Promise<Acknowledgement>
  /** Lets a hold go. The gateway allows one try only (BPC: capture and reversal): never automatic. */
  reverse(request: { readonly gatewayOrderId: string; readonly currency: string }): Promise<Acknowledgement>
  /** Moves money. May be sent again after silence only with the same `externalRefundId`. */
  refund(request: RefundRequest): Promise<Acknowledgement>
  /** Closes an order nobody has paid (BPC: decline). Never on an order whose buyer is at the issuer's page. */
  decline(request: { readonly gatewayOrderId: string; readonly orderNumber: string }): Promise<Acknowledgement>
}
