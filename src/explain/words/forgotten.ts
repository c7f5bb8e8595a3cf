/** Of an order of which nobody is to be known any more. */
export function forgottenWords(at: string): string {
  return (
    `What was personal about it was blanked on ${at}: who bought it, for what, and under which reference can no ` +
    'longer be told from here. Amounts and times have stayed.'
  )
}
