import fc from 'fast-check'
import type { BookedOrder, BookEntry, OrderMoney } from '../../src/ledger/books.ts'
import type { EntryKind, Trigger } from '../../src/ledger/entry.ts'
import type { OrderStatus, ReviewReason } from '../../src/order.ts'

/** What really happened at one moment, told apart from the totals of the entries. */
export interface Happening {
  readonly at: Date
  readonly currency: string
  readonly captured: number
  readonly refunded: number
  readonly chargedBack: number
  /** What was captured by then, if the order became paid. */
  readonly paid: number | undefined
}

export interface History {
  readonly order: Omit<BookedOrder, 'onPage'>
  readonly happenings: readonly Happening[]
}

interface Terms {
  readonly amountMinor: number
  readonly currency: string
  readonly startMs: number
  /** How long after the one before each entry is written, in milliseconds; used in turn. */
  readonly waits: readonly number[]
  /** Which way each step goes; used in turn. */
  readonly choices: readonly number[]
  /** Whether an entry is one of version 0.2.0, which does not tell its money; used in turn. */
  readonly untold: readonly boolean[]
}

export const aHistory = (isToldOnly: boolean): fc.Arbitrary<History> =>
  fc
    .record({
      amountMinor: fc.integer({ min: 1, max: 9_999_999 }),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      startMs: fc.integer({ min: Date.UTC(2026, 9, 20), max: Date.UTC(2026, 9, 30) }),
      waits: fc.array(fc.integer({ min: 1, max: 40 * 3_600_000 }), { minLength: 1, maxLength: 12 }),
      choices: fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 12 }),
      untold: isToldOnly ? fc.constant([false]) : fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
    })
    .map(writeHistory)

let orderCount = 0
let entryCount = 0

/** One order from Buy to its end, as the bank, the buyer and the shop happen to act. */
function writeHistory({ amountMinor, currency, startMs, waits, choices, untold }: Terms): History {
  const orderNumber = `ORDER-${(orderCount += 1)}`
  const entries: BookEntry[] = []
  const happenings: Happening[] = []
  let nowMs = startMs
  let status: OrderStatus = 'registering'
  let reviewReason: ReviewReason | undefined
  let wasPaid = false
  const money = { captured: 0, refunded: 0 }
  let turn = 0
  const choose = (count: number): number => (choices[turn++ % choices.length]! * 7 + turn) % count

  const totals = (): OrderMoney => ({
    capturedMinor: money.captured,
    refundedMinor: money.refunded,
    chargedBackMinor: status === 'review' && reviewReason === 'chargeback' ? money.captured - money.refunded : 0,
  })

  function write(
    to: OrderStatus,
    {
      kind = to === status ? 'noted' : 'moved',
      trigger = 'sweep',
      detail,
      captured = 0,
      refunded = 0,
      chargedBack = 0,
      counted = {},
      reason,
    }: {
      readonly kind?: EntryKind
      readonly trigger?: Trigger
      readonly detail?: BookEntry['detail']
      readonly captured?: number
      readonly refunded?: number
      readonly chargedBack?: number
      /** What the ledger counts beside what really moved. */
      readonly counted?: { readonly refunded?: number }
      readonly reason?: ReviewReason
    } = {},
  ): void {
    nowMs += waits[entries.length % waits.length]!
    const from = kind === 'moved' ? status : undefined
    status = to
    reviewReason = to === 'review' ? (reason ?? reviewReason) : undefined
    money.captured += captured
    money.refunded += refunded + (counted.refunded ?? 0)
    const isPaid = (to === 'paid' || to === 'partially_refunded') && !wasPaid
    wasPaid ||= isPaid
    const at = new Date(nowMs)
    const isUntold = untold[entries.length % untold.length]!
    entries.push({
      entryNumber: (entryCount += 1),
      at,
      kind,
      from,
      to,
      trigger,
      money: isUntold ? undefined : totals(),
      detail: isUntold ? detail : undefined,
    })
    if (captured !== 0 || refunded !== 0 || chargedBack !== 0 || isPaid) {
      happenings.push({ at, currency, captured, refunded, chargedBack, paid: isPaid ? money.captured : undefined })
    }
  }

  const left = (): number => money.captured - money.refunded
  const evidence = () => ({ orderStatus: 2, depositedAmount: left(), refundedAmount: money.refunded })

  function pay(trigger: Trigger = 'return', captured = amountMinor): void {
    write('paid', { trigger, captured, detail: { depositedAmount: captured, refundedAmount: 0, amount: amountMinor } })
  }

  function refundByShop(refunded: number): void {
    const detail = { key: `k${entries.length}`, amountMinor: refunded }
    write(status, { kind: 'refund-asked', trigger: 'refund', detail })
    const isAll = refunded === left()
    const to = isAll ? 'refunded' : 'partially_refunded'
    write(to, { kind: to === status ? 'refunded' : 'moved', trigger: 'refund', detail, refunded })
  }

  function refundInPortal(refunded: number): void {
    const isAll = refunded === left()
    const detail = { depositedAmount: left() - refunded, refundedAmount: money.refunded + refunded }
    write(isAll ? 'refunded' : 'partially_refunded', { trigger: 'callback', detail, refunded })
  }

  function chargeBack(): void {
    const taken = left()
    write('review', { reason: 'chargeback', chargedBack: taken, detail: { ...evidence(), chargeback: true } })
    // Version 0.2.0 has no way out of review.
    if (untold.includes(true)) return
    const way = choose(3)
    if (way === 0) write('refunded', { trigger: 'resolve', counted: { refunded: taken }, detail: { as: 'refunded' } })
    if (way === 1) {
      write(money.refunded > 0 ? 'partially_refunded' : 'paid', { trigger: 'resolve', chargedBack: -taken })
      afterPaying()
    }
  }

  function part(): number {
    return Math.max(1, Math.floor((left() * (1 + choose(9))) / 10))
  }

  function afterPaying(): void {
    if (choose(2) === 0) write('paid' === status ? 'paid' : status, { kind: 'handed-over', detail: { tryNumber: 1 } })
    for (let steps = choose(4); steps > 0 && left() > 0 && status !== 'review'; steps -= 1) {
      const way = choose(5)
      if (way === 0) refundByShop(part())
      else if (way === 1) refundInPortal(part())
      else if (way === 2) refundByShop(left())
      else if (way === 3) chargeBack()
      else write(status, { kind: 'noted', detail: evidence() })
    }
  }

  write('registering', { kind: 'opened', trigger: 'checkout' })
  write('registered', { trigger: 'checkout', detail: undefined })
  const begin = choose(8)
  if (begin === 0) write('declined', { detail: { actionCode: '116' } })
  else if (begin === 1) {
    write('held')
    if (choose(3) === 0) write('reversed', { trigger: 'reverse' })
    else {
      write('held', { kind: 'capture-asked', trigger: 'capture' })
      pay('capture', Math.max(1, Math.floor((amountMinor * (1 + choose(10))) / 10)))
      afterPaying()
    }
  } else if (begin === 2) {
    // Late money, sent back.
    write('expired')
    pay('callback')
    refundByShop(amountMinor)
  } else if (begin === 3) {
    // A payment that contradicts itself: a person decides.
    const detail = { depositedAmount: amountMinor, refundedAmount: 0 }
    write('review', { reason: 'action-code-is-not-0', captured: amountMinor, detail })
    if (!untold.includes(true) && choose(2) === 0) {
      write('paid', { trigger: 'resolve' })
      afterPaying()
    }
  } else if (begin === 4) {
    // Refunded in the portal before anybody asked.
    const detail = { depositedAmount: 0, refundedAmount: amountMinor }
    write('refunded', { captured: amountMinor, refunded: amountMinor, detail })
  } else {
    pay()
    afterPaying()
  }

  return {
    order: {
      orderNumber,
      gatewayOrderId: undefined,
      gatewayAccount: 'bank.example/#login',
      currency,
      status,
      reviewReason,
      money: totals(),
      entries,
    },
    happenings,
  }
}
