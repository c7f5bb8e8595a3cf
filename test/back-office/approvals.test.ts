import type { Entry, Order } from '../../src/index.ts'
import { isSamePerson } from '../../src/same-person.ts'
import { formOf, openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { buy, mounts, orderOf, pathOf, timesAsked } from '../support/store.ts'

let office: Office
afterEach(() => office.close())

/** The two forms of the page on which a proposal is decided. */
function answersOf(html: string): { readonly approve: string | undefined; readonly refuse: string } {
  const [approve, refuse] = ['approve', 'refuse'].map((answer) => {
    const form = new RegExp(`action="[^"]*/${answer}"[\\s\\S]*?name="seal" value="([^"]*)"`).exec(html)
    return form?.[1]
  })
  return { approve, refuse: refuse! }
}

describe.each(mounts)('a refund that one operator may not make alone %s', (_title, mount) => {
  let order: Order
  beforeEach(async () => {
    office = await openOffice({ mount })
    const browser = office.browser()
    const { gatewayOrderId } = await buy(office, browser, 'teapot')
    const { location } = await office.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    order = await orderOf(office, gatewayOrderId)
  })

  const here = (rest = '') => `/orders/${order.orderNumber}${rest}`
  const stateOf = () => office.checkout.orders.get(order.orderNumber)
  const kindsOf = async () => (await office.checkout.orders.history(order.orderNumber)).map(({ kind }) => kind)
  const refundsAsked = () => timesAsked(office, 'refund.do')
  const lastOf = async (kind: Entry['kind']) =>
    (await office.checkout.orders.history(order.orderNumber)).findLast((entry) => entry.kind === kind)
  const propose = (amount = '30.00', note = 'lost in the post') =>
    office.as('till-2').press(here(`/refund?amount=${amount}`), { note })
  const openAs = async (name: string) => answersOf((await office.as(name).get(here('/approve')).expect(200)).text)

  it('is written down, waits, and moves nothing', async () => {
    const page = await office.as('till-2').get(here('/refund?amount=30.00')).expect(200)
    expect(page.text).toContain('more than you may give back alone')
    expect(page.text).not.toContain('Give back 30.00')

    const answer = await propose()
    expect(answer.status).toBe(303)
    const result = await office.as('till-2').get(answer.headers.location!.replace('/office', '')).expect(200)
    expect(result.text).toContain('waits for a second person')
    expect(refundsAsked()).toBe(0)
    expect(await lastOf('refund-proposed')).toMatchObject({
      detail: { amountMinor: 3000, by: 'till-2', note: 'lost in the post' },
    })
    const review = await office.as('owner').get('/review').expect(200)
    expect(review.text).toContain('1 order waits for a person')
    expect(review.text).toContain('A refund waits for a second person')
    expect((await office.as('owner').get('/').expect(200)).text).toContain('1 to approve')
  })

  it('is made once another operator says yes, with both names', async () => {
    await propose()
    const { approve } = await openAs('owner')
    const answer = await office.as('owner').post(here('/approve'), { seal: approve! })

    expect(answer.status).toBe(303)
    expect(refundsAsked()).toBe(1)
    expect(await stateOf()).toMatchObject({ refundedMinor: 3000, status: 'partially_refunded' })
    expect(await lastOf('refund-asked')).toMatchObject({ detail: { by: 'owner', proposedBy: 'till-2' } })
    await office.as('owner').get(here('/approve')).expect(409)
  })

  it('is made once, however often the yes is pressed', async () => {
    await propose()
    const { approve } = await openAs('owner')
    const press = () => office.as('owner').post(here('/approve'), { seal: approve! })
    const answers = await Promise.all([press(), press(), press()])
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect((await press()).status).toBe(303)
    expect(refundsAsked()).toBe(1)
    expect(await stateOf()).toMatchObject({ refundedMinor: 3000 })
  })

  it('is not agreed to by whoever proposed it', async () => {
    await propose()
    expect(await openAs('till-2')).toMatchObject({ approve: undefined })
    const { approve } = await openAs('owner')
    await office.as('till-2').post(here('/approve'), { seal: approve! }).expect(409)
    await office.as('till-2').post(here('/approve'), {}).expect(409)
    expect(refundsAsked()).toBe(0)
    expect([isSamePerson('Till-2', ' till-2'), isSamePerson('till-2', 'till-3')]).toEqual([true, false])
  })

  it('is refused by another operator, or taken back by its own: no money moves', async () => {
    await propose()
    const { approve, refuse } = await openAs('owner')
    await office.as('owner').post(here('/refuse'), { seal: refuse, note: 'it has arrived' }).expect(303)
    expect(await lastOf('refund-declined')).toMatchObject({
      detail: { by: 'owner', proposedBy: 'till-2', note: 'it has arrived' },
    })
    // The yes of the same page comes too late.
    await office.as('owner').post(here('/approve'), { seal: approve! })
    await propose('20.00')
    const own = await openAs('till-2')
    await office.as('till-2').post(here('/refuse'), { seal: own.refuse }).expect(303)

    expect(refundsAsked()).toBe(0)
    expect(await stateOf()).toMatchObject({ refundedMinor: 0, status: 'paid' })
    expect((await office.as('owner').get('/review').expect(200)).text).toContain('Nothing needs you.')
  })

  it('is either made or refused where one says yes and one no at once', async () => {
    await propose()
    const [yes, no] = [await openAs('owner'), await openAs('front-desk')]
    const [made, refused] = await Promise.all([
      office.as('owner').post(here('/approve'), { seal: yes.approve! }),
      office.as('front-desk').post(here('/refuse'), { seal: no.refuse }),
    ])
    const isRefused = (await kindsOf()).includes('refund-declined')
    expect([made.status, refused.status].sort()).toEqual([303, 409])
    expect(refundsAsked()).toBe(isRefused ? 0 : 1)
    expect(await stateOf()).toMatchObject({ refundedMinor: isRefused ? 0 : 3000 })
  })

  it('does not move where something else has happened since the page was opened', async () => {
    await propose()
    const { approve } = await openAs('owner')
    await office.checkout.refund(order.orderNumber, { amountMinor: 500, key: 'other', by: 'front-desk' })
    const answer = await office.as('owner').post(here('/approve'), { seal: approve! })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('It has moved on')
    expect(await stateOf()).toMatchObject({ refundedMinor: 500 })
    // Now there is less left than was proposed.
    expect(await openAs('owner')).toMatchObject({ approve: undefined })
    expect((await office.as('owner').get(here('/approve'))).text).toContain('It can only be refused.')
  })

  it('is one at a time of an order', async () => {
    await propose('30.00')
    const second = await propose('20.00')
    expect([second.status, second.text]).toEqual([
      400,
      expect.stringContaining('waits already: till-2 has proposed it'),
    ])
    expect(await kindsOf()).toEqual(expect.arrayContaining(['refund-proposed']))
    expect((await kindsOf()).filter((kind) => kind === 'refund-proposed')).toHaveLength(1)
  })

  it('is proposed once by two clicks', async () => {
    const page = await office.as('till-2').get(here('/refund?amount=30.00')).expect(200)
    const { address, ...form } = formOf(page.text)
    const press = () => office.as('till-2').post(address.replace('/office', ''), form)
    expect((await Promise.all([press(), press()])).map(({ status }) => status)).toEqual([303, 303])
    expect((await kindsOf()).filter((kind) => kind === 'refund-proposed')).toHaveLength(1)
    const { approve } = await openAs('owner')
    await office.as('owner').post(here('/approve'), { seal: approve! }).expect(303)
    // The first page again: the refund was made, and is not proposed anew.
    expect((await press()).status).toBe(303)
    expect([refundsAsked(), (await kindsOf()).filter((kind) => kind === 'refund-proposed').length]).toEqual([1, 1])
  })

  it('is not proposed anew by its old form once another operator has said no', async () => {
    const page = await office.as('till-2').get(here('/refund?amount=30.00')).expect(200)
    const { address, ...form } = formOf(page.text)
    const press = () => office.as('till-2').post(address.replace('/office', ''), form)
    await press()
    const { refuse } = await openAs('owner')
    await office.as('owner').post(here('/refuse'), { seal: refuse }).expect(303)

    const again = await press()
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('It has moved on')])
    expect((await kindsOf()).filter((kind) => kind === 'refund-proposed')).toHaveLength(1)
    expect(await office.as('owner').get(here('/approve'))).toMatchObject({ status: 409 })
  })

  it('waits on where its operator sends the form of another amount, opened before it was proposed', async () => {
    const [larger, smaller] = await Promise.all(
      ['30.00', '5.00'].map(async (amount) => {
        const page = await office
          .as('till-2')
          .get(here(`/refund?amount=${amount}`))
          .expect(200)
        const { address, ...form } = formOf(page.text)
        return () => office.as('till-2').post(address.replace('/office', ''), form)
      }),
    )
    await larger!().expect(303)

    const stale = await smaller!()
    expect([stale.status, stale.text]).toEqual([409, expect.stringContaining('It has moved on')])
    expect(refundsAsked()).toBe(0)
    const { approve } = await openAs('owner')
    await office.as('owner').post(here('/approve'), { seal: approve! }).expect(303)
    expect(await stateOf()).toMatchObject({ refundedMinor: 3000 })
  })

  it('says to who has said no, and then yes on the same page, that the yes came too late', async () => {
    await propose()
    const { approve, refuse } = await openAs('owner')
    await office.as('owner').post(here('/refuse'), { seal: refuse }).expect(303)
    const late = await office.as('owner').post(here('/approve'), { seal: approve! })
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('It has moved on')])
    expect(refundsAsked()).toBe(0)
  })

  it.each([
    ['longer than is kept', 'n'.repeat(1_001)],
    ['with a character that no text has', 'lost\u0000in the post'],
  ])('is neither proposed nor refused with a reason %s', async (_what, note) => {
    expect(await propose('30.00', note)).toMatchObject({ status: 400 })
    expect(await kindsOf()).not.toContain('refund-proposed')
    await propose()
    const { refuse } = await openAs('owner')
    await office.as('owner').post(here('/refuse'), { seal: refuse, note }).expect(400)
    expect(await kindsOf()).not.toContain('refund-declined')
    await openAs('owner')
  })

  it('is for those who may refund, from a page of the shop', async () => {
    await propose()
    const { approve } = await openAs('owner')
    await office.as('auditor').get(here('/approve')).expect(403)
    await office.as('auditor').post(here('/approve'), { seal: approve! }).expect(403)
    await office.as('owner').post(here('/approve'), { seal: approve! }).set('sec-fetch-site', 'cross-site').expect(403)
    await office.as('front-desk').post(here('/approve'), { seal: approve! }).expect(409)
    expect(refundsAsked()).toBe(0)
  })

  it('goes at once up to the limit', async () => {
    const answer = await office.as('till-2').press(here('/refund?amount=10.00'))
    expect(answer.status).toBe(303)
    expect(refundsAsked()).toBe(1)
  })
})
