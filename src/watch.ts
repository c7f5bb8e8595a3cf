/** Whoever waits for long work: hears how far it is, and may end it early. */
export interface Watch {
  /** Whether nothing more is to be begun. What is under way comes to its end. */
  readonly isStopped: () => boolean
  /**
   * Called as the work goes on.
   *
   * @param done - how many orders are done.
   * @param total - of how many; undefined if nobody knows.
   */
  readonly onProgress: (done: number, total?: number) => void
}
