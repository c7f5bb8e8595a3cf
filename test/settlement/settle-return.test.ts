import { silentLogger } from '../../src/logger.ts'
import { makeSettleReturn } from '../../src/settlement/settle-return.ts'
import { stand, standAfter } from '../../src/settlement/settled.ts'
import type { Settled } from '../../src/settlement/settled.ts'
import { steppingClock } from '../support/clock.ts'
import { anOrder } from '../support/samples.ts'

const order = anOrder()
const cameBackBefore = anOrder({ returnedAt: new Date('2026-01-31T09:30:00Z') })

/** A return, what was asked, what was written down, and what was logged. */
function scripted(settled: Settled, noteReturn: () => Promise<void> = () => Promise.resolve()) {
  const did: unknown[][] = []
  const warnings: unknown[] = []
  const clock = steppingClock()
  const settleReturn = makeSettleReturn({
    ledger: {
      noteReturn: (...noted) => {
        did.push(['note', ...noted])
        return noteReturn()
      },
    },
    settleForOwner: async (...question) => {
      did.push(['settle', ...question])
      await clock.sleep(20_000)
      return settled
    },
    clock,
    logger: { ...silentLogger, warn: (details: object, message: string) => void warnings.push([details, message]) },
  })
  return { settleReturn, did, warnings, clock }
}

describe('a return of the browser that started the order', () => {
  it('is written down as of its arrival where nothing else was written', async () => {
    const { settleReturn, did, clock } = scripted(stand(order, 'final'))
    const returnedAt = clock.now()

    expect(await settleReturn(order)).toStrictEqual(stand(order, 'final'))

    expect(did).toStrictEqual([
      ['settle', 'ORDER1', 'return', { justRead: order, returnedAt }],
      ['note', 'ORDER1', returnedAt],
    ])
  })

  it('is not written again where what was written says so', async () => {
    const { settleReturn, did } = scripted(standAfter(cameBackBefore))

    await settleReturn(order)

    expect(did.map(([name]) => name)).toStrictEqual(['settle'])
  })

  it('that is not the first is no news', async () => {
    const { settleReturn, did } = scripted(stand(cameBackBefore, 'final'))

    await settleReturn(cameBackBefore)

    expect(did).toStrictEqual([['settle', 'ORDER1', 'return', { justRead: cameBackBefore }]])
  })

  it('leads to its page though it cannot be written down', async () => {
    const failed = new Error('the disk is full')
    const { settleReturn, warnings } = scripted(stand(order, 'final'), () => Promise.reject(failed))

    expect(await settleReturn(order)).toStrictEqual(stand(order, 'final'))

    expect(warnings).toStrictEqual([
      [{ orderNumber: 'ORDER1', err: failed }, 'that a buyer came back could not be written down'],
    ])
  })

  it('waits a second for the note, and no longer', async () => {
    const { settleReturn, clock } = scripted(stand(order, 'final'), () => new Promise(() => undefined))

    expect(await settleReturn(order)).toStrictEqual(stand(order, 'final'))

    expect(clock.sleeps).toStrictEqual([20_000, 1_000])
  })
})
