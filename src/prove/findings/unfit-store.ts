/** The store cannot be proved as it is: the message says what came and what was wanted. Nothing was bought. */
export class UnfitStoreError extends Error {
  override readonly name = 'UnfitStoreError'
}

/** Something that prove needs does not answer, such as a database server. */
export class OutOfReachError extends Error {
  override readonly name = 'OutOfReachError'
}
