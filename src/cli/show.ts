import type { Command } from 'commander'
import { OrderNotFoundError } from '../errors.ts'
import type { Orders } from '../hosted-checkout.ts'
import { isJsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Order } from '../order.ts'
import { quoted, visible } from '../visible.ts'
import type { Cli } from './cli.ts'
import { amountText, orderJson } from './order-json.ts'
import type { Paint } from './paint.ts'

interface ShowOptions {
  readonly shop?: string
}

/** `show <n>`: one order with its history. */
export function addShow(program: Command, cli: Cli): void {
  program
    .command('show <order-number>')
    .description('show one order with its history')
    .option('--shop <key>', "look at another shop's order on this ledger")
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout show 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((orderNumber: string, { shop }: ShowOptions, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const { order, history } = await read(verbs.orders, orderNumber, shop)
        return {
          json: { order: orderJson(order), history },
          text: `${factsOf(order, cli.paint)}\n\n${historyOf(history, settings.shop.timeZone)}`,
        }
      }),
    )
}

/** One's own order is read by its number; to look at another shop's is a list of one. */
async function read(
  orders: Orders,
  orderNumber: string,
  shop: string | undefined,
): Promise<{ readonly order: Order; readonly history: readonly Entry[] }> {
  if (shop === undefined) {
    const order = await orders.get(orderNumber)
    if (order) return { order, history: await orders.history(orderNumber) }
  } else {
    for await (const { order, entries } of orders.histories({ id: orderNumber, shop })) {
      if (order.orderNumber === orderNumber) return { order, history: entries }
    }
  }
  throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
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
    .map(({ at, kind, from, to, trigger, detail }) => {
      const what = kind === 'moved' ? `${from ?? ''} → ${to}` : kind
      const by = isJsonObject(detail) && typeof detail.by === 'string' ? `, by ${visible(detail.by)}` : ''
      return `${time.format(at)}  ${what} (${trigger}${by})`
    })
    .join('\n')
}
