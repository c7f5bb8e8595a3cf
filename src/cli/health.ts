import type { Command } from 'commander'
import type { Health } from '../doctor/health.ts'
import type { Cli } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import type { Paint } from './paint.ts'

/** `health`: whether the store is fit to sell, for a probe. */
export function addHealth(program: Command, cli: Cli): void {
  program
    .command('health')
    .description(
      'whether the store is fit to sell: ledger and sweep; ends with 1 if it is not, with 3 without a ledger',
    )
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout health --json')
    .action((_options: object, command: Command) =>
      cli.answer(command, async ({ verbs }) => {
        const health = await verbs.health()
        return { json: { health }, text: textOf(health, cli.paint), exitCode: exitCodeFor(health) }
      }),
    )
}

function exitCodeFor({ ok, ledger }: Health): number {
  if (ledger === 'away') return exitCodes.unreachable
  return ok ? exitCodes.yes : exitCodes.no
}

/** What a count stops at. */
const maxCounted = 1_000

function textOf(health: Health, paint: Paint): string {
  const { ok, ledger, sweep, oldestDueMs, review, stuck, unknown, idleShops = [] } = health
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['ok', paint(ok ? 'yes' : 'no')],
    ['ledger', ledger],
    ['sweep', paint(sweep)],
    ['work due for', oldestDueMs === undefined ? undefined : `${Math.round(oldestDueMs / 1000)} s`],
    ['in review', countText(review)],
    ['goods stuck', countText(stuck)],
    ['unknown', countText(unknown)],
    ...idleShops.map(({ key, unfinishedCount }) => ['idle shop', `${key}: ${countText(unfinishedCount)}`] as const),
  ]
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(14)}${value}`])).join('\n')
}

function countText(count: number | undefined): string | undefined {
  return count === maxCounted ? '1,000 or more' : count?.toString()
}
