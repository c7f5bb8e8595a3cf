import { systemClock } from '../clock.ts'
import type { DoorState } from '../gateway/breaker.ts'
import type { Door } from '../gateway/door.ts'
import type { IdleShop } from '../ledger/idle-shops.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ProcessFacts } from '../ledger/processes.ts'
import { within } from '../within.ts'
import { isSwept, livesForMs } from './processes.ts'

/** Whether a store is fit to sell, for a probe that asks every few seconds. */
export interface Health {
  /** The ledger is open and the sweep not late; nothing else. The bank's silence does not make a store unfit. */
  readonly ok: boolean
  readonly ledger: 'open' | 'away'
  /**
   * Of this process; where it never called `start`, of any other of this shop. `late`: for five minutes nothing has
   * come to its end. `off`: nobody has started it.
   */
  readonly sweep: 'running' | 'late' | 'off'
  /** The doors of this process to the bank. */
  readonly gateway: Readonly<Record<Door, DoorState>>
  /** How long the work that has waited longest has been due, in milliseconds; 0 if none is. Absent without a ledger. */
  readonly oldestDueMs?: number
  /** Orders that need a person; counts stop at 1,000. Absent without a ledger. */
  readonly review?: number
  /** Paid orders whose hand-over was given up. */
  readonly stuck?: number
  /** Orders whose registration the bank never answered. */
  readonly unknown?: number
  /** Shops of the ledger that nobody runs, though they have orders to look after; absent if there are none. */
  readonly idleShops?: readonly IdleShop[]
}

export interface HealthDeps {
  readonly ledger: Pick<Ledger, 'idleShops' | 'processes' | 'standing'>
  /** The gateway's part of our account. */
  readonly gateway: string
  readonly shop: string
  readonly doors: () => Health['gateway']
  readonly sweep: () => Health['sweep']
  /** What this process says of itself; undefined if it is no store, but a command. */
  readonly own: () => ProcessFacts | undefined
}

/**
 * How long the ledger may take, in milliseconds. A database that is silent holds a statement for 12 s, and most probes
 * give up after 5 s or less: they would see no answer at all instead of `away`. Its looks at the ledger take far less
 * than a second. Chosen by feel.
 */
const patienceMs = 3_000

/** Reads the ledger; asks the bank nothing. Answers within {@link patienceMs}. Never rejects. */
export function makeHealth({ ledger, gateway, shop, doors, sweep, own }: HealthDeps): () => Promise<Health> {
  async function otherSweep(): Promise<Health['sweep']> {
    const processes = await ledger.processes(livesForMs)
    if (isSwept({ processes, shop, own: own() })) return 'running'
    return processes.some((one) => one.shop === shop && one.sweeps) ? 'late' : 'off'
  }

  async function look(ownSweep: Health['sweep']): Promise<Health> {
    const standing = await ledger.standing(gateway)
    const state = ownSweep === 'off' ? await otherSweep() : ownSweep
    const idleShops = await ledger.idleShops()
    const health = { ok: state !== 'late', ledger: 'open', sweep: state, gateway: doors(), ...standing } as const
    return idleShops.length === 0 ? health : { ...health, idleShops }
  }

  return async () => {
    const ownSweep = sweep()
    const health = await within(systemClock, patienceMs, look(ownSweep), { keepsAlive: true }).catch(() => undefined)
    return health ?? { ok: false, ledger: 'away', sweep: ownSweep, gateway: doors() }
  }
}
