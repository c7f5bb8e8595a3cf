import type { Evidence } from '../../gateway/evidence.ts'

/** How an order that this ledger has lost comes back. */
export interface TakeIn {
  /** Who does it, for the order's history. */
  readonly by: string
}

/** The sku of an order of which nobody knows what was sold. */
export const unknownSku = 'taken-in'

/** What tells what an order was for. */
interface Sold {
  readonly reference?: string | undefined
  readonly sku: string
  readonly handsOver: boolean | undefined
}

/**
 * What is known of a lost order: what the shop remembers, and else what its item had the bank keep (`jsonParams` with
 * `reference` and `sku`). Goods are owed only where one of both tells what was sold: nobody can hand over what nobody
 * can name, and without a reference nobody sees that it was paid twice.
 */
export function remembered<Listed extends Sold>(listed: Listed, { merchantParams = {} }: Evidence): Listed {
  const reference = listed.reference ?? ownText(merchantParams, 'reference')
  const sku = listed.sku === unknownSku ? (ownText(merchantParams, 'sku') ?? unknownSku) : listed.sku
  const isKnown = reference !== undefined || sku !== unknownSku
  return { ...listed, reference, sku, handsOver: isKnown && listed.handsOver }
}

function ownText(params: Readonly<Record<string, string>>, name: string): string | undefined {
  const text = Object.hasOwn(params, name) ? params[name] : undefined
  return text === '' ? undefined : text
}
