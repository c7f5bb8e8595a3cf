import { setTimeout as sleep } from 'node:timers/promises'
import { createSandbox } from '../../../src/sandbox/index.ts'
import type { Sandbox } from '../../../src/sandbox/index.ts'
import { openFleet } from '../../support/fleet.ts'
import type { Fleet } from '../../support/fleet.ts'
import { makeBuyers, payingHabits } from './buyers.ts'
import type { Habit } from './buyers.ts'
import { makeChance } from '../../../src/chance.ts'

export interface RigOptions {
  readonly databaseUrl: string
  readonly seed: number
  readonly orders: number
  readonly processes: number
  /** kill -9 of a random process, evenly over the orders. */
  readonly kills: number
  /** Immediate restarts of the database, evenly over the orders. */
  readonly restarts: number
  readonly restart?: () => Promise<void>
  readonly environment?: Readonly<Record<string, string>>
}

export interface Wreck {
  readonly bank: Sandbox
  readonly fleet: Fleet
  readonly habits: ReadonlyMap<string, Habit>
  /** Order numbers of the buyers who have asked to be forgotten, and asked again after the end. */
  readonly askedToForget: ReadonlySet<string>
  /** Answers that no buyer should get. */
  readonly complaints: readonly string[]
  readonly kills: number
  readonly restarts: number
  close(): Promise<void>
}

/** Concurrent buyers. */
const crowd = 12

/** How long the hand-overs of a dead process stay claimed, in milliseconds: longer than the database is ever away. */
const handOverLeaseMs = 10_000

/** Runs a store under load while its processes are killed and its database restarts, then lets it finish the rest. */
export async function runRig(options: RigOptions): Promise<Wreck> {
  const { databaseUrl, seed, orders, processes, restart = () => Promise.resolve() } = options
  const chance = makeChance(seed)
  const bank = await createSandbox({ callback: { url: 'http://127.0.0.1:1', retryMs: 1_000 }, keepOrders: 100_000 })
  const fleet = await openFleet({
    bank,
    databaseUrl,
    environment: {
      HAND_OVER_MS: '200',
      HAND_OVER_THROWS: '0.1',
      HAND_OVER_SEED: String(seed),
      HAND_OVER_LEASE_MS: String(handOverLeaseMs),
      CHECKOUT_GATEWAY_TIMEOUT_MS: '5000',
      CHECKOUT_CALLBACK_DYNAMIC: 'true',
      CLOSES: '1',
      ...options.environment,
    },
  })
  const buyers = makeBuyers(fleet.origin, bank, chance)
  const complaints: string[] = []
  let startedCount = 0
  let doneCount = 0
  let kills = 0
  let restarts = 0

  /** How many out of `all` are due by now. */
  const due = (all: number): number => Math.ceil((startedCount / orders) * all)
  const isBehind = (): boolean => kills < due(options.kills) || restarts < due(options.restarts)

  async function keepBuying(): Promise<void> {
    while (startedCount < orders) {
      // Buyers wait for the kills: a process takes longer to start than an order takes.
      if (isBehind()) await sleep(20)
      else {
        startedCount += 1
        await buyers.buy().catch((error: unknown) => void complaints.push(String(error)))
        doneCount += 1
      }
    }
  }

  async function keepKilling(): Promise<void> {
    const starting = new Set<Promise<unknown>>()
    while (doneCount < orders) {
      if (kills < due(options.kills) && fleet.backends.length > 0) {
        kills += 1
        await fleet.kill(chance.oneOf(fleet.backends))
        const start = fleet.start().finally(() => starting.delete(start))
        starting.add(start)
      } else if (restarts < due(options.restarts)) {
        restarts += 1
        await restart()
      } else {
        await sleep(20)
      }
    }
    await Promise.all(starting)
  }

  await Promise.all(Array.from({ length: processes }, () => fleet.start()))
  // Its own, so that the buyers are the same for the same seed however often it is drawn from.
  const chanceToForget = makeChance(seed ^ 0x5eed)
  const askedToForget = new Set<string>()
  const forget = (orderNumber: string): Promise<unknown> =>
    fetch(`${fleet.origin}/forget/${orderNumber}`, { method: 'POST', headers: { connection: 'close' } })
      .then((answer) => answer.text())
      .catch(() => undefined)

  /** Buyers ask to be forgotten, early or late; a process that dies meanwhile must leave all or nothing. */
  async function keepForgetting(): Promise<void> {
    while (doneCount < orders) {
      const ids = [...buyers.habits.keys()]
      const orderNumber = ids.length > 0 ? bank.order(chanceToForget.oneOf(ids))?.orderNumber : undefined
      if (orderNumber !== undefined) {
        askedToForget.add(orderNumber)
        await forget(orderNumber)
      }
      await sleep(20)
    }
  }

  await Promise.all([keepKilling(), keepForgetting(), ...Array.from({ length: crowd }, () => keepBuying())])
  await finishRest(fleet, bank)
  // Whoever was told to wait asks again, and so do some who have their goods: at least one.
  let lateCount = 0
  for (const [gatewayOrderId, habit] of buyers.habits) {
    const asksLate = lateCount === 0 || chanceToForget.below(4) === 0
    if (!payingHabits.includes(habit) || !asksLate) continue
    lateCount += 1
    askedToForget.add(bank.order(gatewayOrderId)!.orderNumber)
  }
  for (const orderNumber of askedToForget) await forget(orderNumber)

  return {
    bank,
    fleet,
    complaints,
    askedToForget,
    kills,
    restarts,
    habits: buyers.habits,
    async close() {
      await fleet.close()
      await bank.close()
    },
  }
}

/** The leases of dead processes end, nobody pays any more, and the store reconciles until nothing changes. */
async function finishRest(fleet: Fleet, bank: Sandbox): Promise<void> {
  await sleep(handOverLeaseMs)
  for (const { gatewayOrderId, orderStatus } of bank.orders()) {
    if (orderStatus === 0) bank.expire(gatewayOrderId)
  }
  for (let passes = 0, quiet = 0; passes < 40 && quiet < 2; passes += 1) {
    const before = fleet.events().length
    const answer = await fetch(`${fleet.origin}/reconcile`, { method: 'POST' })
    const report = (await answer.json()) as Readonly<Record<string, number>>
    const isQuiet = report.paid === 0 && report.handedOver === 0 && fleet.events().length === before
    quiet = isQuiet ? quiet + 1 : 0
    await sleep(1_000)
  }
}
