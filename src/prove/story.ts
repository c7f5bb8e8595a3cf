import type { Note } from './scenes/stage.ts'
import type { Told } from './watch/told.ts'

interface Line {
  readonly at: number
  readonly text: string
}

/** As many lines as a person reads. */
const maxLines = 30

/** What happened to an order, in the order it happened. */
export function storyOf(order: string, notes: readonly Note[], told: readonly Told[]): readonly string[] {
  const ours = notes.filter((note) => note.order === order).map(({ at, text }): Line => ({ at, text }))
  const theirs = told.flatMap((one) => lineOf(one, order))
  const lines = [...ours, ...theirs].sort((one, other) => one.at - other.at)
  const startedAt = lines[0]?.at ?? 0
  return lines.slice(0, maxLines).map(({ at, text }) => `+${((at - startedAt) / 1000).toFixed(2)} s  ${text}`)
}

const phases = { begun: 'begins', resolved: 'resolves', rejected: 'throws' } as const

function lineOf(told: Told, order: string): readonly Line[] {
  if (!('order' in told) || told.order !== order) return []
  const { at } = told
  if (told.kind === 'run') return [{ at, text: `${told.handler} ${phases[told.phase]} (process ${told.pid})` }]
  if (told.kind === 'order')
    return [{ at, text: `the ledger: ${told.what}${told.to === undefined ? '' : ` to ${told.to}`}` }]
  if (told.kind === 'stall') return [{ at, text: `the event loop stood still for ${told.ms} ms` }]
  if (told.phase === 'begun') return []
  const status = told.status === undefined ? '' : `, answered ${told.status}`
  const where = told.isInListener ? 'on: ' : ''
  return [{ at, text: `${where}${told.what}${status}${told.phase === 'failed' ? ': failed' : ''}` }]
}
