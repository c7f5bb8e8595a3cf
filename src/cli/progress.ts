import type { Watch } from '../watch.ts'

/** How far long work is, in the last line of a terminal. */
export interface Progress {
  readonly onProgress: Watch['onProgress']
  /** The same in words: `12 of 500 orders`. */
  readonly howFar: () => string
  /** Takes the line away, before anything else is written and at the end. */
  readonly clear: () => void
}

/** How many characters the bar has. */
const barLength = 24

/** The least time between two looks of the line, in milliseconds: nobody reads faster. Chosen by feel. */
const everyMs = 100

/** Goes back to the beginning of the line, and clears it. */
const clearLine = '\r\u001B[K'

/** @param write - standard error of a terminal; undefined where nobody looks. */
export function makeProgress(write: ((text: string) => void) | undefined): Progress {
  let far: Parameters<Watch['onProgress']> = [0]
  let isShown = false
  let shownAt = -Infinity

  function show(done: number, total?: number): void {
    const now = performance.now()
    if (!write || (now - shownAt < everyMs && done !== total)) return
    shownAt = now
    isShown = true
    write(`${clearLine}${barOf(done, total)}${wordsOf(done, total)}`)
  }

  return {
    onProgress(...now) {
      far = now
      show(...now)
    },
    howFar: () => wordsOf(...far),
    clear() {
      if (isShown) write?.(clearLine)
      isShown = false
      // What comes next is shown at once.
      shownAt = -Infinity
    },
  }
}

function barOf(done: number, total: number | undefined): string {
  if (total === undefined) return ''
  const filled = total === 0 ? barLength : Math.floor((done / total) * barLength)
  return `[${'#'.repeat(filled)}${'-'.repeat(barLength - filled)}] `
}

function wordsOf(done: number, total?: number): string {
  const count = new Intl.NumberFormat('en')
  if (total === undefined) return `${count.format(done)} ${done === 1 ? 'order' : 'orders'}`
  return `${count.format(done)} of ${count.format(total)} ${total === 1 ? 'order' : 'orders'}`
}
