// A store that does what STORE says.
import { spawn } from 'node:child_process'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../../src/index.ts'

const { STORE, PORT, OTHER, STARTED, WORKER_BEGUN } = process.env
/** A process that it starts in a group of its own, as one that is to run in the background. */
const other =
  STORE === 'leaves-another' &&
  spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], { detached: true, stdio: 'ignore' })
if (STARTED) {
  writeFileSync(`${STARTED}.new`, `${(other || process).pid} ${process.env.CHECKOUT_DATABASE_URL}`)
  renameSync(`${STARTED}.new`, STARTED)
}
if (other) process.exit(0)
if (STORE === 'does-not-start')
  throw new Error(`no stock today, and ${process.env.OTHER_DATABASE_URL ?? 'no other ledger'}`)

const catalog = { mug: { amountMinor: 1999, currency: 'EUR', description: 'Mug' } }
const die = () => void Promise.reject(new Error('nobody awaits this'))

/** What it says in code, where it says something. */
const inCode = {
  dies: { catalog, onPaid: die },
  'dies-once': {
    catalog,
    onPaid() {
      if (existsSync(OTHER)) return
      writeFileSync(OTHER, '')
      die()
    },
  },
  'own-bank': { gateway: { url: `${OTHER}/payment/rest/`, user: 'shop-api', password: 'its own' } },
  'own-ledger': { databaseUrl: `sqlite:${OTHER}` },
}

// Not before the program beside it has begun.
while (WORKER_BEGUN && !existsSync(WORKER_BEGUN)) await sleep(50)

const app = express()
const checkout = hostedCheckout({
  catalog: () => undefined,
  onPaid: () => undefined,
  ...inCode[STORE],
})
app.use(checkout)
if (STORE === 'never-listens') setInterval(() => undefined, 1_000)
else {
  app.listen(Number(PORT), '127.0.0.1', () => void checkout.start())
}
