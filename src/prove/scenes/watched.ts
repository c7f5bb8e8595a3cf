import { setTimeout as sleep } from 'node:timers/promises'
import { makeBrowser } from '../buyer/browser.ts'
import { goToBank } from '../buyer/journey.ts'
import { foundIn } from '../findings/finding.ts'
import { UnfitStoreError } from '../findings/unfit-store.ts'
import type { Stage } from './stage.ts'
import type { Stall } from '../watch/told.ts'
import type { Purchase } from './purchase.ts'

/** The longest that the event loop may stand still, in milliseconds. */
const maxStallMs = 1_000

/** How soon the router writes down what it sees, in milliseconds: a second, and a little more. */
const observedAfterMs = 1_300

/** What shows by itself, once buyers have been in the store. */
export async function watched(stage: Stage, { browser }: Pick<Purchase, 'browser'>): Promise<void> {
  judgeLoop(stage)
  // The store has set no cookie of its own. Without a proxy the router sees whether it wanted to.
  if (browser.cookieNames().every((name) => /checkout/i.test(name))) {
    await goWithoutProxy(stage)
    await sleep(observedAfterMs * stage.pace)
  }
  const observed = new Set((await stage.ledger.processes()).flatMap((one) => one.observed))
  if (observed.has('session-same-site-strict')) stage.add(foundIn(undefined, 'session-same-site-strict'))
  if (observed.has('session-cookie-unsent')) stage.add(foundIn(undefined, 'session-cookie-unsent'))
}

/** A store may turn away whoever does not speak https. */
async function goWithoutProxy(stage: Stage): Promise<void> {
  try {
    await goToBank(makeBrowser(stage.baseUrl, false), stage.steps, stage)
  } catch (error) {
    if (!(error instanceof UnfitStoreError)) throw error
  }
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
    stage.add(foundIn(inHandOver[0]?.order, 'loop-blocked', longest(inHandOver), 'while an order was handed over'))
  }
  const elsewhere = stalls.filter(({ order }) => order === undefined)
  const pageOf = ({ page }: Stall): string | undefined => page?.replace(/[\w-]*\d[\w-]*/g, '#')
  for (const page of new Set(elsewhere.map(pageOf))) {
    const some = elsewhere.filter((one) => pageOf(one) === page)
    if (page !== undefined && some.length >= 3)
      stage.add(foundIn(undefined, 'loop-blocked', longest(some), `in ${page}`))
  }
}
