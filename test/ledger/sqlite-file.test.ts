import fs, { chmodSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import fsPromises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { watchLedgerFile } from '../../src/ledger/sqlite-file.ts'
import type { Logger } from '../../src/logger.ts'
import { newOrder } from './an-order.ts'

let folder: string
let file: string
let ledger: Ledger
let told: string[]
const tell = (object: object): void => void told.push((object as { file: string }).file)
const logger: Logger = { info: tell, warn: tell, error: tell }

const open = async (query = ''): Promise<void> => {
  ledger = makeLedger({ databaseUrl: `sqlite:${file}${query}`, logger })
  await ledger.add(newOrder())
}
const modes = (): string[] =>
  ['', '-wal', '-shm'].map((suffix) => (statSync(file + suffix).mode & 0o777).toString(8).padStart(4, '0'))

beforeEach(() => {
  told = []
  folder = mkdtempSync(join(tmpdir(), 'checkout-file-'))
  file = join(folder, 'checkout.db')
})
afterEach(async () => {
  jest.restoreAllMocks()
  await ledger.close()
  rmSync(folder, { recursive: true })
})

describe("a ledger's file, with those that SQLite puts beside it,", () => {
  it.each([0o022, 0o000, 0o077])('is for its owner only, whatever the umask (%i)', async (umask) => {
    const before = process.umask(umask)
    await open().finally(() => process.umask(before))

    expect(modes()).toEqual(['0600', '0600', '0600'])
  })

  it('has exactly the mode in the address', async () => {
    const before = process.umask(0o077)
    await open('?mode=0640').finally(() => process.umask(before))

    expect(modes()).toEqual(['0640', '0640', '0640'])
  })

  it('keeps its existing mode, even with another in the address', async () => {
    writeFileSync(file, '')
    chmodSync(file, 0o664)
    await open('?mode=0600')
    expect(modes()).toEqual(['0664', '0664', '0664'])

    await ledger.close()
    await open()

    expect(modes()).toEqual(['0664', '0664', '0664'])
  })

  it('is created where a link points', async () => {
    const link = file
    symlinkSync(join(folder, 'kept.db'), link)
    await open()

    expect((statSync(join(folder, 'kept.db')).mode & 0o777).toString(8)).toBe('600')
  })

  it('is open only in SQLite once it is created', async () => {
    const opening = jest.spyOn(fs, 'openSync')
    const closing = jest.spyOn(fs, 'closeSync')
    await open()

    const call = opening.mock.calls.findIndex(([path]) => path === file)
    expect(closing).toHaveBeenCalledWith(opening.mock.results[call]!.value)
  })
})

describe('a file that disappears while it is open', () => {
  const minute = 60_000
  let stat: jest.SpyInstance
  beforeEach(() => {
    stat = jest.spyOn(fsPromises, 'stat')
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout', 'Date'] })
  })
  afterEach(() => jest.useRealTimers())

  /** Lets time pass, and waits for what the watch then finds. */
  async function pass(ms: number): Promise<void> {
    jest.advanceTimersByTime(ms)
    await Promise.allSettled(stat.mock.results.map(({ value }) => value as Promise<unknown>))
    await new Promise((resolve) => setImmediate(resolve))
  }

  it.each<[string, string, () => void]>([
    ['removed', '', () => rmSync(file)],
    ['renamed', '', () => renameSync(file, `${file}.old`)],
    ['replaced', '', () => (writeFileSync(`${file}.new`, ''), renameSync(`${file}.new`, file))],
    ['left without its log', '-wal', () => rmSync(`${file}-wal`)],
  ])('is reported once, within a minute, when it is %s', async (_what, suffix, lose) => {
    await open()
    await pass(10 * minute)
    expect(told).toEqual([])
    lose()

    await pass(minute)
    expect(told).toEqual([file + suffix])
    await pass(10 * minute)

    expect(told).toHaveLength(1)
  })

  it('is reported when another file system is mounted over it', async () => {
    await open()
    const { dev, ino } = statSync(file, { bigint: true })
    stat.mockResolvedValue({ dev: dev + 1n, ino })

    await pass(minute)

    expect(told).toEqual([file])
  })

  it('is not reported while nobody can tell', async () => {
    await open()
    stat.mockRejectedValue(Object.assign(new Error('permission denied'), { code: 'EACCES' }))

    await pass(10 * minute)

    expect(stat).toHaveBeenCalled()
    expect(told).toEqual([])
  })

  it('is not checked any more once the ledger is closed', async () => {
    await open()
    expect(jest.getTimerCount()).toBe(1)

    await ledger.close()

    expect(jest.getTimerCount()).toBe(0)
  })
})

it('a watch on the file does not keep the process alive', async () => {
  await open()
  const start = jest.spyOn(global, 'setInterval')
  const stop = watchLedgerFile(file, logger)

  const timer = start.mock.results[0]!.value as NodeJS.Timeout
  expect(timer.hasRef()).toBe(false)
  stop()
  start.mockRestore()
})
