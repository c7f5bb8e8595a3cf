import colors from 'picocolors'
import type { World } from './world.ts'

/** Colours a word that says how something stands, or a longer text by that word. */
export type Paint = (word: string, text?: string) => string

type Colour = 'green' | 'yellow' | 'red'

/** The words that stand out: what is good, what a person should look at, what is bad. */
const colourOf: Readonly<Record<string, Colour>> = {
  paid: 'green',
  done: 'green',
  yes: 'green',
  review: 'yellow',
  unknown: 'yellow',
  stuck: 'yellow',
  late: 'yellow',
  warning: 'yellow',
  declined: 'red',
  error: 'red',
  no: 'red',
}

/** Only on a terminal that shows colours, and not where a person wants none (no-color.org). */
export function makePaint({ isTerminal, environment }: Pick<World, 'isTerminal' | 'environment'>): Paint {
  const isWanted = isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb'
  const paint = colors.createColors(isWanted)
  return (word, text = word) => {
    const colour = Object.hasOwn(colourOf, word) ? colourOf[word] : undefined
    return colour === undefined ? text : paint[colour](text)
  }
}
