import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** One run at a time installs, since `apt-get` refuses to work beside itself. */
const lockFolder = join(tmpdir(), 'express-hosted-checkout-installs')

const update = ['apt-get', 'update']
const installOf = (packages: readonly string[]): string[] => [
  ...['apt-get', 'install', '-y', '--no-install-recommends'],
  ...packages,
]

/** What a person types. */
export function installCommand(packages: readonly string[]): string {
  return `sudo ${update.join(' ')} && sudo ${installOf(packages).join(' ')}`
}

/** Installs Debian packages. Waits for another run that does, and installs what is missing after that. */
export async function install(
  missingPackages: () => readonly string[],
  { isRoot }: { readonly isRoot: boolean },
): Promise<void> {
  await withLock(lockFolder, () => {
    const packages = missingPackages()
    if (packages.length === 0) return
    console.log(`Tests need ${packages.join(' and ')}: installing.`)
    const asRoot = isRoot ? [] : ['sudo', '-n']
    for (const command of [update, installOf(packages)]) run([...asRoot, ...command])
  })
}

function run([command = '', ...words]: string[]): void {
  spawnSync(command, words, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

/** Does something while no other process on this machine does it under the same lock. */
export async function withLock<Result>(folder: string, work: () => Result | Promise<Result>): Promise<Result> {
  while (!takeLock(folder)) await sleep(200)
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** To make a folder is one step: of two processes, the second finds it there. */
function takeLock(folder: string): boolean {
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // Whoever held it was killed.
  if (!isHeld(folder)) rmSync(folder, { recursive: true, force: true })
  return false
}

function isHeld(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return true
  } catch (error) {
    // Without a number yet it was made this moment; a process of somebody else may not be asked, and lives.
    return ['ENOENT', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
