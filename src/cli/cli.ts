import type { Command } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { openPayments } from './open-payments.ts'
import type { OpenedPayments } from './open-payments.ts'
import { printAnswer } from './print.ts'
import type { Answer } from './print.ts'
import type { World } from './world.ts'

/** What every command has. */
export interface SharedOptions {
  readonly json?: true
  readonly envFile?: string
}

/** What a command finds out: the answer, and how the command ends with it. */
export interface Outcome extends Answer {
  readonly exitCode?: number
}

/** What commands are made of. */
export interface Cli {
  readonly world: World
  /** Does the work with the shop's payments, which are closed afterwards, and prints the answer. */
  answer(command: Command, work: (payments: OpenedPayments) => Promise<Outcome>): Promise<void>
  /** How the command ends. */
  readonly exitCode: number
}

export function makeCli(world: World): Cli {
  let exitCode: number = exitCodes.yes
  return {
    world,
    get exitCode() {
      return exitCode
    },
    async answer(command, work) {
      const { json = false, envFile } = command.optsWithGlobals<SharedOptions>()
      const payments = openPayments(world, envFile)
      try {
        const { exitCode: ended = exitCodes.yes, ...answer } = await work(payments)
        printAnswer(world, answer, json)
        exitCode = ended
      } finally {
        await payments.verbs.close()
      }
    },
  }
}
