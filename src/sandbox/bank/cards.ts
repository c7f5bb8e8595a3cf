/** What the sandbox does with a card. Only the card decides. */
export type CardOutcome =
  | { readonly kind: 'approved' }
  /** The buyer must enter `code` on the issuer's page. Any other code declines the attempt. */
  | { readonly kind: 'challenge'; readonly protocol: ThreeDSecure; readonly code: string }
  | { readonly kind: 'declined'; readonly actionCode: number }

/** Version 2 asks for a one-time code of six digits, version 1 for a password of eight. */
export type ThreeDSecure = '3-D Secure 2' | '3-D Secure 1'

/** What goes wrong after a payment with one of our own cards. */
export type BadDay = 'silent' | 'slow' | 'lost-answer' | 'wrong-amount' | 'pending'

/** A card number that belongs to no real account, and the outcome it stands for. */
export interface TestCard {
  readonly number: string
  /** As the status answer spells it in `cardAuthInfo.paymentSystem` (BPC: order status). */
  readonly brand: 'VISA' | 'MASTERCARD' | 'MAESTRO' | 'MIR'
  readonly cvc: string
  readonly outcome: CardOutcome
  /** Of cards that no bank has published. */
  readonly badDay?: BadDay
  /** For the table on the payment page. */
  readonly explanation: string
}

/** A card as entered in the form, in plain digits. */
export interface PresentedCard {
  readonly number: string
  readonly expiry: Expiry
  readonly cvc: string
  readonly name: string
}

export interface Expiry {
  /** 1 to 12. */
  readonly month: number
  /** Four digits. */
  readonly year: number
}

/** The last expiry the test cards are good for: 12/34 always works, 10/35 never does (test-cards, BPC sandbox). */
export const lastExpiry: Expiry = { month: 12, year: 2034 }

const approved: CardOutcome = { kind: 'approved' }
const oneTimeCode: CardOutcome = { kind: 'challenge', protocol: '3-D Secure 2', code: '123456' }
const password: CardOutcome = { kind: 'challenge', protocol: '3-D Secure 1', code: '12345678' }
const declined = (actionCode: number): CardOutcome => ({ kind: 'declined', actionCode })

/** Ours alone, by no bank: a payment with each of them is a bad day that somebody wants to see. */
const badDayCards: readonly TestCard[] = [
  {
    number: '4999990000000015',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    badDay: 'silent',
    explanation: 'Approved; then the bank is silent about this order for a minute',
  },
  {
    number: '4999990000000023',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    badDay: 'slow',
    explanation: 'Approved; the bank then takes 8 s for every answer about this order, for a minute',
  },
  {
    number: '4999990000000031',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    badDay: 'lost-answer',
    explanation: 'Approved; the bank’s first answer about it is lost on the way',
  },
  {
    number: '4999990000000049',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    badDay: 'wrong-amount',
    explanation: 'Approved; the bank then tells another amount than was ordered',
  },
  {
    number: '4999990000000056',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    badDay: 'pending',
    explanation: 'Approved; the bank says that the payment is not over yet, for a minute',
  },
]

/**
 * Every card the sandbox knows: the published test cards of gateways that use this protocol, and ours of bad days.
 *
 * Sources: BPC's mobile SDK tests, Radar Payments, VTB Kazakhstan, Credibanco, Alfa-Bank (RBS). Where two disagree
 * about a card, BPC's own sandbox wins.
 */
export const testCards: readonly TestCard[] = [
  { number: '4111111111111111', brand: 'VISA', cvc: '123', outcome: approved, explanation: 'Approved' },
  {
    number: '5555555555555599',
    brand: 'MASTERCARD',
    cvc: '123',
    outcome: oneTimeCode,
    explanation: 'Approved after 3-D Secure, one-time code 123456 (000000 fails)',
  },
  {
    number: '5000001111111115',
    brand: 'MAESTRO',
    cvc: '123',
    outcome: password,
    explanation: 'Approved after 3-D Secure 1, password 12345678 (00000000 fails)',
  },
  {
    number: '5168494895055780',
    brand: 'MASTERCARD',
    cvc: '123',
    outcome: declined(-2025),
    explanation: 'Declined: the issuer rejects the 3-D Secure check',
  },
  {
    number: '4444444444446666',
    brand: 'VISA',
    cvc: '123',
    outcome: declined(-20010),
    explanation: "Declined: above the issuer's limits",
  },
  {
    number: '5555555555555557',
    brand: 'MASTERCARD',
    cvc: '123',
    outcome: declined(-2011),
    explanation: 'Declined: the issuer cannot run 3-D Secure',
  },
  {
    number: '4444444411111111',
    brand: 'VISA',
    cvc: '123',
    outcome: declined(5),
    explanation: 'Declined by the network, no reason given',
  },
  {
    number: '4444444444444422',
    brand: 'VISA',
    cvc: '123',
    outcome: declined(913),
    explanation: 'Declined: message format error',
  },
  {
    number: '4444444499999999',
    brand: 'VISA',
    cvc: '123',
    outcome: declined(151017),
    explanation: 'Declined: 3-D Secure connection error',
  },
  {
    number: '4000001111111118',
    brand: 'VISA',
    cvc: '123',
    outcome: approved,
    explanation: 'Approved, 3-D Secure only attempted',
  },
  { number: '4444555511113333', brand: 'VISA', cvc: '123', outcome: approved, explanation: 'Approved, no 3-D Secure' },
  {
    number: '4012001038166662',
    brand: 'VISA',
    cvc: '123',
    outcome: password,
    explanation: 'Approved after 3-D Secure 1, password 12345678',
  },
  { number: '4563960122001999', brand: 'VISA', cvc: '347', outcome: approved, explanation: 'Approved' },
  { number: '639002000000000003', brand: 'MAESTRO', cvc: '123', outcome: approved, explanation: 'Approved' },
  { number: '2200000000000038', brand: 'MIR', cvc: '123', outcome: approved, explanation: 'Approved' },
  ...['2201382000000013', '2201382000000021', '2201382000000039', '2201382000000047', '2201382000000054'].map(
    (number): TestCard => ({
      number,
      brand: 'MIR',
      cvc: '123',
      outcome: oneTimeCode,
      explanation: 'Approved after 3-D Secure, one-time code 123456',
    }),
  ),
  { number: '2201382000000062', brand: 'MIR', cvc: '123', outcome: approved, explanation: 'Approved' },
  ...badDayCards,
]

/** The test card with this number. */
export function findTestCard(number: string): TestCard | undefined {
  return testCards.find((card) => card.number === number)
}

/** The published test card with this masked number: no two are masked alike. */
export function findTestCardByMask(maskedNumber: string): TestCard | undefined {
  return testCards.find(({ number }) => maskNumber(number) === maskedNumber)
}

/** What happens when this card is presented. Pure: the same card on the same day always has the same outcome. */
export function judgeCard(card: PresentedCard, now: Date): CardOutcome {
  const known = findTestCard(card.number)
  // 111: wrong card number; 71015: wrong card details (action-codes).
  if (!known) return declined(111)
  if (card.cvc !== known.cvc || !isExpiryAccepted(card.expiry, now)) return declined(71015)
  return known.outcome
}

/** Whether the check digit is right (Luhn, ISO/IEC 7812-1 annex B). */
export function isLuhnValid(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}

/** The first six and last four digits, e.g. `411111**1111` (BPC: order status, `maskedPan`). */
export function maskNumber(number: string): string {
  return `${number.slice(0, 6)}**${number.slice(-4)}`
}

/** A card is valid to the end of its expiry month. */
function isExpiryAccepted(expiry: Expiry, now: Date): boolean {
  const month = monthsOf(expiry)
  return month >= monthsOf({ month: now.getMonth() + 1, year: now.getFullYear() }) && month <= monthsOf(lastExpiry)
}

function monthsOf({ month, year }: Expiry): number {
  return year * 12 + month
}
