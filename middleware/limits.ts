import type { Request } from 'express'
import { MemoryStore } from 'express-rate-limit'
import type { Options } from 'express-rate-limit'
import { TooManyCheckoutsError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import { clientAddressOf } from './client-address.ts'

/** Resolves when one more new order may be opened for this request; rejects with `TooManyCheckoutsError`. */
export type Admit = (req: Request) => Promise<void>

/** Whether this request may cause one more question to the bank. */
export type MayAsk = (req: Request) => Promise<boolean>

export interface LimitsOptions {
  readonly checkoutsPerMinute: number
  readonly newOrdersPerMinute: number
  readonly questionsPerMinute: number
  readonly logger: Logger
}

const windowMs = 60_000

/**
 * Limits what strangers can cause: rows in the ledger, and calls to the bank.
 *
 * Clients whose address is unknown are not counted as one: only the process's limit applies to them.
 */
export function makeLimits(options: LimitsOptions): { readonly admit: Admit; readonly mayAsk: MayAsk } {
  const addressOf = tellingAddress(options.logger)
  const ofAddress = perMinute(options.checkoutsPerMinute)
  const ofProcess = perMinute(options.newOrdersPerMinute)
  const questions = perMinute(options.questionsPerMinute)

  return {
    async admit(req) {
      const address = addressOf(req)
      const addressWaitMs = address === undefined ? undefined : await ofAddress(address)
      if (addressWaitMs !== undefined) throw new TooManyCheckoutsError(addressWaitMs)
      const processWaitMs = await ofProcess('process')
      if (processWaitMs !== undefined) throw new TooManyCheckoutsError(processWaitMs, 'newOrdersPerMinute')
    },
    async mayAsk(req) {
      const address = addressOf(req)
      return address === undefined || (await questions(address)) === undefined
    },
  }
}

/** Counts one more under a key: undefined if that is within the limit, else how long to wait, in milliseconds. */
type Count = (key: string) => Promise<number | undefined>

/** @param limit - per key and minute; 0 turns it off. */
function perMinute(limit: number): Count {
  if (limit === 0) return () => Promise.resolve(undefined)
  const store = new MemoryStore()
  // It reads no other option.
  store.init({ windowMs } as Options)
  return async (key) => {
    const { totalHits, resetTime } = await store.increment(key)
    if (totalHits <= limit) return undefined
    return Math.max(1_000, (resetTime?.getTime() ?? Date.now() + windowMs) - Date.now())
  }
}

/** Logs once that addresses are unknown, and what to do. */
function tellingAddress(logger: Logger): typeof clientAddressOf {
  let isTold = false
  return (req) => {
    const address = clientAddressOf(req)
    if (address !== undefined || isTold) return address
    isTold = true
    logger.warn(
      {},
      "the buyers' addresses are unknown, so only newOrdersPerMinute limits them: tell Express about the proxy in " +
        "front of it, app.set('trust proxy', …)",
    )
    return undefined
  }
}
