/**
 * How one bank speaks the protocol: what it takes, refuses and tells otherwise than BPC's manual says. Data only, read
 * from the bank's side of the wire.
 */
export interface Dialect {
  /** As the bank's pages call it; undefined for the plain sandbox, which is no bank in particular. */
  readonly bank: string | undefined
  /** Path of the REST API. */
  readonly root: string
  /** Path of a payment page, with `{id}` and `{language}`; undefined: the sandbox's own. */
  readonly pagePath: string | undefined
  /** What the bank's ids of orders look like. */
  readonly ids: 'UUIDs' | '20 letters and digits'
  readonly orderNumber: { readonly maxCharacters: number; readonly isAlphanumeric: boolean }
  /** The languages that its page has; undefined: everything that BPC or a bank of this protocol lists. */
  readonly languages: readonly string[] | undefined
  readonly currency: {
    /** ISO 4217 alphabetic code of an order that names no currency. */
    readonly standard: string
    /** Every other currency is refused. */
    readonly isOnly: boolean
    /** The rouble is told as it was until 1998 (BPC: amounts). */
    readonly tellsOldRouble: boolean
  }
  /** Smallest amount of an order, in minor units. */
  readonly minAmount: number
  /** Smallest amount of a refund, in minor units. */
  readonly minRefund: number
  /** `json`: calls are JSON only, and several features are joined by `;`. */
  readonly body: 'any' | 'json'
  /** Takes the login by HTTP Basic too. */
  readonly takesBasic: boolean
  /** How a wrong login is refused: by errorCode 5, or by HTTP 401, everywhere or but for registrations. */
  readonly wrongLogin: 'errorCode 5' | 'HTTP 401' | 'HTTP 401, but errorCode 5 to a registration'
  /** `old`: `getOrderStatus.do` alone. */
  readonly statusCall: 'both' | 'old'
  /** How the store's order number is called in a status question. */
  readonly statusNumberField: 'orderNumber' | 'merchantOrderNumber'
  /** The zone of `expirationDate`, which names none (BPC: registration). */
  readonly expiryZone: 'UTC' | 'Moscow time'
  /** How long a payment waits for its acknowledgement before it is cancelled, in milliseconds; undefined: for ever. */
  readonly acknowledgeWithinMs: number | undefined
  /** What `jsonParams` must hold, as paths. */
  readonly mandatoryParams: readonly string[]
  /** Orders need `orderBundle.customerDetails`, and letters with marks are refused. */
  readonly customer: 'as given' | 'required, in ASCII'
  /** Characters that a description must not hold (BPC: registration). */
  readonly refusedInDescription: readonly string[]
  readonly refunds: 'in parts' | 'once and whole'
  /** What a known `externalRefundId` gets: the refund of then, or a refusal. */
  readonly repeatedRefund: 'told again' | 'refused'
  readonly statuses: 'of the manual' | '7 partly refunded' | 'of stored cards too'
  /** What only this bank has in an answer of `getOrderStatus.do` and `acknowledgeTransaction.do`. */
  readonly oldAnswer: 'plain' | 'with SvfeResponse' | 'with orderStatusDescription'
  /** The errorCode of a registration: of a good one, if any, and whether a refusal's is a number. */
  readonly registered: { readonly errorCode: 0 | '0' | undefined; readonly refusesByNumber: boolean }
  /** Repeats the cart, with fees and empty texts, in its status answers (BPC: recorded answers). */
  readonly isTalkative: boolean
  /** `attributes` of a status answer (BPC: recorded answers). */
  readonly attributes: 'a list' | 'an object'
  /** What the bank affixes to the address a buyer comes back to. */
  readonly affixes: 'orderId and lang' | 'orderId'
  readonly callbacks: DialectCallbacks
}

export interface DialectCallbacks {
  /** `none`: nobody has seen one. `unsigned`: `sign_alias` without a checksum. `JWT`: HS256 with a base64 key. */
  readonly kind: 'HMAC' | 'unsigned' | 'JWT' | 'none'
  readonly method: 'GET' | 'POST'
  /** How often one is sent that gets no 200, in all. */
  readonly triesCount: number
  /** How long it waits before it sends one again, in milliseconds. */
  readonly retryMs: number
  /** Each wait is longer than the one before by `retryMs`. */
  readonly isGrowing: boolean
  /** Whether an order may name an address of its own (`dynamicCallbackUrl`). */
  readonly isDynamic: boolean
}

/** Whether payments by QR code are taken: not where 7, their `orderStatus` while pending, means something else. */
export function takesCodes({ statuses }: Pick<Dialect, 'statuses'>): boolean {
  return statuses !== '7 partly refunded'
}

/** No bank in particular: lenient where banks differ. */
export const plainDialect: Dialect = {
  bank: undefined,
  root: '/payment/rest',
  pagePath: undefined,
  ids: 'UUIDs',
  orderNumber: { maxCharacters: 36, isAlphanumeric: false },
  languages: undefined,
  currency: { standard: 'EUR', isOnly: false, tellsOldRouble: false },
  minAmount: 1,
  minRefund: 1,
  body: 'any',
  takesBasic: false,
  wrongLogin: 'errorCode 5',
  statusCall: 'both',
  statusNumberField: 'orderNumber',
  expiryZone: 'UTC',
  acknowledgeWithinMs: undefined,
  mandatoryParams: [],
  customer: 'as given',
  refusedInDescription: [],
  refunds: 'in parts',
  repeatedRefund: 'told again',
  statuses: 'of the manual',
  oldAnswer: 'plain',
  registered: { errorCode: undefined, refusesByNumber: false },
  isTalkative: true,
  attributes: 'a list',
  affixes: 'orderId and lang',
  callbacks: { kind: 'HMAC', method: 'GET', triesCount: 3, retryMs: 30_000, isGrowing: false, isDynamic: true },
}
