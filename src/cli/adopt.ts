import type { Command } from 'commander'
import type { AdoptedShop } from '../ledger/adopt-shop.ts'
import { quoted } from '../visible.ts'
import type { Cli } from './cli.ts'

interface AdoptOptions {
  readonly from: string
  readonly dryRun?: boolean
}

/** A shop that used the ledger less long ago than this probably runs, in milliseconds: as the ledger itself judges. */
const inUseForMs = 10 * 60 * 1000

/** `orders adopt`: this shop takes over the orders of another key. */
export function addAdopt(orders: Command, cli: Cli): void {
  orders
    .command('adopt')
    .description("make the orders of another shop's key this shop's own")
    .requiredOption('--from <key>', 'the key under which they were opened (CHECKOUT_SHOP_KEY, or host and path)')
    .option('--dry-run', 'only say what would be taken over')
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout orders adopt --from old.example --dry-run\n' +
        '  npx express-hosted-checkout orders adopt --from old.example',
    )
    .action(({ from, dryRun: isDryRun = false }: AdoptOptions, command: Command) =>
      cli.answer(command, async ({ upkeep, whole }) => {
        const adopted = await whole(() => upkeep.adoptShop({ from, isDryRun }))
        return { json: { dryRun: isDryRun, adopted }, text: textOf(adopted, isDryRun) }
      }),
    )
}

function textOf({ from, to, keys, orderCount, isMore, usedAt, wasOwn }: AdoptedShop, isDryRun: boolean): string {
  const count = orderCount === 1 ? '1 order' : `${orderCount}${isMore ? ' or more' : ''} orders`
  if (wasOwn) return `${count} of ${quoted(from)}: they are this shop's (${to}) already.`
  const done = isDryRun ? 'would now belong' : 'now belong'
  const lines = [`${count} of ${quoted(from)} ${done} to this shop (${to}).`]
  if (keys.length > 1) lines.push(`They were opened under: ${keys.join(', ')}.`)
  if (Date.now() - usedAt.getTime() < inUseForMs) {
    lines.push(
      `A process of ${quoted(from)} used the ledger at ${usedAt.toISOString()}. If it still runs, stop it:`,
      'otherwise it takes its own orders back within a minute.',
    )
  }
  return lines.join('\n')
}
