import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentOf, saysAnother } from './file-content.ts'
import { namedOrders } from './named-orders.ts'
import { brokenBy } from './scope.ts'
import type { Begun, Ending, RunScope, Watcher } from './scope.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown

type Whole = 'appendFile' | 'writeFile' | 'rename'

/** What of `node:fs` is watched. */
type FileCalls = Record<
  Whole | `${Whole}Sync` | 'readFile' | 'readFileSync' | 'open' | 'openSync' | 'write' | 'writev' | 'writeSync',
  Call
>

/** What of `node:fs/promises` is watched. */
type FilePromises = Record<Whole | 'readFile' | 'open', Call>

/** How a file is written: a whole, at its end, or by parts through what `open` gave. */
type Manner = 'append' | 'write'

/** Logs may repeat themselves. */
const isLog = /\.log(?:\.\w+)*$|(?:^|[\\/])logs?[\\/]|^\/dev\/|^\/proc\//

/** Watches files that are appended to, written and renamed, and which of them a hand-over has read before. */
export function watchFiles(watcher: Watcher): void {
  // What Node does beneath one of these calls is not told again.
  const depth = { count: 0 }
  const watch = { watcher, depth, opened: new Map<number, Opened>() }
  const calls = fs as unknown as FileCalls
  const promises = fs.promises as unknown as FilePromises
  for (const manner of ['append', 'write'] as const) {
    const name = `${manner}File` as const
    calls[`${name}Sync`] = synchronous(watch, calls[`${name}Sync`], wholeOf(manner))
    calls[name] = byCallback(watch, calls[name], wholeOf(manner))
    promises[name] = byPromise(watch, promises[name], wholeOf(manner))
  }
  calls.renameSync = synchronous(watch, calls.renameSync, renamed)
  calls.rename = byCallback(watch, calls.rename, renamed)
  promises.rename = byPromise(watch, promises.rename, renamed)
  calls.readFileSync = reading(watch, calls.readFileSync)
  calls.readFile = reading(watch, calls.readFile)
  promises.readFile = reading(watch, promises.readFile)
  watchDescriptors(watch, calls)
  watchHandles(watch, promises)
  syncBuiltinESMExports()
}

interface Watch {
  readonly watcher: Watcher
  readonly depth: { count: number }
  /** Files that are open, by descriptor. */
  readonly opened: Map<number, Opened>
}

interface Opened {
  readonly path: string
  readonly manner: Manner
}

type BegunOf = (given: readonly unknown[], run: RunScope | undefined) => Begun | undefined

const wholeOf =
  (manner: Manner): BegunOf =>
  ([file, data, options], run) => {
    const path = pathOf(file)
    if (path === undefined) return undefined
    const flag = (options as { flag?: string } | undefined)?.flag
    if (manner === 'append' || flag?.startsWith('a') === true) return begunOf('append', path, data, run)
    const begun = begunOf('write', path, data, run)
    return begun && { ...begun, isMadeOfItself: isMadeOfItself(path, textOf(data), run) }
  }

const renamed: BegunOf = ([from, to], run) => {
  const [former, path] = [pathOf(from), pathOf(to)]
  if (former === undefined || path === undefined) return undefined
  const what = `rename to ${path}`
  return { sort: 'rename', what, from: former, path, isMadeOfItself: isMadeOfItself(path, contentOf(former), run) }
}

/** Whether a file that this try has read before is about to be changed. */
function isMadeOfItself(path: string, text: string | undefined, run: RunScope | undefined): boolean {
  if (text === undefined || !run?.filesRead.has(path)) return false
  const former = contentOf(path)
  return former !== undefined && saysAnother(former, text)
}

const textOf = (data: unknown): string =>
  data instanceof Uint8Array ? Buffer.from(data).toString('utf8') : String(data)

function begunOf(manner: Manner, path: string, data: unknown, run: RunScope | undefined): Begun | undefined {
  if (isLog.test(path)) return undefined
  const text = textOf(data)
  const mentions = run && text.split(run.order).length - 1
  const names = namedOrders(`${path} ${text}`)
  if (manner === 'append') return { sort: manner, what: `append to ${path}`, path, names }
  return { sort: manner, what: `write ${path}`, path, mentions }
}

function pathOf(file: unknown): string | undefined {
  if (typeof file === 'string') return resolve(file)
  if (file instanceof URL) return fileURLToPath(file)
  return Buffer.isBuffer(file) ? resolve(file.toString()) : undefined
}

function begin({ watcher, depth }: Watch, begun: Begun | undefined): { ending?: Ending | undefined; fails?: Error } {
  if (depth.count > 0 || !begun) return {}
  const fails = watcher.mustFail(begun) ? brokenBy('EIO', begun.what) : undefined
  const ending = watcher.begin(begun)
  return fails ? { ending, fails } : { ending }
}

const runOf = ({ watcher }: Watch): RunScope | undefined => watcher.scope()?.run

/** Notes that a file is read, and does no more. What Node reads beneath another call is not the store's reading. */
function noteRead(watch: Watch, file: unknown): void {
  const path = pathOf(file)
  if (path !== undefined && watch.depth.count === 0) runOf(watch)?.filesRead.add(path)
}

function reading(watch: Watch, call: Call): Call {
  return function (...given) {
    noteRead(watch, given[0])
    return Reflect.apply(call, this, given)
  }
}

function beneath<Result>({ depth }: Watch, work: () => Result): Result {
  depth.count += 1
  try {
    return work()
  } finally {
    depth.count -= 1
  }
}

function synchronous(watch: Watch, call: Call, begunBy: BegunOf): Call {
  return function (...given) {
    const { ending, fails } = begin(watch, begunBy(given, runOf(watch)))
    try {
      if (fails) throw fails
      const result = beneath(watch, () => Reflect.apply(call, this, given))
      ending?.('done')
      return result
    } catch (error) {
      ending?.('failed')
      throw error
    }
  }
}

function byCallback(watch: Watch, call: Call, begunBy: BegunOf): Call {
  return function (...given) {
    const { ending, fails } = begin(watch, begunBy(given, runOf(watch)))
    const last = given.at(-1)
    if (typeof last !== 'function') return beneath(watch, () => Reflect.apply(call, this, given))
    const called = (error: unknown, ...rest: unknown[]): unknown => {
      ending?.(error ? 'failed' : 'done')
      return Reflect.apply(last, undefined, [error, ...rest])
    }
    if (fails) return setImmediate(called, fails)
    return beneath(watch, () => Reflect.apply(call, this, [...given.slice(0, -1), called]))
  }
}

function byPromise(watch: Watch, call: Call, begunBy: BegunOf): Call {
  return async function (...given) {
    const { ending, fails } = begin(watch, begunBy(given, runOf(watch)))
    try {
      if (fails) throw fails
      const result = await (beneath(watch, () => Reflect.apply(call, this, given)) as Promise<unknown>)
      ending?.('done')
      return result
    } catch (error) {
      ending?.('failed')
      throw error
    }
  }
}

/** How a file is opened that is written to; undefined if it is only read. */
function mannerOf(flags: unknown): Manner | undefined {
  const text = typeof flags === 'string' ? flags : 'r'
  if (text.startsWith('a')) return 'append'
  return text.startsWith('w') ? 'write' : undefined
}

function watchDescriptors(watch: Watch, calls: FileCalls): void {
  const { openSync, writeSync, open, write, writev } = calls
  const note = (descriptor: unknown, [file, flags]: readonly unknown[]): void => {
    const [path, manner] = [pathOf(file), mannerOf(flags)]
    if (typeof descriptor !== 'number') return
    watch.opened.delete(descriptor)
    if (!manner) return noteRead(watch, file)
    if (path !== undefined && watch.depth.count === 0) watch.opened.set(descriptor, { path, manner })
  }
  const partOf: BegunOf = ([descriptor, data], run) => {
    const opened = watch.opened.get(descriptor as number)
    return opened && begunOf(opened.manner, opened.path, data, run)
  }
  calls.openSync = function (...given) {
    const descriptor = Reflect.apply(openSync, this, given)
    note(descriptor, given)
    return descriptor
  }
  calls.open = function (...given) {
    const last = given.at(-1) as Call
    if (watch.depth.count > 0) return Reflect.apply(open, this, given)
    const noted: Call = (error, descriptor, ...rest) => {
      note(descriptor, given)
      return Reflect.apply(last, undefined, [error, descriptor, ...rest])
    }
    return Reflect.apply(open, this, [...given.slice(0, -1), noted])
  }
  calls.writeSync = synchronous(watch, writeSync, partOf)
  // Streams write through these two.
  calls.write = byCallback(watch, write, partOf)
  calls.writev = byCallback(watch, writev, partOf)
}

/** What `open` of node:fs/promises gives. */
function watchHandles(watch: Watch, promises: FilePromises): void {
  const { open } = promises
  promises.open = async function (...given) {
    const handle = (await Reflect.apply(open, this, given)) as FileHandle
    const [path, manner] = [pathOf(given[0]), mannerOf(given[1])]
    if (!manner) noteRead(watch, given[0])
    if (path === undefined || !manner) return handle
    const methods = handle as unknown as Record<'appendFile' | 'writeFile' | 'write', Call>
    const partOf: BegunOf = ([data], run) => begunOf(manner, path, data, run)
    for (const name of ['appendFile', 'writeFile', 'write'] as const)
      methods[name] = byPromise(watch, methods[name], partOf)
    return handle
  }
}
