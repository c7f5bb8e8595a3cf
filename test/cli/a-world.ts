import { runCli } from '../../src/cli/run-cli.ts'
import type { World } from '../../src/cli/world.ts'
import { scan } from '../support/leaks.ts'
import { secrets } from '../support/store.ts'
import type { Store } from '../support/store.ts'

/** What a command printed, and how it ended. */
export interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** The variables of a store under test. */
export function environmentOf(store: Store): Record<string, string> {
  return {
    CHECKOUT_GATEWAY_URL: store.bank.url,
    CHECKOUT_GATEWAY_USER: 'sandbox-api',
    CHECKOUT_GATEWAY_PASSWORD: secrets.password,
    CHECKOUT_BASE_URL: store.baseUrl,
    CHECKOUT_SECRET: secrets.signing,
    CHECKOUT_DATABASE_URL: store.database.databaseUrl,
  }
}

export interface RunOptions {
  readonly folder?: string
  /** For a command that runs until it is interrupted: called with its first words, and then it is. */
  readonly whileItRuns?: (out: string) => Promise<unknown>
  /** Whether the answer is read on a terminal; by default, if there are answers. */
  readonly isTerminal?: boolean
  /** Whether standard error is a terminal. */
  readonly isTold?: boolean
  /** Interrupts the command when it is aborted. */
  readonly interruption?: AbortController
  /** Called with all that was told so far, whenever something is. */
  readonly onTold?: (err: string) => void
  /** Whether the person at the terminal never answers. */
  readonly isSilent?: boolean
}

async function answerTo(typed: string[], isSilent: boolean): Promise<string> {
  return isSilent ? new Promise(() => undefined) : (typed.shift() ?? '')
}

/** Runs a command as on a terminal whose person types these answers; without any, nobody can be asked. */
export async function run(
  words: readonly string[],
  environment: World['environment'],
  answers?: readonly string[],
  {
    folder = '/',
    whileItRuns,
    isTerminal,
    isTold = false,
    interruption = new AbortController(),
    onTold,
    isSilent = false,
  }: RunOptions = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const typed = [...(answers ?? [])]
  const exitCode = await runCli(words, {
    environment,
    folder,
    write(text) {
      out += text
      if (whileItRuns) void whileItRuns(out).finally(() => interruption.abort())
    },
    tell(text) {
      err += text
      onTold?.(err)
    },
    ask:
      answers &&
      ((question) => {
        err += question
        onTold?.(err)
        return answerTo(typed, isSilent)
      }),
    isTerminal: isTerminal ?? answers !== undefined,
    isTold,
    interrupted: interruption.signal,
  })
  // Whoever runs a command may read the ledger: what is in it is shown.
  scan('command', out + err, ['e-mail', 'card number'])
  expect(typed).toEqual([])
  return { exitCode, out, err }
}
