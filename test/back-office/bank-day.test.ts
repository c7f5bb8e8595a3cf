import express from 'express'
import request from 'supertest'
import { openOffice, operators } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { buy, pathOf, secrets, timesAsked } from '../support/store.ts'

const listMethod = 'getLastOrdersForMerchants.do'
const today = new Date().toISOString().slice(0, 10)
const page = `/books/bank?day=${today}`

/** What a page says, without its markup. */
function wordsOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .replaceAll('&#39;', "'")
}

describe('the day beside the bank', () => {
  let office: Office
  beforeAll(async () => (office = await openOffice()))
  afterAll(() => office.close())

  it('asks the bank on a press alone, and then says what differs, with a link to the order', async () => {
    const browser = office.browser()
    const { gatewayOrderId, orderNumber } = await buy(office, browser, 'teapot')
    const { location } = await office.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    office.bank.refundInPortal(gatewayOrderId, 500)
    const lost = new URLSearchParams({
      userName: 'sandbox-api',
      password: secrets.password,
      orderNumber: 'L0STKXF4M2ZT8WQ6R3V7Y5N9PA',
      amount: '1250',
      currency: '978',
      returnUrl: 'https://shop.example/back',
    })
    const registered = await fetch(`${office.bank.url}register.do`, { method: 'POST', body: lost })
    await office.bank.pay(((await registered.json()) as { orderId: string }).orderId)

    const before = await office.as('front-desk').get(page).expect(200)
    expect(wordsOf(before.text)).toContain('Nobody has asked here yet.')
    expect(timesAsked(office, listMethod)).toBe(0)
    const pressed = await office.as('front-desk').press(page)
    const asked = await office.as('front-desk').get(page).expect(200)

    // Whoever loads the page again asks nothing again.
    expect([pressed.status, pressed.headers.location]).toEqual([303, `/office${page}&asked=1`])
    expect(timesAsked(office, listMethod)).toBe(1)
    const words = wordsOf(asked.text)
    expect(words).toContain('Not balanced: 2 differences.')
    expect(words).toContain('The bank has 12.50 EUR for it.')
    expect(words).toContain('The bank gave back 5.00 EUR, the ledger 0.00 EUR.')
    expect(asked.text).toContain(`href="/office/orders/${orderNumber}"`)
    // What this ledger has not has no page here.
    expect(asked.text).not.toContain('/office/orders/L0ST')
    // What it said stays, for whoever looks next.
    const after = await office.as('auditor').get(page).set('accept', 'application/json').expect(200)
    expect(after.body).toMatchObject({
      day: today,
      balance: { isBalanced: false, counts: { 'unknown-to-ledger': 1, refunded: 1 } },
    })
    expect(timesAsked(office, listMethod)).toBe(1)
  })

  it('says so where another process of the shop was asked, and asks nothing by itself', async () => {
    const authorize = () => operators.owner
    const other = express().use('/office', office.checkout.backOffice({ authorize }))
    const before = timesAsked(office, listMethod)

    const { headers } = await office.as('owner').press(page)
    const elsewhere = await request(other).get(headers.location!).expect(200)
    const unasked = await request(other).get(`/office${page}`).expect(200)

    expect(wordsOf(elsewhere.text)).toContain('asked just now, another process of the shop keeps')
    expect(wordsOf(elsewhere.text)).toContain('The answer is not here. Load this page again')
    expect(wordsOf(elsewhere.text)).not.toMatch(/Nobody has asked|not asked/)
    expect(wordsOf(unasked.text)).toContain('Nobody has asked here yet.')
    const asked = await office.as('owner').get(headers.location!.replace('/office', '')).expect(200)
    expect(wordsOf(asked.text)).toContain('Not balanced: 2 differences.')
    expect(wordsOf(asked.text)).not.toContain('keeps the answer')
    expect(timesAsked(office, listMethod)).toBe(before + 1)
  })

  it('keeps what the bank said when it does not answer the next time', async () => {
    office.bank.fault({ kind: 'server-error', method: listMethod })

    const pressed = await office.as('owner').press(page)
    const asked = await office.as('owner').get(page).expect(200)

    expect(pressed.status).toBe(303)
    expect(wordsOf(asked.text)).toMatch(/got no usable answer: HTTP status 5\d\d.*Nothing was compared\..*Not balanced/)
  })

  it('is asked about only by who may ask the bank, from a page of its own, for a day that there is', async () => {
    const auditor = await office.as('auditor').get(page).expect(200)
    expect(auditor.text).not.toContain('name="seal"')
    await office.as('auditor').post(page, { seal: 'x' }).expect(403)
    await office.as('owner').post(page, { seal: 'x' }).expect(409)
    await office.as('owner').post(page, { seal: 'x' }).set('sec-fetch-site', 'cross-site').expect(403)
    for (const day of ['2026-02-30', '2999-01-01', 'x']) {
      await office.as('owner').get(`/books/bank?day=${day}`).expect(400)
      await office.as('owner').post(`/books/bank?day=${day}`, {}).expect(400)
    }
    // Another day's seal opens nothing.
    const other = await office.as('owner').get('/books/bank?day=2026-01-02').expect(200)
    const seal = /name="seal" value="([^"]+)"/.exec(other.text)![1]!
    await office.as('owner').post(page, { seal }).expect(409)
    expect(timesAsked(office, listMethod)).toBe(3)
  })
})
