import { openBank } from './open-bank.ts'

const wide = { from: '20200101000000', to: '20990101000000' }
const states = { transactionStates: 'APPROVED,DEPOSITED,REVERSED,REFUNDED', merchants: '' }

describe("the sandbox bank's list of orders", () => {
  it('holds what was paid, whichever shop registered it, page by page', async () => {
    const bank = await openBank()
    const paid = [await bank.register(), await bank.register({ orderNumber: 'ANOTHER-SHOP_1' }), await bank.register()]
    for (const orderId of paid) await bank.sandbox.pay(orderId)
    await bank.register()

    const first = await bank.call('getLastOrdersForMerchants.do', { ...wide, ...states, size: '2' })
    const second = await bank.call('getLastOrdersForMerchants.do', { ...wide, ...states, size: '2', page: '1' })

    expect(first).toMatchObject({ errorCode: 0, totalCount: 3, page: 0, pageSize: 2 })
    expect(first.orderStatuses).toEqual([
      expect.objectContaining({ orderStatus: 2 }),
      expect.objectContaining({ orderNumber: 'ANOTHER-SHOP_1', attributes: [{ name: 'mdOrder', value: paid[1] }] }),
    ])
    expect(second.orderStatuses).toEqual([await bank.status(paid[2]!)])
    // What nobody has paid is found by when it was registered.
    const created = { ...wide, transactionStates: 'CREATED', searchByCreatedDate: 'true', size: '9' }
    expect(await bank.call('getLastOrdersForMerchants.do', created)).toMatchObject({ totalCount: 1 })
    const never = { ...states, from: '20200101000000', to: '20200102000000', size: '9' }
    expect(await bank.call('getLastOrdersForMerchants.do', never)).toMatchObject({ totalCount: 0, orderStatuses: [] })
  })

  it.each([
    ['without a size', {}],
    ['with a page of more than 200', { size: '201' }],
    ['without states', { size: '1', transactionStates: '' }],
    ['for a time that is none', { size: '1', from: '2026-11-27' }],
    ['with a token', { size: '1', token: 'open', userName: undefined, password: undefined }],
  ])('is refused %s', async (_case, parameters: Record<string, string | undefined>) => {
    const bank = await openBank({ token: 'open' })

    const answer = await bank.call('getLastOrdersForMerchants.do', { ...wide, ...states, ...parameters })

    expect(answer).toMatchObject({ errorCode: '5' })
    expect(answer.orderStatuses).toBeUndefined()
  })
})
