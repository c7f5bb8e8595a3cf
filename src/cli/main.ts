#!/usr/bin/env node
// First: a Node that is too old gets a clear error, before anything else fails in it.
import '../node-floor.ts'
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { runCli } from './run-cli.ts'
import { nobodyReads } from './world.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort('interrupted'))
}

// Whoever reads has gone, as `head` does: nothing more is to be written.
process.stdout.on('error', () => interrupted.abort(nobodyReads))

async function drained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain', { signal: interrupted.signal })
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // The terminal hands Ctrl-C over as a key; Ctrl-D ends the question without an answer.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const ended = once(lines, 'close').then(() => '')
  try {
    return await Promise.race([lines.question(question, { signal: interrupted.signal }), ended])
  } catch (error) {
    if (interrupted.signal.aborted) throw error
    // Ctrl-D.
    return ''
  } finally {
    lines.close()
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  write: (text) => process.stdout.write(text),
  drained,
  tell: (text) => process.stderr.write(text),
  ask: process.stdin.isTTY ? ask : undefined,
  isTerminal: process.stdout.isTTY,
  isTold: process.stderr.isTTY,
  interrupted: interrupted.signal,
})
// Once all is written: a connection that never answers must not hold up who waits for the command to end.
process.stdout.write('', () => process.exit())
