import { GatewayRefusedError, GatewayUnavailableError, IllegalMoveError } from '../../src/errors.ts'
import type { Acknowledgement } from '../../src/gateway/answers.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Order } from '../../src/order.ts'
import { makeInstruct } from '../../src/settlement/money-out/instruction.ts'
import type { Instruction } from '../../src/settlement/money-out/instruction.ts'
import { makeMoneyOut } from '../../src/settlement/money-out/money-out.ts'
import type { MoneyOutDeps } from '../../src/settlement/money-out/deps.ts'
import { stand } from '../../src/settlement/settled.ts'
import type { Settled } from '../../src/settlement/settled.ts'
import { steppingClock } from '../support/clock.ts'
import type { SteppingClock } from '../support/clock.ts'
import { anOrder } from '../support/samples.ts'

const refusedBy = new GatewayRefusedError('Already done', '7')
const noAnswer = new GatewayUnavailableError('No answer')
const held = anOrder({ status: 'held', gatewayAccount: 'bank.example/#login' })
const paid = anOrder({ status: 'paid', capturedMinor: 1999, gatewayAccount: 'bank.example/#login' })

/** A scripted gateway and ledger, one answer after the other, and a record of the calls. */
function scripted(script: {
  readonly settled: readonly Settled[]
  readonly taken?: readonly (Order | 'busy' | 'moved')[]
}): { readonly deps: MoneyOutDeps; readonly did: unknown[]; readonly clock: SteppingClock } {
  const did: unknown[] = []
  const clock = steppingClock()
  const settled = [...script.settled]
  const taken = [...(script.taken ?? [])]
  const acknowledge = (name: string) => (request: object) => {
    did.push([name, request])
    return Promise.resolve<Acknowledgement>({ outcome: 'answered' })
  }
  const ledger: Partial<Ledger> = {
    find: () => Promise.resolve(script.settled[0]!.order),
    instruct: (_order, request) => {
      did.push(['instruct', request])
      const one = taken.length > 1 ? taken.shift()! : taken[0]!
      return Promise.resolve(typeof one === 'string' ? one : { order: one, fence: 1 })
    },
    endInstruction: (_claim, refusal) => Promise.resolve(void did.push(['end', refusal])),
  }
  const deps: MoneyOutDeps = {
    gateway: {
      capture: acknowledge('deposit'),
      reverse: acknowledge('reverse'),
      decline: acknowledge('decline'),
    } as Partial<Gateway> as Gateway,
    gatewayAccount: 'bank.example/#login',
    gatewayTimeoutMs: 1_000,
    refusal: undefined,
    ledger: ledger as Ledger,
    settle: (_orderNumber, trigger) => {
      did.push(['settle', trigger])
      return Promise.resolve(settled.length > 1 ? settled.shift()! : settled[0]!)
    },
    closedForMs: () => undefined,
    onReview: () => undefined,
    logger: silentLogger,
    clock,
  }
  return { deps, did, clock }
}

const instruction = (fields: Partial<Instruction> = {}): Instruction => ({
  name: 'reverse',
  isDone: ({ status }) => status === 'reversed',
  obstacle: () => undefined,
  send: () => Promise.resolve({ outcome: 'answered' }),
  ...fields,
})

describe('an instruction', () => {
  const reversed = anOrder({ status: 'reversed' })
  const leaseMs = 13_000

  it('is not sent if it is already done', async () => {
    const { deps, did } = scripted({ settled: [stand(reversed, 'final')] })

    expect(await makeInstruct(deps)('ORDER1', instruction())).toBe(reversed)

    expect(did).toStrictEqual([['settle', 'settle']])
  })

  it('is not sent if there is an obstacle, or nobody knows', async () => {
    const obstacle = new IllegalMoveError('It is paid already.')
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold')] })
    await expect(makeInstruct(deps)('ORDER1', instruction({ obstacle: () => obstacle }))).rejects.toBe(obstacle)
    expect(did).toStrictEqual([['settle', 'settle']])

    const silent = scripted({ settled: [stand(held, 'silent')] })
    await expect(makeInstruct(silent.deps)('ORDER1', instruction())).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
    expect(silent.did).toStrictEqual([['settle', 'settle']])
  })

  it('is not even recorded while the breaker is open: a reversal keeps its one attempt', async () => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold')], taken: [held] })
    const closed = { ...deps, closedForMs: () => 700 }

    await expect(makeInstruct(closed)('ORDER1', instruction())).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      retryAfterMs: 700,
      message: expect.stringContaining('The call to reverse the order was not sent, no money moved.') as string,
    })

    expect(did).toStrictEqual([['settle', 'settle']])
  })

  it('is recorded, sent, asked about and ended', async () => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold'), stand(reversed, 'final')], taken: [held] })
    const send = (order: Order) =>
      Promise.resolve<Acknowledgement>((did.push(['send', order]), { outcome: 'answered' }))

    expect(await makeInstruct(deps)('ORDER1', instruction({ send }))).toBe(reversed)

    expect(did).toStrictEqual([
      ['settle', 'settle'],
      ['instruct', { kind: 'reverse-asked', trigger: 'reverse', leaseMs, extra: undefined, by: undefined }],
      ['send', held],
      ['settle', 'reverse'],
      ['end', undefined],
    ])
    // A missing amount is not recorded as an amount.
    expect(Object.keys((did[1] as [string, object])[1])).toStrictEqual(['kind', 'trigger', 'leaseMs', 'extra', 'by'])
  })

  it('records how much is to be captured before the gateway hears of it', async () => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold'), stand(reversed, 'final')], taken: [held] })

    await makeInstruct(deps)('ORDER1', instruction({ name: 'capture', capturingMinor: 500 }))

    expect(did[1]).toStrictEqual([
      'instruct',
      { kind: 'capture-asked', trigger: 'capture', leaseMs, capturingMinor: 500, extra: undefined, by: undefined },
    ])
  })

  it("that is refused fails with the bank's answer, and ends as refused", async () => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold')], taken: [held] })
    const send = () => Promise.resolve<Acknowledgement>({ outcome: 'refused', error: refusedBy })

    await expect(makeInstruct(deps)('ORDER1', instruction({ send }))).rejects.toBe(refusedBy)

    expect(did.at(-1)).toStrictEqual(['end', { kind: 'reverse-refused', trigger: 'reverse', reason: 'Already done' }])
  })

  it('that is refused because it was already done is done', async () => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold'), stand(reversed, 'final')], taken: [held] })
    const send = () => Promise.resolve<Acknowledgement>({ outcome: 'refused', error: refusedBy })

    expect(await makeInstruct(deps)('ORDER1', instruction({ send }))).toBe(reversed)

    expect(did.at(-1)).toStrictEqual(['end', undefined])
  })

  it.each<[string, Acknowledgement, Settled['standing'], Error | undefined]>([
    [
      'is refused, with no answer from the bank afterwards',
      { outcome: 'refused', error: refusedBy },
      'silent',
      refusedBy,
    ],
    ['has no answer', { outcome: 'unavailable', error: noAnswer }, 'pending', noAnswer],
    ['is accepted, but not seen', { outcome: 'answered' }, 'pending', undefined],
  ])('that %s may have been carried out', async (_what, answer, standing, cause) => {
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold'), stand(held, standing)], taken: [held] })

    const error = await makeInstruct(deps)('ORDER1', instruction({ send: () => Promise.resolve(answer) })).catch(
      (thrown: unknown) => thrown as Error,
    )

    expect(error).toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    expect((error as Error).cause).toBe(cause)
    expect(did.at(-1)).toStrictEqual(['end', undefined])
  })

  it.each(['busy', 'moved'] as const)(
    'waits while the order is %s, a second at a time, but not forever',
    async (is) => {
      const { deps, did, clock } = scripted({ settled: [stand(held, 'on-hold')], taken: [is] })

      await expect(makeInstruct(deps)('ORDER1', instruction())).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })

      // One call by another process, and five seconds more. At the very end it checks again.
      expect(clock.nowMs()).toBe(6_000)
      expect(did).toHaveLength(2 * 7)
    },
  )

  it('goes on once the other one has ended', async () => {
    const settled = [stand(held, 'on-hold'), stand(held, 'on-hold'), stand(reversed, 'final')]
    const { deps, clock } = scripted({ settled, taken: ['busy', held] })

    expect(await makeInstruct(deps)('ORDER1', instruction())).toBe(reversed)
    expect(clock.nowMs()).toBe(1_000)
    // A process with nothing else to do must not end meanwhile.
    expect(clock.kept).toEqual([true])
  })
})

describe('money out', () => {
  it('captures the given amount, or else the one asked for before, or else all', async () => {
    const all = scripted({ settled: [stand(held, 'on-hold'), stand(paid, 'final')], taken: [held] })
    expect(await makeMoneyOut(all.deps).capture('ORDER1')).toBe(paid)
    expect(all.did).toContainEqual(['deposit', { gatewayOrderId: '0aa0-1', currency: 'EUR', amountMinor: 1999 }])

    const less = anOrder({ status: 'paid', capturedMinor: 500 })
    const some = scripted({ settled: [stand(held, 'on-hold'), stand(less, 'final')], taken: [held] })
    expect(await makeMoneyOut(some.deps).capture('ORDER1', { amountMinor: 500 })).toBe(less)
    expect(some.did).toContainEqual(['deposit', { gatewayOrderId: '0aa0-1', currency: 'EUR', amountMinor: 500 }])

    const asked = { ...held, capturingMinor: 700 }
    const part = anOrder({ status: 'paid', capturedMinor: 700 })
    const again = scripted({ settled: [stand(asked, 'on-hold'), stand(part, 'final')], taken: [asked] })
    expect(await makeMoneyOut(again.deps).capture('ORDER1', {})).toBe(part)
    expect(again.did).toContainEqual(['deposit', { gatewayOrderId: '0aa0-1', currency: 'EUR', amountMinor: 700 }])
  })

  it.each<[string, Order, number | undefined, string]>([
    ['an order that is not held', anOrder({ ...held, status: 'registered' }), undefined, 'CHECKOUT_ILLEGAL_MOVE'],
    ['more than is held', held, 2000, 'CHECKOUT_AMOUNT'],
    ['an amount other than before', { ...held, capturingMinor: 700 }, 701, 'CHECKOUT_AMOUNT'],
    ['an amount other than the one captured', paid, 5, 'CHECKOUT_ILLEGAL_MOVE'],
  ])('does not capture %s, and asks nobody', async (_what, order, amountMinor, code) => {
    const { deps, did } = scripted({ settled: [stand(order, 'pending')] })

    await expect(makeMoneyOut(deps).capture('ORDER1', { amountMinor })).rejects.toMatchObject({ code })

    expect(did).toStrictEqual([])
  })

  it.each<[string, Order, string]>([
    [
      'is not held any more',
      anOrder({ ...held, status: 'reversed' }),
      'Order ORDER1 cannot be captured: its hold was released. Nothing was sent, no money moved.',
    ],
    [
      'is being captured with another amount',
      { ...held, capturingMinor: 700 },
      'A capture of 7.00 EUR of order ORDER1 was requested before, and its outcome is not known. ' +
        'Nothing was sent, no money moved.',
    ],
  ])('does not capture an order if the answer shows that it %s', async (_what, order, message) => {
    const { deps, did } = scripted({ settled: [stand(order, 'pending')] })
    const known = { ...deps, ledger: { ...deps.ledger, find: () => Promise.resolve(held) } }

    await expect(makeMoneyOut(known).capture('ORDER1')).rejects.toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
      message,
    })

    expect(did).toStrictEqual([['settle', 'settle']])
  })

  it('reverses a hold', async () => {
    const reversed = anOrder({ status: 'reversed' })
    const { deps, did } = scripted({ settled: [stand(held, 'on-hold'), stand(reversed, 'final')], taken: [held] })

    expect(await makeMoneyOut(deps).reverse('ORDER1')).toBe(reversed)

    expect(did).toContainEqual(['reverse', { gatewayOrderId: '0aa0-1', currency: 'EUR' }])
    const other = scripted({ settled: [stand(paid, 'final')] })
    await expect(makeMoneyOut(other.deps).reverse('ORDER1')).rejects.toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
      message: 'Order ORDER1 cannot be reversed: it is paid already, 19.99 EUR. Nothing was sent, no money moved.',
    })
  })

  it.each(['declined', 'expired'] as const)('closes an order, which is then %s', async (status) => {
    const open = anOrder({ gatewayAccount: 'bank.example/#login' })
    const closed = { ...open, status }
    const { deps, did } = scripted({ settled: [stand(open, 'open'), stand(closed, 'final')], taken: [open] })

    expect(await makeMoneyOut(deps).decline('ORDER1')).toBe(closed)

    expect(did).toContainEqual(['decline', { gatewayOrderId: '0aa0-1', orderNumber: 'ORDER1' }])
  })

  it.each<[string, Settled, string]>([
    ['is paid', stand(paid, 'final'), 'CHECKOUT_ILLEGAL_MOVE'],
    ['is held', stand(held, 'on-hold'), 'CHECKOUT_ILLEGAL_MOVE'],
    ['may be in payment', stand({ ...held, status: 'registered' }, 'pending'), 'CHECKOUT_GATEWAY_UNAVAILABLE'],
    [
      'has no id yet',
      stand({ ...held, status: 'unknown', gatewayOrderId: undefined }, 'open'),
      'CHECKOUT_GATEWAY_UNAVAILABLE',
    ],
  ])('does not close an order that %s', async (_what, settled, code) => {
    const { deps, did } = scripted({ settled: [settled] })

    await expect(makeMoneyOut(deps).decline('ORDER1')).rejects.toMatchObject({ code })

    expect(did).toStrictEqual([['settle', 'settle']])
  })

  it('closes an order whose registration got no answer, once its id is known', async () => {
    const unknown = { ...held, status: 'unknown' } as const
    const closed = { ...held, status: 'declined' } as const
    const { deps } = scripted({ settled: [stand(unknown, 'open'), stand(closed, 'final')], taken: [unknown] })

    expect(await makeMoneyOut(deps).decline('ORDER1')).toBe(closed)
  })
})
