import { openBank } from './open-bank.ts'
import { openStaff } from './staff.ts'

describe('a payment by QR code at the sandbox', () => {
  it('is pending until the bank tells, in the shape of such a payment, though its session has ended', async () => {
    const { sandbox, register, status, call } = await openBank()
    const { press } = openStaff(sandbox)
    const orderId = await register()

    const { location, declined } = await sandbox.pay(orderId, { qr: 'confirmed', qrToldAfterMs: 30 * 60_000 })
    await press('/', { action: '/clock', value: 'Move' })
    const pending = await status(orderId)
    await press('/', { action: '/clock', value: 'Move' })
    const paid = await status(orderId)
    await call('refund.do', { orderId, amount: '500' })
    const refunded = await status(orderId)

    expect(location).toContain(`/payment/return?orderId=${orderId}`)
    expect(declined).toBe(false)
    expect(pending).toMatchObject({ orderStatus: 7, actionCode: -100, operations: [], paymentWay: 'SBP_C2B' })
    expect(paid).toMatchObject({
      orderStatus: 2,
      actionCode: 0,
      amount: 1999,
      attributes: { mdOrder: orderId, qrcId: expect.stringMatching(/^AD[0-9A-F]{30}$/) },
      operations: [{ operationType: 'DEPOSIT', amount: 1999, status: 'SUCCESS' }],
    })
    for (const name of ['errorCode', 'errorMessage', 'cardAuthInfo', 'paymentAmountInfo', 'bankInfo', 'authRefNum']) {
      expect(paid).not.toHaveProperty(name)
    }
    expect(refunded).toMatchObject({ orderStatus: 4, operations: [{}, { operationType: 'REFUND', amount: 500 }] })
    expect(refunded).not.toHaveProperty('refunds')
  })

  it('cannot be paid again or closed while it is pending, and by card once it was refused', async () => {
    const { sandbox, register, status, call } = await openBank()
    const orderId = await register()
    const { orderNumber } = sandbox.order(orderId)!

    await sandbox.pay(orderId, { qr: 'confirmed' })
    await expect(sandbox.pay(orderId)).rejects.toThrow('orderStatus is 7')
    expect(await call('decline.do', { orderId, orderNumber })).toMatchObject({ errorCode: '7' })
    await openStaff(sandbox).press(`/orders/${orderId}`, { value: 'Refuse' })
    expect(await status(orderId)).toMatchObject({ orderStatus: 0, actionCode: 116, paymentWay: 'SBP_C2B' })
    await sandbox.pay(orderId)

    expect(await status(orderId)).toMatchObject({ orderStatus: 2, paymentWay: 'CARD', errorCode: '0' })
  })

  it('is not taken at the issuer, whose page the buyer is led back to', async () => {
    const { sandbox, register } = await openBank()
    const orderId = await register()
    await sandbox.pay(orderId, { number: '5555555555555599', otp: '' })
    const page = new URL(`/payment/merchants/sandbox/qr.html?mdOrder=${orderId}`, sandbox.url)
    const body = new URLSearchParams({ answer: 'confirm' })
    const answer = await fetch(page, { method: 'POST', body, redirect: 'manual' })

    expect(answer.headers.get('location')).toBe(`/payment/acs/challenge.html?mdOrder=${orderId}`)
    await expect(sandbox.pay(orderId, { qr: 'confirmed' })).rejects.toThrow('takes no payment by QR code')
  })

  it('is not taken where money is held first', async () => {
    const { sandbox, register } = await openBank()
    const orderId = await register({ method: 'registerPreAuth.do' })

    await expect(sandbox.pay(orderId, { qr: 'confirmed' })).rejects.toThrow('takes no payment by QR code')

    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })
})
