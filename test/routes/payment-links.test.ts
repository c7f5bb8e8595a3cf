import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout, LinkItem, LinkOptions, PaymentLink } from '../../src/index.ts'
import { mounts, onlyOrder, openStore, pathOf, secrets, shelf, timesAsked } from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'

const item = { amountMinor: 4990, currency: 'EUR', description: 'Repair of a <b>bicycle</b>' }
const ofScript = { Accept: 'application/json' }
const front = 'https://front.example'
const dayMs = 86_400_000

let store: Store
let link: PaymentLink
let others: HostedCheckout[]
beforeEach(() => (others = []))
afterEach(async () => {
  for (const other of others) await other.close()
  await store.close()
})

describe.each(mounts)('/payment/links/:linkNumber %s', (_title, mount) => {
  async function open(
    options: StoreOptions = {},
    made: { readonly item?: Partial<LinkItem>; readonly options?: LinkOptions } = {},
  ): Promise<void> {
    store = await openStore({ mount, ...options })
    link = await store.checkout.link({ ...item, ...made.item }, made.options)
  }

  const path = (): string => pathOf(link.url)
  const registrations = (): number => timesAsked(store, 'register.do')
  const get = (browser: Browser = store.browser()) => browser.get(path())
  const post = (browser: Browser = store.browser()) => browser.post(path())

  /** Presses the button, pays, and comes back. */
  async function pay(browser: Browser): Promise<string> {
    await post(browser).expect(200)
    const { gatewayOrderId } = await onlyOrder(store)
    const { location } = await store.bank.pay(gatewayOrderId!)
    return (await browser.get(pathOf(location)).expect(200)).text
  }

  it('shows what it is for, how much, and whose it is, with a button; nothing is registered', async () => {
    await open({}, { options: { note: 'rang twice' } })

    const { text, headers } = await get().expect(200).expect('Cache-Control', 'no-store')

    expect(text).toContain('€49.90')
    expect(text).toContain('<bdi>Repair of a bicycle</bdi>')
    expect(text).toContain(new URL(store.baseUrl).host)
    expect(text).toContain('<form class="action" method="post"><button class="button">Continue to payment</button>')
    expect(text).not.toContain('rang twice')
    expect(headers['content-security-policy']).toContain("form-action 'self'")
    expect(headers['x-robots-tag']).toBe('noindex')
    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
  })

  it('registers nothing however often, and by whomever, it is opened', async () => {
    await open({ options: { checkoutsPerMinute: 1, newOrdersPerMinute: 1 } })
    const robots = [
      { 'User-Agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' },
      { 'User-Agent': 'WhatsApp/2.23' },
      { 'Sec-Purpose': 'prefetch' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
      {},
    ]

    for (let hundreds = 0; hundreds < 10; hundreds += 1) {
      const statuses = Array.from({ length: 100 }, async (_, index) => {
        const answer = await fetch(link.url, { headers: robots[index % robots.length]! })
        await answer.text()
        return answer.status
      })
      expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]))
    }
    await store.browser().head(path()).expect(204)

    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
    expect(await store.database.sql('select * from checkout_orders')).toEqual([])
    await post().expect(200)
  })

  it('goes on to the bank by a page of its own, whatever the policy, and pays the order', async () => {
    await open({}, { item: { sku: 'repair', metadata: { bike: 7 }, email: 'a@b.example', payWithinMs: 90_000 } })
    const browser = store.browser()

    const answer = await post(browser).expect(200)

    const order = await onlyOrder(store)
    expect(answer.headers.refresh).toBe(`0; url=${order.formUrl}`)
    expect(order).toMatchObject({
      status: 'registered',
      sku: 'repair',
      amountMinor: 4990,
      currency: 'EUR',
      description: item.description,
      reference: link.linkNumber,
      linkNumber: link.linkNumber,
      isRepeatable: false,
      email: 'a@b.example',
      metadata: { bike: 7 },
    })
    expect(store.bank.requests[0]?.parameters).toMatchObject({ amount: '4990', sessionTimeoutSecs: '90' })
    expect(order.expiresAt.getTime() - order.createdAt.getTime()).toBe(90_000)
    const { location } = await store.bank.pay(order.gatewayOrderId!)
    expect((await browser.get(pathOf(location)).expect(200)).text).toContain(order.orderNumber)
    expect(store.handedOver).toMatchObject([{ orderNumber: order.orderNumber, linkNumber: link.linkNumber }])
    expect(await store.checkout.links.get(link.linkNumber)).toMatchObject({
      state: 'paid',
      orderNumber: order.orderNumber,
    })
  })

  it('sells the item as it was priced, whatever the request says and the options are by now', async () => {
    await open({ options: { currency: 'EUR' } }, { item: { currency: undefined } })
    const later = another({ currency: 'USD' })

    await post().type('form').send('amountMinor=1&currency=JPY').expect(200)

    expect(await onlyOrder(store)).toMatchObject({ amountMinor: 4990, currency: 'EUR' })
    expect(await later.links.get(link.linkNumber)).toMatchObject({ amountMinor: 4990, currency: 'EUR' })
  })

  it('counts to the limits', async () => {
    await open({ options: { checkoutsPerMinute: 1 } })
    await post().expect(200)
    link = await store.checkout.link(item)

    await post().expect(429)

    expect(registrations()).toBe(1)
  })

  it.each(['once', 'repeat'] as const)(
    'is one order for a double click and for two buyers, `references: %s`',
    async (references) => {
      await open({ options: { references } })
      const browser = store.browser()
      await browser.get('/')

      const answers = await Promise.all([post(browser), post(browser), post()])

      expect(new Set(answers.map(({ headers }) => headers.refresh as string)).size).toBe(1)
      expect(registrations()).toBe(1)
    },
  )

  it('is paid once: its buyer sees the page of their order, anybody else that it is paid', async () => {
    await open()
    const buyer = store.browser()
    await pay(buyer)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)
    const page = `${store.baseUrl}/payment/return?orderId=${gatewayOrderId}`

    for (const press of [get, post]) {
      expect((await press(buyer).expect(303)).headers.location).toBe(page)
      const { text } = await press(store.browser()).expect(410)
      expect(text).toContain('Payment received')
      expect(text).not.toContain(orderNumber)
      expect(text).not.toContain('49.90')
    }
    expect(registrations()).toBe(1)
  })

  it.each(['once', 'repeat'] as const)('is paid once with `references: %s`, too', async (references) => {
    await open({ options: { references } }, { item: { reference: 'INV-7' } })
    await pay(store.browser())

    await post().expect(410)

    expect(registrations()).toBe(1)
  })

  it('stays paid after a refund: a link is not paid twice', async () => {
    await open()
    const buyer = store.browser()
    await pay(buyer)
    const { orderNumber } = await onlyOrder(store)
    await store.checkout.refund(orderNumber, { amountMinor: 4990, key: 'all' })

    await post().expect(410)

    expect(await store.checkout.links.get(link.linkNumber)).toMatchObject({ state: 'paid', orderNumber })
    expect(registrations()).toBe(1)
  })

  it('is paid if the bank says so only when the button is pressed again', async () => {
    await open()
    await post().expect(200)
    const { gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!)
    await store.database.age('checkout_orders', 'created_at', 60_000)

    const { body } = await post().set(ofScript).expect(410)

    expect(body).toMatchObject({ code: 'CHECKOUT_LINK', title: 'This payment link is paid' })
  })

  it('is paid if another order of its reference is: an invoice is paid once', async () => {
    const catalog = { ...shelf, invoice: { ...item, description: 'By the shop', reference: 'INV-7' } }
    await open({ options: { catalog } }, { item: { reference: 'INV-7' } })
    const browser = store.browser()
    const { headers } = await browser.get(store.path('/checkout/invoice')).expect(302)
    const { gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!)
    await store.checkout.reconcile()

    await post().expect(410)

    expect(headers.location).toBeDefined()
    expect((await store.checkout.links.get(link.linkNumber))?.state).toBe('paid')
  })

  it('can be tried again after a failed payment, by its own page', async () => {
    await open()
    const buyer = store.browser()
    await post(buyer).expect(200)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!, { number: '5168494895055780' })
    await store.checkout.decline(orderNumber)

    const { text } = await buyer.get(store.path(`/payment/return?orderId=${gatewayOrderId}`)).expect(200)

    expect(text).toContain(`href="${link.url}"`)
    await post(buyer).expect(200)
    expect(registrations()).toBe(2)
  })

  it.each([
    ['withdrawn', 'This payment link was withdrawn', () => store.checkout.links.withdraw(link.linkNumber)],
    ['expired', 'This payment link has expired', () => store.database.age('checkout_links', 'expires_at', 31 * dayMs)],
  ])('says so once it is %s: a page for a person, 410 for a script', async (state, title, end) => {
    await open()
    await end()

    for (const press of [get, post]) {
      expect((await press().expect(410)).text).toContain(title)
      expect((await press().set(ofScript).expect(410)).body).toMatchObject({
        code: 'CHECKOUT_LINK',
        title,
        detail: expect.stringContaining('Nobody was sent to pay.'),
      })
    }
    expect((await store.checkout.links.get(link.linkNumber))?.state).toBe(state)
    expect(store.bank.requests).toEqual([])
  })

  it('says that it is paid before it says that it has expired', async () => {
    await open()
    const buyer = store.browser()
    await pay(buyer)
    await store.database.age('checkout_links', 'expires_at', 31 * dayMs)

    await get(buyer).expect(303)
    expect((await get().expect(410)).text).toContain('Payment received')
  })

  it('that is withdrawn closes the page that a buyer had open at the bank, and sends nobody there', async () => {
    await open()
    await post().expect(200)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)

    expect(await store.checkout.links.withdraw(link.linkNumber)).toMatchObject({ state: 'withdrawn' })

    expect(store.bank.order(gatewayOrderId!)).toMatchObject({ orderStatus: 6 })
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'declined' })
  })

  it('that is withdrawn while the button is pressed sends the buyer nowhere', async () => {
    await open()
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 300 })
    const pressed = post()
    const answer = pressed.then((one) => one)
    while (registrations() === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await store.checkout.links.withdraw(link.linkNumber)

    expect((await answer).status).toBe(410)
    expect((await answer).headers.refresh).toBeUndefined()
  })

  it('tells a script where to pay', async () => {
    await open()

    const { body } = await post().set({ ...ofScript, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' })

    const order = await onlyOrder(store)
    expect(body).toMatchObject({ orderNumber: order.orderNumber, formUrl: order.formUrl })
  })

  it('is refused to a form of another site, a prefetch and a crawler that post', async () => {
    await open()

    await post().set({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', Origin: front }).expect(403)
    await post().set({ 'Sec-Purpose': 'prefetch' }).expect(403)
    await post().set({ 'User-Agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }).expect(403)

    expect(store.entries).toEqual([])
    // Its own page has `no-referrer`: browsers then send no origin.
    await post().set({ 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', Origin: 'null' }).expect(200)
  })

  it.each(['nothing', 'x'.repeat(500), '%00', '..%2f', "' or 1=1"])(
    'that is not one of ours is 404: %s',
    async (number) => {
      await open()

      const answer = await store
        .browser()
        .get(store.path(`/payment/links/${number}`))
        .expect(404)
      await store
        .browser()
        .post(store.path(`/payment/links/${number}`))
        .expect(404)
      const { body } = await store
        .browser()
        .get(store.path(`/payment/links/${number}`))
        .set(ofScript)
        .expect(404)

      expect(answer.text).not.toContain('49.90')
      expect(body).toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    },
  )

  it('belongs to its shop: another shop on the same ledger does not know it', async () => {
    await open()
    const other = another({ shop: { key: 'another.example' } })

    expect(await other.links.get(link.linkNumber)).toBeUndefined()
    await expect(other.links.withdraw(link.linkNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    for await (const one of other.links.find()) throw new Error(one.linkNumber)
    await get().expect(200)
  })

  it("is drawn in the item's language, else in the browser's", async () => {
    await open({}, { item: { language: 'fr-CA' } })
    expect((await get().expect('Content-Language', 'fr')).text).toContain('Votre paiement')

    link = await store.checkout.link(item)
    expect((await get().set('Accept-Language', 'el')).text).toContain('Η πληρωμή σας')
  })

  it('waits while the ledger is away, and the bank is silent', async () => {
    await open()
    store.bank.fault({ kind: 'server-error', method: 'register.do' })
    await post().expect(503)
    await store.database.sql('alter table checkout_links rename to checkout_links_away')

    await get().expect(503)

    await store.database.sql('alter table checkout_links_away rename to checkout_links')
    await get().expect(200)
  })

  function another(options: object): HostedCheckout {
    const other = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      ...options,
    })
    others.push(other)
    return other
  }
})
