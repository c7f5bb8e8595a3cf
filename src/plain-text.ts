/** The start of a tag, comment or declaration. `5 < 6` and `<3` are none. */
export function holdsHtml(value: string): boolean {
  return /<[a-z!/?]/i.test(value)
}

/** No control characters, and no half of a surrogate pair: neither a form body nor PostgreSQL can carry one. */
export function isLine(value: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(value)
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * The start of a text, of so many UTF-16 code units at most, cut between two characters as a reader sees them: no half
 * of an emoji, no letter without its accents (UAX 29). One that alone is longer is cut between code points.
 */
export function cutTo(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const end = graphemes.segment(text).containing(maxLength)?.index ?? 0
  return end > 0 ? text.slice(0, end) : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')
}

/**
 * A text with what gateways decline as code taken out (protocol 2, "Forbidden content"): scripts and styles whole, of
 * other tags only the tags. No parser of HTML: what it leaves opens no tag and names no script.
 */
export function withoutCode(text: string): string {
  const plain = text
    .replaceAll(/<(script|style)\b[^<>]*>.*?<\/\1\s*>/gis, ' ')
    .replaceAll(/<!--.*?-->/gs, ' ')
    .replaceAll(/<[a-z!/?][^<>]*>/gi, ' ')
    .replaceAll(/<[\s<]*(?=[a-z!/?])/gi, ' ')
    .replaceAll(/\b(javascript|vbscript)\s*:/gi, '$1 ')
  return plain === text ? text : plain.replaceAll(/ {2,}/g, ' ')
}
