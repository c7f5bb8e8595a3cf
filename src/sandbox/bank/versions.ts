import { isOpen } from './bank-order.ts'
import type { BankOrder } from './bank-order.ts'

/** The versions of each order that the status call can still report. */
export interface Versions {
  add(order: BankOrder): void
  remove(gatewayOrderId: string): void
  latest(gatewayOrderId: string): BankOrder | undefined
  /** The order as the status call reports it, which can lag. */
  tell(gatewayOrderId: string): BankOrder | undefined
  change(order: BankOrder, changes: Partial<BankOrder>, lagMs: number): BankOrder
  /** How many orders wait for a buyer. */
  openCount(): number
}

interface Version {
  readonly order: BankOrder
  /** When the status call starts to report it, in milliseconds since the epoch. */
  readonly visibleFrom: number
}

export function makeVersions(now: () => Date): Versions {
  const versionsOf = new Map<string, Version[]>()
  let openCount = 0

  function count(before: BankOrder | undefined, after: BankOrder | undefined): void {
    openCount += Number(after !== undefined && isOpen(after)) - Number(before !== undefined && isOpen(before))
  }

  function latest(gatewayOrderId: string): BankOrder | undefined {
    return versionsOf.get(gatewayOrderId)?.at(-1)?.order
  }

  return {
    latest,
    openCount: () => openCount,
    add(order) {
      count(undefined, order)
      versionsOf.set(order.gatewayOrderId, [{ order, visibleFrom: 0 }])
    },
    remove(gatewayOrderId) {
      count(latest(gatewayOrderId), undefined)
      versionsOf.delete(gatewayOrderId)
    },
    tell: (gatewayOrderId) =>
      versionsOf.get(gatewayOrderId)?.findLast((version) => version.visibleFrom <= now().getTime())?.order,
    change(order, changes, lagMs) {
      const next = { ...order, ...changes }
      const at = now().getTime()
      const versions = versionsOf.get(order.gatewayOrderId) ?? []
      if (versions.length > 0) count(versions.at(-1)?.order, next)
      versions.push({ order: next, visibleFrom: at + lagMs })
      // Versions before the one reported now are never reported again.
      versions.splice(
        0,
        versions.findLastIndex(({ visibleFrom }) => visibleFrom <= at),
      )
      return next
    },
  }
}
