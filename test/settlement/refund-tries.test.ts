import { GatewayRefusedError, GatewayUnavailableError, LedgerUnavailableError } from '../../src/errors.ts'
import type { Acknowledgement, StatusAnswer } from '../../src/gateway/answers.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { AskedRefund, Refund } from '../../src/ledger/refund-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { lateRefundKey } from '../../src/order.ts'
import type { Order } from '../../src/order.ts'
import type { MoneyOutDeps } from '../../src/settlement/money-out/deps.ts'
import { externalRefundIdOf } from '../../src/settlement/refund-id.ts'
import { makeMoneyOut } from '../../src/settlement/money-out/money-out.ts'
import type { MoneyOut } from '../../src/settlement/money-out/money-out.ts'
import { stand } from '../../src/settlement/settled.ts'
import type { Standing } from '../../src/settlement/settled.ts'
import { steppingClock } from '../support/clock.ts'
import type { SteppingClock } from '../support/clock.ts'
import { anOrder, paidEvidence } from '../support/samples.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const leaseMs = 13_000

const order = anOrder({ status: 'paid', capturedMinor: 1999, gatewayAccount: 'bank.example/#login' })
const refunded = anOrder({ ...order, status: 'partially_refunded', refundedMinor: 500 })
const wanted: Refund = {
  orderNumber: 'ORDER1',
  key: 'a',
  amountMinor: 500,
  externalRefundId: externalRefundIdOf('ORDER1', 'a'),
  refundedBeforeMinor: 0,
  tryNumber: 1,
  askedForMs: 0,
}
const refusedBy = new GatewayRefusedError('Too much', '5')
const noAnswer = new GatewayUnavailableError('No answer')

const told = (refundedMinor: number): StatusAnswer => ({
  outcome: 'answered',
  evidence: paidEvidence({ refundedMinor, depositedMinor: 1999 - refundedMinor }),
})
const untold: StatusAnswer = {
  outcome: 'answered',
  evidence: paidEvidence({ refundedMinor: undefined, depositedMinor: undefined }),
}
const absent: StatusAnswer = { outcome: 'absent' }
const silent: StatusAnswer = { outcome: 'unavailable', error: noAnswer }

/** Refunds over a scripted ledger and gateway, one answer after the other. The last one repeats. */
function scripted(script: {
  readonly asked?: readonly AskedRefund[]
  readonly claimed?: readonly (Refund | undefined)[]
  readonly call?: Acknowledgement
  readonly statuses?: readonly StatusAnswer[]
  readonly standing?: Standing
  readonly isKnown?: boolean
  readonly found?: readonly (Order | undefined)[]
  readonly isLedgerAway?: boolean
  readonly failing?: 'ask' | 'complete' | 'postpone'
  readonly completed?: Order | undefined
  readonly reviewed?: Order
}): {
  readonly moneyOut: MoneyOut
  readonly did: [string, ...unknown[]][]
  readonly clock: SteppingClock
  readonly reviews: Order[]
} {
  const did: [string, ...unknown[]][] = []
  const reviews: Order[] = []
  const clock = steppingClock()
  const found = [...(script.found ?? [order])]
  const next = <T>(list: T[]): T => (list.length > 1 ? list.shift()! : list[0]!)
  const [asked, statuses, claimed] = [
    [...(script.asked ?? [])],
    [...(script.statuses ?? [])],
    [...(script.claimed ?? []), undefined],
  ]
  const ledger: Partial<Ledger> = {
    find: () => Promise.resolve(next(found)),
    hasRefund: () => Promise.resolve(script.isKnown ?? false),
    askRefund: (request) => {
      did.push(['ask', request])
      if (script.failing === 'ask') return Promise.reject(new LedgerUnavailableError('The ledger is away.'))
      return Promise.resolve(next(asked))
    },
    claimRefund: (request) => {
      did.push(['claim', request])
      if (script.isLedgerAway) return Promise.reject(new Error('The ledger is away.'))
      const refund = next(claimed)
      return Promise.resolve(refund && { refund, order })
    },
    completeRefund: (refund, result) => {
      if (script.failing === 'complete') return Promise.reject(new LedgerUnavailableError('The ledger is away.'))
      did.push(['complete', refund, result])
      return Promise.resolve('completed' in script ? script.completed : refunded)
    },
    refuseRefund: (refund, refusal) => Promise.resolve((did.push(['refuse', refund, refusal]), script.reviewed)),
    postponeRefund: (_refund, retryInMs) =>
      script.failing === 'postpone'
        ? Promise.reject(new LedgerUnavailableError('The ledger is away.'))
        : Promise.resolve(void did.push(['postpone', retryInMs])),
  }
  const deps: MoneyOutDeps = {
    gateway: {
      status: (key) => Promise.resolve((did.push(['status', key]), next(statuses))),
      refund: (request) => Promise.resolve((did.push(['refund', request]), script.call ?? { outcome: 'answered' })),
    } as Partial<Gateway> as Gateway,
    gatewayAccount: 'bank.example/#login',
    gatewayTimeoutMs: 1_000,
    refusal: undefined,
    ledger: ledger as Ledger,
    settle: (_orderNumber, trigger) =>
      Promise.resolve((did.push(['settle', trigger]), stand(order, script.standing ?? 'final'))),
    closedForMs: () => undefined,
    onReview: (one) => void reviews.push(one),
    logger: silentLogger,
    clock,
  }
  return { moneyOut: makeMoneyOut(deps), did, clock, reviews }
}

const mine = (fields: Partial<Extract<AskedRefund, { outcome: 'asked' }>> = {}): AskedRefund => ({
  outcome: 'asked',
  refund: wanted,
  order,
  isNew: true,
  ...fields,
})
/** What was done, in one line, e.g. `settle ask refund`. */
const names = (did: readonly [string, ...unknown[]][]): string => did.map(([name]) => name).join(' ')

describe('a refund from start to end', () => {
  it('is asked about, recorded, sent, asked about again and completed', async () => {
    const { moneyOut, did } = scripted({ asked: [mine()], statuses: [told(500)] })

    expect(await moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).toBe(refunded)

    const { externalRefundId } = wanted
    expect(externalRefundId).toMatch(/^[0-9a-f]{32}$/)
    expect(did).toStrictEqual([
      ['settle', 'settle'],
      [
        'ask',
        {
          orderNumber: 'ORDER1',
          key: 'a',
          amountMinor: 500,
          by: undefined,
          note: undefined,
          proposal: undefined,
          extra: undefined,
          externalRefundId,
          leaseMs,
          mayBeReviewed: false,
        },
      ],
      [
        'refund',
        {
          gatewayOrderId: '0aa0-1',
          amountMinor: 500,
          externalRefundId,
          currency: 'EUR',
          expectedDepositedMinor: 1999,
          refundItems: undefined,
        },
      ],
      ['status', { gatewayOrderId: '0aa0-1' }],
      ['complete', wanted, { refundedMinor: 500, trigger: 'refund', detail: { orderStatus: 2 } }],
    ])
  })

  it('sends the amount left when it was asked for, and records no amounts that the gateway did not give', async () => {
    const later = { ...wanted, refundedBeforeMinor: 300 }
    const { moneyOut, did } = scripted({
      asked: [mine({ refund: later })],
      statuses: [untold],
      completed: undefined,
    })

    // Another process recorded it first: the result is what the ledger says.
    expect(await moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).toBe(order)

    expect(did).toContainEqual(['refund', expect.objectContaining({ expectedDepositedMinor: 1699 })])
    expect(did.at(-1)).toStrictEqual([
      'complete',
      later,
      { refundedMinor: undefined, trigger: 'refund', detail: { orderStatus: 2 } },
    ])
  })

  it('is not made just because the call was answered: it is unknown until the next question is answered', async () => {
    for (const status of [silent, { outcome: 'absent' } as const]) {
      const { moneyOut, did } = scripted({ asked: [mine()], statuses: [status] })

      await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringContaining('Money may have moved'),
      })
      expect(names(did)).toBe('settle ask refund status postpone')
    }
  })

  it.each([
    ['ask for', 'ask', 'settle ask'],
    ['complete', 'complete', 'settle ask refund status'],
    ['postpone', 'postpone', 'settle ask refund status'],
  ] as const)(
    'says that money may have moved if the ledger is away when it is to %s it',
    async (_what, failing, done) => {
      const { moneyOut, did } = scripted({
        asked: [mine()],
        statuses: [failing === 'complete' ? told(500) : silent],
        failing,
      })

      await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringMatching(/money may (have moved|move\.)/i),
        cause: { code: 'CHECKOUT_LEDGER_UNAVAILABLE' },
      })
      expect(names(did)).toBe(done)
    },
  )

  it('that is known is not asked about first, and is not sent if it is done', async () => {
    const { moneyOut, did } = scripted({ asked: [{ outcome: 'done', order: refunded }], isKnown: true })

    expect(await moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).toBe(refunded)

    expect(names(did)).toStrictEqual('ask')
  })

  it('is not even recorded while the gateway does not answer', async () => {
    const { moneyOut, did } = scripted({ standing: 'silent' })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
    expect(names(did)).toStrictEqual('settle')
  })

  it.each<[AskedRefund, string]>([
    [{ outcome: 'other-amount', amountMinor: 400 }, 'CHECKOUT_AMOUNT'],
    [{ outcome: 'exceeds', order, leftMinor: 400 }, 'CHECKOUT_AMOUNT'],
    [{ outcome: 'not-refundable', order: anOrder() }, 'CHECKOUT_ILLEGAL_MOVE'],
  ])('that the ledger does not accept (%p) is not sent', async (asked, code) => {
    const { moneyOut, did } = scripted({ asked: [asked] })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({ code })
    expect(names(did)).toStrictEqual('settle ask')
  })

  it.each<[string, readonly (Order | undefined)[], string]>([
    ['does not exist', [undefined], ''],
    ['vanished meanwhile', [order, undefined], 'settle ask'],
  ])('of an order that %s says so', async (_what, found, done) => {
    const { moneyOut, did } = scripted({ asked: [{ outcome: 'absent' }], found })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_NOT_FOUND',
    })
    expect(names(did)).toStrictEqual(done)
  })

  it('waits for the one before it, but not forever', async () => {
    const { moneyOut, did, clock } = scripted({ asked: [{ outcome: 'busy' }] })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_BUSY',
    })

    expect(clock.nowMs()).toBe(6_000)
    // A process with nothing else to do must not end meanwhile.
    expect(new Set(clock.kept)).toEqual(new Set([true]))
    expect(did.filter(([name]) => name === 'ask')).toHaveLength(6_000 / 50 + 1)
  })

  it('first completes another one that was left unfinished, whatever its outcome', async () => {
    const other = { ...wanted, key: 'b', externalRefundId: 'b' }
    const script = { asked: [{ outcome: 'unfinished', refund: other, order } as const, mine()] }

    const made = scripted({ ...script, statuses: [told(500), told(500)] })
    expect(await made.moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).toBe(refunded)
    expect(names(made.did)).toStrictEqual('settle ask status complete ask refund status complete')

    // If the amounts refute it, it is out of the way too.
    const outrun = scripted({ ...script, statuses: [told(100), told(500)] })
    expect(await outrun.moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).toBe(refunded)
    expect(names(outrun.did)).toStrictEqual('settle ask status refuse ask refund status complete')
  })

  it('does not go on while the outcome of the other one is unknown', async () => {
    const other = { ...wanted, key: 'b', externalRefundId: 'b' }
    const { moneyOut, did } = scripted({
      asked: [{ outcome: 'unfinished', refund: other, order }, mine()],
      statuses: [silent],
    })

    const error = await moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' }).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({
      code: 'CHECKOUT_ORDER_BUSY',
      cause: { code: 'CHECKOUT_GATEWAY_UNAVAILABLE', cause: noAnswer },
    })
    expect(names(did)).toStrictEqual('settle ask status postpone')
  })
})

describe('a refund that was sent before', () => {
  const again = (fields: Partial<Refund> = {}) => mine({ refund: { ...wanted, tryNumber: 2, ...fields }, isNew: false })
  const run = (script: Parameters<typeof scripted>[0]) => {
    const made = scripted({ isKnown: true, ...script })
    return { ...made, end: made.moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' }) }
  }

  it('is asked about, and not sent if it was made', async () => {
    const { did, end } = run({ asked: [again()], statuses: [told(500)] })

    expect(await end).toBe(refunded)
    expect(names(did)).toStrictEqual('ask status complete')
  })

  it('is asked about, and sent if it was not made', async () => {
    const { did, end } = run({ asked: [again()], statuses: [told(0), told(500)] })

    expect(await end).toBe(refunded)
    expect(names(did)).toStrictEqual('ask status refund status complete')
  })

  it.each<[string, StatusAnswer, Error]>([
    ['missing', silent, noAnswer],
    ['a refusal', { outcome: 'refused', error: refusedBy }, refusedBy],
  ])('is not sent while the answer to the question is %s', async (_what, status, cause) => {
    const { did, end } = run({ asked: [again()], statuses: [status] })

    const error = await end.catch((thrown: unknown) => thrown as Error)

    expect(error).toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    expect((error as Error).cause).toBe(cause)
    expect(names(did)).toStrictEqual('ask status postpone')
  })

  it('is sent if the gateway says that it has no such order, which says nothing about the refund', async () => {
    const { did, end } = run({ asked: [again()], statuses: [{ outcome: 'absent' }, told(500)] })

    expect(await end).toBe(refunded)
    expect(names(did)).toStrictEqual('ask status refund status complete')
  })

  it.each([
    [1, 30 * secondMs],
    [2, minuteMs],
    [3, 5 * minuteMs],
    [4, 30 * minuteMs],
    [5, hourMs],
    [6, hourMs],
    [70, hourMs],
  ])('and is unknown after attempt %i is retried in %i ms', async (tryNumber, retryInMs) => {
    const { did, end } = run({
      asked: [again({ tryNumber })],
      statuses: [told(0), silent],
      call: { outcome: 'unavailable', error: noAnswer },
    })

    const error = await end.catch((thrown: unknown) => thrown as Error)

    expect((error as Error).cause).toBe(noAnswer)
    expect(did.at(-1)).toStrictEqual(['postpone', retryInMs])
  })

  it('gives no cause if the call was answered and the money is not there', async () => {
    const { end } = run({ asked: [again()], statuses: [told(0), told(0)] })

    const error = await end.catch((thrown: unknown) => thrown as Error)

    expect(error).toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    expect((error as Error).cause).toBeUndefined()
  })

  it('is given up after three days in which the amounts never showed it', async () => {
    const early = run({ asked: [again({ askedForMs: 72 * hourMs - 1 })], statuses: [told(0)] })
    await expect(early.end).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    const late = run({ asked: [again({ askedForMs: 72 * hourMs })], statuses: [told(0)] })
    await expect(late.end).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT', message: expect.stringContaining('never') })
    expect(late.did.at(-1)).toStrictEqual([
      'refuse',
      expect.anything(),
      { trigger: 'refund', reason: "the gateway's amounts never showed it", move: undefined },
    ])

    // Nor does a bank without such an order show it.
    const gone = run({ asked: [again({ askedForMs: 72 * hourMs })], statuses: [absent] })
    await expect(gone.end).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT' })

    // But not because of silence, however long.
    const unheard = run({ asked: [again({ askedForMs: 99 * hourMs })], statuses: [silent] })
    await expect(unheard.end).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
  })
})

describe('a refund that is not made', () => {
  it("fails with the bank's answer", async () => {
    const call = { outcome: 'refused', error: refusedBy } as const
    const { moneyOut, did, reviews } = scripted({ asked: [mine()], statuses: [told(0)], call })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toBe(refusedBy)

    expect(did.at(-1)).toStrictEqual(['refuse', wanted, { trigger: 'refund', reason: 'Too much', move: undefined }])
    expect(reviews).toHaveLength(0)
  })

  it('says when money went back in another way', async () => {
    const { moneyOut, did } = scripted({
      asked: [mine({ isNew: false })],
      statuses: [told(100)],
      isKnown: true,
    })

    await expect(moneyOut.refund('ORDER1', { amountMinor: 500, key: 'a' })).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('another way'),
    })

    expect(did.at(-1)?.[2]).toStrictEqual({
      trigger: 'refund',
      reason: "money went back another way meanwhile, perhaps in the bank's portal",
      move: undefined,
    })
  })

  it('goes to review if it was of late money', async () => {
    const late = { ...wanted, key: lateRefundKey }
    const reviewed = anOrder({ status: 'review' })
    const { moneyOut, did, reviews } = scripted({
      claimed: [late],
      statuses: [told(0)],
      reviewed,
      call: { outcome: 'refused', error: refusedBy },
    })

    await moneyOut.refunds.resume()

    expect(did.find(([name]) => name === 'refuse')?.[2]).toStrictEqual({
      trigger: 'sweep',
      reason: 'Too much',
      move: {
        to: 'review',
        trigger: 'sweep',
        changes: { reviewReason: 'late-payment' },
        checkInMs: null,
        freesReuseKey: true,
      },
    })
    expect(reviews).toStrictEqual([reviewed])
  })
})

describe('refunds that are resumed', () => {
  const claim = { gateway: 'bank.example/#', leaseMs }

  it('are claimed one after the other while there are any', async () => {
    const { moneyOut, did } = scripted({
      claimed: [wanted, { ...wanted, tryNumber: 2 }],
      statuses: [told(500), told(500)],
    })

    await moneyOut.refunds.resume()

    // Before the first attempt nothing was sent, so nothing is asked.
    expect(names(did)).toStrictEqual('claim refund status complete claim status complete claim')
    expect(did[0]).toStrictEqual(['claim', { ...claim, orderNumber: undefined }])
    expect(did.find(([name]) => name === 'complete')?.[2]).toMatchObject({ trigger: 'sweep' })
  })

  it('are left to others by a sweep that stops', async () => {
    const { moneyOut, did } = scripted({ claimed: [wanted, wanted], statuses: [told(500)] })
    let asks = 0

    await moneyOut.refunds.resume({ isStopped: () => (asks += 1) > 1 })

    expect(names(did)).toStrictEqual('claim refund status complete')
  })

  it('do not stop at one that fails', async () => {
    const { moneyOut, did } = scripted({
      claimed: [{ ...wanted, tryNumber: 2 }, wanted],
      statuses: [silent, told(500)],
    })

    await moneyOut.refunds.resume()

    expect(names(did)).toStrictEqual('claim status postpone claim refund status complete claim')
  })

  it('of one order are claimed for that order only, and end with the order as it is', async () => {
    const { moneyOut, did } = scripted({ claimed: [wanted], statuses: [told(500)] })

    expect(await moneyOut.refunds.resumeOne('ORDER1')).toBe(order)

    expect(did[0]).toStrictEqual(['claim', { ...claim, orderNumber: 'ORDER1' }])
  })

  it('have no effect if the ledger fails', async () => {
    const { moneyOut, did } = scripted({ isLedgerAway: true })

    expect(await moneyOut.refunds.resumeOne('ORDER1')).toBeUndefined()

    expect(names(did)).toStrictEqual('claim')
  })
})
