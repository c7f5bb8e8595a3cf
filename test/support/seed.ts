import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'

/**
 * The random seed of this run: `PROVE_SEED` if given. In CI it comes from the commit, so a failed run can be repeated.
 * Elsewhere it differs every time.
 */
export function runSeed(environment: NodeJS.ProcessEnv = process.env, folder = __dirname): number {
  const { PROVE_SEED: given, CI: isInCi } = environment
  if (given) return Number(given)
  return (isInCi ? commitSeed(folder) : undefined) ?? randomInt(2 ** 31)
}

/** The first 31 bits of the commit's hash. Undefined if there is no commit, e.g. in an unpacked archive. */
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
