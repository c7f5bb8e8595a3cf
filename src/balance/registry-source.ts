import { quoted } from '../visible.ts'
import type { BankSource } from './make-balance.ts'
import { readRegistry, RegistryError } from './read-registry.ts'
import type { RegistryTerms } from './registry-line.ts'
import { lookAtRegistry } from './registry-text.ts'
import type { RegistryFile } from './registry-text.ts'

export type RegistrySourceTerms = Pick<RegistryTerms, 'columns' | 'currency' | 'merchant'>

/**
 * The registries that a bank has sent for a day.
 *
 * @throws RegistryError if one cannot be read or has nothing of the day, or if two are the same file.
 */
export function registrySource(paths: readonly string[], terms: RegistrySourceTerms): BankSource {
  return async (bankDay, { day, timeZone, onProgress }) => {
    const files = await lookAtAll(paths)
    let [lines, otherMerchantLines, tellsRefunds] = [0, 0, false]
    for (const file of files) {
      const read = await readRegistry(file, { ...terms, timeZone, wantedDay: day }, (record) => {
        lines += 1
        if (lines % progressEvery === 0) onProgress?.(lines)
        bankDay.add(record)
      })
      tellsRefunds ||= read.tellsRefunds
      otherMerchantLines += read.otherMerchantLines
    }
    const days = bankDay.days()
    requireDay(day, days, { otherMerchantLines, merchant: terms.merchant })
    const otherCount = days.reduce((sum, one) => (one.day === day ? sum : sum + one.count), 0)
    const notes = [
      ...(otherCount > 0
        ? [`${otherCount} orders of the registry are of other days: balance those by themselves.`]
        : []),
      ...(otherMerchantLines > 0 ? [`${otherMerchantLines} lines of other merchants were left aside.`] : []),
      ...(tellsRefunds ? [] : ['The registry tells no refunds: those of the day were not compared.']),
    ]
    return { source: 'registry', tellsRefunds, notes }
  }
}

const progressEvery = 1_000

async function lookAtAll(paths: readonly string[]): Promise<readonly RegistryFile[]> {
  const files: RegistryFile[] = []
  for (const path of paths) {
    const file = await lookAtRegistry(path).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      throw new RegistryError(`The registry ${quoted(path)} cannot be read: ${reason}`)
    })
    const same = files.find(({ digest }) => digest === file.digest)
    if (same) {
      throw new RegistryError(
        `${quoted(path)} is the same registry as ${quoted(same.path)}: every payment would be there twice. ` +
          'Nothing was compared.',
      )
    }
    files.push(file)
  }
  return files
}

/** A registry without a line is a day without a payment: the bank says so. One of another day says nothing of this. */
function requireDay(
  day: string,
  days: readonly { readonly day: string }[],
  {
    otherMerchantLines,
    merchant = '',
  }: { readonly otherMerchantLines: number; readonly merchant?: string | undefined },
): void {
  if (days.some((one) => one.day === day)) return
  const [first, last] = [days[0]?.day, days.at(-1)?.day]
  if (first !== undefined && last !== undefined) {
    const which = first === last ? first : `${first} to ${last}`
    throw new RegistryError(`The registry is of ${which}, wanted ${day}. Nothing was compared.`)
  }
  if (otherMerchantLines === 0) return
  throw new RegistryError(
    `The registry has no line of the merchant ${quoted(merchant)}, but ${otherMerchantLines} of others. ` +
      'Nothing was compared.',
  )
}
