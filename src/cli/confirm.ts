import { UsageError } from './exit-codes.ts'
import type { World } from './world.ts'

/** How many characters of the order number a person types to confirm. */
const typedCount = 4

/**
 * Asks before money moves: the person types the last four characters of the order number.
 *
 * @throws UsageError if nobody can be asked, or something else was typed. Nothing was sent.
 */
export async function confirm(world: World, what: string, orderNumber: string): Promise<void> {
  const wanted = orderNumber.slice(-typedCount)
  if (!world.ask) throw new UsageError(`${what} wants to be confirmed on a terminal, or by --yes. Nothing was sent.`)
  const typed = await world.ask(`${what}\nType the last ${typedCount} characters of the order number (…${wanted}): `)
  if (typed.trim().toUpperCase() === wanted.toUpperCase()) return
  throw new UsageError(`Wanted ${wanted}, got ${JSON.stringify(typed.trim())}. Nothing was sent.`)
}

/** What a person types to have several orders forgotten. */
const forgetWord = 'forget'

/**
 * Asks before anything is blanked: the person types the last four characters of the number, or of several orders and
 * payment links the word `forget`.
 *
 * @throws UsageError if nobody can be asked, or something else was typed. Nothing was blanked.
 */
export async function confirmForgetting(world: World, numbers: readonly string[]): Promise<void> {
  const [first = '', ...others] = numbers
  const wanted = others.length === 0 ? first.slice(-typedCount) : forgetWord
  const what = others.length === 0 ? first : `these ${numbers.length}`
  if (!world.ask) {
    throw new UsageError('forget wants to be confirmed on a terminal, or by --yes. Nothing was blanked.')
  }
  const typed = await world.ask(`Blank this in ${what} for good?\nType ${wanted} to go on: `)
  if (typed.trim().toUpperCase() === wanted.toUpperCase()) return
  throw new UsageError(`Wanted ${wanted}, got ${JSON.stringify(typed.trim())}. Nothing was blanked.`)
}

/** What a person types to have lost orders taken in. */
const takeInWord = 'take in'

export interface TakeInQuestion {
  readonly lost: number
  /** Orders that are in the ledger, and about which the bank says something new. */
  readonly behind: number
  /** So many of the ledger's own orders owe goods once it hears that they are paid. */
  readonly owing: number
  readonly handsOver: boolean | undefined
}

/**
 * Asks before lost orders are taken in: the person types `take in`.
 *
 * @throws UsageError if nobody can be asked, or something else was typed. Nothing was taken in.
 */
export async function confirmTakeIn(world: World, question: TakeInQuestion): Promise<void> {
  if (!world.ask)
    throw new UsageError('--take-in wants to be confirmed on a terminal, or by --yes. Nothing was taken in.')
  const { lost, behind, owing, handsOver } = question
  const goods = handsOver ? 'and their goods go out' : 'and nothing of theirs goes out'
  const what = lost === 0 ? [] : [`Take in ${ordersText(lost, 'lost ')}, as far as the bank confirms it, ${goods}?`]
  const ask = behind === 0 ? [] : [`Ask the bank about ${ordersText(behind)} that the ledger is behind with?`]
  const owed = owing === 0 ? [] : [handsOver ? `Goods of ${owing} of those go out.` : leftAloneText(owing)]
  const typed = await world.ask(
    `${[...what, ...ask, ...owed].join('\n')}\n${lost === 0 ? '' : onOneLogin}Type ${takeInWord} to go on: `,
  )
  if (typed.trim().toLowerCase() === takeInWord) return
  throw new UsageError(`Wanted ${takeInWord}, got ${JSON.stringify(typed.trim())}. Nothing was taken in.`)
}

function ordersText(count: number, which = ''): string {
  return `${count} ${which}${count === 1 ? 'order' : 'orders'}`
}

function leftAloneText(owing: number): string {
  return `${owing} more are left alone: they are open here, and their goods would go out.`
}

const onOneLogin =
  'Shops on one login must share a ledger. An order of another shop on the same login looks like one of yours\n' +
  "otherwise: of those that neither --orders nor their jsonParams (shop) name as this shop's, nothing goes out.\n"
