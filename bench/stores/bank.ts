import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dodoSession, polarCheckout } from './peer-answers.ts'

/**
 * A bank that costs next to nothing: it registers and calls every order paid, in the answers of BPC's manual, at once
 * or after `DELAY_MS`. It is also the provider of the packages that the checkout is compared with.
 */
const polarPath = '/v1/checkouts/'
const delayMs = Number(process.env.DELAY_MS ?? 0)
const orders = new Map<string, { readonly orderNumber: string; readonly amount: number; readonly currency: string }>()

function answer(path: string, body: string): object {
  if (path === polarPath) return polarCheckout(randomUUID(), `${own()}/pay/`)
  if (path === '/checkouts') return dodoSession(randomUUID(), `${own()}/pay/`)
  const form = new URLSearchParams(body)
  return path.endsWith('/getOrderStatusExtended.do') ? statusOf(form.get('orderId') ?? '') : register(form)
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

function handle(req: IncomingMessage, res: ServerResponse): void {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const { pathname } = new URL(req.url ?? '/', own())
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
process.on('message', (order) => {
  if (order === 'stop') process.exit(0)
})
process.on('disconnect', () => process.exit(0))
