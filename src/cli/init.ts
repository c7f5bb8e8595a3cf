import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Command } from 'commander'
import type { Cli, Outcome } from './cli.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { defaultPort, portOf, sandboxLogin } from './sandbox-address.ts'

interface InitOptions {
  readonly baseUrl?: string
  readonly port: string
}

/** What the sandbox needs, and the session of the store. */
type Variables = Readonly<Record<string, string>> & { readonly CHECKOUT_BASE_URL: string }

/** What must never be committed: secrets, and the ledger with its companions. */
const ignored = ['.env', 'checkout.db*'] as const

/** `init`: an `.env` that works with the sandbox. */
export function addInit(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('write an .env that works with the sandbox, and say what to paste where')
    .option('--base-url <url>', 'address at which the shop will mount the router (default: localhost, at PORT or 3000)')
    .option('--port <port>', 'port at which the sandbox will listen', defaultPort)
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout init
  npx express-hosted-checkout init --base-url http://localhost:8080/shop`,
    )
    .action((options: InitOptions, command: Command) => cli.answerAlone(command, () => init(cli.world.folder, options)))
}

/** @throws UsageError for an address or a port that is none. */
function variablesOf(baseUrl: string, port: string): Variables {
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new UsageError(`--base-url wants an address such as http://localhost:3000, got ${JSON.stringify(baseUrl)}.`)
  }
  return {
    CHECKOUT_GATEWAY_URL: `http://127.0.0.1:${portOf(port)}/payment/rest/`,
    CHECKOUT_GATEWAY_USER: sandboxLogin.user,
    CHECKOUT_GATEWAY_PASSWORD: sandboxLogin.password,
    CHECKOUT_BASE_URL: baseUrl.replace(/\/+$/, ''),
    CHECKOUT_SECRET: randomBytes(32).toString('hex'),
    CHECKOUT_DATABASE_URL: 'sqlite:checkout.db',
    CHECKOUT_CALLBACK_DYNAMIC: 'true',
    SESSION_SECRET: randomBytes(32).toString('hex'),
  }
}

/** An `.env` that is there stays as it is, whatever it holds. */
function init(folder: string, { baseUrl, port }: InitOptions): Outcome {
  const file = join(folder, '.env')
  const there = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : undefined
  const variables = variablesOf(baseUrl ?? `http://localhost:${portIn(there)}`, port)
  if (there) return leftAlone(folder, there, { variables, port })
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  writeFileSync(file, fileOf(lines), { flag: 'wx', mode: 0o600 })
  const added = ignore(folder)
  return {
    json: { file, isNew: true, ignored: added },
    text: [
      'Wrote .env, readable by you alone: a test bank, fresh secrets, a ledger in checkout.db.',
      ...addedLines(added),
      '',
      nextSteps(variables.CHECKOUT_BASE_URL, port),
    ].join('\n'),
  }
}

/** The port of a store that is there. Its `PORT` may also be a socket's path, which no browser can open. */
function portIn(there: NodeJS.Dict<string> = {}): string {
  const { PORT: port = '' } = there
  return /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535 ? port : '3000'
}

function fileOf(lines: readonly string[]): string {
  return `# For express-hosted-checkout, with its sandbox as the bank. Every variable: .env.example in the package.
# Your bank gives you the first three. Keep the secrets, and keep this file out of git.
${lines.join('\n')}
`
}

interface Wanted {
  readonly variables: Variables
  readonly port: string
}

function leftAlone(folder: string, there: NodeJS.Dict<string>, { variables, port }: Wanted): Outcome {
  const missing = Object.entries(variables).filter(([name]) => !there[name])
  const lines = missing.map(([name, value]) => `${name}=${value}`)
  const added = ignore(folder)
  const itsUrl = there.CHECKOUT_BASE_URL ?? ''
  const toDo = [
    'For the sandbox it lacks these lines:',
    '',
    ...lines,
    '',
    nextSteps(URL.canParse(itsUrl) ? itsUrl : variables.CHECKOUT_BASE_URL, port),
  ]
  return {
    json: { file: join(folder, '.env'), isNew: false, missing: missing.map(([name]) => name), ignored: added },
    text: [
      'There is an .env here already. It stays as it is.',
      ...addedLines(added),
      ...(lines.length > 0 ? toDo : []),
    ].join('\n'),
    exitCode: exitCodes.no,
  }
}

function addedLines(added: readonly string[]): readonly string[] {
  return added.length > 0 ? [`Added ${added.join(' and ')} to .gitignore.`] : []
}

/** @returns the lines that were added. */
function ignore(folder: string): readonly string[] {
  const file = join(folder, '.gitignore')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const missing = ignored.filter((line) => !lines.includes(line) && !lines.includes(`/${line}`))
  const isWhole = text === '' || text.endsWith('\n')
  if (missing.length > 0) appendFileSync(file, `${isWhole ? '' : '\n'}${missing.join('\n')}\n`)
  return missing
}

/** What is left to do, with the shop's own path and the two ports. */
function nextSteps(baseUrl: string, port: string): string {
  const { pathname, port: shopPort } = new URL(baseUrl)
  const mount = pathname === '/' ? 'app.use(checkout)' : `app.use('${pathname}', checkout)`
  const sandbox = port === defaultPort ? 'sandbox' : `sandbox --port ${port}`
  return `Next:

1. Start the bank in a terminal of its own, and leave it running:

     npx express-hosted-checkout ${sandbox}

2. Mount the router in your store:

     import session from 'express-session'
     import { hostedCheckout } from 'express-hosted-checkout'

     const { SESSION_SECRET: secret } = process.env
     app.use(session({ secret, resave: false, saveUninitialized: false }))
     const checkout = hostedCheckout({
       catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
       onPaid: (order) => console.log('hand over', order.orderNumber),
       logger: console,
     })
     ${mount}
     app.listen(${shopPort || '3000'}, () => checkout.start())

3. Start it with these variables, open ${pathname.replace(/\/$/, '')}/checkout/mug, and pay with the card
   4111 1111 1111 1111, 12/34, code 123:

     node --env-file=.env server.js`
}
