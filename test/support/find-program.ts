import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program is, by `PATH` or where servers are that not everybody has in theirs. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
