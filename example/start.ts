import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { HostedCheckout } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'
import type { Sandbox } from 'express-hosted-checkout/sandbox'
import { openShop } from './shop.ts'

/** How long open requests may take when the store stops, in milliseconds: a return waits three seconds for the bank. */
const answerWithinMs = 4_000

// `npm start`: a bank that moves no money, and a store that uses it.
try {
  await start(Number(process.env.PORT) || 3000, Number(process.env.BANK_PORT) || 4000)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function start(port: number, bankPort: number): Promise<void> {
  const bank = await openBank(bankPort)
  setEnvironment(port, bank)
  const { app, checkout } = openShop()
  const server = app.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error: unknown) => {
    throw isTaken(error) ? new Error(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`) : error
  })
  await checkout.start()
  stopOnSignal(server, checkout, bank)
  console.log(greeting(port, bank))
}

/** Uses any free port if the wanted one is taken: nobody needs to remember it. */
async function openBank(port: number): Promise<Sandbox> {
  const merchant = { user: 'windowsill-api', password: 'sandbox', merchantName: 'Windowsill' }
  try {
    return await createSandbox({ ...merchant, port })
  } catch (error) {
    if (!isTaken(error instanceof Error && error.cause)) throw error
    return createSandbox(merchant)
  }
}

/** What a store's owner would put in `.env`. */
function setEnvironment(port: number, bank: Sandbox): void {
  const { CHECKOUT_DATABASE_URL, SHOP_DATABASE } = process.env
  const folder = import.meta.dirname
  Object.assign(process.env, {
    CHECKOUT_GATEWAY_URL: bank.url,
    CHECKOUT_GATEWAY_USER: 'windowsill-api',
    CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
    CHECKOUT_BASE_URL: `http://localhost:${port}`,
    CHECKOUT_DATABASE_URL: CHECKOUT_DATABASE_URL ?? `sqlite:${join(folder, 'checkout.db')}`,
    SHOP_DATABASE: SHOP_DATABASE ?? join(folder, 'shop.db'),
    // A real store keeps these two. This bank forgets its orders when it stops, so cookies that lead back to them must
    // not outlive it.
    CHECKOUT_SECRET: randomBytes(32).toString('hex'),
    SESSION_SECRET: randomBytes(32).toString('hex'),
    STAFF_PASSWORD: process.env.STAFF_PASSWORD ?? randomBytes(6).toString('base64url'),
  })
}

/** Ctrl-C sends two signals: one from the terminal, one from `tsx`. */
function stopOnSignal(server: Server, checkout: HostedCheckout, bank: Sandbox): void {
  let stopping: Promise<void> | undefined
  const stop = (): void => void (stopping ??= closeAll())
  process.on('SIGINT', stop).on('SIGTERM', stop)

  async function closeAll(): Promise<void> {
    await closed(server)
    await checkout.close()
    await bank.close()
  }
}

/** Answers open requests. Idle connections that a browser keeps are closed in the end. */
async function closed(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), answerWithinMs)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(timer)
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}

function greeting(port: number, bank: Sandbox): string {
  return `
  Windowsill, an example store: http://localhost:${port}
  Its bank is a sandbox: ${new URL('/', bank.url).href}. No money moves. Pay, refund or break it there by hand.

  Press Buy and pay with a test card (expiry 12/34, security code 123, any name):
    4111 1111 1111 1111   is approved
    5555 5555 5555 5599   is approved after 3-D Secure, one-time code 123456
    5168 4948 9505 5780   is declined

  Its back office: http://localhost:${port}/office, as "owner" or "till", password ${process.env.STAFF_PASSWORD}

  This console shows each order once, when it is handed over. Ctrl-C stops the store and its bank. Both then
  forget who was buying, so start again with Buy.
`
}
