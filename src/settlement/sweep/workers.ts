/** Runs work with a few workers at once. */
export interface Workers {
  /** Ends when the last worker has, even if another one failed: nothing is started beside work that still runs. */
  readonly together: (worker: () => Promise<void>) => Promise<void>
  /** Works through a list in order. What is left when the sweep stops is left to another process. */
  readonly forEach: <Item>(items: readonly Item[], work: (item: Item) => Promise<void>) => Promise<void>
}

export function makeWorkers(concurrency: number, isStopped: () => boolean): Workers {
  const together: Workers['together'] = async (worker) => {
    const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }
  return {
    together,
    async forEach(items, work) {
      const queue = items.values()
      await together(async () => {
        for (const item of queue) {
          if (isStopped()) return
          await work(item)
        }
      })
    },
  }
}
