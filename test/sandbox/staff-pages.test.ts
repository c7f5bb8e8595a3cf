import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { testCards } from '../../src/sandbox/index.ts'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { until } from '../support/until.ts'
import { anOrder, openBank } from './open-bank.ts'
import { openStaff, textOf } from './staff.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A shop that answers callbacks. Returns its origin. */
async function listen(answer: (res: ServerResponse) => void): Promise<string> {
  const server = createServer((_req, res) => answer(res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A bank, and the pages of its staff. */
async function open(options: SandboxOptions = {}) {
  const bank = await openBank(options)
  return { ...bank, ...openStaff(bank.sandbox) }
}

/** The order numbers in the list, as they stand there. */
function numbersIn(page: string): string[] {
  return [...page.matchAll(/<th role="rowheader" scope="row">\s*<a[^>]*><bdi>([^<]*)/g)].map(([, number]) => number!)
}

/** The cells of a table's body, as text, with bars between them. */
function textsOfRows(page: string): string[] {
  const [, body = ''] = /<tbody[^>]*>([\s\S]*?)<\/tbody>/.exec(page) ?? []
  return body
    .split('</tr>')
    .slice(0, -1)
    .map((row) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell!)).join('|'))
}

function olderIn(page: string): string | undefined {
  return /href="([^"]+)">Older/.exec(page)?.[1]?.replaceAll('&amp;', '&')
}

const hostile = `"'><img src=x onerror=alert(1)>&amp;<!--`

describe('every page of the staff', () => {
  const pages = ['/', '/?q=nothing', '/faults', '/asked', '/use', '/forget', '/orders/none', '/no/such/page']

  it.each(pages)('%s runs nothing, loads nothing from elsewhere and is kept nowhere', async (page) => {
    const { site } = await open()

    const { headers, text } = await site.get(page)

    expect(headers['content-security-policy']!.split(';')).toEqual([
      ...["default-src 'none'", "style-src 'self'", "img-src 'self'", "base-uri 'none'"],
      ...["form-action 'self'", "frame-ancestors 'none'"],
    ])
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      // With `no-referrer`, browsers would send its forms with `Origin: null`.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringContaining('text/html'),
    })
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    expect(text).not.toMatch(/(?:src|href|action)="(?![/#])/)
    expect(text).toContain('<body class="bank">')
    expect(text).toContain('Never enter a real card.')
  })

  it('wears a stylesheet that a browser keeps', async () => {
    const { site, show } = await open()
    const [, path] = /<link rel="stylesheet" href="([^"]+)"/.exec(await show('/'))!

    const { headers, text } = await site.get(path!).expect(200).expect('Content-Type', /css/)

    expect(headers['cache-control']).toContain('immutable')
    expect(text).toContain('.bank {')
  })

  it('is answered to no other host', async () => {
    const { origin } = await open()

    for (const page of pages) await request(origin).get(page).set('Host', 'evil.example').expect(421)
  })

  it('says what is wrong with an address that nobody can read', async () => {
    const { show } = await open()

    expect(textOf(await show('/orders/%E0%A4%A', 400))).toContain('Nothing was done')
  })
})

describe('the orders at the bank', () => {
  it('are none on the first day, and say what to do', async () => {
    const { show } = await open()

    const page = await show('/')

    expect(textOf(page)).toContain('No orders yet.')
    expect(page).toContain('href="/use"')
    expect(textOf(page)).toContain('0 orders here, 0 wait for a buyer. The bank’s clock is right.')
  })

  it('come newest first, forty to a page', async () => {
    const { show, register } = await open()
    for (let number = 1; number <= 90; number += 1) await register({ orderNumber: `n${number}` })

    const first = await show('/')
    const second = await show(olderIn(first)!)
    const last = await show(olderIn(second)!)

    expect(numbersIn(first)).toEqual(Array.from({ length: 40 }, (_, index) => `n${90 - index}`))
    expect(numbersIn(second)).toEqual(Array.from({ length: 40 }, (_, index) => `n${50 - index}`))
    expect(numbersIn(last)).toEqual(Array.from({ length: 10 }, (_, index) => `n${10 - index}`))
    expect(last).not.toContain('Older')
    expect(first).not.toContain('Newest')
    expect(last).toContain('>Newest</a>')
    expect(textOf(first)).toContain('90 orders here, 90 wait for a buyer.')
  })

  it('keep their place while new ones come', async () => {
    const { show, register } = await open()
    for (let number = 1; number <= 41; number += 1) await register({ orderNumber: `n${number}` })
    const second = olderIn(await show('/'))!

    for (let number = 42; number <= 50; number += 1) await register({ orderNumber: `n${number}` })

    expect(numbersIn(await show(second))).toEqual(['n1'])
  })

  it('end beyond the last page, and after what the bank has forgotten', async () => {
    const { show, register } = await open({ keepOrders: 2 })
    const first = await register()
    for (let more = 0; more < 3; more += 1) await register()

    expect(textOf(await show(`/?before=${first}`))).toContain('No older orders.')
    expect(textOf(await show('/'))).toContain('The bank keeps the last 2.')
  })

  it.each([
    ['part of its number', 'shop-7'],
    ['capitals', 'SHOP-7'],
    ['its description', 'round teapot'],
    ['the e-mail', 'ada@'],
    ['the end of its card', '1111'],
  ])('are found by %s', async (_what, text) => {
    const { show, register, sandbox } = await open()
    await register({ orderNumber: 'other-1' })
    const orderId = await register({
      orderNumber: 'shop-77',
      description: 'A Round Teapot',
      email: 'ada@mail.example',
    })
    await sandbox.pay(orderId)
    await register({ orderNumber: 'other-2' })

    const page = await show(`/?q=${encodeURIComponent(text)}`)

    expect(numbersIn(page)).toEqual(['shop-77'])
    expect(page).toContain(`value="${text}"`)
  })

  it('lead straight to the one that a search names, in groups of four too', async () => {
    const { site, register } = await open()
    const orderId = await register({ orderNumber: 'K3TQ8M1ZV0C7YB2DHXWN5R9AJE' })

    for (const q of ['K3TQ8M1ZV0C7YB2DHXWN5R9AJE', 'K3TQ 8M1Z V0C7 YB2D HXWN 5R9A JE', orderId]) {
      await site.get('/').query({ q }).expect(303).expect('Location', `/orders/${orderId}`)
    }
  })

  it('say when none matches, whatever was searched for', async () => {
    const { show, register } = await open()
    await register()

    for (const text of ['x'.repeat(10_000), hostile, '%00', '   x   ', '\u{1f600}']) {
      const page = await show(`/?q=${encodeURI(text)}`)
      expect(textOf(page)).toContain('No order matches.')
      expect(page).not.toContain('<img')
      expect(page.length).toBeLessThan(15_000)
    }
  })

  it('are found page by page', async () => {
    const { show, register } = await open()
    for (let number = 1; number <= 45; number += 1) {
      await register({ orderNumber: `n${number}`, description: number % 45 === 1 ? 'rare' : 'common' })
    }

    const common = await show('/?q=common')

    expect(numbersIn(common)).toHaveLength(40)
    expect(numbersIn(await show(olderIn(common)!))).toEqual(['n5', 'n4', 'n3', 'n2'])
    expect(numbersIn(await show('/?q=rare'))).toEqual(['n1'])
  })

  it('take less than 60 KB', async () => {
    const { show, register, sandbox } = await open()
    for (let number = 0; number < 40; number += 1) {
      const orderNumber = String(number).padStart(36, '0')
      await register({ orderNumber, description: '"'.repeat(300), method: 'registerPreAuth.do' })
    }
    for (const { gatewayOrderId } of sandbox.orders().slice(0, 20)) await sandbox.pay(gatewayOrderId)

    expect(numbersIn(await show('/'))).toHaveLength(40)
    expect(Buffer.byteLength(await show('/'))).toBeLessThan(60 * 1024)
  })
})

describe('one order', () => {
  it('shows all that the bank knows of it', async () => {
    const { show, call, register, sandbox } = await open({ merchantName: 'Tea House' })
    const orderId = await register({
      orderNumber: 'shop-1',
      description: 'A teapot',
      email: 'ada@mail.example',
      ip: '192.0.2.7',
      language: 'fr',
      failUrl: 'http://user:secret@127.0.0.1:3000/failed',
      jsonParams: '{"table":"7"}',
      orderBundle: '{"cartItems":{"items":[{"name":"Pot","itemPrice":1999,"quantity":{"value":1,"measure":"pcs"}}]}}',
    })
    await sandbox.pay(orderId, { number: '4444444444446666', name: 'Ada Lovelace' })
    await sandbox.pay(orderId, { name: 'Ada Lovelace' })
    await call('refund.do', { orderId, amount: '500' })
    await call('refund.do', { orderId, amount: '5000' })
    const { approvalCode, referenceNumber } = sandbox.order(orderId)!

    const page = await show(`/orders/${orderId}`)

    const text = textOf(page)
    const told = [
      ...['shop-1', 'A teapot', orderId, 'Tea House', approvalCode, referenceNumber],
      ...['4 Refunded in part', 'VISA 4111 11•• •••• 1111', '12/34', 'Ada Lovelace', 'ada@mail.example', '192.0.2.7'],
      ...['Asked for', '19.99', 'Captured', 'Refunded', '−5.00', 'The shop keeps', '14.99'],
      ...['Attempts refused 1', 'Language fr', 'Kind Captured at once'],
      ...['http://127.0.0.1:3000/payment/return', 'http://127.0.0.1:3000/failed', 'Nowhere: the shop named no address'],
      ...['"table": "7"', 'Pot 1 pcs, 19.99', '"name": "Pot"', '"orderStatus": 4', '"refundedAmount": 500'],
      // What happened, newest first.
      'The shop asked refund.do: 200, after',
      'Refused, error 7: Refund amount exceeds deposited amount',
      '5.00 EUR went back. 2 Deposited became 4 Refunded.',
      '19.99 EUR captured. 0 Registered became 2 Deposited.',
      'An attempt was refused. Amount exceeds the limits set by the issuer (-20010).',
      'The shop asked register.do: 200, after',
    ]
    for (const part of told) expect(text.replaceAll('\u{a0}', ' ')).toContain(part)
    expect(text).not.toContain('secret')
  })

  it('shows its callbacks, and what the shop answered', async () => {
    const answers = [503, 200]
    const shop = await listen((res) => res.writeHead(answers.shift() ?? 200).end())
    const { show, register, sandbox } = await open({ callback: { url: `${shop}/callback`, retryMs: 20 } })
    const orderId = await register()
    await sandbox.pay(orderId)

    await until(() => answers.length === 0)
    await until(async () => textOf(await show(`/orders/${orderId}`)).includes('deposited: 200'))

    const text = textOf(await show(`/orders/${orderId}`))
    expect(text).toContain('The bank called the shop deposited: 503, after')
    expect(text).toContain(`Callbacks go to ${shop}/callback`)
  })

  it('says that a callback found nobody, or went nowhere', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const { show, register, sandbox } = await open({ callback: { url: 'http://127.0.0.1:1/callback' } })
    const [silent, foreign] = [await register(), await register({ dynamicCallbackUrl: 'http://shop.example/callback' })]
    await sandbox.pay(silent)
    await sandbox.pay(foreign)
    warned.mockRestore()

    await until(async () => textOf(await show(`/orders/${silent}`)).includes('deposited: no answer, after'))
    expect(textOf(await show(`/orders/${foreign}`))).toContain('deposited: not sent: the address is on another machine')
  })

  it('links its payment page while it can be paid', async () => {
    const { show, register, sandbox } = await open()
    const orderId = await register()
    const { pathname, search } = new URL(sandbox.order(orderId)!.formUrl)

    expect(await show(`/orders/${orderId}`)).toContain(`href="${pathname}${search}"`)
    sandbox.expire(orderId)
    expect(await show(`/orders/${orderId}`)).not.toContain(`href="${pathname}`)
  })

  it('is a clear page if the bank has no such order', async () => {
    const { show, post, newKey } = await open()
    const fields = { deed: 'pay', key: await newKey() }

    expect(textOf(await show('/orders/none', 404))).toContain('The bank has no such order')
    expect(textOf((await post('/orders/none', fields).expect(404)).text)).toContain('The bank has no such order')
    await show(`/orders/${'x'.repeat(5_000)}`, 404)
    await show(`/orders/${encodeURIComponent(hostile)}`, 404)
  })

  it('escapes everything that a shop or buyer can fill in', async () => {
    const { show, call, sandbox } = await open({ merchantName: hostile })
    // The bank itself refuses tags.
    const sent = { description: `"'>`, email: `"'>`, ip: `"'>`, jsonParams: JSON.stringify({ [`"'>`]: `"'>` }) }
    const { orderId } = await call('register.do', { ...anOrder(), orderNumber: `"'&>`, ...sent })
    await sandbox.pay(orderId, { name: hostile.slice(0, 26) })
    await call('deposit.do', { orderId: hostile, amount: '0' })

    for (const page of ['/', `/orders/${orderId}`, '/asked', '/use']) {
      const shown = await show(page)
      expect(shown).not.toContain('<img')
      expect(shown).not.toMatch(/"'>|="[^"]*"'/)
    }
    expect(await show(`/orders/${orderId}`)).toContain('&quot;&#39;&gt;')
  })

  it('is no longer than a reader bears, whatever was sent', async () => {
    const { show, call } = await open()
    const long = 'ä'.repeat(45_000)
    const jsonParams = JSON.stringify({ note: long })
    const { orderId } = await call('register.do', { ...anOrder(), email: long, ip: long, jsonParams })

    expect(Buffer.byteLength(await show(`/orders/${orderId}`))).toBeLessThan(60 * 1024)
    expect(Buffer.byteLength(await show('/'))).toBeLessThan(10 * 1024)
  })
})

describe('what was asked', () => {
  it('lists calls and callbacks with order, answer, time and fault, newest first', async () => {
    const shop = await listen((res) => res.end())
    const { show, call, register, sandbox } = await open({ callback: { url: `${shop}/callback` } })
    const orderId = await register({ orderNumber: 'shop-1' })
    sandbox.fault({ kind: 'server-error', method: 'getOrderStatus.do', status: 502 })
    await fetch(`${sandbox.url}getOrderStatus.do?orderId=${orderId}`)
    await fetch(`${sandbox.url}noSuch.do`)
    await call('reverse.do', { orderId, amount: '5' })
    await call('getOrderStatusExtended.do', { orderNumber: 'no-such-order' })
    await sandbox.pay(orderId)
    await until(async () => textOf(await show('/asked')).includes('callback deposited'))

    const rows = textsOfRows(await show('/asked'))

    expect(rows).toEqual([
      expect.stringMatching(/^callback deposited\|\d\d:\d\d:\d\d\|shop-1\|200\|[\d.]+ m?s\|$/),
      expect.stringMatching(/^getOrderStatusExtended.do\|.*\|no-s…rder\|200\|.*\|error 6: Order not found$/),
      expect.stringMatching(/^reverse.do\|.*\|shop-1\|200\|.*\|error 7: Reversal is impossible/),
      expect.stringMatching(/^noSuch.do\|.*\|\|404\|/),
      expect.stringMatching(/^getOrderStatus.do\|.*\|shop-1\|502\|.*\|error 500$/),
      expect.stringMatching(/^register.do\|.*\|shop-1\|200\|/),
    ])
  })

  it('tells an answer that never came from one that broke off, and from one that is still to come', async () => {
    const { show, sandbox, call } = await open()
    sandbox.fault({ kind: 'silence-after' })
    sandbox.fault({ kind: 'reset-mid-body' })
    const given = new AbortController()
    const body = new URLSearchParams({ userName: 'sandbox-api', password: 'sandbox', ...anOrder() })
    const silent = fetch(`${sandbox.url}register.do`, { method: 'POST', body, signal: given.signal })
    silent.catch(() => undefined)
    await until(() => sandbox.requests.length === 1)

    await until(async () => textsOfRows(await show('/asked'))[0]!.includes('|no answer yet||'))
    given.abort()
    await until(async () => textsOfRows(await show('/asked'))[0]!.includes('|no answer|'))
    await expect(call('register.do', anOrder())).rejects.toThrow()
    await until(async () => textsOfRows(await show('/asked'))[0]!.includes('|the answer broke off|'))
  })

  it('keeps the last two hundred, fifty to a page', async () => {
    const { show, status } = await open()
    for (let number = 1; number <= 230; number += 1) await status(`order-${number}`)

    const pages = [await show('/asked')]
    for (let older = olderIn(pages[0]!); older; older = olderIn(pages.at(-1)!)) pages.push(await show(older))

    expect(pages.map((page) => textsOfRows(page).length)).toEqual([50, 50, 50, 50])
    expect(textsOfRows(pages[0]!)[0]).toContain('order-230')
    expect(textsOfRows(pages[3]!)[49]).toContain('order-31')
    for (const page of pages) expect(Buffer.byteLength(page)).toBeLessThan(60 * 1024)
    expect(textOf(await show('/asked?before=1'))).toContain('No older calls.')
    expect(textsOfRows(await show('/asked?before=x'))).toHaveLength(50)
  })

  it('says so before anybody has asked', async () => {
    const { show } = await open()

    expect(textOf(await show('/asked'))).toContain('Nobody has asked anything yet.')
  })
})

describe('a login', () => {
  it('is on no page, except for the one that everybody knows', async () => {
    const own = { user: 'shop-api', password: 'own-pass-S3CR3T', token: 'own-token-S3CR3T' }
    const { show, sandbox, post, newKey } = await open({
      ...own,
      callback: { url: 'http://localhost/', key: 'S3CR3T' },
    })
    const login = { userName: own.user, password: own.password }
    const asJson = { method: 'POST', headers: { 'Content-Type': 'application/json' } }
    const body = JSON.stringify({ ...login, ...anOrder(), orderNumber: 'shop-1' })
    const { orderId } = (await (await fetch(`${sandbox.url}register.do`, { ...asJson, body })).json()) as Record<
      string,
      string
    >
    for (const wrong of [{ userName: 'S3CR3T', password: 'S3CR3T' }, { token: own.token }]) {
      await fetch(
        `${sandbox.url}getOrderStatusExtended.do?${new URLSearchParams({ ...wrong, orderId: orderId! }).toString()}`,
      )
    }
    await post(`/orders/${orderId}`, { deed: 'pay', key: await newKey() })

    for (const page of ['/', `/orders/${orderId}`, '/asked', '/use', '/faults']) {
      expect(await show(page)).not.toContain('S3CR3T')
    }
    expect(textOf(await show('/use'))).toContain(
      'Add the password and the key of the callbacks that this bank was started with.',
    )
  })
})

describe('how to use it', () => {
  it('has the environment to paste, and every test card', async () => {
    const { show, sandbox } = await open({ merchantName: 'Tea House' })

    const page = await show('/use')

    expect(page).toContain(
      `<pre>CHECKOUT_GATEWAY_URL=${sandbox.url}\nCHECKOUT_GATEWAY_USER=sandbox-api\n` +
        'CHECKOUT_GATEWAY_PASSWORD=sandbox\nCHECKOUT_CALLBACK_DYNAMIC=true</pre>',
    )
    expect(textOf(page)).toContain('Tea House')
    for (const { number, cvc, explanation } of testCards) {
      expect(textOf(page)).toContain(number)
      expect(textOf(page)).toContain(cvc)
      expect(textOf(page)).toContain(explanation)
    }
  })

  it('links the payment pages of orders that wait for a buyer', async () => {
    const { show, register, sandbox } = await open()
    const [open1, paid] = [await register({ orderNumber: 'open' }), await register({ orderNumber: 'paid' })]
    await sandbox.pay(paid)

    const page = await show('/use')

    const { pathname, search } = new URL(sandbox.order(open1)!.formUrl)
    expect(page).toContain(`<a href="${pathname}${search}">Pay <bdi>open</bdi></a>`)
    expect(page).not.toContain(paid)
  })
})

describe('forgetting all', () => {
  it('asks first, then forgets orders, calls and faults, and sets the clock right', async () => {
    const { show, press, register, status, sandbox } = await open()
    const orderId = await register()
    await register()
    sandbox.fault({ kind: 'slow' })
    await press('/', { action: '/clock', value: 'Move' })
    const { requests } = sandbox
    expect(textOf(await show('/forget'))).toContain('Forget 2 orders? ')

    const page = await press('/forget', { value: 'Forget 2 orders' })

    expect(textOf(page)).toContain('The bank has forgotten 2 orders.')
    expect(textOf(page)).toContain('The bank’s clock is right.')
    expect([sandbox.orders(), sandbox.unmetFaults(), requests]).toEqual([[], [], []])
    expect(textOf(await show('/asked'))).toContain('Nobody has asked')
    await show(`/orders/${orderId}`, 404)
    expect(await status(orderId)).toMatchObject({ errorCode: '6' })
    expect(requests).toHaveLength(1)
    await register({ orderNumber: 'again' })
    expect(sandbox.orders()).toHaveLength(1)
  })
})

describe('forgetting while a callback is on its way', () => {
  it('lets nothing be repeated', async () => {
    const unanswered: ServerResponse[] = []
    const shop = await listen((res) => void unanswered.push(res))
    const { press, register, sandbox } = await open({ callback: { url: `${shop}/callback`, retryMs: 10 } })
    await sandbox.pay(await register())
    await until(() => unanswered.length === 1)

    await press('/forget', { value: 'Forget 1 order' })
    unanswered[0]!.writeHead(500).end()
    await new Promise((resolve) => setTimeout(resolve, 200))

    expect(unanswered).toHaveLength(1)
  })
})

describe('the bank’s clock', () => {
  it('moves on by twenty minutes, and ends the sessions of that time', async () => {
    const { press, register, sandbox, status } = await open()
    const [short, long] = [await register(), await register({ sessionTimeoutSecs: '1300' })]

    const page = await press('/', { action: '/clock', value: 'Move' })

    expect(textOf(page)).toContain('The bank’s clock moved on by 20 min. 1 order ran out of time.')
    expect(textOf(page)).toContain('The bank’s clock is 20 min ahead.')
    expect(sandbox.order(short)).toMatchObject({ orderStatus: 6, actionCode: -2014 })
    expect(await status(long)).toMatchObject({ orderStatus: 0 })
    await register()
    expect(sandbox.orders().at(-1)).toMatchObject({ orderStatus: 0 })
    expect(sandbox.orders().at(-1)!.registeredAt.getTime()).toBeGreaterThan(Date.now() + 19 * 60_000)
  })

  it('lets a status that lags be told', async () => {
    const { press, register, sandbox, status } = await open({ statusLagMs: 600_000 })
    const orderId = await register()
    await sandbox.pay(orderId)
    expect(await status(orderId)).toMatchObject({ orderStatus: 0 })

    await press('/', { action: '/clock', value: 'Move' })

    expect(await status(orderId)).toMatchObject({ orderStatus: 2 })
  })
})
