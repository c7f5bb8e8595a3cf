import { findChromium } from './chromium.ts'
import { install, installCommand } from './install.ts'
import { findPostgres } from './postgres.ts'

/** What the tests need on the machine besides Node. */
export type Prerequisite = 'postgres' | 'chromium'

const prerequisites: Record<Prerequisite, { readonly debianPackage: string; readonly find: () => string | undefined }> =
  {
    postgres: { debianPackage: 'postgresql', find: findPostgres },
    chromium: { debianPackage: 'chromium', find: findChromium },
  }

/** Whether this run goes without it: on request (`TEST_WITHOUT=postgres,chromium`), or because it is missing. */
export function isLeftOut(prerequisite: Prerequisite): boolean {
  return leftOut().includes(prerequisite)
}

function leftOut(): readonly string[] {
  return (process.env.TEST_WITHOUT ?? '').split(',').filter((name) => name !== '')
}

/** `describe` for a suite that needs it. In a run without it, the suite shows as skipped. */
export function describeOver(prerequisite: Prerequisite): jest.Describe {
  return isLeftOut(prerequisite) ? describe.skip : describe
}

/** Who runs the tests. Decides what they may do to the machine. */
export interface Runner {
  readonly isRoot: boolean
  readonly isCi: boolean
}

/** As root, installing needs no password. In CI, nobody is there to ask. */
export function mayInstall({ isRoot, isCi }: Runner): boolean {
  return isRoot || isCi
}

/**
 * Installs what is missing, or leaves out the suites that need it.
 *
 * @returns a message that says what is left out unasked and what to do about it; undefined if nothing is. Such a run
 *   has failed, whatever its tests say: a suite that skips itself would look like one that passed.
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

/** What to do if something is missing and may not or could not be installed. */
export function helpFor(names: readonly Prerequisite[]): string {
  return [
    `SKIPPED: every suite that needs ${names.join(' or ')}, missing on this machine. The run exits with 1.`,
    'On Debian or Ubuntu, run:',
    `  ${installCommand(names.map(packageOf))}`,
    'To run without on purpose:',
    `  TEST_WITHOUT=${names.join(',')} npm test`,
  ].join('\n')
}
