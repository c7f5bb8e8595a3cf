/** What happens next by itself. */
export const nextWords = {
  'hand-over-owed': () => "The shop's own program is told to send the goods.",
  'closing-owed': () => "The shop's own program is told that it ended unpaid.",
  closing: () => "The shop's own program is told again that it ended unpaid.",
  'hand-over': () => "The shop's own program is told again to send the goods.",
  refund: (amount: string) =>
    `The bank is asked whether the refund of ${amount} was made. If it was not, it is sent again.`,
  'refund-seen': (amount: string) =>
    `The bank is asked whether the money that went back is the refund of ${amount}. Nothing goes back twice.`,
  open: () => 'The bank is asked whether it has been paid.',
  pageless: () => 'The bank is told to close it, since nobody can pay it.',
  acknowledging: () => 'The bank is asked again, and told again that the payment has arrived.',
  unknown: () => 'The bank is asked whether it knows the order, to be sure.',
  held: () => 'The bank is asked whether the money is still on hold.',
  paid: () => 'A daily check whether any of the money went back.',
  ended: () => 'The bank is asked once more whether money has come after all.',
  /** What comes after it. */
  then: (at: string, text: string) => `After that, on ${at}: ${text}`,
}

/** For a step whose time is long over. */
export const overdueWords =
  "This is overdue: the shop's background process does not seem to run. Tell your developer that start() must be " +
  'called.'

export const nothingNext = 'Nothing more happens to it by itself.'

export const nothingToDo = 'There is nothing left to do.'
