import { findChromium, findQuickChromium } from './chromium.ts'
import { install, installCommand } from './install.ts'
import { findProgram } from './find-program.ts'
import { findPostgres } from './postgres.ts'

/** What the tests need on the machine besides Node. */
export type Prerequisite = 'postgres' | 'chromium' | 'redis' | 'nginx'

/** A command that runs tests, and what they need. */
export interface Needs {
  readonly command: string
  readonly names: readonly Prerequisite[]
}

export const needsOfTests: Needs = { command: 'npm test', names: ['postgres', 'chromium'] }
export const needsOfStores: Needs = {
  command: 'npm run test:stores',
  names: ['postgres', 'chromium', 'redis', 'nginx'],
}

interface Wanted {
  readonly debianPackage: string
  readonly find: () => string | undefined
  /** What would save the tests time. */
  readonly better?: { readonly debianPackage: string; readonly find: () => string | undefined }
}

const prerequisites: Record<Prerequisite, Wanted> = {
  postgres: { debianPackage: 'postgresql', find: findPostgres },
  chromium: {
    debianPackage: 'chromium',
    find: findChromium,
    better: { debianPackage: 'chromium-headless-shell', find: findQuickChromium },
  },
  redis: { debianPackage: 'redis-server', find: () => findProgram('redis-server') },
  nginx: { debianPackage: 'nginx', find: () => findProgram('nginx') },
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
 * Installs what is missing of these, or leaves out the suites that need it.
 *
 * @returns a message that says what is left out unasked and what to do about it; undefined if nothing is. Such a run
 *   has failed, whatever its tests say: a suite that skips itself would look like one that passed.
 */
export async function ensurePrerequisites({ command, names }: Needs): Promise<string | undefined> {
  const runner: Runner = { isRoot: process.getuid?.() === 0, isCi: isSet(process.env.CI) }
  if (mayInstall(runner)) await installMissing(names, runner)

  const absent = missing(names)
  if (absent.length === 0) return undefined
  process.env.TEST_WITHOUT = [...leftOut(), ...absent].join(',')
  return helpFor(absent, command)
}

/** What is better is tried first. Not every Debian has it. */
async function installMissing(names: readonly Prerequisite[], runner: Runner): Promise<void> {
  const best = (): readonly string[] => names.flatMap((name) => bestPackageOf(name, runner))
  if (best().length > 0) await install(best, runner)
  if (missing(names).length > 0) await install(() => missing(names).map(packageOf), runner)
}

/** None if it is left out, or there; in CI also the better one must be there. */
function bestPackageOf(name: Prerequisite, { isCi }: Runner): readonly string[] {
  const { find, debianPackage, better } = prerequisites[name]
  if (isLeftOut(name) || (find() !== undefined && (!isCi || !better || better.find() !== undefined))) return []
  return [better?.debianPackage ?? debianPackage]
}

function isSet(flag: string | undefined): boolean {
  return flag !== undefined && !['', '0', 'false'].includes(flag)
}

function missing(names: readonly Prerequisite[]): readonly Prerequisite[] {
  return names.filter((name) => !isLeftOut(name) && !prerequisites[name].find())
}

function packageOf(name: Prerequisite): string {
  return prerequisites[name].debianPackage
}

/** Says so again at the end of the run, below everything printed since, and has it exit with 1. */
export function failForWhatIsLeftOut(message: string | undefined): void {
  if (message === undefined) return
  console.error(`\n${message}\n`)
  process.exitCode = 1
}

/** What to do if something is missing and may not or could not be installed. */
export function helpFor(absent: readonly Prerequisite[], command: string): string {
  return [
    `SKIPPED: every suite that needs ${absent.join(' or ')}, missing on this machine. The run exits with 1.`,
    'On Debian or Ubuntu, run:',
    `  ${installCommand(absent.map(packageOf))}`,
    'To run without on purpose:',
    `  TEST_WITHOUT=${absent.join(',')} ${command}`,
  ].join('\n')
}
