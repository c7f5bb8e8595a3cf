/**
 * Fewer different characters than this: one that is repeated, or a few. A random one of 32 hexadecimal digits has 13 or
 * so.
 */
const minDifferent = 8

/** A piece that is said over and over: `change-me-change-me-…`. */
const repeated = /^(.{1,20}?)\1{2,}.{0,19}$/s

/**
 * Three letters or more in a row, in one case but for the first: so words are written, and so random texts seldom are.
 */
const word = /[A-Za-z][a-z]{2,}|[A-Z]{3,}/g

/**
 * How much of a text stands in words before it is one of words, as a share. Of random base64 one in a thousand comes so
 * far.
 */
const wordShare = 0.8

/**
 * Of what stands in words, how much is vowels in the languages that we have pages in: a third and more. Of random
 * letters, a fifth.
 */
const vowelShare = 0.27

/**
 * Whether a secret was thought up rather than drawn: one character repeated, a piece repeated, or words. A guess of
 * ours, and good for a warning only.
 */
export function isGuessable(secret: string): boolean {
  return new Set(secret).size < minDifferent || repeated.test(secret) || isOfWords(secret)
}

function isOfWords(secret: string): boolean {
  // Nothing that draws secrets draws letters beyond ASCII.
  const isForeign = /\p{L}/u.test(secret.replace(/[A-Za-z]/g, ''))
  const letters = secret.match(word)?.join('') ?? ''
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0
  const total = secret.replace(/[^A-Za-z0-9]/g, '').length
  return isForeign || (letters.length >= total * wordShare && vowels >= letters.length * vowelShare)
}
