import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { explained } from './explained.ts'
import { orderJson } from './order-json.ts'

/** `settle <n>`: asks the bank about one order. */
export function addSettle(program: Command, cli: Cli): void {
  program
    .command('settle <order-number>')
    .description('ask the bank about one order now, and record what it says; no money moves')
    .addHelpText('after', '\nExample:\n  npx express-hosted-checkout settle 7QK4A2M9XCVBN8RTYPAS6DFGHJ')
    .action((orderNumber: string, _options: object, command: Command) =>
      cli.answer(command, async ({ verbs, askNow, whole }) => {
        const order = await whole(() => askNow(orderNumber))
        return { json: { order: orderJson(order) }, text: explained(await verbs.explain(orderNumber)) }
      }),
    )
}
