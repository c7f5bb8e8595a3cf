import type { Card } from './order.ts'

/** A card that the bank has stored for a buyer. Nothing of it is in the ledger but its id, on the orders it was for. */
export interface StoredCard extends Card {
  /** Names the card at the bank: an item's `bindingId` pays with it, `cards.remove` removes it. */
  readonly bindingId: string
}

/** What became of a card that was to be removed. */
export interface RemovedCard {
  /** False if the bank has no such card in use: it was removed before, or there never was one with this id. */
  readonly wasStored: boolean
}

/**
 * The buyers' cards that are stored at the bank, which has to allow it. Asks the bank each time, and reads and writes
 * no ledger.
 *
 * Nothing here knows who is asking. Before you call either, **your store must check that the buyer it serves owns the
 * `clientId`**, and, before `remove`, that the card is in that client's list.
 */
export interface StoredCards {
  /**
   * The cards that a buyer can pay with again, in the bank's order; without those that have expired. Empty if there are
   * none. Safe to repeat.
   *
   * @param clientId - your own id of the buyer, as in the items the buyer paid for.
   * @throws CheckoutError; nothing has changed and no money moved.
   * - `CHECKOUT_INVALID_REQUEST` for anything but 1 to 255 characters on one line, without HTML
   * - `CHECKOUT_GATEWAY_REFUSED` if the bank allows this login no stored cards, or for a token login, which may only
   *   register orders and ask for them
   * - `CHECKOUT_GATEWAY_UNAVAILABLE`: no usable answer; ask again
   * - `CHECKOUT_CLOSED`
   */
  list(clientId: string): Promise<readonly StoredCard[]>
  /**
   * Removes a card at the bank: nobody can pay with it any more. Orders it has paid stay as they are. Safe to repeat: a
   * card that is not there is no error.
   *
   * @param bindingId - of a card in the list of a client.
   * @throws CheckoutError as {@link StoredCards.list} does; no money moved. After `CHECKOUT_GATEWAY_UNAVAILABLE` **the
   *   card may be removed or not**, unless the message says that nothing was sent: call it again.
   */
  remove(bindingId: string): Promise<RemovedCard>
}
