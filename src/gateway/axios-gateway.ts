import type { GatewayRefusedError } from '../errors.ts'
import type { Gateway, Refused } from './gateway.ts'
import { judgeAcknowledgement, judgeRegister, judgeStatus, refusedUnsent } from './messages.ts'
import type { Question } from './messages.ts'
import {
  addressed,
  captureCall,
  declineCall,
  forbiddenTo,
  misfitOf,
  moneyless,
  refundCall,
  registerCall,
  reverseCall,
  statusCall,
} from './requests.ts'
import type { Call, Login } from './requests.ts'
import { makeSend } from './send.ts'
import type { Reply, Silence } from './send.ts'

export type GatewayOptions = Login & {
  /** Root of the REST API, e.g. `https://bank.example/payment/rest/`. */
  readonly url: string
  /**
   * How long one call may take in all, in milliseconds. Sandboxes were seen to take 20 s after 3-D Secure (protocol 15), so
   * that 30 to 60 s are usual. Running out of it means *unknown*, never *declined*.
   */
  readonly timeoutMs: number
  /** Language of the gateway's messages in calls that name none, ISO 639-1. */
  readonly language?: string | undefined
}

/** A gateway whose connections can be let go. */
export interface ClosableGateway extends Gateway {
  /** Why this login may not capture, reverse, refund or decline (a token, protocol 2); undefined where it may. */
  readonly moneyOutRefusal: GatewayRefusedError | undefined
  /** Ends registrations and questions that still wait for their turn as unavailable; they are never sent. */
  turnAway(): void
  /** Ends calls under way as unavailable and lets go of every connection; later calls are not sent. Idempotent. */
  close(): void
}

/**
 * The bank over HTTP: sends each call once, then judges what came back.
 *
 * `refused` is a clear no: no money moved. `unavailable` is everything that is neither a yes nor a no, and there money
 * may have moved unless it `isUnsent`: ask for the status. No method rejects, nothing is repeated, and no error carries a
 * credential.
 */
export function makeGateway(options: GatewayOptions): ClosableGateway {
  const { send, turnAway, close } = makeSend(options)
  const secrets = [options.user, options.password, options.token].filter((secret) => secret !== undefined)

  async function ask<Answer>(
    call: Call,
    judge: (question: Question, answer: Reply | Silence) => Answer,
  ): Promise<Answer | Refused> {
    const { method } = call
    const forbidden = forbiddenTo(options, call)
    if (forbidden !== undefined) return refusedUnsent(method, 'token', forbidden)
    const { fields } = addressed(call, options, options.language)
    const misfit = misfitOf(fields)
    if (misfit !== undefined) return refusedUnsent(method, 'request', misfit)
    return judge({ method, secrets }, await send(method, fields))
  }

  const refusal = forbiddenTo(options, { method: 'refund.do', fields: [] })
  return {
    moneyOutRefusal: refusal === undefined ? undefined : refusedUnsent('refund.do', 'token', refusal).error,
    register: (registration) => ask(registerCall(registration), judgeRegister),
    status: (key) => ask(statusCall(key), judgeStatus),
    capture: (request) => ask(captureCall(request), judgeAcknowledgement),
    reverse: (request) => ask(reverseCall(request), judgeAcknowledgement),
    refund: (request) => ask(refundCall(request), judgeAcknowledgement),
    decline: (request) => ask(declineCall(request), judgeAcknowledgement),
    turnAway: () => turnAway(moneyless),
    close,
  }
}
