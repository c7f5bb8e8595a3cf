import type { Acknowledgement, CardsAnswer, RegisterAnswer, RemoveCardAnswer, StatusAnswer } from './answers.ts'
import type { Door } from './door.ts'
import type { Method } from './error-codes.ts'
import type { Heard } from './heard.ts'

/** What a call to the bank resolves to. */
export type BankAnswer = RegisterAnswer | StatusAnswer | Acknowledgement | CardsAnswer | RemoveCardAnswer

/** Looks on while a call is made. `make` makes it, and tells what came back before that is judged. */
export type WatchCall = <Answer extends BankAnswer>(
  call: { readonly method: Method; readonly door: Door },
  make: (onHeard: (heard: Heard) => void) => Promise<Answer>,
) => Promise<Answer>

/** Nobody looks on. */
export const unwatched: WatchCall = (_call, make) => make(() => undefined)
