import type { GatewayRefusedError } from '../errors.ts'
import type { ConnectionOptions } from './connections.ts'
import type { Door } from './door.ts'
import type { Refused, StatusAnswer } from './answers.ts'
import type { Gateway, OrderKey } from './gateway.ts'
import { judgeAcknowledgement, judgeRegister, judgeStatus, refusedUnsent } from './messages.ts'
import type { Question } from './messages.ts'
import {
  addressed,
  authorizationOf,
  captureCall,
  declineCall,
  forbiddenTo,
  unsendableOf,
  refundCall,
  registerCall,
  reverseCall,
  statusCall,
} from './requests.ts'
import type { Call, Login } from './requests.ts'
import { makeSend } from './send.ts'
import type { Heard } from './heard.ts'

export type GatewayOptions = Login &
  ConnectionOptions & {
    /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
    readonly url: string
    /**
     * How long one call may take in all, in milliseconds. Sandboxes were seen to take 20 s after 3-D Secure (BPC: time limits), so that 30 to 60 s are usual. Running out of it means *unknown*, never *declined*.
     */
    readonly timeoutMs: number
    /** Language of the gateway's messages in calls that name none, ISO 639-1. */
    readonly language?: string | undefined
  }

/** A gateway whose connections can be let go. */
export interface ClosableGateway extends Gateway {
  /** Why this login may not capture, reverse, refund or decline (a token, BPC: logins); undefined where it may. */
  readonly moneyOutRefusal: GatewayRefusedError | undefined
  /** A question goes through the door of questions, unless another is named: it waits for its turn there. */
  status(key: OrderKey, door?: Door): Promise<StatusAnswer>
  /** Ends calls that still wait for their turn at this door as unavailable; they are never sent. */
  cancelQueued(door: Door): void
  /** Ends calls under way as unavailable and lets go of every connection; later calls are not sent. Idempotent. */
  close(): void
}

/**
 * The bank over HTTP: sends each call once, then judges what came back.
 *
 * `refused` is a clear no: no money moved. `unavailable` is everything that is neither a yes nor a no, and there money
 * may have moved unless it `isUnsent`: ask for the status. No method rejects, nothing but a question is repeated, and
 * no error carries a credential.
 */
export function makeGateway(options: GatewayOptions): ClosableGateway {
  const { url, timeoutMs, ca, proxy } = options
  const authorization = authorizationOf(options)
  const { send, cancelQueued, close } = makeSend({ url, timeoutMs, ca, proxy, authorization })
  const secrets = [options.user, options.password, options.token, authorization?.slice('Basic '.length)].filter(
    (secret) => secret !== undefined,
  )

  async function ask<Answer>(
    call: Call,
    judge: (question: Question, answer: Heard) => Answer,
    door?: Door,
  ): Promise<Answer | Refused> {
    const { method } = call
    const forbidden = forbiddenTo(options, call)
    if (forbidden !== undefined) return refusedUnsent(method, 'token', forbidden)
    const { fields } = addressed(call, options, options.language)
    const mismatch = unsendableOf(fields)
    if (mismatch !== undefined) return refusedUnsent(method, 'request', mismatch)
    return judge({ method, secrets }, await send(method, fields, door))
  }

  const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] })
  return {
    moneyOutRefusal: refusal === undefined ? undefined : refusedUnsent('refund.do', 'token', refusal).error,
    register: (registration) => ask(registerCall(registration), judgeRegister),
    status: (key, door) => ask(statusCall(key), judgeStatus, door),
    capture: (request) => ask(captureCall(request), judgeAcknowledgement),
    reverse: (request) => ask(reverseCall(request), judgeAcknowledgement),
    refund: (request) => ask(refundCall(request), judgeAcknowledgement),
    decline: (request) => ask(declineCall(request), judgeAcknowledgement),
    cancelQueued,
    close,
  }
}
