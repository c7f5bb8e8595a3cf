import { CheckoutClosedError, GatewayRefusedError, GatewayUnavailableError } from '../../src/errors.ts'
import type { StatusAnswer } from '../../src/gateway/answers.ts'
import type { Evidence } from '../../src/gateway/evidence.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import { acknowledgingReason } from '../../src/settlement/acknowledge.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { makeResolve } from '../../src/settlement/review/resolve.ts'
import { makeSettle } from '../../src/settlement/settle.ts'
import type { SettleDeps } from '../../src/settlement/settle.ts'
import { registeredOrder } from '../ledger/an-order.ts'
import { hasMoney } from '../../src/settlement/open-order/earlier-orders.ts'
import { clockAt } from '../support/clock.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { aPlan, paidEvidence, untriedEvidence } from '../support/samples.ts'

/** What interrupts the n-th operation on ledger or gateway: before it is done, or with its answer lost. */
interface Fault {
  readonly at: number
  readonly when: 'before' | 'after'
}

/** So that nothing in the dead process goes on. */
const died = new CheckoutClosedError()

describe.each(Object.entries(ledgers))('a payment that must be acknowledged, over %s', (_name, openLedger) => {
  let opened: OpenedLedger
  let order: Order
  /** What the bank did and the store, in order. */
  let journal: string[]
  let says: { status: () => StatusAnswer; acknowledge: () => StatusAnswer }

  beforeEach(async () => {
    opened = await openLedger()
    order = await registeredOrder(opened.ledger)
    journal = []
    says = { status: () => answered(), acknowledge: () => answered() }
  })
  afterEach(() => opened.close())

  const evidence = (changes: Partial<Evidence> = {}) =>
    paidEvidence({ orderNumber: order.orderNumber, gatewayOrderId: order.gatewayOrderId, ...changes })
  const answered = (changes: Partial<Evidence> = {}): StatusAnswer => ({
    outcome: 'answered',
    evidence: evidence(changes),
  })
  const inLedger = async () => (await opened.ledger.find(order.orderNumber))!

  const gateway: SettleDeps['gateway'] = {
    decline: () => Promise.reject(new Error('Nothing is closed.')),
    status: () => Promise.resolve((journal.push('asked'), says.status())),
    acknowledge: async () => {
      const entries = await opened.ledger.history(order.orderNumber)
      const isWritten = entries.some(
        ({ detail }) => (detail as { reason?: unknown } | undefined)?.reason === acknowledgingReason,
      )
      const answer = says.acknowledge()
      journal.push(`${isWritten ? 'acknowledged' : 'ACKNOWLEDGED UNWRITTEN'}: ${answer.outcome}`)
      return answer
    },
  }

  /** One process that settles the order and hands it over; it dies at its fault. */
  function process({ fault, ageMs = 1_000 }: { fault?: Fault; ageMs?: number | undefined } = {}) {
    let operations = 0
    const faulty = <Target extends object>(target: Target): Target =>
      new Proxy(target, {
        get(own, name) {
          const verb: unknown = own[name as keyof Target]
          if (typeof verb !== 'function') return verb
          return async (...given: unknown[]) => {
            operations += 1
            const isHere = fault?.at === operations
            // A dead process does nothing more.
            if (fault && (operations > fault.at || (isHere && fault.when === 'before'))) throw died
            const result: unknown = await (verb as (...all: unknown[]) => unknown).apply(own, given)
            if (isHere) throw died
            return result
          }
        },
      })
    const ledger: Ledger = faulty(opened.ledger)
    const clock = clockAt(new Date(order.createdAt.getTime() + ageMs))
    const onPaid = () => Promise.resolve(void journal.push('handed over'))
    const shared = { ledger, clock, logger: silentLogger, plan: aPlan({ jitterPercent: 0 }), onReview: () => undefined }
    const handOver = makeHandOver({
      ...shared,
      onPaid,
      onPaidInTransaction: undefined,
      onStuck: () => undefined,
      leaseMs: 60_000,
    })
    const settle = makeSettle({
      ...shared,
      handOver,
      gateway: faulty(gateway),
      gatewayAccount: order.gatewayAccount as SettleDeps['gatewayAccount'],
      gatewayTimeoutMs: 1_000,
      latePayment: 'hand-over',
      doublePayment: 'review',
      refundLate: () => Promise.resolve(undefined),
    })
    return {
      settle: () => settle(order.orderNumber, 'sweep'),
      handOver: () => handOver.run(order.orderNumber, { trigger: 'sweep', isEarly: true }),
      stop: () => handOver.stop(),
      operations: () => operations,
    }
  }

  /** Settles as a sweep would, in a process that lives. */
  async function settleOnce({ ageMs, handsOver = false }: { ageMs?: number; handsOver?: boolean } = {}) {
    const { settle, handOver, stop } = process({ ageMs })
    const settled = await settle()
    if (handsOver) await handOver()
    await stop()
    return settled
  }

  function expectAcknowledgedFirst(): void {
    expect(journal.filter((each) => each.startsWith('ACK'))).toEqual([])
    const [acknowledged, handedOver] = [journal.indexOf('acknowledged: answered'), journal.indexOf('handed over')]
    if (handedOver !== -1) expect(acknowledged).toBeGreaterThan(-1)
    if (handedOver !== -1) expect(acknowledged).toBeLessThan(handedOver)
  }

  it('is acknowledged before it is paid, and before anything is handed over', async () => {
    await settleOnce()

    expect(journal).toEqual(['asked', 'acknowledged: answered', 'handed over'])
    expect(await inLedger()).toMatchObject({ status: 'paid', handOver: 'done', paymentWay: 'CARD' })
  })

  it('is never handed over unacknowledged, wherever the process dies, and always in the end', async () => {
    const whole = process()
    await whole.settle()
    await whole.stop()

    for (let at = 1; at <= whole.operations(); at += 1) {
      for (const when of ['before', 'after'] as const) {
        order = await registeredOrder(opened.ledger)
        journal = []
        const dying = process({ fault: { at, when } })
        await dying.settle().catch(() => undefined)
        await dying.stop()
        expectAcknowledgedFirst()

        // Another process finds what the dead one has left.
        await opened.age('checkout_hand_overs', 'lease_until', 120_000)
        await settleOnce({ handsOver: true })
        expectAcknowledgedFirst()
        const { status, handOver } = await inLedger()
        expect({ at, when, status, handOver }).toEqual({ at, when, status: 'paid', handOver: 'done' })
      }
    }
  })

  it.each<[string, () => StatusAnswer, string]>([
    ['silence', () => ({ outcome: 'unavailable', error: new GatewayUnavailableError('No answer') }), 'registered'],
    ['a refusal', () => ({ outcome: 'refused', error: new GatewayRefusedError('Access denied', '5') }), 'registered'],
    ['no such order', () => ({ outcome: 'absent' }), 'registered'],
    [
      'an order that nobody paid',
      () => ({ outcome: 'answered', evidence: untriedEvidence({ ...ids() }) }),
      'registered',
    ],
    ['a word that nobody knows', () => answered({ phase: 'unrecognized' }), 'registered'],
    ['a cancelled payment', () => answered({ phase: 'reversed', depositedMinor: 0 }), 'reversed'],
    ['a no that contradicts the status', () => answered({ phase: 'declined', depositedMinor: 0 }), 'registered'],
    ['another amount', () => answered({ amountMinor: 1 }), 'review'],
    ['another order', () => answered({ orderNumber: 'ANOTHER' }), 'review'],
  ])('is not handed over after %s', async (_title, acknowledge, status) => {
    says = { ...says, acknowledge }
    await settleOnce()

    expect(journal).toEqual(['asked', expect.stringMatching(/^acknowledged: /)])
    expect(await inLedger()).toMatchObject({ status, handOver: 'none' })
  })

  const ids = () => ({ orderNumber: order.orderNumber, gatewayOrderId: order.gatewayOrderId })

  it('is asked about and acknowledged again after silence', async () => {
    const acknowledge = says.acknowledge
    says = { ...says, acknowledge: () => ({ outcome: 'unavailable', error: new GatewayUnavailableError('No answer') }) }
    const settled = await settleOnce()
    expect(settled.standing).toBe('silent')

    says = { ...says, acknowledge }
    await settleOnce()

    expect(journal).toEqual(['asked', 'acknowledged: unavailable', 'asked', 'acknowledged: answered', 'handed over'])
  })

  it('goes to a person a day after its expiry, if it never was acknowledged', async () => {
    says = { ...says, acknowledge: () => ({ outcome: 'refused', error: new GatewayRefusedError('Denied', '5') }) }
    await settleOnce({ ageMs: 25 * 3_600_000 })

    expect(await inLedger()).toMatchObject({
      status: 'review',
      reviewReason: 'payment-not-acknowledged',
      capturedMinor: 1999,
      handOver: 'none',
    })
    // There is money for it: nobody is sent to pay its reference again.
    expect(hasMoney(await inLedger())).toBe(true)
  })

  describe('that a person resolves as paid', () => {
    const refusal = () => ({ outcome: 'refused', error: new GatewayRefusedError('Denied', '5') }) as const
    let accepted: () => StatusAnswer
    beforeEach(async () => {
      order = await registeredOrder(opened.ledger)
      accepted = says.acknowledge
      says = { ...says, acknowledge: refusal }
      await settleOnce({ ageMs: 25 * 3_600_000 })
      journal = []
    })

    async function resolve(): Promise<Order> {
      const handOver = { isWanted: false, run: () => Promise.reject(new Error('Nothing is handed over here.')) }
      const { ledger } = opened
      const shared = { ledger, handOver, logger: silentLogger, plan: aPlan({ jitterPercent: 0 }) }
      const clock = clockAt(new Date(order.createdAt.getTime() + 26 * 3_600_000))
      const requireOrder = async (orderNumber: string) => (await ledger.find(orderNumber))!
      const resolveOrder = makeResolve({ ...shared, gateway, clock, requireOrder })
      return resolveOrder(order.orderNumber, { as: 'paid', by: 'Ann', note: 'seen in the portal' })
    }

    it('is acknowledged first, and its amounts stay as the status tells them', async () => {
      // As of the old call: it says nothing of what was taken.
      says = { ...says, acknowledge: () => answered({ depositedMinor: undefined, refundedMinor: undefined }) }

      expect(await resolve()).toMatchObject({ status: 'paid', handOver: 'due', capturedMinor: 1999, refundedMinor: 0 })
      expect(journal).toEqual(['asked', 'acknowledged: answered'])
    })

    it.each<[string, () => StatusAnswer, string]>([
      ['refuses', refusal, 'CHECKOUT_GATEWAY_REFUSED'],
      ['is silent', () => ({ outcome: 'unavailable', error: new GatewayUnavailableError('No') }), 'UNAVAILABLE'],
      ['has let it go', () => answered({ phase: 'reversed', depositedMinor: 0 }), 'CHECKOUT_INVALID_REQUEST'],
      ['has given it back', () => answered({ phase: 'refunded', depositedMinor: 0 }), 'CHECKOUT_INVALID_REQUEST'],
      ['has had it charged back', () => answered({ isChargeback: true }), 'CHECKOUT_INVALID_REQUEST'],
      ['means another order', () => answered({ orderNumber: 'ANOTHER' }), 'CHECKOUT_INVALID_REQUEST'],
      ['means another amount', () => answered({ amountMinor: 1 }), 'CHECKOUT_INVALID_REQUEST'],
    ])('stays in review where the bank %s', async (_what, acknowledge, code) => {
      says = { ...says, acknowledge }

      await expect(resolve()).rejects.toMatchObject({ code: expect.stringContaining(code) as string })
      expect(await inLedger()).toMatchObject({ status: 'review', handOver: 'none' })
      says = { ...says, acknowledge: accepted }
      expect(await resolve()).toMatchObject({ status: 'paid', handOver: 'due' })
    })

    it('stays in review where its payment is another order’s, which is told and not confirmed', async () => {
      const owner = await registeredOrder(opened.ledger)
      await opened.sql(`update checkout_orders set gateway_order_id = null where order_number = '${order.orderNumber}'`)
      says = { status: () => answered({ gatewayOrderId: owner.gatewayOrderId }), acknowledge: accepted }

      await expect(resolve()).rejects.toMatchObject({
        code: 'CHECKOUT_INVALID_REQUEST',
        message:
          `Order ${order.orderNumber} cannot be resolved as paid: its payment at the gateway is another order's. It ` +
          'is still in review.',
      })
      expect(journal).toEqual(['asked'])
      expect(await inLedger()).toMatchObject({ status: 'review', handOver: 'none', gatewayOrderId: undefined })
    })

    it('stays as another caller has left it, who was faster', async () => {
      says = { ...says, acknowledge: accepted }
      // Between the question and the word to the bank.
      const { note } = opened.ledger
      jest.spyOn(opened.ledger, 'note').mockImplementationOnce(async (stale, change) => {
        await opened.ledger.move(stale, { to: 'refunded', trigger: 'resolve', changes: {}, checkInMs: null })
        return note(stale, change)
      })

      await expect(resolve()).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })
      expect(journal).toEqual(['asked'])
      expect(await inLedger()).toMatchObject({ status: 'refunded' })
    })
  })
})
