/**
 * With fewer different characters than this, a secret is one or a few of them, repeated. 32 random hexadecimal digits
 * have 13 or so.
 */
const minDifferent = 8

/** A piece that is repeated over and over: `change-me-change-me-…`. */
const repeated = /^(.{1,20}?)\1{2,}.{0,19}$/s

/** Three letters or more in a row, in one case but for the first: words look like that, random text seldom does. */
const word = /[A-Za-z][a-z]{2,}|[A-Z]{3,}/g

/** The share of words that makes a text one of words. One random base64 text in a thousand gets that far. */
const wordShare = 0.8

/** The share of vowels in words. In the languages we have pages in it is a third or more, in random letters a fifth. */
const vowelShare = 0.27

/**
 * Whether a secret looks made up rather than random: one character repeated, a piece repeated, or words. A guess, good
 * enough for a warning only.
 */
export function isGuessable(secret: string): boolean {
  return new Set(secret).size < minDifferent || repeated.test(secret) || isOfWords(secret)
}

function isOfWords(secret: string): boolean {
  // Nothing that generates secrets uses letters beyond ASCII.
  const isForeign = /\p{L}/u.test(secret.replace(/[A-Za-z]/g, ''))
  const letters = secret.match(word)?.join('') ?? ''
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0
  const total = secret.replace(/[^A-Za-z0-9]/g, '').length
  return isForeign || (letters.length >= total * wordShare && vowels >= letters.length * vowelShare)
}
