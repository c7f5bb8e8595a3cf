import { systemClock } from '../clock.ts'
import type { DoorState } from '../gateway/breaker.ts'
import type { Door } from '../gateway/door.ts'
import type { ProcessFacts } from '../ledger/processes.ts'
import type { SurveyedLedger } from './ledger-orders.ts'
import type { CallbackTimes } from '../observations.ts'
import type { Environment } from '../options/environment.ts'
import { reasonOf } from '../reason-of.ts'
import { within } from '../within.ts'
import { bankFindings } from './bank.ts'
import { found, inOrder, inOwnVariables } from './finding.ts'
import type { Finding } from './finding.ts'
import type { Health } from './health.ts'
import { ledgerFileFindings } from './ledger-file.ts'
import { ledgerOrderFindings } from './ledger-orders.ts'
import { lookAtLedger } from './ledger-server.ts'
import type { LedgerLook } from './ledger-server.ts'
import { nodeFindings } from './node-support.ts'
import { publicAddressFindings } from './public-address.ts'
import { setUpFindings } from './set-up.ts'
import type { DoctorSettings } from './set-up.ts'

/** Looks at the installation: options, bank, ledger, orders, processes, and the store around the router. */
export type Doctor = () => Promise<readonly Finding[]>

export interface DoctorDeps {
  readonly settings: DoctorSettings
  readonly environment: Environment
  readonly ledger: SurveyedLedger
  /** The gateway's part of our account. */
  readonly gateway: string
  readonly doors: () => Readonly<Record<Door, DoorState>>
  readonly sweep: () => Health['sweep']
  /** What this process says of itself; undefined if it is no store, but a command. */
  readonly own: () => ProcessFacts | undefined
  /** When this process last got callbacks of each kind. */
  readonly ownCallbacks: () => CallbackTimes | undefined
}

/** How long all of it may take, in milliseconds: the answer comes within 20 s, the closing of everything included. */
const patienceMs = 13_000

/** Changes nothing: registers no order, migrates no ledger, moves no money. Never rejects; what failed is a finding. */
export function makeDoctor(deps: DoctorDeps): Doctor {
  const { settings, environment } = deps
  const { baseUrl, databaseUrl, gateway } = settings
  const now = (): Date => systemClock.now()
  return async () => {
    const looking = lookAtLedger(databaseUrl)
    const all = await Promise.all([
      bounded('the options', () => setUpFindings({ settings, environment, now: now() })),
      bounded('Node', () => nodeFindings([process.versions.node], now())),
      bounded('the bank', () => bankFindings(gateway, now)),
      bounded('the ledger', async () => (await looking).findings),
      bounded('the orders', async () => orderAndProcessFindings(deps, await looking, now())),
      bounded("the ledger's file", () => ledgerFileFindings(databaseUrl, environment)),
      bounded('the public address', () => publicAddressFindings({ baseUrl, formHosts: gateway.formHosts, now: now() })),
      bounded('this process', () => ownFindings(deps)),
    ])
    return inOwnVariables(inOrder(all.flat()), settings.environmentPrefix)
  }
}

/** One part of the examination; if it hangs or throws, that is a finding. */
async function bounded(
  what: string,
  look: () => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    const work = Promise.resolve().then(look)
    const findings = await within(systemClock, patienceMs, work, { keepsAlive: true })
    return findings ?? [found('check-unfinished', what, `no answer within ${patienceMs / 1000} s`)]
  } catch (error) {
    return [found('check-unfinished', what, reasonOf(error))]
  }
}

/** What the orders and the processes show; without a ledger to read, what this process has seen by itself. */
async function orderAndProcessFindings(
  deps: DoctorDeps,
  { survey, isUsable }: LedgerLook,
  now: Date,
): Promise<readonly Finding[]> {
  if (isUsable) return ledgerOrderFindings({ ...deps, server: survey?.server, now })
  return (deps.own()?.observed ?? []).map(({ code, detail }) => found(code, detail))
}

function ownFindings({ doors, sweep }: DoctorDeps): readonly Finding[] {
  const leftAlone = Object.entries(doors()).filter(([, state]) => state === 'left-alone')
  return [
    ...leftAlone.map(([door]) => found('bank-left-alone', door)),
    ...(sweep() === 'late' ? [found('sweep-late')] : []),
  ]
}
