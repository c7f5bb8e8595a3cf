/** When a page that waits for the bank reloads itself. */
export interface AskAgain {
  /** Seconds until then; undefined once the page no longer reloads itself. */
  readonly inSecs: number | undefined
  /** When the buyer began to wait, in seconds since 1970. Goes into the address that the page reloads. */
  readonly sinceSecs: number
}

/** The first pauses, in seconds: faster would be impolite to the gateway (BPC: rate limits). */
const minPauseSecs = 5

/** The longest pause, in seconds: a buyer who is still watching wants to see the answer within a minute. */
const maxPauseSecs = 60

/**
 * Each pause, as a share of the time the buyer has waited: after four minutes without an answer, five seconds is too
 * often. Within the two limits, some thirty questions in all. Chosen by feel.
 */
const pauseShare = 1 / 4

/** The page stops after this many seconds. The sweep keeps asking, and a page left open for a day must not. */
const stopAfterSecs = 15 * 60

/**
 * @param told - `since` from the page's address. Anybody can write anything there: it decides how often this one
 *   browser asks, and what it reads while the bank does not answer.
 * @param nowSecs - seconds since 1970.
 */
export function askAgain(told: string | null, nowSecs: number): AskAgain {
  const sinceSecs = readSince(told, nowSecs)
  const waitedSecs = nowSecs - sinceSecs
  const pauseSecs = Math.min(maxPauseSecs, Math.max(minPauseSecs, Math.round(waitedSecs * pauseShare)))
  return { inSecs: waitedSecs < stopAfterSecs ? pauseSecs : undefined, sinceSecs }
}

/** An invalid or future time counts as now. */
function readSince(told: string | null, nowSecs: number): number {
  const since = told !== null && /^[1-9][0-9]{0,11}$/.test(told) ? Number(told) : nowSecs
  return Math.min(since, nowSecs)
}
