/**
 * Largest call in bytes: whatever the catalog's rules let through, three times as long once it is a form. The gateway
 * names no limit.
 */
export const maxCallBytes = 512 * 1024

/**
 * Largest answer in bytes, compressed or not. The gateway may repeat the cart with its own fields added to each line,
 * and write every letter as an escape of six (BPC: recorded answers); of four times the largest call, it has
 * enough.
 */
export const maxAnswerBytes = 4 * maxCallBytes
