import type { BankRefusal } from './bank/bank-order.ts'
import type { Login } from './endpoint.ts'
import type { Parameters } from './parameters.ts'

export interface Accounts {
  readonly user: string
  readonly password: string
  readonly token: string | undefined
}

export const accessDenied: BankRefusal = { errorCode: '5', errorMessage: 'Access denied' }

/** Either a login or a token, never both (BPC: transport). */
export function logIn({ userName, password, token }: Parameters, accounts: Accounts): Login | BankRefusal {
  if (token) {
    return token === accounts.token && userName === undefined && password === undefined ? 'token' : accessDenied
  }
  if (!userName) return { errorCode: '4', errorMessage: '[userName] is required' }
  if (!password) return { errorCode: '4', errorMessage: '[password] is required' }
  return userName === accounts.user && password === accounts.password ? 'password' : accessDenied
}

/**
 * The login of an `Authorization` header as the parameters that it stands for (RFC 7617); none if there is none, or the
 * bank does not take it.
 */
export function basicLogin(header: string | undefined, isTaken: boolean): Parameters {
  const encoded = isTaken ? /^Basic ([\w+/=-]+)$/i.exec(header ?? '')?.[1] : undefined
  if (encoded === undefined) return {}
  const [userName = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { userName, password: rest.join(':') }
}
