import type { BankOrder, BankRefusal, BankRegistration } from './bank-order.ts'
import { makeBooks } from './books.ts'
import type { Books, BooksOptions } from './books.ts'
import { makeAttempts, makeCardTries } from './card-tries.ts'
import type { CardTries, CardTriesOptions } from './card-tries.ts'
import { makeCodePayments } from './code-payments.ts'
import type { CodePayments } from './code-payments.ts'
import { makeMoneyMoves } from './money-moves.ts'
import type { MoneyMoves, MoneyMovesOptions } from './money-moves.ts'
import { makeStoredBankCards } from './stored-cards.ts'
import type { StoredBankCards } from './stored-cards.ts'

/** The bank: what an order can do, without HTTP or wire names. */
export interface Bank extends Omit<Books, 'add' | 'change'>, CardTries, Omit<CodePayments, 'endDueCodes'>, MoneyMoves {
  /** @param size - size of the registration, in characters. */
  register(registration: BankRegistration, size: number): BankOrder | BankRefusal
  /** As many as orders are kept, at most. */
  readonly cards: StoredBankCards
}

export type BankOptions = BooksOptions & CardTriesOptions & MoneyMovesOptions

export function makeBank(options: BankOptions): Bank {
  const { add, change, ...books } = makeBooks(options)
  const all: Books = { ...books, add, change }
  const cards = makeStoredBankCards(options.keepOrders)
  const attempts = makeAttempts(all, cards, options)
  const { endDueCodes, ...codes } = makeCodePayments(all, attempts, options)
  return {
    ...books,
    ...makeCardTries(all, cards, attempts),
    ...codes,
    ...makeMoneyMoves(all, options),
    cards,
    register: (registration, size) => otherClientsCard(cards, registration) ?? add(registration, size),
    expireDue() {
      books.expireDue()
      endDueCodes()
    },
    forgetAll() {
      books.forgetAll()
      cards.clear()
    },
  }
}

/** A card can be paid with by the client it is stored for, and by nobody else. */
function otherClientsCard(cards: StoredBankCards, { bindingId, clientId }: BankRegistration): BankRefusal | undefined {
  if (bindingId === undefined) return undefined
  const stored = cards.find(bindingId)
  const isTheirs = stored !== undefined && stored.clientId === clientId
  return isTheirs ? undefined : { errorCode: '5', errorMessage: '[bindingId] is invalid' }
}
