import type { Response } from 'supertest'
import { fillList, ofOfficeShop } from '../support/office-list.ts'
import { fillOffice } from '../support/office-orders.ts'
import type { OfficeOrders } from '../support/office-orders.ts'
import { openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { mounts } from '../support/store.ts'

/** Orders of no purchase, which all have ended long ago: two pages and a bit. */
const oldCount = 90
const day = (number: number) => new Date(Date.UTC(2026, 2, 1 + number))

describe.each(mounts)('the list of orders %s', (_title, mount) => {
  let office: Office
  let bought: OfficeOrders
  let takeAway: () => Promise<void>
  beforeAll(async () => {
    office = await openOffice({ mount, options: ofOfficeShop })
    bought = await fillOffice(office)
    takeAway = await fillList(office, oldCount, (number) => ({
      ...(number === 3 && { email: 'Jane@Example.com', cardEnd: '4242', sku: 'lamp', reference: 'OLD-3' }),
      ...(number === 4 && { declined: 'insufficient-funds', status: 'declined', cardEnd: '0815' }),
      ...(number === 5 && { status: 'paid', handOver: 'done', paidAt: day(9), linkNumber: 'LINK5' }),
      ...(number === 6 && { status: 'paid', handOver: 'done', paidAt: day(8), amountMinor: 777, currency: 'USD' }),
      ...(number === 7 && { reference: 'TWICE', isRepeatable: true }),
      ...(number === 8 && { reference: 'TWICE', isRepeatable: true }),
      ...(number === 9 && { reference: '4242', amountMinor: 424_200 }),
      ...(number === 10 && { shop: 'other.example', reference: 'THEIRS' }),
    }))
    await office.database.sql(`insert into checkout_shops (shop, owner, used_at, has_unnamed)
      values ('other.example', 'other.example', '2026-03-01T00:00:00.000Z', 0)`)
  })
  afterAll(async () => {
    await takeAway()
    await office.close()
  })

  const desk = () => office.as('front-desk')
  const list = (query = '') => desk().get(`/orders${query}`)
  const programs = (query: string) => list(query).set('Accept', 'application/json')
  const search = (q: string, more = '') => `?${new URLSearchParams({ q }).toString()}${more}`
  /** The orders of a page, by the addresses that its rows lead to. */
  const rowsOf = ({ text }: Response) =>
    [...text.matchAll(/<a href="\/office\/orders\/([^"/?]+)"/g)].map(([, number]) => number)
  const linkOf = ({ text }: Response, words: string) => {
    const [, href] = new RegExp(`<a[^>]* href="([^"]*)"[^>]*>${words}</a>`).exec(text) ?? []
    return href?.replaceAll('&amp;', '&').replace('/office', '')
  }
  const follow = async (page: Response, words: string) => {
    const href = linkOf(page, words)
    if (href === undefined) throw new Error(`The page has no link ${words}.`)
    return desk().get(href).expect(200)
  }
  const N = (...numbers: readonly number[]) => numbers.map((number) => `N${String(number).padStart(6, '0')}`)
  const numbersOf = ({ body }: Response) =>
    (body as { orders: { orderNumber: string }[] }).orders.map(({ orderNumber }) => orderNumber)

  describe('without a filter', () => {
    it('shows the newest orders first, says how many match, and leads to each', async () => {
      const page = await list().expect(200)

      expect(page.text).toContain('96 orders match. Newest first.')
      expect(rowsOf(page)).toHaveLength(40)
      expect(rowsOf(page).slice(0, 2)).toEqual([bought.markup, bought.stuck])
      expect(page.text).toMatch(/<a href="\/office\/orders" +aria-current="page">Orders<\/a>/)
      // A second box would only repeat the one that the page has.
      expect(page.text.match(/name="q"/g)).toHaveLength(1)
    })

    it('goes by Older to the last order and by Newer back, each order once', async () => {
      const pages = [await list().expect(200)]
      while (linkOf(pages.at(-1)!, 'Older') !== undefined) pages.push(await follow(pages.at(-1)!, 'Older'))

      const numbers = pages.flatMap(rowsOf)
      expect(pages).toHaveLength(3)
      expect(new Set(numbers).size).toBe(96)
      expect(numbers).toHaveLength(96)
      expect(numbers.at(-1)).toBe('N000000')
      const back = await follow(await follow(pages[2]!, 'Newer'), 'Newer')
      expect(rowsOf(back)).toEqual(rowsOf(pages[0]!))
      expect(linkOf(back, 'Newer')).toBeUndefined()
    })

    it('says the same to a program, with the cursors of the pages before and after', async () => {
      const first = await programs('').expect(200)
      const { older, newer, count } = first.body as { older: string; newer?: string; count: object }
      expect([numbersOf(first).length, newer, count]).toEqual([40, undefined, { count: 96, more: 'none' }])

      const second = await programs(`?before=${older}`).expect(200)
      expect(numbersOf(second)).toHaveLength(40)
      expect((second.body as { newer: string }).newer).toEqual(expect.any(String))
    })
  })

  describe('by the search box', () => {
    it('leads to the order of an exact number: ours, the bank’s, reference, link, refund key', async () => {
      const { gatewayOrderId } = (await office.checkout.orders.get(bought.paid))!
      const grouped = bought.paid.replace(/(.{4})/g, '$1 ').toLowerCase()
      const cases: readonly (readonly [string, string])[] = [
        [bought.paid, bought.paid],
        [` ${grouped} `, bought.paid],
        [gatewayOrderId!, bought.paid],
        ['W-10482', bought.paid],
        ['rf-1', bought.refundedInPart],
        ['LINK5', 'N000005'],
        [`'"><b>W-10486</b>`, bought.markup],
      ]
      for (const [text, number] of cases) {
        const answer = await list(search(text)).expect(303)
        expect([text, answer.headers.location]).toEqual([text, `/office/orders/${number}`])
      }
      expect(numbersOf(await programs(search('W-10482')).expect(200))).toEqual([bought.paid])
    })

    it('lists the orders of a number that several have', async () => {
      expect(rowsOf(await list(search('TWICE')).expect(200))).toEqual(N(8, 7))
    })

    it('lists by e-mail, card end and amount what no number is, and says how it was read', async () => {
      const cases: readonly (readonly [string, string, readonly number[]])[] = [
        ['JANE@example.com', 'Read as an e-mail address.', [3]],
        ['0815', 'Read as the end of a card.', [4]],
        ['7.77 usd', 'Read as an amount of USD.', [6]],
      ]
      for (const [text, words, numbers] of cases) {
        const page = await list(search(text)).expect(200)
        expect([text, rowsOf(page)]).toEqual([text, N(...numbers)])
        expect(page.text.replace(/\s+/g, ' ')).toContain(words)
      }
    })

    it('offers the other ways to read a text, as filters', async () => {
      const page = await list(search('815')).expect(200)
      expect(rowsOf(page)).toEqual([])

      const read = await list(search('VISA 4242')).expect(200)
      expect(rowsOf(read)).toEqual(N(3))
      const card = await list(search('0815', '&view=not-paid')).expect(200)
      expect(linkOf(card, '815.00 EUR')).toBe('/orders?view=not-paid&amount=815.00&currency=EUR')
      // A reference goes before the end of a card; the filter finds that one.
      expect((await list(search('4242')).expect(303)).headers.location).toBe('/office/orders/N000009')
      expect(rowsOf(await list('?cardEnd=4242').expect(200))).toEqual(N(3))
      expect(rowsOf(await list('?amount=4242.00&currency=EUR').expect(200))).toEqual(N(9))
    })

    it('looks within the filters beside it, and offers to look among all orders', async () => {
      const page = await list(search('OLD-3', '&view=held')).expect(200)

      expect(page.text).toContain('No order matches.')
      expect(linkOf(page, 'Look among all orders')).toBe('/orders?q=OLD-3')
      expect((await list(search('OLD-3', '&view=not-paid')).expect(303)).headers.location).toMatch(/N000003$/)
    })

    it('finds nothing of what nobody has, and says so', async () => {
      for (const text of ['nothing', '<b>x', "' or 1 = 1 --", '%', '👍']) {
        const page = await list(search(text)).expect(200)
        expect(page.text).toContain('No order matches.')
        expect(page.text).not.toContain('<b>x')
        expect(linkOf(page, 'CSV of all that match')).toBeUndefined()
      }
    })

    it('looks up nothing of a text that no order can have', async () => {
      for (const text of ['x'.repeat(10_000), 'a\0b', 'a\u{1b}[31m']) {
        const page = await list(search(text)).expect(400)
        expect(page.text).toContain('Nothing was looked up.')
        expect(page.text.length).toBeLessThan(20_000)
        const { body } = await programs(search(text)).expect(400)
        expect(body).toEqual({ code: 'CHECKOUT_QUERY', message: expect.stringMatching(/as long as that|characters/) })
      }
    })
  })

  describe('by filters in the address', () => {
    const cases: readonly (readonly [string, () => readonly string[]])[] = [
      ['?view=needs-a-person', () => [bought.stuck, bought.review]],
      ['?view=open', () => [bought.open]],
      ['?status=partially_refunded', () => [bought.refundedInPart]],
      ['?view=paid&status=partially_refunded', () => [bought.refundedInPart]],
      ['?view=held&status=paid', () => []],
      ['?goods=stuck', () => [bought.stuck]],
      ['?view=goods-due&goods=stuck', () => []],
      ['?since=2026-03-01&until=2026-03-01&status=declined', () => N(4)],
      ['?until=2026-02-28', () => []],
      ['?paidUntil=2026-03-31', () => N(5, 6)],
      ['?paidSince=2026-03-10&paidUntil=2026-03-10', () => N(5)],
      ['?amount=7.77&currency=USD', () => N(6)],
      ['?amount=1+280.00&currency=EUR', () => [bought.stuck]],
      ['?currency=USD', () => N(6)],
      ['?email=jane@example.com', () => N(3)],
      ['?cardEnd=0815', () => N(4)],
      ['?sku=lamp', () => N(3)],
      ['?declined=insufficient-funds', () => N(4)],
    ]
    it.each(cases)('%s shows what matches, and only that', async (query, expected) => {
      expect(rowsOf(await list(query).expect(200))).toEqual(expected())
      expect(numbersOf(await programs(query).expect(200))).toEqual(expected())
    })

    it('keeps them in the form, and shows each as a chip that leads to the list without it', async () => {
      const page = await list('?view=not-paid&status=declined&since=2026-03-01').expect(200)

      expect(page.text).toContain('<input type="hidden" name="view" value="not-paid" />')
      expect(page.text).toMatch(/<option value="declined" selected>/)
      expect(page.text).toMatch(/name="since"[^>]* value="2026-03-01"/)
      expect(page.text).toContain('Filters (2 set)')
      expect(page.text).toContain('href="/office/orders?view=not-paid&amp;since=2026-03-01" aria-label="Take away: Dec')
      expect(page.text).toMatch(/<a href="\/office\/orders\?view=not-paid" +aria-current="true">Not paid<\/a>/)
      expect(linkOf(page, 'CSV of all that match')).toBe('/orders.csv?view=not-paid&status=declined&since=2026-03-01')
    })

    it('goes on to the address without the fields that a form sends empty', async () => {
      const answer = await list('?q=&status=expired&goods=&since=&amount=').expect(303)

      expect(answer.headers.location).toBe('/office/orders?status=expired')
      expect((await list('?q=+&status=').expect(303)).headers.location).toBe('/office/orders')
    })

    it('keeps them from page to page', async () => {
      const first = await list('?status=expired').expect(200)

      const second = await follow(first, 'Older')

      expect(second.text).toContain('Filters (1 set)')
      expect(rowsOf(second)).toHaveLength(40)
      expect(new Set([...rowsOf(first), ...rowsOf(second)]).size).toBe(80)
    })

    it.each([
      ['?statu=paid', /Nobody knows the filter "statu"\. There are: q, view, status/],
      ['?status=payed', /status: wanted registering, .*, got "payed"/],
      ['?status=paid&status=held', /The filter status is there twice/],
      ['?view=everything', /view: wanted all, open, .*, got "everything"/],
      ['?goods=gone', /goods: wanted none, due, done, stuck, got "gone"/],
      ['?since=yesterday', /since: wanted a day such as 2026-11-27, got "yesterday"/],
      ['?until=2026-02-30', /until: wanted a day/],
      ['?paidSince=9999-12-31', /paidSince: wanted a day/],
      ['?paidUntil=0001-01-01', /paidUntil: wanted a day/],
      ['?amount=1,50&currency=EUR', /amount: wanted digits with a point, in EUR, got "1,50"/],
      ['?amount=0&currency=EUR', /amount: wanted more than 0/],
      ['?amount=12.50', /amount: wanted its currency as well/],
      ['?currency=EURO', /currency: wanted three letters such as EUR/],
      ['?cardEnd=42', /cardEnd: wanted the last four digits of a card/],
      ['?declined=mood', /declined: wanted declined-by-issuer/],
      ['?sku=a%00b', /sku: wanted a string/],
      ['?shop=other.example', /shop/],
      ['?before=forged', /Wanted the cursor of a page of this list/],
      ['?after=bzE3.forged', /Wanted the cursor of a page of this list/],
      ['?before=a&after=b', /Wanted the page before or after a place, got both/],
      ['?q=W-10482&%3Cb%3Ex=1', /Nobody knows the filter/],
    ])('%s is refused by name: nothing was looked up', async (query, words) => {
      const page = await list(query).expect(400)

      expect(page.text).toContain('Nothing was looked up.')
      expect(page.text.replaceAll('&quot;', '"')).toMatch(words)
      expect(rowsOf(page)).toEqual([])
      expect(page.text).not.toContain('<b>x')
      expect((await programs(query).expect(400)).body).toEqual({
        code: 'CHECKOUT_QUERY',
        message: expect.stringMatching(words),
      })
      const csv = await desk().get(`/orders.csv${query}`).expect(400)
      expect(csv.headers['content-disposition']).toBeUndefined()
      expect(csv.text.replaceAll('&quot;', '"')).toMatch(/before|after/.test(query) ? /A CSV has no pages/ : words)
    })

    it('refuses what is longer than anything kept, and shows it to nobody', async () => {
      for (const [query, words] of [
        [`?before=${'a'.repeat(5_000)}`, 'before: wanted the cursor of a page'],
        [`?sku=${'a'.repeat(5_000)}`, 'The filter sku is longer than anything that is kept.'],
        [`?${'a'.repeat(5_000)}=1`, 'Nobody knows the filter'],
      ] as const) {
        const page = await list(query).expect(400)
        expect(page.text).toContain(words)
        expect(page.text).not.toContain('a'.repeat(400))
      }
    })

    it('keeps what was written beside what cannot be read', async () => {
      const page = await list('?q=W-10482&status=paid&amount=1,50&currency=EUR').expect(400)

      expect(page.text).toMatch(/name="q"[^>]*value="W-10482"/)
      expect(page.text).toMatch(/name="amount"[^>]* value="1,50"/)
      expect(page.text).toMatch(/<details open>/)
      expect(linkOf(page, 'The orders without that')).toBe('/orders?status=paid&currency=EUR')
    })
  })

  it('shows an empty page beyond the last order, and leads back', async () => {
    const last = (await programs('?sku=lamp').expect(200)).body as { orders: { createdAt: string }[] }
    const place = Buffer.from(`o${new Date(last.orders[0]!.createdAt).getTime().toString(36)}.N000003`)
    const query = `?sku=lamp&before=${place.toString('base64url')}`

    const page = await list(query).expect(200)

    expect(page.text).toContain('Nothing on this page.')
    expect(linkOf(page, 'Older')).toBeUndefined()
    expect(rowsOf(await follow(page, 'Newer'))).toEqual(N(3))
    expect(numbersOf(await programs(query).expect(200))).toEqual([])
  })

  it('shows no order of another shop, however it is asked for', async () => {
    for (const text of ['THEIRS', 'N000010']) {
      expect((await list(search(text)).expect(200)).text).toContain('No order matches.')
    }
    await desk().get('/orders/N000010').expect(404)
    const page = await list('?shop=other.example').expect(400)
    expect(page.text).not.toContain('THEIRS')
  })

  it('shows markup as text, whoever has written it', async () => {
    await office.database.sql(`update checkout_orders set card = '{"maskedNumber":"<i>1111","brand":"<script>x"}',
      sku = '<u>sku' where order_number = 'N000089'`)
    await office.database.sql(`update checkout_orders set reference = '<s>'
      where order_number = 'N000089'`)

    const page = await list('?sku=%3Cu%3Esku').expect(200)
    const first = await list().expect(200)

    expect(page.text).toContain('&lt;u&gt;sku')
    expect(page.text).toContain('&lt;s&gt;')
    for (const { text } of [page, first]) expect(text).not.toMatch(/<(script|b|i|u|s|img)\b/)
  })

  it('lets in who may look, and nobody else', async () => {
    await office.as('auditor').get('/orders').expect(200)
    await office.as('auditor').get('/orders.csv').expect(200)
    for (const path of ['/orders', '/orders.csv']) {
      const answer = await office.as('stranger').get(path).expect(403)
      expect(answer.text).toContain('You may not be here')
      expect(answer.text).not.toMatch(/lamp|Windowsill/)
    }
    const { headers } = await list().expect(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })
})

describe.each(mounts)('a list of orders %s', (_title, mount) => {
  let office: Office
  afterEach(() => office.close())

  it('of a shop’s first day says what will be there', async () => {
    office = await openOffice({ mount })
    const page = await office.as('front-desk').get('/orders').expect(200)

    expect(page.text).toContain('No orders yet.')
  })

  it('counts to a thousand, and says that there are more', async () => {
    office = await openOffice({ mount, options: ofOfficeShop })
    await office.as('front-desk').get('/orders').expect(200)
    const takeAway = await fillList(office, 1_001)

    const page = await office.as('front-desk').get('/orders').expect(200)
    expect(page.text).toContain('More than 1\u{a0}000 match; counted no further. Newest first.')
    await takeAway()
  })
})
