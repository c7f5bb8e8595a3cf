import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, Order } from '../../src/index.ts'
import { makeChance } from '../../src/chance.ts'
import type { Chance } from '../../src/chance.ts'
import type { HandOverEvent } from './fleet.ts'

/**
 * A store in its own process, for tests that stop or kill it: `node test/support/store-process.ts`, with the checkout's
 * own variables and
 *
 * - `PORT`
 * - `HAND_OVERS`: a file that gets a line at the start and end of each hand-over
 * - `HAND_OVER_MS`: the maximum length of each, in milliseconds
 * - `HAND_OVER_THROWS`: the share that throws, half before and half after the effect
 * - `HAND_OVER_SEED`: a number that decides how long each takes and which ones throw
 * - `HAND_OVER_LEASE_MS`: the option `handOverLeaseMs`
 * - `CLOSES`: has an `onClosed`, recorded alike; it throws as often, and takes as long
 * - `SWEEP_EVERY_MS`: the option `sweep.everyMs`
 * - `IN_TRANSACTION`: hands over in the transaction that records it, with a row in the table `parcels`
 *
 * It prints `ready` once it serves. For the same seed, a buyer at `/checkout/mug?buyer=17` gets the same hand-overs,
 * try by try. Without `buyer`, the order number stands in, which differs in every run.
 */
const { HAND_OVERS = '', HAND_OVER_MS = '30', HAND_OVER_THROWS = '0', HAND_OVER_LEASE_MS = '60000' } = process.env
const { HAND_OVER_SEED = '0', SWEEP_EVERY_MS = '500', IN_TRANSACTION, CLOSES, PORT } = process.env

const recordAs =
  (of?: HandOverEvent['of']) =>
  (event: HandOverEvent['event'], orderNumber: string): void =>
    appendFileSync(
      HAND_OVERS,
      `${JSON.stringify({ event, orderNumber, pid: process.pid, of } satisfies HandOverEvent)}\n`,
    )

/** The same for the same try of the same buyer, in any process. Tries by killed processes count too. */
function chanceOf({ orderNumber, metadata }: Order): Chance {
  const buyer = JSON.stringify(metadata ?? orderNumber)
  const start = `${JSON.stringify({ event: 'start', orderNumber }).slice(0, -1)},`
  const tries = readFileSync(HAND_OVERS, 'utf8').split(start).length - 1
  const digest = createHash('sha256').update(`${HAND_OVER_SEED} ${buyer} ${tries}`).digest()
  return makeChance(digest.readUInt32BE())
}

async function handOver(order: Order, effect: () => unknown, record = recordAs()): Promise<void> {
  const { orderNumber } = order
  record('start', orderNumber)
  const chance = chanceOf(order)
  const mayThrow = (): boolean => chance.share() < Number(HAND_OVER_THROWS) / 2
  try {
    await sleep(Number(HAND_OVER_MS) * chance.share())
    if (mayThrow()) throw new Error('out of boxes')
    await effect()
    if (mayThrow()) throw new Error('out of labels')
    record('end', orderNumber)
  } catch (error) {
    record('throw', orderNumber)
    throw error
  }
}

const onClosed = CLOSES ? (order: Order) => handOver(order, () => undefined, recordAs('closing')) : undefined

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
          email: typeof buyer === 'string' ? `buyer-${buyer}@example.com` : undefined,
          metadata: typeof buyer === 'string' ? { buyer } : undefined,
        }
      : undefined,
  checkoutsPerMinute: 0,
  newOrdersPerMinute: 0,
  questionsPerMinute: 0,
  handOverLeaseMs: Number(HAND_OVER_LEASE_MS),
  sweep: { everyMs: Number(SWEEP_EVERY_MS) },
  ...handlers,
  onClosed,
})
const app = express()
// For tests: runs a pass now, whatever the schedule says.
app.post('/reconcile', (_req, res, next) => {
  checkout.reconcile().then((report) => res.json(report), next)
})
app.post('/forget/:orderNumber', ({ params: { orderNumber } }, res, next) => {
  checkout.forget({ orderNumber }).then((report) => res.json(report), next)
})
const server = app.use(checkout).listen(Number(PORT), '127.0.0.1', () => {
  void checkout.start()
  process.stdout.write('ready\n')
})

// As the README recommends.
process.once('SIGTERM', () => {
  server.close(() => {
    void checkout.close().then(() => process.exit(0))
  })
})
