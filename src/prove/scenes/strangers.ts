import { makeBrowser } from '../buyer/browser.ts'
import type { Browser, Page } from '../buyer/browser.ts'
import { linksOf } from '../buyer/forms.ts'
import { foundIn } from '../findings/finding.ts'
import { plainText } from '../judge/plain-text.ts'
import { showPath } from '../shown/show-address.ts'
import type { Stage } from './stage.ts'
import { pageEffects } from './calm.ts'
import type { CalmPurchase } from './calm.ts'
import { comeBackSafely, goAndBuy, pay, runsOf } from './purchase.ts'
import type { Purchase } from './purchase.ts'

/** A card that the bank declines, see the sandbox's test cards. */
const declinedCard = { number: '5168494895055780' }

/** Somebody who has not paid opens the pages of those who have. */
export async function strangers(stage: Stage, calm: CalmPurchase): Promise<void> {
  stage.step('somebody opens the success page without paying')
  const unpaid = await goAndBuy(stage)
  const from = stage.told().length
  const address = successAddress(calm, unpaid.order)
  stage.note(`somebody opens ${pathOf(address)} without having paid`, unpaid.order)
  const own = await unpaid.browser.follow(address)
  const foreign = await makeBrowser(stage.baseUrl).follow(address)
  await makeBrowser(stage.baseUrl).follow(successAddress(calm, 'ABCDEFGHJKMNPQRSTVWXYZ0123'))
  await unpaid.browser.follow(`${stage.baseUrl}/payment/return?orderId=${unpaid.gatewayOrderId}`)
  judgeForged(stage, calm, unpaid, { from, address: pathOf(address) })
  await judgeShown(stage, calm, unpaid, [own, foreign])

  stage.step('a card is declined')
  const declined = await goAndBuy(stage)
  const before = stage.told().length
  await comeBackSafely(stage, declined, await pay(stage, declined, declinedCard))
  judgeForged(stage, calm, declined, { from: before, address: 'the page after a declined card' })
}

function judgeForged(
  stage: Stage,
  { usualOfPages }: CalmPurchase,
  { order }: Purchase,
  { from, address }: { readonly from: number; readonly address: string },
): void {
  const forged = pageEffects(stage, from).find(({ key }) => !usualOfPages.has(key))
  if (forged) stage.add(foundIn(order, 'order-parameter-trusted', forged.what, address))
  if (runsOf(stage, order).length > 0) stage.add(foundIn(order, 'handed-over-unpaid', address))
}

async function judgeShown(
  stage: Stage,
  { purchase, page }: CalmPurchase,
  { order, browser }: Purchase,
  shown: readonly Page[],
): Promise<void> {
  const paidText = plainText(page.text, purchase.order)
  for (const one of shown) {
    const isSame = one.status === page.status && plainText(one.text, order) === paidText
    if (!isSame || !one.text.includes(order)) continue
    const goods = await goodsBehind(browser, one, order)
    if (goods === undefined) stage.add(foundIn(order, 'success-page-for-anybody', pathOf(one.url)))
    else stage.add(foundIn(order, 'order-parameter-trusted', `what ${goods} leads to`, pathOf(one.url)))
  }
}

/** A link on the page that names the order and gives something out. */
async function goodsBehind(browser: Browser, { text, url }: Page, order: string): Promise<string | undefined> {
  const links = linksOf(text, url).filter((link) => link.includes(order) && link !== url)
  for (const link of links) if ((await browser.follow(link)).status === 200) return pathOf(link)
  return undefined
}

/** The address of the paid buyer's page, for another order. */
function successAddress({ purchase, page }: CalmPurchase, order: string): string {
  const address = new URL(page.url.replaceAll(purchase.order, order).replaceAll(purchase.gatewayOrderId, order))
  for (const name of ['order', 'orderNumber', 'orderId']) {
    if (!address.searchParams.has(name)) address.searchParams.set(name, order)
  }
  address.searchParams.set('outcome', 'success')
  return address.href
}

/** With the names of its parameters alone. */
function pathOf(url: string): string {
  const { pathname, searchParams } = new URL(url)
  const names = [...searchParams.keys()].map((name) => `${name}=…`)
  return showPath(pathname) + (names.length > 0 ? `?${names.join('&')}` : '')
}
