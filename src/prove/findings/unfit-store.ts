/** The store cannot be proved as it is: the message says what came and what was wanted. */
export class UnfitStoreError extends Error {
  override readonly name: string = 'UnfitStoreError'

  /** What the store itself has said, for the end of the message. */
  readonly said: string

  constructor(message: string, said = '', options?: ErrorOptions) {
    super(message, options)
    this.said = said
  }
}

/** A page of the store never came: nobody knows why. */
export class NoAnswerError extends UnfitStoreError {}

/** Something that prove needs does not answer, such as a database server. */
export class OutOfReachError extends Error {
  override readonly name = 'OutOfReachError'
}
