/** Runs tasks, so many at once and no more; the others wait for their turn, in the order in which they came. */
export type AtMost = <Result>(task: () => Promise<Result>) => Promise<Result>

export function makeAtMost(count: number): AtMost {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running === count) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      // The place is handed on, not given back, so that nobody who comes now is quicker than who waits.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
