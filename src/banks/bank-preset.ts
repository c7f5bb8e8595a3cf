import type { OrderNumberForm } from '../order-number-form.ts'

/**
 * A bank by name: where its installation of the protocol is, and what it does otherwise than BPC's manual says. Data
 * only; every optional field that is missing means "as the manual says, for want of anything else".
 */
export interface BankPreset {
  /** The value of `gateway.preset`. */
  readonly key: string
  readonly name: string
  /** Missing if it is not the bank of one country. */
  readonly country?: string
  readonly test: BankAddresses
  readonly live: BankAddresses
  readonly orderNumber?: OrderNumberForm
  readonly languages?: BankLanguages
  readonly description?: DescriptionForm
  /** ISO 4217 alphabetic codes that its merchants are known to have; there may be others. */
  readonly currencies?: readonly string[]
  /** Smallest amount of an order, in minor units. It is told, and stops no sale. */
  readonly smallest?: { readonly amountMinor: number; readonly currency: string }
  /** What its `orderStatus` numbers mean where the manual's meaning is wrong. */
  readonly statuses?: Readonly<Record<number, StatusMeaning>>
  /** `getOrderStatus.do` if only the old status call was seen to be spoken. */
  readonly statusCall?: 'getOrderStatusExtended.do' | 'getOrderStatus.do'
  /** The call that confirms a payment before goods leave: without it the bank cancels the order after a while. */
  readonly acknowledgement?: 'public/acknowledgeTransaction.do'
  /** How calls are written. */
  readonly body?: 'form' | 'json'
  /** Name of our order number in a status question. */
  readonly statusNumberField?: 'orderNumber' | 'merchantOrderNumber'
  /** Where user and password go. */
  readonly login?: 'body' | 'basic'
  /** Its server certificate is issued by a national authority that Node does not know: `gateway.ca` is needed. */
  readonly needsCa?: boolean
  readonly callbacks: BankCallbacks
  /** What every registration must carry, as paths such as `jsonParams.udf1`. */
  readonly mandatory?: readonly string[]
  /** `whole-once`: one refund, of everything. Missing: several, of parts. */
  readonly refunds?: 'whole-once'
  /** The surest of `verified`: a page of the bank or of BPC, a summary of one, or only other people's code. */
  readonly confidence: 'documented' | 'summarised' | 'seen'
  /** Which of these facts was checked against what. */
  readonly verified: readonly Verified[]
  /** What nobody could tell us. */
  readonly unknown: readonly string[]
  /** What else is worth knowing, in whole sentences. */
  readonly remarks: readonly string[]
}

/** Where one of the two installations of a bank is. */
export interface BankAddresses {
  /** Roots of the REST API. With several, the contract says which. Null if nobody has told one. */
  readonly roots: readonly string[] | null
  /** Roots under which it was reached before. */
  readonly formerRoots?: readonly string[]
  /** Hosts of the API whose path is not known. */
  readonly otherHosts?: readonly string[]
  /** Hosts of the payment page; missing if it is on the host of the root. */
  readonly pageHosts?: readonly string[]
}

export interface BankLanguages {
  readonly spelling?: 'lower-case' | 'upper-case'
  /** Every call must name one. */
  readonly isMandatory?: boolean
  /** As ISO 639-1, but for `kh` and `cn`; missing if nobody has listed them. */
  readonly known?: readonly string[]
}

export interface DescriptionForm {
  /** `ascii`: letters with marks are refused. */
  readonly characters?: 'ascii'
  /** Characters that are refused. */
  readonly refused?: string
}

/** What an `orderStatus` means; `unrecognized` is never a yes and never a no. */
export type StatusMeaning = 'refunded' | 'pending' | 'unrecognized'

export interface BankCallbacks {
  /** How they are signed; `none`: not at all. */
  readonly kind: 'hmac' | 'rsa' | 'jwt' | 'none' | 'unknown'
  /** How often one is sent again that was not answered with 200. Missing if nobody has told. */
  readonly repeats?: { readonly times: number; readonly everySecs: number; readonly isGrowing?: boolean }
  readonly method?: 'GET' | 'POST'
}

export interface Verified {
  readonly what: string
  readonly against: string
}
