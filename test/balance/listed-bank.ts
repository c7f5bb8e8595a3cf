import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An order as a bank of this platform lists it. Amounts in minor units. */
export interface ListedRow {
  readonly orderNumber: string
  readonly gatewayOrderId: string
  readonly amount: number
  /** ISO 4217 numeric. */
  readonly currency?: string
  readonly orderStatus?: number
  readonly deposited?: number
  readonly refunded?: number
  readonly fee?: number
  readonly at: Date
  /** Fields that its element has instead. */
  readonly instead?: Readonly<Record<string, unknown>>
}

/** A bank that only lists: a sandbox would have to sell ten thousand times first. */
export interface ListedBank {
  readonly url: string
  /** What the list holds; a test changes it. */
  rows: readonly ListedRow[]
  /** Called before each page is answered; what it returns is answered instead. */
  before: (page: number) => { readonly status: number; readonly body: unknown } | undefined
  pagesAsked: number
  close(): Promise<void>
}

export async function openListedBank(): Promise<ListedBank> {
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    req.on('end', () => {
      const { page = '0', size = '100' } = Object.fromEntries(new URLSearchParams(body)) as Record<string, string>
      bank.pagesAsked += 1
      const instead = bank.before(Number(page))
      const from = Number(page) * Number(size)
      const listed = {
        errorCode: 0,
        orderStatuses: bank.rows.slice(from, from + Number(size)).map(elementOf),
        totalCount: bank.rows.length,
        page: Number(page),
        pageSize: Number(size),
      }
      res.writeHead(instead?.status ?? 200, { 'Content-Type': 'application/json' })
      res.end(JSON.stringify(instead?.body ?? listed))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bank: ListedBank = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payment/rest/`,
    rows: [],
    before: () => undefined,
    pagesAsked: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return bank
}

/** An order as it stands in the list. */
export function elementOf(row: ListedRow): unknown {
  const { amount, orderStatus = 2, refunded = 0, deposited = amount - refunded, fee } = row
  return {
    errorCode: '0',
    orderNumber: row.orderNumber,
    orderStatus,
    actionCode: 0,
    amount,
    currency: row.currency ?? '978',
    date: row.at.getTime() - 60_000,
    depositedDate: row.at.getTime(),
    attributes: [{ name: 'mdOrder', value: row.gatewayOrderId }],
    paymentAmountInfo: {
      paymentState: orderStatus === 4 ? 'REFUNDED' : 'DEPOSITED',
      approvedAmount: amount,
      depositedAmount: deposited,
      refundedAmount: refunded,
      feeAmount: fee,
    },
    ...row.instead,
  }
}
