/** Anything with pino's `info`, `warn` and `error`. It is never given a secret or card data. */
export interface Logger {
  info(object: object, message: string): void
  warn(object: object, message: string): void
  error(object: object, message: string): void
}

const nothing = (): void => undefined

/** Used if the store gives no logger: logs nothing. */
export const silentLogger: Logger = { info: nothing, warn: nothing, error: nothing }
