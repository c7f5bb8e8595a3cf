import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { asError } from './as-error.ts'

/**
 * Hands a rejected promise to the error handler. Express 5 does so by itself; Express 4 would leave the buyer waiting.
 */
export function asynchronous(
  handle: (req: Request, res: Response, next: NextFunction) => Promise<void>,
): RequestHandler {
  return (req, res, next) => {
    handle(req, res, next).catch((thrown: unknown) => next(asError(thrown)))
  }
}
