import { judgeOrderList } from '../../src/gateway/messages.ts'
import { reply } from './replies.ts'

const question = { method: 'getLastOrdersForMerchants.do', secrets: [] } as const

/** As recorded by users of the platform in 2014: times in milliseconds, the old rouble. */
const element = {
  errorCode: '0',
  orderNumber: '58drs0Pes459Hdsddd0567a0',
  orderStatus: 2,
  actionCode: 0,
  amount: 250000,
  currency: '810',
  date: 1414485649233,
  attributes: [{ name: 'mdOrder', value: 'f1a3365b-542c-4c8d-b34c-e9a7ee8dbc9c' }],
  cardAuthInfo: { pan: '411111**1111' },
  authDateTime: 1414485661207,
  paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 250000, depositedAmount: 250000, refundedAmount: 0 },
}
const page = { errorCode: 0, orderStatuses: [element], totalCount: 2, page: 0, pageSize: 100 }

describe('a page of the list of orders', () => {
  it('is read as status answers, each with the time of its payment', () => {
    expect(judgeOrderList(question, reply(page))).toMatchObject({
      outcome: 'answered',
      totalCount: 2,
      pageSize: 100,
      orders: [
        {
          orderNumber: '58drs0Pes459Hdsddd0567a0',
          gatewayOrderId: 'f1a3365b-542c-4c8d-b34c-e9a7ee8dbc9c',
          phase: 'captured',
          amountMinor: 250000,
          depositedMinor: 250000,
          currency: 'RUB',
          at: new Date(1414485661207),
          feeMinor: undefined,
        },
      ],
    })
  })

  it('may be empty, and may tell the fee', () => {
    expect(judgeOrderList(question, reply({ errorCode: '0', totalCount: 0 }))).toMatchObject({ orders: [] })
    const paymentAmountInfo = { ...element.paymentAmountInfo, feeAmount: 375 }
    const told = { ...page, orderStatuses: [{ ...element, depositedDate: 1414485661999, paymentAmountInfo }] }
    expect(judgeOrderList(question, reply(told))).toMatchObject({
      orders: [{ feeMinor: 375, at: new Date(1414485661999) }],
    })
  })

  it('takes a status for what it means at this bank', () => {
    const paymentAmountInfo = { paymentState: 'DEPOSITED', approvedAmount: 250000, depositedAmount: 200000 }
    const partlyRefunded = { ...page, orderStatuses: [{ ...element, orderStatus: 7, paymentAmountInfo }] }

    expect(judgeOrderList(question, reply(partlyRefunded), { 7: 'refunded' })).toMatchObject({
      orders: [{ phase: 'refunded', depositedMinor: 200000 }],
    })
    expect(judgeOrderList(question, reply(partlyRefunded))).toMatchObject({ orders: [{ phase: 'pending' }] })
  })

  it('is not believed in part: one order that cannot be read makes it unusable, and names it', () => {
    const answer = judgeOrderList(
      question,
      reply({ ...page, orderStatuses: [element, { ...element, amount: '25.00' }] }),
    )

    expect(answer).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect(String('error' in answer && answer.error.message)).toContain('orderStatuses.1.amount')
  })
})
