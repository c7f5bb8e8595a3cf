import { makeGateway } from './gateway/axios-gateway.ts'
import { makeDoors } from './gateway/doors.ts'
import type { Doors } from './gateway/doors.ts'
import type { WatchCall } from './gateway/watch-call.ts'
import type { Logger } from './logger.ts'
import type { CheckoutSettings } from './options/settings.ts'
import { gatewayAccountOf, gatewayAt } from './settlement/gateway-account.ts'
import type { OwnGateway } from './settlement/gateway-account.ts'

/** The gateway behind its doors, and what its login may do. */
export interface Bank {
  readonly gateway: Doors
  /** Under which accounts this gateway's orders are in the ledger. */
  readonly own: OwnGateway
  /** Why this login cannot move money; undefined if it can. */
  readonly moneyOutRefusal: ReturnType<typeof makeGateway>['moneyOutRefusal']
  readonly close: () => void
}

export interface BankDeps {
  /** Looks on while calls are made. */
  readonly watchCall: WatchCall
  readonly logger: Logger
}

/** The bank of a store. Nothing is sent before the first call. */
export function makeBank(
  { gateway: options, breaker }: Pick<CheckoutSettings, 'breaker' | 'gateway'>,
  { watchCall, logger }: BankDeps,
): Bank {
  const { url, timeoutMs, ca, proxy, basic, dialect, requestsPerMinute, login } = options
  const how = { url, timeoutMs, ca, proxy, basic, dialect, requestsPerMinute }
  const client = makeGateway({ ...how, watchCall, ...login })
  return {
    gateway: makeDoors(client, { ...breaker, logger }),
    own: {
      gatewayAccount: gatewayAccountOf(url, 'user' in login ? login.user : login.token),
      formerGateways: options.formerUrls.map(gatewayAt),
    },
    moneyOutRefusal: client.moneyOutRefusal,
    close: () => client.close(),
  }
}
