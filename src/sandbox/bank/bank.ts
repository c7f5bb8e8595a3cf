import type { BankOrder, BankRefusal, BankRegistration } from './bank-order.ts'
import { makeBooks } from './books.ts'
import type { Books, BooksOptions } from './books.ts'
import { makeCardTries } from './card-tries.ts'
import type { CardTries, CardTriesOptions } from './card-tries.ts'
import { makeMoneyMoves } from './money-moves.ts'
import type { MoneyMoves } from './money-moves.ts'

/** The bank: what an order can do, without HTTP or wire names. */
export interface Bank extends Omit<Books, 'add' | 'change'>, CardTries, MoneyMoves {
  /** @param size - size of the registration, in characters. */
  register(registration: BankRegistration, size: number): BankOrder | BankRefusal
}

export type BankOptions = BooksOptions & CardTriesOptions

export function makeBank(options: BankOptions): Bank {
  const { add, change, ...books } = makeBooks(options)
  const all: Books = { ...books, add, change }
  return { ...books, ...makeCardTries(all, options), ...makeMoneyMoves(all, options), register: add }
}
