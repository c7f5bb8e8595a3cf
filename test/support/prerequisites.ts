import { spawnSync } from 'node:child_process'
import { findChromium } from './chromium.ts'
import { findPostgres } from './postgres.ts'

/** What the tests need from the machine, besides Node. Each is the name of its Debian package or close to it. */
export type Prerequisite = 'postgres' | 'chromium'

const prerequisites: Record<Prerequisite, { readonly debianPackage: string; readonly find: () => string | undefined }> =
  {
    postgres: { debianPackage: 'postgresql', find: findPostgres },
    chromium: { debianPackage: 'chromium', find: findChromium },
  }

/** Whether this run goes without it, by wish: `TEST_WITHOUT=postgres,chromium`. */
export function isLeftOut(prerequisite: Prerequisite): boolean {
  return (process.env.TEST_WITHOUT ?? '').split(',').includes(prerequisite)
}

/** `describe` for a suite that needs it: shown as skipped in a run without. */
export function describeOver(prerequisite: Prerequisite): jest.Describe {
  return isLeftOut(prerequisite) ? describe.skip : describe
}

/**
 * Makes sure that all of it is there, and installs what is missing where that takes nobody's password.
 *
 * A missing part ends the run: a suite that leaves itself out unasked would look like a passed one.
 */
export function ensurePrerequisites(): void {
  const packages = missingPackages()
  if (packages.length === 0) return

  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ]
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  console.log(`Tests need ${packages.join(' and ')}: installing.`)
  for (const command of commands) run([...asRoot, ...command])

  const stillMissing = missingPackages()
  if (stillMissing.length > 0) throw new Error(helpFor(stillMissing))
}

function missingPackages(): string[] {
  return Object.entries(prerequisites)
    .filter(([name, { find }]) => !isLeftOut(name as Prerequisite) && !find())
    .map(([, { debianPackage }]) => debianPackage)
}

function run([command = '', ...words]: string[]): void {
  spawnSync(command, words, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

function helpFor(packages: readonly string[]): string {
  const names = Object.entries(prerequisites)
    .filter(([, { debianPackage }]) => packages.includes(debianPackage))
    .map(([name]) => name)
  return [
    `The tests need ${packages.join(' and ')}, and installing failed. On Debian or Ubuntu run:`,
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    'To go without, which skips the suites that need it:',
    `  TEST_WITHOUT=${names.join(',')} npm test`,
  ].join('\n')
}
