import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { explained } from './explained.ts'

/** `explain <n>`: one order in plain words. */
export function addExplain(program: Command, cli: Cli): void {
  program
    .command('explain <order-number>')
    .description('say in plain words what is known of an order, what happens next, and what may be done')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout explain 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((orderNumber: string, _options: object, command: Command) =>
      cli.answer(command, async ({ verbs }) => {
        const explanation = await verbs.explain(orderNumber)
        return { json: { explanation }, text: explained(explanation) }
      }),
    )
}
