import type { Decline, DeclineCategory, RetryAdvice } from '../order.ts'

/**
 * What each `actionCode` of a payment attempt means: its category, and what would help the buyer.
 *
 * From the eCommerce API V1 page "Refusal reasons & action codes" and older manuals of the same platform. These are the
 * gateway's codes only: the bank's processing codes use the same numbers with other meanings. The sign matters: 2023 is
 * an overload, -2023 a failed 3-D Secure step. The comments are for developers: a buyer only ever reads the texts
 * below.
 */
const attemptCodes: readonly (readonly [code: string, category: DeclineCategory, advice: RetryAdvice])[] = [
  // Listed by BPC.
  ['-30001', 'unknown', 'wait'], // Bank is still being asked for the outcome of the operation
  ['-20010', 'fraud-limit', 'other-card'], // Amount above the limits the issuer set
  ['-2200', 'technical', 'other-card'], // Card token cryptogram could not be obtained from the card scheme
  ['-2025', 'authentication-failed', 'same-card-again'], // Issuer refused in the 3DS result message (challenge failed)
  ['-2024', 'authentication-failed', 'other-card'], // Issuer asks for frictionless 3DS but the acquirer forbids it
  ['-2023', 'authentication-failed', 'same-card-again'], // Issuer could not run 3DS (technical or other)
  ['-2022', 'authentication-failed', 'other-card'], // 3DS step cannot be performed
  ['-2020', 'authentication-failed', 'other-card'], // 3DS returned an ECI value that the scheme does not allow
  ['-2018', 'authentication-failed', 'later'], // 3DS could not be run on the acquirer/directory-server side
  ['-2014', 'timeout-or-expired', 'new-order'], // Payer left the payment page and never made an attempt
  ['-2013', 'fraud-limit', 'new-order'], // No payment attempts left for the order
  ['-2009', 'authentication-failed', 'new-order'], // Payer never came back from the issuer 3DS page
  ['-2007', 'timeout-or-expired', 'new-order'], // Time to enter card data ran out (20 minutes by default)
  ['-2006', 'authentication-failed', 'same-card-again'], // Issuer refused the cardholder authentication
  ['-301', 'technical', 'same-card-again'], // Wrong wallet/payment token
  ['1', 'declined-by-issuer', 'other-card'], // Proof of identity required, impossible online
  ['4', 'card-problem', 'other-card'], // Card blocked, reason not given
  ['5', 'declined-by-issuer', 'other-card'], // Declined, reason not given
  ['20', 'insufficient-funds', 'other-card'], // Not enough money
  ['62', 'card-problem', 'other-card'], // Card may not be used for this payment (perhaps lost or stolen)
  ['63', 'declined-by-issuer', 'other-card'], // Security violation
  ['72', 'card-problem', 'other-card'], // Card type not allowed for this kind of transaction
  ['73', 'card-problem', 'same-card-with-corrected-data'], // Wrong expiry date
  ['78', 'card-problem', 'other-card'], // Account does not exist
  ['82', 'card-problem', 'same-card-with-corrected-data'], // Wrong CVC
  ['87', 'technical', 'none'], // Pre-authorisation is too old
  ['88', 'card-problem', 'same-card-with-corrected-data'], // Cryptographic failure or wrong CVC
  ['90', 'unknown', 'wait'], // Processing answered with a state that has no mapping
  ['100', 'insufficient-funds', 'other-card'], // Balance, credit or amount limit exceeded
  ['101', 'card-problem', 'other-card'], // Card expired
  ['103', 'declined-by-issuer', 'contact-card-issuer'], // Issuer must be contacted / cannot be reached
  ['106', 'card-problem', 'other-card'], // PIN attempts exceeded, card perhaps blocked for a while
  ['109', 'technical', 'contact-merchant'], // Merchant or terminal id wrong, or account blocked in processing
  ['110', 'technical', 'contact-merchant'], // Amount wrong or above what is allowed
  ['111', 'card-problem', 'same-card-with-corrected-data'], // Wrong card number
  ['116', 'insufficient-funds', 'other-card'], // Not enough money
  ['117', 'card-problem', 'other-card'], // Wrong PIN (not used online)
  ['119', 'declined-by-issuer', 'contact-card-issuer'], // Declined for security reasons, ask the issuer
  ['120', 'declined-by-issuer', 'other-card'], // Issuer does not permit the transaction (scheme code 57)
  ['121', 'fraud-limit', 'other-card'], // Card amount limit reached
  ['123', 'fraud-limit', 'other-card'], // Card transaction-count limit reached
  ['124', 'technical', 'none'], // Technical error on reversal or refund
  ['125', 'card-problem', 'same-card-with-corrected-data'], // Wrong card number
  ['151', 'fraud-limit', 'contact-card-issuer'], // Stopped by the issuer anti-fraud system
  ['181', 'declined-by-issuer', 'other-card'], // Service forbidden
  ['203', 'card-problem', 'other-card'], // Card reported lost
  ['204', 'card-problem', 'other-card'], // Card reported lost
  ['208', 'card-problem', 'other-card'], // Card reported lost
  ['212', 'declined-by-issuer', 'other-card'], // Participant blocked
  ['239', 'declined-by-issuer', 'none'], // Subscription terminated
  ['240', 'declined-by-issuer', 'none'], // Cardholder stopped this recurring payment
  ['555', 'card-problem', 'other-card'], // Issuer forbids online payments with the card
  ['814', 'fraud-limit', 'other-card'], // Transaction-count limit of the cycle reached
  ['823', 'card-problem', 'other-card'], // Card reported stolen
  ['902', 'insufficient-funds', 'other-card'], // Balance, credit or amount limit exceeded
  ['903', 'insufficient-funds', 'other-card'], // Balance, credit or amount limit exceeded
  ['904', 'technical', 'later'], // Issuer found the message malformed
  ['906', 'card-problem', 'other-card'], // Card expired
  ['907', 'technical', 'later'], // Issuer not reachable, no stand-in allowed
  ['909', 'technical', 'other-card'], // General failure at the scheme or issuer
  ['911', 'technical', 'contact-merchant'], // Declined, merchant should be contacted
  ['912', 'technical', 'later'], // Issuer unavailable
  ['913', 'technical', 'later'], // Scheme found the message malformed
  ['914', 'technical', 'none'], // Original transaction not found (completion, reversal, refund)
  ['916', 'technical', 'later'], // Cannot be processed
  ['920', 'card-problem', 'other-card'], // Card has restrictions
  ['941', 'technical', 'contact-merchant'], // Wrong merchant id
  ['950', 'technical', 'contact-merchant'], // Reconciliation error
  ['968', 'technical', 'none'], // Original amount wrong
  ['998', 'timeout-or-expired', 'later'], // Request timed out
  ['999', 'fraud-limit', 'other-card'], // Suspected fraud
  ['1112', 'fraud-limit', 'other-card'], // Too many attempts with this card number and expiry
  ['1113', 'fraud-limit', 'other-card'], // Too many attempts with this card number
  ['1114', 'fraud-limit', 'other-card'], // Too many attempts with this stored card
  ['1115', 'fraud-limit', 'new-order'], // Too many attempts for this order
  ['1116', 'fraud-limit', 'later'], // Too many attempts on this terminal
  ['1117', 'fraud-limit', 'later'], // Too many attempts at this merchant
  ['1118', 'fraud-limit', 'later'], // Too many attempts with this amount and currency
  ['1120', 'unknown', 'wait'], // Refund still in progress
  ['1434', 'authentication-failed', 'same-card-again'], // Issuer wants 3DS (soft decline)
  ['2002', 'technical', 'none'], // Operation not allowed in this order state or for this payment method
  ['2003', 'authentication-failed', 'other-card'], // Payment without 3DS is forbidden for the merchant
  ['2012', 'cancelled-by-customer', 'new-order'], // Order was already cancelled
  ['2016', 'technical', 'contact-merchant'], // 3DS needed but merchant has no 3DS permission
  ['2023', 'technical', 'later'], // Too many requests queued in processing
  ['2030', 'card-problem', 'other-card'], // Card blocked
  ['4005', 'cancelled-by-customer', 'new-order'], // Declined by the merchant
  ['4032', 'authentication-failed', 'same-card-again'], // 3DS ended as an attempt only (ARes A) and was refused
  ['8204', 'technical', 'new-order'], // Order number already used
  ['71015', 'card-problem', 'same-card-with-corrected-data'], // Some card data entered incorrectly
  ['151018', 'timeout-or-expired', 'later'], // Processing timed out before the request went out
  ['151019', 'timeout-or-expired', 'wait'], // Processing timed out after the request went out, no answer
  // Listed only by other brands of the platform and by older manuals.
  ['-9000', 'unknown', 'wait'], // Transaction has just been started
  ['-3003', 'unknown', 'wait'], // State of the operation unknown
  ['-2102', 'fraud-limit', 'contact-merchant'], // Blocked by passenger name rule
  ['-2101', 'fraud-limit', 'contact-merchant'], // Blocked by e-mail rule
  ['-2021', 'authentication-failed', 'other-card'], // Payment without 3DS impossible
  ['-2019', 'authentication-failed', 'other-card'], // Issuer 3DS answer (PARes) carried an error
  ['-2017', 'authentication-failed', 'same-card-again'], // 3DS result was not Y
  ['-2016', 'authentication-failed', 'other-card'], // Issuer could not tell whether the card is in 3DS
  ['-2015', 'authentication-failed', 'other-card'], // Directory server answer carried an error
  ['-2012', 'technical', 'other-card'], // Operation not supported
  ['-2011', 'authentication-failed', 'later'], // Issuer not able to run 3DS now
  ['-2010', 'authentication-failed', 'same-card-again'], // 3DS transaction ids do not match
  ['-2008', 'technical', 'other-card'], // Wrong wallet
  ['-2005', 'authentication-failed', 'later'], // Issuer 3DS signature could not be checked
  ['-2003', 'fraud-limit', 'contact-merchant'], // Blocked by port rule
  ['-2002', 'fraud-limit', 'contact-merchant'], // Merchant or acquirer payment limit exceeded
  ['-2001', 'fraud-limit', 'none'], // IP address on the deny list
  ['-2000', 'fraud-limit', 'other-card'], // Card on the deny list
  ['-102', 'cancelled-by-customer', 'new-order'], // Cancelled by the paying agent
  ['-1', 'timeout-or-expired', 'wait'], // Processing did not answer in time: money may have moved (BPC: time limits)
  ['15', 'technical', 'other-card'], // Issuer could not be determined
  ['53', 'card-problem', 'other-card'], // Card unknown to processing
  ['57', 'card-problem', 'other-card'], // Transaction type not allowed for the card
  ['104', 'card-problem', 'other-card'], // Restricted account
  ['107', 'declined-by-issuer', 'contact-card-issuer'], // Contact the issuer
  ['118', 'declined-by-issuer', 'other-card'], // Issuer does not permit the service
  ['126', 'card-problem', 'other-card'], // Card reported lost
  ['200', 'fraud-limit', 'other-card'], // Fraud according to processing or scheme
  ['209', 'fraud-limit', 'other-card'], // Card limits exceeded
  ['320', 'card-problem', 'other-card'], // Card not activated
  ['801', 'technical', 'later'], // Issuer unavailable
  ['803', 'card-problem', 'other-card'], // Card blocked
  ['804', 'declined-by-issuer', 'other-card'], // Transaction not permitted
  ['805', 'declined-by-issuer', 'other-card'], // Declined
  ['861', 'card-problem', 'same-card-with-corrected-data'], // Wrong expiry date
  ['871', 'card-problem', 'same-card-with-corrected-data'], // Wrong CVV
  ['905', 'card-problem', 'other-card'], // Invalid card
  ['910', 'technical', 'later'], // Issuer unavailable
  ['915', 'insufficient-funds', 'other-card'], // Not enough money
  ['917', 'fraud-limit', 'other-card'], // Limit exceeded
  ['952', 'fraud-limit', 'other-card'], // Suspected fraud
  ['1001', 'unknown', 'wait'], // Registered, card data not entered yet
  ['1004', 'unknown', 'wait'], // Authorisation stage 1
  ['1005', 'unknown', 'wait'], // Authorisation stage 2
  ['2001', 'fraud-limit', 'other-card'], // Fraud according to processing or scheme
  ['2004', 'card-problem', 'same-card-with-corrected-data'], // Payment without CVC forbidden
  ['2005', 'authentication-failed', 'other-card'], // Payment does not meet the 3DS rule
  ['2006', 'technical', 'contact-merchant'], // One-phase payments forbidden
  ['2007', 'technical', 'none'], // Order already paid
  ['2008', 'unknown', 'wait'], // Transaction not finished yet
  ['2009', 'technical', 'none'], // Refund larger than the payment
  ['2014', 'authentication-failed', 'contact-merchant'], // 3DS rule execution error
  ['2015', 'technical', 'contact-merchant'], // Terminal selection rule error
  ['9001', 'technical', 'later'], // Internal decline by the gateway
  ['151017', 'authentication-failed', 'later'], // 3DS communication error
  ['341014', 'technical', 'later'], // General decline by the gateway
  ['341016', 'authentication-failed', 'same-card-again'], // 3DS refused by issuer
  ['341017', 'authentication-failed', 'same-card-again'], // 3DS result unknown
  ['341018', 'cancelled-by-customer', 'same-card-again'], // 3DS cancelled
  ['341019', 'authentication-failed', 'same-card-again'], // 3DS failed
  ['341020', 'authentication-failed', 'same-card-again'], // 3DS result unknown
]

const declines = new Map(attemptCodes.map(([code, category, advice]) => [code, { category, advice }]))

/**
 * 0 is paid or done; 400 is a reversal that went through (older manuals). Neither is a decline, and neither proves
 * payment.
 */
const approvedCodes: ReadonlySet<string> = new Set(['0', '400'])

/** Nobody has tried to pay yet; not a failure. */
const untriedCode = '-100'

/** New codes may appear at any time (BPC: compatibility promise). The advice for one is a guess. */
const unknownCode = { category: 'unknown', advice: 'other-card' } as const

/** What happened, in words for the buyer. Reasons that are between the bank and its cardholder are left out. */
const whatHappened = {
  'declined-by-issuer': 'The bank that issued the card declined the payment.',
  'insufficient-funds': 'The card does not have enough money available for this payment.',
  'card-problem': 'The payment could not be made with this card.',
  'authentication-failed': 'The bank that issued the card could not confirm that it was you.',
  'fraud-limit': 'The payment was not accepted.',
  'timeout-or-expired': 'The payment was not completed in time.',
  technical: 'The payment could not be processed.',
  'cancelled-by-customer': 'The payment was cancelled.',
  unknown: 'The payment was not completed.',
} as const satisfies Record<DeclineCategory, string>

/** What would help, for the same reader. */
const whatHelps = {
  none: '',
  'same-card-with-corrected-data':
    'Please check the card number, the expiry date and the security code, and try again.',
  'same-card-again': 'Please try again.',
  'other-card': 'Please try another card.',
  later: 'Please try again later.',
  'new-order': 'Please start the payment again.',
  'contact-card-issuer': 'Please contact the bank that issued the card, or try another card.',
  'contact-merchant': 'Please contact the shop.',
  wait: 'The bank has not yet confirmed what happened to the payment. Please wait and do not pay again.',
} as const satisfies Record<RetryAdvice, string>

/** Advice where another try cannot help: nothing the buyer does changes the outcome. */
const hopeless: ReadonlySet<RetryAdvice> = new Set(['none', 'contact-merchant', 'wait'])

/**
 * What an attempt's `actionCode` means for the buyer; undefined if it is not a decline: approved, untried or missing.
 *
 * It is never evidence of payment, and never final by itself: while the order is open the buyer may try again (BPC:
 * status codes).
 */
export function declineOf(actionCode: string | undefined): Decline | undefined {
  if (isUntried(actionCode) || actionCode === undefined || approvedCodes.has(actionCode)) return undefined
  const { category, advice } = declines.get(actionCode) ?? unknownCode
  return { actionCode, category, advice, canRetry: !hopeless.has(advice), text: textFor(category, advice) }
}

/** Nobody has tried to pay yet, or the gateway did not say. */
export function isUntried(actionCode: string | undefined): boolean {
  return actionCode === undefined || actionCode === untriedCode
}

/** While the outcome is open, saying what happened would be a guess. */
function textFor(category: DeclineCategory, advice: RetryAdvice): string {
  if (advice === 'wait') return whatHelps.wait
  return `${whatHappened[category]} ${whatHelps[advice]}`.trimEnd()
}
