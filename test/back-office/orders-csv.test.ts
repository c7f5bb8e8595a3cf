import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'csv-parse/sync'
import express from 'express'
import request from 'supertest'
import { sendOrdersCsv } from '../../routes/back-office/orders-csv.ts'
import type { Visit } from '../../routes/back-office/visit.ts'
import { makeClockwork } from '../../src/back-office/writing.ts'
import { makeOrderSearch } from '../../src/search/order-search.ts'
import { anyOrder, insertOrders } from '../ledger/some-orders.ts'
import { ledgers } from '../support/ledgers.ts'
import { fillList, ofOfficeShop } from '../support/office-list.ts'
import { openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { mounts } from '../support/store.ts'

type Line = Readonly<Record<string, string>>

const asDesk = { 'x-operator': 'front-desk' }

/** So many, and so long, that no buffer between two sockets holds all of them. */
const longCount = 2_000
const long = () => ({ sku: 'x'.repeat(8_000) })

/** Asks for the CSV, and reads its first piece only. */
async function begin(
  server: Server,
  path: string,
): Promise<{ readonly answer: IncomingMessage; readonly first: string }> {
  const { port } = server.address() as AddressInfo
  const [answer] = (await once(get({ host: '127.0.0.1', port, path, headers: asDesk }), 'response')) as [
    IncomingMessage,
  ]
  answer.setEncoding('utf8')
  const [first] = (await once(answer, 'data')) as [string]
  answer.pause()
  return { answer, first }
}

describe.each(mounts)('the CSV of orders %s', (_title, mount) => {
  let office: Office
  let takeAway: () => Promise<void>
  const open = async (...list: Parameters<typeof fillList> extends [unknown, ...infer Rest] ? Rest : never) => {
    office = await openOffice({ mount, options: ofOfficeShop })
    await office.as('front-desk').get('/orders').expect(200)
    takeAway = await fillList(office, ...list)
  }
  afterEach(async () => {
    await takeAway()
    await office.close()
  })

  const csvOf = (query = '') => office.as('front-desk').get(`/orders.csv${query}`)
  const linesOf = (text: string): readonly Line[] => parse(text, { columns: true })
  const numbersIn = (lines: readonly Line[]) => lines.map(({ orderNumber }) => orderNumber)

  it('holds all orders that match, however many pages they are, and says at its end that it is whole', async () => {
    await open(450, (number) => ({ sku: number % 2 === 0 ? 'lamp' : 'mug' }))

    const answer = await csvOf().expect(200)
    const lines = linesOf(answer.text)

    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/)
    expect(lines).toHaveLength(451)
    expect(numbersIn(lines).slice(0, 2)).toEqual(['N000449', 'N000448'])
    expect(lines.at(-1)).toMatchObject({ orderNumber: 'END', reference: '450 orders', status: '', amountMinor: '' })
    const lamps = linesOf((await csvOf('?sku=lamp&view=not-paid').expect(200)).text)
    expect(lamps).toHaveLength(226)
    expect(lamps.at(-1)).toMatchObject({ orderNumber: 'END', reference: '225 orders' })
    const nothing = linesOf((await csvOf('?q=nobody').expect(200)).text)
    expect(nothing).toEqual([expect.objectContaining({ orderNumber: 'END', reference: '0 orders' })])
  })

  it('says amounts in minor and in major units, with the currency, and finds what the search box finds', async () => {
    await open(3, (number) => ({
      currency: ['EUR', 'JPY', 'KWD'][number]!,
      amountMinor: 12_345,
      reference: `W-${number}`,
    }))

    const lines = linesOf((await csvOf().expect(200)).text).slice(0, -1)
    const one = linesOf((await csvOf('?q=W-2').expect(200)).text)

    expect(lines.map(({ currency, amountMinor, amount }) => [currency, amountMinor, amount])).toEqual([
      ['KWD', '12345', '12.345'],
      ['JPY', '12345', '12345'],
      ['EUR', '12345', '123.45'],
    ])
    expect(numbersIn(one)).toEqual(['N000002', 'END'])
  })

  it('leaves no formula for a spreadsheet in what a buyer, a shop or a bank has written', async () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|/C calc', '＝1', 'a;=1', 'a\n=1', '"=1']
    await open(formulas.length, (number) => ({
      sku: formulas[number]!,
      email: formulas[number],
      reference: formulas[number],
    }))

    const { text } = await csvOf().expect(200)

    for (const line of linesOf(text).slice(0, -1)) {
      for (const cell of [line.sku!, line.email!, line.reference!]) {
        expect(cell).not.toMatch(/^\s*[=+\-@＝]/u)
        expect(cell).not.toMatch(/[;\t\r\n][\s"]*[=+\-@＝]/u)
      }
    }
  })

  it('is only announced to who asks for its head', async () => {
    await open(1)

    const answer = await office.as('front-desk').get('/orders.csv').expect(200)
    const head = await request(office.server).head('/office/orders.csv').set(asDesk).expect(200)

    expect(head.headers['content-disposition']).toBe(answer.headers['content-disposition'])
    expect(head.text).toBeUndefined()
  })

  it('can be told from a whole one if the ledger fails on the way: its end is missing', async () => {
    await open(longCount, long)
    const { answer, first } = await begin(office.server, '/office/orders.csv')

    await office.database.sql('alter table checkout_orders rename to checkout_orders_away')
    let rest = ''
    answer.on('data', (piece: string) => (rest += piece))
    answer.resume()
    const [error] = (await once(answer, 'error')) as [Error]
    await office.database.sql('alter table checkout_orders_away rename to checkout_orders')

    expect(error.message).toBe('aborted')
    expect(first + rest).toMatch(/^orderNumber,reference,/)
    expect(first + rest).not.toContain('END')
    expect(office.log.filter((line) => line.includes('a CSV of orders broke off'))).toHaveLength(1)
    expect(office.appErrors).toEqual([])
  })

  it('of a ledger that is away is a page that says so, and no file', async () => {
    await open(1)
    await office.database.sql('alter table checkout_orders rename to checkout_orders_away')
    const answer = await csvOf()
    await office.database.sql('alter table checkout_orders_away rename to checkout_orders')

    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(answer.headers['content-disposition']).toBeUndefined()
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe.each(Object.entries(ledgers))('the CSV of orders over %s', (_name, openLedger) => {
  it('is read no further once nobody reads it any more, and nothing is logged for it', async () => {
    const opened = await openLedger()
    await insertOrders(
      opened,
      Array.from({ length: longCount }, (_, number) => anyOrder(number, long())),
    )
    const ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [], isVisited: true } })
    const pages = jest.spyOn(ledger, 'searchPage')
    const log: unknown[] = []
    const logger = { info: () => undefined, warn: () => undefined, error: (object: object) => void log.push(object) }
    const orderSearch = makeOrderSearch(ledger)
    const show = sendOrdersCsv({ orderSearch, currency: undefined, logger })
    const surroundings = { clock: makeClockwork(new Date(), 'UTC') }
    let ended: Promise<unknown> | undefined
    const app = express().get('/orders.csv', (req, res) => {
      ended = Promise.resolve(show({ req, res, base: '', surroundings } as unknown as Visit))
    })
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')

    const { answer } = await begin(server, '/orders.csv')
    answer.destroy()

    expect(await ended).toBeUndefined()
    const readCount = pages.mock.calls.length
    expect(readCount).toBeLessThan(longCount / 200)
    expect(log).toEqual([])
    server.close()
    await opened.close()
    expect(pages).toHaveBeenCalledTimes(readCount)
  })
})
