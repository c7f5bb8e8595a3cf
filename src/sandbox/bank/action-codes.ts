/** How the sandbox words an `actionCode`: for the store in the status answer, for the buyer on the page. */
export interface ActionCodeText {
  /** `actionCodeDescription` of the status answer. */
  readonly description: string
  /**
   * Shown on the card form, so only for codes that leave the order open. Never mentions loss, theft or fraud
   * (action-codes, rules).
   */
  readonly buyerText?: string
}

const askTheIssuer = 'Your bank declined the payment. Try another card, or ask the bank that issued this one.'
const technical = 'The payment could not be processed for a technical reason. Try again, or use another card.'
const authenticationFailed = 'Your bank could not confirm it was you. Try again, or use another card.'

/** Every code the sandbox can give an order (action-codes). */
const texts: Readonly<Record<number, ActionCodeText>> = {
  [-20010]: {
    description: 'Amount exceeds the limits set by the issuer',
    buyerText: 'The amount is above the limit your bank set for this card. Try another card.',
  },
  [-2025]: { description: 'Card issuer declined payment with RReq', buyerText: authenticationFailed },
  [-2014]: { description: 'No payment attempt was made before the session ended' },
  [-2013]: { description: 'Payment attempts are used up' },
  [-2011]: { description: 'Issuer is not able to run 3-D Secure', buyerText: authenticationFailed },
  [-2007]: { description: 'Time to enter card data ran out' },
  [-2006]: { description: 'Issuer refused the authentication', buyerText: authenticationFailed },
  [5]: { description: 'Declined by the network', buyerText: askTheIssuer },
  [111]: {
    description: 'Wrong card number',
    buyerText: 'This card is not known here. The sandbox accepts only test cards: see the list below.',
  },
  [913]: {
    description: 'Message format error',
    buyerText: technical,
  },
  [71015]: {
    description: 'Card data was entered incorrectly',
    buyerText: 'The card details are not right. Check the expiry date and the security code.',
  },
  [151017]: {
    description: '3-D Secure communication error',
    buyerText: technical,
  },
}

/** Empty if approved or not attempted, as recorded from real gateways. */
export function describeActionCode(actionCode: number): string {
  return texts[actionCode]?.description ?? ''
}

export function explainToBuyer(actionCode: number): string {
  return texts[actionCode]?.buyerText ?? askTheIssuer
}
