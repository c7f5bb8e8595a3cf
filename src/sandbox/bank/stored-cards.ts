import { randomUUID } from 'node:crypto'
import type { BankCard } from './bank-order.ts'

/** A card that a client of the merchant had stored: a "binding" (BPC: bindings). */
export interface StoredBankCard {
  readonly bindingId: string
  /** The merchant's own id of the buyer. */
  readonly clientId: string
  readonly card: BankCard
}

export interface StoredBankCards {
  find(bindingId: string): StoredBankCard | undefined
  /** Oldest first. */
  of(clientId: string): readonly StoredBankCard[]
  /** The same card of the same client is stored once. */
  store(clientId: string, card: BankCard): StoredBankCard
  /** @returns whether it was there. */
  remove(bindingId: string): boolean
  clear(): void
}

/** @param maxCount - beyond that the bank forgets the oldest. */
export function makeStoredBankCards(maxCount: number): StoredBankCards {
  // A map keeps the order in which its keys were added.
  const byId = new Map<string, StoredBankCard>()

  function cardsOf(clientId: string): readonly StoredBankCard[] {
    return [...byId.values()].filter((stored) => stored.clientId === clientId)
  }

  return {
    find: (bindingId) => byId.get(bindingId),
    of: cardsOf,
    store(clientId, card) {
      const same = cardsOf(clientId).find((stored) => isSame(stored.card, card))
      if (same) return same
      const stored = { bindingId: randomUUID(), clientId, card }
      byId.set(stored.bindingId, stored)
      const [oldest] = byId.keys()
      if (byId.size > maxCount && oldest !== undefined) byId.delete(oldest)
      return stored
    },
    remove: (bindingId) => byId.delete(bindingId),
    clear: () => byId.clear(),
  }
}

function isSame(one: BankCard, other: BankCard): boolean {
  return one.maskedNumber === other.maskedNumber && one.expiration === other.expiration
}
