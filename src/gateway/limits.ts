/**
 * Largest call, in bytes. It holds anything the catalog's rules allow, which form encoding can make three times as
 * long. The gateway names no limit.
 */
export const maxCallBytes = 512 * 1024

/**
 * Largest answer, in bytes, compressed or not. The gateway may repeat the cart, add its own fields to each line, and
 * write every letter as a six-character escape (BPC: recorded answers). Four times the largest call is enough.
 */
export const maxAnswerBytes = 4 * maxCallBytes
