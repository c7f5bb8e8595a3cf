import { orderNumberGrammar } from '../ids.ts'
import { makeSigner } from './signature.ts'

/** Signed texts that stand for an order where no cookie does. Nothing is stored: a valid one was issued by us. */
export interface Tickets {
  /** Lets a client without cookies ask what became of its order. */
  statusKeyOf(orderNumber: string): string
  isStatusKey(orderNumber: string, statusKey: string): boolean
  /** The last part of an address that sends a browser on to the bank; valid for two minutes. */
  sendOn(orderNumber: string, now: Date): string
  /** Undefined if we did not issue it. */
  readSendOn(ticket: string, now: Date): SendOnTicket | undefined
}

export interface SendOnTicket {
  readonly orderNumber: string
  readonly issuedAt: Date
  /** Whether its two minutes are over. */
  readonly isOld: boolean
}

/** How long a page may take to send its browser on, in milliseconds. */
const sendOnForMs = 2 * 60_000

/** Grammar: an order number, the time of issue in milliseconds since 1970, and the signature over both. */
const grammar = new RegExp(`^(${orderNumberGrammar})\\.([1-9][0-9]{0,14})\\.([0-9A-Za-z_-]{43})$`)

export function makeTickets(secrets: readonly [string, ...string[]]): Tickets {
  const statusKeys = makeSigner(secrets, 'status-key')
  const sendOn = makeSigner(secrets, 'send-on')
  return {
    statusKeyOf: (orderNumber) => statusKeys.sign(orderNumber),
    isStatusKey: (orderNumber, statusKey) => statusKeys.isSigned(orderNumber, statusKey),
    sendOn(orderNumber, now) {
      const text = `${orderNumber}.${now.getTime()}`
      return `${text}.${sendOn.sign(text)}`
    },
    readSendOn(ticket, now) {
      const [, orderNumber, issued, signature] = grammar.exec(ticket) ?? []
      if (!orderNumber || !issued || !signature) return undefined
      if (!sendOn.isSigned(`${orderNumber}.${issued}`, signature)) return undefined
      const issuedAt = new Date(Number(issued))
      return { orderNumber, issuedAt, isOld: now.getTime() - issuedAt.getTime() > sendOnForMs }
    },
  }
}
