import type { Command } from 'commander'
import type { Order } from '../order.ts'
import { addAdopt } from './adopt.ts'
import type { Cli } from './cli.ts'
import { queryOf, withOrderFilters } from './order-filters.ts'
import type { OrderFilters } from './order-filters.ts'
import { amountText, orderJson } from './order-json.ts'
import type { Paint } from './paint.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'

/** `orders`: a list, newest first. */
export function addOrders(program: Command, cli: Cli): void {
  const orders = withOrderFilters(program.command('orders').description('list orders, newest first'))
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout orders --since 24h
  npx express-hosted-checkout orders --status review --hand-over stuck
  npx express-hosted-checkout orders --reference CART-7 --json
  npx express-hosted-checkout orders --card-end 1111 --amount "19.99 EUR"
  npx express-hosted-checkout orders --paid-since 2026-11-27 --email jane@example.com`,
    )
    .action((options: OrderFilters, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const { timeZone } = settings.shop
        const found: Order[] = []
        for await (const order of verbs.orders.find(queryOf(options, timeZone))) found.push(order)
        return {
          json: { orders: found.map(orderJson) },
          text: found.length === 0 ? 'No orders.' : tableOf(columnsIn(timeZone, cli.paint), found),
        }
      }),
    )
  addAdopt(orders, cli)
}

function columnsIn(timeZone: string, paint: Paint): readonly Column<Order>[] {
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return [
    { title: 'order number', isWhole: true, cell: ({ orderNumber }) => orderNumber },
    { title: 'opened', width: 11, cell: ({ createdAt }) => time.format(createdAt) },
    { title: 'amount', isWhole: true, isRight: true, cell: (order) => amountText(order.amountMinor, order) },
    { title: 'status', width: 12, cell: ({ status }) => status, paint: (text, { status }) => paint(status, text) },
    {
      title: 'goods',
      width: 5,
      cell: ({ handOver }) => handOver,
      paint: (text, { handOver }) => paint(handOver, text),
    },
  ]
}
