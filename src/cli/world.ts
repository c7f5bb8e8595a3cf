import type { Environment } from '../options/environment.ts'

/** What a command may touch of the process it runs in. */
export interface World {
  readonly environment: Environment
  /** The folder the command was called in. */
  readonly folder: string
  /** Standard output: the answer, and nothing else. */
  readonly write: (text: string) => void
  /** Resolves once standard output takes more: whoever writes much waits for it. Without it, it always does. */
  readonly drained?: () => Promise<void>
  /** Standard error: questions, warnings, progress. */
  readonly tell: (text: string) => void
  /** Asks a person, who answers with one line; undefined if nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined
  /** Whether the answer is read on a terminal, which shows colours. */
  readonly isTerminal: boolean
  /** Whether standard error is a terminal, which shows how far long work is. */
  readonly isTold?: boolean
  /** Aborts when the command is interrupted; with {@link nobodyReads} if nobody reads the answer any more. */
  readonly interrupted: AbortSignal
}

/** Why a command is interrupted whose reader has gone, as `head` does. */
export const nobodyReads = 'nobody reads'
