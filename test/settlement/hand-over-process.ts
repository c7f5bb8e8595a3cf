import { setTimeout as sleep } from 'node:timers/promises'
import { silentLogger } from '../../src/logger.ts'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { systemClock } from '../../src/clock.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'

/**
 * A process that hands over whatever is due, slowly, in the transaction that records it, until it is killed.
 *
 * Arguments: the database URL, and how long a handler takes, in milliseconds.
 */
const [databaseUrl = '', handlerMs = '50'] = process.argv.slice(2)
const ledger = makeLedger({ databaseUrl, logger: silentLogger })
const handOver = makeHandOver({
  ledger,
  onPaid: undefined,
  async onPaidInTransaction(order, transaction) {
    await transaction.query('insert into parcels (order_number, packed_by) values ($1, $2)', [
      order.orderNumber,
      process.pid,
    ])
    await sleep(Number(handlerMs) * Math.random())
    if (Math.random() < 0.1) throw new Error('out of boxes')
  },
  onStuck: () => undefined,
  leaseMs: 300,
  clock: systemClock,
  logger: silentLogger,
})

process.stdout.write('ready\n')
for (;;) {
  const due = await ledger.unfinishedHandOvers({ gateway: '', limit: 6, isEarly: true }).catch(() => [])
  await Promise.all(due.map((orderNumber) => handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })))
  await sleep(10)
}
