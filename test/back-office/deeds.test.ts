import request from 'supertest'
import type { Order } from '../../src/index.ts'
import { formOf, openOffice } from '../support/office.ts'
import type { Office, OfficeOptions } from '../support/office.ts'
import { buy, mounts, orderOf, pathOf, timesAsked } from '../support/store.ts'

let office: Office
afterEach(() => office.close())

describe.each(mounts)('a deed of the back office %s', (_title, mount) => {
  const open = async (options: OfficeOptions = {}): Promise<void> => {
    office = await openOffice({ mount, ...options })
  }

  async function buyOne(isPaid = true): Promise<Order> {
    const browser = office.browser()
    const { gatewayOrderId } = await buy(office, browser)
    if (isPaid) {
      const { location } = await office.bank.pay(gatewayOrderId)
      await browser.get(pathOf(location)).expect(200)
    }
    return orderOf(office, gatewayOrderId)
  }

  const stateOf = (orderNumber: string) => office.checkout.orders.get(orderNumber)
  const historyOf = (orderNumber: string) => office.checkout.orders.history(orderNumber)
  const refundsAsked = () => timesAsked(office, 'refund.do')

  describe('that gives money back', () => {
    it('says before it moves anything what will happen, and does it once it is confirmed', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const desk = office.as('front-desk')
      const page = await desk.get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      expect(page.text).toContain('Give back 5.50')
      expect(page.text).toContain('It cannot be taken back.')
      expect(refundsAsked()).toBe(0)

      const { address, ...form } = formOf(page.text)
      const done = await desk.post(address.replace('/office', ''), { ...form, note: 'arrived broken' }).expect(303)
      const result = await desk.get(String(done.headers.location).replace('/office', '')).expect(200)

      expect(result.text).toContain('It is done, and written down.')
      expect(result.text).toContain('Note: “arrived broken”')
      expect(await stateOf(orderNumber)).toMatchObject({ status: 'partially_refunded', refundedMinor: 550 })
      const history = await historyOf(orderNumber)
      expect(history.find(({ kind }) => kind === 'refund-asked')?.detail).toMatchObject({
        by: 'front-desk',
        note: 'arrived broken',
        amountMinor: 550,
      })
    })

    it('is done once, however often its form is sent, one after the other or at once', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const desk = office.as('front-desk')
      const page = await desk.get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)
      const send = () => desk.post(address.replace('/office', ''), form)

      const answers = await Promise.all([send(), send(), send()])
      answers.push(await send())

      expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303])
      expect(refundsAsked()).toBe(1)
      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 550 })
    })

    it('moves nothing once something else has happened to the order, and says what', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const [desk, owner] = [office.as('front-desk'), office.as('owner')]
      const page = await desk.get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)
      await owner.press(`/orders/${orderNumber}/refund?amount=2.00`)

      const stale = await desk.post(address.replace('/office', ''), form).expect(409)

      expect(stale.text).toContain('Nothing was done')
      expect(stale.text).toContain('owner')
      expect(stale.text).toContain('2.00')
      expect(refundsAsked()).toBe(1)
      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 200 })
    })

    it('is not sent again by its old form once the bank has refused it', async () => {
      await open()
      const { orderNumber, gatewayOrderId } = await buyOne()
      const desk = office.as('front-desk')
      const page = await desk.get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)
      const press = () => desk.post(address.replace('/office', ''), form)
      await office.database.sql("update checkout_orders set gateway_order_id = 'not-at-the-bank'")
      await press()
      await office.database.sql(`update checkout_orders set gateway_order_id = '${gatewayOrderId}'`)
      expect((await historyOf(orderNumber)).at(-1)).toMatchObject({ kind: 'refund-refused' })
      await desk.press(`/orders/${orderNumber}/refund?amount=5.50`)
      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 550 })

      const stale = await press()

      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 550 })
      expect([stale.status, stale.text]).toEqual([409, expect.stringContaining('Nothing was done')])
    })

    it('is another refund than one that the shop’s program has made under the same number', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const lastNumber = async () => (await historyOf(orderNumber)).at(-1)!.entryNumber
      const key = String((await lastNumber()) + 2)
      await office.checkout.refund(orderNumber, { amountMinor: 550, key })
      expect(String(await lastNumber())).toBe(key)

      const desk = office.as('front-desk')
      const page = await desk.get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)
      for (let click = 0; click < 2; click += 1) await desk.post(address.replace('/office', ''), form).expect(303)

      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 1100 })
      expect(refundsAsked()).toBe(2)
    })

    it('is done once by two operators who saw the same and press at the same time', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const pressed = await Promise.all(
        ['front-desk', 'owner'].map(async (name) => {
          const page = await office.as(name).get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
          const { address, ...form } = formOf(page.text)
          return () => office.as(name).post(address.replace('/office', ''), form)
        }),
      )

      const answers = await Promise.all(pressed.map((press) => press()))

      expect(answers.map(({ status }) => status).filter((status) => status === 303).length).toBeGreaterThan(0)
      expect(refundsAsked()).toBe(1)
      expect(await stateOf(orderNumber)).toMatchObject({ refundedMinor: 550 })
    })

    it.each([
      ['0', 'more than 0'],
      ['5,50', 'Wanted an amount of EUR'],
      ['5.505', 'Wanted an amount of EUR'],
      ['20.00', 'more than is left'],
      ['-1', 'Wanted an amount of EUR'],
      ['', 'Wanted an amount of EUR'],
      ['<b>1', 'Wanted an amount of EUR'],
    ])('is refused for an amount of %j', async (amount, words) => {
      await open()
      const { orderNumber } = await buyOne()

      const query = new URLSearchParams({ amount }).toString()
      const answer = await office.as('front-desk').get(`/orders/${orderNumber}/refund?${query}`).expect(400)

      expect(answer.text).toContain(words)
      expect(answer.text).not.toContain('<b>1')
    })

    it('cannot have its amount changed between the page and the button', async () => {
      await open()
      const { orderNumber } = await buyOne()

      const answer = await office
        .as('front-desk')
        .press(`/orders/${orderNumber}/refund?amount=5.50`, { amount: '9.50' })

      expect(answer.status).toBe(409)
      expect(refundsAsked()).toBe(0)
    })
  })

  describe('is refused', () => {
    it('to who may only look, and whoever is not known', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const page = await office.as('front-desk').get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)
      const path = address.replace('/office', '')

      await office.as('auditor').get(`/orders/${orderNumber}`).expect(200)
      await office.as('auditor').get(`/orders/${orderNumber}/refund?amount=5.50`).expect(403)
      await office.as('auditor').post(path, form).expect(403)
      // Another's form: it carries the name of its operator.
      await office.as('owner').post(path, form).expect(409)
      const nobody = await office.as('nobody').post(path, form).expect(403)
      expect(nobody.text).not.toContain(orderNumber)
      expect(nobody.text).not.toContain('Windowsill')

      expect(refundsAsked()).toBe(0)
    })

    it.each([
      ['cross-site', { 'sec-fetch-site': 'cross-site' }],
      ['another host of the site', { 'sec-fetch-site': 'same-site' }],
      ['an address that was typed', { 'sec-fetch-site': 'none' }],
      ['an old browser on another page', { origin: 'https://evil.example' }],
      ['a page that hides where it is', { origin: 'null' }],
      ['who says nothing at all', {}],
    ])('to a form of %s', async (_who, headers) => {
      await open()
      const { orderNumber } = await buyOne()
      const page = await office.as('front-desk').get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)

      await request(office.server)
        .post(address)
        .set('x-operator', 'front-desk')
        .set(headers)
        .type('form')
        .send(form)
        .expect(403)

      expect(refundsAsked()).toBe(0)
    })

    it('to nobody on our own page in an old browser, which sends its origin', async () => {
      await open()
      const { orderNumber } = await buyOne()
      const page = await office.as('front-desk').get(`/orders/${orderNumber}/refund?amount=5.50`).expect(200)
      const { address, ...form } = formOf(page.text)

      await request(office.server)
        .post(address)
        .set('x-operator', 'front-desk')
        .set('origin', new URL(office.baseUrl).origin)
        .type('form')
        .send(form)
        .expect(303)
    })

    it.each([
      ['nothing', ''],
      ['nonsense', 'seal'],
      ['a seal of another time', '1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ])('with %s for a seal', async (_what, seal) => {
      await open()
      const { orderNumber } = await buyOne()

      const answer = await office.as('front-desk').press(`/orders/${orderNumber}/refund?amount=5.50`, { seal })

      expect(answer.status).toBe(409)
      expect(answer.text).toContain('Nothing was done')
      expect(refundsAsked()).toBe(0)
    })

    it('with the seal of another order, or of another deed', async () => {
      await open()
      const [one, other] = [await buyOne(), await buyOne()]
      const desk = office.as('front-desk')
      const { seal = '' } = formOf((await desk.get(`/orders/${one.orderNumber}/refund?amount=5.50`)).text)

      await desk.post(`/orders/${other.orderNumber}/refund`, { seal, amount: '5.50' }).expect(409)
      await desk.post(`/orders/${one.orderNumber}/review`, { seal, note: 'why' }).expect(409)

      expect(refundsAsked()).toBe(0)
      expect(await stateOf(one.orderNumber)).toMatchObject({ status: 'paid' })
    })

    it('for an order that the shop does not have', async () => {
      await open()
      const answer = await office.as('front-desk').get('/orders/%3Cb%3Enone/refund?amount=1').expect(404)

      expect(answer.text).toContain('no order')
      expect(answer.text).not.toContain('<b>none')
    })
  })

  describe('carries the name of who did it:', () => {
    it('a capture, in part', async () => {
      await open({ options: { capture: 'manual' } })
      const { orderNumber } = await buyOne()

      await office.as('front-desk').press(`/orders/${orderNumber}/capture?amount=15.00`)

      expect(await stateOf(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1500 })
      expect(await namesIn(orderNumber)).toContain('capture-asked by front-desk')
    })

    it('a release', async () => {
      await open({ options: { capture: 'manual' } })
      const { orderNumber } = await buyOne()

      await office.as('front-desk').press(`/orders/${orderNumber}/reverse`)

      expect(await stateOf(orderNumber)).toMatchObject({ status: 'reversed' })
      expect(await namesIn(orderNumber)).toContain('reverse-asked by front-desk')
    })

    it('an order closed at the bank', async () => {
      await open()
      const { orderNumber } = await buyOne(false)

      await office.as('front-desk').press(`/orders/${orderNumber}/decline`)

      expect(await stateOf(orderNumber)).toMatchObject({ status: 'declined' })
      expect(await namesIn(orderNumber)).toContain('decline-asked by front-desk')
    })

    it('an order put to review, and taken out of it', async () => {
      await open()
      const { orderNumber } = await buyOne()

      await office.as('front-desk').press(`/orders/${orderNumber}/review`, { note: 'the buyer called' })
      expect(await stateOf(orderNumber)).toMatchObject({ status: 'review', reviewReason: 'put-in-review' })
      await office.as('owner').press(`/orders/${orderNumber}/resolve?as=paid`, { note: 'all is well' })

      expect(await stateOf(orderNumber)).toMatchObject({ status: 'paid' })
      expect(await namesIn(orderNumber)).toEqual(
        expect.arrayContaining(['moved by front-desk: the buyer called', 'moved by owner: all is well']),
      )
    })

    it('what was forgotten', async () => {
      await open()
      const { orderNumber } = await buyOne()
      await office.as('front-desk').press(`/orders/${orderNumber}/refund?amount=19.99`)

      await office.as('owner').press(`/orders/${orderNumber}/forget`)

      expect(await stateOf(orderNumber)).toMatchObject({ description: undefined })
      expect(await namesIn(orderNumber)).toContain('forgotten by owner')
    })
  })

  it('keeps the page of an order below 60 kB, however much has happened to it', async () => {
    await open()
    const { orderNumber } = await buyOne()
    for (let key = 0; key < 40; key += 1) {
      await office.checkout.refund(orderNumber, { amountMinor: 10, key: `part-${key}`, by: 'owner', note: 'a part' })
    }
    const desk = office.as('front-desk')
    const told = new Set<string>()
    let path: string | undefined = `/orders/${orderNumber}`
    let pages = 0
    for (; path !== undefined; pages += 1) {
      const { text }: { text: string } = await desk.get(path).expect(200)
      expect(text.length).toBeLessThan(60_000)
      for (const [, key] of text.matchAll(/Key (part-\d+)/g)) told.add(key!)
      path = /rel="next" href="\/office([^"#]*)/.exec(text)?.[1]
    }
    expect([told.size, pages > 1]).toEqual([40, true])
    const { body } = await desk.get(`/orders/${orderNumber}`).set('accept', 'application/json').expect(200)
    expect((body as { order: object }).order).not.toHaveProperty('formUrl')
  })

  it('asks the bank about an order, and needs no page of its own for it', async () => {
    await open()
    const { orderNumber } = await buyOne()
    const before = timesAsked(office, 'getOrderStatusExtended.do')
    const desk = office.as('front-desk')
    const page = await desk.get(`/orders/${orderNumber}`).expect(200)
    const { address, ...form } = formOf(page.text)
    expect(address).toBe(`/office/orders/${orderNumber}/settle`)

    await desk.post(address.replace('/office', ''), form).expect(303)

    expect(timesAsked(office, 'getOrderStatusExtended.do')).toBe(before + 1)
  })

  it('is below the page where nothing else is', async () => {
    await open()
    const desk = office.as('front-desk')

    await desk.get('/nothing').expect(404)
  })

  async function namesIn(orderNumber: string): Promise<string[]> {
    const history = await historyOf(orderNumber)
    return history.flatMap(({ kind, detail }) => {
      const { by, note } = (detail ?? {}) as { by?: string; note?: string }
      return by === undefined ? [] : [`${kind} by ${by}${note === undefined ? '' : `: ${note}`}`]
    })
  }
})
