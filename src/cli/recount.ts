import type { Command } from 'commander'
import type { Cli } from './cli.ts'

/** `recount`: has the sums of the books added up anew. */
export function addRecount(program: Command, cli: Cli): void {
  program
    .command('recount')
    .description('throw the sums of the books away, and have them added up from the entries again')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout recount')
    .action((_options: object, command: Command) =>
      cli.answer(command, async ({ upkeep, whole }) => {
        await whole(() => upkeep.recount())
        return { json: { recounted: true }, text: done }
      }),
    )
}

const done =
  'The sums of the books are thrown away. No entry was changed. Whichever process looks after buyers\n' +
  'adds them up again, the newest first; until then Today says since which day its figures hold.'
