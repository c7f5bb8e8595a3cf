/** As JSON writes them; everything else is written by its code. */
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Outside text as a log line or an error message may show it: spaces and visible ASCII (0x20 to 0x7e) unchanged,
 * everything else escaped as in JSON. Whatever reads the log, nothing in the text can end the line, colour the terminal
 * (C0 and C1), reverse what follows (bidi marks) or hide in it (zero width).
 */
export function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => named[unit] ?? byNumber(unit))
}

/** The same in quotation marks: they show where it ends. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text))
}

function byNumber(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
