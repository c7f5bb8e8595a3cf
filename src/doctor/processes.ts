import type { LedgerProcess, ProcessFacts } from '../ledger/processes.ts'
import type { LedgerWork } from '../ledger/standing.ts'
import type { CallbackTimes, Observed } from '../observations.ts'
import { found } from './finding.ts'
import type { Finding } from './finding.ts'
import { nodeFindings } from './node-support.ts'

/** A process not heard of for this long has ended, in milliseconds. One without visitors may be quiet for as long. */
export const livesForMs = 10 * 60_000

/** A process that sweeps uses the ledger at least once a minute: not heard of for this long, it does not. */
const sweepsForMs = 3 * 60_000

export interface ProcessesSeen {
  /** Those on the ledger, of any shop, that were heard of within {@link livesForMs}. */
  readonly processes: readonly LedgerProcess[]
  readonly shop: string
  /** What this process says of itself; undefined if it is no store, but a command. */
  readonly own: ProcessFacts | undefined
}

/** Those of our shop. */
function ofShop({ processes, shop }: ProcessesSeen): readonly LedgerProcess[] {
  return processes.filter((one) => one.shop === shop)
}

export function isSwept(seen: ProcessesSeen): boolean {
  return seen.own?.sweeps === true || ofShop(seen).some((one) => one.sweeps && one.seenMsAgo < sweepsForMs)
}

export function isHandedOver(seen: ProcessesSeen): boolean {
  return seen.own?.handsOver === true || ofShop(seen).some(({ handsOver }) => handsOver)
}

/** What all processes of the shop have seen of the store around them, this one first. */
export function observedBy(seen: ProcessesSeen): readonly Observed[] {
  return [...(seen.own?.observed ?? []), ...ofShop(seen).flatMap(({ observed }) => observed)]
}

/** What the processes on the ledger show. */
export function processFindings(seen: ProcessesSeen, { unfinished }: LedgerWork, now: Date): readonly Finding[] {
  const { processes, own } = seen
  const all = [...(own ? [own] : []), ...processes]
  const versions = [...new Set(all.map(({ version }) => version))].sort()
  const isKnown = own !== undefined || ofShop(seen).length > 0
  const findings: Finding[] = [...nodeFindings([process.versions.node, ...all.map(({ node }) => node)], now)]
  if (!isSwept(seen)) findings.push(isKnown || unfinished > 0 ? found('no-sweep', unfinished) : found('no-process'))
  if (versions.length > 1) findings.push(found('two-versions', versions.join(', ')))
  return findings
}

const dayMs = 24 * 3_600_000

export interface CallbacksSeen {
  readonly times: CallbackTimes
  /** Whether callbacks are checked: a key is set. */
  readonly isChecked: boolean
  readonly isPaidLately: boolean
  /** Where they should go. */
  readonly callbackUrl: string
}

/** What the callbacks show that came, and those that did not. */
export function callbackFindings(
  { times: { signed, unsigned, refused }, isChecked, isPaidLately, callbackUrl }: CallbacksSeen,
  now: Date,
): readonly Finding[] {
  const isSince = (time: Date | undefined, days: number): boolean =>
    time !== undefined && now.getTime() - time.getTime() <= days * dayMs
  const isOnlyRefused = isSince(refused, 1) && (signed === undefined || signed < (refused ?? signed))
  if (isChecked && isOnlyRefused) return [found('callback-refused')]
  if (!isChecked && isSince(unsigned, 7)) return [found('callback-key-missing')]
  const areSeen = [signed, unsigned].some((time) => isSince(time, 7))
  return isPaidLately && !areSeen ? [found('callback-never-seen', callbackUrl)] : []
}
