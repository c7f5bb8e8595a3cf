import { setTimeout as sleep } from 'node:timers/promises'
import type { CardInput } from '../../sandbox/index.ts'
import { makeBrowser } from '../buyer/browser.ts'
import type { Browser, Page } from '../buyer/browser.ts'
import { goToBank } from '../buyer/journey.ts'
import { foundIn } from '../findings/finding.ts'
import { NoAnswerError, UnfitStoreError } from '../findings/unfit-store.ts'
import type { Stage } from './stage.ts'
import type { Effect, Run } from '../watch/told.ts'

/** A buyer on the bank's page. */
export interface Purchase {
  readonly browser: Browser
  readonly order: string
  readonly gatewayOrderId: string
  readonly amount: string
  /** The store's pages on the way. */
  readonly pages: readonly Page[]
}

/** @throws UnfitStoreError if the buyer does not get to the bank. */
export async function goAndBuy(stage: Stage, more: Readonly<Record<string, string>> = {}): Promise<Purchase> {
  const { bank, steps, baseUrl } = stage
  const browser = makeBrowser(baseUrl)
  const { formUrl, pages } = await goToBank(browser, steps, stage, more)
  const gatewayOrderId = new URL(formUrl).searchParams.get('mdOrder') ?? ''
  const order = bank.order(gatewayOrderId)
  if (!order) throw new UnfitStoreError(`The bank has no order for its own page ${formUrl}.`)
  const { orderNumber, amount, currency } = order
  stage.note('a buyer goes to the bank', orderNumber)
  return { browser, order: orderNumber, gatewayOrderId, amount: `${amount} ${currency}`, pages }
}

/** How the notes call a payment that the bank took. */
export const paid = 'pays'

/** @returns where the bank sends the buyer. */
export async function pay(
  stage: Stage,
  { order, gatewayOrderId }: Purchase,
  card?: Partial<CardInput>,
): Promise<string> {
  const { location, declined } = await stage.bank.pay(gatewayOrderId, card)
  stage.note(declined ? 'tries a card that is declined' : paid, order)
  return location ?? (await stage.bank.cancel(gatewayOrderId)).location
}

/** The same, and on if the process ended by itself meanwhile: it is started again. */
export async function comeBackSafely(stage: Stage, purchase: Purchase, location: string): Promise<Page> {
  try {
    return await comeBack(stage, purchase, location)
  } catch (error) {
    if (!(error instanceof NoAnswerError) || !(await hasEnded(stage))) throw error
    await revive(stage, purchase.order)
    return comeBack(stage, purchase, location)
  }
}

/** Whether the store has ended by itself: a connection that breaks is heard of a little earlier than the end. */
export async function hasEnded(stage: Stage): Promise<boolean> {
  return Promise.race([stage.life().ended.then(() => true), sleep(1_000 * stage.pace, false)])
}

/** Starts a store again that has ended. That is its own fault, unless it was killed or something was made to fail. */
async function revive(stage: Stage, order: string): Promise<void> {
  const { at: openedAt } = stage.life().opened
  const isKilled = stage.told().some(({ kind, at }) => kind === 'died' && at >= openedAt)
  stage.note(isKilled ? 'kill -9, later than expected' : 'the process ended by itself', order)
  const hasFailed = ({ order: of, phase, isInListener }: Effect): boolean =>
    of === order && phase === 'failed' && !isInListener
  const isMadeTo = isKilled || stage.effects().some(hasFailed)
  if (!isMadeTo) stage.add(foundIn(order, 'store-dies', 'while an order was handed over'))
  await stage.ledger.passTime()
  await stage.restart()
}

/** From the bank, so without cookies that are `SameSite=Strict`. */
export async function comeBack(stage: Stage, { browser, order }: Purchase, location: string): Promise<Page> {
  stage.note('comes back to the store', order)
  return browser.follow(location, { isCrossSite: true })
}

/** How the hand-over of a paid order stands. */
export type Standing = 'done' | 'hangs' | 'throws' | 'never'

/** Waits until the ledger has the hand-over of a paid order; retries come at once. */
export async function handedOver(
  stage: Stage,
  { order }: Pick<Purchase, 'order'>,
  patienceMs = stage.patienceMs,
): Promise<Standing> {
  const until = performance.now() + patienceMs
  for (;;) {
    if (!stage.life().isAlive()) await revive(stage, order)
    const told = stage.told()
    if (told.some((one) => one.kind === 'order' && one.order === order && one.what === 'handed-over')) return 'done'
    const last = runsOf(stage, order).at(-1)
    if (performance.now() > until) {
      if (!last) return 'never'
      if (last.phase === 'rejected') return 'throws'
      return last.phase === 'begun' ? 'hangs' : 'never'
    }
    if (last?.phase === 'rejected' && Date.now() - last.at > retriedAfterMs) await stage.ledger.passTime()
    await sleep(40)
  }
}

/** How long after a failure the next try is brought about, in milliseconds. */
const retriedAfterMs = 150

export function runsOf(stage: Stage, order: string): readonly Run[] {
  return stage.told().filter((one): one is Run => one.kind === 'run' && one.order === order)
}
