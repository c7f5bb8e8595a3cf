import { Option } from 'commander'
import type { Command } from 'commander'
import type { OrderQuery } from '../ledger/order-query.ts'
import { declineCategories, handOverStatuses, orderStatuses } from '../order.ts'
import type { DeclineCategory, HandOverStatus, OrderStatus } from '../order.ts'
import { quoted } from '../visible.ts'
import { currencyOf, moneyOf } from './amounts.ts'
import { countOf } from './counts.ts'
import { UsageError } from './exit-codes.ts'
import { timeOf } from './times.ts'

/** Which orders, as they were typed. */
export interface OrderFilters {
  readonly status?: readonly OrderStatus[]
  readonly handOver?: HandOverStatus
  readonly needsPerson?: true
  readonly declined?: DeclineCategory
  readonly sku?: string
  readonly reference?: string
  readonly id?: string
  readonly link?: string
  readonly email?: string
  readonly cardEnd?: string
  readonly amount?: string
  readonly currency?: string
  readonly since?: string
  readonly until?: string
  readonly paidSince?: string
  readonly paidUntil?: string
  readonly shop?: string
  readonly limit?: string
}

/** Lets a command be told which orders it is about. */
export function withOrderFilters(command: Command): Command {
  return command
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(orderStatuses))
    .addOption(new Option('--hand-over <state>', 'only of this state of the hand-over').choices(handOverStatuses))
    .option('--needs-person', 'only in review, or with goods that are stuck')
    .addOption(new Option('--declined <category>', 'only where the bank said no for this').choices(declineCategories))
    .option('--sku <sku>', 'only of this sku')
    .option('--reference <reference>', "only of this reference of the shop's own")
    .option('--id <id>', "only with this number: its own or the bank's, reference, link, key or id of a refund")
    .option('--link <number>', 'only opened by this payment link')
    .option('--email <address>', "only of this buyer's address, in any case of letters")
    .option('--card-end <digits>', 'only paid by a card that ends with these four digits')
    .option('--amount <amount>', 'only of this amount: "12.50 EUR"')
    .option('--currency <currency>', 'only in this currency: EUR')
    .option('--since <time>', 'only opened since: 2026-11-27, 36h, 7d')
    .option('--until <time>', 'only opened before: 2026-11-28, 2h')
    .option('--paid-since <time>', 'only paid since; newest payment first')
    .option('--paid-until <time>', 'only paid before; newest payment first')
    .option('--shop <key>', "look at another shop's orders on this ledger")
}

/** @throws UsageError for a time, an amount, a card's end or a number that is none. */
export function queryOf(filters: OrderFilters, timeZone: string): OrderQuery {
  const { status, handOver, needsPerson, declined, sku, reference, id, link, email, shop, limit } = filters
  const now = new Date()
  const time = (text: string | undefined): Date | undefined =>
    text === undefined ? undefined : timeOf(text, timeZone, now)
  return {
    status,
    handOver,
    needsPerson,
    declined,
    sku,
    reference,
    id,
    linkNumber: link,
    email,
    cardEnd: cardEndOf(filters),
    ...amountOf(filters),
    since: time(filters.since),
    until: time(filters.until),
    paidSince: time(filters.paidSince),
    paidUntil: time(filters.paidUntil),
    shop,
    limit: limit === undefined ? undefined : countOf(limit, 'orders'),
  }
}

function cardEndOf({ cardEnd }: OrderFilters): string | undefined {
  if (cardEnd === undefined || /^[0-9]{4}$/.test(cardEnd)) return cardEnd
  throw new UsageError(`--card-end wants the last four digits of a card, got ${quoted(cardEnd)}.`)
}

/** An amount may name its currency itself, or leave that to `--currency`. */
function amountOf({ amount, currency: given }: OrderFilters): Pick<OrderQuery, 'amountMinor' | 'currency'> {
  const currency = given === undefined ? undefined : currencyOf(given)
  if (amount === undefined) return { currency }
  const money = moneyOf(currency === undefined || /[A-Za-z]/.test(amount) ? amount : `${amount.trim()} ${currency}`)
  if (currency === undefined || currency === money.currency) return money
  throw new UsageError(`--amount is in ${money.currency} and --currency says ${currency}: wanted one of the two.`)
}
