import { nearest } from '../../options/nearest.ts'
import { quoted } from '../../visible.ts'
import { plainDialect } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { dialectNames, dialects } from './dialects.ts'
import type { DialectName } from './dialects.ts'

/** @throws Error with the name that was probably meant, and every name there is. */
export function findDialect(name: string | undefined): Dialect {
  if (name === undefined) return plainDialect
  if (Object.hasOwn(dialects, name)) return dialects[name as DialectName]
  const meant = nearest(name, dialectNames)
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`
  throw new Error(
    `The sandbox speaks no dialect ${quoted(name.slice(0, 40))}.${question} It speaks: ${dialectNames.join(', ')}.`,
  )
}

/** Undefined for the plain sandbox. */
export function nameOf(dialect: Dialect): DialectName | undefined {
  return dialectNames.find((name) => dialects[name] === dialect)
}
