import { findChromium } from './chromium.ts'
import { install, installCommand } from './install.ts'
import { findPostgres } from './postgres.ts'

/** What the tests need from the machine, besides Node. Each is the name of its Debian package or close to it. */
export type Prerequisite = 'postgres' | 'chromium'

const prerequisites: Record<Prerequisite, { readonly debianPackage: string; readonly find: () => string | undefined }> =
  {
    postgres: { debianPackage: 'postgresql', find: findPostgres },
    chromium: { debianPackage: 'chromium', find: findChromium },
  }

/** Whether this run goes without it: by wish (`TEST_WITHOUT=postgres,chromium`), or because it is not there. */
export function isLeftOut(prerequisite: Prerequisite): boolean {
  return leftOut().includes(prerequisite)
}

function leftOut(): readonly string[] {
  return (process.env.TEST_WITHOUT ?? '').split(',').filter((name) => name !== '')
}

/** `describe` for a suite that needs it: shown as skipped in a run without. */
export function describeOver(prerequisite: Prerequisite): jest.Describe {
  return isLeftOut(prerequisite) ? describe.skip : describe
}

/** Whoever runs the tests, as far as it decides what they may do to the machine. */
export interface Runner {
  readonly isRoot: boolean
  readonly isCi: boolean
}

/** Installing takes nobody's password as root, and in CI nobody is there to be asked. */
export function mayInstall({ isRoot, isCi }: Runner): boolean {
  return isRoot || isCi
}

/**
 * Makes sure that all of it is there: installs what is missing, or leaves the suites that need it out.
 *
 * @returns what is left out though nobody wished it, in words that say what to do; undefined where nothing is. Such a
 * run has failed,
 *   however its tests ended: a suite that leaves itself out would look like a passed one.
 */
export async function ensurePrerequisites(): Promise<string | undefined> {
  const runner: Runner = { isRoot: process.getuid?.() === 0, isCi: isSet(process.env.CI) }
  if (missing().length > 0 && mayInstall(runner)) await install(() => missing().map(packageOf), runner)

  const names = missing()
  if (names.length === 0) return undefined
  process.env.TEST_WITHOUT = [...leftOut(), ...names].join(',')
  return helpFor(names)
}

function isSet(flag: string | undefined): boolean {
  return flag !== undefined && !['', '0', 'false'].includes(flag)
}

function missing(): readonly Prerequisite[] {
  return (Object.keys(prerequisites) as Prerequisite[]).filter(
    (name) => !isLeftOut(name) && !prerequisites[name].find(),
  )
}

function packageOf(name: Prerequisite): string {
  return prerequisites[name].debianPackage
}

/** What to do where something is missing that may not be installed, or could not be. */
export function helpFor(names: readonly Prerequisite[]): string {
  return [
    `SKIPPED: every suite that needs ${names.join(' or ')}, which this machine does not have. The run ends with 1.`,
    'On Debian or Ubuntu run:',
    `  ${installCommand(names.map(packageOf))}`,
    'To go without on purpose:',
    `  TEST_WITHOUT=${names.join(',')} npm test`,
  ].join('\n')
}
