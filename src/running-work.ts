import { CheckoutClosedError } from './errors.ts'

/** Work that `close` waits for. */
export interface RunningWork {
  /** @throws CheckoutClosedError after `close`; nothing is started then. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
  /** Accepts no more work, and resolves once running work has finished. */
  close(): Promise<void>
}

export function makeRunningWork(): RunningWork {
  const running = new Set<Promise<unknown>>()
  let isClosed = false
  return {
    async run(work) {
      if (isClosed) throw new CheckoutClosedError()
      const task = work()
      const ended = task.then(
        () => undefined,
        () => undefined,
      )
      running.add(ended)
      try {
        return await task
      } finally {
        running.delete(ended)
      }
    },
    async close() {
      isClosed = true
      await Promise.all(running)
    },
  }
}
