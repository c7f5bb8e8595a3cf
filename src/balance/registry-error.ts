import { nothingCompared } from './nothing-compared.ts'

/** A registry that cannot be compared: the message says why, and what was wanted. Nothing was compared or changed. */
export class RegistryError extends Error {
  /** What is wrong, without the end of the message. */
  readonly lines: readonly string[]

  constructor(...lines: readonly string[]) {
    super([...lines, nothingCompared].join('\n'))
    this.lines = lines
  }
}
