import { randomUUID } from 'node:crypto'
import { CheckoutError } from '../errors.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import { liveCheckSku } from '../live-check.ts'
import type { Order, OrderStatus } from '../order.ts'
import type { OpenOrder } from '../settlement/open-order/open-order.ts'
import { found, inOwnVariables } from './finding.ts'
import type { Finding } from './finding.ts'
import { liveCallbackFindings } from './live-callback.ts'
import type { DoctorSettings } from './set-up.ts'

/** Registers one unit at the bank, closes it, and sends the store a callback about it. */
export type LiveCheck = (interrupted?: AbortSignal) => Promise<readonly Finding[]>

export interface LiveCheckDeps {
  readonly settings: DoctorSettings
  readonly ledger: Pick<OrderLedger, 'search'>
  readonly openOrder: OpenOrder
  /** Each asks the bank before and after. */
  readonly decline: (orderNumber: string) => Promise<Order>
  readonly settle: (orderNumber: string) => Promise<Order>
}

/** Nobody can pay these any more. */
const closed: ReadonlySet<OrderStatus> = new Set(['declined', 'expired', 'reversed', 'refunded'])

/** How often to ask and to close before the order is left to the sweep. Chosen by feel. */
const maxTries = 3

/** How many orders of earlier checks, which were killed half-way, are closed first. Chosen by feel. */
const maxLeftovers = 20

/**
 * The order is one like any other: it is in the ledger before the bank hears of it, and after silence the bank is
 * asked. Its payment page is shown to nobody, so it cannot be paid. If this process dies half-way, the sweep asks about
 * it, the next check closes it, and the bank ends it after 20 minutes. No money moves.
 */
export function makeLiveCheck(deps: LiveCheckDeps): LiveCheck {
  const { settings, ledger, decline, settle } = deps

  async function openOnes(): Promise<readonly Order[]> {
    const open: Order[] = []
    const query = { sku: liveCheckSku, status: ['registering', 'unknown', 'registered'], limit: maxLeftovers } as const
    for await (const order of ledger.search(query)) open.push(order)
    return open
  }

  /** Asks, closes, and asks again; undefined once nobody can pay it. */
  async function close({ orderNumber }: Pick<Order, 'orderNumber'>): Promise<string | undefined> {
    let reason = 'the bank still has it open'
    for (let tries = 0; tries < maxTries; tries += 1) {
      try {
        const order = await settle(orderNumber)
        if (closed.has(order.status)) return undefined
        // Without an id the bank cannot be told which: asking by its number has closed it, or will.
        if (order.status !== 'registered') reason = `its status is ${order.status}`
        else if (closed.has((await decline(orderNumber)).status)) return undefined
      } catch (error) {
        reason = messageOf(error)
      }
    }
    return reason
  }

  /** What the options tell, else the last order, else what is known of a bank by name. */
  async function findCurrency(): Promise<string | undefined> {
    return settings.currency?.alphabetic ?? (await lastCurrency(ledger)) ?? settings.gateway.bank?.currencies?.[0]
  }

  /** What the order of one unit came to, and what is found of that. */
  async function openOne(currency: string): Promise<{ readonly order?: Order; readonly findings: readonly Finding[] }> {
    const before = new Set((await openOnes()).map(({ orderNumber }) => orderNumber))
    try {
      const { order } = await deps.openOrder(requestOf(currency))
      return { order, findings: [] }
    } catch (error) {
      const order = (await openOnes()).find(({ orderNumber }) => !before.has(orderNumber))
      const left = order && (await close(order))
      return { findings: [failureOf(error, order, left)] }
    }
  }

  const look: LiveCheck = async (interrupted) => {
    for (const order of await openOnes()) await close(order)
    const { name, mandatory = [] } = settings.gateway.bank ?? {}
    if (name !== undefined && mandatory.length > 0) return [found('live-fields-wanted', name, mandatory.join(', '))]
    const currency = await findCurrency()
    if (currency === undefined) return [found('live-currency-missing')]
    if (interrupted?.aborted) return []
    const { order, findings } = await openOne(currency)
    if (!order) return findings
    const left = await close(order)
    const open = left === undefined ? [] : [found('live-left-open', order.orderNumber, left)]
    return [...open, ...(await liveCallbackFindings(settings, order))]
  }
  return async (interrupted) => inOwnVariables(await look(interrupted), settings.environmentPrefix)
}

function requestOf(currency: string): Parameters<OpenOrder>[0] {
  const mark = randomUUID()
  return {
    wish: { sku: liveCheckSku, amountMinor: 1, currency, description: 'Check of the connection, not to be paid' },
    wishKey: mark,
    browserKey: undefined,
    isBrowserKeyPassing: false,
    idempotencyMark: undefined,
    remembered: [],
    isStarter: () => true,
    admit: () => Promise.resolve(),
  }
}

async function lastCurrency(ledger: Pick<OrderLedger, 'search'>): Promise<string | undefined> {
  for await (const { currency } of ledger.search({ limit: 1 })) return currency
  return undefined
}

/** @param left - why the order is still open; undefined if it is closed, or was never there. */
function failureOf(error: unknown, order: Order | undefined, left: string | undefined): Finding {
  const reason = messageOf(error)
  const code = error instanceof CheckoutError ? error.code : undefined
  if (order && left !== undefined) return found('live-unknown', order.orderNumber, reason)
  if (code === 'CHECKOUT_GATEWAY_REFUSED') return found('live-refused', reason)
  if (code === 'CHECKOUT_GATEWAY_RESPONSE') return found('live-page-refused', reason)
  if (code === 'CHECKOUT_GATEWAY_UNAVAILABLE') return found('live-silent', reason)
  return found('check-unfinished', 'one unit at the bank', reason)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
