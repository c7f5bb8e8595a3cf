import type { Command } from 'commander'
import type { Migrated } from '../ledger/migrate.ts'
import type { Cli } from './cli.ts'

/** `migrate`: brings the ledger's schema up to date, and says what was done. */
export function addMigrate(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description("bring the ledger's schema up to date, its indexes too, and say what was changed")
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout migrate')
    .action((_options: object, command: Command) =>
      cli.answer(command, async ({ upkeep }) => {
        const migrated = await upkeep.migrate()
        return { json: { migrated }, text: textOf(migrated) }
      }),
    )
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
