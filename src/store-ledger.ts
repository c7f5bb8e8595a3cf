import { withFormerGateways } from './former-gateways.ts'
import { makeLedger } from './ledger/kysely-ledger.ts'
import type { LedgerOptions } from './ledger/kysely-ledger.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { CheckoutSettings } from './options/settings.ts'
import { gatewayAt } from './settlement/gateway-account.ts'
import { watchListener } from './telemetry/ports/watch-listener.ts'

type LedgerSettings = Pick<CheckoutSettings, 'gateway' | 'databasePool' | 'databaseUrl' | 'on' | 'secrets' | 'shop'>

export interface StoreLedgerDeps extends Pick<LedgerOptions, 'logger' | 'presence'> {
  /** Whether a command looks in, which is no store. */
  readonly isVisited: boolean
}

/** The ledger of a store, as its options name it. Nothing is opened before its first verb. */
export function ledgerOf(settings: LedgerSettings, { isVisited, presence, logger }: StoreLedgerDeps): Ledger {
  const ledger = makeLedger({
    databaseUrl: settings.databaseUrl,
    databasePool: settings.databasePool,
    shop: { ...settings.shop, isVisited },
    secrets: settings.secrets,
    onEntry: settings.on && watchListener(settings.on),
    presence,
    logger,
  })
  return withFormerGateways(ledger, settings.gateway.formerUrls.map(gatewayAt))
}
