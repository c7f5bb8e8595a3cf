import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Told } from '../watch/told.ts'

/** What the watchers in the store's processes have told, in the order of their telling. */
export interface Tales {
  readonly file: string
  /** Everything so far. */
  all(): readonly Told[]
  /** The first that fits, told or still to be told; undefined if none comes within `patienceMs` milliseconds. */
  find<One extends Told>(fits: (told: Told) => told is One, patienceMs: number): Promise<One | undefined>
  close(): void
}

/** How often the file is read, in milliseconds. */
const everyMs = 15

export function openTales(file: string): Tales {
  writeFileSync(file, '')
  const descriptor = openSync(file, 'r')
  const told: Told[] = []
  const orders = new Set<string>()
  const buffer = Buffer.alloc(1 << 16)
  let rest = Buffer.alloc(0)

  function all(): readonly Told[] {
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
      const lines = Buffer.concat([rest, buffer.subarray(0, read)])
      const end = lines.lastIndexOf(0x0a) + 1
      rest = lines.subarray(end)
      for (const line of lines.subarray(0, end).toString('utf8').split('\n')) {
        const one = toldIn(line)
        if (one?.kind === 'order') orders.add(one.order)
        if (one) told.push(ofWhomItNames(one, orders))
      }
    }
    return told
  }

  return {
    file,
    all,
    async find(fits, patienceMs) {
      const until = performance.now() + patienceMs
      for (let looked = 0; ;) {
        const news = all().slice(looked)
        looked += news.length
        const found = news.find(fits)
        if (found) return found
        if (performance.now() > until) return undefined
        await sleep(everyMs)
      }
    },
    close: () => closeSync(descriptor),
  }
}

/**
 * A job that one hand-over has started may do what other orders have left to it: what names another order is that
 * one's.
 */
function ofWhomItNames(one: Told, orders: ReadonlySet<string>): Told {
  if (one.kind !== 'effect' || one.order === undefined || !one.names || one.names.includes(one.order)) return one
  const order = one.names.find((name) => orders.has(name))
  if (order === undefined) return one
  // The receiver of a request knows a repeat by the number that is in it.
  const mark = one.mark ?? (one.sort === 'request' ? 'order' : undefined)
  return { ...one, order, run: undefined, isLate: true, mark }
}

/** Undefined for nothing, and for what a process did not come to tell to its end: it was killed. */
function toldIn(line: string): Told | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined
  return JSON.parse(line) as Told
}
