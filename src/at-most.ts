/**
 * Runs tasks, so many at once and no more; the others wait for their turn, in the order in which they came. A task
 * whose signal is aborted before its turn is never begun, and rejects with the signal's reason.
 */
export type AtMost = <Result>(task: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

export function makeAtMost(count: number): AtMost {
  let running = 0
  const waiting = new Set<() => void>()

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task()
    } finally {
      // The place is handed on, not given back, so that nobody who comes now is quicker than who waits.
      const [next] = waiting
      if (next) next()
      else running -= 1
    }
  }

  function wait<Result>(task: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        leave()
        resolve(run(task))
      }
      const callOff = (): void => {
        leave()
        reject(signal?.reason as Error)
      }
      const leave = (): void => {
        waiting.delete(begin)
        signal?.removeEventListener('abort', callOff)
      }
      waiting.add(begin)
      signal?.addEventListener('abort', callOff)
    })
  }

  return async (task, signal) => {
    signal?.throwIfAborted()
    if (running === count) return wait(task, signal)
    running += 1
    return run(task)
  }
}
