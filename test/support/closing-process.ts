import type { AddressInfo } from 'node:net'
import express from 'express'
import { hostedCheckout } from '../../src/index.ts'

/**
 * A store in its own process that starts, sells one mug, verifies, and closes everything. The process must then exit by
 * itself. Run as `node test/support/closing-process.ts`, with the checkout's own variables.
 */
const app = express()
const server = app.listen(0, '127.0.0.1', () => {
  void sellAndClose().catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})

async function sellAndClose(): Promise<void> {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const checkout = hostedCheckout({
    baseUrl,
    catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
    onPaid: () => undefined,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  app.use(checkout)
  await checkout.start()
  const answer = await fetch(`${baseUrl}/checkout/mug`, { redirect: 'manual', headers: { connection: 'close' } })
  process.stdout.write(answer.status === 302 ? 'sold\n' : `answered ${answer.status}\n`)
  await checkout.reconcile()
  await checkout.verify()
  await new Promise((resolve) => server.close(resolve))
  await checkout.close()
  process.stdout.write('closed\n')
}
