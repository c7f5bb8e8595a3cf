import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, Order } from '../../src/index.ts'
import { makeChance } from './chance.ts'
import type { Chance } from './chance.ts'
import type { HandOverEvent } from './fleet.ts'

/**
 * A store in a process of its own, for tests that stop or kill it: `node test/support/store-process.ts`, with the
 * checkout's own variables and
 *
 * - `PORT`
 * - `HAND_OVERS`: a file to which it adds a line at the start and the end of each hand-over
 * - `HAND_OVER_MS`: how long each takes at most, in milliseconds
 * - `HAND_OVER_THROWS`: the share of them that throw, half before and half after their effect
 * - `HAND_OVER_SEED`: a number that decides how long each takes and which throw
 * - `HAND_OVER_LEASE_MS`: the option `handOverLeaseMs`
 * - `SWEEP_EVERY_MS`: the option `sweep.everyMs`
 * - `IN_TRANSACTION`: hands over in the transaction that records it, by a row in the table `parcels`
 *
 * It says `ready` once it serves. Whoever buys at `/checkout/mug?buyer=17` has the same hand-overs for the same seed,
 * try by try; the order's number, which is another one in every run, stands for a buyer without a name.
 */
const { HAND_OVERS = '', HAND_OVER_MS = '30', HAND_OVER_THROWS = '0', HAND_OVER_LEASE_MS = '60000' } = process.env
const { HAND_OVER_SEED = '0', SWEEP_EVERY_MS = '500', IN_TRANSACTION, PORT } = process.env

const tell = (event: HandOverEvent['event'], orderNumber: string): void =>
  appendFileSync(HAND_OVERS, `${JSON.stringify({ event, orderNumber, pid: process.pid } satisfies HandOverEvent)}\n`)

/** The same for the same try of the same buyer, whichever process makes it: those of the dead count, too. */
function chanceOf({ orderNumber, metadata }: Order): Chance {
  const buyer = JSON.stringify(metadata ?? orderNumber)
  const start = `${JSON.stringify({ event: 'start', orderNumber }).slice(0, -1)},`
  const tries = readFileSync(HAND_OVERS, 'utf8').split(start).length - 1
  const digest = createHash('sha256').update(`${HAND_OVER_SEED} ${buyer} ${tries}`).digest()
  return makeChance(digest.readUInt32BE())
}

async function handOver(order: Order, effect: () => unknown): Promise<void> {
  const { orderNumber } = order
  tell('start', orderNumber)
  const chance = chanceOf(order)
  const mayThrow = (): boolean => chance.share() < Number(HAND_OVER_THROWS) / 2
  try {
    await sleep(Number(HAND_OVER_MS) * chance.share())
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
      onPaidInTransaction: (order, transaction) =>
        handOver(order, () => transaction.query('insert into parcels (order_number) values ($1)', [order.orderNumber])),
    }
  : { onPaid: (order) => handOver(order, () => undefined) }

const checkout = hostedCheckout({
  catalog: (sku, { query: { buyer } }) =>
    sku === 'mug'
      ? {
          amountMinor: 1999,
          currency: 'EUR',
          description: 'A mug',
          metadata: typeof buyer === 'string' ? { buyer } : undefined,
        }
      : undefined,
  checkoutsPerMinute: 0,
  newOrdersPerMinute: 0,
  questionsPerMinute: 0,
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
