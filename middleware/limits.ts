import type { Request, Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import { TooManyCheckoutsError } from '../src/errors.ts'

/** Resolves when one more new order may be opened from the request's address. */
export type Admit = (req: Request, res: Response) => Promise<void>

const windowMs = 60_000

/**
 * Bounds the new orders of one client address: each of them is a row in the ledger and a call to the gateway.
 *
 * Behind a proxy the address is the proxy's unless the store sets Express's `trust proxy`.
 *
 * @param perMinute - new orders per address and minute; 0 turns the limit off.
 */
export function checkoutLimit(perMinute: number): Admit {
  if (perMinute === 0) return () => Promise.resolve()
  const limiter = rateLimit({
    windowMs,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    handler: (req, _res, next) => next(new TooManyCheckoutsError(retryAfterMs(req))),
  })
  return (req, res) =>
    new Promise((resolve, reject) => {
      const next = (error?: unknown): void => (error instanceof Error ? reject(error) : resolve())
      void Promise.resolve(limiter(req, res, next)).catch(reject)
    })
}

function retryAfterMs(req: Request): number {
  const resetAt = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime
  return resetAt ? Math.max(1000, resetAt.getTime() - Date.now()) : windowMs
}
