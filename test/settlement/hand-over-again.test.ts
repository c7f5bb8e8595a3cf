import type { Order } from '../../src/order.ts'
import { makeHandOverAgain } from '../../src/settlement/hand-over-again.ts'
import { anOrder } from '../support/samples.ts'

const due = anOrder({ status: 'paid', handOver: 'due' })
const done = anOrder({ status: 'paid', handOver: 'done' })

/** A hand-over on request: what the ledger returns when it revives it and when it is read again, and how it ends. */
function scripted(script: {
  readonly revived?: Order
  readonly handedOver?: Order
  readonly found?: Order
  readonly isWanted?: boolean
}) {
  const did: [string, ...unknown[]][] = []
  const record = <Result>(name: string, result: Result, given: readonly unknown[]): Promise<Result> => {
    did.push([name, ...given])
    return Promise.resolve(result)
  }
  const handOverAgain = makeHandOverAgain({
    ledger: {
      reviveHandOver: (...given) => record('revive', script.revived, given),
      reviveClosing: (...given) => record('revive closing', script.revived, given),
      find: () => Promise.resolve(did.length === 0 ? script.revived : script.found),
    },
    closing: {
      isWanted: script.isWanted ?? true,
      run: (...given) => record('tell', script.handedOver, given),
    },
    handOver: {
      isWanted: script.isWanted ?? true,
      run: (...given) => record('run', script.handedOver, given),
    },
  })
  return { handOverAgain, did }
}

describe('a hand-over on request', () => {
  it('is made at once, and resolves to the order as it is then', async () => {
    const { handOverAgain, did } = scripted({ revived: due, handedOver: done, found: due })

    expect(await handOverAgain('ORDER1')).toBe(done)

    expect(did).toStrictEqual([
      ['revive', 'ORDER1', 'hand-over', undefined],
      ['run', 'ORDER1', { trigger: 'hand-over', isEarly: true }],
    ])
  })

  it('that has not finished yet resolves to what the ledger says meanwhile', async () => {
    const claimedByAnother = anOrder({ status: 'paid', handOver: 'due', description: 'read again' })

    expect(await scripted({ revived: due, found: claimedByAnother }).handOverAgain('ORDER1')).toBe(claimedByAnother)
    expect(await scripted({ revived: due }).handOverAgain('ORDER1')).toBe(due)
  })

  it.each(['paid', 'partially_refunded', 'refunded', 'review'] as const)(
    'does nothing about goods that are out, even if the order is %s by now',
    async (status) => {
      const out = anOrder({ status, handOver: 'done' })
      const { handOverAgain, did } = scripted({ revived: out })

      expect(await handOverAgain('ORDER1')).toBe(out)

      expect(did.map(([name]) => name)).toStrictEqual(['revive'])
    },
  )

  it.each(['registered', 'held', 'refunded', 'review'] as const)(
    'is refused for an order that is %s: nothing is paid for',
    async (status) => {
      for (const handOver of ['none', 'due', 'stuck'] as const) {
        const { handOverAgain, did } = scripted({ revived: anOrder({ status, handOver }) })

        await expect(handOverAgain('ORDER1')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

        expect(did.map(([name]) => name)).toStrictEqual(['revive'])
      }
    },
  )

  it('is refused for an unknown order, and by a store without a handler, which writes nothing', async () => {
    await expect(scripted({}).handOverAgain('ORDER1')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })

    const { handOverAgain, did } = scripted({ revived: due, isWanted: false })
    await expect(handOverAgain('ORDER1')).rejects.toMatchObject({ code: 'CHECKOUT_INVALID_REQUEST' })
    expect(did).toStrictEqual([])
  })

  describe('of an order that ended unpaid', () => {
    const stuck = anOrder({ status: 'expired', closing: 'stuck' })
    const told = anOrder({ status: 'expired', closing: 'done' })

    it.each(['declined', 'expired', 'reversed'] as const)('tells the store again that it is %s', async (status) => {
      for (const closing of ['stuck', 'due'] as const) {
        const revived = anOrder({ status, closing })
        const { handOverAgain, did } = scripted({ revived, handedOver: told })

        expect(await handOverAgain('ORDER1', { by: 'Ann' })).toBe(told)

        expect(did).toStrictEqual([
          ['revive closing', 'ORDER1', 'hand-over', 'Ann'],
          ['tell', 'ORDER1', { trigger: 'hand-over', isEarly: true }],
        ])
      }
    })

    it.each(['none', 'owed', 'done'] as const)('is refused where that is %s', async (closing) => {
      const { handOverAgain, did } = scripted({ revived: anOrder({ status: 'expired', closing }) })

      await expect(handOverAgain('ORDER1')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

      expect(did.map(([name]) => name)).toStrictEqual(['revive'])
    })

    it('is refused by a store without `onClosed`, which writes nothing', async () => {
      const { handOverAgain, did } = scripted({ revived: stuck, isWanted: false })

      await expect(handOverAgain('ORDER1')).rejects.toMatchObject({ code: 'CHECKOUT_INVALID_REQUEST' })
      expect(did).toStrictEqual([])
    })
  })
})
