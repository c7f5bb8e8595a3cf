/** Whether a text has the start of a tag, comment or declaration. `5 < 6` and `<3` do not count. */
export function holdsHtml(value: string): boolean {
  return /<[a-z!/?]/i.test(value)
}

/** No control characters and no unpaired surrogate: neither a form body nor PostgreSQL can carry one. */
export function isLine(value: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(value)
}

/** Made once a text is too long: it takes milliseconds of a start. */
let graphemes: Intl.Segmenter | undefined

/**
 * The start of a text, up to `maxLength` UTF-16 code units, cut between two characters as a reader sees them: no half
 * of an emoji, no letter without its accents (UAX 29). A single character that is longer is cut between code points.
 */
export function cutTo(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  const end = graphemes.segment(text).containing(maxLength)?.index ?? 0
  return end > 0 ? text.slice(0, end) : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')
}

/**
 * Removes what gateways decline as code (BPC: forbidden content): scripts and styles whole, of other tags only the
 * tags. Not an HTML parser: what it leaves opens no tag and names no script.
 */
function withoutCode(text: string): string {
  const plain = text
    .replaceAll(/<(script|style)\b[^<>]*>.*?<\/\1\s*>/gis, ' ')
    .replaceAll(/<!--.*?-->/gs, ' ')
    .replaceAll(/<[a-z!/?][^<>]*>/gi, ' ')
    .replaceAll(/<[\s<]*(?=[a-z!/?])/gi, ' ')
    .replaceAll(/\b(javascript|vbscript)\s*:/gi, '$1 ')
  return plain === text ? text : plain.replaceAll(/ {2,}/g, ' ')
}

/** The longest description the bank accepts, in UTF-16 code units (BPC: registration). */
export const maxDescriptionLength = 598

/** How much is searched for a description between tags, in UTF-16 code units. Chosen by feel. */
const maxSearchedLength = 4_096

/** A description as the bank shows it: plain text on one line. Undefined if nothing of it is left. */
export function plainDescription(description: string): string | undefined {
  const { line } = plainLine(description, maxDescriptionLength)
  return line === '' ? undefined : line
}

/** The start of a text as plain text on one line, up to `maxLength` UTF-16 code units, and whether it was cut. */
export function plainLine(text: string, maxLength: number): { readonly line: string; readonly isCut: boolean } {
  const searched = text
    .slice(0, maxSearchedLength)
    // Embeddings, overrides and isolates (UAX 9): with their end cut off, they would reverse the rest of the bank's
    // page.
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
  const whole = withoutCode(searched).trim()
  const line = cutTo(whole, maxLength).trim()
  return { line, isCut: line.length < whole.length || text.length > maxSearchedLength }
}
