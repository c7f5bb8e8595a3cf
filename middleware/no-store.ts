import type { RequestHandler } from 'express'
import { answerHeaders } from '../src/html/answer-headers.ts'

/** Gives every response of a route the headers all of ours carry, `no-store` first of all. */
export function noStore(): RequestHandler {
  return function noStore(_req, res, next) {
    res.set(answerHeaders)
    next()
  }
}
