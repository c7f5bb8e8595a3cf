import { foundIn } from '../finding.ts'
import type { Stage } from '../stage.ts'
import type { Stall } from '../watch/told.ts'

/** The longest that the event loop may stand still, in milliseconds. */
const maxStallMs = 1_000

/** What shows by itself, once buyers have been in the store. */
export async function watched(stage: Stage): Promise<void> {
  judgeLoop(stage)
  const observed = new Set((await stage.ledger.processes().catch(() => [])).flatMap((one) => one.observed))
  if (observed.has('session-same-site-strict')) stage.add(foundIn(undefined, 'session-same-site-strict'))
  if (observed.has('session-cookie-unsent')) stage.add(foundIn(undefined, 'session-cookie-unsent'))
}

/** Each time, and at work or asleep all the while: a process that waits for its turn on a busy machine is neither. */
function judgeLoop(stage: Stage): void {
  const stalls = stage
    .told()
    .filter((one): one is Stall => one.kind === 'stall' && one.ms >= maxStallMs)
    .filter(({ ms, cpuMs }) => cpuMs >= maxStallMs / 2 || cpuMs < ms / 10)
  const orders = new Set(stage.told().flatMap((one) => (one.kind === 'run' ? [one.order] : [])))
  const inHandOver = stalls.filter(({ order }) => order !== undefined)
  const longest = (some: readonly Stall[]): string => (Math.max(...some.map(({ ms }) => ms)) / 1000).toFixed(1)
  if (inHandOver.length >= 2 && new Set(inHandOver.map(({ order }) => order)).size >= orders.size / 2) {
    stage.add(foundIn(inHandOver[0]!.order, 'loop-blocked', longest(inHandOver), 'while an order was handed over'))
  }
  const elsewhere = stalls.filter(({ order }) => order === undefined)
  const pageOf = ({ page }: Stall): string | undefined => page?.replace(/[\w-]*\d[\w-]*/g, '#')
  for (const page of new Set(elsewhere.map(pageOf))) {
    const some = elsewhere.filter((one) => pageOf(one) === page)
    if (page !== undefined && some.length >= 3)
      stage.add(foundIn(undefined, 'loop-blocked', longest(some), `in ${page}`))
  }
}
