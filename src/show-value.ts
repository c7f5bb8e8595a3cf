import { quoted } from './visible.ts'

/** Long enough to recognise a value, short enough for one log line. Chosen by feel. */
const maxShownCharacters = 80

/**
 * A refused value as an error message may show it: short, in visible ASCII, and without what an address can hide (a
 * login before `@`, a token in a query).
 */
export function showValue(value: unknown): string {
  if (typeof value !== 'string')
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
  const [, hidden = '', rest = ''] = /^(.*@)?(.*)$/s.exec(value) ?? []
  const [, told = '', more = ''] = /^([^?#]*[?#]?)(.*)$/s.exec(rest) ?? []
  const characters = Array.from(told)
  const isCut = more !== '' || characters.length > maxShownCharacters
  const shown = quoted(characters.slice(0, maxShownCharacters).join('')).slice(1, -1)
  return `"${hidden === '' ? '' : '…@'}${shown}${isCut ? '…' : ''}"`
}

/** A refused value that must not be shown, by its kind and length only. */
export function showKind(value: unknown): string {
  if (typeof value === 'string') return characterCount(Array.from(value).length)
  return typeof value === 'number' || typeof value === 'boolean' ? `a ${typeof value}` : kindOf(value)
}

/** Refused values that must not be shown, by their lengths only. */
export function showKinds(values: readonly unknown[]): string {
  const texts = values.filter((value) => typeof value === 'string')
  if (texts.length === 0 || texts.length < values.length) return kindOf(values)
  return characterCount(texts.map((text) => Array.from(text).length).join(' and '))
}

function characterCount(count: number | string): string {
  return `${count} ${count === 1 || count === '1' ? 'character' : 'characters'}`
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
