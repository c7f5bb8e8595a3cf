const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')
const { createSandbox } = require('express-hosted-checkout/sandbox')
const openShop = require('./open-shop.cjs')

/** A store's own test suite, run by its own Jest. */
describe('the shop', () => {
  test('does not start without options', () => {
    expect(() => hostedCheckout({ catalog: {} })).toThrow('CHECKOUT_BASE_URL')
  })

  test('sells a mug', async () => {
    const bank = await createSandbox()
    process.env.CHECKOUT_GATEWAY_URL = bank.url
    const shop = await openShop({ express, session, hostedCheckout })
    await shop.checkout.start()

    const bought = await fetch(`${shop.baseUrl}/checkout/mug`, { redirect: 'manual' })
    const cookie = bought.headers.getSetCookie().map((line) => line.split(';')[0])
    const { location } = await bank.pay(new URL(bought.headers.get('location')).searchParams.get('mdOrder'))
    const thanks = await fetch(location, { headers: { cookie: cookie.join('; ') } })

    expect(await thanks.text()).toMatch(/^Thank you for mug/)
    expect(await shop.checkout.verify()).toEqual([])
    await shop.close()
    await bank.close()
  })
})
