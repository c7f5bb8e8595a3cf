import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dodoSession, polarCheckout } from './peer-answers.ts'

/**
 * A bank that costs next to nothing: it registers and calls every order paid, in the answers of BPC's manual, at once
 * or after `DELAY_MS`. After `ANSWERED` calls it accepts more and answers none. Orders `bank-<number>`, which are
 * written into a ledger by the thousand, wait for their buyers. It is also the provider of the packages that the
 * checkout is compared with.
 */
const polarPath = '/v1/checkouts/'
const statusPath = '/getOrderStatusExtended.do'
const delayMs = Number(process.env.DELAY_MS ?? 0)
const maxAnswered = Number(process.env.ANSWERED ?? Infinity)
const orders = new Map<string, { readonly orderNumber: string; readonly amount: number; readonly currency: string }>()
let callCount = 0
let statusCount = 0

/** How many status questions have arrived, and when that was asked: on the bank's clock, in milliseconds. */
export interface CallCount {
  readonly count: number
  readonly atMs: number
}

function answer(path: string, body: string): object {
  if (path === polarPath) return polarCheckout(randomUUID(), `${own()}/pay/`)
  if (path === '/checkouts') return dodoSession(randomUUID(), `${own()}/pay/`)
  const form = new URLSearchParams(body)
  return path.endsWith(statusPath) ? statusOf(form.get('orderId') ?? '') : register(form)
}

function register(form: URLSearchParams): object {
  const orderId = randomUUID()
  orders.set(orderId, {
    orderNumber: form.get('orderNumber') ?? '',
    amount: Number(form.get('amount')),
    currency: form.get('currency') ?? '978',
  })
  return { orderId, formUrl: `${own()}/payment/merchants/shop/payment_en.html?mdOrder=${orderId}` }
}

function statusOf(orderId: string): object {
  const [, number] = /^bank-([0-9]+)$/.exec(orderId) ?? []
  if (number !== undefined) return unpaid(orderId, `order-${number}`)
  const order = orders.get(orderId)
  if (!order) return { errorCode: '6', errorMessage: 'Unknown order' }
  const { orderNumber, amount, currency } = order
  return {
    errorCode: '0',
    errorMessage: 'Success',
    orderNumber,
    orderStatus: 2,
    actionCode: 0,
    actionCodeDescription: '',
    amount,
    currency,
    date: 1796000000000,
    depositedDate: 1796000060000,
    ip: '203.0.113.7',
    merchantOrderParams: [],
    transactionAttributes: [],
    attributes: [{ name: 'mdOrder', value: orderId }],
    cardAuthInfo: {
      maskedPan: '411111**1111',
      expiration: '203012',
      cardholderName: 'TEST CARDHOLDER',
      approvalCode: '123456',
      paymentSystem: 'VISA',
    },
    terminalId: '123456',
    paymentAmountInfo: {
      paymentState: 'DEPOSITED',
      approvedAmount: amount,
      depositedAmount: amount,
      refundedAmount: 0,
      feeAmount: 0,
      totalAmount: amount,
    },
    bankInfo: { bankCountryName: '<unknown>' },
    chargeback: false,
  }
}

/** Nobody has tried to pay it yet. */
function unpaid(orderId: string, orderNumber: string): object {
  return {
    errorCode: '0',
    errorMessage: 'Success',
    orderNumber,
    orderStatus: 0,
    actionCode: -100,
    actionCodeDescription: '',
    amount: 1999,
    currency: '978',
    date: 1796000000000,
    ip: '203.0.113.7',
    merchantOrderParams: [],
    transactionAttributes: [],
    attributes: [{ name: 'mdOrder', value: orderId }],
    paymentAmountInfo: {
      paymentState: 'CREATED',
      approvedAmount: 0,
      depositedAmount: 0,
      refundedAmount: 0,
    },
    bankInfo: {},
    chargeback: false,
  }
}

function handle(req: IncomingMessage, res: ServerResponse): void {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const { pathname } = new URL(req.url ?? '/', own())
    callCount += 1
    if (pathname.endsWith(statusPath)) statusCount += 1
    if (callCount > maxAnswered) return
    const text = JSON.stringify(answer(pathname, Buffer.concat(chunks).toString()))
    // Polar's SDK wants another number.
    const status = pathname === polarPath ? 201 : 200
    const send = (): unknown =>
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
    if (delayMs > 0) setTimeout(send, delayMs)
    else send()
  })
}

const server = createServer({ keepAliveTimeout: 60_000 }, handle)

function own(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', (asked) => {
  if (asked === 'stop') process.exit(0)
  process.send?.({ count: statusCount, atMs: performance.now() } satisfies CallCount)
})
process.on('disconnect', () => process.exit(0))
