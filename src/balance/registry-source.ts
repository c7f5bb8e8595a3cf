import { quoted } from '../visible.ts'
import type { BankSource } from './make-balance.ts'
import { readRegistry } from './read-registry.ts'
import type { RegistrySummary } from './read-registry.ts'
import { RegistryError } from './registry-error.ts'
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
    let lines = 0
    const summaries: RegistrySummary[] = []
    for (const file of files) {
      const reading = readRegistry(file, { ...terms, timeZone, wantedDay: day }, (record) => {
        lines += 1
        if (lines % progressEvery === 0) onProgress?.(lines)
        bankDay.add(record)
      })
      summaries.push(await reading.catch((error: unknown) => rethrow(error, files.length > 1 ? file : undefined)))
    }
    const days = bankDay.days()
    const sum = sumOf(summaries)
    requireDay(day, days, { ...sum, merchant: terms.merchant })
    const otherCount = days.reduce((count, one) => (one.day === day ? count : count + one.count), 0)
    return { source: 'registry', tellsRefunds: sum.tellsRefunds, notes: notesOf(sum, { otherCount, ...terms }) }
  }
}

/** @throws the error; of several files, it names the one that it is about. */
function rethrow(error: unknown, file: RegistryFile | undefined): never {
  if (!file || !(error instanceof RegistryError)) throw error
  throw new RegistryError(`In ${quoted(file.path)}:`, ...error.lines)
}

function sumOf(summaries: readonly RegistrySummary[]): RegistrySummary {
  const add = (name: 'assumedCurrencyLines' | 'otherMerchantLines'): number =>
    summaries.reduce((sum, one) => sum + one[name], 0)
  return {
    tellsRefunds: summaries.some(({ tellsRefunds }) => tellsRefunds),
    otherMerchantLines: add('otherMerchantLines'),
    assumedCurrencyLines: add('assumedCurrencyLines'),
    notes: [...new Set(summaries.flatMap(({ notes }) => notes))],
  }
}

function notesOf(
  { tellsRefunds, otherMerchantLines, assumedCurrencyLines, notes }: RegistrySummary,
  { otherCount, currency = '' }: { readonly otherCount: number; readonly currency?: string | undefined },
): readonly string[] {
  return [
    ...(otherCount > 0 ? [`${otherCount} orders of the registry are of other days: balance those by themselves.`] : []),
    ...(otherMerchantLines > 0 ? [`${otherMerchantLines} lines of other merchants were left aside.`] : []),
    ...(assumedCurrencyLines > 0
      ? [`Lines without a currency were read in the shop's, ${currency}: ${assumedCurrencyLines}.`]
      : []),
    ...(tellsRefunds ? [] : ['The registry tells no refunds: those of the day were not compared.']),
    ...notes,
  ]
}

const progressEvery = 1_000

async function lookAtAll(paths: readonly string[]): Promise<readonly RegistryFile[]> {
  const files: RegistryFile[] = []
  for (const path of paths) {
    const file = await lookAtRegistry(path).catch((error: unknown) => {
      throw new RegistryError(`The registry ${quoted(path)} cannot be read: ${reasonOf(error)}`)
    })
    const same = files.find(({ digest }) => digest === file.digest)
    if (same) {
      throw new RegistryError(
        `${quoted(path)} is the same registry as ${quoted(same.path)}: every payment would be there twice.`,
      )
    }
    files.push(file)
  }
  return files
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'EISDIR') return 'it is a folder, wanted a file.'
  return `${error instanceof Error ? error.message : String(error)}.`
}

/** A registry without a line is a day without a payment: the bank says so. One of another day says nothing of this. */
function requireDay(
  day: string,
  days: readonly { readonly day: string }[],
  {
    otherMerchantLines,
    notes,
    merchant = '',
  }: Pick<RegistrySummary, 'notes' | 'otherMerchantLines'> & { readonly merchant?: string | undefined },
): void {
  if (days.some((one) => one.day === day)) return
  const [first, last] = [days[0]?.day, days.at(-1)?.day]
  if (first !== undefined && last !== undefined) {
    const which = first === last ? first : `${first} to ${last}`
    throw new RegistryError(`The registry is of ${which}, wanted ${day}.`, ...notes)
  }
  if (otherMerchantLines === 0) return
  throw new RegistryError(
    `The registry has no line of the merchant ${quoted(merchant)}, but ${otherMerchantLines} of others.`,
  )
}
