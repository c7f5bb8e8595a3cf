/**
 * Does one thing after the other, whatever becomes of those before.
 *
 * @throws what the only one that failed has thrown; AggregateError if there were several.
 */
export async function eachByItself(steps: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, errors.map((one) => (one as Error).message).join(' '))
}
