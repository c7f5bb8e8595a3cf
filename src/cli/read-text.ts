import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { quoted } from '../visible.ts'
import { UsageError } from './exit-codes.ts'
import type { World } from './world.ts'

/** @throws UsageError for a file that cannot be read. */
export function readText({ folder }: World, file: string, what: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The ${what} ${quoted(file)} cannot be read: ${reason}`)
  }
}
