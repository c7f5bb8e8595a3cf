/**
 * Lets the process do what waits for it: a long read over SQLite would otherwise hold the event loop from its first
 * page to its last, because its answers are there at once.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
