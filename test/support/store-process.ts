import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions } from '../../src/index.ts'
import type { HandOverEvent } from './fleet.ts'

/**
 * A store in a process of its own, for tests that stop or kill it: `node --import tsx test/support/store-process.ts`, with the
 * checkout's own variables and
 *
 * - `PORT`
 * - `HAND_OVERS`: a file to which it adds a line at the start and the end of each hand-over
 * - `HAND_OVER_MS`: how long each takes at most, in milliseconds
 * - `HAND_OVER_THROWS`: the share of them that throw, half before and half after their effect
 * - `HAND_OVER_LEASE_MS`: the option `handOverLeaseMs`
 * - `SWEEP_EVERY_MS`: the option `sweep.everyMs`
 * - `IN_TRANSACTION`: hands over in the transaction that records it, by a row in the table `parcels`
 *
 * It says `ready` once it serves.
 */
const { HAND_OVERS = '', HAND_OVER_MS = '30', HAND_OVER_THROWS = '0', HAND_OVER_LEASE_MS = '60000' } = process.env
const { SWEEP_EVERY_MS = '500', IN_TRANSACTION, PORT } = process.env

const tell = (event: HandOverEvent['event'], orderNumber: string): void =>
  appendFileSync(HAND_OVERS, `${JSON.stringify({ event, orderNumber, pid: process.pid } satisfies HandOverEvent)}\n`)

const mayThrow = (): boolean => Math.random() < Number(HAND_OVER_THROWS) / 2

async function handOver(orderNumber: string, effect: () => unknown): Promise<void> {
  tell('start', orderNumber)
  try {
    await sleep(Number(HAND_OVER_MS) * Math.random())
    if (mayThrow()) throw new Error('out of boxes')
    await effect()
    if (mayThrow()) throw new Error('out of labels')
    tell('end', orderNumber)
  } catch (error) {
    tell('throw', orderNumber)
    throw error
  }
}

const handlers: Pick<CheckoutOptions, 'onPaid' | 'onPaidInTransaction'> = IN_TRANSACTION
  ? {
      onPaidInTransaction: ({ orderNumber }, transaction) =>
        handOver(orderNumber, () => transaction.query('insert into parcels (order_number) values ($1)', [orderNumber])),
    }
  : { onPaid: ({ orderNumber }) => handOver(orderNumber, () => undefined) }

const checkout = hostedCheckout({
  catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
  checkoutsPerMinute: 0,
  handOverLeaseMs: Number(HAND_OVER_LEASE_MS),
  sweep: { everyMs: Number(SWEEP_EVERY_MS) },
  ...handlers,
})
const app = express()
// For whoever runs the tests: a pass now, whatever the schedule says.
app.post('/reconcile', (_req, res, next) => {
  checkout.reconcile().then((report) => res.json(report), next)
})
const server = app.use(checkout).listen(Number(PORT), '127.0.0.1', () => {
  void checkout.start()
  process.stdout.write('ready\n')
})

// What the README tells a store to do.
process.once('SIGTERM', () => {
  server.close(() => {
    void checkout.close().then(() => process.exit(0))
  })
})
