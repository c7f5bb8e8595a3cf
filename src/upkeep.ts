import { makeBalanceDay } from './balance/make-balance.ts'
import type { BalanceDay } from './balance/make-balance.ts'
import type { Bank } from './bank.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { RunningWork } from './running-work.ts'
import { isAtOwnGateway } from './settlement/gateway-account.ts'
import type { ImportOrder } from './settlement/open-order/import-order.ts'

/** What is done to the ledger by hand, and what it is compared with. */
export interface Upkeep extends Pick<Ledger, 'adoptShop' | 'migrate' | 'recount'> {
  readonly importOrder: ImportOrder
  readonly balanceDay: BalanceDay
}

export interface UpkeepDeps {
  readonly ledger: Ledger
  readonly bank: Pick<Bank, 'gateway' | 'own'>
  readonly work: RunningWork
  /** The shop's zone. */
  readonly timeZone: string
  readonly importOrder: ImportOrder
}

export function makeUpkeep({ ledger, bank, work, timeZone, importOrder }: UpkeepDeps): Upkeep {
  const { adoptShop, migrate, recount } = ledger
  const isKnownThere = (gatewayAccount: string): boolean => isAtOwnGateway(gatewayAccount, bank.own)
  const balanceDay = makeBalanceDay({ ledger, gateway: bank.gateway, isKnownThere, timeZone })
  return {
    adoptShop,
    migrate,
    recount,
    importOrder: (listed, terms) => work.run(() => importOrder(listed, terms)),
    balanceDay: (terms) => work.run(() => balanceDay(terms)),
  }
}
