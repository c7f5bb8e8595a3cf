import type { Command } from 'commander'
import { found } from '../doctor/finding.ts'
import type { Finding, FindingCode } from '../doctor/finding.ts'
import { ConfigurationError } from '../errors.ts'
import type { Cli, Outcome, SharedOptions } from './cli.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { makeInterruption } from './interruption.ts'
import { openPayments } from './open-payments.ts'
import type { OpenedPayments } from './open-payments.ts'
import type { Paint } from './paint.ts'
import { wrapped } from './wrapped.ts'

/** `doctor [--live]`: what is wrong with this installation. */
export function addDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('look for what is wrong with this installation; changes nothing; ends with 1 if there is an error')
    .option('--live', 'also register one unit at the bank, close it, and send the store a callback; no money moves')
    .addHelpText(
      'after',
      `
Examples:
  npx express-hosted-checkout doctor
  npx express-hosted-checkout doctor --live --json`,
    )
    .action(({ live = false }: { readonly live?: boolean }, command: Command) =>
      cli.answerAlone(command, () => {
        return doctor(cli, command.optsWithGlobals<SharedOptions>(), live)
      }),
    )
}

/** Options that are invalid are findings, too: a store that does not start is what a doctor is called for. */
async function doctor({ world, paint }: Cli, shared: SharedOptions, isLive: boolean): Promise<Outcome> {
  let payments: OpenedPayments
  try {
    payments = openPayments(world, shared)
  } catch (error) {
    if (error instanceof ConfigurationError) return outcomeOf(invalidOptions(error), paint)
    throw error
  }
  try {
    if (isLive && 'token' in payments.settings.gateway.login) throw new UsageError(tokenRefusal)
    const findings = await makeInterruption(world).untilInterrupted(payments.verbs.doctor())
    const live = isLive ? await liveFindings(payments, findings, world.interrupted) : []
    const outcome = outcomeOf([...findings, ...live], paint)
    return world.interrupted.aborted ? { ...outcome, exitCode: exitCodes.interrupted } : outcome
  } finally {
    await payments.verbs.close()
  }
}

const tokenRefusal =
  'doctor --live closes the order that it registers, and a token may not: set CHECKOUT_GATEWAY_USER and ' +
  'CHECKOUT_GATEWAY_PASSWORD. Nothing was sent.'

function invalidOptions({ message }: ConfigurationError): readonly Finding[] {
  const [first = message, ...lines] = message.split('\n').map((line) => line.trim())
  return (lines.length > 0 ? lines : [first]).map((line) => found('option-invalid', line))
}

/** Without these nothing can be written down, or closed again. */
const hopeless: ReadonlySet<FindingCode> = new Set([
  'bank-unreachable',
  'bank-proxy',
  'bank-authority-unknown',
  'bank-certificate-expired',
  'bank-certificate-name',
  'bank-address',
  'bank-login-refused',
  'bank-unreadable',
  'ledger-unreachable',
  'ledger-right-missing',
  'ledger-file-unusable',
  'ledger-read-only',
  'ledger-disk-full',
  'schema-too-new',
  // Writing to it would bring it up to date, which is the shop's to decide.
  'schema-behind',
  // Not looked at to the end: then nobody knows.
  'check-unfinished',
])

async function liveFindings(
  { liveCheck }: OpenedPayments,
  findings: readonly Finding[],
  interrupted: AbortSignal,
): Promise<readonly Finding[]> {
  if (findings.some(({ code }) => hopeless.has(code))) return [found('live-skipped')]
  return liveCheck(interrupted)
}

function outcomeOf(findings: readonly Finding[], paint: Paint): Outcome {
  return { json: { findings }, text: textOf(findings, paint), exitCode: exitCodeFor(findings) }
}

/** Out of reach comes first: what is wrong besides is known only once it answers. */
function exitCodeFor(findings: readonly Finding[]): number {
  const codes = new Set(findings.map(({ code }) => code))
  if (codes.has('bank-unreachable') || codes.has('ledger-unreachable')) return exitCodes.unreachable
  return findings.some(({ level }) => level === 'error') ? exitCodes.no : exitCodes.yes
}

function textOf(findings: readonly Finding[], paint: Paint): string {
  if (findings.length === 0) return 'All is well.'
  return findings
    .map(({ code, level, message, help }) =>
      [`${paint(level, level.padEnd(9))}${code}`, wrapped(message, '  '), wrapped(help, '  → ', '    ')].join('\n'),
    )
    .join('\n\n')
}
