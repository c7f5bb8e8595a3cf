import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

/** What can happen to one statement of the ledger, or to one request to the gateway. */
export const faults = {
  fails: 'is not carried out, and an error says so',
  'is lost': 'is carried out, and its answer is lost with the connection',
  hangs: 'is not carried out, and nothing answers',
  'hangs after it': 'is carried out, and nothing answers',
  'kill before it': 'is not carried out, because the process is killed first',
  'kill after it': 'is the last thing the process does',
  'meets a server that is read-only':
    'is not carried out: the address leads to a primary that was one until the failover',
  'is answered strangely': 'is carried out, and nobody can read its answer',
  'is one too many': 'is not carried out: the gateway limits how many it takes',
} as const
export type Fault = keyof typeof faults

const ofAll: readonly Fault[] = ['fails', 'is lost', 'hangs', 'hangs after it', 'kill before it', 'kill after it']

/**
 * What may happen to each. SQLite answers in the calling process, so that its hanging is one thing before and after.
 */
export const faultsOf = {
  sqlite: ofAll.filter((fault) => fault !== 'hangs after it'),
  postgres: [...ofAll, 'meets a server that is read-only'],
  gateway: [...ofAll, 'is answered strangely', 'is one too many'],
} as const satisfies Record<string, readonly Fault[]>

/** A statement or a request, as it is counted. */
export interface Operation {
  readonly kind: 'statement' | 'request'
  /** The statement's first words, or the path. */
  readonly name: string
}

/** How long a client of the database waits for an answer here, in milliseconds, where ours waits 15 s. */
const patienceMs = 250

let operations: Operation[] = []
let armed: { readonly at: number; readonly fault: Fault } | undefined
let isCounting = false
let hasMet = false

/** Counts from here on; the `at`-th operation, from 0, meets the fault. */
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
  // The signal arrives when it arrives: nothing else happens until then.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const nameOf = (statement: string): string => statement.trim().split(/\s+/).slice(0, 4).join(' ')

/** Said in passing, once a minute, by whatever verb comes then: it belongs to no scenario. */
const isInPassing = (statement: string): boolean => statement.includes('checkout_shops')

const notOf = (fault: Fault): never => {
  throw new Error(`There is no such operation that ${fault}.`)
}

type Query = (this: pg.Client, ...parameters: unknown[]) => Promise<unknown>

/** As the driver reports it, without the word of a server. */
const broken = (message: string): Error => Object.assign(new Error(message), { code: undefined })

function breakPostgres(): void {
  const client = pg.Client.prototype as unknown as { query: Query }
  const query = client.query
  client.query = async function (...parameters) {
    const carryOut = (): Promise<unknown> => query.apply(this, parameters)
    if (isInPassing(String(parameters[0]))) return carryOut()
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
      case 'is answered strangely':
      case 'is one too many':
        return notOf(fault)
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
    if (isInPassing(text)) return carryOut()
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
      case 'is answered strangely':
      case 'is one too many':
        return notOf(fault)
    }
  }
}

type Request = (options: http.RequestOptions, answer?: (response: http.IncomingMessage) => void) => http.ClientRequest

/** Takes connections and says nothing. */
async function blackHole(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

/** Answers every request alike, once `first` was done with what was asked. */
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
  // Where the request went that is answered strangely: it is carried out there.
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
      case 'is answered strangely':
        gateway = options
        return request({ ...options, port: strangePort, agent: undefined }, answer)
      case 'is one too many':
        return request({ ...options, port: limitedPort, agent: undefined }, answer)
      case 'meets a server that is read-only':
        return notOf(fault)
    }
  }
}

/** From now on every statement and request of this process can be counted and broken. */
export async function breakEverything(): Promise<void> {
  breakPostgres()
  breakSqlite()
  await breakRequests()
  // Whoever imports `request` by its name gets the broken one, too.
  syncBuiltinESMExports()
}
