import type { Command } from 'commander'
import type { ForgetReport } from '../personal-data/forget-orders.ts'
import type { Cli, Outcome, Tools } from './cli.ts'
import { confirmForgetting } from './confirm.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { ownName } from './own-name.ts'
import { wrapped } from './wrapped.ts'

interface ForgetOptions {
  readonly orderNumber?: string
  readonly reference?: string
  readonly clientId?: string
  readonly email?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly as?: string
}

/** `forget`: blanks what is personal. Shows first what it would do, and asks. */
export function addForget(program: Command, cli: Cli): void {
  program
    .command('forget [order-number]')
    .description("blank what is personal in a buyer's orders, for good; shows first what it would do, and asks")
    .option('--order-number <n>', 'one order, as without the option')
    .option('--reference <reference>', "the orders of this reference of the shop's own")
    .option('--client-id <id>', "the orders of this buyer, by the shop's own id")
    .option('--email <address>', 'the orders of this e-mail address')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'do not ask: for scripts')
    .option('--as <name>', 'who asks for it, for the history; without it, your login on this machine')
    .addHelpText(
      'after',
      '\nExamples:\n  npx express-hosted-checkout forget --email buyer@example.com --dry-run\n' +
        '  npx express-hosted-checkout forget --client-id 4711 --yes\n' +
        '  npx express-hosted-checkout forget 7QK4A2M9XCVBN8RTYPAS6DFGHJ',
    )
    .action((orderNumber: string | undefined, options: ForgetOptions, command: Command) =>
      cli.answer(command, (payments) => forget(cli, payments, { ...options, ...givenOnce(orderNumber, options) })),
    )
}

/** @throws UsageError for an order number that was given twice. */
function givenOnce(argument: string | undefined, { orderNumber }: ForgetOptions): Pick<ForgetOptions, 'orderNumber'> {
  if (argument === undefined) return orderNumber === undefined ? {} : { orderNumber }
  if (orderNumber === undefined) return { orderNumber: argument }
  throw new UsageError('Wanted one order number, got two.')
}

async function forget(
  { world }: Cli,
  { verbs, whole, howFar }: Tools,
  { orderNumber, reference, clientId, email, dryRun = false, yes = false, as: by = ownName() }: ForgetOptions,
): Promise<Outcome> {
  const whose = { orderNumber, reference, clientId, email }
  const wanted = await verbs.forget({ ...whose, dryRun: true })
  if (dryRun) return outcomeOf(wanted)
  const numbers = [
    ...wanted.blanked.map((order) => order.orderNumber),
    ...wanted.blankedLinks.map(({ linkNumber }) => linkNumber),
  ]
  if (!yes && numbers.length > 0) {
    world.tell(`${textOf(wanted)}\n\n`)
    await confirmForgetting(world, numbers)
  }
  const report = await whole(() => verbs.forget({ ...whose, by }), {
    before: 'Interrupted. Nothing was blanked.',
    meanwhile: 'Interrupted. The order that is being blanked comes to its end; Ctrl-C again ends at once.',
    after: () => `Interrupted after ${howFar()}; run forget again for the rest.`,
  })
  return outcomeOf(report)
}

function outcomeOf(report: ForgetReport): Outcome {
  const allKept = [...report.kept, ...report.keptLinks]
  const isKept = allKept.some(({ reason }) => reason !== 'forgotten-already' && reason !== 'nothing-personal')
  return {
    json: { report },
    text: textOf(report),
    exitCode: isKept ? exitCodes.no : exitCodes.yes,
  }
}

/** Numbers at the left, what was done below them. */
function textOf({ dryRun, blanked, kept, blankedLinks, keptLinks, isScrubbed }: ForgetReport): string {
  const done = [
    ...blanked.map(({ orderNumber, ...what }) => `${orderNumber}\n${wrapped(whatOf(what).join(', '), '  ')}`),
    ...blankedLinks.map(
      ({ linkNumber, fields }) => `${linkNumber} (payment link)\n${wrapped(fields.join(', '), '  ')}`,
    ),
  ]
  const left = [
    ...kept.map(({ orderNumber, text }) => `${orderNumber}\n  ${text}`),
    ...keptLinks.map(({ linkNumber, text }) => `${linkNumber} (payment link)\n  ${text}`),
  ]
  if (done.length === 0 && left.length === 0) return 'No such orders.'
  return [
    ...(done.length === 0 ? [] : [dryRun ? 'Would be blanked:' : 'Blanked:', ...done]),
    ...(left.length === 0 ? [] : ['Kept:', ...left]),
    ...(done.length === 0 ? [] : ['Amounts, states, times and the names of operators stay.']),
    ...(isScrubbed === false ? [notScrubbed] : []),
  ].join('\n')
}

function whatOf({ fields, entryCount }: Omit<ForgetReport['blanked'][number], 'orderNumber'>): readonly string[] {
  if (entryCount === 0) return fields
  return [...fields, entryCount === 1 ? 'details in 1 entry' : `details in ${entryCount} entries`]
}

const notScrubbed =
  "The ledger's write-ahead log could not be emptied, because another process reads it all\n" +
  'the time: some of it may still be found there. Run the command again to empty it.'
