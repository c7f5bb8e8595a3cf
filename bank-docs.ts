import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { banks } from './src/banks/index.ts'
import type { KnownBank } from './src/banks/index.ts'
import { statusWords, sureness } from './src/cli/bank-facts.ts'
import { moneyText } from './src/money.ts'

// Writes docs/banks/ and the table of docs/banks.md from the data of the banks: `npm run docs:banks`.

type Addresses = KnownBank['test']

function everyAddress({ roots, otherHosts = [], formerRoots = [] }: Addresses): readonly string[] {
  return [
    ...(roots ?? []).map((root) => `\`${root}\``),
    ...otherHosts.map((host) => `\`${host}\` (its path is not known)`),
    ...formerRoots.map((root) => `\`${root}\` (former)`),
  ]
}

function told(addresses: Addresses): string {
  const all = everyAddress(addresses)
  return all.length === 0 ? 'not known' : all.join(', ')
}

/** The lines of an `.env`: the root is left out where the preset has one. */
function variablesOf({ key, test, live }: KnownBank): string {
  const needsRoot = [test, live].some(({ roots }) => roots?.length !== 1)
  return [
    `CHECKOUT_GATEWAY_PRESET=${key}`,
    'CHECKOUT_GATEWAY_LIVE=false',
    ...(needsRoot ? ['CHECKOUT_GATEWAY_URL=<the root that your contract tells>'] : []),
    'CHECKOUT_GATEWAY_USER=…',
    'CHECKOUT_GATEWAY_PASSWORD=…',
  ].join('\n')
}

function questionsFor({ test, live, callbacks, needsCa, unknown, currencies }: KnownBank): readonly string[] {
  const isRootAsked = [test, live].some(({ roots }) => roots?.length !== 1)
  return [
    ...(isRootAsked
      ? ['The root of the API, for `gateway.url`.']
      : ['Whether your contract names the addresses below.']),
    'An API user with its password, for test and live, with the right to register, to ask, to refund and to reverse.',
    ...(currencies ? [] : ['Which currencies the merchant has.']),
    ...(needsCa ? ["The certificate of the authority that issued the bank's own (`gateway.ca`)."] : []),
    callbackQuestion[callbacks.kind],
    ...unknown.map((one) => `Not known to us: ${one}.`),
  ]
}

const callbackQuestion: Readonly<Record<KnownBank['callbacks']['kind'], string>> = {
  hmac: 'The key of its callbacks (`callback.key`), and that they go to your callback address.',
  rsa: 'The public key of its callbacks (`callback.publicKey`), and that they go to your callback address.',
  jwt: 'The base64 key of its callbacks (`callback.key`), which are JSON Web Tokens, and that they are on.',
  none: 'That callbacks go to your callback address. They are not signed, so each only costs a question.',
  unknown: 'Whether it sends callbacks, how they are signed, and where to set their address.',
}

/** What is spoken otherwise than the manual says: the library does it by itself. */
function dialectOf(bank: KnownBank): readonly string[] {
  const { orderNumber, languages, statuses, statusCall, acknowledgement, body, statusNumberField, login } = bank
  const lines = [
    orderNumber &&
      orderNumber.maxCharacters < 26 &&
      `Order numbers of ${orderNumber.maxCharacters} letters and digits.`,
    languages?.spelling === 'upper-case' && 'Languages in capitals.',
    languages?.known && `Only these languages are sent: ${languages.known.join(', ')}.`,
    statuses && `\`orderStatus\` ${statusWords(statuses)}.`,
    statusCall === 'getOrderStatus.do' &&
      "The status is asked by `getOrderStatus.do`, by the bank's own id alone: an order whose registration got no " +
        'answer goes to review in the end.',
    acknowledgement && `A payment is acknowledged (\`${acknowledgement}\`) before an order is paid.`,
    body === 'json' && 'Calls are JSON.',
    statusNumberField === 'merchantOrderNumber' && 'Our number is called `merchantOrderNumber` in a question.',
    login === 'basic' && 'The login goes in a header (HTTP Basic).',
  ]
  return lines.filter((line) => typeof line === 'string' && line !== '') as readonly string[]
}

function otherwise(bank: KnownBank): readonly string[] {
  const { mandatory = [], refunds, callbacks, smallest, remarks } = bank
  const { repeats, method } = callbacks
  const pause = repeats?.isGrowing ? 'growing pauses from' : 'pauses of'
  return [
    ...dialectOf(bank),
    ...(mandatory.length === 0 ? [] : [`Every item must carry ${mandatory.map((one) => `\`${one}\``).join(' and ')}.`]),
    ...(smallest ? [`The smallest amount is ${moneyText(smallest.amountMinor, smallest.currency)}.`] : []),
    ...(refunds === 'whole-once' ? ['Refund all of an order, or nothing.'] : []),
    ...(method ? [`Callbacks come by ${method}.`] : []),
    ...(repeats ? [`A callback comes up to ${repeats.times} times, with ${pause} ${repeats.everySecs} s.`] : []),
    ...remarks,
  ]
}

/** A line of Markdown in lines of at most 120 columns. */
function wrapped(text: string, first: string): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    const isStart = line.trim() === '' || line === first
    if (!isStart && line.length + 1 + word.length > 120) {
      lines.push(line)
      line = `${' '.repeat(first.length)}${word}`
    } else line += isStart ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}

const bullets = (lines: readonly string[]): string => lines.map((line) => wrapped(line, '- ')).join('\n')

/** The page of one bank. */
export function bankPage(bank: KnownBank): string {
  const { name, country, test, live, confidence, verified } = bank
  const differences = otherwise(bank)
  return `# ${country === undefined ? name : `${name}, ${country}`}

How sure we are: ${sureness[confidence]}. No bank was tried live by us. [All banks](../banks.md).

## What to ask the bank for

${bullets(questionsFor(bank))}

## What to set

\`\`\`sh
${variablesOf(bank)}
\`\`\`

${bullets([`Test: ${told(test)}.`, `Live: ${told(live)}.`])}

## What is verified

${bullets(verified.map(({ what, against }) => `${what}: ${against}.`))}

## What it does otherwise

${differences.length === 0 ? 'Nothing that is known.' : bullets(differences)}
`
}

/** The table of docs/banks.md. */
export function banksTable(): string {
  const hostsOf = (addresses: Addresses): string => {
    const hosts = [...(addresses.roots ?? []), ...(addresses.formerRoots ?? [])].map((root) => new URL(root).host)
    const all = [...new Set([...hosts, ...(addresses.otherHosts ?? [])])]
    return all.length === 0 ? 'not known' : all.map((host) => `\`${host}\``).join(', ')
  }
  const rows = banks.map((bank) => {
    const { key, name, country, test, live, confidence } = bank
    const title = country === undefined ? name : `${name}, ${country}`
    return `| [${title}](banks/${key}.md) | \`${key}\` | ${hostsOf(test)} | ${hostsOf(live)} | ${confidence} |`
  })
  return ['| bank | preset | test | live | how sure |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

const start = '<!-- banks -->\n\n'
const end = '\n\n<!-- /banks -->'

/** docs/banks.md with the table as it is to be. */
export function banksPage(text: string): string {
  const [before = '', rest = ''] = text.split(start)
  const [, after = ''] = rest.split(end)
  return `${before}${start}${banksTable()}${end}${after}`
}

// Not in a test, which only compares.
if (process.argv[1]?.endsWith('bank-docs.ts')) {
  mkdirSync('docs/banks', { recursive: true })
  for (const bank of banks) writeFileSync(`docs/banks/${bank.key}.md`, bankPage(bank))
  writeFileSync('docs/banks.md', banksPage(readFileSync('docs/banks.md', 'utf8')))
}
