import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Only one run installs at a time, because `apt-get` does not run twice at once. */
const lockFolder = join(tmpdir(), 'express-hosted-checkout-installs')

const update = ['apt-get', 'update']
const installOf = (packages: readonly string[]): string[] => [
  ...['apt-get', 'install', '-y', '--no-install-recommends'],
  ...packages,
]

/** The command for a person to type. */
export function installCommand(packages: readonly string[]): string {
  return `sudo ${update.join(' ')} && sudo ${installOf(packages).join(' ')}`
}

/** Installs Debian packages. If another run is installing, waits for it and then installs what is still missing. */
export async function install(
  missingPackages: () => readonly string[],
  { isRoot }: { readonly isRoot: boolean },
): Promise<void> {
  await withLock(lockFolder, () => {
    const packages = missingPackages()
    if (packages.length === 0) return
    console.log(`The tests need ${packages.join(' and ')}. Installing.`)
    const asRoot = isRoot ? [] : ['sudo', '-n']
    for (const command of [update, installOf(packages)]) run([...asRoot, ...command])
  })
}

function run([command = '', ...words]: string[]): void {
  spawnSync(command, words, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

/** Runs work while no other process on this machine holds the same lock. */
export async function withLock<Result>(folder: string, work: () => Result | Promise<Result>): Promise<Result> {
  while (!takeLock(folder)) await sleep(200)
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Creating a folder is atomic: of two processes, only one succeeds. */
function takeLock(folder: string): boolean {
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // The process that held it was killed.
  if (!isHeld(folder)) rmSync(folder, { recursive: true, force: true })
  return false
}

function isHeld(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return true
  } catch (error) {
    // ENOENT: the lock is new and has no pid yet. EPERM: the process belongs to another user, and is alive.
    return ['ENOENT', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
