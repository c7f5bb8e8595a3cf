import { dayOf, exactPeriodOf } from '../days.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Balance } from './balance.ts'
import { makeBankDay } from './bank-day.ts'
import type { BankDay } from './bank-day.ts'
import { readBankList } from './bank-list.ts'
import { compareDay } from './compare-day.ts'
import type { ComparedLedger } from './compare-day.ts'
import { makeFindings } from './findings.ts'

/** What there is to know about what the bank told. */
export interface Told {
  /** A list tells orders as they stand, a registry what was done. */
  readonly source: Balance['source']
  /** Whether it tells what was given back, operation by operation. */
  readonly tellsRefunds: boolean
  /** It tells everything since then; undefined: it tells the days that it has. */
  readonly toldSince?: Date | undefined
  readonly notes?: readonly string[]
}

/** Reads what the bank tells of a day, all of it or nothing. */
export type BankSource = (bankDay: BankDay, terms: SourceTerms) => Promise<Told>

export interface SourceTerms {
  readonly day: string
  /** The bank's zone. */
  readonly timeZone: string
  readonly onProgress?: ((done: number, total?: number) => void) | undefined
}

export interface BalanceTerms extends Pick<SourceTerms, 'day' | 'onProgress'> {
  /** IANA name of the zone whose day it is; the shop's, if it is left out. */
  readonly timeZone?: string | undefined
  /** The bank's own list, if it is left out. */
  readonly source?: BankSource | undefined
}

/**
 * Compares one day of the bank's with the ledger, order by order and to the minor unit. Reads both, and changes
 * nothing.
 *
 * @throws GatewayRefusedError if the login may not ask for the list, GatewayUnavailableError if the bank did not give
 *   all of it, LedgerUnavailableError; whatever the source throws. Nothing is called balanced on half of it.
 */
export type BalanceDay = (terms: BalanceTerms) => Promise<Balance>

export interface BalanceDeps {
  readonly ledger: ComparedLedger
  readonly gateway: Pick<Gateway, 'orderList'>
  /** Whether the bank can know an order of this gateway account: under its present address, or a former one. */
  readonly isKnownThere: (gatewayAccount: string) => boolean
  /** The shop's zone. */
  readonly timeZone: string
}

const notOver =
  'The day is not over: what was paid while it was compared may differ, and what is still to come is not there. It ' +
  'balances as a whole once it is over.'

/** A bank's clock may be this far from ours, whichever way: its zone is nowhere told. In milliseconds. */
const zoneMs = 15 * 60 * 60 * 1000

export function makeBalanceDay({ ledger, gateway, isKnownThere, timeZone: shopZone }: BalanceDeps): BalanceDay {
  const fromList: BankSource = async (bankDay, { day, timeZone, onProgress }) => {
    const period = exactPeriodOf(day, day, timeZone)
    const since = new Date(period.since.getTime() - zoneMs)
    const until = new Date(period.until.getTime() + zoneMs)
    await readBankList(gateway, bankDay, { since, until, timeZone, onProgress })
    return { source: 'list', tellsRefunds: false, toldSince: since }
  }

  return async ({ day, timeZone = shopZone, source = fromList, onProgress }) => {
    const at = new Date()
    const bankDay = makeBankDay()
    const findings = makeFindings()
    try {
      const { source: name, tellsRefunds, toldSince, notes = [] } = await source(bankDay, { day, timeZone, onProgress })
      for (const note of notes) findings.note(note)
      const terms = { day, timeZone, tellsOrders: name === 'list', tellsRefunds, toldSince, isKnownThere }
      await compareDay({ ledger, bankDay, findings }, { ...terms, onProgress })
      const isOver = day < dayOf(at, timeZone)
      if (!isOver) findings.note(notOver)
      const { agrees, ...found } = findings.result()
      return { day, timeZone, source: name, at, isOver, isBalanced: isOver && agrees, ...found }
    } finally {
      bankDay.close()
    }
  }
}
