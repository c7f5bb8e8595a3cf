import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { OrderNotFoundError } from '../errors.ts'
import type { PaymentVerbs } from '../hosted-checkout.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import { amountOf } from './amounts.ts'
import type { Cli, Outcome, Tools } from './cli.ts'
import { confirm } from './confirm.ts'
import { UsageError } from './exit-codes.ts'
import { explained } from './explained.ts'
import type { WholeWords } from './interruption.ts'
import { amountText, orderJson } from './order-json.ts'
import { ownName } from './own-name.ts'

interface MoneyOptions {
  readonly yes?: true
  readonly as?: string
}

/** `capture`, `reverse`, `refund` and `decline`: what tells the bank to do something. Each asks first. */
export function addMoneyOut(program: Command, cli: Cli): void {
  addCapture(program, cli)
  addRefund(program, cli)
  addInstruction(program, cli, {
    name: 'reverse',
    description: 'release a hold without taking anything',
    question: (order) => `Release the hold of ${amountText(order.amountMinor, order)} of order ${order.orderNumber}?`,
    act: (verbs, orderNumber, by) => verbs.reverse(orderNumber, { by }),
  })
  addInstruction(program, cli, {
    name: 'decline',
    description: 'close an unpaid order at the bank for good',
    question: ({ orderNumber }) => `Close order ${orderNumber} at the bank, so that nobody can pay it any more?`,
    act: (verbs, orderNumber, by) => verbs.decline(orderNumber, { by }),
  })
}

interface InstructionTerms {
  readonly name: string
  readonly description: string
  readonly question: (order: Order) => string
  readonly act: (verbs: PaymentVerbs, orderNumber: string, by: string) => Promise<Order>
}

function addInstruction(program: Command, cli: Cli, { name, description, question, act }: InstructionTerms): void {
  withShared(program.command(`${name} <order-number>`).description(description))
    .addHelpText('after', `\nExample:\n  npx express-hosted-checkout ${name} 7QK4A2M9XCVBN8RTYPAS6DFGHJ`)
    .action((orderNumber: string, { yes, as: by = ownName() }: MoneyOptions, command: Command) =>
      cli.answer(command, async ({ verbs, whole }) => {
        const order = await orderFor(verbs, orderNumber)
        if (!yes) await confirm(cli.world, question(order), orderNumber)
        return outcomeOf(verbs, await whole(() => act(verbs, orderNumber, by), wordsFor(orderNumber)))
      }),
    )
}

function addCapture(program: Command, cli: Cli): void {
  withShared(
    program
      .command('capture <order-number> [amount]')
      .description('take the money on hold: all of it, or less; the bank releases the rest'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout capture 7QK4A2M9XCVBN8RTYPAS6DFGHJ\n' +
        '  npx express-hosted-checkout capture 7QK4A2M9XCVBN8RTYPAS6DFGHJ "12.50 EUR"',
    )
    .action(
      (orderNumber: string, amount: string | undefined, { yes, as: by = ownName() }: MoneyOptions, command: Command) =>
        cli.answer(command, async ({ verbs, whole }) => {
          const order = await orderFor(verbs, orderNumber)
          const amountMinor = amount === undefined ? order.amountMinor : amountOf(amount, order)
          const question = `Take ${amountText(amountMinor, order)} of the hold of order ${orderNumber}?`
          if (!yes) await confirm(cli.world, question, orderNumber)
          const capture = () => verbs.capture(orderNumber, { amountMinor, by })
          return outcomeOf(verbs, await whole(capture, wordsFor(orderNumber)))
        }),
    )
}

interface RefundOptions extends MoneyOptions {
  readonly key?: string
}

/** A second refund of one amount within this time is probably a mistake, in milliseconds: a day. */
const alikeMs = 24 * 60 * 60 * 1000

function addRefund(program: Command, cli: Cli): void {
  withShared(
    program.command('refund <order-number> <amount>').description('give captured money back: all of it, or a part'),
  )
    .option('--key <key>', 'names this refund: with the same key it is made once, however often it is asked for')
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout refund 7QK4A2M9XCVBN8RTYPAS6DFGHJ "12.50 EUR"\n' +
        '  npx express-hosted-checkout refund 7QK4A2M9XCVBN8RTYPAS6DFGHJ "5.00 EUR" --key RMA-17 --yes',
    )
    .action((orderNumber: string, amount: string, options: RefundOptions, command: Command) =>
      cli.answer(command, (tools) => refund(cli, tools, { ...options, orderNumber, amount })),
    )
}

async function refund(
  { world }: Cli,
  { verbs, whole }: Tools,
  {
    orderNumber,
    amount,
    yes,
    key: given,
    as: by = ownName(),
  }: RefundOptions & Record<'orderNumber' | 'amount', string>,
): Promise<Outcome> {
  if (yes && given === undefined) {
    throw new UsageError(
      'refund --yes wants a --key of your own, so that a repeat is the same refund. Nothing was sent.',
    )
  }
  const found = await orderFor(verbs, orderNumber)
  const amountMinor = amountOf(amount, found)
  const key = given ?? `cli-${randomBytes(6).toString('hex')}`
  const text = amountText(amountMinor, found)
  if (!yes) {
    if (await isAlike(verbs, found, { amountMinor, key })) {
      await confirm(
        world,
        `A refund of ${text} of this order was made less than a day ago. Refund as much AGAIN?`,
        orderNumber,
      )
    }
    // Before anything is sent: a repeat after a lost answer wants the same key.
    world.tell(`The key of this refund: ${key}\n`)
    await confirm(world, `Refund ${text} of order ${orderNumber}?`, orderNumber)
  }
  const order = await whole(() => verbs.refund(orderNumber, { amountMinor, key, by }), {
    ...wordsFor(orderNumber),
    meanwhile: `${beingTold} repeat the command with --key ${key}: it is made once.`,
  })
  return outcomeOf(verbs, order, { key })
}

/** Whether as much was refunded under another key within a day. */
async function isAlike(
  verbs: PaymentVerbs,
  { orderNumber }: Order,
  wanted: { readonly amountMinor: number; readonly key: string },
): Promise<boolean> {
  const since = Date.now() - alikeMs
  const history = await verbs.orders.history(orderNumber)
  return history.some(({ kind, at, detail }) => {
    const { key, amountMinor } = (detail ?? {}) as { readonly key?: unknown; readonly amountMinor?: unknown }
    return kind === 'refund-asked' && at.getTime() > since && amountMinor === wanted.amountMinor && key !== wanted.key
  })
}

const beingTold =
  'Interrupted. The bank is being told: its answer is waited for, and written down. Ctrl-C again ends at once; then'

/** The call and its record are never cut in two. */
function wordsFor(orderNumber: string): WholeWords {
  return {
    before: 'Interrupted. Nothing was sent.',
    meanwhile: `${beingTold} see what became of it: npx express-hosted-checkout show ${orderNumber}`,
    after: () => 'Interrupted, but the bank was told, and its answer is written down.',
  }
}

function withShared(command: Command): Command {
  return command
    .option('--yes', 'do not ask: for scripts')
    .option('--as <name>', 'who asks for it, for the history; without it, your login on this machine')
}

async function orderFor(verbs: PaymentVerbs, orderNumber: string): Promise<Order> {
  const order = await verbs.orders.get(orderNumber)
  if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
  return order
}

async function outcomeOf(
  verbs: PaymentVerbs,
  order: Order,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Outcome> {
  const explanation = await verbs.explain(order.orderNumber)
  return { json: { order: orderJson(order), ...more }, text: explained(explanation) }
}
