import express from 'express'
import request from 'supertest'
import { openBank } from './open-bank.ts'

// The sandbox uses the store's Express, which may be version 4.
jest.mock('express', () => jest.requireActual('express4'))

describe('the sandbox on Express 4', () => {
  it('is tested on Express 4', () => {
    expect(express.application).toHaveProperty('lazyrouter')
  })

  it('registers, declines, challenges, approves and refunds', async () => {
    const { sandbox, call, register, status } = await openBank()
    const orderId = await register()

    expect(await sandbox.pay(orderId, { cvc: '000' })).toEqual({ location: undefined, declined: true })
    expect(await sandbox.pay(orderId, { number: '5555555555555599' })).toMatchObject({ declined: false })
    expect(await call('refund.do', { orderId, amount: '0' })).toEqual({ errorCode: 0, errorMessage: 'Success' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 4, paymentAmountInfo: { refundedAmount: 1999 } })
  })

  it('serves the page, its stylesheet and its errors', async () => {
    const { sandbox, register } = await openBank()
    const { formUrl } = sandbox.order(await register())!
    const site = request(new URL(formUrl).origin)

    await request(formUrl)
      .get('')
      .expect(200, /Pay €19.99/)
    await request(formUrl).post('').type('form').send({}).expect(422)
    await site.get('/payment/merchants/sandbox/bank.css').expect(200).expect('Content-Type', /css/)
    await site.get('/payment/merchants/sandbox/bank.svg').expect(200).expect('Content-Type', /svg/)
    await site.get('/payment/merchants/sandbox/payment_en.html').expect(404, /We cannot find/)
    await request(sandbox.url).get('').expect(404)
  })

  it('accepts GET, and says what is missing', async () => {
    const { sandbox } = await openBank()

    const { body } = await request(sandbox.url).get('register.do').expect(200)

    expect(body).toMatchObject({ errorCode: '4' })
  })
})
