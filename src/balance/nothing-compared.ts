/** How every refusal to compare a day ends: half a day balances nothing. */
export const nothingCompared = 'Nothing was compared.'
