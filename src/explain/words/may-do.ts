/** What a person may do about an order. */
export type ExplainedAction =
  'settle' | 'capture' | 'reverse' | 'refund' | 'decline' | 'hand-over' | 'review' | 'resolve'

const askedFirst = 'The bank is asked first; if its answer does not fit, or does not come, nothing changes.'

const unsentAfterRefund = ' Once all of it went back, no goods are sent; after a part of it they still are.'
const thenResolve = ' It stays in review: once all of it went back, mark it as refunded.'

/** What money that is found by asking leads to. */
const found = {
  'goods-go': ' If it turns out to be paid, the goods go out.',
  shows: ' If there is money for it, it shows here.',
  decides: ' What it says shows here, and you decide.',
  nothing: '',
} as const

const kept = "Keep it for your decision. The order's page asks the buyer to contact the shop until you have decided"

/** What is meanwhile of an order that a person keeps. */
const meanwhile = {
  sent: `${kept}.`,
  unsent: `${kept}, and no goods go out.`,
  unpaid: `${kept}. If money comes, no goods go out.`,
  held:
    `${kept}. Until then the hold can be captured or released in the bank's portal alone, and it ends by itself ` +
    'after some days.',
} as const

/** What a person may do, and what it does. */
export const mayDoWords = {
  settle: (then: keyof typeof found) => `Ask the bank about it now. No money moves.${found[then]}`,
  capture: (amount: string, goesOut: boolean) =>
    `Take the ${amount} on hold: once, and for good. Change the amount to take less; the bank releases the rest. It ` +
    `then counts as paid${goesOut ? ', and the goods go out' : ''}.`,
  'capture-again': (amount: string) =>
    `Have ${amount} taken after all, if the bank has not taken it. It is asked first, so nothing is taken twice.`,
  reverse: (amount: string) =>
    `Release the hold of ${amount} without taking anything. The bank allows one try, and most banks only on the day ` +
    'of the payment. After that day: let it end by itself, or capture and refund it.',
  refund: (amount: string, after: 'unsent' | 'sent' | 'review') =>
    `Refund up to ${amount}: change the amount to refund less. A refund cannot be taken back, and the buyer sees it ` +
    `after some days.${afterRefund[after]}`,
  'refund-again': (amount: string) =>
    `Ask for the same refund of ${amount} again, by its key. That is safe: the bank is asked first, and it is made ` +
    'once. If the bank answers, you know at once.',
  decline: () =>
    'Close it at the bank for good, so that nobody can pay it any more. Refused while the buyer is paying.',
  'hand-over': () =>
    "Once the cause is fixed: have the shop's own program try again at once to send the goods. Do not do this if you " +
    'have sent them in another way.',
  'tell-again': () =>
    "Once the cause is fixed: have the shop's own program told again at once that it ended unpaid. What was reserved " +
    'for it is still reserved until then. Do not do this if you have freed it by hand.',
  review: (goods: keyof typeof meanwhile) => meanwhile[goods],
  resolve: (as: keyof typeof resolutions, once: Condition | undefined) =>
    `${once === undefined ? 'Mark' : `${onceWords[once]}, mark`} ${resolutions[as]} No money moves. ${askedFirst}`,
} as const satisfies Record<
  ExplainedAction | 'capture-again' | 'refund-again' | 'tell-again',
  (...about: never[]) => string
>

const afterRefund = { unsent: unsentAfterRefund, sent: '', review: thenResolve } as const

/** What must come first. */
export type Condition = keyof typeof onceWords

const onceWords = {
  'captured-in-portal': "Once you have captured all of the hold in the bank's portal",
  'released-in-portal': "Once you have released the hold in the bank's portal",
  refunded: 'Once all of the money went back',
  'refunded-in-portal': "Once you have refunded all of the money in the bank's portal",
  'chargeback-won': 'Once the bank no longer reports the chargeback',
  'time-over': 'Once the time to pay is over',
  readable: "Once the bank's answer can be read",
} as const

/** After "mark". */
const resolutions = {
  paid: 'it as paid: goods that are owed go out.',
  'paid-and-sent': 'it as paid. The goods were dealt with, and are not sent again.',
  'paid-not-ours': 'it as paid. This checkout sends nothing for it.',
  refunded: 'it as refunded: nothing is owed any more.',
  declined: 'it as declined: not paid, nothing owed.',
} as const
