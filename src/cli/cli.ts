import { once } from 'node:events'
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

/** Something that runs until the command is interrupted. */
export interface Started extends Answer {
  close(): Promise<void>
}

/** What commands are made of. */
export interface Cli {
  readonly world: World
  /** Does the work with the shop's payments, which are closed afterwards, and prints the answer. */
  answer(command: Command, work: (payments: OpenedPayments) => Promise<Outcome>): Promise<void>
  /** The same for an answer too long to be held: it is written piece by piece, as fast as it is read. */
  stream(command: Command, work: (payments: OpenedPayments) => AsyncIterable<string>): Promise<void>
  /** The same for work that needs no shop. */
  answerAlone(command: Command, work: () => Outcome | Promise<Outcome>): Promise<void>
  /** Prints what has been started, and stops it once the command is interrupted. */
  answerUntilInterrupted(command: Command, work: () => Promise<Started>): Promise<void>
  /** How the command ends. */
  readonly exitCode: number
  /** Whether a part of the answer has been written, so that no other may follow. */
  readonly hasStreamed: boolean
}

export function makeCli(world: World): Cli {
  let exitCode: number = exitCodes.yes
  let hasStreamed = false

  function end(command: Command, { exitCode: ended = exitCodes.yes, ...answer }: Outcome): void {
    const { json = false } = command.optsWithGlobals<SharedOptions>()
    printAnswer(world, answer, json)
    exitCode = ended
  }

  return {
    world,
    get exitCode() {
      return exitCode
    },
    get hasStreamed() {
      return hasStreamed
    },
    async answer(command, work) {
      const payments = openPayments(world, command.optsWithGlobals<SharedOptions>().envFile)
      try {
        end(command, await work(payments))
      } finally {
        await payments.verbs.close()
      }
    },
    async stream(command, work) {
      const payments = openPayments(world, command.optsWithGlobals<SharedOptions>().envFile)
      try {
        for await (const piece of work(payments)) {
          world.interrupted.throwIfAborted()
          world.write(piece)
          hasStreamed = true
          await world.drained?.()
        }
      } finally {
        await payments.verbs.close()
      }
    },
    async answerAlone(command, work) {
      end(command, await work())
    },
    async answerUntilInterrupted(command, work) {
      const { close, ...answer } = await work()
      end(command, { ...answer, exitCode: exitCodes.interrupted })
      if (!world.interrupted.aborted) await once(world.interrupted, 'abort')
      await close()
    },
  }
}
