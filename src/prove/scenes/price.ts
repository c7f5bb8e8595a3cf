import { foundIn } from '../findings/finding.ts'
import type { Stage } from './stage.ts'
import { parametersReadBy } from '../store/sources.ts'
import { NoAnswerError, UnfitStoreError } from '../findings/unfit-store.ts'
import type { Purchase } from './purchase.ts'
import { goAndBuy } from './purchase.ts'

/** What prices are called in requests. */
const priceNames = [
  ...['price', 'amount', 'amountMinor', 'amount_minor', 'total', 'totalMinor', 'sum', 'cost', 'value', 'unitPrice'],
  ...['unit_price', 'priceMinor', 'price_minor', 'amountCents', 'cents', 'fee', 'subtotal', 'discount'],
]

/** What would make it another item. */
const notPrices = /^(?:sku|id|slug|item|product|order|orderNumber|orderId|qty|quantity|count|code|_?csrf|token|email)$/i

/** A buyer names a price in the request, by all names that prices have and that the store's code reads. */
export async function forgedPrice(stage: Stage, program: string, { amount }: Purchase): Promise<void> {
  stage.step('a buyer names a price')
  const names = [...new Set([...priceNames, ...parametersReadBy(program)])].filter((name) => !notPrices.test(name))
  try {
    const forged = await goAndBuy(stage, Object.fromEntries(names.map((name) => [name, '1'])))
    if (forged.amount === amount) return
    stage.add(foundIn(forged.order, 'price-from-request', await nameOf(stage, names, amount), amount, forged.amount))
  } catch (error) {
    // It refused: that is what it should do.
    if (!isRefusal(error)) throw error
  }
}

/** Which of them it was. */
async function nameOf(stage: Stage, names: readonly string[], amount: string): Promise<string> {
  const [half, rest] = [names.slice(0, Math.ceil(names.length / 2)), names.slice(Math.ceil(names.length / 2))]
  if (rest.length === 0) return `"${names[0]}"`
  const forged = await goAndBuy(stage, Object.fromEntries(half.map((name) => [name, '1']))).catch((error: unknown) => {
    if (!isRefusal(error)) throw error
  })
  return nameOf(stage, forged && forged.amount !== amount ? half : rest, amount)
}

const isRefusal = (error: unknown): boolean => error instanceof UnfitStoreError && !(error instanceof NoAnswerError)
