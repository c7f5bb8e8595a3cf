import { ChildProcess } from 'node:child_process'
import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { showProgram } from '../shown/show-program.ts'
import { namedOrders } from './named-orders.ts'
import type { Begun, Watcher } from './scope.ts'

type Call = (this: unknown, ...given: unknown[]) => unknown

const synchronous = ['spawnSync', 'execSync', 'execFileSync'] as const

interface Spawned {
  file: string
  detached?: boolean
  readonly args?: readonly string[]
}

/** Programs that send something to somebody each time they run. */
const mails = /(?:^|[\\/ ])(?:sendmail|mailx?|mutt|msmtp|swaks|lpr?)\b/
/** Those that may: a receiver knows a repeat by the order's number. Others send nothing, such as one that draws. */
const sends = /(?:^|[\\/ ])(?:curl|wget|scp|sftp|rsync|ssh|aws|gcloud)\b/

/** Watches other programs that the store runs. */
export function watchPrograms(watcher: Watcher): void {
  const begunOf = (words: readonly string[]): Begun => {
    const order = watcher.scope()?.run?.order
    const line = words.join(' ')
    return {
      sort: 'program',
      what: `run ${showProgram(words)}`,
      inFull: line,
      names: namedOrders(line),
      mark: order !== undefined && line.includes(order) && !mails.test(line) ? 'order' : undefined,
      isRepeatable: !mails.test(line) && !sends.test(line),
    }
  }

  const prototype = ChildProcess.prototype as unknown as { spawn: (this: ChildProcess, options: Spawned) => unknown }
  const { spawn } = prototype
  prototype.spawn = function (options) {
    const begun = begunOf(options.args ?? [options.file])
    // As if the program were not installed.
    if (watcher.mustFail(begun)) options.file = '/nonexistent/made-to-fail-by-prove'
    // In a group of its own it would outlive the proof, with a bank that is gone.
    options.detached = false
    const ending = watcher.begin(begun)
    const result = Reflect.apply(spawn, this, [options])
    this.once('exit', (code) => ending?.(code === 0 ? 'done' : 'failed'))
    this.once('error', () => ending?.('failed'))
    return result
  }

  const calls = childProcess as unknown as Record<(typeof synchronous)[number], Call>
  for (const name of synchronous) {
    const call = calls[name]
    calls[name] = function (...given) {
      const words = [given[0], ...(Array.isArray(given[1]) ? (given[1] as unknown[]) : [])]
      const ending = watcher.begin(begunOf(words.map(String)))
      try {
        const result = Reflect.apply(call, this, given)
        ending?.('done')
        return result
      } catch (error) {
        ending?.('failed')
        throw error
      }
    }
  }
  syncBuiltinESMExports()
}
