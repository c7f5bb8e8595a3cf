import { Option } from 'commander'
import type { Command } from 'commander'
import type { OrderQuery } from '../ledger/order-ledger.ts'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { HandOverStatus, OrderStatus } from '../order.ts'
import { countOf } from './counts.ts'
import { timeOf } from './times.ts'

/** Which orders, as they were typed. */
export interface OrderFilters {
  readonly status?: readonly OrderStatus[]
  readonly handOver?: HandOverStatus
  readonly sku?: string
  readonly reference?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: string
}

/** Lets a command be told which orders it is about. */
export function withOrderFilters(command: Command): Command {
  return command
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(orderStatuses))
    .addOption(new Option('--hand-over <state>', 'only of this state of the hand-over').choices(handOverStatuses))
    .option('--sku <sku>', 'only of this sku')
    .option('--reference <reference>', "only of this reference of the shop's own")
    .option('--since <time>', 'only opened since: 2026-11-27, 36h, 7d')
    .option('--until <time>', 'only opened before: 2026-11-28, 2h')
}

/** @throws UsageError for a time or a number that is none. */
export function queryOf({ since, until, limit, ...rest }: OrderFilters, timeZone: string): OrderQuery {
  const { status, handOver, sku, reference } = rest
  const now = new Date()
  const time = (text: string | undefined): Date | undefined =>
    text === undefined ? undefined : timeOf(text, timeZone, now)
  return {
    status,
    handOver,
    sku,
    reference,
    since: time(since),
    until: time(until),
    limit: limit === undefined ? undefined : countOf(limit, 'orders'),
  }
}
