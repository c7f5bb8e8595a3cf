import fc from 'fast-check'
import { CheckoutError, LedgerUnavailableError } from '../../../src/errors.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import type { OpenedLedger } from '../../support/ledgers.ts'

/** A failover, and how the database is away meanwhile. */
export interface Outage {
  /** How many verbs begin or end before it, counted from the last one. */
  readonly after: number
  /** `gone`: every connection is lost, and nothing answers. `read-only`: only what reads is answered. */
  readonly how: 'gone' | 'read-only'
  /** How many verbs are refused before a server takes them again. With 0, only connections are lost. */
  readonly verbs: number
}

function outagesWithin(verbs: number): fc.Arbitrary<Outage> {
  return fc.record({ after: fc.nat(verbs), how: fc.constantFrom('gone', 'read-only'), verbs: fc.nat(6) })
}

/** None in a third of the schedules. */
export const anyOutages: fc.Arbitrary<readonly Outage[]> = fc.array(outagesWithin(40), { maxLength: 2 })

/** One at least, around a payment that somebody comes back from at once. */
export const earlyOutages: fc.Arbitrary<readonly Outage[]> = fc.array(outagesWithin(16), { minLength: 1, maxLength: 3 })

/** The verbs that the schedules use and that a server which takes no writes answers. */
const readers: ReadonlySet<keyof Ledger> = new Set([
  ...(['find', 'findByGatewayOrderId', 'history', 'ofReference', 'unfinishedHandOvers', 'unfinishedClosings'] as const),
])

/** A verb on its way. */
export interface Connection {
  readonly number: number
}

/** The database as the processes of one schedule find it. */
export class Database {
  /** How often it has failed over. */
  failovers = 0
  readonly #outages: Outage[]
  readonly #cut: () => void
  #outage: Outage | undefined
  #ticks = 0
  #refusalsLeft = 0
  #generation = 0

  /** @param cut - ends the connections to a real server. */
  constructor(outages: readonly Outage[], cut: () => void) {
    this.#outages = [...outages]
    this.#cut = cut
  }

  /** From now on nothing happens to it. */
  comeBack(): void {
    this.#outages.length = 0
    this.#refusalsLeft = 0
  }

  /** @throws LedgerUnavailableError if no server takes the verb: then it is not carried out. */
  connect(verb: keyof Ledger): Connection {
    this.#tick()
    const isRefused = this.#refusalsLeft > 0 && (this.#outage?.how === 'gone' || !readers.has(verb))
    if (!isRefused) return { number: this.#generation }
    this.#refusalsLeft -= 1
    throw new LedgerUnavailableError(`The database is ${this.#outage?.how}.`)
  }

  /** @throws LedgerUnavailableError if the connection was lost meanwhile: the verb was carried out all the same. */
  requireAnswer({ number }: Connection): void {
    this.#tick()
    if (number !== this.#generation) throw new LedgerUnavailableError('The connection was lost after the commit.')
  }

  #tick(): void {
    const [next] = this.#outages
    if (!next || this.#refusalsLeft > 0 || this.#ticks++ < next.after) return
    this.#outage = next
    this.#outages.shift()
    this.#ticks = 0
    this.failovers += 1
    this.#refusalsLeft = next.verbs
    if (next.how === 'read-only') return
    this.#generation += 1
    this.#cut()
  }

  /** Whether a caller may meet the error: the buyer gets 503, the bank calls back again, the sweep looks again. */
  explains(error: unknown): boolean {
    return this.failovers > 0 && error instanceof CheckoutError && error.code === 'CHECKOUT_LEDGER_UNAVAILABLE'
  }
}

/** The address of the processes of a schedule, and what ends their connections on a server. */
export interface CutOff {
  readonly databaseUrl: string
  readonly cut: () => Promise<void>
}

/** SQLite has no connections to lose: there the verbs alone fail. */
export function cutOffOf({ databaseUrl, sql }: Pick<OpenedLedger, 'databaseUrl' | 'sql'>): CutOff {
  if (databaseUrl.startsWith('sqlite:')) return { databaseUrl, cut: () => Promise.resolve() }
  const name = `schedules-${process.pid}`
  const url = new URL(databaseUrl)
  url.searchParams.set('application_name', name)
  return {
    databaseUrl: url.href,
    cut: async () => {
      await sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}'`)
    },
  }
}
