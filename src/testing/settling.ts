import { systemClock } from '../clock.ts'
import type { HostedCheckout } from '../hosted-checkout.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { within } from '../within.ts'
import type { Quiet } from './assertions.ts'
import type { Watch } from './hand-over-watch.ts'

/** How long an assertion waits for what is under way, in milliseconds. Chosen by feel. */
const quietPatienceMs = 10_000

/** At most so many passes until the store is settled: each can meet another fault. Chosen by feel. */
const maxPasses = 20

/** How long one pass may take, in milliseconds: the most that `reconcile` takes. The runner's own limit comes first. */
const passMs = 24 * 60 * 60 * 1_000

/** Between two looks whether something is under way, in milliseconds. */
const stepMs = 5

/** The fake timers of Jest and Vitest (Sinon's) never let anything of the store come to its end. */
export function requireRealTimers(): void {
  if (!Reflect.has(setTimeout, 'clock')) return
  throw new Error('The timers of this test are fake. Use real ones, and store.clock.advance(ms) to move time.')
}

/** Waits until nothing of the store and its bank is under way. */
export function makeQuiet(bank: Sandbox, watch: Watch): Quiet {
  async function untilIdle(isOver: () => boolean): Promise<true> {
    for (;;) {
      await bank.callbacksSent()
      // A round of the event loop: what has ended is written down by then.
      await systemClock.sleep(stepMs, { keepsAlive: true })
      if (watch.underWay().length === 0 || isOver()) return true
    }
  }

  return async () => {
    requireRealTimers()
    let isOver = false
    const idle = untilIdle(() => isOver)
    const isQuiet = await within(systemClock, quietPatienceMs, idle, { keepsAlive: true })
    isOver = true
    if (isQuiet) return undefined
    const what = watch.underWay().join(', ') || 'a callback of the bank'
    return `After ${quietPatienceMs / 1000} s this was still under way: ${what}.`
  }
}

export interface Settling {
  /**
   * Has the store do what is due and ask about every open order until nothing more comes of it. Resolves with what
   * still does, if any.
   */
  readonly settle: Quiet
  /** What every failed claim ends with, if something was left at the last time. */
  readonly hint: () => string
}

interface SettlingDeps {
  readonly checkout: Pick<HostedCheckout, 'reconcile'>
  readonly bank: Pick<Sandbox, 'unmetFaults'>
  readonly quiet: Quiet
}

export function makeSettling({ checkout, bank, quiet }: SettlingDeps): Settling {
  let left: string | undefined

  /** @returns why it is worth another one. */
  async function pass(): Promise<string | undefined> {
    await quiet()
    const faultsBefore = bank.unmetFaults().length
    // With a limit it does what is due as well, such as the daily look at a paid order.
    const report = await checkout.reconcile({ forMs: passMs })
    const { paid, declined, expired, review, handedOver, stuck, unreachable } = report
    if (unreachable > 0)
      return `the bank gave no usable answer about ${unreachable === 1 ? 'an order' : `${unreachable} orders`}.`
    if (bank.unmetFaults().length !== faultsBefore) return 'a fault struck.'
    const hasMoved = paid + declined + expired + review + handedOver + stuck > 0
    return hasMoved ? 'orders moved.' : undefined
  }

  return {
    async settle() {
      let more = await pass()
      for (let passes = 1; more !== undefined && passes < maxPasses; passes += 1) more = await pass()
      const restless = more === undefined ? [] : [`In the last of ${maxPasses} passes ${more}`]
      const told = [...restless, (await quiet()) ?? []].flat()
      left = told.length === 0 ? undefined : told.join(' ')
      return left
    },
    hint: () => (left === undefined ? '' : `\n\nThe store had not settled. ${left}`),
  }
}
