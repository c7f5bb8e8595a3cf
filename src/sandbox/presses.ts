import { createHash, randomBytes } from 'node:crypto'
import type { Done } from './pages/staff-frame.ts'

/** Something that the press of a button did. */
export interface PressDone {
  /** The page to go on to. */
  readonly place: string
  readonly done: Done
}

/** Presses of buttons, each of which counts once however often the browser sends it: a double click, a reload. */
export interface Presses {
  /** For the forms of one page. */
  newKey(): string
  /** The same for the same form sent again; undefined if it has no key. */
  idOf(path: string, form: URLSearchParams): string | undefined
  keep(id: string, done: PressDone): void
  find(id: string): PressDone | undefined
}

/** How many are remembered. A browser repeats a form at once, or with a page that stood open. Chosen by feel. */
const maxKept = 1_000

export function makePresses(): Presses {
  const kept = new Map<string, PressDone>()
  return {
    newKey: () => randomBytes(9).toString('base64url'),
    idOf(path, form) {
      const key = form.get('key') ?? ''
      if (!/^[\w-]{12}$/.test(key)) return undefined
      return createHash('sha256').update(`${path}?${form.toString()}`).digest('base64url').slice(0, 16)
    },
    keep(id, done) {
      kept.set(id, done)
      const [oldest] = kept.keys()
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
    },
    find: (id) => kept.get(id),
  }
}
