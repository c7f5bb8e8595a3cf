/** What happens next by itself. */
export const nextWords = {
  'hand-over': () => 'The hand-over is tried again.',
  refund: (amount: string) =>
    `The bank is asked whether the refund of ${amount} was made; if it was not, it is carried on.`,
  open: () => 'The bank is asked about it.',
  held: () => 'The bank is asked whether the money is still on hold.',
  paid: () => 'The bank is asked whether any of the money went back, as once a day.',
  ended: () => 'The bank is asked once more whether money has come after all.',
}

/** For a step whose time is long over. */
export function isNotDone(due: string): string {
  return `That was due at ${due} and has not happened: is a process of the shop running, with start()?`
}
