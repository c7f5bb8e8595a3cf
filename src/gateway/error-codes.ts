/** The methods of the redirect integration, as the gateway spells them (BPC API). */
export type Method =
  | 'register.do'
  | 'registerPreAuth.do'
  | 'getOrderStatusExtended.do'
  | 'deposit.do'
  | 'reverse.do'
  | 'refund.do'
  | 'decline.do'

/** A call was processed, which says nothing about the payment (BPC: errors). */
export const processed = '0'

/** `getOrderStatusExtended.do`: no such order. */
export const absentOrder = '6'

/** The gateway says this for both, and its own words are localised (BPC: errors). */
const noAccess =
  'this login is denied access or must change its password (see gateway.user and gateway.password, or ' +
  'gateway.token), or a value is wrong'

/**
 * What a registration is refused for.
 *
 * 1 is not among them: it is "bad order number" and also "duplicate", so that the order may exist (BPC: order numbers).
 * Neither is 7, a fault of the gateway.
 */
const registrationRefusals = {
  3: 'the currency is unknown or not allowed for this merchant',
  4: 'a mandatory value is missing, or the return address is not absolute',
  5: noAccess,
  8: 'a field of the order bundle is too long',
  12: 'the amount is missing',
  13: 'the features contradict each other or are not permitted',
  14: 'a feature or the way of payment is not valid',
  2003: 'payment without 3-D Secure is forbidden, or the order bundle holds letters the gateway does not take',
} as const

const noOrder = 'the gateway has no such order'

/**
 * Which `errorCode` is a clear no, and what it says. Every other code than 0 is no usable answer.
 *
 * The gateway documents only 0 (done) and 1..99 (error); these come from older manuals of the platform and from
 * recordings. 7 is never here, because it is "wrong state" and also "system error": only the order's status tells them
 * apart.
 *
 * At Satim `refund.do` answers 5 to an `externalRefundId` it already knows, where BPC documents success (BPC: refunds):
 * the money of that earlier refund has moved, so after a lost answer look at the order's amounts before believing the
 * no.
 */
const refusals: Readonly<Record<Method, Readonly<Record<string, string>>>> = {
  'register.do': registrationRefusals,
  'registerPreAuth.do': registrationRefusals,
  'getOrderStatusExtended.do': { 1: 'the question names no order', 5: noAccess },
  'deposit.do': { 5: noAccess, 6: noOrder },
  'reverse.do': { 5: noAccess, 6: noOrder },
  'refund.do': {
    5: `${noAccess}, or (Satim) a refund with this externalRefundId was made before`,
    6: noOrder,
    8: 'the amount is above what can be refunded',
  },
  'decline.do': { 5: noAccess, 6: noOrder },
}

/** What the gateway's clear no says, in our words; undefined where the code is no clear no. */
export function refusalOf(method: Method, errorCode: string): string | undefined {
  const reasons = refusals[method]
  return Object.hasOwn(reasons, errorCode) ? reasons[errorCode] : undefined
}
