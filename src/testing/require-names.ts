import { nameProblem } from '../options/named-arguments.ts'

/**
 * What is misspelt would be left out, and the test would prove something else: a payment with the card that is
 * approved.
 *
 * @param where - whose arguments they are, e.g. `buy`.
 * @throws TypeError for anything but an object with these names; it has the one that was probably meant.
 */
export function requireNames(where: string, given: unknown, names: readonly string[]): void {
  const problem = nameProblem(where, given, names)
  if (problem !== undefined) throw new TypeError(problem)
}
