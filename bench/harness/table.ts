import { goalInWords, isMet } from './measurement.ts'
import type { Result } from './measurement.ts'

const heads = ['what', 'ours', 'against', 'ratio', 'goal', ''] as const

/** As aligned columns, with a mark where the goal is missed. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    result.value,
    result.against,
    result.ratio.toFixed(2),
    goalInWords(result),
    isMet(result) ? '' : 'missed',
  ])
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  return [heads, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
