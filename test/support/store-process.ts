import { appendFileSync } from 'node:fs'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'

/**
 * A store in a process of its own, for tests that stop or kill it: `node --import tsx test/support/store-process.ts`, with the
 * checkout's own variables and `PORT`, and `HAND_OVERS`, a file to which it adds a line at the start and the end of each hand-over.
 * It says `ready` once it serves.
 */
const handOvers = process.env.HAND_OVERS ?? ''
const tell = (event: 'start' | 'end', orderNumber: string): void =>
  appendFileSync(handOvers, `${JSON.stringify({ event, orderNumber, pid: process.pid, at: Date.now() })}\n`)

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  checkoutsPerMinute: 0,
  sweep: { everyMs: 500 },
  async onPaid({ orderNumber }) {
    tell('start', orderNumber)
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.HAND_OVER_MS ?? 30)))
    tell('end', orderNumber)
  },
})
const server = express()
  .use(checkout)
  .listen(Number(process.env.PORT), '127.0.0.1', () => {
    void checkout.start()
    process.stdout.write('ready\n')
  })

// What the README tells a store to do.
process.once('SIGTERM', () => {
  server.close(() => {
    void checkout.close().then(() => process.exit(0))
  })
})
