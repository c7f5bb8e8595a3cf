/** When each order's session ends. Orders that are not due cost nothing to check. */
export interface Deadlines {
  add(id: string, at: Date): void
  remove(id: string, at: Date): void
  /** Removes and returns the ids that are due. */
  takeDue(now: Date): readonly string[]
}

/** Deadlines in one slot fall due together, so an order ends at most this many milliseconds late. Chosen by feel. */
const slotMs = 100

/** Groups orders by the time slot they end in. */
export function makeDeadlines(): Deadlines {
  const slots = new Map<number, Set<string>>()
  let nextSlot = 0

  /** Every slot since the last check. If that is a long time, e.g. after the clock jumped, only the existing slots. */
  function dueSlots(until: number): readonly number[] {
    if (until - nextSlot > slots.size) return [...slots.keys()].filter((slot) => slot <= until).sort((a, b) => a - b)
    return Array.from({ length: Math.max(0, until - nextSlot + 1) }, (_, index) => nextSlot + index)
  }

  return {
    add(id, at) {
      const slot = slotOf(at)
      slots.set(slot, (slots.get(slot) ?? new Set()).add(id))
      nextSlot = Math.min(nextSlot, slot)
    },
    remove(id, at) {
      const ids = slots.get(slotOf(at))
      if (ids?.delete(id) && ids.size === 0) slots.delete(slotOf(at))
    },
    takeDue(now) {
      const until = Math.floor(now.getTime() / slotMs)
      const due = dueSlots(until)
      const ids = due.flatMap((slot) => [...(slots.get(slot) ?? [])])
      for (const slot of due) slots.delete(slot)
      nextSlot = until + 1
      return ids
    },
  }
}

/** Rounds up, so nothing is taken before it is due. */
function slotOf(at: Date): number {
  return Math.ceil(at.getTime() / slotMs)
}
