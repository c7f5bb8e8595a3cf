import { EventEmitter } from 'node:events'
import timers from 'node:timers/promises'
import pg from 'pg'
import { openPool, UnpreparedError } from '../../src/ledger/postgres-pool.ts'
import type { LedgerPool } from '../../src/ledger/postgres-pool.ts'

/** Milliseconds on the clock of the process. Only the test and the waits of the pool advance it. */
let nowMs: number
let waits: number[]
let server: Server
let warnings: string[]
let pool: LedgerPool

/** The driver's pool and the server behind it: hands out connections, the one that was given back last first. */
class Server extends EventEmitter {
  readonly options = {}
  readonly idle: Connection[] = []
  /** What becomes of the next tries to connect; the ones after them succeed. */
  readonly refusals: Error[] = []
  tries = 0
  made = 0

  connect(): Promise<Connection> {
    this.tries += 1
    const refusal = this.refusals.shift()
    if (refusal) return Promise.reject(refusal)
    return Promise.resolve(this.idle.pop() ?? this.makeConnection())
  }

  end(): Promise<void> {
    return Promise.resolve()
  }

  private makeConnection(): Connection {
    this.made += 1
    const connection = new Connection(this.made, (one) => this.idle.push(one))
    this.emit('connect', connection)
    return connection
  }
}

/** Answers every statement with its own number, or fails with the error that is the statement's text. */
class Connection extends EventEmitter {
  readonly number: number
  readonly giveBack: (connection: Connection) => void

  constructor(number: number, giveBack: (connection: Connection) => void) {
    super()
    this.number = number
    this.giveBack = giveBack
  }

  query(statement: string | { readonly text: string }): Promise<unknown> {
    const error = failures[typeof statement === 'string' ? statement : statement.text]
    return error ? Promise.reject(error) : Promise.resolve({ rows: [{ number: this.number }] })
  }

  release(broken?: Error | boolean): void {
    if (broken === undefined) this.giveBack(this)
  }
}

/** The server takes no writes, goes down or comes up, or the connection is broken. */
const endingCodes = [
  ...['25006', '57P01', '57P02', '57P03', '57P04', '57P05'],
  ...['08000', '08001', '08003', '08004', '08006', '08007', '08P01'],
]

/** Of one statement, transaction or role only: a limit, a conflict, no room. */
const lastingCodes = ['57014', '40001', '40P01', '53300', '55P03', '25P02']

const failures: Readonly<Record<string, Error>> = {
  ...Object.fromEntries([...endingCodes, ...lastingCodes].map((code) => [code, saidBy(code)])),
  refused: saidBy('23505'),
  lost: new Error('Connection terminated unexpectedly'),
  unprepared: saidBy('26000'),
}

/** What the driver throws if the server has answered. */
function saidBy(code: string): Error {
  return Object.assign(new Error(`SQLSTATE ${code}`), { severity: 'ERROR', code })
}

beforeEach(() => {
  nowMs = 1_000
  waits = []
  warnings = []
  server = new Server()
  jest.spyOn(pg, 'Pool').mockImplementation(() => server as unknown as pg.Pool)
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs)
  jest.spyOn(timers, 'setTimeout').mockImplementation((ms = 0) => {
    waits.push(ms)
    nowMs += ms
    return Promise.resolve()
  })
  const ignore = (): void => undefined
  const warn = (_object: object, message: string): void => void warnings.push(message)
  pool = openPool({ url: 'postgres://localhost/shop', max: 10, logger: { info: ignore, warn, error: ignore } })
})
afterEach(() => jest.restoreAllMocks())

type Lent = Awaited<ReturnType<LedgerPool['connect']>>

async function numberOf(connection: Lent): Promise<number> {
  const { rows } = await connection.query<{ number: number }>('which', [])
  return rows[0]!.number
}

async function fail(connection: Lent, how: string): Promise<void> {
  await expect(connection.query(how, [])).rejects.toBe(failures[how])
  connection.release()
}

describe('connections to PostgreSQL', () => {
  it('are used again after the server refused a statement on one of them', async () => {
    const [first, second] = [await pool.connect(), await pool.connect()]
    first.release()

    await fail(second, 'refused')

    expect(await numberOf(await pool.connect())).toBe(2)
    expect(await numberOf(await pool.connect())).toBe(1)
    expect(warnings).toEqual([])
  })

  it('are not used again once another made before was lost', async () => {
    const [first, second] = [await pool.connect(), await pool.connect()]
    first.release()

    await fail(second, 'lost')

    expect(await numberOf(await pool.connect())).toBe(3)
    expect(server.idle).toEqual([])
  })

  it('made after a loss are used again, even if another made before it is lost later', async () => {
    const [first, second] = [await pool.connect(), await pool.connect()]
    await fail(first, 'lost')
    const third = await pool.connect()
    third.release()

    await fail(second, 'lost')

    expect(await numberOf(await pool.connect())).toBe(3)
  })

  it('that are lost are reported once in ten seconds', async () => {
    const lose = async (): Promise<void> => fail(await pool.connect(), 'lost')

    await lose()
    nowMs += 9_999
    await lose()
    expect(warnings).toEqual([expect.stringMatching(/lost a connection/)])

    nowMs += 1
    await lose()
    expect(warnings).toHaveLength(2)
  })

  it('that do not know a prepared statement say so, with what the server said', async () => {
    pool.prepare('unprepared')
    const connection = await pool.connect()

    const error: unknown = await connection.query('unprepared', []).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(UnpreparedError)
    expect(error).toMatchObject({ message: 'SQLSTATE 26000' })
    expect((error as Error).cause).toBe(failures.unprepared)
  })
})

describe('a statement that fails with', () => {
  /** Fails one of two connections, and gives the number of the one that is lent next. */
  async function lentAfter(code: string): Promise<number> {
    const [first, second] = [await pool.connect(), await pool.connect()]
    first.release()

    await fail(second, code)

    return numberOf(await pool.connect())
  }

  it.each(endingCodes)('%s ends every connection made before it', async (code) => {
    expect(await lentAfter(code)).toBe(3)
    expect(server.idle).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/lost a connection/)])
  })

  it.each(lastingCodes)('%s ends none', async (code) => {
    expect(await lentAfter(code)).toBe(2)
    expect(warnings).toEqual([])
  })
})

describe('a server that has no room for another connection', () => {
  const noRoom = Object.assign(new Error('sorry, too many clients already'), { severity: 'FATAL', code: '53300' })

  it('is asked again and again, for five seconds', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5)
    server.refusals.push(...Array<Error>(100).fill(noRoom))

    await expect(pool.connect()).rejects.toBe(noRoom)

    expect(nowMs).toBe(6_000)
    expect(server.tries).toBe(21)
  })

  it('is asked after a different wait each time, of about a quarter of a second', async () => {
    jest.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValueOnce(0.98)
    server.refusals.push(noRoom, noRoom, noRoom)

    expect(await numberOf(await pool.connect())).toBe(1)

    expect(waits).toEqual([125, 250, 370])
  })

  it('is told apart from one that refuses for good', async () => {
    const refused = Object.assign(new Error('no such role'), { severity: 'FATAL', code: '28000' })
    server.refusals.push(refused)

    await expect(pool.connect()).rejects.toBe(refused)

    expect(server.tries).toBe(1)
  })
})
