import { once } from 'node:events'
import type { Command } from 'commander'
import { systemClock } from '../clock.ts'
import { within } from '../within.ts'
import { exitCodes } from './exit-codes.ts'
import { makeInterruption } from './interruption.ts'
import type { Interruption, Whole } from './interruption.ts'
import { openPayments } from './open-payments.ts'
import type { EnvironmentTerms, OpenedPayments } from './open-payments.ts'
import { makePaint } from './paint.ts'
import type { Paint } from './paint.ts'
import { printAnswer } from './print.ts'
import type { Answer } from './print.ts'
import { makeProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import type { World } from './world.ts'

/** What every command has. */
export interface SharedOptions extends EnvironmentTerms {
  readonly json?: true
}

/** What a command finds out: the answer, and how the command ends with it. */
export interface Outcome extends Answer {
  readonly exitCode?: number
}

/** Something that runs until the command is interrupted. */
export interface Started extends Answer {
  close(): Promise<void>
}

/** What a command works with. */
export interface Tools extends OpenedPayments {
  readonly whole: Whole
  /** How far long work is, in words: `12 of 500 orders`. */
  readonly howFar: () => string
}

/** What commands are made of. */
export interface Cli {
  readonly world: World
  /** Colours words on a terminal. */
  readonly paint: Paint
  /**
   * Does the work with the shop's payments, which are closed afterwards, and prints the answer. An interrupted command
   * ends at once, unless something `whole` has begun.
   */
  answer(command: Command, work: (tools: Tools) => Promise<Outcome>): Promise<void>
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

export function makeCli(outside: World): Cli {
  const screen = makeScreen(outside)
  const { world } = screen
  let exitCode: number = exitCodes.yes
  let hasStreamed = false

  function end(command: Command, { exitCode: ended = exitCodes.yes, ...answer }: Outcome): void {
    screen.clear()
    printAnswer(world, answer, command.optsWithGlobals<SharedOptions>().json ?? false)
    exitCode = ended
  }

  const answer: Cli['answer'] = async (command, work) => {
    const interruption = makeInterruption(world)
    const payments = screen.open(command)
    try {
      end(command, await interruption.untilInterrupted(work({ ...payments, whole: interruption.whole })))
    } finally {
      await close(payments, interruption)
    }
    const last = interruption.lastWords()
    if (last === undefined) return
    world.tell(`${last}\n`)
    exitCode = exitCodes.interrupted
  }

  const stream: Cli['stream'] = async (command, work) => {
    const interruption = makeInterruption(world)
    const payments = screen.open(command, world.isTerminal)
    try {
      const written = writeAll(world, work(payments), () => void (hasStreamed = true))
      await interruption.untilInterrupted(written, () => (hasStreamed ? endsEarly : nothingWritten))
    } finally {
      screen.clear()
      await close(payments, interruption)
    }
  }

  return {
    world,
    paint: makePaint(world),
    get exitCode() {
      return exitCode
    },
    get hasStreamed() {
      return hasStreamed
    },
    answer,
    stream,
    async answerAlone(command, work) {
      end(command, await work())
    },
    async answerUntilInterrupted(command, work) {
      const { close: stop, ...started } = await work()
      end(command, { ...started, exitCode: exitCodes.interrupted })
      if (!world.interrupted.aborted) await once(world.interrupted, 'abort')
      await stop()
    },
  }
}

/** As fast as it is read, until the command is interrupted. */
async function writeAll(world: World, pieces: AsyncIterable<string>, onWritten: () => void): Promise<void> {
  for await (const piece of pieces) {
    if (world.interrupted.aborted) return
    world.write(piece)
    onWritten()
    await world.drained?.()
  }
}

/** The world with a line that says how far long work is, and that makes way for whatever else is told. */
function makeScreen(outside: World) {
  let progress: Progress = makeProgress(undefined)
  const clear = (): void => progress.clear()
  const world: World = {
    ...outside,
    tell(text) {
      clear()
      outside.tell(text)
    },
  }
  return {
    world,
    clear,
    /** @param isWriting - whether the answer goes to a terminal while the work is under way. */
    open(command: Command, isWriting = false): Omit<Tools, 'whole'> {
      const shared = command.optsWithGlobals<SharedOptions>()
      const { json = false } = shared
      if (world.isTold && !json && !isWriting) progress = makeProgress(outside.tell)
      const payments = openPayments(world, shared, (...far) => progress.onProgress(...far))
      return { ...payments, howFar: () => progress.howFar() }
    },
  }
}

const endsEarly = 'Interrupted. What was written ends in the middle.'
const nothingWritten = 'Interrupted. Nothing was written.'

/** How long an interrupted command waits for what only reads, in milliseconds. Chosen by feel. */
const interruptedPatienceMs = 2_000

/** Waits for what must come to its end; what only reads is left alone soon. */
async function close({ verbs, isInterrupted }: OpenedPayments, { hasBegun }: Interruption): Promise<void> {
  if (!isInterrupted() || hasBegun()) return verbs.close()
  await within(systemClock, interruptedPatienceMs, verbs.close(), { keepsAlive: true })
}
