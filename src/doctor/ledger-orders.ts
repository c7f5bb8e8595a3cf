import type { Ledger } from '../ledger/ledger.ts'
import type { ProcessFacts } from '../ledger/processes.ts'
import type { LedgerServer } from '../ledger/survey.ts'
import { latest } from '../observations.ts'
import type { CallbackTimes } from '../observations.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'
import { connectionFindings } from './ledger-server.ts'
import { orderFindings } from './orders.ts'
import { callbackFindings, isHandedOver, isSwept, livesForMs, observedBy, processFindings } from './processes.ts'
import type { DoctorSettings } from './set-up.ts'

/** What the doctor reads of a ledger. */
export type SurveyedLedger = Pick<Ledger, 'callbackTimes' | 'idleShops' | 'processes' | 'standing' | 'work'>

export interface LedgerOrdersDeps {
  readonly settings: DoctorSettings
  readonly ledger: SurveyedLedger
  /** The gateway's part of our account. */
  readonly gateway: string
  readonly own: () => ProcessFacts | undefined
  /** When this process last got callbacks: the ledger hears of them later. */
  readonly ownCallbacks: () => CallbackTimes | undefined
  readonly server: LedgerServer | undefined
  readonly now: Date
}

/** What the orders, the processes and what these have seen show. Only for a ledger with this version's schema. */
export async function ledgerOrderFindings(deps: LedgerOrdersDeps): Promise<readonly Finding[]> {
  const { settings, ledger, gateway, server, now } = deps
  const { shop, baseUrl, callback, databasePool } = settings
  const [processes, known, standing, work, idleShops] = await Promise.all([
    ledger.processes(livesForMs),
    ledger.callbackTimes(),
    ledger.standing(gateway),
    ledger.work(gateway),
    ledger.idleShops(),
  ])
  const times = latest(known, deps.ownCallbacks() ?? known)
  const seen = { processes, shop: shop.key, own: deps.own() }
  const isChecked = callback.keys.length > 0 || callback.publicKeys.length > 0
  const callbackUrl = `${baseUrl}/payment/callback`
  return [
    ...orderFindings({ standing, work, idleShops, isSwept: isSwept(seen), isHandedOver: isHandedOver(seen) }),
    ...processFindings(seen, work, now),
    ...callbackFindings({ times, isChecked, isPaidLately: work.isPaidLately, callbackUrl }, now),
    ...observedBy(seen).map(({ code, detail }) => found(code, detail)),
    ...connectionFindings(server, databasePool, processes.length),
  ]
}
