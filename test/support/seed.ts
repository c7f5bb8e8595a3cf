import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'

/**
 * Where the chances of this run begin: at `PROVE_SEED`, if it is given. In CI at the commit, so that a run that has
 * failed can be made again; elsewhere at another place every time.
 */
export function runSeed(environment: NodeJS.ProcessEnv = process.env, folder = __dirname): number {
  const { PROVE_SEED: given, CI: isInCi } = environment
  if (given) return Number(given)
  return (isInCi ? commitSeed(folder) : undefined) ?? randomInt(2 ** 31)
}

/** The first 31 bits of the commit's hash; undefined where there is no commit, e.g. in an unpacked archive. */
function commitSeed(folder: string): number | undefined {
  try {
    const hash = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number.parseInt(hash.slice(0, 8), 16) >>> 1
  } catch {
    return undefined
  }
}
