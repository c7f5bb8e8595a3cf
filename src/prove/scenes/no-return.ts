import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '../buyer/browser.ts'
import { foundIn } from '../findings/finding.ts'
import type { Deed } from '../judge/deeds.ts'
import { plainText } from '../judge/plain-text.ts'
import { showPath } from '../shown/show-address.ts'
import type { Stage } from './stage.ts'
import { judgeStanding, latePatienceMs } from './calm.ts'
import type { CalmPurchase } from './calm.ts'
import { goAndBuy, handedOver, pay } from './purchase.ts'
import type { Purchase } from './purchase.ts'

/** Answers of the bank that do not come, or make no sense. */
const lostAnswers = ['reset-before', 'reset-after', 'server-error', 'html', 'truncated-json', 'rate-limited'] as const

/** How long a sweep that has not been seen yet may take, in milliseconds: it comes at most once a minute. */
const slowSweepMs = 65_000

/** How long the first pass of a sweep is waited for, in milliseconds. */
const firstPassMs = 2_500

/** A buyer pays and never returns; the bank's first answer is lost. */
export async function noReturn(stage: Stage, calm: CalmPurchase): Promise<ReadonlyMap<string, Deed> | undefined> {
  stage.step('a buyer pays and never returns')
  const purchase = await goAndBuy(stage)
  const { order } = purchase
  const fault = stage.chance.oneOf(lostAnswers)
  stage.bank.fault({ kind: fault, method: 'getOrderStatusExtended.do' })
  await pay(stage, purchase)
  stage.note(`never returns; the bank's first answer is lost (${fault})`, order)
  const isSwept = await stage.find(
    (one): one is Extract<typeof one, { kind: 'swept' }> => one.kind === 'swept',
    firstPassMs * stage.pace,
  )
  const starts = (await stage.ledger.processes()).some(({ sweeps }) => sweeps)
  if (!isSwept && !starts) {
    stage.bank.clearFaults()
    stage.add(foundIn(order, 'no-sweep'))
    return undefined
  }
  const standing = await whileTimePasses(stage, () =>
    handedOver(stage, purchase, isSwept ? 2 * stage.patienceMs : slowSweepMs),
  )
  stage.bank.clearFaults()
  await sleep(latePatienceMs * stage.pace)
  judgeStanding(stage, purchase, standing)
  await judgeCart(stage, calm.purchase, purchase)
  return stage.deeds(order)
}

/** Brings the next pass of a sweep about, again and again. */
async function whileTimePasses<Result>({ ledger }: Stage, work: () => Promise<Result>): Promise<Result> {
  let isOver = false
  const working = work().finally(() => (isOver = true))
  const passing = async (): Promise<void> => {
    while (!isOver) {
      await ledger.passTime()
      await Promise.race([working, sleep(passEveryMs)])
    }
  }
  const [result] = await Promise.all([working, passing()])
  return result
}

/** How often time passes, in milliseconds. */
const passEveryMs = 1_500

/** A page of the store that a payment changes for who returns, and not for who does not. */
async function judgeCart(stage: Stage, returned: Purchase, notReturned: Purchase): Promise<void> {
  for (const before of lastOfEach(notReturned.pages)) {
    const url = before.url
    const afterReturn = await returned.browser.follow(url)
    const after = await notReturned.browser.follow(url)
    const then = lastOfEach(returned.pages).find((page) => page.url === url)
    const isChanged = then !== undefined && told(then, returned) !== told(afterReturn, returned)
    const isKept = told(before, notReturned) === told(after, notReturned)
    if (isChanged && isKept) stage.add(foundIn(notReturned.order, 'cart-kept', showPath(new URL(url).pathname)))
  }
}

const told = ({ text, status }: Page, { order }: Purchase): string => `${status} ${plainText(text, order)}`

/** Pages that can be looked at again, each as it was last. */
function lastOfEach(pages: readonly Page[]): readonly Page[] {
  const each = new Map(
    pages.filter(({ method, location }) => method === 'GET' && !location).map((page) => [page.url, page]),
  )
  return [...each.values()]
}
