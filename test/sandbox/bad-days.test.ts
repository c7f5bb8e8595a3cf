import { makeBadDays } from '../../src/sandbox/bad-days.ts'
import { testCards } from '../../src/sandbox/index.ts'
import { openBank } from './open-bank.ts'

const status = 'getOrderStatusExtended.do'

describe('the days of an order', () => {
  let nowMs = 0
  const days = makeBadDays(() => new Date(nowMs))
  beforeEach(() => (nowMs = 1e12))

  it.each([
    ['silent', 'silence-after'],
    ['slow', 'slow'],
  ] as const)('are %s for a minute, for status calls alone', (badDay, kind) => {
    days.begin('one', badDay)

    nowMs += 59_999
    expect(days.meetCall('one', status)).toMatchObject({ kind })
    expect(days.meetCall('one', 'refund.do')).toBeUndefined()
    expect(days.meetCall('another', status)).toBeUndefined()
    nowMs += 1
    expect(days.meetCall('one', status)).toBeUndefined()
  })

  it('lose one answer', () => {
    days.begin('one', 'lost-answer')

    expect(days.meetCall('one', status)).toEqual({ kind: 'reset-after' })
    expect(days.meetCall('one', status)).toBeUndefined()
  })

  it('never end with a wrong amount, but with the order', () => {
    days.begin('one', 'wrong-amount')

    nowMs += 1e10
    expect(days.meetCall('one', status)).toEqual({ kind: 'wrong-amount' })
    days.forget('one')
    expect(days.meetCall('one', status)).toBeUndefined()
  })
})

describe('a card of a bad day', () => {
  const cardOf = (badDay: string): string => testCards.find((card) => card.badDay === badDay)!.number

  /** Pays an order with it, and another one beside it with a good card. */
  async function payWith(badDay: string, method = 'register.do') {
    const bank = await openBank()
    const [orderId, other] = [await bank.register({ method }), await bank.register()]
    const { location } = await bank.sandbox.pay(orderId, { number: cardOf(badDay) })
    await bank.sandbox.pay(other)
    expect(location).toContain(`orderId=${orderId}`)
    expect(await bank.status(other)).toMatchObject({ orderStatus: 2, amount: 1999 })
    return { ...bank, orderId }
  }

  it('pays, and the bank tells another amount', async () => {
    const bank = await payWith('wrong-amount')

    expect(await bank.status(bank.orderId)).toMatchObject({ orderStatus: 2, amount: 2000 })
    expect(bank.sandbox.order(bank.orderId)).toMatchObject({ depositedAmount: 1999 })
  })

  it('pays, and the first answer about it is lost', async () => {
    const bank = await payWith('lost-answer')

    await expect(bank.status(bank.orderId)).rejects.toThrow('fetch failed')
    expect(await bank.status(bank.orderId)).toMatchObject({ orderStatus: 2, amount: 1999 })
    expect(bank.sandbox.requests.filter(({ fault }) => fault === 'reset-after')).toHaveLength(1)
  })

  it.each([['register.do', 2] as const, ['registerPreAuth.do', 1] as const])(
    'pays an order of %s, and the bank says that it is not over yet',
    async (method, orderStatus) => {
      const bank = await payWith('pending', method)

      expect(await bank.status(bank.orderId)).toMatchObject({ orderStatus: 5 })
      expect(bank.sandbox.order(bank.orderId)).toMatchObject({ orderStatus })
    },
  )
})
