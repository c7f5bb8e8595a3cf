import { InvalidRequestError } from '../../errors.ts'
import { showValue } from '../../show-value.ts'

/** Who did it, and why: written into the order's history, where neither ever changes. */
export interface ByPerson {
  /** Why, for whoever reads the history later; up to 1,000 characters. */
  readonly note: string
  /** Name of the person, up to 100 characters on one line. */
  readonly by: string
}

/** @throws InvalidRequestError for a name that is too long, or not one line; it may be missing. */
export function requireAsker(verb: string, { by }: { readonly by?: unknown }): void {
  if (by === undefined || isName(by)) return
  throw new InvalidRequestError(
    `${verb} wants the name of the person as \`by\`, 1 to 100 characters on one line, got ${showValue(by)}.`,
  )
}

function isName(by: unknown): by is string {
  return typeof by === 'string' && /^[^\p{Cc}]{1,100}$/u.test(by) && by.trim() !== ''
}

/** @throws InvalidRequestError for a missing name or note, or one that is too long. */
export function requirePerson(
  verb: string,
  { note, by }: { readonly note?: unknown; readonly by?: unknown },
): ByPerson {
  if (!isName(by)) {
    throw new InvalidRequestError(
      `${verb} wants the name of the person as \`by\`, 1 to 100 characters on one line, got ${showValue(by)}.`,
    )
  }
  if (typeof note !== 'string' || note.trim() === '' || note.length > 1_000) {
    throw new InvalidRequestError(
      `${verb} wants the reason as \`note\`, 1 to 1,000 characters, got ${showValue(note)}.`,
    )
  }
  return { by, note }
}
