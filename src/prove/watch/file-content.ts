import fs from 'node:fs'

// As it is before anybody watches it.
const { readFileSync } = fs

/** Undefined for a file that is not there, or cannot be read. */
export function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** As `toJSON` of a date writes it, and as `Date.now()` gives it: in milliseconds of this century, thirteen digits. */
const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?|\b\d{13}\b/g

/** Whether a text says something else than before. When it was written is no news. */
export function saysAnother(former: string, text: string): boolean {
  return former.replace(moment, '') !== text.replace(moment, '')
}
