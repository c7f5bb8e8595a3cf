import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportEntries, exportOrders } from '../../src/exports/export-rows.ts'
import type { Order } from '../../src/order.ts'
import { sampleOrder } from '../pages/sample-order.ts'
import { makeGate, until } from '../support/until.ts'

/** A list of orders, and how far it was read. */
function makeList(count: number): { readonly orders: AsyncIterable<Order>; readCount: number; isEnded: boolean } {
  const list = { readCount: 0, isEnded: false, orders: read() }
  async function* read(): AsyncGenerator<Order> {
    try {
      while (list.readCount < count) {
        await Promise.resolve()
        list.readCount += 1
        yield sampleOrder({ description: 'x'.repeat(1_000) })
      }
    } finally {
      list.isEnded = true
    }
  }
  return list
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

async function* listOf<Row>(...rows: readonly Row[]): AsyncGenerator<Row> {
  await Promise.resolve()
  yield* rows
}

const head =
  'orderNumber,reference,status,handOver,reviewReason,createdAt,expiresAt,paidAt,forgottenAt,currency,amountMinor,' +
  'amount,capturedMinor,captured,refundedMinor,refunded,sku,description,email,clientId,language,gatewayOrderId,' +
  'gatewayAccount,capture,paymentWay,cardNumber,cardBrand,approvalCode,declineCategory,declineCode,shop,metadata,' +
  'handsOver,closing,isRepeatable,linkNumber,again,bindingId,capturingMinor,capturing,returnedAt,traceParent,' +
  'successUrl,failureUrl\r\n'

describe('an export', () => {
  it('has one line for each order, in columns that stay where they are', async () => {
    const order = sampleOrder({ description: '=1+1', metadata: { a: [1, '"'] }, email: 'a@b.example' })

    expect(await textOf(exportOrders(listOf(order), 'csv'))).toBe(
      `${head}7Q2MK4XD9TVB3HRC8WZ0NE5F6A,cart-4711,paid,done,,2026-03-05T14:02:11.000Z,2026-03-05T14:22:11.000Z,` +
        "2026-03-05T14:04:37.000Z,,EUR,129999,1299.99,129999,1299.99,0,0.00,teapot-blue,'=1+1,a@b.example,,en," +
        '3ff6962a-7dcc-4283-ab50-a6d7dd3386fe,bank.example/shop-api,automatic,CARD,411111**1234,VISA,84Z71K,,,' +
        'shop.example,"{""a"":[1,""\\""""]}",true,none,false,,,,,,,,,\r\n',
    )
  })

  it('of nothing is a head, or a document without rows', async () => {
    expect(await textOf(exportOrders(listOf(), 'csv'))).toBe(head)
    expect(await textOf(exportOrders(listOf(), 'jsonl'))).toBe('')
    expect(JSON.parse(await textOf(exportEntries(listOf(), 'json')))).toEqual({ schemaVersion: 1, entries: [] })
  })

  it('is read only as fast as it is written', async () => {
    const list = makeList(10_000)
    const gate = makeGate()
    let written = ''
    const slow = new Writable({
      decodeStrings: false,
      highWaterMark: 1,
      write: (piece: string, _encoding, done) => {
        written += piece
        void gate.opened.then(() => done())
      },
    })

    const exported = pipeline(Readable.from(exportOrders(list.orders, 'csv')), slow)
    await until(() => written !== '')
    // Nothing more is read, however long the reader takes.
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(list.readCount).toBeLessThan(1_000)

    gate.open()
    await exported
    expect(list.readCount).toBe(10_000)
    expect(written.split('\r\n')).toHaveLength(10_002)
  })

  it('stops reading once nobody takes it any more', async () => {
    const list = makeList(1_000_000)
    const gone = new Writable({
      write(_piece, _encoding, done) {
        done(new Error('the reader has gone away'))
      },
    })

    await expect(pipeline(Readable.from(exportOrders(list.orders, 'csv')), gone)).rejects.toThrow('gone away')

    await until(() => list.isEnded)
    expect(list.readCount).toBeLessThan(1_000)
  })

  it('passes on what keeps the orders from being read', async () => {
    async function* broken(): AsyncGenerator<Order> {
      await Promise.resolve()
      yield sampleOrder()
      throw new Error('the ledger is away')
    }

    await expect(textOf(exportOrders(broken(), 'csv'))).rejects.toThrow('the ledger is away')
  })
})
