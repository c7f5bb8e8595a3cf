import { foundIn } from '../findings/finding.ts'
import { deedsOf, missing } from '../judge/deeds.ts'
import type { Deed } from '../judge/deeds.ts'
import type { Stage } from './stage.ts'
import { judgeStanding } from './calm.ts'
import { comeBackSafely, goAndBuy, handedOver, pay, runsOf } from './purchase.ts'

/** As many deeds of a hand-over as are made to fail, one after the other. */
export const maxBroken = 4

/** What a hand-over does fails, one thing at a time: nothing of it is sent. */
export async function brokenDeeds(stage: Stage, usual: ReadonlyMap<string, Deed>): Promise<void> {
  const failing = [...usual.values()].filter(({ isLate, sort }) => !isLate && sort !== 'rename').slice(0, maxBroken)
  for (const deed of failing) await broken(stage, usual, deed)
}

async function broken(stage: Stage, usual: ReadonlyMap<string, Deed>, deed: Deed): Promise<void> {
  stage.step(`fails once: ${deed.what}`)
  const purchase = await goAndBuy(stage)
  const { order } = purchase
  stage.instruct({ fail: deed.key })
  await comeBackSafely(stage, purchase, await pay(stage, purchase))
  const standing = await handedOver(stage, purchase)
  // Not for the next order, if this one never came to it.
  stage.instruct({})
  judgeStanding(stage, purchase, standing)
  const [, ended] = runsOf(stage, order)
  const hasFailed = stage.effects().some((one) => one.order === order && one.key === deed.key && one.phase === 'failed')
  if (!hasFailed || standing !== 'done') return
  const first = stage.effects().filter(({ run }) => run === ended?.run)
  const isMissing = missing(usual, deedsOf(first)).some(({ key }) => key === deed.key)
  const how = deed.sort === 'request' ? 'did not get through' : 'did not succeed'
  if (ended?.phase === 'resolved' && isMissing) stage.add(foundIn(order, 'error-swallowed', deed.what, how))
  else judgeMissing(stage, usual, await stage.deeds(order), order)
}

function judgeMissing(
  stage: Stage,
  usual: ReadonlyMap<string, Deed>,
  deeds: ReadonlyMap<string, Deed>,
  order: string,
): void {
  for (const { what } of missing(usual, deeds)) {
    stage.add(foundIn(order, 'handed-over-never', what, 'onPaid threw once, ran again, and left it out.'))
  }
}
