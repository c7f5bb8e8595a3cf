/** How JSON writes them; everything else is written by its number. */
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A text from outside as a log line or an error message may show it: blanks and visible ASCII (0x20 to 0x7e) as they
 * are, everything else as JSON escapes it. So nothing in it can end the line, colour the terminal (C0 and C1), turn
 * what follows around (bidi marks) or hide in it (zero width), whatever reads the log.
 */
export function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => named[unit] ?? byNumber(unit))
}

/** The same between quotation marks, so that nobody doubts where it ends. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text))
}

function byNumber(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
