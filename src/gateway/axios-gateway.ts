import type { GatewayRefusedError } from '../errors.ts'
import type { ConnectionOptions } from './connections.ts'
import { doorOf } from './door.ts'
import type { Door } from './door.ts'
import type { Refused, StatusAnswer } from './answers.ts'
import type { AcknowledgeRequest, Gateway, OrderKey } from './gateway.ts'
import { standardDialect } from './dialect.ts'
import type { GatewayDialect } from './dialect.ts'
import { jsonOf } from './json-body.ts'
import { judgeLegacyStatus } from './legacy-status.ts'
import {
  judgeAcknowledgement,
  judgeCards,
  judgeOrderList,
  judgeRegister,
  judgeRemoveCard,
  judgeStatus,
} from './messages.ts'
import { refusedUnsent } from './verdict.ts'
import type { Question } from './verdict.ts'
import {
  acknowledgeCall,
  addressed,
  authorizationOf,
  captureCall,
  cardsCall,
  declineCall,
  forbiddenTo,
  formOf,
  orderListCall,
  unsendableOf,
  refundCall,
  registerCall,
  removeCardCall,
  reverseCall,
  statusCall,
} from './requests.ts'
import type { Call, Login } from './requests.ts'
import { makeSend } from './send.ts'
import type { Heard } from './heard.ts'
import { unwatched } from './watch-call.ts'
import type { BankAnswer, WatchCall } from './watch-call.ts'

export type GatewayOptions = Login &
  ConnectionOptions & {
    /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
    readonly url: string
    /**
     * How long one call may take in total, in milliseconds. Sandboxes have taken 20 s after 3-D Secure (BPC: time
     * limits), so 30 to 60 s is usual. Running out of time means *unknown*, never *declined*.
     */
    readonly timeoutMs: number
    /** Language of the gateway's messages in calls that name none, ISO 639-1. */
    readonly language?: string | undefined
    /** How this bank speaks the protocol; as the manual says, if nothing is given. */
    readonly dialect?: GatewayDialect | undefined
    /** Calls in any minute, of this process; undefined: no limit. */
    readonly requestsPerMinute?: number | undefined
    /** Looks on while calls are made. What never leaves us, because it may not be sent, is no call. */
    readonly watchCall?: WatchCall | undefined
  }

/** A gateway whose connections can be closed. */
export interface ClosableGateway extends Gateway {
  /** Why this login may not capture, reverse, refund or decline (a token, BPC: logins); undefined if it may. */
  readonly moneyOutRefusal: GatewayRefusedError | undefined
  /** Queues at the `questions` door and goes through it, unless another door is named. */
  status(key: OrderKey, door?: Door): Promise<StatusAnswer>
  /** The same. */
  readonly acknowledge: ((request: AcknowledgeRequest, door?: Door) => Promise<StatusAnswer>) | undefined
  /** Cancels the calls queued at this door: they end as unavailable and are never sent. */
  cancelQueued(door: Door): void
  /** Ends calls under way as unavailable and closes every connection. Later calls are not sent. Idempotent. */
  close(): void
}

/**
 * The bank over HTTP: sends each call once, then judges what came back.
 *
 * `refused` is a clear no: no money moved. `unavailable` is neither a yes nor a no: money may have moved unless it
 * `isUnsent`, so ask for the status. No method rejects, only a status question is ever repeated, and no error carries a
 * credential.
 */
export function makeGateway(options: GatewayOptions): ClosableGateway {
  const { url, timeoutMs, ca, proxy, requestsPerMinute, dialect = standardDialect, watchCall = unwatched } = options
  const { body, acknowledgement: confirms } = dialect
  const authorization = authorizationOf(options)
  const { send, cancelQueued, close } = makeSend({ url, timeoutMs, ca, proxy, authorization, body, requestsPerMinute })
  const secrets = [options.user, options.password, options.token, authorization?.slice('Basic '.length)].filter(
    (secret) => secret !== undefined,
  )

  async function ask<Answer extends BankAnswer>(
    call: Call,
    judge: (question: Question, answer: Heard) => Answer,
    door?: Door,
  ): Promise<Answer | Refused> {
    const { method, lacking } = call
    const forbidden = forbiddenTo(options, call)
    if (forbidden !== undefined) return refusedUnsent(method, 'token', forbidden)
    const { fields } = addressed(call, options, options.language, dialect)
    const form = formOf(fields)
    const mismatch = call.misfit ?? unsendableOf(fields, form)
    if (mismatch !== undefined) return refusedUnsent(method, 'request', mismatch)
    return watchCall({ method, door: door ?? doorOf(method) }, async (onHeard) => {
      const heard = await send(method, body === 'json' ? jsonOf(fields) : form, door)
      onHeard(heard)
      return judge({ method, secrets, lacking }, heard)
    })
  }

  const judgeOfStatus = (question: Question, heard: Heard): StatusAnswer =>
    question.method === 'getOrderStatusExtended.do'
      ? judgeStatus(question, heard, dialect.phases)
      : judgeLegacyStatus(question, heard, dialect.phases)

  const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] })
  return {
    moneyOutRefusal: refusal === undefined ? undefined : refusedUnsent('refund.do', 'token', refusal).error,
    register: (registration) => ask(registerCall(registration, dialect), judgeRegister),
    status: (key, door) => ask(statusCall(key, dialect), judgeOfStatus, door),
    acknowledge: confirms && ((request, door) => ask(acknowledgeCall(confirms, request), judgeOfStatus, door)),
    capture: (request) => ask(captureCall(request), judgeAcknowledgement),
    reverse: (request) => ask(reverseCall(request), judgeAcknowledgement),
    refund: (request) => ask(refundCall(request, dialect), judgeAcknowledgement),
    decline: (request) => ask(declineCall(request), judgeAcknowledgement),
    cards: (request) => ask(cardsCall(request), (question, heard) => judgeCards(question, heard, request)),
    removeCard: (request) => ask(removeCardCall(request), judgeRemoveCard),
    orderList: (request) =>
      ask(orderListCall(request), (question, heard) => judgeOrderList(question, heard, dialect.phases)),
    cancelQueued,
    close,
  }
}
