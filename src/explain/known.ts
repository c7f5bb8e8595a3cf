import { isEndedUnpaid } from '../order.ts'
import { timesOf } from '../times-of.ts'
import type { Situation } from './explanation.ts'
import { factsOf, textIn } from './facts.ts'
import type { Teller } from './facts.ts'
import { goodsSentence } from './goods.ts'
import { moneyBackSentences } from './money-back.ts'
import { reviewSentences } from './reviewed.ts'
import { standingOf } from './standing.ts'
import { closingWords } from './words/closings.ts'
import { forgottenWords } from './words/forgotten.ts'
import { standingWords } from './words/statuses.ts'

/** What is known about an order, the most important first. */
export function knownOf(situation: Situation, teller: Teller): readonly string[] {
  return [
    ...statusSentences(situation, teller),
    goodsSentence(situation, teller),
    ...closingSentences(situation),
    ...moneyBackSentences(situation, teller),
    ...forgottenSentences(situation, teller),
  ]
}

function statusSentences(situation: Situation, teller: Teller): readonly string[] {
  const standing = standingOf(situation)
  if (standing === 'review') return reviewSentences(situation, teller)
  return [standingWords[standing](factsOf(situation, teller))]
}

/** Of an order that ended unpaid, or did so once: money may have come since. */
function closingSentences({ order: { status, closing }, entries }: Situation): readonly string[] {
  // Money has come, or may still come: the word is taken back.
  if ((closing === 'owed' || closing === 'due') && !isEndedUnpaid(status)) return []
  const failed = entries.filter(({ kind }) => kind === 'closing-failed' || kind === 'closing-stuck')
  const sentence = closingWords[closing]({
    hasFailed: failed.length > 0,
    times: timesOf(failed.length),
    error: textIn(failed.at(-1)?.detail, 'reason'),
  })
  return sentence === undefined ? [] : [sentence]
}

function forgottenSentences({ order: { forgottenAt } }: Situation, { at }: Teller): readonly string[] {
  return forgottenAt === undefined ? [] : [forgottenWords(at(forgottenAt))]
}
