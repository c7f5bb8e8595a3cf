import type { StoredCard } from '../stored-cards.ts'
import { decorative, listOf, Mismatch, objectOf, optional, required } from './fields.ts'
import type { Field } from './fields.ts'
import { readCardNumber } from './redact.ts'
import { readText, readWord } from './wire-values.ts'

/** The fields of `getBindings.do` that we use (BPC: bindings). The cardholder and the expiry date are never read. */
export interface CardsMessage {
  readonly bindings?: readonly BindingMessage[] | undefined
}

interface BindingMessage {
  readonly bindingId: string
  readonly clientId?: string | undefined
  readonly maskedPan?: string | undefined
  readonly paymentSystem?: string | undefined
}

/** 1 to 255 characters (BPC: bindings). */
export const readBindingId = readText(255)

/** What is read, and how strictly: the ids must be readable, while the rest only helps a buyer to tell cards apart. */
export const readCards: Field<CardsMessage> = objectOf<CardsMessage>({
  bindings: listOf(
    objectOf<BindingMessage>({
      bindingId: required(readBindingId),
      clientId: optional(readText(255)),
      maskedPan: decorative(readCardNumber),
      paymentSystem: decorative(readWord),
    }),
  ),
})

/** The cards, in our words. A mismatch if one of them is another client's: then the answer is not about this one. */
export function cardsOf({ bindings = [] }: CardsMessage, clientId: string): readonly StoredCard[] | Mismatch {
  const other = bindings.findIndex((binding) => (binding.clientId ?? clientId) !== clientId)
  if (other !== -1) return new Mismatch(`bindings.${other}.clientId`)
  return bindings.map(({ bindingId, maskedPan, paymentSystem }) => ({
    bindingId,
    maskedNumber: maskedPan,
    brand: paymentSystem,
  }))
}
