import { InvalidRequestError } from '../errors.ts'
import { showValue } from '../show-value.ts'

/** Who did it, and why: written into the order's history, where neither ever changes. */
export interface ByPerson {
  /** Why, for whoever reads the history later; up to 1,000 characters. */
  readonly note: string
  /** Name of the person, up to 100 characters on one line. */
  readonly by: string
}

/**
 * @throws InvalidRequestError for a name that is too long, or not one line, and for a note that is too long; either may
 *   be missing.
 */
export function requireAsker(verb: string, { by, note }: { readonly by?: unknown; readonly note?: unknown }): void {
  if (by !== undefined && !isName(by)) throw noName(verb, by)
  if (note !== undefined && !isNote(note)) throw noNote(verb, note)
}

function isName(by: unknown): by is string {
  return typeof by === 'string' && /^[^\p{Cc}]{1,100}$/u.test(by) && by.trim() !== ''
}

/** @throws InvalidRequestError for a missing name or note, or one that is too long. */
export function requirePerson(
  verb: string,
  { note, by }: { readonly note?: unknown; readonly by?: unknown },
): ByPerson {
  if (!isName(by)) throw noName(verb, by)
  if (!isNote(note)) throw noNote(verb, note)
  return { by, note }
}

/** NUL and half a character are no text: PostgreSQL keeps neither. */
function isNote(note: unknown): note is string {
  return typeof note === 'string' && note.trim() !== '' && note.length <= 1_000 && !/[\0\p{Cs}]/u.test(note)
}

function noName(verb: string, by: unknown): InvalidRequestError {
  return new InvalidRequestError(
    `${verb} wants the name of the person as \`by\`, 1 to 100 characters on one line, got ${showValue(by)}.`,
  )
}

function noNote(verb: string, note: unknown): InvalidRequestError {
  return new InvalidRequestError(`${verb} wants the reason as \`note\`, 1 to 1,000 characters, got ${showValue(note)}.`)
}
