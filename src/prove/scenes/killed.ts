import { setTimeout as sleep } from 'node:timers/promises'
import { foundIn } from '../findings/finding.ts'
import { NoAnswerError } from '../findings/unfit-store.ts'
import { deedsOf, doneTwice, missing } from '../judge/deeds.ts'
import type { Deed } from '../judge/deeds.ts'
import type { Stage } from './stage.ts'
import type { Died, Effect } from '../watch/told.ts'
import { judgeStanding, latePatienceMs } from './calm.ts'
import { comeBack, comeBackSafely, goAndBuy, handedOver, pay } from './purchase.ts'
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
  const isDeath = (one: ReturnType<Stage['told']>[number]): one is Died =>
    one.kind === 'died' && stage.told().indexOf(one) >= from
  const [died] = await Promise.all([
    stage.find(isDeath, stage.patienceMs),
    comeBackToTheDying(stage, purchase, location),
  ])
  if (!died) return lived(stage, purchase)
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

/** The answer may die with the process that owes it. */
async function comeBackToTheDying(stage: Stage, purchase: Purchase, location: string): Promise<void> {
  try {
    await comeBack(stage, purchase, location)
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error
  }
}

/** The moment did not come in time: the order was paid all the same. */
async function lived(stage: Stage, purchase: Purchase): Promise<void> {
  // Not for the next order.
  stage.instruct({})
  judgeStanding(stage, purchase, await handedOver(stage, purchase))
  // A handler that is slow has taken it already: its process would die in the middle of the next order.
  await stage.restart()
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
  await comeBackSafely(stage, purchase, location)
  judgeStanding(stage, purchase, await handedOver(stage, purchase))
}

/**
 * A job may do for both orders what they have left to it, in the name of either: of a late deed that names neither of
 * them, or both at once, nobody knows whose it is. Such ones are counted for both together.
 *
 * @returns how often that was done; undefined if the deed tells whose it is.
 */
function doneForBoth(stage: Stage, { purchase, meanwhile }: Judged, deed: Deed): number | undefined {
  const effects = stage.effects()
  const named = effects.flatMap(({ key, names = [] }) => (key === deed.key && names.length > 0 ? [names] : []))
  const isOfBoth = named.some((names) => names.includes(purchase.order) && names.includes(meanwhile.order))
  if (!deed.isLate || (named.length > 0 && !isOfBoth)) return undefined
  const countOf = (order: string): number =>
    deedsOf(effects.filter((one) => one.order === order)).get(deed.key)?.count ?? 0
  return countOf(purchase.order) + countOf(meanwhile.order)
}

async function judge(stage: Stage, judged: Judged, when: string): Promise<void> {
  const { usual, purchase } = judged
  const { order } = purchase
  const deeds = await stage.deeds(order)
  for (const deed of doneTwice(usual, deeds)) {
    const isForBoth = (doneForBoth(stage, judged, deed) ?? Infinity) <= 2 * deed.count
    if (!isForBoth) stage.add(foundIn(order, 'handed-over-twice', deed.what, when))
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
  const isDone = (deed: Deed): boolean => {
    const isOurs = ({ key, phase, names, order: of = order }: Effect): boolean =>
      key === deed.key && phase === 'done' && (of === order || names?.includes(order) === true)
    return stage.effects().some(isOurs) || (doneForBoth(stage, judged, deed) ?? 0) >= 2 * deed.count
  }
  const isDurable = [...usual.values()].some(({ isLate }) => !isLate)
  const until = performance.now() + (isDurable ? jobPatienceMs : noJobPatienceMs)
  while (performance.now() < until && !late.every(isDone)) await sleep(100)
  for (const deed of late) {
    const isLost = !isDone(deed)
    if (!isLost && isDurable) continue
    const lost = isLost ? 'The process died after the record, and it never happened.' : 'It came after the record.'
    stage.add(foundIn(order, 'not-awaited', deed.what, lost))
  }
}
