import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Command } from 'commander'
import type { Cli, Outcome } from './cli.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { defaultPort, portOf, sandboxLogin } from './sandbox-address.ts'

interface InitOptions {
  readonly baseUrl: string
  readonly port: string
}

/** What must never be committed: secrets, and the ledger with its companions. */
const ignored = ['.env', 'checkout.db*'] as const

/** `init`: an `.env` that works with the sandbox. */
export function addInit(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('write an .env that works with the sandbox, and say what to paste where')
    .option('--base-url <url>', 'address at which the shop will mount the router', 'http://localhost:3000')
    .option('--port <port>', 'port at which the sandbox will listen', defaultPort)
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout init
  npx express-hosted-checkout init --base-url http://localhost:8080/shop`,
    )
    .action((options: InitOptions, command: Command) =>
      cli.answerAlone(command, () => init(cli.world.folder, variablesOf(options))),
    )
}

/** @throws UsageError for an address or a port that is none. */
function variablesOf({ baseUrl, port }: InitOptions): Readonly<Record<string, string>> {
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

/** A file that is there stays as it is, whatever it holds. */
function init(folder: string, variables: Readonly<Record<string, string>>): Outcome {
  const file = join(folder, '.env')
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  try {
    writeFileSync(file, fileOf(lines), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return leftAlone(file, variables)
  }
  const added = ignore(folder)
  return {
    json: { file, isNew: true, ignored: added },
    text: [
      'Wrote .env, readable by you alone: a test bank, fresh secrets, a ledger in checkout.db.',
      ...(added.length > 0 ? [`Added ${added.join(' and ')} to .gitignore.`] : []),
      '',
      nextSteps,
    ].join('\n'),
  }
}

function fileOf(lines: readonly string[]): string {
  return `# For express-hosted-checkout, with its sandbox as the bank. Every variable: .env.example in the package.
# Your bank gives you the first three. Keep the secrets, and keep this file out of git.
${lines.join('\n')}
`
}

function leftAlone(file: string, variables: Readonly<Record<string, string>>): Outcome {
  const there = parseEnv(readFileSync(file, 'utf8'))
  const missing = Object.entries(variables).filter(([name]) => !there[name])
  const lines = missing.map(([name, value]) => `${name}=${value}`)
  return {
    json: { file, isNew: false, missing: missing.map(([name]) => name) },
    text: [
      'There is an .env here already. It stays as it is.',
      ...(lines.length > 0 ? ['For the sandbox it lacks these lines:', '', ...lines] : []),
    ].join('\n'),
    exitCode: exitCodes.no,
  }
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

const nextSteps = `Next:

1. Start the bank in a terminal of its own, and leave it running:

     npx express-hosted-checkout sandbox

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
     app.use(checkout)
     app.listen(3000, () => checkout.start())

3. Start it with these variables, open /checkout/mug, and pay with the card
   4111 1111 1111 1111, 12/34, code 123:

     node --env-file=.env server.js`
