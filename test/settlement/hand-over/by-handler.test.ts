import type { Clock } from '../../../src/clock.ts'
import { CheckoutClosedError, LedgerUnavailableError } from '../../../src/errors.ts'
import { silentLogger } from '../../../src/logger.ts'
import type { Order } from '../../../src/order.ts'
import { makeByHandler } from '../../../src/settlement/hand-over/by-handler.ts'
import { goods } from '../../../src/settlement/hand-over/task.ts'
import { steppingClock } from '../../support/clock.ts'
import { anOrder } from '../../support/samples.ts'

// The claim is renewed by a timer, which these tests leave alone: time passes only in the pauses.
beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const due = anOrder({ status: 'paid', handOver: 'due' })
const done = anOrder({ status: 'paid', handOver: 'done' })
const away = new LedgerUnavailableError('The ledger is away.')
const claim = { orderNumber: 'ORDER1', fence: 3, tryNumber: 1, dueForMs: 0 }

/** A hand-over whose record ends as listed, attempt by attempt. The last one repeats. */
function scripted(script: {
  readonly records: readonly (Order | undefined | Error)[]
  readonly found?: Order | undefined
  readonly leaseMs?: number
}) {
  const did: string[] = []
  const clock = steppingClock()
  const records = [...script.records]
  const sleep: Clock['sleep'] = (ms) =>
    clock.sleeps.length < 100 ? clock.sleep(ms) : Promise.reject(new Error('It is retried without end.'))
  const handOver = makeByHandler({
    ledger: {
      renewHandOver: () => Promise.resolve(true),
      completeHandOver: () => {
        did.push('record')
        const one = records.length > 1 ? records.shift() : records[0]
        return one instanceof Error ? Promise.reject(one) : Promise.resolve(one)
      },
      find: (orderNumber) => Promise.resolve((did.push(`find ${orderNumber}`), script.found)),
    },
    onPaid: () => void did.push('onPaid'),
    ends: {
      recorded: (_claim, order) => order,
      withdraw: () => Promise.reject(new Error('It is not withdrawn.')),
      fail: () => Promise.reject(new Error('The handler did not fail.')),
      giveUp: () => Promise.reject(new Error('It is not given up.')),
    },
    task: goods,
    leaseMs: script.leaseMs ?? 60_000,
    clock: { ...clock, sleep },
    logger: silentLogger,
  })
  return { end: handOver(claim, due, 'sweep'), did, clock }
}

describe('the record of goods that are out', () => {
  it('is retried after pauses that grow to 3.2 s, and the handler is not called again', async () => {
    const { end, did, clock } = scripted({ records: [...Array<Error>(9).fill(away), done] })

    expect(await end).toBe(done)

    expect(clock.sleeps).toStrictEqual([50, 100, 200, 400, 800, 1_600, 3_200, 3_200, 3_200])
    expect(did).toStrictEqual(['onPaid', ...Array<string>(10).fill('record')])
  })

  it.each([
    [350, [50, 100, 200]],
    [351, [50, 100, 200, 400]],
  ])('is retried only while nobody else can hold the claim: a lease of %i ms', async (leaseMs, pausesMs) => {
    const { end, clock } = scripted({ records: [away], leaseMs })

    await expect(end).rejects.toBe(away)

    expect(clock.sleeps).toStrictEqual(pausesMs)
  })

  it('is not retried once this process has closed its ledger', async () => {
    const closed = new CheckoutClosedError()
    const { end, did, clock } = scripted({ records: [away, closed, done] })

    await expect(end).rejects.toBe(closed)

    expect(did).toStrictEqual(['onPaid', 'record', 'record'])
    expect(clock.sleeps).toStrictEqual([50])
  })

  it.each([away, new Error('SQLITE_FULL')])('is retried after any other error (%s)', async (error) => {
    const { end } = scripted({ records: [error, done] })

    expect(await end).toBe(done)
  })

  it('may have been made by an attempt whose answer was lost', async () => {
    const { end, did } = scripted({ records: [away, undefined], found: done })

    expect(await end).toBe(done)

    expect(did).toStrictEqual(['onPaid', 'record', 'record', 'find ORDER1'])
  })

  it.each([due, anOrder({ status: 'paid', handOver: 'stuck' }), undefined])(
    'was not made by it if the ledger does not say so (%#)',
    async (found) => {
      const { end } = scripted({ records: [away, undefined], found })

      expect(await end).toBeUndefined()
    },
  )

  it("is another caller's if the ledger refuses the first attempt: the claim was lost", async () => {
    const { end, did } = scripted({ records: [undefined], found: done })

    expect(await end).toBeUndefined()

    expect(did).toStrictEqual(['onPaid', 'record'])
  })
})
