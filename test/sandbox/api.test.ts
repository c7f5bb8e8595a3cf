import { anOrder, openBank } from './open-bank.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('register.do', () => {
  it('answers with an id and a payment page, and no errorCode', async () => {
    const { sandbox, call } = await openBank()

    const answer = await call('register.do', { ...anOrder(), language: 'de' })

    expect(Object.keys(answer)).toEqual(['orderId', 'formUrl'])
    expect(answer.orderId).toMatch(uuid)
    expect(answer.formUrl).toBe(
      `http://127.0.0.1:${sandbox.port}/payment/merchants/sandbox/payment_de.html?mdOrder=${answer.orderId}`,
    )
  })

  it('refuses a known order number, whatever happened to that order', async () => {
    const { sandbox, call } = await openBank()
    const order = anOrder()
    const { orderId } = await call('register.do', order)
    sandbox.expire(orderId)

    const answer = await call('register.do', { ...order, amount: '5' })

    expect(answer).toEqual({
      errorCode: '1',
      errorMessage: 'Order number is duplicated, order with given order number is processed already',
    })
    expect(sandbox.orders()).toHaveLength(1)
  })

  it.each([
    ['a missing order number', { orderNumber: undefined }, '4'],
    ['an order number of 37 characters', { orderNumber: 'x'.repeat(37) }, '1'],
    ['a missing amount', { amount: undefined }, '4'],
    ['an amount of zero', { amount: '0' }, '5'],
    ['an amount with a decimal point', { amount: '19.99' }, '5'],
    ['a negative amount', { amount: '-1' }, '5'],
    ['an amount of 13 digits', { amount: '1000000000000' }, '5'],
    ['a currency that is not in ISO 4217', { currency: '000' }, '3'],
    ['an alphabetic currency', { currency: 'EUR' }, '3'],
    ['a missing returnUrl', { returnUrl: undefined }, '4'],
    ['a returnUrl that is a path', { returnUrl: '/payment/return' }, '4'],
    ['a failUrl that is a path', { failUrl: './failed' }, '4'],
    ['a returnUrl that is a script', { returnUrl: 'javascript:alert(1)' }, '4'],
    ['an unknown language', { language: 'xx' }, '5'],
    ['jsonParams that are not JSON', { jsonParams: '{' }, '5'],
    ['an orderBundle that is not an object', { orderBundle: '[1]' }, '5'],
    ['a session of zero seconds', { sessionTimeoutSecs: '0' }, '5'],
    ['an expirationDate in the past', { expirationDate: '2020-01-01T00:00:00' }, '5'],
    ['HTML in the description', { description: '<b>book</b>' }, '5'],
    ['a missing user name', { userName: undefined }, '4'],
    ['a missing password', { password: undefined }, '4'],
    ['a wrong password', { password: 'wrong' }, '5'],
    ['a token if none is configured', { userName: undefined, password: undefined, token: 'anything' }, '5'],
  ])('refuses %s', async (_, parameters, errorCode) => {
    const { sandbox, call } = await openBank()

    const answer = await call('register.do', { ...anOrder(), ...parameters })

    expect(answer).toEqual({ errorCode, errorMessage: expect.any(String) })
    expect(sandbox.orders()).toHaveLength(0)
  })

  it('treats an empty parameter as missing', async () => {
    const { call } = await openBank()

    expect(await call('register.do', { ...anOrder(), language: '', failUrl: '', token: '' })).toHaveProperty('formUrl')
    expect(await call('register.do', { ...anOrder(), returnUrl: '' })).toMatchObject({ errorCode: '4' })
  })

  it("accepts only the merchant's currency if one is set", async () => {
    const { call } = await openBank({ currency: 'AMD' })

    expect(await call('register.do', { ...anOrder(), currency: '978' })).toMatchObject({ errorCode: '3' })
    expect(await call('register.do', { ...anOrder(), currency: '051' })).toHaveProperty('formUrl')
    expect(await call('register.do', { ...anOrder(), currency: undefined })).toHaveProperty('formUrl')
  })

  it.each([
    ['a language in capitals', { language: 'FR' }, { language: 'fr' }],
    ['Belarusian', { language: 'be' }, { language: 'be' }],
    ['jsonParams=null', { jsonParams: 'null' }, { merchantParams: {} }],
    ['orderBundle=null', { orderBundle: 'null' }, { orderBundle: undefined }],
    ['the rouble before 1998', { currency: '810' }, { currency: '643' }],
  ])('accepts %s, as clients in the field send it', async (_what, parameters, understood) => {
    const { sandbox, call } = await openBank()

    const { formUrl } = await call('register.do', { ...anOrder(), ...parameters })

    expect(sandbox.orders()).toMatchObject([understood])
    expect((await fetch(formUrl)).status).toBe(200)
  })

  it('accepts 810 from a rouble merchant only', async () => {
    const roubles = await openBank({ currency: 'RUB' })
    const euros = await openBank({ currency: 'EUR' })

    expect(await roubles.call('register.do', { ...anOrder(), currency: '810' })).toHaveProperty('formUrl')
    expect(await euros.call('register.do', { ...anOrder(), currency: '810' })).toMatchObject({ errorCode: '3' })
  })

  it('accepts the login in the query of a POST, and records it without the password', async () => {
    const { sandbox } = await openBank()
    const login = new URLSearchParams({ userName: 'sandbox-api', password: 'sandbox' }).toString()

    const answer = await fetch(`${sandbox.url}register.do?${login}`, {
      method: 'POST',
      body: new URLSearchParams(anOrder()),
    })

    expect(await answer.json()).toHaveProperty('formUrl')
    expect(sandbox.requests).toMatchObject([{ parameters: { userName: 'sandbox-api', password: '***' } }])
  })

  it('accepts a token instead of the login, never both', async () => {
    const { call } = await openBank({ token: 'open-sesame' })
    const withToken = { userName: undefined, password: undefined, token: 'open-sesame' }

    expect(await call('register.do', { ...anOrder(), ...withToken })).toHaveProperty('formUrl')
    expect(await call('register.do', { ...anOrder(), token: 'open-sesame' })).toMatchObject({ errorCode: '5' })
  })

  it('accepts GET with a query and POST with JSON', async () => {
    const { sandbox } = await openBank()
    const login = { userName: 'sandbox-api', password: 'sandbox' }

    const byGet = await fetch(`${sandbox.url}register.do?${new URLSearchParams({ ...login, ...anOrder() }).toString()}`)
    const byJson = await fetch(`${sandbox.url}register.do`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...login, ...anOrder(), amount: 1999, jsonParams: { table: 7 } }),
    })

    expect(await byGet.json()).toHaveProperty('formUrl')
    expect(await byJson.json()).toHaveProperty('formUrl')
  })

  it('records every call without its secrets', async () => {
    const { sandbox, call } = await openBank({ token: 'open-sesame' })
    sandbox.fault({ kind: 'gzip' })

    await call('register.do', { ...anOrder(), token: 'open-sesame' })

    expect(sandbox.requests).toEqual([
      {
        method: 'register.do',
        parameters: expect.objectContaining({ userName: 'sandbox-api', password: '***', token: '***', amount: '1999' }),
        at: expect.any(Date),
        fault: 'gzip',
      },
    ])
  })
})

describe('getOrderStatusExtended.do', () => {
  it("reports an order nobody has tried to pay, in the protocol's types", async () => {
    const { call, register } = await openBank()
    const orderId = await register({
      orderNumber: '0042',
      amount: '5',
      currency: '051',
      description: 'A book',
      email: 'buyer@shop.example',
      jsonParams: '{"table":"7"}',
    })

    const answer = await call('getOrderStatusExtended.do', { orderNumber: '0042' })

    expect(answer).toEqual({
      errorCode: '0',
      errorMessage: 'Success',
      orderNumber: '0042',
      orderStatus: 0,
      actionCode: -100,
      actionCodeDescription: '',
      amount: 5,
      currency: '051',
      date: expect.any(Number),
      orderDescription: 'A book',
      merchantOrderParams: [{ name: 'table', value: '7' }],
      transactionAttributes: [],
      attributes: [{ name: 'mdOrder', value: orderId }],
      terminalId: '123456',
      displayErrorMessage: '',
      paymentAmountInfo: {
        paymentState: 'CREATED',
        approvedAmount: 0,
        depositedAmount: 0,
        refundedAmount: 0,
        feeAmount: 0,
        totalAmount: 5,
      },
      bankInfo: { bankName: 'SANDBOX BANK', bankCountryCode: 'UNKNOWN', bankCountryName: 'Unknown' },
      payerData: { email: 'buyer@shop.example' },
      chargeback: false,
    })
  })

  it('refuses a cart with a line that is not price times quantity, or that adds up to another amount', async () => {
    const { call } = await openBank()
    const sold = (...items: object[]) =>
      call('register.do', { ...anOrder(), orderBundle: JSON.stringify({ cartItems: { items } }) })
    const cups = { name: 'Cup', itemPrice: 333, quantity: { value: 3, measure: 'pcs' } }
    const tea = { name: 'Tea', itemPrice: '3003', quantity: { value: 0.333, measure: 'kg' }, itemAmount: '1000' }

    expect(await sold({ ...cups, itemAmount: 1000 })).toEqual({
      errorCode: '5',
      errorMessage: '[orderBundle] item 1: itemAmount is not itemPrice times quantity',
    })
    expect(await sold({ ...cups, itemAmount: 999 })).toEqual({
      errorCode: '5',
      errorMessage: '[orderBundle] the items add up to 999, the amount is 1999',
    })
    expect(await sold({ ...cups, itemAmount: 999 }, tea)).toHaveProperty('formUrl')
  })

  it('echoes the cart plus the fields banks add to each line', async () => {
    const { sandbox, register, status } = await openBank()
    const lines = [
      { positionId: '1', name: 'Tea', quantity: { value: 2, measure: 'pcs' }, itemPrice: '450' },
      { positionId: '2', name: 'Mug', quantity: { value: 1 }, itemAmount: 1099, tax: { taxType: 6, taxSum: 183 } },
    ]
    const cart = { customerDetails: { fullName: 'Ada' }, cartItems: { items: lines } }
    const orderId = await register({ orderBundle: JSON.stringify(cart) })
    const added = { itemCurrency: '978', tax: { taxType: 0, taxSum: 0 }, depositedItemAmount: '0' }

    expect((await status(orderId)).orderBundle).toEqual({
      ...cart,
      cartItems: { items: lines.map((line) => ({ ...added, ...line })) },
    })
    await sandbox.pay(orderId)
    expect((await status(orderId)).orderBundle).toMatchObject({
      cartItems: { items: [{ depositedItemAmount: '900' }, { depositedItemAmount: '1099', tax: { taxSum: 183 } }] },
    })
  })

  it.each([{ a: 1 }, { cartItems: null }, { cartItems: { items: 'none' } }, { cartItems: { items: [7, null] } }])(
    'echoes a cart without lines unchanged: %j',
    async (cart) => {
      const { register, status } = await openBank()

      expect((await status(await register({ orderBundle: JSON.stringify(cart) }))).orderBundle).toEqual(cart)
    },
  )

  it('reports a paid order with its masked card', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()
    await sandbox.pay(orderId)

    expect(await status(orderId)).toMatchObject({
      orderStatus: 2,
      actionCode: 0,
      amount: 1999,
      currency: '978',
      depositedDate: expect.any(Number),
      paymentWay: 'CARD',
      authRefNum: expect.stringMatching(/^\d{12}$/),
      cardAuthInfo: {
        maskedPan: '411111**1111',
        pan: '411111**1111',
        expiration: '203412',
        cardholderName: 'TEST CARDHOLDER',
        approvalCode: expect.stringMatching(/^\d{6}$/),
        paymentSystem: 'VISA',
      },
      paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 1999, depositedAmount: 1999, refundedAmount: 0 },
    })
  })

  it('says that an order is unknown', async () => {
    const { status } = await openBank()

    expect(await status('no-such-order')).toEqual({
      errorCode: '6',
      errorMessage: 'Order not found',
      merchantOrderParams: [],
      attributes: [],
    })
  })

  it('requires one of the two ids, and with a token its own', async () => {
    const { call, register } = await openBank({ token: 'open-sesame' })
    const orderId = await register({ orderNumber: 'n1' })
    const withToken = { userName: undefined, password: undefined, token: 'open-sesame' }

    expect(await call('getOrderStatusExtended.do')).toMatchObject({ errorCode: '1' })
    expect(await call('getOrderStatusExtended.do', { ...withToken, orderNumber: 'n1' })).toMatchObject({
      errorCode: '1',
    })
    expect(await call('getOrderStatusExtended.do', { ...withToken, orderId })).toMatchObject({ orderStatus: 0 })
  })

  it('lags behind the payment page on request', async () => {
    const { sandbox, register, status } = await openBank({ statusLagMs: 400 })
    const orderId = await register()
    await sandbox.pay(orderId)

    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2 })
    await new Promise((resolve) => setTimeout(resolve, 450))
    expect(await status(orderId)).toMatchObject({ orderStatus: 2, actionCode: 0 })
  })

  it('lags as long where a refund is refused meanwhile', async () => {
    const { sandbox, register, status, call } = await openBank({ statusLagMs: 60_000 })
    const orderId = await register()
    await sandbox.pay(orderId)

    expect(await call('refund.do', { orderId, amount: '5000' })).toMatchObject({ errorCode: '7' })
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
    sandbox.moveClock(60_000)
    expect(await status(orderId)).toMatchObject({ orderStatus: 2 })
    expect(await call('refund.do', { orderId, amount: '500' })).toMatchObject({ errorCode: 0 })
  })

  it('reports fields a test altered, and leaves out those it removed', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()
    sandbox.alter(orderId, { amount: '1', orderStatus: 42 })
    sandbox.alter(orderId, { currency: null })

    const answer = await status(orderId)

    expect(answer).toMatchObject({ amount: '1', orderStatus: 42 })
    expect(answer).not.toHaveProperty('currency')
  })

  it.each([{}, { dialect: 'sberbank' }] as const)(
    'refuses to alter a field that no status has: %j',
    async (options) => {
      const { sandbox, register, status } = await openBank(options)
      const orderId = await register({ currency: '643' })
      const before = await status(orderId)

      expect(() => sandbox.alter(orderId, { amount: 1, amout: 1 })).toThrow(
        /^alter: unknown name "amout"\. Did you mean "amount"\?$/,
      )
      expect(() => sandbox.alter(orderId, { OrderStatus: 2 })).toThrow('Did you mean "orderStatus"?')
      expect(() => sandbox.alter(orderId, undefined as never)).toThrow('alter: wanted an object, got nothing.')
      expect(await status(orderId)).toEqual(before)
      sandbox.alter(orderId, { operations: [], paymentAmountInfo: null })
      expect(await status(orderId)).toHaveProperty('operations')
    },
  )
})

describe('getOrderStatus.do', () => {
  it('reports a paid order in PascalCase', async () => {
    const { sandbox, call, register } = await openBank()
    const orderId = await register({ orderNumber: 'n2' })
    await sandbox.pay(orderId)

    expect(await call('getOrderStatus.do', { orderId })).toMatchObject({
      ErrorCode: '0',
      OrderStatus: 2,
      OrderNumber: 'n2',
      Pan: '411111**1111',
      Amount: 1999,
      depositAmount: 1999,
      currency: '978',
    })
  })

  it('gives a declined order ErrorCode 2, and an unknown one 6', async () => {
    const { sandbox, call, register } = await openBank()
    const orderId = await register()
    sandbox.expire(orderId)

    expect(await call('getOrderStatus.do', { orderId })).toMatchObject({ ErrorCode: '2', OrderStatus: 6 })
    expect(await call('getOrderStatus.do', { orderId: 'x' })).toEqual({
      ErrorCode: '6',
      ErrorMessage: 'Order not found',
    })
    expect(await call('getOrderStatus.do')).toMatchObject({ ErrorCode: '5' })
  })
})

describe('deposit.do', () => {
  async function held() {
    const bank = await openBank()
    const orderId = await bank.register({ method: 'registerPreAuth.do' })
    await bank.sandbox.pay(orderId)
    return { ...bank, orderId }
  }

  it('captures the whole hold for amount 0', async () => {
    const { call, status, orderId } = await held()
    expect(await status(orderId)).toMatchObject({
      orderStatus: 1,
      paymentAmountInfo: { paymentState: 'APPROVED', approvedAmount: 1999, depositedAmount: 0 },
    })

    expect(await call('deposit.do', { orderId, amount: '0' })).toEqual({ errorCode: 0, errorMessage: 'Success' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 2, paymentAmountInfo: { depositedAmount: 1999 } })
  })

  it('refuses items that are no JSON, or add up to another amount, and captures nothing', async () => {
    const { call, status, orderId } = await held()
    const depositItems = JSON.stringify({ items: [{ name: 'Mug', itemAmount: 999 }] })

    expect(await call('deposit.do', { orderId, amount: '999', depositItems: '[' })).toMatchObject({ errorCode: '5' })
    // 0 means the whole hold.
    expect(await call('deposit.do', { orderId, amount: '0', depositItems })).toEqual({
      errorCode: '5',
      errorMessage: '[depositItems] the items add up to 999, the amount is 1999',
    })
    expect(await status(orderId)).toMatchObject({ orderStatus: 1 })
    expect(await call('deposit.do', { orderId, amount: '999', depositItems })).toMatchObject({ errorCode: 0 })
  })

  it('captures part of the hold, once', async () => {
    const { call, status, orderId } = await held()

    expect(await call('deposit.do', { orderId, amount: '999' })).toMatchObject({ errorCode: 0 })
    expect(await call('deposit.do', { orderId, amount: '1000' })).toEqual({
      errorCode: '7',
      errorMessage: 'Payment must be in approved state',
    })

    expect(await status(orderId)).toMatchObject({
      orderStatus: 2,
      amount: 1999,
      paymentAmountInfo: { approvedAmount: 1999, depositedAmount: 999 },
    })
  })

  it('refuses more than the hold, a missing or bad amount, and an unknown order', async () => {
    const { call, status, orderId } = await held()

    expect(await call('deposit.do', { orderId, amount: '2000' })).toMatchObject({ errorCode: '5' })
    expect(await call('deposit.do', { orderId })).toMatchObject({ errorCode: '5' })
    expect(await call('deposit.do', { orderId, amount: '1.5' })).toMatchObject({ errorCode: '5' })
    expect(await call('deposit.do', { orderId: 'x', amount: '1' })).toEqual({
      errorCode: '6',
      errorMessage: 'No such order',
    })
    expect(await call('deposit.do', { amount: '1' })).toMatchObject({ errorCode: '5' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 1 })
  })

  it("finds an order by its number plus the merchant's login", async () => {
    const { sandbox, call, status, orderId } = await held()
    const { orderNumber } = sandbox.order(orderId)!

    expect(await call('deposit.do', { orderNumber, amount: '0' })).toMatchObject({ errorCode: '5' })
    expect(await call('deposit.do', { orderNumber, merchantLogin: 'sandbox', amount: '0' })).toMatchObject({
      errorCode: 0,
    })

    expect(await status(orderId)).toMatchObject({ orderStatus: 2 })
  })

  it('accepts no token, and nor do the other calls that move money', async () => {
    const { call, register } = await openBank({ token: 'open-sesame' })
    const orderId = await register()

    for (const method of ['deposit.do', 'reverse.do', 'refund.do', 'decline.do']) {
      const answer = await call(method, { userName: undefined, password: undefined, token: 'open-sesame', orderId })
      expect(answer).toEqual({ errorCode: '5', errorMessage: 'Access denied' })
    }
  })
})

describe('reverse.do', () => {
  it('releases a hold, once', async () => {
    const { sandbox, call, register, status } = await openBank()
    const orderId = await register({ method: 'registerPreAuth.do' })
    await sandbox.pay(orderId)

    expect(await call('reverse.do', { orderId })).toEqual({ errorCode: 0, errorMessage: 'Success' })
    expect(await call('reverse.do', { orderId })).toEqual({
      errorCode: '7',
      errorMessage: 'Reversal is impossible for current transaction state',
    })

    expect(await status(orderId)).toMatchObject({
      orderStatus: 3,
      reversedDate: expect.any(Number),
      paymentAmountInfo: { paymentState: 'REVERSED', approvedAmount: 0 },
    })
  })

  it('never works after a failed attempt', async () => {
    const { sandbox, call, register, status } = await openBank()
    const orderId = await register({ method: 'registerPreAuth.do' })
    await sandbox.pay(orderId)

    expect(await call('reverse.do', { orderId, amount: '2000' })).toMatchObject({ errorCode: '7' })
    expect(await call('reverse.do', { orderId })).toMatchObject({ errorCode: '7' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 1 })
  })

  it('refuses captured money and unknown orders', async () => {
    const { sandbox, call, register } = await openBank()
    const orderId = await register()
    await sandbox.pay(orderId)

    expect(await call('reverse.do', { orderId })).toMatchObject({ errorCode: '7' })
    expect(await call('reverse.do', { orderId: 'x' })).toMatchObject({ errorCode: '6' })
  })
})

describe('refund.do', () => {
  async function paid() {
    const bank = await openBank()
    const orderId = await bank.register()
    await bank.sandbox.pay(orderId)
    return { ...bank, orderId }
  }

  it('makes a partial refund, then refunds the rest for amount 0', async () => {
    const { call, status, orderId } = await paid()

    expect(await call('refund.do', { orderId, amount: '500' })).toEqual({ errorCode: 0, errorMessage: 'Success' })
    expect(await status(orderId)).toMatchObject({
      orderStatus: 4,
      refundedDate: expect.any(Number),
      paymentAmountInfo: { paymentState: 'REFUNDED', depositedAmount: 1499, refundedAmount: 500 },
      refunds: [{ amount: 500, actionCode: '000', date: expect.stringMatching(/^\d+$/) }],
    })
    expect(await call('refund.do', { orderId, amount: '0' })).toMatchObject({ errorCode: 0 })

    expect(await status(orderId)).toMatchObject({
      orderStatus: 4,
      paymentAmountInfo: { depositedAmount: 0, refundedAmount: 1999 },
    })
    expect(await call('refund.do', { orderId, amount: '0' })).toEqual({
      errorCode: '7',
      errorMessage: 'Refund is impossible for current transaction state',
    })
  })

  it('refuses more than is left', async () => {
    const { sandbox, call, orderId } = await paid()
    await call('refund.do', { orderId, amount: '1000' })

    expect(await call('refund.do', { orderId, amount: '1000' })).toEqual({
      errorCode: '7',
      errorMessage: 'Refund amount exceeds deposited amount',
    })

    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 1000 })
  })

  it('answers a known externalRefundId with the earlier refund and does not refund twice', async () => {
    const { sandbox, call, orderId } = await paid()
    const refund = { orderId, amount: '700', externalRefundId: 'r-1', expectedDepositedAmount: '1999' }

    expect(await call('refund.do', refund)).toMatchObject({ errorCode: 0 })
    expect(await call('refund.do', refund)).toMatchObject({ errorCode: 0, externalRefundId: 'r-1', amount: 700 })

    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 700, depositedAmount: 1299 })
    expect(sandbox.order(orderId)?.refunds).toHaveLength(1)
  })

  it('refuses if expectedDepositedAmount is not the deposited amount', async () => {
    const { sandbox, call, orderId } = await paid()

    expect(await call('refund.do', { orderId, amount: '1', expectedDepositedAmount: '1998' })).toMatchObject({
      errorCode: '7',
    })

    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 0 })
  })

  it('refuses a held order, a bad amount, a long externalRefundId and an unknown order', async () => {
    const { sandbox, call, register, orderId } = await paid()
    const heldId = await register({ method: 'registerPreAuth.do' })
    await sandbox.pay(heldId)

    expect(await call('refund.do', { orderId: heldId, amount: '1' })).toMatchObject({ errorCode: '7' })
    expect(await call('refund.do', { orderId, amount: '1.5' })).toEqual({
      errorCode: '5',
      errorMessage: 'Amount is invalid',
    })
    expect(await call('refund.do', { orderId, amount: '1', externalRefundId: 'x'.repeat(33) })).toMatchObject({
      errorCode: '5',
    })
    expect(await call('refund.do', { orderId: 'x', amount: '1' })).toMatchObject({ errorCode: '6' })
    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 0 })
  })

  it('counts refunds made in the portal', async () => {
    const { sandbox, status, orderId } = await paid()

    sandbox.refundInPortal(orderId, 1998)

    expect(await status(orderId)).toMatchObject({ orderStatus: 4, paymentAmountInfo: { refundedAmount: 1998 } })
    expect(() => sandbox.refundInPortal(orderId, 2)).toThrow('exceeds')
  })
})

describe('decline.do', () => {
  it('closes an unpaid order', async () => {
    const { sandbox, call, register, status } = await openBank()
    const orderId = await register({ orderNumber: 'n3' })

    expect(await call('decline.do', { orderId, orderNumber: 'n3' })).toEqual({ errorCode: 0, errorMessage: 'Success' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 6, paymentAmountInfo: { paymentState: 'DECLINED' } })
    await expect(sandbox.pay(orderId)).rejects.toThrow('orderStatus is 6')
  })

  it('requires both ids, of the same order', async () => {
    const { call, register, status } = await openBank()
    const orderId = await register({ orderNumber: 'n4' })
    await register({ orderNumber: 'n5' })

    expect(await call('decline.do', { orderId })).toMatchObject({ errorCode: '4' })
    expect(await call('decline.do', { orderNumber: 'n4' })).toMatchObject({ errorCode: '4' })
    expect(await call('decline.do', { orderId, orderNumber: 'n5' })).toMatchObject({ errorCode: '6' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 0 })
  })

  it('refuses a paid order, and one whose buyer is at the issuer', async () => {
    const { sandbox, call, register, status } = await openBank()
    const paidId = await register({ orderNumber: 'n6' })
    const challengedId = await register({ orderNumber: 'n7' })
    await sandbox.pay(paidId)
    await sandbox.pay(challengedId, { number: '5555555555555599', otp: '' })

    expect(await call('decline.do', { orderId: paidId, orderNumber: 'n6' })).toMatchObject({ errorCode: '7' })
    expect(await call('decline.do', { orderId: challengedId, orderNumber: 'n7' })).toMatchObject({ errorCode: '7' })

    expect(await status(paidId)).toMatchObject({ orderStatus: 2 })
    expect(await status(challengedId)).toMatchObject({ orderStatus: 5 })
  })
})

describe('a session', () => {
  it('ends as 6/-2014 if nobody tried to pay', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()

    sandbox.expire(orderId)

    expect(await status(orderId)).toMatchObject({
      orderStatus: 6,
      actionCode: -2014,
      paymentAmountInfo: { paymentState: 'DECLINED' },
    })
  })

  it('ends as 6/-2007 if somebody tried', async () => {
    const { sandbox, register, status } = await openBank()
    const declinedId = await register()
    const challengedId = await register()
    await sandbox.pay(declinedId, { cvc: '000' })
    await sandbox.pay(challengedId, { number: '5555555555555599', otp: '' })

    sandbox.expire(declinedId)
    sandbox.expire(challengedId)

    expect(await status(declinedId)).toMatchObject({ orderStatus: 6, actionCode: -2007 })
    expect(await status(challengedId)).toMatchObject({ orderStatus: 6, actionCode: -2007 })
  })

  it('leaves a paid order alone', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register()
    await sandbox.pay(orderId)

    sandbox.expire(orderId)

    expect(await status(orderId)).toMatchObject({ orderStatus: 2 })
  })

  it('ends by itself after sessionTimeoutSecs', async () => {
    const { sandbox, register, status } = await openBank()
    const orderId = await register({ sessionTimeoutSecs: '1' })
    expect(await status(orderId)).toMatchObject({ orderStatus: 0 })

    await new Promise((resolve) => setTimeout(resolve, 1100))

    expect(await status(orderId)).toMatchObject({ orderStatus: 6, actionCode: -2014 })
    await expect(sandbox.pay(orderId)).rejects.toThrow()
  })

  it('lasts 1200 seconds by default, or until expirationDate', async () => {
    const { sandbox, register } = await openBank()
    const byDefault = await register()
    const byDate = await register({ expirationDate: '2030-06-01T12:00:00', sessionTimeoutSecs: '5' })

    const leftMs = sandbox.order(byDefault)!.expiresAt.getTime() - Date.now()
    expect(leftMs).toBeGreaterThan(1_140_000)
    expect(leftMs).toBeLessThanOrEqual(1_200_000)
    expect(sandbox.order(byDate)?.expiresAt).toEqual(new Date('2030-06-01T12:00:00Z'))
  })
})

describe('any other call', () => {
  it('gets a 404, and is recorded', async () => {
    const { sandbox } = await openBank()

    const answer = await fetch(`${sandbox.url}cancel.do`, { method: 'POST' })

    expect(answer.status).toBe(404)
    expect(sandbox.requests).toMatchObject([{ method: 'cancel.do' }])
  })
})
