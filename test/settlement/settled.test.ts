import { GatewayUnavailableError } from '../../src/errors.ts'
import type { StatusAnswer } from '../../src/gateway/answers.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Move } from '../../src/ledger/order-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import { gatewayOf } from '../../src/settlement/gateway-account.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { makePatientSettle } from '../../src/settlement/patient-settle.ts'
import { makeSettle } from '../../src/settlement/settle.ts'
import { stand, standAfter } from '../../src/settlement/settled.ts'
import type { SettleDeps } from '../../src/settlement/settle.ts'
import type { Settle, Settled } from '../../src/settlement/settled.ts'
import { newOrder } from '../ledger/an-order.ts'
import { clockAt, steppingClock } from '../support/clock.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { anOrder, aPlan, heldEvidence, paidEvidence, untriedEvidence } from '../support/samples.ts'

/** What a question found, field by field. The pages and the sweep's report are built from this. */
describe('the result of settling an order', () => {
  let opened: OpenedLedger
  let order: Order
  let answer: () => StatusAnswer | Promise<StatusAnswer>
  let questions: number
  beforeEach(async () => {
    opened = await ledgers.SQLite!()
    const added = await opened.ledger.add(
      newOrder({ gatewayAccount: 'bank.example/#login', capture: 'manual', handsOver: false }),
    )
    order = added.order
    questions = 0
  })
  afterEach(() => opened.close({ isHandOverWanted: false }))

  const settleWith = (deps: Partial<SettleDeps> = {}): Settle => {
    const clock = clockAt(new Date())
    const status = async (): Promise<StatusAnswer> => {
      questions += 1
      return answer()
    }
    const common = { ledger: opened.ledger, clock, logger: silentLogger }
    return makeSettle({
      ...common,
      gateway: { status } as Partial<Gateway> as Gateway,
      gatewayAccount: 'bank.example/#login',
      gatewayTimeoutMs: 2_000,
      latePayment: 'hand-over',
      plan: aPlan(),
      doublePayment: 'review',
      handOver: makeHandOver({
        ...common,
        onPaid: undefined,
        onPaidInTransaction: undefined,
        onStuck: () => undefined,
        leaseMs: 60_000,
      }),
      refundLate: () => Promise.resolve(undefined),
      onReview: () => undefined,
      ...deps,
    })
  }
  const moveTo = async (to: Move['to'], changes: Move['changes'] = {}): Promise<void> => {
    const moved = await opened.ledger.move(order, { to, trigger: 'sweep', checkInMs: 1_000, changes })
    if (!moved) throw new Error('The order did not move.')
    order = moved
  }
  const registered = () => moveTo('registered', { gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay' })
  const ours = () => ({ orderNumber: order.orderNumber, gatewayOrderId: order.gatewayOrderId })

  it('says whether the gateway was asked and who moved the order, and asks once for all callers together', async () => {
    await registered()
    answer = () => ({ outcome: 'answered', evidence: heldEvidence(ours()) })
    const settle = settleWith()

    const [first, second] = await Promise.all([
      settle(order.orderNumber, 'return'),
      settle(order.orderNumber, 'return'),
    ])

    expect(first).toMatchObject({ order: { status: 'held' }, standing: 'on-hold', wasAsked: true, hasMoved: true })
    // A hold is still open, so the second caller asks for itself.
    expect(second).toMatchObject({ standing: 'on-hold', wasAsked: true, hasMoved: false })
    expect(questions).toBe(2)

    answer = () => ({ outcome: 'answered', evidence: paidEvidence(ours()) })
    const [third, fourth] = await Promise.all([
      settle(order.orderNumber, 'return'),
      settle(order.orderNumber, 'return'),
    ])
    expect(third).toMatchObject({ order: { status: 'paid' }, standing: 'final', wasAsked: true, hasMoved: true })
    expect(fourth).toEqual({ ...third, hasMoved: false })
    expect(questions).toBe(3)

    const onReturn = await settle(order.orderNumber, 'return')
    expect({ ...onReturn, order: undefined }).toEqual({
      order: undefined,
      standing: 'final',
      isUntried: false,
      wasAsked: false,
      hasMoved: false,
    })
    expect(questions).toBe(3)
  })

  it('is an error for each of two callers that ask together about a missing order', async () => {
    const settle = settleWith()

    const both = await Promise.allSettled([settle('nobody', 'sweep'), settle('nobody', 'sweep')])

    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('is silent, without a question, while the registration may be under way, but not afterwards', async () => {
    answer = () => ({ outcome: 'absent' })
    // Two seconds for the call and five for what comes after it.
    const after = (ms: number): Settle => settleWith({ clock: clockAt(new Date(order.createdAt.getTime() + ms)) })

    expect(await after(6_999)(order.orderNumber, 'sweep')).toEqual(stand(order, 'silent'))
    expect(questions).toBe(0)
    expect(await after(7_000)(order.orderNumber, 'sweep')).toMatchObject({ standing: 'pending', wasAsked: true })
    expect(questions).toBe(1)
  })

  it('is silent, without a question, for an order of another gateway', async () => {
    await registered()

    expect(await settleWith({ gatewayAccount: 'other.example/#login' })(order.orderNumber, 'sweep')).toEqual(
      stand(order, 'silent'),
    )
    expect(questions).toBe(0)
  })

  it.each<[string, () => StatusAnswer, Partial<Settled>]>([
    [
      'open and untried',
      () => ({ outcome: 'answered', evidence: untriedEvidence(ours()) }),
      { standing: 'open', isUntried: true },
    ],
    [
      'open and tried',
      () => ({ outcome: 'answered', evidence: untriedEvidence({ ...ours(), isUntried: false }) }),
      { standing: 'open', isUntried: false },
    ],
    [
      'pending',
      () => ({ outcome: 'answered', evidence: paidEvidence({ ...ours(), phase: 'authenticating' }) }),
      { standing: 'pending', isUntried: false },
    ],
    [
      'silent',
      () => ({ outcome: 'unavailable', error: new GatewayUnavailableError('no answer') }),
      { standing: 'silent', isUntried: false },
    ],
  ])('is %s if the answer says so', async (_what, answered, told) => {
    await registered()
    answer = answered

    const { order: settled, ...rest } = await settleWith()(order.orderNumber, 'sweep')

    expect(settled.status).toBe('registered')
    expect(rest).toEqual({ ...told, wasAsked: true, hasMoved: false })
  })

  it.each([
    ['held', 'pending'],
    ['declined', 'final'],
  ] as const)('follows what another process did meanwhile: %s is %s', async (status, standing) => {
    await registered()
    answer = async () => {
      await opened.ledger.move(order, { to: status, trigger: 'return', checkInMs: 1_000 })
      return { outcome: 'answered', evidence: paidEvidence(ours()) }
    }

    const { order: settled, ...rest } = await settleWith()(order.orderNumber, 'sweep')

    expect(settled.status).toBe(status)
    expect(rest).toEqual({ standing, isUntried: false, wasAsked: true, hasMoved: false })
  })

  it('follows what another process did to a hold meanwhile, even a reversal', async () => {
    await registered()
    await moveTo('held')
    answer = async () => {
      await opened.ledger.move(order, { to: 'reversed', trigger: 'reverse', checkInMs: null })
      return { outcome: 'answered', evidence: paidEvidence(ours()) }
    }

    const { order: settled, ...rest } = await settleWith()(order.orderNumber, 'sweep')

    expect(settled.status).toBe('reversed')
    expect(rest).toEqual({ standing: 'final', isUntried: false, wasAsked: true, hasMoved: false })
  })

  it('is the payment of two days ago that another process recorded, not the hold in our answer', async () => {
    await registered()
    await moveTo('held')
    answer = async () => {
      const changes = { capturedMinor: 1999, paidAt: new Date(Date.now() - 2 * 86_400_000) }
      await opened.ledger.move(order, { to: 'paid', trigger: 'sweep', checkInMs: 1_000, changes })
      return { outcome: 'answered', evidence: heldEvidence(ours()) }
    }

    const { order: settled, ...rest } = await settleWith()(order.orderNumber, 'sweep')

    expect(settled.status).toBe('paid')
    expect(rest).toEqual({ standing: 'final', isUntried: false, wasAsked: true, hasMoved: false })
  })

  it('is the order as it is before a question, and as it is known afterwards', () => {
    const untouched = { isUntried: false, wasAsked: false, hasMoved: false }

    expect(stand(anOrder(), 'silent')).toEqual({ order: anOrder(), standing: 'silent', ...untouched })
    expect(standAfter(anOrder())).toEqual({ ...stand(anOrder(), 'pending'), wasAsked: true })
    const paid = anOrder({ status: 'paid' })
    expect(standAfter(paid)).toEqual({ ...stand(paid, 'final'), wasAsked: true })
  })
})

describe('the patience with a lagging status', () => {
  /** When the gateway is asked, in milliseconds, if it always gives the same answer. */
  async function questionsFor(told: Pick<Settled, 'standing' | 'isUntried'>): Promise<readonly number[]> {
    const clock = steppingClock()
    const at: number[] = []
    const settle: Settle = () => {
      at.push(clock.nowMs())
      if (at.length > 20) throw new Error('The gateway is asked without end.')
      return Promise.resolve({ ...stand(anOrder(), told.standing), ...told, wasAsked: true })
    }
    await makePatientSettle({ settle, clock })('ORDER1', 'return')
    return at
  }

  it('asks about an untried order once a second, for three seconds', async () => {
    expect(await questionsFor({ standing: 'open', isUntried: true })).toEqual([0, 1_000, 2_000, 3_000])
  })

  it.each<Pick<Settled, 'standing' | 'isUntried'>>([
    { standing: 'open', isUntried: false },
    ...(['final', 'pending', 'silent'] as const).map((standing) => ({ standing, isUntried: true })),
  ])('asks about no other order twice: %p', async (told) => {
    expect(await questionsFor(told)).toEqual([0])
  })
})

describe("the gateway's part of an account", () => {
  it('ends with the separator, before the login', () => {
    expect(gatewayOf('bank.example/payment/rest/#login')).toBe('bank.example/payment/rest/#')
  })
})
