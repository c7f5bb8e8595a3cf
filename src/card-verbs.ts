import { InvalidRequestError } from './errors.ts'
import type { Gateway } from './gateway/gateway.ts'
import { holdsHtml, isLine } from './plain-text.ts'
import type { RunningWork } from './running-work.ts'
import { showKind } from './show-value.ts'
import type { StoredCards } from './stored-cards.ts'

export interface CardVerbsDeps {
  readonly gateway: Pick<Gateway, 'cards' | 'removeCard'>
  readonly work: RunningWork
}

/** Cards that the bank has stored. The bank is asked each time; the ledger knows nothing of them. */
export function makeCardVerbs({ gateway, work }: CardVerbsDeps): { readonly cards: StoredCards } {
  const cards: StoredCards = {
    list: (clientId) =>
      work.run(async () => {
        requireIdentifier('cards.list: wanted a client id', clientId)
        const answer = await gateway.cards({ clientId })
        if (answer.outcome !== 'answered') throw answer.error
        return answer.cards
      }),
    remove: (bindingId) =>
      work.run(async () => {
        requireIdentifier('cards.remove: wanted the bindingId of a stored card', bindingId)
        const answer = await gateway.removeCard({ bindingId })
        if (answer.outcome === 'refused' || answer.outcome === 'unavailable') throw answer.error
        return { wasStored: answer.outcome === 'answered' }
      }),
  }
  return { cards }
}

/** The rule of an item's `clientId` and `bindingId`: the same value is sent to the bank in both places. */
function requireIdentifier(wanted: string, value: unknown): asserts value is string {
  const isText = typeof value === 'string' && value !== '' && value.length <= 255
  if (isText && isLine(value) && !holdsHtml(value)) return
  const got = isText ? 'control characters or HTML' : showKind(value)
  throw new InvalidRequestError(`${wanted}, 1 to 255 characters on one line, without HTML; got ${got}.`)
}
