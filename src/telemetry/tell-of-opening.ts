import { showLedger } from '../show-ledger.ts'
import { openedChannel } from './channels.ts'
import type { OpenedEvent } from './events.ts'

/** What is told of a checkout that is made. */
interface OpenedSettings extends Pick<OpenedEvent, 'baseUrl' | 'capture'> {
  readonly gateway: { readonly url: string }
  readonly databaseUrl: string
  readonly handsOver: boolean
  readonly onPaid?: unknown
  readonly onPaidInTransaction?: unknown
  readonly catalog: unknown
}

/** Tells that a checkout was made, before it has sent or opened anything. */
export function tellOfOpening(settings: OpenedSettings): void {
  if (!openedChannel.hasSubscribers) return
  const { gateway, baseUrl, databaseUrl, handsOver, onPaid, onPaidInTransaction, capture, catalog } = settings
  const event: OpenedEvent = {
    gatewayUrl: gateway.url,
    baseUrl,
    ledger: showLedger(databaseUrl),
    isLedger: (address) => address === databaseUrl,
    handsOver,
    handler: onPaid ? 'onPaid' : onPaidInTransaction ? 'onPaidInTransaction' : undefined,
    capture,
    skus: typeof catalog === 'object' && catalog !== null ? Object.keys(catalog) : [],
  }
  openedChannel.publish(event)
}
