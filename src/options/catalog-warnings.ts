import type { Remark } from './catalog-decorations.ts'
import type { Logger } from '../logger.ts'
import { showValue } from '../show-value.ts'

/** Called with what was done to a catalog item to make it sellable. */
export type RemarkOnItem = (sku: string | undefined, remark: Remark) => void

const wantedByBank = {
  description: 'up to 598 characters of plain text on one line',
  email: 'an address of up to 40 characters',
  language: 'one of its languages as two lower-case letters',
  orderBundle: 'a JSON object without HTML that is not too large',
  jsonParams: 'a JSON object without HTML that is not too large',
} as const satisfies Record<Remark['field'], string>

/**
 * Warns once of each kind of change: ten thousand long descriptions must not fill a shop's log. Names the sku and the
 * field, never what the field holds.
 *
 * @param whose - where the items come from.
 */
export function makeCatalogWarnings(logger: Logger, whose = "the catalog's item"): RemarkOnItem {
  const saidOf = new Set<string>()
  return (sku, { field, deed }) => {
    const kind = `${field} ${deed}`
    if (saidOf.has(kind)) return
    saidOf.add(kind)
    const item = sku === undefined ? 'an item of the catalog' : `${whose} for sku ${showValue(sku)}`
    const rest = 'The sale went on. Logged once: others like it are sold without a warning'
    logger.warn(
      { sku, field, deed },
      `the ${field} of ${item} was ${deed}, because the bank takes ${wantedByBank[field]}. ${rest}`,
    )
  }
}
