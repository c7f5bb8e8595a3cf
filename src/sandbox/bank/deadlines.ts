/** Which orders end when: what is not due costs nothing. */
export interface Deadlines {
  add(id: string, at: Date): void
  remove(id: string, at: Date): void
  /** Those that are due, each once. */
  takeDue(now: Date): readonly string[]
}

/** Orders that end within the same time are taken together, in milliseconds: so much later at most. Chosen by feel. */
const slotMs = 100

/** Orders by the slot of time in which they end. */
export function makeDeadlines(): Deadlines {
  const slots = new Map<number, Set<string>>()
  let nextSlot = 0

  /** Every slot since the last look; or, after a clock that leapt, those that there are. */
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

/** Up, never down: what is taken is due. */
function slotOf(at: Date): number {
  return Math.ceil(at.getTime() / slotMs)
}
