import type { World } from './world.ts'

/** A command that was interrupted: the message says what was done, and what was not. */
export class InterruptedError extends Error {}

/** What a person who presses Ctrl-C is told about work that must not be cut in two. */
export interface WholeWords {
  /** Before it has begun. */
  readonly before?: string
  /** While it is under way. */
  readonly meanwhile?: string
  /** Once it has come to its end. */
  readonly after?: () => string
}

/** Does what must not be cut in two: it comes to its end, whenever the command is interrupted. */
export type Whole = <Result>(work: () => Promise<Result>, words?: WholeWords) => Promise<Result>

/** How a command ends at Ctrl-C: at once, or as soon as what must not be cut in two has come to its end. */
export interface Interruption {
  /**
   * The result of the work.
   *
   * @param words - what a person is told of what was done.
   * @throws InterruptedError as soon as the command is interrupted, unless something whole has begun.
   */
  readonly untilInterrupted: <Result>(work: Promise<Result>, words?: () => string) => Promise<Result>
  readonly whole: Whole
  /** Whether something whole has begun. */
  readonly hasBegun: () => boolean
  /** What is to be said last; undefined for a command that nobody interrupted. */
  readonly lastWords: () => string | undefined
}

const nothingDone = 'Interrupted. Nothing was sent, and nothing was changed.'
const underWay = 'Interrupted. What is under way comes to its end first; Ctrl-C again ends at once.'
const wasDone = 'Interrupted, but what was under way has come to its end.'

export function makeInterruption({ interrupted, tell }: Pick<World, 'interrupted' | 'tell'>): Interruption {
  let begun: WholeWords | undefined

  async function untilInterrupted<Result>(work: Promise<Result>, words = () => nothingDone): Promise<Result> {
    // Given up: a failure that comes later is of no interest to anybody.
    work.catch(() => undefined)
    let giveUp = (): void => undefined
    const given = new Promise<never>((_resolve, reject) => {
      giveUp = () => {
        if (!begun) reject(new InterruptedError(words()))
      }
    })
    interrupted.addEventListener('abort', giveUp)
    if (interrupted.aborted) giveUp()
    try {
      return await Promise.race([work, given])
    } finally {
      interrupted.removeEventListener('abort', giveUp)
    }
  }

  const whole: Whole = async (work, words = {}) => {
    const { before = nothingDone, meanwhile = underWay } = words
    if (interrupted.aborted) throw new InterruptedError(before)
    begun = words
    const say = (): void => tell(`${meanwhile}\n`)
    interrupted.addEventListener('abort', say)
    try {
      return await work()
    } finally {
      interrupted.removeEventListener('abort', say)
    }
  }

  return {
    untilInterrupted,
    whole,
    hasBegun: () => begun !== undefined,
    lastWords: () => (interrupted.aborted ? (begun?.after?.() ?? wasDone) : undefined),
  }
}
