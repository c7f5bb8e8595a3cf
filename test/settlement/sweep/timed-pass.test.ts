import type { Passes } from '../../../src/settlement/sweep/passes.ts'
import { makeTimedPass } from '../../../src/settlement/sweep/timed-pass.ts'
import type { PassWork, TimedPass } from '../../../src/settlement/sweep/timed-pass.ts'
import type { Settled } from '../../../src/settlement/settled.ts'
import { anOrder } from '../../support/samples.ts'
import { makeGate } from '../../support/until.ts'

const paid: Settled = {
  order: anOrder({ status: 'paid', handOver: 'done' }),
  standing: 'final',
  isUntried: false,
  wasAsked: true,
  hasMoved: true,
}

const report = { asked: 0, paid: 0, declined: 0, expired: 0, review: 0, unreachable: 0, handedOver: 0, stuck: 0 }

/** A pass over a due order and a newer one, of which a hand-over is due as well; it tells what it does, in order. */
function aPass(before: (deed: string) => Promise<void> = () => Promise.resolve()): {
  readonly pass: TimedPass
  readonly seen: string[]
} {
  const seen: string[] = []
  const tell = async (deed: string): Promise<void> => {
    seen.push(deed)
    await before(deed)
  }
  const passesOf = ({ settle, handOver }: PassWork, isOver: () => boolean): Passes => {
    const each = async <Result>(numbers: readonly string[], work: (orderNumber: string) => Promise<Result>) => {
      for (const orderNumber of numbers) if (!isOver()) await work(orderNumber)
      return []
    }
    const terms = { trigger: 'sweep' } as const
    return {
      handOverDue: async () => void (await each(['LATE'], (one) => handOver.run(one, terms))),
      settleDue: async () => void (await each(['DUE'], (one) => settle(one, 'sweep'))),
      settleOpen: () => each(['NEW', 'DUE'], (one) => settle(one, 'sweep')),
      handOverUnfinished: () => each(['LATE', 'LATER'], (one) => handOver.run(one, terms)),
      tellDue: () => Promise.resolve(),
      tellUnfinished: () => each(['closings'], tell),
      refundDue: async () => void (await each(['refunds'], tell)),
      forgetOld: undefined,
      addUp: undefined,
    }
  }
  const pass = makeTimedPass({
    settle: async (orderNumber) => {
      await tell(`ask ${orderNumber}`)
      return paid
    },
    handOver: {
      isWanted: true,
      run: async (orderNumber) => {
        await tell(`hand over ${orderNumber}`)
        return orderNumber === 'LATE' ? anOrder({ status: 'paid', handOver: 'stuck' }) : undefined
      },
    },
    passesOf,
    isStopped: () => false,
  })
  return { pass, seen }
}

describe('a pass with an end', () => {
  it('begins with what is due, and does each thing once', async () => {
    const { pass, seen } = aPass()

    await pass.run()

    expect(seen).toEqual(['hand over LATE', 'ask DUE', 'ask NEW', 'hand over LATER', 'closings', 'refunds'])
    expect(pass.end()).toEqual({ ...report, asked: 2, paid: 2, handedOver: 2, stuck: 1, isWhole: true })
  })

  it('begins nothing once it is ended, and reports what was done by then', async () => {
    const [asking, answer] = [makeGate(), makeGate()]
    const { pass, seen } = aPass(async (deed) => {
      if (deed !== 'ask NEW') return
      asking.open()
      await answer.opened
    })
    const run = pass.run()
    await asking.opened

    expect(pass.end()).toEqual({ ...report, asked: 1, paid: 1, handedOver: 1, stuck: 1, isWhole: false })
    answer.open()
    await run

    expect(seen).toEqual(['hand over LATE', 'ask DUE', 'ask NEW'])
    expect(pass.end()).toMatchObject({ asked: 2, isWhole: false })
  })
})
