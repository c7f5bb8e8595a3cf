/**
 * How often something is looked for before a test gives up. Looks are counted, and not seconds: on a machine that has
 * other work each takes longer, as what is waited for does. On an idle one these are some twenty seconds.
 */
const maxLooks = 4_000

/**
 * Waits for what a test can observe, instead of for a time: looks every few milliseconds, and fails after a while.
 *
 * @param tell - what to say of it then, beside what was waited for.
 * @param leastMs - in which it may well come by a clock of its own, so that looks alone say nothing.
 */
export async function until(isSo: () => boolean | Promise<boolean>, tell?: () => unknown, leastMs = 0): Promise<void> {
  const start = performance.now()
  for (let looks = 0; !(await isSo()); looks += 1) {
    if (looks >= maxLooks && performance.now() - start >= leastMs) {
      const told = tell ? `: ${JSON.stringify(tell(), null, 2)}` : ''
      throw new Error(`Looked ${looks} times in vain for ${isSo.toString()}${told}`)
    }
    await sleep(5)
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Something that waits until the test lets it go on. */
export function makeGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}
