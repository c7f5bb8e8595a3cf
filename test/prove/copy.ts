import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(__dirname, '../..')

/** Runs work on a copy of all files that git has or would add, with the packages installed here. Then removes it. */
export function inCopy<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-copy-'))
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
    for (const file of listed.split('\0').filter((name) => name !== '')) {
      cpSync(join(root, file), join(folder, file), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
