import type { Heard } from '../../gateway/heard.ts'
import type { BankAnswer, WatchCall } from '../../gateway/watch-call.ts'
import type { GatewayEvent, GatewayOutcome } from '../events.ts'
import type { Telemetry } from '../telemetry.ts'

/**
 * Tells of every call to the bank.
 *
 * @param root - of the bank's API, without a login.
 */
export function makeWatchCall(root: string, telemetry: Telemetry): WatchCall {
  return ({ method, door }, make) => {
    let heard: Heard | undefined
    const telling = {
      begin: () => ({ method, door, url: new URL(method, root.endsWith('/') ? root : `${root}/`).href }),
      end: (answer: BankAnswer) => factsOf(answer, heard),
    }
    return telemetry.operation('gateway', telling, () => make((came) => (heard = came)))
  }
}

function factsOf(answer: BankAnswer, heard: Heard | undefined): Partial<GatewayEvent> {
  const outcome = outcomeOf(answer, heard)
  return {
    outcome,
    ...(heard && 'status' in heard ? { httpStatus: heard.status } : {}),
    ...(answer.outcome === 'refused' && outcome === 'refused' ? { errorCode: answer.error.errorCode } : {}),
  }
}

function outcomeOf(answer: BankAnswer, heard: Heard | undefined): GatewayOutcome {
  if ('isUnsent' in answer) return 'unsent'
  if (answer.outcome !== 'unavailable') return answer.outcome
  if (answer.isUnreadable) return 'unreadable'
  return heard && 'silence' in heard ? 'silent' : 'unavailable'
}
