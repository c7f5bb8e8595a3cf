import { isJsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import { lateRefundKey } from '../order.ts'
import type { Situation } from './explanation.ts'
import { isSeenToBeMade, refundUnderWay, textIn } from './facts.ts'
import type { Teller } from './facts.ts'
import { backWords, underWayWords } from './words/money-back.ts'
import type { BackWay } from './words/money-back.ts'

/** One sum that went back to the buyer, and the entry that told of it first. */
interface Back {
  readonly amountMinor: number
  readonly entry: Entry
  /** Of our own refund. */
  readonly key: string | undefined
}

/** What went back and how, and what is on its way. */
export function moneyBackSentences(situation: Situation, teller: Teller): readonly string[] {
  return [...backSentences(situation, teller), ...underWaySentences(situation, teller)]
}

function backSentences({ order, entries }: Situation, { money, at }: Teller): readonly string[] {
  const steps = backSteps(entries)
  const totalMinor = steps.reduce((total, { amountMinor }) => total + amountMinor, 0)
  // Entries of older versions do not tell all of it.
  if (totalMinor === 0 || totalMinor !== order.refundedMinor) return []
  return [
    backWords(
      steps.map(({ amountMinor, entry, key }) => [
        wayOf({ entry, key }, entries),
        {
          amount: money(amountMinor),
          at: at(entry.at),
          key,
          by: key === undefined ? undefined : askerOf(key, entries),
        },
      ]),
    ),
  ]
}

/** Every entry after which more had gone back than before, oldest first. */
function backSteps(entries: readonly Entry[]): readonly Back[] {
  const steps: Back[] = []
  let beforeMinor = 0
  for (const entry of entries) {
    const own = ownRefundIn(entry)
    const totalMinor = entry.refundedMinor ?? (own ? beforeMinor + own.amountMinor : beforeMinor)
    const grownMinor = Math.max(0, totalMinor - beforeMinor)
    const ownMinor = own ? Math.min(own.amountMinor, grownMinor) : 0
    if (ownMinor > 0) steps.push({ amountMinor: ownMinor, entry, key: own?.key })
    if (grownMinor > ownMinor) steps.push({ amountMinor: grownMinor - ownMinor, entry, key: undefined })
    if (own && grownMinor === 0) claim(steps, own)
    beforeMinor += grownMinor
  }
  return steps
}

/** A refund of ours may show in the bank's amounts before it is known to be that one. */
function claim(steps: Back[], own: Pick<Back, 'amountMinor' | 'key'>): void {
  const index = steps.findLastIndex(({ amountMinor, key }) => key === undefined && amountMinor === own.amountMinor)
  const found = steps[index]
  if (found) steps[index] = { ...found, key: own.key }
}

/** The refund that an entry says was made. */
function ownRefundIn({ kind, detail }: Entry): { readonly amountMinor: number; readonly key: string } | undefined {
  if (kind !== 'moved' && kind !== 'refunded') return undefined
  const key = textIn(detail, 'key')
  const amountMinor = isJsonObject(detail) ? detail.amountMinor : undefined
  return key !== undefined && typeof amountMinor === 'number' ? { key, amountMinor } : undefined
}

function wayOf({ entry, key }: Pick<Back, 'entry' | 'key'>, entries: readonly Entry[]): BackWay {
  if (key === lateRefundKey) return lateWayOf(entries)
  if (key !== undefined) return 'ours'
  const before = entries[entries.indexOf(entry) - 1]
  return (before?.chargedBackMinor ?? 0) > 0 && entry.trigger === 'resolve' ? 'chargeback' : 'elsewhere'
}

/** Why money was refunded by itself: the entry that recorded it says so. */
function lateWayOf(entries: readonly Entry[]): 'late' | 'double' {
  return entries.some(({ detail }) => textIn(detail, 'reason') === 'reference-already-paid') ? 'double' : 'late'
}

function askerOf(key: string, entries: readonly Entry[]): string | undefined {
  const asked = entries.findLast(({ kind, detail }) => kind === 'refund-asked' && textIn(detail, 'key') === key)
  return textIn(asked?.detail, 'by')
}

function underWaySentences(situation: Situation, { money, at }: Teller): readonly string[] {
  const refund = refundUnderWay(situation)
  if (!refund) return []
  const { amountMinor, askedAt, key } = refund
  const facts = { amount: money(amountMinor), askedAt: at(askedAt), key }
  if (isSeenToBeMade(situation.order, refund)) return [underWayWords.seen(facts)]
  return [underWayWords[key === lateRefundKey ? lateWayOf(situation.entries) : 'asked'](facts)]
}
