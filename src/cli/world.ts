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
  /** Aborts when the command is interrupted. */
  readonly interrupted: AbortSignal
}
