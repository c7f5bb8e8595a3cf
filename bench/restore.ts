import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from '../src/cli/run-cli.ts'
import { hostedCheckout } from '../src/index.ts'
import type { CheckoutOptions, Order } from '../src/index.ts'
import { silentLogger } from '../src/logger.ts'
import { createSandbox } from '../src/sandbox/index.ts'
import { inFolder } from './harness/folder.ts'
import { DatabaseSync } from 'node:sqlite'

/**
 * A ledger that lost its last hour: so many orders were paid and handed over in it. `balance --take-in` makes it whole
 * from the bank, while buyers of every tenth cart have paid once more. `ORDERS=1000 npm run bench:restore`.
 */
const orders = Number(process.env.ORDERS ?? 1_000)

const password = 'a-password-of-the-sandbox'
const secret = 's'.repeat(40)

await inFolder(async (folder) => {
  const bank = await createSandbox({ password })
  const gateway = { url: bank.url, user: 'sandbox-api', password }
  const [ledger, backup] = [join(folder, 'checkout.db'), join(folder, 'backup.db')]
  // As every store should: what was dispatched for an order number is not dispatched again.
  const dispatched = new Map<string, Order>()
  const options: CheckoutOptions = {
    gateway,
    baseUrl: 'http://localhost:3000',
    secret,
    databaseUrl: `sqlite:${ledger}`,
    catalog: {},
    onPaid: (order) => void (dispatched.has(order.orderNumber) || dispatched.set(order.orderNumber, order)),
    logger: silentLogger,
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
  }

  /** An order of a cart, registered and paid at the bank as the shop would; the shop knows of it until the crash. */
  async function pay(cart: number): Promise<string> {
    const orderNumber = `N${String(cart).padStart(25, '0')}${cart >= orders ? 'X' : ''}`.slice(0, 27)
    const jsonParams = JSON.stringify({ shop: 'localhost:3000', reference: `CART-${cart % orders}`, sku: 'mug' })
    const fields = { orderNumber, amount: '1999', currency: '978', returnUrl: 'http://localhost:3000', jsonParams }
    const body = new URLSearchParams({ ...fields, userName: gateway.user, password })
    const answer = (await (await fetch(`${bank.url}register.do`, { method: 'POST', body })).json()) as {
      orderId: string
    }
    await bank.pay(answer.orderId)
    return orderNumber
  }

  const empty = hostedCheckout(options)
  await empty.orders.get('none')
  await empty.close()
  const database = new DatabaseSync(ledger)
  database.exec(`vacuum into '${backup}'`)
  database.close()
  for (let cart = 0; cart < orders; cart += 1) await pay(cart)
  copyFileSync(backup, ledger)
  // Every tenth buyer saw an unpaid cart, and paid again.
  for (let cart = 0; cart < orders; cart += 10) await pay(orders + cart)

  const environment = {
    CHECKOUT_GATEWAY_URL: gateway.url,
    CHECKOUT_GATEWAY_USER: gateway.user,
    CHECKOUT_GATEWAY_PASSWORD: password,
    CHECKOUT_BASE_URL: options.baseUrl,
    CHECKOUT_SECRET: secret,
    CHECKOUT_DATABASE_URL: options.databaseUrl,
  }
  const day = new Date().toISOString().slice(0, 10)
  const startedAt = performance.now()
  let out = ''
  await runCli(['balance', '--day', day, '--take-in', '--hands-over', '--as', 'bench', '--yes'], {
    environment,
    folder,
    write: (text) => (out += text),
    tell: (text) => process.stderr.write(text),
    ask: undefined,
    isTerminal: false,
    interrupted: new AbortController().signal,
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const checkout = hostedCheckout(options)
  while ((await checkout.reconcile()).handedOver > 0) continue
  const found = { paid: 0, review: 0, other: 0 }
  for await (const { status } of checkout.orders.find()) {
    if (status === 'paid' || status === 'review') found[status] += 1
    else found.other += 1
  }
  const references = [...dispatched.values()].map(({ reference }) => reference)
  await checkout.close()
  await bank.close()
  console.log(out.split('\n').slice(0, 3).join('\n'))
  console.log(
    `${orders} carts, ${orders / 10} of them paid twice: ${found.paid + found.review + found.other} orders in the ` +
      `ledger after ${seconds} s (${found.paid} paid, ${found.review} in review, ${found.other} other); ` +
      `${references.length} hand-overs of ${new Set(references).size} carts`,
  )
})
