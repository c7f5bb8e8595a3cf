import type { Remark } from './catalog-decorations.ts'
import type { Logger } from '../logger.ts'
import { showValue } from '../show-value.ts'

/** Told what was done to an item of the catalog, so that it could be sold. */
export type RemarkOnItem = (sku: string | undefined, remark: Remark) => void

const wantedByBank = {
  description: 'up to 598 characters of plain text on one line',
  email: 'an address of up to 40 characters',
  language: 'one of its languages as two lower-case letters',
  orderBundle: 'a JSON object without HTML that is not too large',
  jsonParams: 'a JSON object without HTML that is not too large',
} as const satisfies Record<Remark['field'], string>

/**
 * Warns once of each kind of thing that is done to items: a shop with ten thousand long descriptions shall not fill its
 * log. Names the sku and the field, never what the field holds.
 */
export function makeCatalogWarnings(logger: Logger): RemarkOnItem {
  const saidOf = new Set<string>()
  return (sku, { field, deed }) => {
    const kind = `${field} ${deed}`
    if (saidOf.has(kind)) return
    saidOf.add(kind)
    const item = sku === undefined ? 'an item of the catalog' : `the catalog's item for sku ${showValue(sku)}`
    const rest = 'The sale went on. Said once: others like it are sold without a word'
    logger.warn(
      { sku, field, deed },
      `the ${field} of ${item} was ${deed}, because the bank takes ${wantedByBank[field]}. ${rest}`,
    )
  }
}
