import { distance } from 'fastest-levenshtein'

/**
 * The name that was probably meant: one that differs by letter case or by at most a third of its letters.
 *
 * @returns undefined if nothing is near enough to be more than a guess.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const maxEdits = Math.max(1, Math.floor(name.length / 3))
  const [best] = names
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= maxEdits)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}
