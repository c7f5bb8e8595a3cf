import { setTimeout as sleep } from 'node:timers/promises'
import { foundIn } from '../findings/finding.ts'
import { doneTwice, missing } from '../judge/deeds.ts'
import type { Deed } from '../judge/deeds.ts'
import type { Stage } from './stage.ts'
import type { Died, Effect } from '../watch/told.ts'
import { judgeStanding, latePatienceMs } from './calm.ts'
import { comeBack, goAndBuy, handedOver, pay } from './purchase.ts'
import type { Purchase } from './purchase.ts'

/** Where a process dies during a hand-over. */
export type Moment = 'begun' | 'resolved' | 'recorded' | `effect:${number}`

/** How long a job of the store may take with what was written down for it, in milliseconds: some come by the minute. */
const jobPatienceMs = 65_000

/** The same where nothing was written down, in milliseconds: then there is no job. */
const noJobPatienceMs = 1_000

/** `kill -9` at a moment of a hand-over. Another buyer pays while the store is down. Then it starts again. */
export async function killedAt(stage: Stage, usual: ReadonlyMap<string, Deed>, moment: Moment): Promise<void> {
  stage.step(`the process is killed (${moment})`)
  const purchase = await goAndBuy(stage)
  const meanwhile = await goAndBuy(stage)
  stage.instruct({ killAt: moment })
  const from = stage.told().length
  const location = await pay(stage, purchase)
  const returned = comeBack(stage, purchase, location).catch(() => undefined)
  const isDeath = (one: ReturnType<Stage['told']>[number]): one is Died =>
    one.kind === 'died' && stage.told().indexOf(one) >= from
  const died = await stage.find(isDeath, stage.patienceMs)
  await returned
  if (!died) return stage.instruct({})
  stage.note(`kill -9 ${died.why}`, purchase.order)
  await stage.life().kill()
  const elsewhere = await pay(stage, meanwhile)
  stage.note('the store is down', meanwhile.order)
  await stage.ledger.passTime()
  await stage.restart()
  for (const one of [purchase, meanwhile]) stage.note('the store starts again', one.order)
  await recovered(stage, purchase, location)
  await recovered(stage, meanwhile, elsewhere)
  await sleep(latePatienceMs * stage.pace)
  const judged: Judged = { usual, purchase, meanwhile }
  await judge(stage, judged, died.why)
  if (moment === 'recorded') await judgeLost(stage, judged)
}

/** What the process died in the middle of, beside the order that was paid meanwhile. */
interface Judged {
  readonly usual: ReadonlyMap<string, Deed>
  readonly purchase: Purchase
  readonly meanwhile: Purchase
}

/** Where nobody sweeps, the buyer's return is what brings an order on. */
async function recovered(stage: Stage, purchase: Purchase, location: string): Promise<void> {
  const standing = await handedOver(stage, purchase, stage.patienceMs / 2)
  if (standing === 'done') return
  await stage.ledger.passTime()
  await comeBack(stage, purchase, location)
  judgeStanding(stage, purchase, await handedOver(stage, purchase))
}

/**
 * A job may do for both orders what they have left to it, in the name of either: of a late deed that names no order
 * nobody knows whose it is. Such ones are counted for both together.
 *
 * @returns how often that was done; undefined if the deed tells whose it is.
 */
async function doneForBoth(stage: Stage, { purchase, meanwhile }: Judged, deed: Deed): Promise<number | undefined> {
  const isNamed = stage.effects().some(({ key, names = [] }) => key === deed.key && names.length > 0)
  if (isNamed || !deed.isLate) return undefined
  const both = await Promise.all([purchase, meanwhile].map(({ order }) => stage.deeds(order)))
  return both.reduce((sum, deeds) => sum + (deeds.get(deed.key)?.count ?? 0), 0)
}

async function judge(stage: Stage, judged: Judged, when: string): Promise<void> {
  const { usual, purchase } = judged
  const { order } = purchase
  const deeds = await stage.deeds(order)
  for (const { key, what } of doneTwice(usual, deeds)) {
    const known = usual.get(key)
    const count = known && (await doneForBoth(stage, judged, known))
    const isOfBoth = known !== undefined && count !== undefined && count <= 2 * known.count
    if (!isOfBoth) stage.add(foundIn(order, 'handed-over-twice', what, when))
  }
  if ((await handedOver(stage, { order }, 0)) !== 'done') return
  for (const { what } of missing(usual, deeds)) {
    stage.add(foundIn(order, 'handed-over-never', what, `The process died ${when}, and onPaid ran again.`))
  }
}

/** What the handler had left to itself: whether anybody did it after the restart. */
async function judgeLost(stage: Stage, judged: Judged): Promise<void> {
  const { usual, purchase } = judged
  const { order } = purchase
  const late = [...usual.values()].filter(({ isLate }) => isLate)
  if (late.length === 0) return
  const isDone = async (deed: Deed): Promise<boolean> => {
    const isOurs = ({ key, phase, order: of = order }: Effect): boolean =>
      key === deed.key && phase === 'done' && of === order
    return stage.effects().some(isOurs) || ((await doneForBoth(stage, judged, deed)) ?? 0) >= 2 * deed.count
  }
  const areDone = async (): Promise<boolean> => (await Promise.all(late.map(isDone))).every(Boolean)
  const isDurable = [...usual.values()].some(({ isLate }) => !isLate)
  const until = performance.now() + (isDurable ? jobPatienceMs : noJobPatienceMs)
  while (performance.now() < until && !(await areDone())) await sleep(100)
  for (const deed of late) {
    const isLost = !(await isDone(deed))
    if (!isLost && isDurable) continue
    const lost = isLost ? 'The process died after the record, and it never happened.' : 'It came after the record.'
    stage.add(foundIn(order, 'not-awaited', deed.what, lost))
  }
}
