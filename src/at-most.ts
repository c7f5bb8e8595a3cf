import { AsyncResource } from 'node:async_hooks'

/**
 * Runs at most `count` tasks at once; the others queue, first come, first served. A task whose signal aborts while it
 * is queued never starts: it rejects with the signal's reason.
 */
export type AtMost = <Result>(task: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

export function makeAtMost(count: number): AtMost {
  let running = 0
  const waiting = new Set<() => void>()

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task()
    } finally {
      // The slot is passed on, not freed: a newcomer must not overtake the queue.
      const [next] = waiting
      if (next) next()
      else running -= 1
    }
  }

  function wait<Result>(task: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return new Promise((resolve, reject) => {
      // Whoever passes the slot on calls it: the task belongs to the trace of whoever queued it.
      const begin = AsyncResource.bind((): void => {
        leave()
        resolve(run(task))
      })
      const cancel = (): void => {
        leave()
        reject(signal?.reason as Error)
      }
      const leave = (): void => {
        waiting.delete(begin)
        signal?.removeEventListener('abort', cancel)
      }
      waiting.add(begin)
      signal?.addEventListener('abort', cancel)
    })
  }

  return async (task, signal) => {
    signal?.throwIfAborted()
    if (running === count) return wait(task, signal)
    running += 1
    return run(task)
  }
}
