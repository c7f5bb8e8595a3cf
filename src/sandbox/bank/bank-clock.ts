/** The bank's own time: that of this machine, until somebody moves it on. */
export interface BankClock {
  now(): Date
  /** How far it is ahead of this machine, in milliseconds. */
  aheadMs(): number
  moveOn(ms: number): void
  setRight(): void
}

export function makeBankClock(): BankClock {
  let aheadMs = 0
  return {
    now: () => new Date(Date.now() + aheadMs),
    aheadMs: () => aheadMs,
    moveOn(ms) {
      aheadMs += ms
    },
    setRight() {
      aheadMs = 0
    },
  }
}
