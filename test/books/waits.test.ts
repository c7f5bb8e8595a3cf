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

const read = (all: readonly OrderTimes[], returnsSince?: Date) =>
  readWaits({
    orderTimes: () => Promise.resolve(all),
    sums: () => Promise.resolve({ days: [], aside: [], reach: { since: undefined, returnsSince } }),
  })

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
      watched: 1,
      neverBack: 0,
    })
  })

  it('counts those who never came back, since the ledger knows who did', async () => {
    const all = [times(), times({ returnedAt: undefined }), times({ returnedAt: undefined, createdAt: at(-9) })]
    expect(await read(all)).toMatchObject({ watched: 3, neverBack: 2 })
    expect(await read(all, at(-5))).toMatchObject({ watched: 2, neverBack: 1 })
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
      watched: 1,
      neverBack: 1,
    })
    expect(await read([])).toMatchObject({ toBank: undefined, atBank: undefined, toPaid: undefined, watched: 0 })
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
