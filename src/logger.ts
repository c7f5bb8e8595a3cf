/** Anything with pino's `info`, `warn` and `error`. Nothing secret and no card data is ever passed to it. */
export interface Logger {
  info(object: object, message: string): void
  warn(object: object, message: string): void
  error(object: object, message: string): void
}

const nothing = (): void => undefined

/** Used where the store gives no logger: says nothing. */
export const silentLogger: Logger = { info: nothing, warn: nothing, error: nothing }
