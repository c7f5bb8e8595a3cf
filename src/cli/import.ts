import type { Command } from 'commander'
import type { ImportOutcome, ImportTerms, OrderToImport } from '../payments.ts'
import type { Cli, Tools } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import { listColumns, listedOrders } from './listed-orders.ts'
import { readText } from './read-text.ts'

interface ImportOptions {
  readonly handsOver?: boolean
  readonly dryRun?: boolean
}

/** One order of the list, and what became of it. */
type Imported = ImportOutcome & { readonly orderNumber: string }

/** `import`: takes over the open and paid orders of another program. */
export function addImport(program: Command, cli: Cli): void {
  program
    .command('import <file.csv>')
    .description('take over open and paid orders of another plugin, as far as the bank confirms them')
    .option('--hands-over', 'onPaid hands over the goods of those that are still to be paid')
    .option('--no-hands-over', 'it does not')
    .option('--dry-run', 'ask the bank, and write nothing')
    .addHelpText('after', help)
    .action((file: string, { handsOver, dryRun: isDryRun = false }: ImportOptions, command: Command) =>
      cli.answer(command, async (tools) => {
        const listed = listedOrders(readText(cli.world, file, 'list'), tools.settings)
        const terms = { isDryRun, handsOverOncePaid: handsOver }
        const done = await tools.whole(() => importAll(tools, listed, terms), {
          after: () => `Interrupted. It is done for ${tools.howFar()}; import the list again for the rest.`,
        })
        return {
          json: { dryRun: isDryRun, isWhole: done.length === listed.length, orders: done.map(jsonOf) },
          text: reportOf(done, listed.length, isDryRun),
          exitCode: exitCodeOf(done),
        }
      }),
    )
}

const help = `
The first line names the columns: ${listColumns.slice(0, 6).join(', ')},
${listColumns.slice(6).join(', ')}. Wanted are orderNumber, amount (19.99) or amountMinor (1999),
and currency. Goods of orders that are paid already are not handed over, whatever
--hands-over says, unless the column handsOver says yes: then they go out now.

Examples:
  npx express-hosted-checkout import orders.csv --dry-run --no-hands-over
  npx express-hosted-checkout import orders.csv --hands-over`

/** One after the other. What was imported stays so, and a second run finds it there. */
async function importAll(
  { upkeep, isInterrupted, onProgress }: Tools,
  listed: readonly OrderToImport[],
  terms: ImportTerms,
): Promise<readonly Imported[]> {
  const done: Imported[] = []
  for (const order of listed) {
    if (isInterrupted()) break
    done.push({ ...(await upkeep.importOrder(order, terms)), orderNumber: order.orderNumber })
    onProgress(done.length, listed.length)
  }
  return done
}

function jsonOf(imported: Imported): Readonly<Record<string, unknown>> {
  if (!('order' in imported)) return imported
  const { order, ...more } = imported
  return order ? { ...more, status: order.status, handsOver: order.handsOver } : more
}

function exitCodeOf(done: readonly Imported[]): number {
  if (done.some(({ outcome }) => outcome === 'unreachable')) return exitCodes.unreachable
  return done.some(({ outcome }) => outcome === 'refused') ? exitCodes.no : exitCodes.yes
}

function reportOf(done: readonly Imported[], count: number, isDryRun: boolean): string {
  const problems = done.flatMap((one) =>
    'reason' in one ? [`${one.orderNumber}: ${one.reason.replace(/\.$/, '')}.`] : [],
  )
  const lines = [`Imported ${countOf(done, 'imported')} of ${count} orders.`]
  if (isDryRun) lines[0] = `Would be imported: ${countOf(done, 'imported')} of ${count} orders. Nothing was written.`
  if (countOf(done, 'known') > 0) lines.push(`In the ledger already: ${countOf(done, 'known')}.`)
  if (problems.length > 0) lines.push(`Not imported: ${problems.length}.`)
  return [...problems, ...lines].join('\n')
}

function countOf(done: readonly Imported[], wanted: ImportOutcome['outcome']): number {
  return done.filter(({ outcome }) => outcome === wanted).length
}
