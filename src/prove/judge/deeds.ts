import type { Effect, EffectSort } from '../watch/told.ts'

/** What was done for one order, and how often, as its receivers see it. */
export interface Deed {
  readonly key: string
  readonly sort: EffectSort
  readonly what: string
  /** How often it happened. A repeat that its receiver recognises, or that changes nothing, does not count. */
  readonly count: number
  /** Whether it came only after the handler had ended. */
  readonly isLate: boolean
}

/**
 * The deeds of one order, over all tries of its handler; none of the store's listener, which is not tried again.
 *
 * @param effects - of this order alone, in the order they were told.
 */
export function deedsOf(effects: readonly Effect[]): ReadonlyMap<string, Deed> {
  const done = effects.filter((one) => one.phase === 'done' && one.sort !== 'socket' && !one.isInListener)
  const deeds = new Map<string, Deed>()
  for (const [key, same] of groupedBy(withoutTurnover(done), ({ key }) => key)) {
    const [first] = same as [Effect]
    if (first.sort === 'rename') continue
    const count = first.sort === 'write' ? timesWritten(same, done) : countOf(same)
    deeds.set(key, { key, sort: first.sort, what: first.what, count, isLate: same.every(({ isLate }) => isLate) })
  }
  return deeds
}

/**
 * How often files were written, under the names that they have in the end. Written anew they are the same, unless the
 * order is in them once more, or they are made of what was read in them.
 */
function timesWritten(same: readonly Effect[], done: readonly Effect[]): number {
  const renames = new Map(done.flatMap((one) => (one.sort === 'rename' && one.from ? [[one.from, one.path]] : [])))
  const paths = new Set(same.map(({ path = '' }) => renames.get(path) ?? path))
  const mentions = Math.max(1, ...same.map((one) => one.mentions ?? 1))
  const changes = (path: string): number => done.filter((one) => one.isMadeOfItself && one.path === path).length
  return [...paths].reduce((total, path) => total + Math.max(mentions, changes(path)), 0)
}

function countOf(same: readonly Effect[]): number {
  const counted = same.map((one) => ({ ...one, times: Math.abs(one.rows ?? 1) || 1 }))
  const sum = (some: readonly { times: number }[]): number => some.reduce((total, { times }) => total + times, 0)
  // What is recognised is counted once, however many tries sent it; each try may send several.
  const groups = groupedBy(counted, ({ isRepeatable, mark }) => (isRepeatable ? 'repeatable' : (mark ?? '')))
  return [...groups].reduce((total, [mark, some]) => {
    if (mark === '') return total + sum(some)
    const perRun = [...groupedBy(some, ({ run }) => run ?? '').values()].map(sum)
    return total + Math.max(...perRun)
  }, 0)
}

/** Rows that a try adds after it has removed as many: the old ones are written anew. */
function withoutTurnover(effects: readonly Effect[]): readonly Effect[] {
  const removed = new Map<string, number>()
  for (const { run = '', rows = 0 } of effects) if (rows < 0) removed.set(run, (removed.get(run) ?? 0) - rows)
  const added = new Map<string, number>()
  for (const { run = '', rows = 0 } of effects) if (rows > 0) added.set(run, (added.get(run) ?? 0) + rows)
  const isTurnover = (run: string): boolean =>
    (removed.get(run) ?? 0) > 0 && (removed.get(run) ?? 0) >= (added.get(run) ?? 0) && added.has(run)
  return effects.filter(({ sort, run = '' }) => sort !== 'row' || !isTurnover(run))
}

function groupedBy<One>(all: readonly One[], keyOf: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

/** What both orders had done, and equally often: what a hand-over of this store does, and its first one no more. */
export function common(one: ReadonlyMap<string, Deed>, other: ReadonlyMap<string, Deed>): ReadonlyMap<string, Deed> {
  return new Map([...one].filter(([key, { count }]) => other.get(key)?.count === count))
}

/** Deeds that came more often than in a hand-over without trouble: as they are there, in the words of this order. */
export function doneTwice(usual: ReadonlyMap<string, Deed>, deeds: ReadonlyMap<string, Deed>): readonly Deed[] {
  return [...deeds.values()].flatMap(({ key, what, count }) => {
    const known = usual.get(key)
    return known && count > known.count ? [{ ...known, what }] : []
  })
}

/** Deeds that came less often, and are waited for by the handler. */
export function missing(usual: ReadonlyMap<string, Deed>, deeds: ReadonlyMap<string, Deed>): readonly Deed[] {
  return [...usual.values()].filter(({ key, count, isLate }) => !isLate && (deeds.get(key)?.count ?? 0) < count)
}
