import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from './cells.ts'
import { ground } from './ground.ts'
import { serve } from './programs.ts'
import type { Ending, Serving } from './programs.ts'

/** The environment of a store on its own ledger, and what became of it. */
export interface OpenedLedgerFolder {
  readonly environment: Readonly<Record<string, string>>
  /** The parcels that were sent, e.g. `mug 01J…`, in order. */
  parcels(): readonly string[]
  close(): void
}

/** Where the bank is, and where it tells what it was asked. */
export interface BankPlace {
  readonly url: string
  readonly requestsUrl: string
}

export interface StorePlace {
  readonly baseUrl: string
}

/** A new ledger of SQLite in a folder of its own. */
export function newLedgerFolder(): OpenedLedgerFolder {
  const folder = mkdtempSync(join(ground().folder, 'ledger-'))
  const handOvers = join(folder, 'hand-overs')
  return {
    environment: {
      CHECKOUT_GATEWAY_USER: 'sandbox-api',
      CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
      CHECKOUT_SECRET: 'a-secret-of-at-least-thirty-two-characters',
      CHECKOUT_DATABASE_URL: `sqlite:${join(folder, 'checkout.db')}`,
      HAND_OVERS: handOvers,
    },
    parcels: () => (existsSync(handOvers) ? readFileSync(handOvers, 'utf8').split('\n').slice(0, -1) : []),
    close: () => rmSync(folder, { recursive: true }),
  }
}

/** A program of the shop folder, e.g. `serve.mjs` for `serve` in a cell of ES modules. */
export function programOf(name: string, { modules }: Pick<Cell, 'modules'>): string {
  return `${name}.${modules === 'CommonJS' ? 'cjs' : 'mjs'}`
}

/** Starts one program of the shop folder in the Node and with the Express of a cell. */
export function serveIn<Said>(
  program: string,
  cell: Cell,
  environment: Readonly<Record<string, string>> = {},
): Promise<Serving<Said>> {
  const { nodes, stores } = ground()
  const { folder } = stores[cell.express]!
  return serve<Said>(nodes[cell.node]!.path, [programOf(program, cell)], { folder, environment })
}

/** What a program that was told to end must have done. */
export const endedWell: Partial<Ending> = { exitCode: 0, signal: null }
