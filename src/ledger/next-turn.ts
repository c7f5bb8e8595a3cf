/**
 * Yields to the event loop. SQLite answers at once, so a long read would otherwise block the process from its first
 * page to its last.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
