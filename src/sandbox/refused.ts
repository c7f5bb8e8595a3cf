/**
 * What the bank does not do for a buyer, its staff or a test, and why. Nothing has changed. Any other error is a
 * mistake of the sandbox's own.
 */
export class Refused extends Error {
  /** What stands against it: what was asked for, or how the order or the bank stands. */
  readonly refusedBy: 'request' | 'state'

  constructor(refusedBy: 'request' | 'state', message: string, options?: ErrorOptions) {
    super(message, options)
    this.refusedBy = refusedBy
  }
}
