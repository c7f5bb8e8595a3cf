/** What paths are made of that say what is done: `parcels.json`, `send-mail`, `sendMessage`, `v2`. */
const words = /^(?:[a-z]{1,15}(?:[-_.][a-z]{1,15})*|[A-Z]?[a-z]{2,12}(?:[A-Z][a-z]{2,12})*|v\d{1,2})$/

/** As much of a part of a path as a name takes, in characters: a token is longer. */
const maxWordCharacters = 30

/**
 * An address as it may be shown: host and path, with `#` for each part that may be a token, an id or a secret, and
 * without login and query.
 */
export function showAddress(url: string): string {
  if (!URL.canParse(url)) return '#'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${showPath(pathname)}`
}

/** The same of a path alone. */
export function showPath(path: string): string {
  const parts = path.replace(/[?#].*$/s, '').split('/')
  return parts.map((part) => (isWord(part) ? part : '#')).join('/')
}

function isWord(part: string): boolean {
  return part === '' || (words.test(part) && part.length <= maxWordCharacters)
}
