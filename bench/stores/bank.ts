import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A bank that costs next to nothing: it registers and calls every order paid, in the answers of BPC's manual. It
 * answers at once, or after `BANK_MS`; with `BANK_SILENT` never. Two peers' services answer beside it.
 */
const delayMs = Number(process.env.BANK_MS ?? 0)
const isSilent = process.env.BANK_SILENT === 'yes'
const orders = new Map<string, { readonly orderNumber: string; readonly amount: number; readonly currency: string }>()

function answer(path: string, body: string): object {
  if (path === '/v1/checkouts/') return polarCheckout()
  if (path === '/checkouts') return { session_id: randomUUID(), checkout_url: `${own()}/pay/${randomUUID()}` }
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

function polarCheckout(): object {
  const now = new Date().toISOString()
  const id = randomUUID()
  return {
    id,
    created_at: now,
    modified_at: now,
    custom_field_data: {},
    payment_processor: 'stripe',
    status: 'open',
    client_secret: 'secret',
    url: `${own()}/pay/${id}`,
    expires_at: now,
    success_url: 'http://127.0.0.1/thanks',
    embed_origin: null,
    amount: 1999,
    discount_amount: 0,
    net_amount: 1999,
    tax_amount: 0,
    total_amount: 1999,
    currency: 'eur',
    active_trial_interval: null,
    active_trial_interval_count: null,
    trial_end: null,
    organization_id: id,
    product_id: id,
    product_price_id: id,
    discount_id: null,
    allow_discount_codes: true,
    require_billing_address: false,
    is_discount_applicable: false,
    is_free_product_price: false,
    is_payment_required: true,
    is_payment_setup_required: false,
    is_payment_form_required: true,
    customer_id: null,
    is_business_customer: false,
    customer_name: null,
    customer_email: null,
    customer_ip_address: null,
    customer_billing_name: null,
    customer_billing_address: null,
    customer_tax_id: null,
    payment_processor_metadata: {},
    billing_address_fields: {
      country: 'required',
      state: 'disabled',
      city: 'disabled',
      postal_code: 'disabled',
      line1: 'disabled',
      line2: 'disabled',
    },
    trial_interval: null,
    trial_interval_count: null,
    metadata: {},
    external_customer_id: null,
    customer_external_id: null,
    products: [],
    product: null,
    product_price: null,
    discount: null,
    subscription_id: null,
    attached_custom_fields: [],
    customer_metadata: {},
  }
}

function handle(req: IncomingMessage, res: ServerResponse): void {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    if (isSilent) return
    const { pathname } = new URL(req.url ?? '/', own())
    const text = JSON.stringify(answer(pathname, Buffer.concat(chunks).toString()))
    const send = (): void => {
      const status = pathname === '/v1/checkouts/' ? 201 : 200
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
    }
    if (delayMs === 0) send()
    else setTimeout(send, delayMs)
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
