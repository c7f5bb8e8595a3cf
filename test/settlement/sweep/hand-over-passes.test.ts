import type { Order } from '../../../src/order.ts'
import { makeHandOverPasses } from '../../../src/settlement/sweep/hand-over-passes.ts'
import type { HandOverPasses } from '../../../src/settlement/sweep/hand-over-passes.ts'
import { anOrder } from '../../support/samples.ts'

/** A ledger in which so many orders owe goods that nobody has made due yet, and a record of how they were made due. */
function scripted(script: { readonly owed: number; readonly isStopped?: (asks: number) => boolean }): {
  readonly passes: HandOverPasses
  readonly asks: object[]
  readonly left: () => number
} {
  const asks: object[] = []
  let owed = script.owed
  const passes = makeHandOverPasses({
    ledger: {
      makeOwedDue: (request) => {
        asks.push(request)
        const count = Math.min(request.limit, owed)
        owed -= count
        return Promise.resolve(Array<Order>(count).fill(anOrder({ status: 'paid', handOver: 'due' })))
      },
      unfinishedHandOvers: () => Promise.resolve([]),
    },
    handOver: { isWanted: true, run: () => Promise.resolve(undefined) },
    gatewayAccount: 'bank.example/#login',
    concurrency: 2,
    isStopped: () => script.isStopped?.(asks.length) ?? false,
  })
  return { passes, asks, left: () => owed }
}

describe('goods that are owed but not due yet', () => {
  it.each([
    [0, 1],
    [39, 1],
    // A full batch may be followed by another.
    [40, 2],
    [41, 2],
    [80, 3],
    [100, 3],
  ])('are all made due in one pass, 40 at a time: %i in %i batches', async (owed, batches) => {
    for (const pass of ['handOverDue', 'handOverUnfinished'] as const) {
      const { passes, asks, left } = scripted({ owed })

      await passes[pass]()

      expect(left()).toBe(0)
      expect(asks).toStrictEqual(
        Array<object>(batches).fill({ gateway: 'bank.example/#', limit: 40, trigger: 'sweep' }),
      )
    }
  })

  it('are left to another process by one that stops', async () => {
    const { passes, asks, left } = scripted({ owed: 200, isStopped: (count) => count >= 2 })

    await passes.handOverDue()

    expect([asks.length, left()]).toStrictEqual([2, 120])
  })
})
