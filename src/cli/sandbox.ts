import type { Command } from 'commander'
import { isAddressTaken } from '../listening.ts'
import type { Sandbox, SandboxDialect } from '../sandbox/index.ts'
import type { Cli } from './cli.ts'
import { UsageError } from './exit-codes.ts'
import { defaultPort, portOf, sandboxLogin } from './sandbox-address.ts'
import { wrapped } from './wrapped.ts'

interface SandboxCommandOptions {
  readonly port: string
  readonly host?: readonly string[]
  readonly dialect?: string
}

/** `sandbox`: the fake bank, until it is interrupted. */
export function addSandbox(program: Command, cli: Cli): void {
  program
    .command('sandbox')
    .description('run a bank for development: no money moves; ends with Ctrl-C')
    .option('--port <port>', 'where it listens', defaultPort)
    .option(
      '--host <name...>',
      'further names that reach it, such as "bank" between containers; then not only from this machine',
    )
    .option('--dialect <bank>', 'the bank to speak as, such as "satim": what it takes, refuses and tells')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout sandbox
  npx express-hosted-checkout sandbox --dialect satim
  npx express-hosted-checkout sandbox --port 4100`,
    )
    .action((options: SandboxCommandOptions, command: Command) =>
      cli.answerUntilInterrupted(command, async () => {
        const bank = await open(options)
        const { dialect } = options
        const json = { url: bank.url, ...sandboxLogin, ...(dialect !== undefined && { dialect }) }
        return { json, text: greeting(bank, dialect), close: () => bank.close() }
      }),
    )
}

/**
 * Where there are names, it listens on every address, and answers to these names alone.
 *
 * @throws UsageError if the port is taken, or it is told to run in production.
 */
async function open({ port, host: hosts = [], dialect }: SandboxCommandOptions): Promise<Sandbox> {
  // Loaded here, because no other command needs a bank.
  const { createSandbox } = await import('../sandbox/index.ts')
  const host = hosts.length > 0 ? '0.0.0.0' : '127.0.0.1'
  try {
    // An unknown dialect is refused there, with the one that was probably meant.
    const spoken = dialect === undefined ? {} : { dialect: dialect as SandboxDialect }
    return await createSandbox({ ...sandboxLogin, port: portOf(port), host, hosts, control: true, ...spoken })
  } catch (error) {
    if (isAddressTaken(error)) {
      throw new UsageError(
        `Port ${port} is taken, perhaps by another sandbox. Choose another: --port ${Number(port) + 1}`,
      )
    }
    throw new UsageError(wrapped(error instanceof Error ? error.message : String(error)), { cause: error })
  }
}

function greeting({ url }: Sandbox, dialect: string | undefined): string {
  const preset = dialect === undefined ? [] : ['', `CHECKOUT_GATEWAY_PRESET=${dialect}`, 'CHECKOUT_GATEWAY_LIVE=false']
  return `The sandbox bank is running. No money moves. It forgets its orders when it stops: Ctrl-C.

Its pages, to pay, refund or break it by hand: ${new URL('/', url).href}
The same for tests in any language, as JSON: ${new URL('/control/', url).href}

Put this into the .env of your store${dialect === undefined ? ' (init does)' : ''}:

CHECKOUT_GATEWAY_URL=${url}
CHECKOUT_GATEWAY_USER=${sandboxLogin.user}
CHECKOUT_GATEWAY_PASSWORD=${sandboxLogin.password}${preset.join('\n')}`
}
