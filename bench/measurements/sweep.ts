import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayAccountOf } from '../../src/settlement/gateway-account.ts'
import { newOrder } from '../../test/ledger/an-order.ts'
import { filledShop, openLedger } from '../harness/filled-ledger.ts'
import { inFolder } from '../harness/folder.ts'
import { loopShare } from '../harness/loop-share.ts'
import type { Measure } from '../harness/measurement.ts'
import { start } from '../harness/processes.ts'
import type { Running } from '../harness/processes.ts'

/** How long the bank takes, in milliseconds. */
const bankMs = 50

/** Orders asked about at once: eight times the default, for a shop that catches up after an outage. */
const concurrency = 32

/** How many questions a second the sweep asks a bank that takes its time, while more orders are due than it can ask. */
export const sweep: Measure = (scale) =>
  inFolder(async (folder, running) => {
    const { orders, seconds } = scale === 'full' ? { orders: 8_000, seconds: 10 } : { orders: 3_000, seconds: 2 }
    const bank = running(await start('bank', { DELAY_MS: String(bankMs) }))
    const DATABASE = `sqlite:${join(folder, 'ours.db')}`
    await fillWithOpen(DATABASE, orders, `${bank.url}/payment/rest/`)
    const store = running(
      await start('ours', {
        BANK: bank.url,
        DATABASE,
        CHECKOUT_SHOP_KEY: filledShop,
        CHECKOUT_SWEEP_CONCURRENCY: String(concurrency),
        // Soon, and no order a second time.
        CHECKOUT_SWEEP_EVERY_MS: '500',
        CHECKOUT_SWEEP_LOOKS_AT_SECS: '1200',
      }),
    )
    await asked(bank, orders / 8)
    const { made: perSecond, percent } = await loopShare(store, () => rateAt(bank, seconds))
    const { count } = await bank.ask('status calls')
    if (count >= orders) throw new Error(`The sweep had nothing left to ask: it has asked about all ${orders} orders.`)
    const wanted = (concurrency * 1_000) / bankMs
    return [
      {
        name: `questions of the sweep, concurrency ${concurrency}`,
        value: `${perSecond.toFixed(0)} a second (loop busy ${percent.toFixed(0)} %)`,
        against: `${concurrency} at once, a bank of ${bankMs} ms: ${wanted} a second`,
        ratio: perSecond / wanted,
        goal: { atLeast: 0.9 },
      },
    ]
  })

async function asked(bank: Running, times: number): Promise<void> {
  while ((await bank.ask('status calls')).count < times) await sleep(50)
}

/** Counted where they arrive. */
async function rateAt(bank: Running, seconds: number): Promise<number> {
  const first = await bank.ask('status calls')
  await sleep(seconds * 1_000)
  const last = await bank.ask('status calls')
  return ((last.count - first.count) * 1_000) / (last.atMs - first.atMs)
}

/** Orders `order-<number>`, each due at once, that the bank knows as `bank-<number>` and nobody has paid. */
async function fillWithOpen(databaseUrl: string, orders: number, gatewayUrl: string): Promise<void> {
  const ledger = await openLedger(databaseUrl)
  const gatewayAccount = gatewayAccountOf(gatewayUrl, 'shop-api')
  const fillOne = async (number: number): Promise<void> => {
    const { order } = await ledger.add(
      newOrder({ orderNumber: `order-${number}`, gatewayAccount, shop: filledShop, checkInMs: 0 }),
    )
    // With a page that its buyer was sent to: the sweep would close any other order instead of asking again.
    const changes = { gatewayOrderId: `bank-${number}`, formUrl: `${new URL(gatewayUrl).origin}/pay` }
    await ledger.move(order, { to: 'registered', trigger: 'checkout', changes, checkInMs: 0 })
  }
  await Promise.all(Array.from({ length: orders }, (_, index) => fillOne(index + 1)))
  await ledger.close()
}
