import { Option } from 'commander'
import type { Command } from 'commander'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { HandOverStatus, Order, OrderStatus } from '../order.ts'
import type { Cli } from './cli.ts'
import { countOf } from './counts.ts'
import { amountText, orderJson } from './order-json.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'
import { timeOf } from './times.ts'

interface OrdersOptions {
  readonly status?: readonly OrderStatus[]
  readonly handOver?: HandOverStatus
  readonly sku?: string
  readonly reference?: string
  readonly since?: string
  readonly until?: string
  readonly limit: string
}

/** `orders`: a list, newest first. */
export function addOrders(program: Command, cli: Cli): void {
  program
    .command('orders')
    .description('list orders, newest first')
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(orderStatuses))
    .addOption(new Option('--hand-over <state>', 'only of this state of the hand-over').choices(handOverStatuses))
    .option('--sku <sku>', 'only of this sku')
    .option('--reference <reference>', "only of this reference of the shop's own")
    .option('--since <time>', 'only opened since: 2026-11-27, 36h, 7d')
    .option('--until <time>', 'only opened before: 2026-11-28, 2h')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout orders --since 24h
  npx express-hosted-checkout orders --status review --hand-over stuck
  npx express-hosted-checkout orders --reference CART-7 --json`,
    )
    .action((options: OrdersOptions, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const { timeZone } = settings.shop
        const { limit, since, until, ...rest } = options
        const found: Order[] = []
        const query = {
          ...pick(rest),
          limit: countOf(limit, 'orders'),
          ...(since === undefined ? {} : { since: timeOf(since, timeZone, new Date()) }),
          ...(until === undefined ? {} : { until: timeOf(until, timeZone, new Date()) }),
        }
        for await (const order of verbs.orders.find(query)) found.push(order)
        return {
          json: { orders: found.map(orderJson) },
          text: found.length === 0 ? 'No orders.' : tableOf(columnsIn(timeZone), found),
        }
      }),
    )
}

function pick({ status, handOver, sku, reference }: Omit<OrdersOptions, 'limit' | 'since' | 'until'>) {
  return { status, handOver, sku, reference }
}

function columnsIn(timeZone: string): readonly Column<Order>[] {
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return [
    { title: 'order number', width: 26, cell: ({ orderNumber }) => orderNumber },
    { title: 'opened', width: 11, cell: ({ createdAt }) => time.format(createdAt) },
    { title: 'amount', width: 13, isRight: true, cell: (order) => amountText(order.amountMinor, order) },
    { title: 'status', width: 12, cell: ({ status }) => status },
    { title: 'goods', width: 5, cell: ({ handOver }) => handOver },
  ]
}
