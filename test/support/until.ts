/**
 * How often to check before a test gives up. Counts checks, not seconds: on a busy machine both the checks and what
 * they wait for take longer. On an idle machine this is about twenty seconds.
 */
const maxChecks = 4_000

/**
 * How long a program that has not ended may take to start, in milliseconds: on a clone that nobody has run yet, it
 * first compiles every file, beside five other test files.
 */
export const startMs = 120_000

/**
 * Waits for something a test can observe, rather than for a time. Checks every few milliseconds, and fails after a
 * while.
 *
 * @param explain - what to add to the error message.
 * @param minMs - how long to wait at least, for things that run on their own clock.
 */
export async function until(isSo: () => boolean | Promise<boolean>, explain?: () => unknown, minMs = 0): Promise<void> {
  const start = performance.now()
  for (let checks = 0; !(await isSo()); checks += 1) {
    if (checks >= maxChecks && performance.now() - start >= minMs) {
      const details = explain ? `: ${JSON.stringify(explain(), null, 2)}` : ''
      throw new Error(`Still not true after ${checks} checks: ${isSo.toString()}${details}`)
    }
    await sleep(5)
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Something that waits until the test opens it. */
export function makeGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}
