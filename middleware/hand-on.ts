import { STATUS_CODES } from 'node:http'
import { inspect } from 'node:util'

/**
 * An error as the app gets it. Everything in it can be read, and it is an instance of its class, but its `stack` says
 * no more than its status: Express's own last handler (finalhandler) sends the stack, with messages and paths, to the
 * buyer unless NODE_ENV is `production`. The error itself is the `cause`: a log shows it whole.
 */
export function handOn(error: object): object {
  const stack = STATUS_CODES[statusOf(error)]
  const face = Object.create(error, {
    stack: { value: stack },
    cause: { value: error },
    // `console.error` prints the error itself.
    [inspect.custom]: { value: () => error },
  }) as object
  return new Proxy(face, {
    // A getter of the error may read what only the error itself has (`#private`).
    get: (own, name): unknown => Reflect.get(Object.hasOwn(own, name) ? own : error, name),
  })
}

/** The status Express answers such an error with. */
export function statusOf(error: object): number {
  const { status, statusCode } = error as Readonly<Record<'status' | 'statusCode', unknown>>
  return [status, statusCode].find(isErrorStatus) ?? 500
}

function isErrorStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value < 600
}
