import { CheckoutClosedError, ConfigurationError, LedgerUnavailableError } from '../../src/errors.ts'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import type { Logger } from '../../src/index.ts'

interface Scene {
  /** How long each try takes, in milliseconds. */
  readonly tryMs?: number
  readonly isClosed?: boolean
}

/** When the checkout starts, on its clock, in milliseconds. */
const startMs = 7_000

/** Opens a ledger that answers as given, one answer per try. Time passes only in pauses, and in tries that take any. */
async function opened(
  answers: readonly (Error | undefined)[],
  { tryMs = 0, isClosed = false }: Scene = {},
): Promise<{ log: string[]; tries: number; ms: number }> {
  const log: string[] = []
  let tries = 0
  let ms = 0
  const write = (object: object, message: string): void => void log.push(`${message} ${JSON.stringify(object)}`)
  const logger: Logger = { info: write, warn: write, error: write }
  const open = (): Promise<void> => {
    const answer = answers[Math.min(tries, answers.length - 1)]
    tries += 1
    ms += tryMs
    return answer ? Promise.reject(answer) : Promise.resolve()
  }
  const pause = (pauseMs: number): Promise<void> => Promise.resolve(void (ms += pauseMs))
  try {
    await openLedger({ ledger: { open }, logger, elapsedMs: () => startMs + ms, pause, isClosed: () => isClosed })
  } catch (error) {
    throw Object.assign(error as Error, { log, tries, ms })
  }
  return { log, tries, ms }
}

const away = new LedgerUnavailableError('connection refused')
const missing = (what: 'role' | 'database' | 'right'): Error =>
  new LedgerUnavailableError(`no such ${what}`, { missing: what })

describe('opening the ledger at the start', () => {
  it('finishes at once if the database is there', async () => {
    expect(await opened([undefined])).toEqual({ log: [], tries: 1, ms: 0 })
  })

  it('leaves an unreachable database to the next call, and says so once', async () => {
    const { log, tries } = await opened([away])

    expect(tries).toBe(1)
    expect(log).toEqual([expect.stringMatching(/^ledger cannot be reached yet.*connection refused/)])
  })

  it('leaves it to the next call however long it took to find that out', async () => {
    const { log, tries } = await opened([away], { tryMs: 61_000 })

    expect(tries).toBe(1)
    expect(log).toEqual([expect.stringMatching(/^ledger cannot be reached yet/)])
  })

  it('fails at once if waiting cannot help', async () => {
    const folder = new ConfigurationError('its folder does not exist')

    await expect(opened([folder])).rejects.toMatchObject({ message: 'its folder does not exist', tries: 1, ms: 0 })
  })

  it.each(['role', 'database', 'right'] as const)(
    'fails after a %s has been missing for 60 s, and names it every 10 s',
    async (what) => {
      const error = missing(what)
      const ending = opened([error])

      await expect(ending).rejects.toMatchObject({
        code: 'CHECKOUT_CONFIGURATION',
        message: `The ledger cannot be opened because its ${what} is missing: no such ${what}`,
        cause: error,
        ms: 60_000,
      })
      const { log } = (await ending.catch((error: unknown) => error)) as { log: string[] }
      expect(log).toHaveLength(6)
      for (const line of log) expect(line).toContain(`its ${what} is missing`)
    },
  )

  it('succeeds if what was missing appears in time', async () => {
    const answers = [...Array<Error>(29).fill(missing('role')), undefined]

    expect(await opened(answers)).toMatchObject({ tries: 30 })
  })

  it.each([
    ['which cannot be reached', away],
    ['whose role is missing', missing('role')],
    ['whose file cannot be opened', new ConfigurationError('its folder does not exist')],
    ['which is closed with it', new CheckoutClosedError()],
  ])('ends without a word if the checkout is closed meanwhile: a ledger %s', async (_what, error) => {
    expect(await opened([error], { isClosed: true })).toEqual({ log: [], tries: 1, ms: 0 })
  })
})
