import { readWaits, waitOf } from '../../src/books/waits.ts'
import type { OrderTimes } from '../../src/ledger/sums-ledger.ts'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 28, 9, 0, seconds))

const times = (changes: Partial<OrderTimes> = {}): OrderTimes => ({
  createdAt: at(0),
  registeredAt: at(1),
  returnedAt: at(41),
  paidAt: at(43),
  handedOverAt: at(48),
  ...changes,
})

const read = (all: readonly OrderTimes[]) => readWaits({ orderTimes: () => Promise.resolve(all) })

const wait = (orders: number, halfWithinMs: number, nineInTenWithinMs = halfWithinMs) => ({
  orders,
  halfWithinMs,
  nineInTenWithinMs,
})

describe('how long buyers waited', () => {
  it('is told step by step', async () => {
    expect(await read([times()])).toEqual({
      toBank: wait(1, 1_000),
      atBank: wait(1, 40_000),
      toPaid: wait(1, 2_000),
      toGoods: wait(1, 5_000),
    })
  })

  it('is nothing where the shop knew before they came back', async () => {
    expect(await read([times({ paidAt: at(30) })])).toMatchObject({ toPaid: wait(1, 0), toGoods: wait(1, 18_000) })
  })

  it('is unknown of steps that nobody took, or saw', async () => {
    expect(await read([times({ returnedAt: undefined, handedOverAt: undefined })])).toEqual({
      toBank: wait(1, 1_000),
      atBank: undefined,
      toPaid: undefined,
      toGoods: undefined,
    })
    expect(await read([])).toEqual({ toBank: undefined, atBank: undefined, toPaid: undefined, toGoods: undefined })
  })

  it('leaves out orders that were taken over from another program', async () => {
    expect(await read([times({ registeredAt: undefined })])).toMatchObject({ toPaid: undefined, toGoods: undefined })
  })

  it.each([
    [[5], wait(1, 5)],
    [[9, 1], wait(2, 1, 9)],
    [[3, 1, 2], wait(3, 2, 3)],
    [Array.from({ length: 10 }, (_one, index) => index + 1), wait(10, 5, 9)],
    [Array.from({ length: 200 }, (_one, index) => 200 - index), wait(200, 100, 180)],
  ])('of %j is %j', (tookMs, expected) => {
    expect(waitOf(tookMs)).toEqual(expected)
  })
})
