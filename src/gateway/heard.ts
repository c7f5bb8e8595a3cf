/** A complete HTTP answer, not yet judged. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** How long the gateway asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined
}

/** An answer that cannot be read. It is not silence. */
export interface Unreadable {
  /** A general description: never a body, never a credential. */
  readonly unreadable: string
}

/** No complete answer. */
export interface Silence {
  /** A general description of what happened instead: never a body, never a credential. */
  readonly silence: string
  /** The call was never sent: the gateway knows nothing about it. */
  readonly isUnsent?: true
  /** It was not sent because the gateway could not be reached. That counts as silence. */
  readonly isUnreached?: true
}

/** What came back from a call. */
export type Heard = Reply | Unreadable | Silence
