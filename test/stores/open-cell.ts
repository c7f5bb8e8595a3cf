import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from './cells.ts'
import { ground } from './ground.ts'
import { serve } from './programs.ts'
import type { Ending, Serving } from './programs.ts'

/** The environment of a store with its own ledger, and the parcels it has sent. */
export interface OpenedLedgerFolder {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** The parcels sent, e.g. `mug 01J…`, in order. */
  parcels(): readonly string[]
  close(): void
}

/** Where the bank is, and where it lists the requests it got. */
export interface BankPlace {
  readonly url: string
  readonly requestsUrl: string
}

export interface StorePlace {
  readonly baseUrl: string
}

/** A new SQLite ledger in its own folder. */
export function newLedgerFolder(): OpenedLedgerFolder {
  const folder = mkdtempSync(join(ground().folder, 'ledger-'))
  const handOvers = join(folder, 'hand-overs')
  return {
    folder,
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

/** A program in the shop folder, e.g. `serve.mjs` for `serve` in a cell with ES modules. */
export function programOf(name: string, { modules }: Pick<Cell, 'modules'>): string {
  return `${name}.${modules === 'CommonJS' ? 'cjs' : 'mjs'}`
}

/** Starts a program from the shop folder with a cell's Node and Express. */
export function serveIn<Said>(
  program: string,
  cell: Cell,
  environment: Readonly<Record<string, string>> = {},
): Promise<Serving<Said>> {
  const { nodes, stores } = ground()
  const { folder } = stores[cell.express]!
  return serve<Said>(nodes[cell.node]!.path, [programOf(program, cell)], { folder, environment })
}

/** How a program must exit after SIGTERM. */
export const endedWell: Partial<Ending> = { exitCode: 0, signal: null }
