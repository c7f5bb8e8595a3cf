import { readFileSync, writeFileSync } from 'node:fs'
import { inspect } from 'node:util'
import ts from 'typescript'
import { optionRows } from './src/options/schema.ts'

// Writes docs/options.md and .env.example from the types and rules of the options: `npm run docs:options`.

type Row = (typeof optionRows)[number]

/** What the TSDoc of an option says. */
interface Told {
  /** In one paragraph, without the variable. */
  readonly summary: string
  readonly defaultValue: string | undefined
}

/** The groups of options, by the start of their paths, in the order of the pages. */
const groups: readonly { readonly path: string; readonly title: string; readonly interfaceName: string }[] = [
  { path: 'gateway.', title: 'The bank', interfaceName: 'GatewayOptions' },
  { path: '', title: 'The shop', interfaceName: 'CheckoutOptions' },
  { path: 'shop.', title: 'The shop on its pages and in the ledger', interfaceName: 'ShopOptions' },
  { path: 'callback.', title: 'Callbacks from the bank', interfaceName: 'CallbackOptions' },
  { path: 'sweep.', title: 'How often the bank is asked', interfaceName: 'SweepOptions' },
  { path: 'retention.', title: 'How long personal data is kept', interfaceName: 'RetentionOptions' },
  { path: 'breaker.', title: 'When the bank is left alone', interfaceName: 'BreakerOptions' },
]

const sourceFiles = ['src/options/option-groups.ts', 'src/options/checkout-options.ts']

function readTold(): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>()
  for (const file of sourceFiles) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    for (const statement of source.statements) {
      const group = ts.isInterfaceDeclaration(statement) && groupNamed(statement.name.text)
      if (!group) continue
      for (const member of statement.members) told.set(group.path + (member.name?.getText() ?? ''), toldOf(member))
    }
  }
  return told
}

function groupNamed(name: string): (typeof groups)[number] | undefined {
  return groups.find(({ interfaceName }) => interfaceName === name)
}

function toldOf(member: ts.TypeElement): Told {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc)
  const text = ts.getTextOfJSDocComment(doc?.comment) ?? ''
  const [tag] = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === 'defaultValue')
  return { summary: inOneParagraph(text), defaultValue: ts.getTextOfJSDocComment(tag?.comment) }
}

/** The variable has its own column. */
function inOneParagraph(text: string): string {
  return (
    text
      .replaceAll(/\n\s*- /g, '; ')
      .replaceAll(/\s+/g, ' ')
      // A list goes on in the sentence before it.
      .replaceAll(/(?<=[.:]); /g, ' ')
      // A store needs no citations of the bank's manual (docs/sources.md).
      .replaceAll(/,? ?BPC: [a-z ]+/g, '')
      .replaceAll(' ()', '')
      .replaceAll(/(Also|Required, here or as) `CHECKOUT_\w+`\.?/g, '')
      .trim()
      .replace(/^(?:; |- )/, '')
      .replace(/[^.]$/, '$&.')
  )
}

/** In the order of their types. */
function rowsIn(path: string, told: ReadonlyMap<string, Told>): readonly Row[] {
  const names = [...told.keys()]
  return optionRows
    .filter(({ option }) => option.replace(/[^.]*$/, '') === path)
    .sort((one, other) => names.indexOf(one.option) - names.indexOf(other.option))
}

function defaultOf({ isRequired, standard }: Row, { defaultValue }: Told): string {
  if (isRequired) return 'required'
  if (Array.isArray(standard)) return `\`${standard.join(',')}\``
  return standard === undefined && defaultValue === undefined ? '' : `\`${defaultValue ?? inspect(standard)}\``
}

/** The page of all options. */
export function optionsPage(): string {
  const told = readTold()
  const sections = groups.map(({ path, title }) => {
    const rows = rowsIn(path, told).map((row) => {
      const { summary, defaultValue } = told.get(row.option) ?? { summary: '', defaultValue: undefined }
      const variable = row.variable === undefined ? '' : `\`${row.variable}\``
      const cells = [`\`${row.option}\``, variable, defaultOf(row, { summary, defaultValue }), summary]
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
    })
    return `## ${title}\n\n| option | variable | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Options\n\n${preface}\n\n${sections.join('\n')}`
}

const preface = `\
Options come from code, or from the environment if they have a variable; code wins. Start-up fails if any option is
invalid, and names them all. Every secret can also be read from a file:
\`CHECKOUT_SECRET_FILE=/run/secrets/checkout\`.

\`npm run docs:options\` writes this page and \`.env.example\` from the types and rules in \`src/options/\`.`

/** What a store copies to `.env`. */
export function envExample(): string {
  const told = readTold()
  const sections = groups.map(({ path, title }) => {
    const settings = rowsIn(path, told).flatMap((row) => {
      if (row.variable === undefined) return []
      const { summary } = told.get(row.option) ?? { summary: '' }
      const comment = row.isSecret ? `${summary.replace(/\.$/, '')} (secret).` : summary
      return [
        `${wrapped(comment)}\n${row.isRequired || row.example === '' ? '' : '#'}${row.variable}=${shownValue(row)}\n`,
      ]
    })
    return settings.length === 0 ? '' : `# ${title}.\n\n${settings.join('')}`
  })
  return `${envPreface}\n\n${sections.filter((section) => section !== '').join('\n')}`
}

const envPreface = `# What express-hosted-checkout reads from the environment. Copy to \`.env\` and fill in; code
# wins.
# Lines that start with \`#CHECKOUT_\` are optional; if they show a value, it is the default or an example.
# An empty variable counts as not set. Those marked (secret) can be read from a file instead:
# CHECKOUT_SECRET_FILE=/run/secrets/checkout`

function shownValue({ standard, example }: Row): string {
  if (example !== undefined) return example
  if (standard === undefined) return ''
  return typeof standard === 'string' ? standard : JSON.stringify(standard).replaceAll(/[[\]]/g, '')
}

const maxColumns = 118

function wrapped(text: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + 1 + word.length > maxColumns) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => `# ${line}`).join('\n')
}

// Not in a test, which only compares.
if (process.argv[1]?.endsWith('option-docs.ts')) {
  writeFileSync('docs/options.md', optionsPage())
  writeFileSync('.env.example', envExample())
}
