import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '../buyer/browser.ts'
import { foundIn } from '../findings/finding.ts'
import type { ProofFinding } from '../findings/finding.ts'
import type { Deed } from '../judge/deeds.ts'
import { plainText } from '../judge/plain-text.ts'
import type { Stage } from './stage.ts'
import type { Effect } from '../watch/told.ts'
import { comeBackSafely, goAndBuy, handedOver, pay, runsOf } from './purchase.ts'
import type { Purchase, Standing } from './purchase.ts'

/** A buyer who paid and returned, with nothing in the way. */
export interface CalmPurchase {
  readonly purchase: Purchase
  readonly standing: Standing
  readonly deeds: ReadonlyMap<string, Deed>
  /** What the buyer saw last. */
  readonly page: Page
  /** Keys of effects that other pages and events have, too: sessions, access logs. */
  readonly usualOfPages: ReadonlySet<string>
}

/** How long deeds that nobody waits for are waited for, in milliseconds. */
export const latePatienceMs = 700

/** A buyer pays, returns, and reloads the page. */
export async function calmPurchase(stage: Stage): Promise<CalmPurchase> {
  stage.step('a buyer pays and returns')
  const purchase = await goAndBuy(stage)
  const { order, browser } = purchase
  const usualOfPages = new Set([...pageEffects(stage, 0), ...heardEffects(stage, 0)].map(({ key }) => key))
  const from = stage.told().length
  const location = await pay(stage, purchase)
  const page = await comeBackSafely(stage, purchase, location)
  const standing = await handedOver(stage, purchase)
  const reloaded = await browser.follow(location)
  await sleep(latePatienceMs * stage.pace)
  judgeStanding(stage, purchase, standing)
  for (const { what, key, page: address } of pageEffects(stage, from)) {
    if (!usualOfPages.has(key)) stage.add(foundIn(order, 'ships-on-success-page', what, String(address)))
  }
  const deeds = await stage.deeds(order)
  const heard = heardEffects(stage, from).find((one) => one.order === order && !usualOfPages.has(one.key))
  if (heard) stage.add(shipsOnEvent(heard, deeds))
  const isAnother = plainText(page.text, order) !== plainText(reloaded.text, order)
  const isSessionStrict = browser.strictCookies().length > 0 && isAnother
  if (isSessionStrict) stage.add(foundIn(order, 'session-same-site-strict'))
  return { purchase, standing, deeds, page, usualOfPages }
}

/** Effects of pages since a moment, but for those that repeat themselves without harm. */
export function pageEffects(stage: Stage, from: number): readonly Effect[] {
  return effectsSince(stage, from).filter(({ page }) => page !== undefined)
}

/** The same of the store's listener. */
function heardEffects(stage: Stage, from: number): readonly Effect[] {
  return effectsSince(stage, from).filter(({ isInListener }) => isInListener)
}

/** Where onPaid hands over, too, it may be but a word about it. */
function shipsOnEvent({ order, what }: Effect, deeds: ReadonlyMap<string, Deed>): ProofFinding {
  const finding = foundIn(order, 'ships-on-event', what)
  return deeds.size === 0 ? finding : { ...finding, level: 'warning' }
}

function effectsSince(stage: Stage, from: number): readonly Effect[] {
  const since = new Set(stage.told().slice(from))
  return stage
    .effects()
    .filter((one) => since.has(one) && one.phase === 'done' && one.sort !== 'socket')
    .filter(({ sort, isRepeatable }) => !(sort === 'request' && isRepeatable))
}

/** Says what is wrong with a paid order that was not handed over. */
export function judgeStanding(stage: Stage, { order }: Pick<Purchase, 'order'>, standing: Standing): void {
  if (standing === 'hangs') stage.add(foundIn(order, 'hand-over-hangs', Math.round(stage.patienceMs / 1000)))
  if (standing === 'throws') {
    const count = runsOf(stage, order).filter(({ phase }) => phase === 'rejected').length
    stage.add(foundIn(order, 'hand-over-throws', count))
  }
  if (standing === 'never' && stage.life().opened.handler === undefined) {
    stage.add(foundIn(order, 'hand-over-missing'))
  } else if (standing === 'never') {
    stage.add(foundIn(order, 'handed-over-never', 'the hand-over', 'onPaid was not called.'))
  }
}
