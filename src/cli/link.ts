import { Option } from 'commander'
import type { Command } from 'commander'
import { OrderNotFoundError } from '../errors.ts'
import { linkStates } from '../links/payment-link.ts'
import type { LinkState, PaymentLink } from '../links/payment-link.ts'
import { quoted } from '../visible.ts'
import { moneyOf } from './amounts.ts'
import type { Cli, Outcome } from './cli.ts'
import { countOf } from './counts.ts'
import { amountText } from './order-json.ts'
import type { Paint } from './paint.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'
import { timeAheadOf, timeOf } from './times.ts'

/** `link`: payments that staff ask for by sending an address. */
export function addLink(program: Command, cli: Cli): void {
  const link = program
    .command('link')
    .description('make, list and withdraw payment links: addresses that you send to a buyer')
    .addHelpText('after', examples)
  addCreate(link, cli)
  addList(link, cli)
  addShow(link, cli)
  addWithdraw(link, cli)
}

const examples = `
Examples:
  npx express-hosted-checkout link create "49.90 EUR" "Repair of a bicycle"
  npx express-hosted-checkout link list --state open`

interface CreateOptions {
  readonly reference?: string
  readonly expires?: string
  readonly note?: string
  readonly email?: string
  readonly language?: string
}

function addCreate(link: Command, cli: Cli): void {
  link
    .command('create <amount> <description>', { isDefault: true })
    .description('make a link, and print its address')
    .option(
      '--reference <reference>',
      "the shop's own order or invoice number: paid once; without it, the link's number",
    )
    .option('--expires <time>', 'until when it can be paid: 48h, 7d, 2026-12-24 (all of that day); without it, 30 days')
    .option('--note <text>', 'for the staff: no buyer is shown it')
    .option('--email <address>', "the buyer's, for the bank's receipt")
    .option('--language <language>', 'of the pages, such as fr')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout link create "49.90 EUR" "Repair of a bicycle"
  npx express-hosted-checkout link create "120.00 EUR" "Invoice 2026-17" --reference INV-17 --expires 7d --json`,
    )
    .action((amount: string, description: string, { expires, note, ...fields }: CreateOptions, command: Command) =>
      cli.answer(command, async ({ verbs, settings, whole }) => {
        const { timeZone } = settings.shop
        const expiresAt = expires === undefined ? undefined : timeAheadOf(expires, timeZone, new Date())
        const item = { ...moneyOf(amount), description, ...fields }
        const made = await whole(() => verbs.link(item, { expiresAt, note }))
        return outcomeOf(made, timeZone, cli.paint)
      }),
    )
}

interface ListOptions {
  readonly state?: readonly LinkState[]
  readonly reference?: string
  readonly since?: string
  readonly until?: string
  readonly limit: string
}

function addList(link: Command, cli: Cli): void {
  link
    .command('list')
    .alias('find')
    .description('list links, newest first')
    .addOption(new Option('--state <state...>', 'only in these states').choices(linkStates))
    .option('--reference <reference>', "only of this reference of the shop's own")
    .option('--since <time>', 'only made since: 2026-11-27, 36h, 7d')
    .option('--until <time>', 'only made before: 2026-11-28, 2h')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout link list --state open
  npx express-hosted-checkout link list --reference INV-17 --json`,
    )
    .action(({ state, reference, since, until, limit }: ListOptions, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const { timeZone } = settings.shop
        const now = new Date()
        const found: PaymentLink[] = []
        const query = {
          state,
          reference,
          since: since === undefined ? undefined : timeOf(since, timeZone, now),
          until: until === undefined ? undefined : timeOf(until, timeZone, now),
          limit: countOf(limit, 'links'),
        }
        for await (const one of verbs.links.find(query)) found.push(one)
        return {
          json: { links: found },
          text: found.length === 0 ? 'No links.' : tableOf(columnsIn(timeZone, cli.paint), found),
        }
      }),
    )
}

function addShow(link: Command, cli: Cli): void {
  link
    .command('show <link-number>')
    .description('show one link')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout link show 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((linkNumber: string, _options: object, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const found = await verbs.links.get(linkNumber)
        if (!found) throw new OrderNotFoundError(`The shop has no payment link ${quoted(linkNumber)}.`)
        return outcomeOf(found, settings.shop.timeZone, cli.paint)
      }),
    )
}

function addWithdraw(link: Command, cli: Cli): void {
  link
    .command('withdraw <link-number>')
    .description('end a link that is not paid: nobody can pay it any more')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout link withdraw 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((linkNumber: string, _options: object, command: Command) =>
      cli.answer(command, async ({ verbs, settings, whole }) =>
        outcomeOf(await whole(() => verbs.links.withdraw(linkNumber)), settings.shop.timeZone, cli.paint),
      ),
    )
}

function outcomeOf(link: PaymentLink, timeZone: string, paint: Paint): Outcome {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const { linkNumber, url, state, orderNumber, description, reference, email, note, expiresAt, withdrawnAt } = link
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['address', url],
    ['link number', linkNumber],
    ['state', paint(state)],
    ['paid by order', orderNumber],
    ['amount', amountText(link.amountMinor, link)],
    ['description', description],
    ['reference', reference === linkNumber ? undefined : reference],
    ['e-mail', email],
    ['note', note],
    ['expires', time.format(expiresAt)],
    ['withdrawn', withdrawnAt && time.format(withdrawnAt)],
  ]
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(14)}${value}`]))
  return { json: { link }, text: lines.join('\n') }
}

function columnsIn(timeZone: string, paint: Paint): readonly Column<PaymentLink>[] {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return [
    { title: 'link number', isWhole: true, cell: ({ linkNumber }) => linkNumber },
    { title: 'state', width: 9, cell: ({ state }) => state, paint: (text, { state }) => paint(state, text) },
    { title: 'amount', isWhole: true, isRight: true, cell: (link) => amountText(link.amountMinor, link) },
    { title: 'until', width: 10, cell: ({ expiresAt }) => day.format(expiresAt) },
    { title: 'for', width: 14, cell: ({ description, sku }) => description ?? sku },
  ]
}
