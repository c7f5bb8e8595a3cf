import { makeAskOperator } from '../../middleware/authorize.ts'
import type { Authorize } from '../../src/index.ts'
import { makeSeals } from '../../routes/back-office/seals.ts'
import { makeSigner } from '../../src/correlation/signature.ts'
import { openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'

let office: Office | undefined
afterEach(async () => {
  await office?.close()
  office = undefined
})

const never: Authorize = () => new Promise(() => undefined)

describe('the door of the back office', () => {
  it.each<readonly [string, Authorize, number]>([
    [
      'throws',
      () => {
        throw new Error('the user table is gone: pa55word')
      },
      503,
    ],
    ['rejects', () => Promise.reject(new Error('the user table is gone: pa55word')), 503],
    ['answers nothing', () => undefined, 403],
    ['answers null', () => Promise.resolve(null), 403],
    ['answers yes', () => true as never, 503],
    ['answers a name alone', () => ({ name: 'Ann' }) as never, 503],
    ['answers a right that nobody knows', () => ({ name: 'Ann', may: ['steal'] }) as never, 503],
    ['answers a name of two lines', () => ({ name: 'Ann\nBob', may: 'everything' }), 503],
    ['answers a name of nothing', () => ({ name: ' ', may: 'everything' }), 503],
    [
      'answers a limit that is no amount',
      () => ({ name: 'Ann', may: 'everything', mayRefund: [{ amountMinor: -1, currency: 'EUR' }] }),
      503,
    ],
    [
      'answers two limits of a currency',
      () => ({
        name: 'Ann',
        may: 'everything',
        mayRefund: [
          { amountMinor: 1, currency: 'EUR' },
          { amountMinor: 2, currency: 'EUR' },
        ],
      }),
      503,
    ],
  ])('stays shut, and says nothing, where authorize %s', async (_what, authorize, status) => {
    office = await openOffice({ authorize })
    for (const path of ['/', '/orders', '/review', '/books.csv', '/nothing', '/orders/x/refund?amount=1']) {
      const answer = await office.as('owner').get(path).expect(status)
      expect(answer.text).not.toMatch(/pa55word|Windowsill|user table/)
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    }
    await office.as('owner').post('/orders/x/refund', {}).expect(status)
    const json = await office.as('owner').get('/').set('accept', 'application/json').expect(status)
    expect(json.body).toEqual({ title: expect.any(String) as string, message: expect.any(String) as string })
  })

  it('waits for a login that never ends ten seconds, and then stays shut', async () => {
    jest.useFakeTimers()
    const lines: unknown[] = []
    const log = (line: object): void => void lines.push((line as { err?: unknown }).err)
    const logger = { info: log, warn: log, error: log }
    const asked = makeAskOperator(never, logger)({} as never)
    const refused = expect(asked).rejects.toThrow('could not say who')
    await jest.advanceTimersByTimeAsync(9_999)
    expect(lines).toEqual([])
    await jest.advanceTimersByTimeAsync(1)
    await refused
    expect(String(lines[0])).toContain('10000 ms')
    jest.useRealTimers()
  })
})

describe('a form', () => {
  const seals = makeSeals(makeSigner(['s'.repeat(40)], 'back-office'))
  const about = { operator: 'Ann', action: 'refund 500', subject: 'K3TQ', seen: 7 }
  const now = new Date('2026-11-28T12:00:00Z')
  const after = (ms: number): Date => new Date(now.getTime() + ms)

  it('is good for an hour, and old from yesterday', () => {
    const seal = seals.seal(about, now)
    expect(seals.open(seal, about, after(0))).toMatchObject({ seen: 7, isOld: false })
    expect(seals.open(seal, about, after(3_600_000))).toMatchObject({ isOld: false })
    expect(seals.open(seal, about, after(3_600_001))).toMatchObject({ isOld: true })
    expect(seals.open(seal, about, after(24 * 3_600_000))).toMatchObject({ isOld: true })
  })

  it.each([
    ['another operator', { operator: 'Bob' }],
    ['another deed', { action: 'refund 501' }],
    ['another order', { subject: 'K3TR' }],
  ])('is none of %s', (_what, other) => {
    expect(seals.open(seals.seal(about, now), { ...about, ...other }, now)).toBeUndefined()
  })

  it.each(['', '1.7.', '0.7.' + 'A'.repeat(43), `${now.getTime()}.8.${'A'.repeat(43)}`, 'x'.repeat(10_000)])(
    'is not made by somebody else: %j',
    (seal) => expect(seals.open(seal, about, now)).toBeUndefined(),
  )

  it('cannot say that it has seen another entry, or is younger', () => {
    const [issued, seen, signature] = seals.seal(about, now).split('.')
    expect(seals.open(`${issued}.${Number(seen) + 1}.${signature}`, about, now)).toBeUndefined()
    expect(seals.open(`${Number(issued) + 1}.${seen}.${signature}`, about, now)).toBeUndefined()
  })
})
