import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Running } from './processes.ts'

/** Somewhere on a disk for the ledgers of one measurement, and what is to be stopped at its end. */
export async function inFolder<Result>(
  work: (
    folder: string,
    running: <Started extends Pick<Running, 'stop'>>(started: Started) => Started,
  ) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'checkout-bench-'))
  const started: Pick<Running, 'stop'>[] = []
  try {
    return await work(folder, (one) => {
      started.unshift(one)
      return one
    })
  } finally {
    for (const one of started) await one.stop()
    rmSync(folder, { recursive: true })
  }
}
