/** What a form is about, as it was when its page was written. */
export interface Sealed {
  /** Name of the operator for whom it was written. */
  readonly operator: string
  /** What it does. */
  readonly action: string
  /** Order number, or whatever else it is done to; empty for none. */
  readonly subject: string
  /** Number of the order's last entry at the time. Where another has come since, nothing is done. */
  readonly seen: number
}

/** Undefined fields of a seal that nobody has made, or that was made for something else. */
export interface OpenedSeal extends Sealed {
  readonly issuedAt: Date
  /** Whether it is older than an hour. */
  readonly isOld: boolean
}

/** Seals forms: nothing is stored, and no form can be made by anybody else, or for another operator. */
export interface Seals {
  seal(about: Sealed, now: Date): string
  /** Undefined if it is no seal of ours for just this. */
  open(seal: string, about: Omit<Sealed, 'seen'>, now: Date): OpenedSeal | undefined
}

/** Signs with the first secret, verifies with all of them. */
export interface SealSigner {
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
}

/** Whoever comes back to a page after this long has seen something that is no longer so. In milliseconds. */
const goodForMs = 60 * 60_000

/** Grammar: the time of issue in milliseconds since 1970, the number of the last entry, the signature over all. */
const grammar = /^([1-9]\d{0,14})\.(\d{1,15})\.([0-9A-Za-z_-]{43})$/

export function makeSeals(signer: SealSigner): Seals {
  const textOf = ({ operator, action, subject }: Omit<Sealed, 'seen'>, seen: number, issuedMs: number): string =>
    JSON.stringify([operator, action, subject, seen, issuedMs])
  return {
    seal(about, now) {
      const issuedMs = now.getTime()
      return `${issuedMs}.${about.seen}.${signer.sign(textOf(about, about.seen, issuedMs))}`
    },
    open(seal, about, now) {
      const [, issued = '', seenText = '', signature = ''] = grammar.exec(seal) ?? []
      const [issuedMs, seen] = [Number(issued), Number(seenText)]
      if (signature === '' || !signer.isSigned(textOf(about, seen, issuedMs), signature)) return undefined
      const { operator, action, subject } = about
      const isOld = now.getTime() - issuedMs > goodForMs
      return { operator, action, subject, seen, issuedAt: new Date(issuedMs), isOld }
    },
  }
}
