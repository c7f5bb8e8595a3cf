/** Runs work by a few workers at once. */
export interface Workers {
  /**
   * Ends when the last of them has, also where another one failed: what still runs is waited for, and not started
   * beside.
   */
  readonly together: (worker: () => Promise<void>) => Promise<void>
  /** Works a list off, in order; what is left when the sweep stops is somebody else's. */
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
