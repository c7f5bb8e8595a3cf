const { setTimeout: sleep } = require('node:timers/promises')
const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')
const { createSandbox } = require('express-hosted-checkout/sandbox')
const openShop = require('./open-shop.cjs')

/**
 * A store in which nothing happens while its memory is collected again and again. A driver that frees twice, or
 * uses what was freed, ends the process there. For `node --expose-gc`; says after each sale how many there were.
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
    if (!thanks.startsWith('Thank you for mug')) throw new Error(`No thanks, but: ${thanks}`)
    sales += 1
    console.log(`sold ${sales}`)
  }
  const open = async () => {
    const shop = await openShop({ express, session, hostedCheckout })
    await shop.checkout.start()
    return shop
  }
  // In functions of their own: afterwards nothing refers to the shop any more.
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

/** A few seconds, during which memory is used and collected. */
async function idle() {
  for (let round = 0; round < 50; round += 1) {
    Array.from({ length: 1_000 }, (_, index) => ({ text: String(index).repeat(20) }))
    global.gc()
    await sleep(50)
  }
}

void main()
