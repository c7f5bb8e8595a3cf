import type { BookedOrder, BookEntry, OrderMoney } from '../ledger/books.ts'
import type { CertainMoney, SumsLedger } from '../ledger/sums-ledger.ts'
import type { Logger } from '../logger.ts'
import { movementsOf } from './movements.ts'
import type { Movement } from './movements.ts'

export interface SumsPassDeps {
  readonly ledger: Pick<SumsLedger, 'addAside' | 'addUpOlder' | 'asideAfter' | 'booked'>
  readonly logger: Logger
  /** A monotonic clock, in milliseconds. */
  readonly elapsedMs: () => number
}

/** Adds up what was in the ledger before its sums, a little at a time; the sweep calls it again and again. */
export type SumsPass = (limits: { readonly isStopped: () => boolean }) => Promise<void>

/** Entries added up in one step, and taken up of those that were left out. Chosen by feel: well below 50 ms. */
const [entriesPerStep, asidePerStep] = [500, 200] as const

/** Steps in a pass. Chosen by feel: a backlog of a million orders takes about half an hour. */
const maxSteps = 50

/**
 * How long to leave alone what is done, in milliseconds: only a process of version 0.2.0 that still runs, or a new
 * count, makes more of it. Chosen by feel.
 */
const restMs = 10 * 60 * 1000

export function makeSumsPass({ ledger, logger, elapsedMs }: SumsPassDeps): SumsPass {
  let restsUntilMs = 0
  let addedCount = 0
  let asideRead = 0

  /** Adds those that are certain by now; the others are read again in a later round. */
  async function addAside(): Promise<boolean> {
    const numbers = await ledger.asideAfter(asideRead, asidePerStep)
    await ledger.addAside((await ledger.booked(numbers)).flatMap(certainMoneyOf))
    asideRead = numbers.at(-1) ?? 0
    return numbers.length < asidePerStep
  }

  return async ({ isStopped }) => {
    if (elapsedMs() < restsUntilMs) return
    for (let steps = 0; steps < maxSteps && !isStopped(); steps += 1) {
      const step = await ledger.addUpOlder(entriesPerStep)
      // Another process is at it.
      if (!step.isDone && step.addedCount === 0) return
      addedCount += step.addedCount
      // First what it has left out: whoever reads the sums meanwhile must work that out.
      const isAllRead = await addAside()
      if (!isAllRead || step.addedCount > 0) continue
      asideRead = 0
      restsUntilMs = elapsedMs() + restMs
      if (addedCount > 0) logger.info({ entries: addedCount }, 'what was in the ledger before its sums is added up')
      addedCount = 0
      return
    }
  }
}

/**
 * What moved with the entries of a page, as far as that will never be told otherwise: entries of version 0.2.0 are read
 * in the light of what comes after them.
 */
export function certainMoneyOf(order: BookedOrder): readonly CertainMoney[] {
  const told = movementsOf(order)
  const futures = futuresOf(order).map((future) => movementsOf(future))
  return [...order.onPage].flatMap((entryNumber) => {
    const money = moneyOf(told, entryNumber)
    const isCertain = futures.every((movements) => isSame(moneyOf(movements, entryNumber), money))
    return isCertain ? [{ entryNumber, currency: order.currency, ...money }] : []
  })
}

/** The history with what might come next: all that is captured goes back, or is charged back. */
function futuresOf(order: BookedOrder): readonly BookedOrder[] {
  const last = order.entries.at(-1)
  if (!last) return []
  const capturedMinor = Math.max(1, order.money.capturedMinor)
  const { refundedMinor } = order.money
  const next = (to: BookEntry['to'], money: OrderMoney): BookedOrder => ({
    ...order,
    entries: [
      ...order.entries,
      { ...last, entryNumber: last.entryNumber + 1, kind: 'moved', to, money, detail: undefined },
    ],
  })
  return [
    next('refunded', { capturedMinor, refundedMinor: capturedMinor, chargedBackMinor: 0 }),
    next('review', { capturedMinor, refundedMinor, chargedBackMinor: capturedMinor - refundedMinor }),
  ]
}

type Money = Pick<Movement, 'capturedMinor' | 'chargedBackMinor' | 'paidMinor' | 'refundedMinor'>

function moneyOf(movements: readonly Movement[], entryNumber: number): Money {
  const found = movements.find((movement) => movement.entryNumber === entryNumber)
  return {
    paidMinor: found?.paidMinor,
    capturedMinor: found?.capturedMinor ?? 0,
    refundedMinor: found?.refundedMinor ?? 0,
    chargedBackMinor: found?.chargedBackMinor ?? 0,
  }
}

function isSame(one: Money, other: Money): boolean {
  return (
    one.paidMinor === other.paidMinor &&
    one.capturedMinor === other.capturedMinor &&
    one.refundedMinor === other.refundedMinor &&
    one.chargedBackMinor === other.chargedBackMinor
  )
}
