import { explainOrder } from '../../src/explain/explain-order.ts'
import { newOrder, paidOrder } from '../ledger/an-order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

describe.each(Object.entries(ledgers))('an order in %s', (_name, openLedger) => {
  let opened: OpenedLedger
  beforeAll(async () => (opened = await openLedger()))
  afterAll(() => opened.close())

  const explain = (orderNumber: string) =>
    explainOrder(opened.ledger, orderNumber, { timeZone: 'UTC', reuseOpenOrderForMs: 600_000 })

  it('is explained from its rows: what was written, what is planned, and which refund is under way', async () => {
    const { orderNumber } = await paidOrder(opened.ledger)
    const claim = await opened.ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
    await opened.ledger.failHandOver(claim!, { retryInMs: 60_000, reason: 'no stamps', trigger: 'sweep' })
    await opened.ledger.askRefund({ orderNumber, key: 'a', amountMinor: 500, externalRefundId: 'a', leaseMs: 1 })

    const { known, next, mayDo, text } = await explain(orderNumber)

    expect(known).toEqual([
      expect.stringMatching(/^It is paid\. The bank said on .* that 19\.99 EUR were taken from the buyer\.$/),
      expect.stringMatching(/has failed once since .* it said last: "no stamps"\.$/),
      expect.stringMatching(/^A refund of 5\.00 EUR was asked for .* \(its key: "a"\)/),
    ])
    expect(next?.at.getTime()).toBeLessThan(Date.now() + 61_000)
    expect(mayDo.map(({ action }) => action)).toEqual(['hand-over', 'refund', 'refund', 'review', 'settle'])
    expect(text).toContain(orderNumber)
  })

  it('is explained before the bank has answered', async () => {
    const { order } = await opened.ledger.add(newOrder())

    const { known, next } = await explain(order.orderNumber)

    expect(known[0]).toMatch(/have been registering it at the bank since .*, and wait for the answer/)
    expect(next?.text).toBe('The bank is asked whether it has been paid.')
  })

  it('says when the store is told again that it ended unpaid', async () => {
    const { order } = await opened.ledger.add(newOrder({ tellsClosed: true }))
    const { orderNumber } = order
    await opened.ledger.move(order, { to: 'expired', trigger: 'sweep', checkInMs: null, freesReuseKey: true })
    await opened.ledger.makeClosingsDue({ gateway: '', orderNumber, limit: 1 })
    const claim = await opened.ledger.claimClosing(orderNumber, { leaseMs: 60_000 })
    await opened.ledger.failClosing(claim!, { retryInMs: 60_000, reason: 'no stamps', trigger: 'sweep' })

    const { known, next, text } = await explain(orderNumber)

    expect(known.join('\n')).toMatch(/tried again by itself for three days\. .* "no stamps"/)
    expect(next?.text).toBe("The shop's own program is told again that it ended unpaid.")
    expect(next?.at.getTime()).toBeLessThan(Date.now() + 61_000)
    expect(next?.at.getTime()).toBeGreaterThan(Date.now())
    expect(text).not.toContain('Nothing more happens')
  })

  it('tells each refund with its own time, and one that shows already while it is under way', async () => {
    const { orderNumber } = await paidOrder(opened.ledger)
    const asked = { orderNumber, leaseMs: 1, externalRefundId: 'a', by: 'Ines' }
    for (const [key, amountMinor] of [
      ['broken', 500],
      ['late', 299],
    ] as const) {
      const refund = await opened.ledger.askRefund({ ...asked, key, amountMinor, externalRefundId: key })
      if (refund.outcome !== 'asked') throw new Error(refund.outcome)
      await opened.ledger.completeRefund(refund.refund, {
        refundedMinor: undefined,
        trigger: 'refund',
        detail: undefined,
      })
    }
    const back = (await explain(orderNumber)).known.at(-1)
    expect(back).toMatch(/^What went back: 5\.00 EUR .* "broken", which Ines .*; 2\.99 EUR .* "late", which Ines/)

    await opened.ledger.askRefund({ ...asked, key: 'rest', amountMinor: 1_200, externalRefundId: 'rest' })
    const order = (await opened.ledger.find(orderNumber))!
    const changes = { refundedMinor: 1_999 }
    await opened.ledger.move(order, { to: 'refunded', trigger: 'settle', checkInMs: null, changes })
    expect((await explain(orderNumber)).known.at(-1)).toMatch(/A refund of 12\.00 EUR .* At least as much went back/)
  })

  it('is refused if there is none', async () => {
    await expect(explain('nothing')).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_NOT_FOUND',
      message: 'The ledger has no order "nothing".',
    })
  })
})
