const { setTimeout: sleep } = require('node:timers/promises')
const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')
const { createSandbox } = require('express-hosted-checkout/sandbox')
const openShop = require('./open-shop.cjs')

/**
 * A store that idles while its memory is collected again and again. A driver that frees memory twice, or uses freed
 * memory, crashes here. Run with `node --expose-gc`. Prints the number of sales after each one.
 */
async function main() {
  const bank = await createSandbox()
  process.env.CHECKOUT_GATEWAY_URL = bank.url
  let sales = 0

  const sell = async ({ baseUrl }) => {
    const bought = await fetch(`${baseUrl}/checkout/mug`, { redirect: 'manual' })
    const cookie = bought.headers.getSetCookie().map((line) => line.split(';')[0])
    const { location } = await bank.pay(new URL(bought.headers.get('location')).searchParams.get('mdOrder'))
    const thanks = await (await fetch(location, { headers: { cookie: cookie.join('; ') } })).text()
    if (!thanks.startsWith('Thank you for mug')) throw new Error(`Expected the thank-you page, got: ${thanks}`)
    sales += 1
    console.log(`sold ${sales}`)
  }
  const open = async () => {
    const shop = await openShop({ express, session, hostedCheckout })
    await shop.checkout.start()
    return shop
  }
  // In separate functions: afterwards nothing refers to the shop any more.
  const sellAndIdleAndSell = async () => {
    const shop = await open()
    await sell(shop)
    await idle()
    await sell(shop)
    await shop.close()
  }
  const sellAndClose = async () => {
    const shop = await open()
    await sell(shop)
    await shop.close()
  }

  await sellAndIdleAndSell()
  await idle()
  await sellAndClose()
  await idle()
  await bank.close()
}

/** Uses and collects memory for a few seconds. */
async function idle() {
  for (let round = 0; round < 50; round += 1) {
    Array.from({ length: 1_000 }, (_, index) => ({ text: String(index).repeat(20) }))
    global.gc()
    await sleep(50)
  }
}

void main()
