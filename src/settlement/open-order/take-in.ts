import type { Evidence } from '../../gateway/evidence.ts'
import { quoted } from '../../visible.ts'

/** How an order that this ledger has lost comes back. */
export interface TakeIn {
  /** Who does it, for the order's history. */
  readonly by: string
  /** Whether the shop itself names it, so that it is no other shop's on the same login. */
  readonly isListed: boolean
}

/** The sku of an order of which nobody knows what was sold, by how it came: it names nothing. */
export const namelessSku = { imported: 'imported', takenIn: 'taken-in' } as const

/** What tells what an order was for. */
interface Sold {
  readonly reference?: string | undefined
  readonly sku: string | undefined
  readonly amountMinor: number | undefined
  readonly handsOver: boolean | undefined
}

interface RememberedTerms {
  readonly takeIn: TakeIn
  readonly shopKeys: readonly string[]
}

/**
 * What is known of a lost order: what the shop remembers, and else what its item had the bank keep (`jsonParams` with
 * `shop`, `reference` and `sku`).
 *
 * Goods are owed only for an order that is surely this shop's: another one on the same login makes numbers like ours,
 * and its items may have the bank keep the same names. And only where it is known what was sold: nobody can hand over
 * what nobody can name, and without a reference nobody sees that it was paid twice.
 */
export function remembered<Listed extends Sold>(
  listed: Listed,
  { merchantParams = {}, ...evidence }: Evidence,
  { takeIn, shopKeys }: RememberedTerms,
): Listed {
  const reference = listed.reference ?? ownText(merchantParams, 'reference')
  const sku = named(listed.sku) ?? named(ownText(merchantParams, 'sku'))
  const isSurelyOurs = takeIn.isListed || shopKeys.includes(ownText(merchantParams, 'shop') ?? '')
  const isKnown = isSurelyOurs && (reference !== undefined || sku !== undefined)
  // A list tells what was taken; what the order was for may have been more.
  const amountMinor = takeIn.isListed ? listed.amountMinor : (evidence.amountMinor ?? listed.amountMinor)
  return { ...listed, reference, sku, amountMinor, handsOver: isKnown && listed.handsOver }
}

/** Why an order is not taken in at all: the bank keeps the name of another shop with it. */
export function otherShop(
  { merchantParams = {} }: Evidence,
  { isListed }: TakeIn,
  shopKeys: readonly string[],
): string | undefined {
  const shop = ownText(merchantParams, 'shop')
  if (isListed || shop === undefined || shopKeys.includes(shop)) return undefined
  return `by its jsonParams it is of the shop ${quoted(shop)}, not of ${quoted(shopKeys[0] ?? '')}`
}

function named(sku: string | undefined): string | undefined {
  return sku === namelessSku.imported || sku === namelessSku.takenIn ? undefined : sku
}

function ownText(params: Readonly<Record<string, string>>, name: string): string | undefined {
  const text = Object.hasOwn(params, name) ? params[name] : undefined
  return text === '' ? undefined : text
}
