import type { officeShelf } from './office.ts'
import type { Office } from './office.ts'
import { buy, orderOf, pathOf } from './store.ts'

/** Order numbers, one of each kind. */
export interface OfficeOrders {
  readonly paid: string
  readonly refundedInPart: string
  readonly open: string
  readonly declined: string
  readonly review: string
  readonly stuck: string
  readonly markup: string
}

/** Fills a store with one order of each kind, and some links: by the ways that fill a real one. */
export async function fillOffice(office: Office): Promise<OfficeOrders> {
  const buyOne = async (sku: keyof typeof officeShelf, then: 'pay' | 'leave' = 'pay'): Promise<string> => {
    const browser = office.browser()
    const { gatewayOrderId } = await buy(office, browser, sku)
    const location = then === 'pay' ? (await office.bank.pay(gatewayOrderId)).location : undefined
    if (location !== undefined) await browser.get(pathOf(location)).expect(200)
    return (await orderOf(office, gatewayOrderId)).orderNumber
  }
  const paid = await buyOne('teapot')
  const refundedInPart = await buyOne('mug')
  await office.checkout.refund(refundedInPart, { amountMinor: 550, key: 'rf-1', by: 'front-desk', note: 'one broken' })
  const open = await buyOne('cactus', 'leave')
  const declined = await buyOne('candle', 'leave')
  await office.checkout.decline(declined, { by: 'till-2' })
  const review = await buyOne('mug')
  await office.checkout.review(review, { note: 'the buyer called', by: 'front-desk' })
  const stuck = await buyOne('window-box')
  await office.database.sql(`update checkout_orders set hand_over = 'stuck' where order_number = '${stuck}'`)
  const markup = await buyOne('markup')
  await office.checkout.link(
    { amountMinor: 18_000, currency: 'EUR', description: 'Hand-painted teapot' },
    { note: 'C-118' },
  )
  await office.checkout.link({ amountMinor: 900, currency: 'EUR', description: 'Replacement lid' })
  return { paid, refundedInPart, open, declined, review, stuck, markup }
}
