import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { exitCodes } from './exit-codes.ts'

/** `reconcile`: one pass over every open order. */
export function addReconcile(program: Command, cli: Cli): void {
  program
    .command('reconcile')
    .description('ask the bank about every open order now; no goods are handed over from here')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout reconcile --json')
    .action((_options: object, command: Command) =>
      cli.answer(command, async ({ verbs, whole, howFar }) => {
        const report = await whole(() => verbs.reconcile(), {
          meanwhile:
            'Interrupted. No further order is asked about; the answers that are on their way are waited for. Ctrl-C ' +
            'again ends at once: nothing is lost, the shop asks again.',
          after: () => `Interrupted. The bank was asked about ${howFar()}; run reconcile again for the rest.`,
        })
        const { isWhole: _isWhole, ...counts } = report
        const lines = Object.entries(counts).map(([name, count]) => `${name.padEnd(12)}${String(count).padStart(7)}`)
        return {
          json: { report },
          text: lines.join('\n'),
          exitCode: report.unreachable > 0 ? exitCodes.unreachable : exitCodes.yes,
        }
      }),
    )
}
