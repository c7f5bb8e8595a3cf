/** The longest id of an order, ours or the bank's, in characters (BPC: registration). */
export const maxIdCharacters = 36

/** An id of ours or the bank's: opaque visible ASCII, a UUID at most brands (BPC: registration). */
export const idRule = /^[\x21-\x7e]{1,36}$/

/** An order number as `makeOrderNumber` makes it, or as 0.1.0 did: for the grammar of what names an order. */
export const orderNumberGrammar = '[0-9A-Za-z]{1,36}'
