import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Balance } from '../balance/balance.ts'
import { listRefusalText } from '../balance/bank-list.ts'
import { nothingCompared } from '../balance/nothing-compared.ts'
import { registryFields } from '../balance/registry-columns.ts'
import type { RegistryField } from '../balance/registry-columns.ts'
import { RegistryError } from '../balance/registry-error.ts'
import { registrySource } from '../balance/registry-source.ts'
import { dayFrom, dayOf, isDay } from '../days.ts'
import { GatewayRefusedError } from '../errors.ts'
import { quoted } from '../visible.ts'
import { balanceText } from './balance-text.ts'
import type { Cli, Outcome, Tools } from './cli.ts'
import { UsageError, exitCodes } from './exit-codes.ts'
import { askedTakeIn, takeInLost } from './take-in.ts'
import type { TakeInOptions } from './take-in.ts'
import { takenInText } from './taken-in-text.ts'
import type { World } from './world.ts'

interface BalanceOptions extends TakeInOptions {
  readonly day?: string
  readonly file?: readonly string[]
  readonly columns?: string
  readonly merchant?: string
  readonly zone?: string
}

/** `balance`: a day of the bank's beside the ledger's, order by order. */
export function addBalance(program: Command, cli: Cli): void {
  program
    .command('balance')
    .description('compare a day of the bank’s with the ledger, order by order, to the minor unit')
    .option('--day <day>', 'which day: 2026-11-27; without it, yesterday')
    .option('--file <file...>', 'a registry that the bank has sent (CSV), instead of asking for its list')
    .option('--columns <names>', 'how the registry calls its columns: "orderNumber=Ref,amount=Brutto"')
    .option('--merchant <name>', 'only lines of this merchant, as the registry writes it')
    .option('--zone <zone>', "zone of the bank's days, e.g. Europe/Moscow; without it, the shop's")
    .option('--take-in', 'take in again what the ledger has lost, as the bank tells it when asked')
    .option('--hands-over', 'with --take-in: onPaid hands over what they were for')
    .option('--no-hands-over', 'with --take-in: it does not, the goods went out before')
    .option('--orders <file>', 'with --take-in: what the shop remembers of them, as for import')
    .option('--as <name>', 'with --take-in: who does it, for the history; without it, your login here')
    .option('--yes', 'with --take-in: do not ask first')
    .addHelpText('after', help)
    .action((options: BalanceOptions, command: Command) => cli.answer(command, (tools) => balance(cli, tools, options)))
}

const help = `
Ends with 0 if the day is over and balances, 1 if it does not, 2 if it cannot be
compared, 3 if bank or ledger are out of reach. docs/balance.md says what to do
about each difference.

Shops on one login share a ledger: otherwise the orders of each look lost to the
other. Goods of a lost order are owed only if --orders names it, or its
jsonParams (shop) name this shop's key. With --no-hands-over nothing is settled
that is open here: what is paid at the bank is listed, for review <order-number>
before the shop starts.

Columns: ${registryFields.slice(0, 7).join(', ')},
${registryFields.slice(7).join(', ')}.
An empty name leaves one out: --columns "operation=".

Examples:
  npx express-hosted-checkout balance --day 2026-11-27
  npx express-hosted-checkout balance --day 2026-11-27 --file registry.csv
  npx express-hosted-checkout balance --take-in --hands-over --as jane`

async function balance(cli: Cli, tools: Tools, options: BalanceOptions): Promise<Outcome> {
  const compare = makeCompare(cli.world, tools, options)
  const isTakenIn = askedTakeIn(options)
  const before = await compare()
  if (!isTakenIn) return outcomeOf(before)
  const taken = await takeInLost(cli, tools, { balance: before, options })
  const after = taken.orders.length === 0 ? before : await compare()
  const isUnreachable = taken.orders.some(({ outcome }) => outcome === 'unreachable')
  return {
    json: { ...after, takenIn: taken },
    text: `${takenInText(taken, options.handsOver)}\n\n${balanceText(after)}`,
    exitCode: isUnreachable ? exitCodes.unreachable : exitCodeOf(after),
  }
}

function outcomeOf(found: Balance): Outcome {
  return { json: { ...found }, text: balanceText(found), exitCode: exitCodeOf(found) }
}

function exitCodeOf({ isBalanced }: Balance): number {
  return isBalanced ? exitCodes.yes : exitCodes.no
}

/** @throws UsageError for options that cannot be read, and whatever makes a day that cannot be compared. */
function makeCompare(world: World, tools: Tools, options: BalanceOptions): () => Promise<Balance> {
  const { settings, upkeep, onProgress } = tools
  const timeZone = zoneOf(options.zone) ?? settings.shop.timeZone
  const { file, columns, merchant } = options
  if (file === undefined && (columns ?? merchant) !== undefined) {
    throw new UsageError('--columns and --merchant are about a registry: wanted --file with them.')
  }
  const source =
    file &&
    registrySource(
      file.map((one) => resolve(world.folder, one)),
      { columns: columnsOf(columns), merchant, currency: settings.currency?.alphabetic },
    )
  const today = dayOf(new Date(), timeZone)
  const terms = { day: requireDay(options.day ?? dayFrom(today, -1), today), timeZone, source, onProgress }
  return async () => {
    try {
      return await upkeep.balanceDay(terms)
    } catch (error) {
      throw inWords(error)
    }
  }
}

/** What cannot be compared as it was asked for is wrong use, and no answer about the day. */
function inWords(error: unknown): unknown {
  if (error instanceof RegistryError) return new UsageError(error.message)
  return error instanceof GatewayRefusedError
    ? new UsageError(
        `${listRefusalText(error)} Or take the registry that the bank sends: --file registry.csv. ${nothingCompared}`,
      )
    : error
}

function requireDay(day: string, today: string): string {
  if (!isDay(day)) throw new UsageError(`Wanted a day such as 2026-11-27, got ${quoted(day)}.`)
  if (day <= today) return day
  throw new UsageError(`Wanted a day that is over, or today, got ${day}: today is ${today}.`)
}

function zoneOf(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    throw new UsageError(`Wanted a zone such as Europe/Moscow, got ${quoted(zone)}.`)
  }
}

function columnsOf(text = ''): ReadonlyMap<RegistryField, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return new Map(
    pairs.map((pair) => {
      const [field = '', ...name] = pair.split('=')
      const known = registryFields.find((one) => one === field.trim())
      if (known !== undefined && name.length > 0) return [known, name.join('=').trim()]
      throw new UsageError(`Wanted --columns such as "orderNumber=Ref,amount=Brutto", got ${quoted(pair)}.`)
    }),
  )
}
