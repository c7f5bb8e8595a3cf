import { makeBank } from '../../../src/sandbox/bank/bank.ts'
import { isRefusal } from '../../../src/sandbox/bank/bank-order.ts'

const nothing = (): void => undefined

function openBooks(ordersCount: number) {
  const bank = makeBank({
    statusLagMs: 0,
    failedTriesAllowed: 3,
    keepOrders: 100_000,
    now: () => new Date(),
    forgotten: nothing,
    notify: nothing,
    beginBadDay: nothing,
    changed: nothing,
  })
  for (let number = 1; number <= ordersCount; number += 1) {
    bank.register({ ...anOrder, orderNumber: `n${number}`, description: number === 7 ? 'rare' : 'common' }, 100)
  }
  return bank
}

const anOrder = {
  amount: 1999,
  currency: '978',
  isTwoPhase: false,
  isVerification: false,
  returnUrl: 'http://127.0.0.1:3000/payment/return',
  failUrl: undefined,
  dynamicCallbackUrl: undefined,
  description: 'A mug',
  language: 'en',
  ip: undefined,
  email: undefined,
  clientId: undefined,
  bindingId: undefined,
  storesCardUnasked: false,
  merchantParams: {},
  orderBundle: undefined,
  expiresAt: new Date(Date.now() + 3_600_000),
}

describe('a page of the books', () => {
  it('stops its search after ten thousand orders, and goes on from there', () => {
    const bank = openBooks(25_000)

    let page = bank.page({ count: 40, text: 'rare' })
    const found: number[] = [page.orders.length]
    while (page.olderThan !== undefined) {
      expect(page.isCutShort).toBe(true)
      page = bank.page({ count: 40, text: 'rare', before: page.olderThan })
      found.push(page.orders.length)
    }

    expect(found).toEqual([0, 0, 1])
    expect(page.isCutShort).toBe(false)
  })

  it('is whole without a search, however many orders there are', () => {
    const bank = openBooks(25_000)

    const { orders, olderThan, isCutShort } = bank.page({ count: 3 })

    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(['n25000', 'n24999', 'n24998'])
    expect(olderThan).toBe(orders.at(-1)!.gatewayOrderId)
    expect(isCutShort).toBe(false)
  })
})

describe('the books', () => {
  it('count the orders that wait for a buyer, whatever becomes of them', () => {
    const bank = openBooks(5)
    const [first, second, third] = bank.all().map(({ gatewayOrderId }) => gatewayOrderId)
    const counts = [bank.openCount()]
    const count = (): void => void counts.push(bank.openCount())

    bank.expire(first!)
    count()
    bank.expire(first!)
    count()
    expect(isRefusal(bank.decline(second!) ?? {})).toBe(false)
    count()
    bank.payLate(second!, { number: '4111111111111111', cvc: '123', expiry: { month: 12, year: 2034 }, name: 'ADA' })
    count()
    bank.answerChallenge(third!, '')
    count()
    bank.forgetAll()
    count()

    expect(counts).toEqual([5, 4, 4, 3, 3, 3, 0])
    expect(bank.count()).toBe(0)
  })
})
