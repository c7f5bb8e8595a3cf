import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import { timeOf } from './times.ts'

/** `verify`: the ledger's invariants. */
export function addVerify(program: Command, cli: Cli): void {
  program
    .command('verify')
    .description("check the ledger's invariants; ends with 1 if one is broken")
    .option('--since <time>', 'only orders written to since: 36h, 2026-11-27')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout verify --since 24h')
    .action(({ since }: { readonly since?: string }, command: Command) =>
      cli.answer(command, async ({ verbs, settings }) => {
        const query = since === undefined ? {} : { since: timeOf(since, settings.shop.timeZone, new Date()) }
        const violations = await verbs.verify(query)
        const lines = violations.map(({ orderNumber, message }) =>
          orderNumber === '' ? message : `${orderNumber}  ${message}`,
        )
        return {
          json: { violations },
          text: lines.length === 0 ? 'All is well.' : lines.join('\n'),
          exitCode: lines.length === 0 ? exitCodes.yes : exitCodes.no,
        }
      }),
    )
}
