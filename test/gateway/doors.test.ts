import { GatewayUnavailableError } from '../../src/errors.ts'
import { doorOf, doors } from '../../src/gateway/door.ts'
import type { Door } from '../../src/gateway/door.ts'
import { makeDoors } from '../../src/gateway/doors.ts'
import type { Unavailable } from '../../src/gateway/answers.ts'
import type { Gateway, Registration } from '../../src/gateway/gateway.ts'

const silent: Unavailable = { outcome: 'unavailable', error: new GatewayUnavailableError('nothing came') }
const busy: Unavailable = { outcome: 'unavailable', error: new GatewayUnavailableError('429', { retryAfterMs: 400 }) }
const answered = { outcome: 'answered' }

type Verb = Exclude<keyof Gateway, 'acknowledge'>

/** A gateway that answers each verb as told, and its calls: the verb, and the door that a question went through. */
function setUp(failures = 5) {
  const heard: (readonly [verb: string, request: unknown, door: Door | undefined])[] = []
  const cancelled: Door[] = []
  const says: Partial<Record<Verb, unknown>> = {}
  const verb =
    (name: Verb) =>
    (request: unknown, door?: Door): Promise<never> => {
      heard.push([name, request, door])
      return Promise.resolve((says[name] ?? answered) as never)
    }
  const log: object[] = []
  const write = (object: object): void => void log.push(object)
  let nowMs = 0
  const gateway = makeDoors(
    {
      register: verb('register'),
      status: verb('status'),
      capture: verb('capture'),
      reverse: verb('reverse'),
      refund: verb('refund'),
      decline: verb('decline'),
      cards: verb('cards'),
      removeCard: verb('removeCard'),
      acknowledge: undefined,
      orderList: verb('orderList'),
      cancelQueued: (door) => void cancelled.push(door),
    },
    {
      failures,
      openMs: 1_000,
      maxOpenMs: 300_000,
      maxRetryAfterMs: 120_000,
      logger: { info: write, warn: write, error: write },
      now: () => nowMs,
      random: () => 0,
    },
  )
  return { gateway, heard, cancelled, says, log, pass: (ms: number) => (nowMs += ms) }
}

const money = {
  gatewayOrderId: 'g-1',
  orderNumber: 'O1',
  currency: 'EUR',
  amountMinor: 1,
  externalRefundId: 'r',
  bindingId: 'b-1',
}
const instructions = ['capture', 'reverse', 'refund', 'decline', 'removeCard'] as const

/** One call of each kind. */
async function callAll(gateway: Gateway): Promise<void> {
  await gateway.register({ orderNumber: 'O1' } as Registration)
  await gateway.status({ gatewayOrderId: 'g-1' })
  await gateway.cards({ clientId: 'c-1' })
  await gateway.orderList({ since: new Date(0), until: new Date(1), page: 0, size: 1 })
  for (const verb of instructions) await gateway[verb](money)
}

describe('the doors to the bank', () => {
  it('are questions, registrations, and what moves money, closes an order or removes a card', () => {
    expect(doors).toEqual(['questions', 'registrations', 'moneyOut'])
    expect(
      (
        [
          ...['register.do', 'registerPreAuth.do', 'getOrderStatusExtended.do', 'getBindings.do'],
          'getLastOrdersForMerchants.do',
          ...['deposit.do', 'reverse.do', 'refund.do', 'decline.do', 'unBindCard.do'],
        ] as const
      ).map((method) => doorOf(method)),
    ).toEqual([
      ...['registrations', 'registrations', 'questions', 'questions', 'questions'],
      ...['moneyOut', 'moneyOut', 'moneyOut', 'moneyOut', 'moneyOut'],
    ])
  })

  it('pass calls and answers through, and log nothing', async () => {
    const { gateway, heard, log } = setUp()

    await callAll(gateway)
    await callAll(gateway.forMoneyOut)

    const verbs = ['register', 'status', 'cards', 'orderList', ...instructions]
    expect(heard.map(([verb]) => verb)).toEqual([...verbs, ...verbs])
    expect(heard.map(([verb, , door]) => (verb === 'status' ? door : 'any'))).toEqual([
      ...['any', undefined, ...Array<string>(7).fill('any')],
      ...['any', 'moneyOut', ...Array<string>(7).fill('any')],
    ])
    expect(heard[4]![1]).toBe(money)
    expect(log).toEqual([])
    expect(gateway.states()).toEqual({ questions: 'answering', registrations: 'answering', moneyOut: 'answering' })
  })

  it.each<[Door, Verb, readonly string[]]>([
    ['questions', 'status', ['register', ...instructions]],
    ['registrations', 'register', ['status', 'cards', 'orderList', ...instructions]],
    ['moneyOut', 'refund', ['register', 'status', 'cards', 'orderList']],
    ['moneyOut', 'removeCard', ['register', 'status', 'cards', 'orderList']],
  ])('close independently: 429 with Retry-After at %s closes nothing else', async (door, verb, others) => {
    const { gateway, heard, cancelled, says, log, pass } = setUp()
    pass(90_000)
    says[verb] = busy
    await gateway[verb]({ ...money, orderNumber: 'O1' } as never)
    heard.length = 0

    await callAll(gateway)

    expect(heard.map(([name]) => name)).toEqual(others)
    expect(gateway.closedForMs(door)).toBe(400)
    expect(doors.filter((one) => gateway.closedForMs(one) !== undefined)).toEqual([door])
    expect(gateway.states()).toEqual({
      questions: 'answering',
      registrations: 'answering',
      moneyOut: 'answering',
      [door]: 'left-alone',
    })
    expect(cancelled).toEqual([door])
    expect(log).toEqual([{ door, forMs: 400 }])

    pass(400)
    says[verb] = answered
    await gateway[verb]({ ...money, orderNumber: 'O1' } as never)
    expect(gateway.states()[door]).toBe('answering')
  })

  it('hold back calls while closed, and say that nothing was sent', async () => {
    const { gateway, says } = setUp(1)
    for (const verb of ['register', 'status', 'capture'] as const) says[verb] = silent
    await callAll(gateway)

    for (const held of [
      await gateway.register({ orderNumber: 'O2' } as Registration),
      await gateway.status({ orderNumber: 'O2' }),
      await gateway.refund(money),
    ]) {
      expect(held).toMatchObject({ outcome: 'unavailable', isUnsent: true, error: { retryAfterMs: 1_000 } })
    }
  })

  it.each<[Verb, string]>([
    ['register', 'orderNumber'],
    ['status', 'orderNumber'],
    ['status', 'gatewayOrderId'],
    ['capture', 'gatewayOrderId'],
    ['cards', 'clientId'],
    ['removeCard', 'bindingId'],
  ])('count silence to %s by order, known by its %s', async (verb, name) => {
    const { gateway, heard, says } = setUp(5)
    says[verb] = silent
    const ask = async (order: string) => gateway[verb]({ [name]: order } as never) as Promise<unknown>

    for (let i = 0; i < 7; i += 1) await ask('O1')
    expect(heard).toHaveLength(7)
    for (const order of ['O2', 'O3', 'O4', 'O5']) await ask(order)
    await ask('O6')
    expect(heard).toHaveLength(11)
  })

  it('let the questions of money-out pass while questions are paused, and learn from the answer', async () => {
    const { gateway, heard, says, pass } = setUp()
    says.status = busy
    await gateway.status({ gatewayOrderId: 'g-1' })
    expect(gateway.states().questions).toBe('left-alone')
    heard.length = 0

    await gateway.forMoneyOut.status({ gatewayOrderId: 'g-1' })
    await gateway.forMoneyOut.refund(money)

    expect(heard.map(([verb]) => verb)).toEqual(['status', 'refund'])
    expect(gateway.states()).toEqual({ questions: 'left-alone', registrations: 'answering', moneyOut: 'answering' })

    pass(400)
    says.status = answered
    await gateway.status({ orderNumber: 'O1' })
    expect(gateway.states().questions).toBe('answering')
    // A 429 to a question of money-out closes the questions, not the money calls.
    says.status = busy
    await gateway.forMoneyOut.status({ gatewayOrderId: 'g-1' })
    expect(gateway.states()).toEqual({ questions: 'left-alone', registrations: 'answering', moneyOut: 'answering' })
  })
})
