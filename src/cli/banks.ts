import type { Command } from 'commander'
import { banks, findBank } from '../banks/index.ts'
import type { KnownBank } from '../banks/index.ts'
import { nearest } from '../options/nearest.ts'
import { bankFacts } from './bank-facts.ts'
import type { Cli } from './cli.ts'
import { UsageError } from './exit-codes.ts'
import { tableOf } from './table.ts'
import type { Column } from './table.ts'
import { wrapped } from './wrapped.ts'

/** `banks`: the known banks, for `gateway.preset`. */
export function addBanks(program: Command, cli: Cli): void {
  program
    .command('banks')
    .description('banks that are known by name: what was verified of each, and how; with a key, everything about one')
    .argument('[key]', 'key of a bank, as for gateway.preset')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout banks
  npx express-hosted-checkout banks satim
  npx express-hosted-checkout banks --json`,
    )
    .action((key: string | undefined, _options: object, command: Command) =>
      cli.answerAlone(command, () => {
        if (key === undefined) return { json: { banks }, text: tableOf(columns, banks) }
        const bank = requireBank(key)
        return { json: { bank }, text: textOf(bank) }
      }),
    )
}

const columns: readonly Column<KnownBank>[] = [
  { title: 'key', cell: ({ key }) => key, isWhole: true },
  { title: 'bank', cell: ({ name }) => name, width: 34 },
  { title: 'country', cell: ({ country = '' }) => country, width: 12 },
  { title: 'how sure', cell: ({ confidence }) => confidence, isWhole: true },
]

/** @throws UsageError for a key that nobody has. */
function requireBank(key: string): KnownBank {
  const bank = findBank(key)
  if (bank) return bank
  const meant = nearest(
    key,
    banks.map((one) => one.key),
  )
  const advice = meant === undefined ? 'Without a key, all of them are listed.' : `Did you mean ${meant}?`
  throw new UsageError(`No bank has the key ${JSON.stringify(key)}. ${advice}`)
}

function textOf(bank: KnownBank): string {
  const { key, name, country } = bank
  const lines = bankFacts.flatMap(({ title, lines: linesOf }) =>
    linesOf(bank).map((one, index) => wrapped(one, (index === 0 ? title : '').padEnd(12), ' '.repeat(12))),
  )
  const head = country === undefined ? name : `${name}, ${country}`
  return [`${head} (${key})`, ...lines].join('\n')
}
