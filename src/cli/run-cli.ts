import { Command, CommanderError } from 'commander'
import { CheckoutError } from '../errors.ts'
import { version } from '../version.ts'
import { addBanks } from './banks.ts'
import { addBalance } from './balance.ts'
import { makeCli } from './cli.ts'
import type { Cli } from './cli.ts'
import { addDaySheet } from './day-sheet.ts'
import { addDoctor } from './doctor.ts'
import { addExplain } from './explain.ts'
import { addExport } from './export.ts'
import { addForget } from './forget.ts'
import { addHandOver } from './hand-over.ts'
import { addHealth } from './health.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addMigrate } from './migrate.ts'
import { addLink } from './link.ts'
import { addMoneyOut } from './money-out.ts'
import { addOrders } from './orders.ts'
import { addProve } from './prove.ts'
import { addReconcile } from './reconcile.ts'
import { addRecount } from './recount.ts'
import { addReview } from './review.ts'
import { addSandbox } from './sandbox.ts'
import { addSettle } from './settle.ts'
import { addShow } from './show.ts'
import { addVerify } from './verify.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { printAnswer } from './print.ts'
import { nobodyReads } from './world.ts'
import type { World } from './world.ts'

const commands: readonly ((program: Command, cli: Cli) => void)[] = [
  addInit,
  addSandbox,
  addBanks,
  addDoctor,
  addProve,
  addHealth,
  addOrders,
  addShow,
  addExplain,
  addSettle,
  addReconcile,
  addMoneyOut,
  addHandOver,
  addReview,
  addLink,
  addVerify,
  addDaySheet,
  addBalance,
  addExport,
  addForget,
  addImport,
  addMigrate,
  addRecount,
]

/**
 * Runs one command. Never rejects.
 *
 * @param words - what was typed after the program's name.
 * @returns the exit code.
 */
export async function runCli(words: readonly string[], world: World): Promise<number> {
  const cli = makeCli(world)
  const program = new Command('express-hosted-checkout')
    .description("Looks after the orders of a shop. Takes the same CHECKOUT_… variables as the shop's own server.")
    .version(version, '--version', 'which version this is')
    .option('--env-file <file>', 'read variables from a file; those that are set already win')
    .option('--env-prefix <prefix>', 'variables begin with it instead of CHECKOUT_, as with environmentPrefix in code')
    .option('--json', 'one JSON document instead of text')
    .exitOverride()
    .configureOutput({ writeOut: world.write, writeErr: world.tell })
    .showHelpAfterError('Add --help for how to use it.')
  for (const add of commands) add(program, cli)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return cli.exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.yes
    const isInterrupted = world.interrupted.aborted
    if (isInterrupted && world.interrupted.reason === nobodyReads) return exitCodes.interrupted
    // Of an answer that was begun, the end is missing: an error after it would make it look whole.
    tellError(cli.world, error, words.includes('--json') && !cli.hasStreamed)
    return isInterrupted ? exitCodes.interrupted : exitCodeOf(error)
  }
}

/** The message alone: a stack says nothing to who typed the command. */
function tellError(world: World, error: unknown, isJson: boolean): void {
  const message = messageOf(error)
  const code = error instanceof CheckoutError ? error.code : undefined
  // What was typed wrongly has been told, with how to use it.
  if (!(error instanceof CommanderError)) world.tell(`${message}\n`)
  if (isJson) printAnswer(world, { json: { error: { code, message } }, text: message }, isJson)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof CommanderError)) return error.message
  // Without any word, commander shows its help, and calls that an error of this code.
  return error.code === 'commander.help' ? 'Wanted a command.' : error.message.replace(/^error: /, '')
}
