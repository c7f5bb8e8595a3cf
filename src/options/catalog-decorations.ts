import { bankLanguages } from '../bank-languages.ts'
import { isEmailAddress } from './email-address.ts'
import { cutTo, maxDescriptionLength, plainLine } from '../plain-text.ts'

/** Fields that only decorate an order: none of them ever stops a sale. */
export interface Decorations {
  readonly description?: string
  readonly email?: string
  readonly language?: string
}

type DecorationName = keyof Decorations

/** What was done to a field of a catalog item to let the sale go on. */
export interface Remark {
  readonly field: DecorationName | 'orderBundle' | 'jsonParams'
  readonly deed: 'cut' | 'changed' | 'left out'
}

/** The decorations of one item: what the bank gets, and what the store gave if that differs. */
export interface Decorated {
  readonly toBank: Decorations
  /** As the ledger can store it. */
  readonly asGiven: Decorations
  readonly remarks: readonly Remark[]
}

interface DecorationRule {
  /** The longest text the ledger keeps, in UTF-16 code units. */
  readonly maxKeptLength: number
  /** The text as the bank accepts it, and whether it was cut; undefined if the bank would refuse it. */
  readonly tell: (text: string, optionLanguage: string | undefined) => Told | undefined
}

interface Told {
  readonly sent: string
  readonly isCut?: boolean
}

/** The longest e-mail address the bank accepts, in UTF-16 code units (BPC: registration). */
const maxEmailLength = 40

const rules: Readonly<Record<DecorationName, DecorationRule>> = {
  // Read with every order, like the metadata, and as long.
  description: { maxKeptLength: 16_384, tell: tellDescription },
  // The longest address there can be: 64, the @, and 255 (RFC 5321, 4.5.3.1).
  email: { maxKeptLength: 320, tell: tellEmail },
  // Longer than any tag. Chosen by feel.
  language: { maxKeptLength: 100, tell: tellLanguage },
}

const names = Object.keys(rules) as readonly DecorationName[]

/**
 * Turns an item's decorations, whatever they are, into what the bank accepts.
 *
 * @param given - the item's fields; an absent one is undefined.
 * @param optionLanguage - the option `language`, which the bank is assumed to know.
 */
export function decorate(given: Readonly<Record<string, unknown>>, optionLanguage: string | undefined): Decorated {
  const toBank: Partial<Record<DecorationName, string>> = {}
  const asGiven: Partial<Record<DecorationName, string>> = {}
  const remarks: Remark[] = []
  for (const field of names.filter((name) => given[name] !== undefined)) {
    const text = textOf(given[field])
    const told = text === undefined ? undefined : rules[field].tell(text, optionLanguage)
    if (told) toBank[field] = told.sent
    if (told?.sent === given[field]) continue
    if (text !== undefined) asGiven[field] = keepable(text, rules[field].maxKeptLength)
    remarks.push({ field, deed: told ? (told.isCut ? 'cut' : 'changed') : 'left out' })
  }
  return { toBank, asGiven, remarks }
}

/** A number is what a database makes of a string of digits. No other type holds anything a buyer could read. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'bigint' || Number.isFinite(value) ? String(value) : undefined
}

/** What both databases can store: PostgreSQL takes neither NUL nor an unpaired surrogate. */
function keepable(text: string, maxLength: number): string {
  // A little more than is kept: the cut must see the last character whole.
  return cutTo(text.slice(0, maxLength + 100).replaceAll(/[\0\p{Cs}]/gu, '\ufffd'), maxLength)
}

function tellDescription(text: string): Told | undefined {
  const { line, isCut } = plainLine(text, maxDescriptionLength)
  return line === '' ? undefined : { sent: line, isCut }
}

/**
 * Never cut: another address is another person. The bank checks the address when the buyer pays (BPC: registration),
 * and a payment that stops there is worse than a receipt that is not sent.
 */
function tellEmail(text: string): Told | undefined {
  const sent = text.trim()
  return sent.length <= maxEmailLength && isEmailAddress(sent) ? { sent } : undefined
}

/** `fr` for `FR`, `fr-CA` and `fr_CA.UTF-8`. A bank refuses the whole order for a language it does not have. */
function tellLanguage(text: string, optionLanguage: string | undefined): Told | undefined {
  const [, primary = ''] = /^([a-z]{2})(?:[-_.@].*)?$/i.exec(text.trim()) ?? []
  const sent = primary.toLowerCase()
  return bankLanguages.has(sent) || sent === optionLanguage ? { sent } : undefined
}
