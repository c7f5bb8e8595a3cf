import type { Express } from 'express'
import { followTime, movedOnMs, moveTime, systemClock } from '../clock.ts'
import type { HostedCheckout } from '../hosted-checkout.ts'
import type { OrderQuery } from '../ledger/order-query.ts'
import type { Order } from '../order.ts'
import type { SandboxFaultKind } from '../sandbox/fault-kinds.ts'
import type { SandboxFault } from '../sandbox/faults.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { showValue } from '../show-value.ts'
import { makeAssertions, numberOf } from './assertions.ts'
import type { Assertions, OrderRef } from './assertions.ts'
import { makeBuyers } from './buyer.ts'
import type { Buyer } from './buyer.ts'
import { makeFlakyDay, newSeed } from './flaky-day.ts'
import { watchStore } from './hand-over-watch.ts'
import { openStore } from './open-store.ts'
import type { MakeApp, OpenedStore, OpenOptions, StoreUnderTest } from './open-store.ts'
import type { AppWithCheckout } from './read-app.ts'
import { makeQuiet, makeSettling, requireRealTimers } from './settling.ts'
import { makeStory } from './story.ts'

/** The bank of a test: the sandbox, with its faults by name. */
export interface TestBank extends Omit<Sandbox, 'close' | 'fault' | 'moveClock' | 'reset' | 'unref'> {
  /**
   * Has the next call that it fits go wrong, or the next `times`: `fault('reset-after', { method: 'register.do' })`.
   *
   * @throws Error for a misspelt name, with the right one.
   */
  fault(kind: SandboxFaultKind, more?: Omit<SandboxFault, 'kind'>): void
}

/** The time of store and bank. */
export interface TestClock {
  now(): Date
  /**
   * Moves the time of bank, store and browsers on, in milliseconds, and lets the store do what is due then: looks of
   * the sweep, those at paid orders included, ends of sessions, hand-overs to be tried again, leases of the dead.
   * Nothing waits.
   *
   * It moves every store of this process, each with its bank, and is taken back by `close`. What is then due at another
   * test store, that one does when it settles.
   */
  advance(ms: number): Promise<void>
}

/** The ledger, to be read. */
export interface TestLedger extends Pick<HostedCheckout, 'explain' | 'verify'> {
  get(orderNumber: string): Promise<Order | undefined>
  /** Newest first. */
  find(query?: OrderQuery): Promise<readonly Order[]>
  history: HostedCheckout['orders']['history']
}

/** A day on which the bank fails at random. */
export interface FlakyDay {
  readonly seed: number
  /** The bank is well again, and an hour passes, in which the store catches up. */
  end(): Promise<void>
}

/** A store with its bank, for the store's own tests. */
export interface TestStore extends Assertions {
  readonly checkout: HostedCheckout
  readonly bank: TestBank
  readonly clock: TestClock
  readonly ledger: TestLedger
  /** Where the store is, e.g. `http://127.0.0.1:41234`. */
  readonly baseUrl: string
  /** A new person, with a browser of their own. */
  buyer(): Buyer
  /**
   * Waits for what is under way, and has the store do what is due and ask about every open order until nothing more
   * comes of it.
   *
   * @throws Error if something still does after 20 such passes, e.g. because the bank is away, with what it is. On a
   *   flaky day with many open orders that is chance: end the day first.
   */
  settled(): Promise<void>
  /**
   * From now on calls to the bank fail at random: of one seed always the same. Without one it takes a new seed, which
   * every failed claim names, as does a warning if the store is closed before the day has ended. Buyers press Buy again
   * while the store says that the bank is away.
   */
  flakyDay(seed?: number): FlakyDay
  /** What is known of an order: its history, what the bank was asked, how often `onPaid` ran. */
  story(order: OrderRef): Promise<string>
  /**
   * Ends bank, server and every checkout of the app, but for one that another test store has open, and takes moved time
   * back. Idempotent; leaves no timer and no connection.
   */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * How long after it a store has caught up, in milliseconds: what the bank never heard of has expired (20 min), and no
 * breaker is open.
 */
const recoveryMs = 60 * 60_000

/** How often a buyer presses Buy on a flaky day before they give up. Chosen by feel. */
const maxTries = 20

/**
 * Opens a store for a test, with a bank of its own.
 *
 * @param makeApp - gets the options of the test, and makes the store's app with them: they go to `hostedCheckout`,
 *   after the store's own.
 * @throws TypeError for an option that is unknown.
 * @throws Error if there is no checkout in the app or more than one, the options did not reach it, its ledger is not
 *   for tests, the app listens by itself, or the runner's timers are fake. Nothing is left open.
 */
export async function testStore(makeApp: MakeApp, options?: OpenOptions): Promise<TestStore>
/**
 * Opens the finished app of a store for a test, with a bank where its checkout expects one.
 *
 * @param app - takes its options from `CHECKOUT_…`, with bank and address on this machine, and does not listen yet.
 * @throws TypeError for an option that is unknown.
 * @throws Error if there is no checkout in the app or more than one, its bank is not on this machine (nothing is sent
 *   to it), its ledger is not for tests (nothing is written to it), one of the two addresses is taken, or the runner's
 *   timers are fake. Nothing is left open.
 */
// eslint-disable-next-line @typescript-eslint/unified-signatures -- apart, the options of a function have their type
export async function testStore(app: AppWithCheckout | Express, options?: OpenOptions): Promise<TestStore>
export async function testStore(store: StoreUnderTest, options: OpenOptions = {}): Promise<TestStore> {
  requireRealTimers()
  const openedAt = systemClock.now()
  const watch = watchStore()
  const opened = await openStore(store, options).catch((error: unknown) => {
    watch.close()
    throw error
  })
  const { checkout, bank, setUp } = opened
  // Another store of this process may have moved the time of this one already.
  bank.moveClock(movedOnMs())
  const stopFollowing = followTime(bank.moveClock)
  const { baseUrl } = setUp
  const day = makeDay(bank)
  const quiet = makeQuiet(bank, watch)
  const settling = makeSettling({ checkout, bank, quiet })
  const time = makeTime(settling.settle)
  const story = makeStory({ checkout, bank, watch })
  const hint = (): string => settling.hint() + day.hint()
  async function settled(): Promise<void> {
    const left = await settling.settle()
    if (left !== undefined) throw new Error(`The store has not settled. ${left}${day.hint()}`)
  }
  const close = makeClose(opened, () => {
    watch.close()
    stopFollowing()
    day.tellSeed()
    time.takeBack()
  })

  return {
    ...makeAssertions({ checkout, bank, watch, story, quiet, openedAt, hint }),
    checkout,
    bank: testBank(bank),
    clock: time.clock,
    ledger: ledgerOf(checkout),
    baseUrl,
    buyer: makeBuyers({ bank, baseUrl, tries: () => (day.isOn() ? maxTries : 0), hint }),
    settled,
    flakyDay(seed = newSeed()) {
      requireSeed(seed)
      day.begin(seed)
      return {
        seed,
        async end() {
          bank.clearFaults()
          day.end()
          await time.clock.advance(recoveryMs)
          await settled()
        },
      }
    },
    story: async (order) => story(numberOf(order)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function testBank(bank: Sandbox): TestBank {
  return { ...bank, fault: (kind, more = {}) => bank.fault({ ...more, kind }) }
}

function ledgerOf({ orders, explain, verify }: HostedCheckout): TestLedger {
  return {
    get: orders.get,
    async find(query) {
      const found: Order[] = []
      for await (const order of orders.find(query)) found.push(order)
      return found
    },
    history: orders.history,
    explain,
    verify,
  }
}

/** A flaky day, and the line that repeats it. */
function makeDay(bank: Sandbox) {
  let seed: number | undefined
  let isOn = false
  return {
    isOn: () => isOn,
    begin(chosen: number) {
      seed = chosen
      isOn = true
      bank.chooseFaults(makeFlakyDay(chosen))
    },
    end: () => void (isOn = false),
    /** Where something else than a claim has failed, such as an `expect` of the runner, nothing else tells the seed. */
    tellSeed() {
      if (isOn) process.emitWarning(`The store was closed on a flaky day. store.flakyDay(${seed}) repeats it.`)
    },
    hint: () => (seed === undefined ? '' : `\n\nIt was a flaky day: store.flakyDay(${seed}) repeats it.`),
  }
}

function requireSeed(seed: unknown): void {
  if (Number.isSafeInteger(seed) && (seed as number) >= 0) return
  throw new RangeError(`store.flakyDay wants a whole number from 0 as its seed, got ${showValue(seed)}.`)
}

function makeTime(settle: () => Promise<unknown>) {
  let movedMs = 0
  let isOver = false
  const clock: TestClock = {
    now: systemClock.now,
    async advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) {
        throw new RangeError(`clock.advance wants a whole number of milliseconds, 0 or more, and got ${ms}.`)
      }
      // Nobody would take it back, and every later test would run in it.
      if (isOver) throw new Error('This test store is closed: its time no longer moves.')
      movedMs += ms
      moveTime(ms)
      await settle()
    },
  }
  return {
    clock,
    takeBack() {
      moveTime(-movedMs)
      movedMs = 0
      isOver = true
    },
  }
}

function makeClose({ close }: OpenedStore, after: () => void): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => (closing ??= close().finally(after))
}
