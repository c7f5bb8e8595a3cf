import { execFile } from 'node:child_process'
import { renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from './install.ts'

const folder = resolve('node_modules', '.cache')
const bundle = join(folder, 'store-process.mjs')

/**
 * `store-process.ts` and all it needs in one file, made by the first test of a run that wants it: a process that loads
 * hundreds of files takes three times as long to start, and tests start and kill dozens.
 *
 * @returns where the file is.
 */
export async function bundledStoreProcess(): Promise<string> {
  await withLock(join(folder, 'store-process.lock'), async () => {
    if (isOfThisRun()) return
    const made = join(folder, `store-process-${process.pid}`)
    await promisify(execFile)(process.execPath, [
      resolve('node_modules', 'tsdown', 'dist', 'run.mjs'),
      ...['--config', resolve('test', 'support', 'store-process.tsdown.ts')],
      ...['--out-dir', made],
    ])
    // At once: another run may be starting processes from it.
    renameSync(join(made, 'store-process.mjs'), bundle)
    rmSync(made, { recursive: true })
  })
  return bundle
}

function isOfThisRun(): boolean {
  const startedAt = Number(process.env.TEST_STARTED_AT ?? Infinity)
  return (statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity) >= startedAt
}
