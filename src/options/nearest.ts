import { distance } from 'fastest-levenshtein'

/**
 * The name that was probably meant: one that differs by letter case or by at most a third of its letters; two
 * that stand in each other's place count as one.
 *
 * @returns undefined if nothing is near enough to be more than a guess.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const maxEdits = Math.max(1, Math.floor(name.length / 3))
  const [best] = names
    .map((candidate) => ({ candidate, edits: editsBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= maxEdits)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}

function editsBetween(name: string, candidate: string): number {
  return isSwapped(name, candidate) ? 1 : distance(name, candidate)
}

/** Whether two letters side by side have changed places, the commonest slip of a fast typist. */
function isSwapped(name: string, candidate: string): boolean {
  const at = Array.from(name).findIndex((letter, index) => letter !== candidate[index])
  const [one = '', other = ''] = name.slice(at)
  return at >= 0 && candidate === name.slice(0, at) + other + one + name.slice(at + 2)
}
