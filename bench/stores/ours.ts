import express from 'express'
import type { hostedCheckout as make } from 'express-hosted-checkout'
import { given, handOvers, policy, serve, sessions } from './serve.ts'

/** The library in a store like the others: helmet, express-session, and a handler. `BENCH_LIBRARY` is where it is. */
const { hostedCheckout } = (await import(process.env.BENCH_LIBRARY ?? '../../src/index.ts')) as {
  hostedCheckout: typeof make
}

const app = express()
app.use(policy())
app.use(sessions())
const checkout = hostedCheckout({
  gateway: { url: `${given('BANK')}/payment/rest/`, user: 'shop-api', password: 'secret' },
  baseUrl: 'http://127.0.0.1:3000',
  secret: '0123456789abcdef0123456789abcdef',
  databaseUrl: given('DATABASE'),
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  successUrl: '/thanks',
  failureUrl: '/try-again',
  checkoutsPerMinute: 1_000_000,
  newOrdersPerMinute: 1_000_000,
  questionsPerMinute: 1_000_000,
  onPaid: () => {
    handOvers.count += 1
  },
})
app.use(checkout)
await checkout.start()

serve(app, () => checkout.close())
