import type { Request } from 'express'
import { readOperator } from '../src/back-office/operator.ts'
import type { Authorize, Operator } from '../src/back-office/operator.ts'
import { systemClock } from '../src/clock.ts'
import type { Logger } from '../src/logger.ts'
import { within } from '../src/within.ts'

/** The store's own login failed, or took too long: nobody gets in, and nothing moves. */
export class AuthorizeFailedError extends Error {
  constructor(cause?: unknown) {
    super('The store could not say who sent the request.', { cause })
    this.name = 'AuthorizeFailedError'
  }
}

/** How long a login may take, in milliseconds. Chosen by feel. */
const patienceMs = 10_000

const tooLate = Symbol('too late')

/**
 * Asks the store who sends a request; undefined for nobody who may be here.
 *
 * @throws AuthorizeFailedError if the store's function throws, takes longer than ten seconds, or answers something that
 *   cannot be read. The reason is in the log alone.
 */
export function makeAskOperator(authorize: Authorize, logger: Logger): (req: Request) => Promise<Operator | undefined> {
  return async (req) => {
    try {
      const asked = Promise.resolve(authorize(req)).then((answer) => ({ answer }))
      // What comes later is nobody's to handle.
      asked.catch(() => undefined)
      const told = (await within(systemClock, patienceMs, asked, { keepsAlive: true })) ?? tooLate
      if (told === tooLate) throw new Error(`authorize has not answered for ${patienceMs} ms.`)
      return readOperator(told.answer)
    } catch (cause) {
      logger.error({ err: cause }, 'the back office could not ask who sent a request; it was refused')
      throw new AuthorizeFailedError(cause)
    }
  }
}
