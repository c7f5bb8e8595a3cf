import { Option } from 'commander'
import type { Command } from 'commander'
import { resolutions } from '../settlement/judge/judge-resolution.ts'
import type { Resolution } from '../settlement/judge/judge-resolution.ts'
import type { Cli } from './cli.ts'
import { explained } from './explained.ts'
import { orderJson } from './order-json.ts'
import { ownName } from './own-name.ts'

interface ReviewOptions {
  readonly note: string
  readonly as?: string
  /** What `--as` was called once. */
  readonly by?: string
}

interface ResolveOptions {
  readonly note: string
  readonly as: Resolution
  readonly by?: string
}

/** `review <n>` and `resolve <n>`: puts an order before a person, and takes it out again. */
export function addReview(program: Command, cli: Cli): void {
  program
    .command('review <order-number>')
    .description('keep an order for a decision of the shop: nothing is sent by itself meanwhile')
    .requiredOption('--note <text>', 'why, for the history')
    .option('--as <name>', 'who decides, for the history; without it, your login on this machine')
    .addOption(new Option('--by <name>').hideHelp())
    .addHelpText(
      'after',
      '\nExample:\n  npx express-hosted-checkout review 7QK4A2M9XCVBN8RTYPAS6DFGHJ --note "the buyer has called"',
    )
    .action((orderNumber: string, { note, by, as = by ?? ownName() }: ReviewOptions, command: Command) =>
      cli.answer(command, async ({ verbs, whole }) => {
        const order = await whole(() => verbs.review(orderNumber, { note, by: as }))
        return { json: { order: orderJson(order) }, text: explained(await verbs.explain(orderNumber)) }
      }),
    )
  program
    .command('resolve <order-number>')
    .description('take an order out of review, as far as the bank and the amounts allow; no money moves')
    .addOption(new Option('--as <status>', 'as what').choices(resolutions).makeOptionMandatory())
    .requiredOption('--note <text>', 'why, for the history')
    .option('--by <name>', 'who decides, for the history; without it, your login on this machine')
    .addHelpText(
      'after',
      '\nExample:\n  npx express-hosted-checkout resolve 7QK4A2M9XCVBN8RTYPAS6DFGHJ --as paid --note "the bank agrees"',
    )
    .action((orderNumber: string, { as, note, by = ownName() }: ResolveOptions, command: Command) =>
      cli.answer(command, async ({ verbs, whole }) => {
        const order = await whole(() => verbs.resolve(orderNumber, { as, note, by }))
        return { json: { order: orderJson(order) }, text: explained(await verbs.explain(orderNumber)) }
      }),
    )
}
