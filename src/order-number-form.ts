/** What a bank takes as an order number. */
export interface OrderNumberForm {
  readonly maxCharacters: number
  readonly characters: 'visible' | 'letters-and-digits'
}

/** Why a bank would refuse an order number, in words that follow its name; undefined if it takes it. */
export function orderNumberFault(
  orderNumber: string,
  { maxCharacters, characters }: OrderNumberForm,
): string | undefined {
  const isRight = characters === 'visible' || /^[0-9A-Za-z]*$/.test(orderNumber)
  if (isRight && orderNumber.length <= maxCharacters) return undefined
  const kind = characters === 'visible' ? 'characters' : 'letters and digits'
  return `is not one that this bank takes: at most ${maxCharacters} ${kind}`
}
