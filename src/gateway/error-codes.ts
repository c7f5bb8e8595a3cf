/** The methods of the redirect integration, as the gateway spells them (BPC API). */
export type Method =
  | 'register.do'
  | 'registerPreAuth.do'
  | 'getOrderStatusExtended.do'
  | 'getOrderStatus.do'
  | 'public/acknowledgeTransaction.do'
  | 'deposit.do'
  | 'reverse.do'
  | 'refund.do'
  | 'decline.do'
  | 'getBindings.do'
  | 'unBindCard.do'
  | 'getLastOrdersForMerchants.do'

/** The call was processed, which says nothing about the payment (BPC: errors). */
export const processed = '0'

/** `getOrderStatus.do`: the answer tells of a declined payment; the call itself was processed (BPC: legacy status). */
export const declinedOrder = '2'

/** `getOrderStatusExtended.do`, `getOrderStatus.do`: no such order. */
export const absentOrder = '6'

/**
 * `getBindings.do`: this client has no stored card. `unBindCard.do`: there is no such card, or it was removed before
 * (BPC: bindings).
 */
export const absentCard = '2'

/** The gateway has one code for both, and its own words are localised (BPC: errors). */
const noAccess =
  'this login is denied access or must change its password (see gateway.user and gateway.password, or ' +
  'gateway.token), or a value is wrong'

/**
 * Why a registration is refused.
 *
 * 1 is not among them: it is "bad order number" but also "duplicate", so the order may exist (BPC: order numbers).
 * Neither is 7, a fault of the gateway.
 */
const registrationRefusals = {
  3: 'the currency is unknown or not allowed for this merchant',
  4: 'a mandatory value is missing, or the return address is not absolute',
  5: `${noAccess}, such as a stored card (bindingId) that is not there or not of this clientId`,
  8: 'a field of the order bundle is too long',
  12: 'the amount is missing',
  13: 'the features contradict each other or are not permitted',
  14: 'a feature or the payment method is not valid',
  2003: 'payment without 3-D Secure is forbidden, or the order bundle holds characters the gateway does not accept',
} as const

const noCards = `${noAccess}; or the bank does not allow this merchant stored cards`

const noOrder = 'the gateway has no such order'

/**
 * Which `errorCode` is a clear no, and what it means. Any other code but 0 is not a usable answer.
 *
 * The gateway documents only 0 (done) and 1..99 (error). These come from older manuals of the platform and from
 * recordings. 7 is never here: it is "wrong state" but also "system error", and only the order's status tells them
 * apart.
 *
 * At Satim `refund.do` answers 5 to an `externalRefundId` it already knows, where BPC documents success (BPC: refunds).
 * The money of that earlier refund has moved: after a lost answer, look at the order's amounts before believing the no.
 */
const refusals: Readonly<Record<Method, Readonly<Record<string, string>>>> = {
  'register.do': registrationRefusals,
  'registerPreAuth.do': registrationRefusals,
  'getOrderStatusExtended.do': { 1: 'the status question names no order', 5: noAccess },
  'getOrderStatus.do': { 1: 'the status question names no order', 5: noAccess },
  'public/acknowledgeTransaction.do': { 1: 'the acknowledgement names no order', 5: noAccess },
  'deposit.do': { 5: noAccess, 6: noOrder },
  'reverse.do': { 5: noAccess, 6: noOrder },
  'refund.do': {
    5: `${noAccess}, or (Satim) a refund with this externalRefundId was made before`,
    6: noOrder,
    8: 'the amount exceeds what can be refunded',
  },
  'decline.do': { 5: noAccess, 6: noOrder },
  // 2 is no refusal: see `absentCard`.
  'getBindings.do': { 1: 'the question names no client', 5: noCards },
  'unBindCard.do': { 5: noCards },
  'getLastOrdersForMerchants.do': { 5: `${noAccess}; or the bank does not allow this login its list of orders` },
}

/** What the gateway's clear no means, in our words; undefined if the code is not one. */
export function refusalOf(method: Method, errorCode: string): string | undefined {
  const reasons = refusals[method]
  return Object.hasOwn(reasons, errorCode) ? reasons[errorCode] : undefined
}
