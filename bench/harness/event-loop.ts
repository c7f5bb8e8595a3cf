/** Measures the longest time the event loop of this process was held until `end`, in milliseconds. */
export function watchLoop(): { end(): Promise<number> } {
  let last = performance.now()
  let longestMs = 0
  let isOver = false
  const turn = (): void => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last)
    last = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    async end() {
      isOver = true
      await new Promise((resolve) => setImmediate(resolve))
      return longestMs
    },
  }
}
