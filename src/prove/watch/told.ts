/** What the watcher in the store's process tells, one line of JSON each. `at` is a time in milliseconds since 1970. */
export type Told = Watched | Opened | Listening | Run | OrderTold | Effect | Stall | Swept | Died

interface Line {
  readonly at: number
  readonly pid: number
}

/** The watcher is in place: the program's own code comes next. */
export interface Watched extends Line {
  readonly kind: 'watched'
  /** How long Node and the watcher took to load, in milliseconds. */
  readonly loadMs: number
}

/** A checkout was made. */
export interface Opened extends Line {
  readonly kind: 'opened'
  readonly gatewayUrl: string
  readonly baseUrl: string
  /** Without login and parameters. */
  readonly ledger: string
  readonly handler: string | undefined
  readonly capture: string
  readonly skus: readonly string[]
}

export interface Listening extends Line {
  readonly kind: 'listening'
  /** Undefined for a socket file. */
  readonly port: number | undefined
}

/** The store's handler ran for an order. `run` is one try of it. */
export interface Run extends Line {
  readonly kind: 'run'
  readonly phase: 'begun' | 'resolved' | 'rejected'
  readonly run: string
  readonly order: string
  readonly handler: string
}

/** What the ledger has committed about an order. */
export interface OrderTold extends Line {
  readonly kind: 'order'
  readonly order: string
  readonly what: string
  readonly to: string | undefined
}

/** How an effect came about: in a hand-over, or while a page was answered. */
export interface Effect extends Line {
  readonly kind: 'effect'
  readonly id: string
  readonly phase: 'begun' | 'done' | 'failed'
  readonly sort: EffectSort
  /** For a person: `POST http://carrier.example/parcels`. */
  readonly what: string
  /** The same for every order: numbers and ids are left out. */
  readonly key: string
  readonly run: string | undefined
  readonly order: string | undefined
  /** `GET /thanks`; undefined outside requests. */
  readonly page: string | undefined
  /** Whether the store's listener did it (the option `on`), which hears of each entry at most once. */
  readonly isInListener: boolean
  /** Whether the handler had ended before. */
  readonly isLate: boolean
  /** The orders that are named in what goes out, as far as they have the form of an order's number. */
  readonly names: readonly string[] | undefined
  /** By what a receiver knows a repeat: the digest of a key, a mail's id, or `order` if its number is in it. */
  readonly mark: string | undefined
  /** Whether a repeat changes nothing by its nature: GET, PUT, DELETE. */
  readonly isRepeatable: boolean
  readonly status: number | undefined
  readonly path: string | undefined
  /** The former path of a file that was renamed. */
  readonly from: string | undefined
  /** How often the order's number is in a file that was written as a whole. */
  readonly mentions: number | undefined
  /** Whether a file was changed that the same try had read before, as a count is made one less: again each time. */
  readonly isMadeOfItself: boolean
  /** Rows that were added; negative for rows that were removed. */
  readonly rows: number | undefined
}

export type EffectSort = 'request' | 'mail' | 'append' | 'write' | 'rename' | 'row' | 'program' | 'socket'

/** The event loop stood still. */
export interface Stall extends Line {
  readonly kind: 'stall'
  readonly ms: number
  readonly cpuMs: number
  readonly order: string | undefined
  readonly page: string | undefined
}

/** The first pass of the sweep. */
export interface Swept extends Line {
  readonly kind: 'swept'
}

/** The watcher killed the process, or ended it. */
export interface Died extends Line {
  readonly kind: 'died'
  /** `not ours`: it has made a checkout with another bank or another ledger. */
  readonly why: string
}

/** What to do during the next hand-over. */
export interface Instruction {
  /** `begun`, `resolved`, `recorded`, or `effect:2`: kill the process then. */
  readonly killAt?: string
  /** The key of an effect that fails, once. */
  readonly fail?: string
}

/** Where the watcher tells, and which bank and ledger are ours. */
export interface WatchTerms {
  readonly toldFile: string
  readonly instructionFile: string
  readonly gatewayOrigin: string
  readonly databaseUrl: string
  /** The store's own program: packages are looked up from there. */
  readonly program: string
}
