import type { WireObject } from './answers.ts'
import type { StoredBankCard, StoredBankCards } from './bank/stored-cards.ts'
import { asIs, done } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

export interface CardCallsOptions {
  readonly cards: StoredBankCards
  /** The bank's time. */
  readonly now: () => Date
}

/** `getBindings.do`: the cards of one client. All of them are common ones, `C` (BPC: bindings). */
export function listCards({ cards, now }: CardCallsOptions): Endpoint {
  return {
    takesToken: false,
    refuse: asIs,
    answer({ clientId, bindingType = 'C', showExpired }) {
      if (!clientId) return { errorCode: '1', errorMessage: '[clientId] is empty' }
      const stored = bindingType === 'C' ? cards.of(clientId) : []
      const shown = showExpired === 'true' ? stored : stored.filter(({ card }) => card.expiration >= monthOf(now()))
      if (shown.length === 0) return { errorCode: '2', errorMessage: 'Information is not found' }
      return { errorCode: '0', errorMessage: 'Success', bindings: shown.map(binding) }
    },
  }
}

/** `unBindCard.do`. Nothing there, and removed before, are one code (BPC: bindings). */
export function removeCard({ cards }: Pick<CardCallsOptions, 'cards'>): Endpoint {
  return {
    takesToken: false,
    refuse: asIs,
    answer({ bindingId }) {
      if (!bindingId) return { errorCode: '1', errorMessage: '[bindingId] is empty' }
      return cards.remove(bindingId) ? done : { errorCode: '2', errorMessage: 'Binding not found' }
    },
  }
}

function binding({ bindingId, clientId, card }: StoredBankCard): WireObject {
  return {
    bindingId,
    maskedPan: card.maskedNumber,
    expiryDate: card.expiration,
    clientId,
    bindingCategory: 'COMMON',
    paymentSystem: card.brand,
  }
}

/** YYYYMM, as the expiry date of a card: it is good to the end of its month. */
function monthOf(date: Date): string {
  return `${date.getFullYear()}${String(date.getMonth() + 1).padStart(2, '0')}`
}
