/**
 * Watches a store for `prove`: loaded into its process before its own code (`node --import`), and only there.
 *
 * @module
 */
import { channel, subscribe, tracingChannel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import { showPath } from '../shown/show-address.ts'
import { makeWatcher } from './scope.ts'
import type { RunScope, Scope, Watcher } from './scope.ts'
import type { Opened, WatchTerms } from './told.ts'
import { watchDatabases } from './watch-databases.ts'
import { watchFiles } from './watch-files.ts'
import { watchLoop } from './watch-loop.ts'
import { watchPrograms } from './watch-programs.ts'
import { watchRequests } from './watch-requests.ts'
import { watchSockets } from './watch-sockets.ts'

const prefix = 'express-hosted-checkout:'

/** How often a process looks whether the one that started it is still there, in milliseconds. */
const parentEveryMs = 500

/** What the checkout tells once it is made. */
interface OpenedMessage extends Omit<Opened, 'kind' | 'at' | 'pid'> {
  readonly isLedger: (databaseUrl: string) => boolean
}

/** An operation of the checkout, as its channels tell it. */
interface HandOver {
  readonly orderNumber: string
  readonly handler: string
  readonly error?: unknown
}

const termsFile = new URL(import.meta.url).searchParams.get('terms')
if (termsFile !== null) watch(JSON.parse(readFileSync(termsFile, 'utf8')) as WatchTerms)

function watch(terms: WatchTerms): void {
  const watcher = makeWatcher(terms)
  watchSetUp(watcher)
  watchHandOvers(watcher)
  watchPages(watcher)
  watchListener(watcher)
  watchRequests(watcher)
  watchFiles(watcher)
  const { isDatabase } = watchDatabases(watcher)
  watchSockets(watcher, isDatabase)
  watchPrograms(watcher)
  watchLoop(watcher)
  endWithParent()
  watcher.tell({ kind: 'watched', loadMs: Math.round(performance.now()) })
}

/** Whoever proves may be killed, too: then the store must not go on by itself, with a bank that is gone. */
function endWithParent(): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid === parent) return
    try {
      // All that it has started, if it leads a group of its own.
      process.kill(-process.pid, 'SIGKILL')
    } finally {
      // And itself alone, if it leads none.
      process.kill(process.pid, 'SIGKILL')
    }
  }, parentEveryMs).unref()
}

function watchSetUp({ tell, terms, kill }: Watcher): void {
  subscribe(`${prefix}opened`, (message) => {
    const { isLedger, ...opened } = message as OpenedMessage
    const { gatewayUrl, baseUrl, ledger, handler, capture, skus } = opened
    tell({ kind: 'opened', gatewayUrl, baseUrl, ledger, handler, capture, skus })
    // Before it has sent anything: a bank or a ledger that is not ours may be a real one.
    const isOurs = isLedger(terms.databaseUrl) || opened.ledger === 'sqlite::memory:'
    if (new URL(opened.gatewayUrl).origin !== terms.gatewayOrigin || !isOurs) kill('not ours')
  })
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const address = (message as { server: Server }).server.address()
    if (address) tell({ kind: 'listening', port: typeof address === 'object' ? address.port : undefined })
  })
  let hasSwept = false
  subscribe(`tracing:${prefix}sweep:start`, () => {
    if (!hasSwept) tell({ kind: 'swept' })
    hasSwept = true
  })
}

function watchHandOvers(watcher: Watcher): void {
  const { tell, kill, beginRun, endRun, scopes } = watcher
  const runs = new Map<unknown, RunScope>()
  const killedOnRecord = new Set<string>()
  let count = 0
  const handOver = tracingChannel<unknown, object>(`${prefix}hand-over`)
  // The handler runs within this, and so does all that it calls.
  handOver.start.bindStore(scopes, (message): Scope => {
    const { orderNumber, handler } = message as unknown as HandOver
    if (handler === 'onClosed') return {}
    const run = beginRun(`${process.pid}.${(count += 1)}`, orderNumber)
    runs.set(message, run)
    tell({ kind: 'run', phase: 'begun', run: run.run, order: orderNumber, handler })
    if (run.instruction.killAt === 'begun') kill('as the hand-over began')
    if (run.instruction.killAt === 'recorded') killedOnRecord.add(orderNumber)
    return { run }
  })
  subscribe(`tracing:${prefix}hand-over:asyncEnd`, (message) => {
    const run = runs.get(message)
    if (!run) return
    runs.delete(message)
    endRun(run)
    const { orderNumber, handler, error } = message as HandOver
    tell({ kind: 'run', phase: error ? 'rejected' : 'resolved', run: run.run, order: orderNumber, handler })
    if (!error && run.instruction.killAt === 'resolved') kill('after the handler, before its record')
  })
  subscribe(`${prefix}order`, (message) => {
    const { orderNumber, kind, to } = message as { orderNumber: string; kind: string; to?: string }
    tell({ kind: 'order', order: orderNumber, what: kind, to })
    if (kind === 'handed-over' && killedOnRecord.has(orderNumber)) kill('right after the record')
  })
}

/** Wherever an entry was written, on a page or by the sweep: what the listener does with it is neither's. */
function watchListener({ scopes }: Watcher): void {
  channel(`${prefix}on`).bindStore(scopes, (message): Scope => {
    const { orderNumber } = message as { orderNumber: string }
    return { heardOf: orderNumber }
  })
}

function watchPages({ scopes, recent }: Watcher): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const page = `${request.method} ${showPath(request.url ?? '')}`
    recent.page = page
    scopes.enterWith({ page })
  })
}
