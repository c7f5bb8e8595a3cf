import { existsSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { canaries, sessionCanary } from './canaries.ts'

/** Where a leak was found. */
export type LeakPlace = 'log' | 'answer' | 'error' | 'span' | 'metric' | 'file' | 'command'

/** Something that must never get out, and did. */
export interface Leak {
  readonly what: string
  readonly where: LeakPlace
  /** The words around it. */
  readonly excerpt: string
  /** The test that leaked it: a file is looked at when its ledger is closed, which may be later. */
  readonly test: string | undefined
}

interface Watched {
  readonly found: Leak[]
  /** What is secret in this test alone: values of cookies, keys of its own. */
  readonly own: Map<string, string>
}

/** Kept on the global object: a test that loads modules anew has the same. */
const watched = ((globalThis as { checkoutLeaks?: Watched }).checkoutLeaks ??= { found: [], own: new Map() })

const known = new Map<string, string>([
  ...Object.entries(canaries).map(([what, value]) => [value, what] as const),
  [canaries['card number'].replaceAll(/(\d{4})(?=\d)/g, '$1 '), 'card number'],
  [encodeURIComponent(canaries['e-mail']), 'e-mail'],
  [sessionCanary, 'session id'],
])

const anyKnown = new RegExp([...known.keys()].map(escaped).join('|'), 'g')

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Marks a value as secret for the rest of the test file. Too short a one would be found everywhere. */
export function keepSecret(what: string, value: unknown): void {
  if (Array.isArray(value)) for (const each of value) keepSecret(what, each)
  else if (typeof value === 'string' && value.length >= 10) watched.own.set(value, what)
}

/** Notes whatever the text holds that must not get there. */
export function scan(where: LeakPlace, text: string, mayHold: readonly string[] = []): void {
  const note = (what: string, at: number): void => {
    if (mayHold.includes(what)) return
    const excerpt = text.slice(Math.max(0, at - 60), at + 60)
    watched.found.push({ what, where, excerpt, test: expect.getState().currentTestName })
  }
  for (const match of text.matchAll(anyKnown)) note(known.get(match[0])!, match.index)
  for (const [value, what] of watched.own) {
    const at = text.indexOf(value)
    if (at >= 0) note(what, at)
  }
}

/** The same for a value that a log or a tool would print: what it shows of itself, and of every error in it. */
export function scanValue(where: LeakPlace, value: unknown): void {
  scan(where, [inspect(value, { depth: 8, maxStringLength: null }), jsonOf(value), ...errorsIn(value)].join('\n'))
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

/** Loggers read an error's message, stack and causes, whether or not these are its own: `inspect` does not. */
function errorsIn(value: unknown, depth = 8): readonly string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return []
  const { message, stack, cause } = value as Partial<Error>
  const own = [message, stack].filter((text) => typeof text === 'string')
  const causes = typeof cause === 'string' ? [cause] : [jsonOf(cause), ...errorsIn(cause, depth - 1)]
  return [...own, ...causes, ...Object.values(value).flatMap((each) => errorsIn(each, depth - 1))]
}

/** A ledger holds what was sold to whom, but nothing that opens anything, and no whole card number. */
export function scanLedgerFile(file: string): void {
  for (const each of [file, `${file}-wal`]) {
    if (existsSync(each)) scan('file', readFileSync(each, 'latin1'), ['e-mail'])
  }
}

/** What was found since it was last asked. */
export function takeLeaks(): readonly Leak[] {
  return watched.found.splice(0)
}

export function forgetOwnSecrets(): void {
  watched.own.clear()
}
