/** A complete HTTP answer, not yet judged. */
export interface Reply {
  readonly status: number
  readonly text: string
  /** What the gateway asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined
}

/** An answer came, and nobody can make anything of it: that is no silence. */
export interface Unreadable {
  /** What it is, in general words: never a body, never a credential. */
  readonly unreadable: string
}

/** No complete answer. */
export interface Silence {
  /** What came instead, in general words: never a body, never a credential. */
  readonly silence: string
  /** The call was never sent: the gateway knows nothing of it. */
  readonly isUnsent?: true
  /** It was not sent because there was no way to the gateway, which is a sign of its silence. */
  readonly isUnreached?: true
}

/** What came of a call. */
export type Heard = Reply | Unreadable | Silence
