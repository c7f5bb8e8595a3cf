import { createHmac } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { makeFormGate } from '../../src/form-hosts.ts'
import { makeReadCallback, signedText } from '../../src/gateway/callbacks.ts'
import { judgeAcknowledgement, judgeRegister, judgeStatus } from '../../src/gateway/messages.ts'
import type { Reply } from '../../src/gateway/send.ts'
import { decide } from '../../src/settlement/decide.ts'
import { buy, openStore } from '../support/store.ts'
import { anOrder } from '../support/samples.ts'
import { scaleOf } from './scale.ts'

jest.setTimeout(6 * 3_600_000)

const now = new Date('2026-01-01T12:05:00Z')
const order = anOrder()

/** What a gateway says of {@link order} when it is paid. */
const paidAnswer: Record<string, unknown> = {
  ...{ errorCode: '0', orderStatus: 2, actionCode: 0, orderNumber: order.orderNumber },
  ...{ amount: order.amountMinor, currency: '978', date: 1767268860000 },
  attributes: [{ name: 'mdOrder', value: order.gatewayOrderId }],
  paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 1999, depositedAmount: 1999, refundedAmount: 0 },
}

const reply = (text: string): Reply => ({ status: 200, text, isEncoded: false, retryAfterMs: undefined })
const question = { method: 'getOrderStatusExtended.do', secrets: ['hunter2'] } as const

/** Anything JSON can be, prototype names and numbers beyond reason among it. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(2, '2', '02', 2.0, '0', 0, -1, 1e308, '9'.repeat(40), null, true, 'true', [], {}, [[]]),
)
const anyName = fc.oneof(
  fc.constantFrom(
    ...Object.keys(paidAnswer),
    '__proto__',
    'constructor',
    'success',
    'ErrorCode',
    'refunds',
    'chargeback',
  ),
  fc.string({ maxLength: 12 }),
)

/** A right answer with some of its fields changed, removed or added; and now and then cut, or no JSON at all. */
const anyBody = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.array(fc.tuple(anyName, fc.option(anyJson, { nil: undefined })), { maxLength: 3 }), fc.nat(400))
      .map(([changes, cut]) => {
        const answer: Record<string, unknown> = Object.assign(Object.create(null) as object, paidAnswer)
        for (const [name, value] of changes) answer[name] = value
        const text = JSON.stringify(answer)
        return cut < 40 ? text.slice(0, cut * 10) : text
      }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
)

/** Whether a body may pay {@link order}: the conditions of safety 4 once more, in other words. */
function mayPay(text: string): boolean {
  const body = JSON.parse(text) as Record<string, unknown>
  const own = (name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined)
  const word = (name: string): string => String(own(name)).trim()
  return (
    Number(word('orderStatus')) === 2 &&
    Number(word('actionCode')) === 0 &&
    word('orderNumber') === order.orderNumber &&
    Number(word('amount')) === order.amountMinor &&
    Number(word('currency')) === 978
  )
}

describe('fuzz', () => {
  it('bodies of the gateway: no throw, and paid only when all of it fits', () => {
    const { count, seed } = scaleOf('fuzz, bodies of the gateway', { slice: 8_000, full: 500_000 })
    let paid = 0

    fc.assert(
      fc.property(anyBody, (text) => {
        const answer = judgeStatus(question, reply(text))
        expect(['answered', 'absent', 'refused', 'unavailable']).toContain(answer.outcome)
        judgeRegister({ ...question, method: 'register.do' }, reply(text))
        judgeAcknowledgement({ ...question, method: 'refund.do' }, reply(text))
        if (answer.outcome !== 'answered') return
        const decision = decide(order, answer.evidence, now)
        if (decision.kind !== 'move' || decision.to !== 'paid') return
        paid += 1
        expect(mayPay(text)).toBe(true)
      }),
      { numRuns: count, seed },
    )

    // Otherwise nothing was tried.
    expect(paid).toBeGreaterThan(count / 100)
  })

  it('callbacks: none without a good checksum, and nothing but the documented errors', () => {
    const { count, seed } = scaleOf('fuzz, callbacks', { slice: 8_000, full: 250_000 })
    const key = 'a-key'
    const read = makeReadCallback({ keys: [key], publicKeys: [], hash: 'sha512' })
    const name = fc.oneof(
      fc.constantFrom('mdOrder', 'orderNumber', 'operation', 'status', 'checksum', 'sign_alias', 'amount', 'mdorder'),
      fc.string({ maxLength: 8 }),
    )
    const value = fc.oneof(fc.constantFrom('m-1', 'O1', 'deposited', '1', ';', ''), fc.string({ maxLength: 40 }))
    let taken = 0

    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 7 }), fc.boolean(), (pairs, isSigned) => {
        const parameters = new URLSearchParams(pairs)
        const mac = createHmac('sha256', key).update(signedText(parameters)).digest('hex').toUpperCase()
        if (isSigned) parameters.set('checksum', mac)
        try {
          const { gatewayOrderId } = read(parameters)
          taken += 1
          expect(parameters.get('checksum')).toBe(mac)
          expect(parameters.getAll('mdOrder')).toEqual([gatewayOrderId])
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^CHECKOUT_(INVALID_REQUEST|CALLBACK_REFUSED)$/)
        }
      }),
      { numRuns: count, seed },
    )

    expect(taken).toBeGreaterThan(count / 200)
  })

  it('payment pages: only http(s) on an allowed host', () => {
    const { count, seed } = scaleOf('fuzz, payment pages', { slice: 8_000, full: 200_000 })
    const isAllowed = makeFormGate(['pay.bank.example', 'bank.example:8443'])
    const piece = fc.constantFrom(
      ...[
        'http',
        'https',
        'javascript',
        'data',
        ':',
        '/',
        '//',
        '\\',
        '@',
        '#',
        '?',
        '.',
        '%2f',
        '\t',
        '\n',
        ' ',
        '\u0000',
      ],
      ...[
        'pay.bank.example',
        'bank.example:8443',
        'evil.example',
        'pay.bank.example.evil.example',
        'user',
        'ｐay',
        ':443',
      ],
    )
    let allowed = 0

    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
          fc.webUrl(),
          fc.string(),
        ),
        fc.boolean(),
        (text, isRight) => {
          const url = isRight ? `https://pay.bank.example/${text}` : text
          if (!isAllowed(url)) return
          allowed += 1
          expect(url).toMatch(/^https?:\/\/(pay\.bank\.example|bank\.example:8443)(:443|:80)?([/?#]|$)/i)
          expect(['pay.bank.example', 'bank.example:8443']).toContain(new URL(url).host)
        },
      ),
      { numRuns: count, seed },
    )

    expect(allowed).toBeGreaterThan(count / 100)
  })

  it('requests: a documented status, no question, no hand-over, no secret', async () => {
    const { count, seed, isFull } = scaleOf('fuzz, requests', { slice: 1_500, full: 50_000 })
    const store = await openStore({ options: { callback: { key: 'a-key' } } })
    await buy(store, store.browser())
    const registered = store.bank.requests.length
    const { port } = store.server.address() as AddressInfo
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const before = process.memoryUsage().heapUsed

    const text = fc.oneof(
      fc.constantFrom(
        'orderId',
        'mdOrder',
        'a'.repeat(36),
        '[]',
        '%00',
        '%E0%A4%A',
        '__proto__',
        ';',
        '&',
        '=',
        '..',
        '%2e%2e',
      ),
      fc.string({ maxLength: 40 }).map(encodeURIComponent),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'HEAD'),
        fc.constantFrom('/payment/return', '/payment/callback', '/checkout/', '/payment/pages.css', '/'),
        fc.array(text, { maxLength: 5 }),
        fc.array(text, { maxLength: 5 }),
        fc.array(text, { maxLength: 3 }),
        async (method, path, query, body, cookies) => {
          const target =
            path === '/checkout/' ? path + query.join('').replaceAll(/mug|tea|noodles|pearls|broken/g, '') : path
          const { status, said } = await ask(method, `${target}?${query.join('')}`, body.join(''), cookies)
          expect([200, 204, 302, 303, 400, 403, 404, 405, 503]).toContain(status)
          for (const secret of store.secrets) expect(said).not.toContain(secret)
        },
      ),
      { numRuns: count, seed },
    )

    agent.destroy()
    const asked = store.bank.requests.slice(registered).map((one) => one.method)
    expect(asked).toEqual([])
    expect(store.handedOver).toEqual([])
    expect(store.appErrors).toEqual([])
    if (isFull) expect(process.memoryUsage().heapUsed - before).toBeLessThan(512 * 1024 * 1024)
    await store.close()

    function ask(
      method: string,
      path: string,
      body: string,
      cookies: readonly string[],
    ): Promise<{ status: number; said: string }> {
      return new Promise((resolve, reject) => {
        const headers = {
          ...{
            cookie: cookies.map((one, index) => `checkout_${index}=${one.replaceAll(/[^\x21-\x7e]/g, '')}`).join('; '),
          },
          ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        }
        const sent = httpRequest({ host: '127.0.0.1', port, method, path, agent, headers }, (answer) => {
          let said = JSON.stringify(answer.headers)
          answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, said }))
        })
        sent.on('error', reject)
        sent.end(method === 'POST' ? body : undefined)
      })
    }
  })
})
