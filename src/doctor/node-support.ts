import { found } from './finding.ts'
import type { Finding } from './finding.ts'

/** The last day of support, by major version (https://github.com/nodejs/release, "Release schedule"). */
const lastDays: Readonly<Record<number, string>> = {
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
  27: '2027-06-01',
  28: '2030-04-30',
}

/** @param versions as `process.versions.node` has them; one that is not known yet is newer than this table. */
export function nodeFindings(versions: readonly string[], now: Date): readonly Finding[] {
  return [...new Set(versions)].flatMap((version) => {
    const lastDay = lastDays[Number.parseInt(version, 10)]
    const isOver = lastDay !== undefined && new Date(`${lastDay}T23:59:59Z`) < now
    return isOver ? [found('node-unsupported', version, lastDay)] : []
  })
}
