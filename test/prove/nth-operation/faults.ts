import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

/** What can happen to one statement of the ledger, or to one request to the gateway. */
export const faults = {
  fails: 'is not carried out, and an error says so',
  'is lost': 'is carried out, but its answer is lost with the connection',
  hangs: 'is not carried out, and nothing answers',
  'hangs after it': 'is carried out, but nothing answers',
  'kill before it': 'is not carried out, because the process is killed first',
  'kill after it': 'is the last thing the process does',
  'meets a server that is read-only':
    'is not carried out: the address leads to a server that was the primary until the failover',
  'gets an unreadable answer': 'is carried out, but nobody can read its answer',
  'exceeds the rate limit': 'is not carried out: the gateway answers 429',
} as const
export type Fault = keyof typeof faults

const ofAll: readonly Fault[] = ['fails', 'is lost', 'hangs', 'hangs after it', 'kill before it', 'kill after it']

/** The faults of each. SQLite answers in the calling process, so hanging before and after are the same. */
export const faultsOf = {
  sqlite: ofAll.filter((fault) => fault !== 'hangs after it'),
  postgres: [...ofAll, 'meets a server that is read-only'],
  gateway: [...ofAll, 'gets an unreadable answer', 'exceeds the rate limit'],
} as const satisfies Record<string, readonly Fault[]>

/** A counted statement or request. */
export interface Operation {
  readonly kind: 'statement' | 'request'
  /** The statement's first words, or the path. */
  readonly name: string
}

/** How long a database client waits for an answer here, in milliseconds. In production it waits 15 s. */
const patienceMs = 250

let operations: Operation[] = []
let armed: { readonly at: number; readonly fault: Fault } | undefined
let isCounting = false
let hasMet = false

/** Counts from here on. The operation with index `at`, from 0, meets the fault. */
export function arm(next?: { readonly at: number; readonly fault: Fault }): void {
  operations = []
  armed = next
  hasMet = false
  isCounting = true
}

export function disarm(): { readonly operations: readonly Operation[]; readonly hasMet: boolean } {
  isCounting = false
  armed = undefined
  return { operations, hasMet }
}

function meet(operation: Operation): Fault | undefined {
  if (!isCounting) return undefined
  operations.push(operation)
  if (armed?.at !== operations.length - 1) return undefined
  hasMet = true
  return armed.fault
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment to arrive: nothing else happens until then.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const nameOf = (statement: string): string => statement.trim().split(/\s+/).slice(0, 4).join(' ')

/** Sent once a minute by whichever call comes then: it belongs to no scenario. */
const isIncidental = (statement: string): boolean => /checkout_(?:shops|processes)/.test(statement)

const unsupported = (fault: Fault): never => {
  throw new Error(`No operation of this kind ${fault}.`)
}

type Query = (this: pg.Client, ...parameters: unknown[]) => Promise<unknown>

/** An error as the driver reports it, without a server's error code. */
const broken = (message: string): Error => Object.assign(new Error(message), { code: undefined })

function breakPostgres(): void {
  const client = pg.Client.prototype as unknown as { query: Query }
  const query = client.query
  client.query = async function (...parameters) {
    const carryOut = (): Promise<unknown> => query.apply(this, parameters)
    if (isIncidental(String(parameters[0]))) return carryOut()
    const fault = meet({ kind: 'statement', name: nameOf(String(parameters[0])) })
    switch (fault) {
      case undefined:
        return carryOut()
      case 'fails':
        throw Object.assign(new Error('could not extend file: No space left on device'), {
          code: '53100',
          severity: 'ERROR',
        })
      case 'is lost':
        await carryOut()
        ;(this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
        throw broken('Connection terminated unexpectedly')
      case 'hangs':
        await sleep(patienceMs)
        throw broken('Query read timeout')
      case 'hangs after it':
        await carryOut()
        await sleep(patienceMs)
        throw broken('Query read timeout')
      case 'kill before it':
        return die()
      case 'kill after it':
        await carryOut()
        return die()
      case 'meets a server that is read-only':
        throw Object.assign(new Error('cannot execute UPDATE in a read-only transaction'), {
          code: '25006',
          severity: 'ERROR',
        })
      case 'gets an unreadable answer':
      case 'exceeds the rate limit':
        return unsupported(fault)
    }
  }
}

type Run = (...parameters: unknown[]) => unknown

function breakSqlite(): void {
  const database = DatabaseSync.prototype as unknown as {
    prepare: (this: unknown, statement: string) => Record<'all' | 'run', Run>
  }
  const prepare = database.prepare
  database.prepare = function (text) {
    const statement = prepare.call(this, text)
    for (const name of ['all', 'run'] as const) {
      const carryOut = statement[name].bind(statement)
      statement[name] = (...parameters) => strike(text, () => carryOut(...parameters))
    }
    return statement
  }

  function strike(text: string, carryOut: () => unknown): unknown {
    if (isIncidental(text)) return carryOut()
    const fault = meet({ kind: 'statement', name: nameOf(text) })
    switch (fault) {
      case undefined:
        return carryOut()
      case 'fails':
        // SQLITE_IOERR_WRITE
        throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 778 })
      case 'is lost':
        carryOut()
        // SQLITE_IOERR_FSYNC
        throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 1034 })
      case 'hangs':
      case 'hangs after it':
        // The disk stalls, and with it the process.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patienceMs)
        return carryOut()
      case 'kill before it':
        return die()
      case 'kill after it':
        carryOut()
        return die()
      case 'meets a server that is read-only':
      case 'gets an unreadable answer':
      case 'exceeds the rate limit':
        return unsupported(fault)
    }
  }
}

type Request = (options: http.RequestOptions, answer?: (response: http.IncomingMessage) => void) => http.ClientRequest

/** Accepts connections and never answers. */
async function blackHole(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

/** Gives every request the same answer, once `first` is done with the request. */
async function answering(
  status: number,
  text: string,
  first: (asked: http.IncomingMessage) => Promise<void>,
): Promise<number> {
  const server = http.createServer((asked, answer) => {
    void first(asked).then(() => answer.writeHead(status, { 'content-type': 'application/json' }).end(text))
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

async function breakRequests(): Promise<void> {
  const silentPort = await blackHole()
  const module = http as unknown as { request: Request }
  const request = module.request
  // Where the request with the unreadable answer was going: it is carried out there.
  let gateway: http.RequestOptions = {}
  const strangePort = await answering(200, '{"errorCode":{},"orderStatus":"two","amount":"many"}', async (asked) => {
    const body: Buffer[] = []
    for await (const part of asked) body.push(part as Buffer)
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      request({ ...gateway, agent: undefined }, resolve)
        .on('error', reject)
        .end(Buffer.concat(body))
    })
    for await (const part of answer) void part
  })
  const limitedPort = await answering(429, '', (asked) => Promise.resolve(void asked.resume()))
  module.request = (options, answer) => {
    const fault = meet({ kind: 'request', name: String(options.path).split('/').at(-1) ?? '' })
    const carryOut = (onAnswer: (request: http.ClientRequest) => void): http.ClientRequest => {
      const sent = request(options)
      return sent.once('response', () => onAnswer(sent))
    }
    switch (fault) {
      case undefined:
        return request(options, answer)
      case 'fails':
        return request({ ...options, port: 1, agent: undefined }, answer)
      case 'is lost':
        return carryOut((sent) => sent.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })))
      case 'hangs':
        return request({ ...options, port: silentPort, agent: undefined }, answer)
      case 'hangs after it':
        return carryOut(() => undefined)
      case 'kill before it':
        return die()
      case 'kill after it':
        return carryOut(() => die())
      case 'gets an unreadable answer':
        gateway = options
        return request({ ...options, port: strangePort, agent: undefined }, answer)
      case 'exceeds the rate limit':
        return request({ ...options, port: limitedPort, agent: undefined }, answer)
      case 'meets a server that is read-only':
        return unsupported(fault)
    }
  }
}

/** From now on, every statement and request of this process can be counted and broken. */
export async function breakEverything(): Promise<void> {
  breakPostgres()
  breakSqlite()
  await breakRequests()
  // Modules that import `request` by name get the broken one too.
  syncBuiltinESMExports()
}
