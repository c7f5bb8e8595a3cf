import { createRequire } from 'node:module'
import express from 'express'
import session from 'express-session'
import * as imported from 'express-hosted-checkout'
import openShop from './open-shop.cjs'

/** Two shops in one process on one ledger. One imports the library, the other requires it, which makes two copies. */
const required = createRequire(import.meta.url)('express-hosted-checkout')
if (imported.hostedCheckout === required.hostedCheckout) throw new Error('Both are the same copy.')

const shops = []
for (const { hostedCheckout } of [imported, required]) {
  const shop = await openShop({ express, session, hostedCheckout })
  await shop.checkout.start()
  shops.push(shop)
}
process.once('SIGTERM', () => void Promise.all(shops.map((shop) => shop.close())))
console.log(JSON.stringify({ baseUrls: shops.map(({ baseUrl }) => baseUrl) }))
