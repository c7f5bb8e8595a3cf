import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import type { Command } from 'commander'
import { isPostgres } from '../ledger-address.ts'
import { fileVariable, fillFromEnvironment, standardPrefix } from '../options/environment.ts'
import { isProduction } from '../options/unwise.ts'
import type { Proof, ToldFinding } from '../prove/proof.ts'
import type { ProveTerms } from '../prove/prove-terms.ts'
import { proofDatabaseVariable } from '../options/proof-database-variable.ts'
import type { Cli, Outcome, SharedOptions } from './cli.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { InterruptedError } from './interruption.ts'
import { environmentOf } from './open-payments.ts'
import type { Paint } from './paint.ts'
import { portOf } from './sandbox-address.ts'
import type { World } from './world.ts'
import { wrapped } from './wrapped.ts'

interface ProveOptions {
  readonly seed?: string
  readonly runs: string
  readonly sku?: string
  readonly path?: readonly string[]
  readonly port?: string
  readonly database?: string
  readonly deeds?: string
  readonly beside?: readonly string[]
  readonly ignore?: readonly string[]
  readonly yes?: true
}

/** `prove ./shop.js`: our kills, faults and forgeries against a store's own code. */
export function addProve(program: Command, cli: Cli): void {
  program
    .command('prove')
    .description("kill, cut off and forge against the store's own code, with a bank and a ledger of its own")
    .argument('<program>', 'what starts the store: ./shop.js')
    .argument('[words...]', 'what the program is given, after --')
    .option('--yes', 'do not ask whether mails and parcels may go out: for scripts')
    .option('--seed <n>', 'make the same choices as another proof')
    .option('--runs <n>', 'further rounds, each killed at a moment that the seed chooses', '1')
    .option('--sku <sku>', 'what is bought')
    .option('--path <step...>', 'how to get to the bank: "POST /cart/add sku=mug" "POST /cart/pay"')
    .option('--port <port>', 'where the store listens, if not at PORT')
    .option('--database <url>', 'a PostgreSQL database for the ledger, without password')
    .option('--deeds <file>', 'a module whose deedsOf(orderNumber) counts what was done')
    .option('--beside <program...>', 'programs that run beside it, such as a worker')
    .option('--ignore <text...>', 'leave out what has this in its name: statistics.example')
    .addHelpText(
      'after',
      `
Mails and parcels are real: run it where they go nowhere, or to you.

Secrets are no arguments: a step takes them from the environment ($PASSWORD),
and a database with a password is CHECKOUT_PROVE_DATABASE_URL.

Examples:
  npx express-hosted-checkout prove ./shop.js
  npx express-hosted-checkout prove ./shop.js --env-file .env --sku mug --yes --json`,
    )
    .action((given: string, words: readonly string[], _options: ProveOptions, command: Command) =>
      cli.answerAlone(command, () =>
        prove(cli, { ...command.optsWithGlobals<SharedOptions & ProveOptions>() }, given, words),
      ),
    )
}

async function prove(
  { world, paint }: Cli,
  options: SharedOptions & ProveOptions,
  given: string,
  words: readonly string[],
): Promise<Outcome> {
  const terms = await termsOf(world, options, fileOf(world, given), words)
  if (options.yes !== true) await askFirst(world, given, terms.rounds)
  // Loaded here, because no other command needs it.
  const { proveStore } = await import('../prove/prove.ts')
  const { OutOfReachError, UnfitStoreError } = await import('../prove/findings/unfit-store.ts')
  try {
    return outcomeOf(await proveStore(terms), given, paint)
  } catch (error) {
    if (world.interrupted.aborted) throw new InterruptedError(interrupted)
    if (error instanceof UnfitStoreError) throw new UsageError(error.message, { cause: error })
    if (!(error instanceof OutOfReachError)) throw error
    return { json: { error: { message: error.message } }, text: error.message, exitCode: exitCodes.unreachable }
  } finally {
    if (isShown(world, options)) world.tell(clearLine)
  }
}

async function termsOf(
  world: World,
  options: SharedOptions & ProveOptions,
  program: string,
  words: readonly string[],
): Promise<ProveTerms> {
  const { seed, port, deeds, beside = [], ignore = [] } = options
  if (isProduction(world.environment)) throw new UsageError(inProduction)
  return {
    program,
    words,
    beside: beside.map((line) => line.trim().split(/ +/)),
    folder: world.folder,
    environment: environmentOf(world, options.envFile),
    configuredLedger: configuredLedgerOf(world, options, program),
    envPrefix: options.envPrefix,
    seed: seed === undefined ? Math.floor(Math.random() * 2 ** 31) : countOf('--seed', seed),
    rounds: countOf('--runs', options.runs),
    sku: options.sku,
    path: options.path,
    port: port === undefined ? undefined : portOf(port),
    database: databaseOf(world, options),
    deedsOf: deeds === undefined ? undefined : await deedsIn(fileOf(world, deeds)),
    ignore,
    onStep: stepsOn(world, options),
    onLeftBehind: (text) => world.tell(`${wrapped(text)}\n`),
    interrupted: world.interrupted,
  }
}

const interrupted = 'Interrupted. The store and its bank were ended; what it had sent by then was sent.'

const inProduction =
  'NODE_ENV is production, and prove buys with a fake bank and kills the store. Run it in a test environment. To ' +
  'prove what it does in production, put NODE_ENV=production into a file and name it: --env-file. Nothing was bought.'

function fileOf({ folder }: World, given: string): string {
  const path = resolve(folder, given)
  if (extname(path) !== '' && statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path
  throw new UsageError(`There is no file ${path}: prove wants the program that starts the store, such as ./shop.js.`)
}

function countOf(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new UsageError(`${option} wants a whole number, got ${JSON.stringify(text)}. Nothing was bought.`)
}

/** As the store will find it: in the environment, in the file that is named, in the file that it may read by itself. */
function configuredLedgerOf(world: World, { envFile, envPrefix }: SharedOptions, program: string): string | undefined {
  const own = [join(world.folder, '.env'), join(dirname(program), '.env')].find((file) => existsSync(file))
  const read = own === undefined ? {} : parseEnv(readFileSync(own, 'utf8'))
  const variable = `${envPrefix ?? standardPrefix}DATABASE_URL`
  return environmentOf(world, envFile)[variable] ?? read[variable]
}

/** Neither a password nor anything that came with it is shown. */
function databaseOf(world: World, options: SharedOptions & ProveOptions): string | undefined {
  const { envFile, envPrefix = standardPrefix, database: given } = options
  const variable = proofDatabaseVariable(envPrefix)
  const name = 'database'
  const { options: read, unreadable } = fillFromEnvironment({}, environmentOf(world, envFile), [
    { option: name, variable, type: 'text', isSecret: true },
  ])
  const reason = unreadable.get(name)
  if (reason !== undefined) throw new UsageError(`${variable}: ${reason}. Nothing was bought.`)
  const wanted = given ?? (read[name] as string | undefined)
  if (wanted === undefined) return undefined
  const source = given === undefined ? variable : '--database'
  if (!isPostgres(wanted) || !URL.canParse(wanted)) {
    throw new UsageError(`${source} wants postgres://host/database. Nothing was bought.`)
  }
  const { password, searchParams } = new URL(wanted)
  if (given === undefined || (password === '' && !searchParams.has('password'))) return wanted
  throw new UsageError(
    `--database has a password in it, and every user of this machine can read it there. Put the address into ` +
      `${variable}, or into a file that ${fileVariable(variable)} names. Nothing was bought.`,
  )
}

async function deedsIn(file: string): Promise<(orderNumber: string) => unknown> {
  const { deedsOf } = (await import(pathToFileURL(file).href)) as { deedsOf?: unknown }
  if (typeof deedsOf === 'function') return deedsOf as (orderNumber: string) => unknown
  throw new UsageError(`${file} exports no function deedsOf(orderNumber). Nothing was bought.`)
}

async function askFirst({ ask }: World, given: string, rounds: number): Promise<void> {
  // Loaded here, because no other command needs it.
  const { mostPurchases } = await import('../prove/play.ts')
  const most = mostPurchases(rounds)
  const what = `prove starts ${given} and buys in it, up to ${most} times: mails and parcels are real.`
  if (!ask) throw new UsageError(`${what} It wants to be confirmed on a terminal, or by --yes. Nothing was bought.`)
  const typed = await ask(`${what}\nType yes to go on: `)
  if (typed.trim().toLowerCase() !== 'yes') throw new UsageError('Nothing was bought.')
}

const clearLine = '\r\u001B[K'

const isShown = ({ isTold }: World, { json }: SharedOptions): boolean => isTold === true && json !== true

function stepsOn(world: World, options: SharedOptions): (text: string) => void {
  if (!isShown(world, options)) return () => undefined
  let count = 0
  return (text) => world.tell(`${clearLine}${`${(count += 1)}. ${text}`.slice(0, 78)}`)
}

function outcomeOf(proof: Proof, given: string, paint: Paint): Outcome {
  const isWrong = proof.findings.some(({ level }) => level === 'error')
  return {
    json: { store: given, ...proof },
    text: textOf(proof, given, paint),
    exitCode: isWrong ? exitCodes.no : exitCodes.yes,
  }
}

function textOf(proof: Proof, given: string, paint: Paint): string {
  const { findings, deeds, unwatched, seed, orderCount, killCount, durationMs } = proof
  const done = deeds.map(({ what, isLate }) => wrapped(isLate ? `${what} (not awaited)` : what, '  ', '    '))
  const counts = `${orderCount} orders, ${killCount} kills, ${(durationMs / 1000).toFixed(0)} s, seed ${seed}`
  return [
    ...findings.map((one) => findingText(one, paint)),
    ...(deeds.length > 0 ? [['A hand-over does this:', ...done].join('\n')] : []),
    ...(unwatched.length > 0 ? [wrapped(`Not proved, because nobody can read it: ${unwatched.join(', ')}.`)] : []),
    wrapped(`${given}: ${findings.length === 0 ? 'nothing found' : summary(findings)}; ${counts}.`),
  ].join('\n\n')
}

function summary(findings: readonly ToldFinding[]): string {
  const count = findings.length
  return `${count} ${count === 1 ? 'finding' : 'findings'}`
}

function findingText({ code, level, message, help, story, order }: ToldFinding, paint: Paint): string {
  return [
    `${paint(level, level.padEnd(9))}${code}`,
    wrapped(message, '  '),
    wrapped(help, '  → ', '    '),
    ...(story.length > 0 ? [`  Order ${order}:`, ...story.map((line) => wrapped(line, '    ', '             '))] : []),
  ].join('\n')
}
