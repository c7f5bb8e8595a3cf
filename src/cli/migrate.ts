import type { Command } from 'commander'
import { CheckoutClosedError } from '../errors.ts'
import type { Migrated } from '../ledger/migrate.ts'
import type { Cli } from './cli.ts'
import { InterruptedError } from './interruption.ts'
import type { WholeWords } from './interruption.ts'

/** `migrate`: brings the ledger's schema up to date, and says what was done. */
export function addMigrate(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description("bring the ledger's schema up to date, its indexes too, and say what was changed")
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout migrate')
    .action((_options: object, command: Command) =>
      cli.answer(command, async ({ verbs, upkeep, whole }) => {
        // Ends what waits or takes long; a step that has begun comes to its end.
        cli.world.interrupted.addEventListener('abort', () => void verbs.close())
        const migrated = await whole(() => upkeep.migrate(), words).catch(asInterrupted)
        return { json: { migrated }, text: textOf(migrated) }
      }),
    )
}

const words: WholeWords = {
  meanwhile: 'Interrupted. A step that has begun comes to its end or is undone; Ctrl-C again ends at once.',
  after: () => 'Interrupted. What is listed was done; run migrate again for the rest.',
}

/** The ledger was closed before anything was done. */
function asInterrupted(error: unknown): never {
  const isClosed = error instanceof CheckoutClosedError
  throw isClosed ? new InterruptedError('Interrupted. Nothing was changed; run migrate again.') : error
}

function textOf({ number, applied, built, dropped }: Migrated): string {
  const lines = [
    ...applied.map((migration) => `Applied migration ${migration.number}: ${migration.name}.`),
    ...built.map((index) => `Built the index ${index}.`),
    ...dropped.map((index) => `Dropped the index ${index}.`),
  ]
  const end = `The ledger's schema is number ${number}.`
  return lines.length === 0 ? `${end} It is up to date: nothing was changed.` : [...lines, end].join('\n')
}
