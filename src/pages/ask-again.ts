/** When a page that waits for the bank is asked for again. */
export interface AskAgain {
  /** Seconds until then; undefined once the page no longer asks by itself. */
  readonly inSecs: number | undefined
  /** When the buyer began to wait, in seconds since 1970. Goes into the address that the page asks for. */
  readonly sinceSecs: number
}

/** The first pauses, in seconds: faster would be impolite to the gateway (BPC: rate limits). */
const minPauseSecs = 5

/** The longest pause, in seconds: a buyer who still looks wants to see the answer within a minute. */
const maxPauseSecs = 60

/**
 * Each pause is so much of the time that the buyer has waited: what was not told in four minutes need not be asked for
 * every five seconds. With the two limits some thirty questions in all. Chosen by feel.
 */
const pauseShare = 1 / 4

/** After so many seconds the page stops. The sweep goes on asking, and a page left open for a day must not. */
const stopAfterSecs = 15 * 60

/**
 * @param told - `since` as the address of the page says it. Anybody can write anything there: it decides how often this
 *   one browser asks and what it reads while the bank says nothing.
 * @param nowSecs - seconds since 1970.
 */
export function askAgain(told: string | null, nowSecs: number): AskAgain {
  const sinceSecs = readSince(told, nowSecs)
  const waitedSecs = nowSecs - sinceSecs
  const pauseSecs = Math.min(maxPauseSecs, Math.max(minPauseSecs, Math.round(waitedSecs * pauseShare)))
  return { inSecs: waitedSecs < stopAfterSecs ? pauseSecs : undefined, sinceSecs }
}

/** What is no time, or one to come, is now. */
function readSince(told: string | null, nowSecs: number): number {
  const since = told !== null && /^[1-9][0-9]{0,11}$/.test(told) ? Number(told) : nowSecs
  return Math.min(since, nowSecs)
}
