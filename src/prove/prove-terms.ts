import type { Environment } from '../options/environment.ts'

/** What is proved, and how. */
export interface ProveTerms {
  /** The store's own program, an absolute path. */
  readonly program: string
  /** What the program is given. */
  readonly words: readonly string[]
  /** Programs that run beside it, with their words. */
  readonly beside: readonly (readonly string[])[]
  readonly folder: string
  /** The store's environment, as in production, without what its own files add to it. */
  readonly environment: Environment
  /** The address of the ledger that the store has in production; undefined if only its code knows. */
  readonly configuredLedger: string | undefined
  readonly envPrefix?: string | undefined
  readonly seed: number
  /** How many rounds of chance come after the usual ones. */
  readonly rounds: number
  readonly sku?: string | undefined
  /** The way to the bank. */
  readonly path?: readonly string[] | undefined
  readonly port?: number | undefined
  /** A PostgreSQL database, for a store that needs one. */
  readonly database?: string | undefined
  /** Counts what was done for an order, where that cannot be watched. */
  readonly deedsOf?: ((orderNumber: string) => unknown) | undefined
  /** What is left out of the proof, by a part of its name. */
  readonly ignore: readonly string[]
  readonly onStep: (text: string) => void
  /** Is told what could not be taken away again. */
  readonly onLeftBehind: (text: string) => void
  readonly interrupted: AbortSignal
}
