import type { Command } from 'commander'
import { OrderNotFoundError } from '../errors.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import type { Cli } from './cli.ts'
import { amountText, orderJson } from './order-json.ts'
import type { Paint } from './paint.ts'

/** `show <n>`: one order with its history. */
export function addShow(program: Command, cli: Cli): void {
  program
    .command('show <order-number>')
    .description('show one order with its history')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout show 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((orderNumber: string, _options: object, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const order = await verbs.orders.get(orderNumber)
        if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
        const history = await verbs.orders.history(orderNumber)
        return {
          json: { order: orderJson(order), history },
          text: `${factsOf(order, cli.paint)}\n\n${historyOf(history, settings.shop.timeZone)}`,
        }
      }),
    )
}

function factsOf(order: Order, paint: Paint): string {
  const { card, status, handOver, reviewReason } = order
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['order number', order.orderNumber],
    ['status', paint(status, reviewReason === undefined ? status : `${status}: ${reviewReason}`)],
    ['goods', paint(handOver)],
    ['amount', amountText(order.amountMinor, order)],
    ['captured', order.capturedMinor > 0 ? amountText(order.capturedMinor, order) : undefined],
    ['refunded', order.refundedMinor > 0 ? amountText(order.refundedMinor, order) : undefined],
    ['sku', order.sku],
    ['description', order.description],
    ['reference', order.reference],
    ['e-mail', order.email],
    ['at the bank', order.gatewayOrderId],
    ['card', card && [card.brand, card.maskedNumber].filter((part) => part !== undefined).join(' ')],
    ['approval code', order.approvalCode],
    ['declined', order.decline && `${order.decline.text} (${order.decline.actionCode})`],
  ]
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(14)}${value}`])).join('\n')
}

function historyOf(entries: readonly Entry[], timeZone: string): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return entries
    .map(({ at, kind, from, to, trigger }) => {
      const what = kind === 'moved' ? `${from ?? ''} → ${to}` : kind
      return `${time.format(at)}  ${what} (${trigger})`
    })
    .join('\n')
}
