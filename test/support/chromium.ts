import { existsSync } from 'node:fs'

/** Chromium's engine without its window: a new page there takes a third of the processor time. */
const shell = '/usr/bin/chromium-headless-shell'

const places = [
  shell,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** Where Chromium is on this machine, or better only its engine. `CHROMIUM_PATH` overrides it. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) return named
  return places.find((place) => existsSync(place))
}

/** The quickest Chromium that tests can have, if it is on this machine, or the one that somebody has named. */
export function findQuickChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) return named
  return existsSync(shell) ? shell : undefined
}
