import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { explained } from './explained.ts'
import { orderJson } from './order-json.ts'
import { ownName } from './own-name.ts'

/** `hand-over <n>`: makes goods due again, or the word that an order ended unpaid. */
export function addHandOver(program: Command, cli: Cli): void {
  program
    .command('hand-over <order-number>')
    .description(
      "have the goods of a paid order tried again now (or onClosed of an unpaid one): the shop's own server does it",
    )
    .option('--as <name>', 'who asks for it, for the history; without it, your login on this machine')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout hand-over 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((orderNumber: string, { as: by = ownName() }: { readonly as?: string }, command: Command) =>
      cli.answer(command, async ({ verbs, makeDue, whole }) => {
        const order = await whole(() => makeDue(orderNumber, by))
        return { json: { order: orderJson(order) }, text: explained(await verbs.explain(orderNumber)) }
      }),
    )
}
