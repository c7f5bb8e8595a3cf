import type { WireObject } from './answers.ts'
import type { BankRefusal } from './bank/bank-order.ts'
import type { Parameters } from './parameters.ts'

/** One method of the API. */
export interface Endpoint {
  /** A token can register orders and query their status, never move money (BPC: logins). */
  readonly takesToken: boolean
  readonly answer: (parameters: Parameters, login: Login) => WireObject
  /** How this endpoint words a refusal. */
  readonly refuse: (refusal: BankRefusal) => WireObject
}

export type Login = 'password' | 'token'

export const done: WireObject = { errorCode: 0, errorMessage: 'Success' }

/** The usual wording of an answer, and of a refusal. */
export function asIs(answer: WireObject | BankRefusal): WireObject {
  return { ...answer }
}
