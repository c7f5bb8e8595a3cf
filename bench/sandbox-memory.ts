import { Agent, request } from 'node:http'
import { createSandbox } from 'express-hosted-checkout/sandbox'
import { makeBank } from '../src/sandbox/bank/bank.ts'

/**
 * What a long run costs the sandbox: `npm run bench:sandbox`.
 *
 * Registers unpaid orders over HTTP and prints how much memory they take. Then, without HTTP, measures how long one
 * check for ended sessions takes if none has ended.
 */
const ordersCount = Number(process.env.ORDERS ?? 100_000)
const keepOrders = Number(process.env.KEEP_ORDERS ?? 10_000)
const checksCount = 100

const collect = globalThis.gc ?? (() => undefined)
collect()
const before = process.memoryUsage().heapUsed
const bank = await createSandbox({ keepOrders, keepRequests: 2 * keepOrders })
const agent = new Agent({ keepAlive: true, maxSockets: 32 })

function register(number: number): Promise<void> {
  const form = new URLSearchParams({
    userName: 'sandbox-api',
    password: 'sandbox',
    orderNumber: `order-${number}`,
    amount: '1999',
    currency: '978',
    returnUrl: 'http://127.0.0.1:3000/payment/return',
    description: 'A mug',
  }).toString()
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(form) }
    const sent = request(`${bank.url}register.do`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', resolve)
    })
    sent.on('error', reject).end(form)
  })
}

const anOrder = {
  amount: 1999,
  currency: '978',
  isTwoPhase: false,
  isVerification: false,
  returnUrl: 'http://127.0.0.1:3000/payment/return',
  failUrl: undefined,
  dynamicCallbackUrl: undefined,
  description: 'A mug',
  language: 'en',
  ip: undefined,
  email: undefined,
  clientId: undefined,
  bindingId: undefined,
  storesCardUnasked: false,
  merchantParams: {},
  orderBundle: undefined,
}

let next = 0
async function keepRegistering(): Promise<void> {
  while (next < ordersCount) await register((next += 1))
}
const beganAt = performance.now()
await Promise.all(Array.from({ length: 32 }, keepRegistering))
const tookMs = performance.now() - beganAt
agent.destroy()
collect()
const megabytes = (process.memoryUsage().heapUsed - before) / 1024 / 1024

console.log(
  `${ordersCount} orders in ${(tookMs / 1000).toFixed(1)} s: ${bank.orders().length} and ` +
    `${bank.requests.length} calls kept, ` +
    `${megabytes.toFixed(0)} MB`,
)
await bank.close()

const nothing = (): void => undefined
const books = makeBank({
  statusLagMs: 0,
  failedTriesAllowed: 3,
  keepOrders,
  now: () => new Date(),
  forgotten: nothing,
  notify: nothing,
  beginBadDay: nothing,
  changed: nothing,
})
for (let number = 0; number < ordersCount; number += 1) {
  const expiresAt = new Date(Date.now() + 600_000 + (number % 600) * 1000)
  books.register({ ...anOrder, orderNumber: `order-${number}`, expiresAt }, 200)
}
const checksBeganAt = performance.now()
for (let check = 0; check < checksCount; check += 1) books.expireDue()
console.log(`one check of the sessions: ${((performance.now() - checksBeganAt) / checksCount).toFixed(3)} ms`)
