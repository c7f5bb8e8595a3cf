import { createHmac } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { makeFormGate } from '../../src/gateway/form-hosts.ts'
import { makeReadCallback, signedText } from '../../src/gateway/callbacks.ts'
import { judgeAcknowledgement, judgeRegister, judgeStatus } from '../../src/gateway/messages.ts'
import type { Reply } from '../../src/gateway/heard.ts'
import { decide } from '../../src/settlement/judge/decide.ts'
import { buy, gatewayOrderIdIn, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { anOrder } from '../support/samples.ts'
import { scaleOf } from './scale.ts'

jest.setTimeout(6 * 3_600_000)

const now = new Date('2026-01-01T12:05:00Z')
const order = anOrder()

/** What a gateway says about {@link order} once it is paid. */
const paidAnswer: Record<string, unknown> = {
  errorCode: '0',
  orderStatus: 2,
  actionCode: 0,
  orderNumber: order.orderNumber,
  amount: order.amountMinor,
  currency: '978',
  date: 1767268860000,
  attributes: [{ name: 'mdOrder', value: order.gatewayOrderId }],
  paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 1999, depositedAmount: 1999, refundedAmount: 0 },
}

const reply = (text: string): Reply => ({ status: 200, text, retryAfterMs: undefined })
const question = { method: 'getOrderStatusExtended.do', secrets: ['hunter2'] } as const

/** Any JSON value, absurd numbers included. */
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

/** A right answer with some fields changed, removed or added. Sometimes cut short, sometimes not JSON at all. */
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

/** Whether a body may pay {@link order}: the conditions of a payment, written independently. */
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

/** How long the store may take to answer any request, in milliseconds. Generous, for a busy machine. */
const answerWithinMs = 10_000

/** How much the memory in use may grow over all requests, in bytes. Much of it is garbage not yet collected. */
const maxGrowthBytes = (isFull: boolean): number => (isFull ? 512 : 256) * 1024 * 1024

interface Sent {
  readonly method: string
  readonly path: string
  readonly cookies?: string
  readonly form?: string
}

interface Answer {
  readonly status: number
  readonly text: string
  /** Headers and body. */
  readonly all: string
}

/** Sends one request after the other. Each has its own timeout, which fails the run. */
interface Client {
  ask(sent: Sent): Promise<Answer>
  end(): void
}

function openClient(store: Store): Client {
  const { port } = store.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    end: () => agent.destroy(),
    ask: ({ method, path, cookies, form }) =>
      new Promise((resolve, reject) => {
        const headers = {
          ...(cookies === undefined ? {} : { cookie: cookies }),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        }
        const sent = httpRequest({ host: '127.0.0.1', port, method, path, agent, headers }, (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          answer.on('end', () => {
            clearTimeout(timer)
            resolve({ status: answer.statusCode ?? 0, text, all: JSON.stringify(answer.headers) + text })
          })
        })
        const timer = setTimeout(
          () => sent.destroy(new Error(`No answer to ${method} ${path} within ${answerWithinMs} ms`)),
          answerWithinMs,
        )
        sent.on('error', (error) => {
          clearTimeout(timer)
          reject(error)
        })
        sent.end(form)
      }),
  }
}

/** A cookie as the store set it. */
type Cookie = readonly [name: string, value: string]

interface Bought {
  readonly gatewayOrderId: string
  readonly orderNumber: string
  /** The order's cookie, set with the redirect to the bank. */
  readonly cookie: Cookie
  /** The order's page, and what a browser without a cookie sees. */
  readonly own: Answer
  readonly neutral: Answer
}

/** Buys and ends an order, so that its page comes from the ledger without asking the bank. */
async function buyAndEnd(store: Store, client: Client, end: (id: string) => unknown): Promise<Bought> {
  const sentAway = await store.browser().get(store.path('/checkout/mug')).expect(302)
  const gatewayOrderId = gatewayOrderIdIn(sentAway.headers.location)
  const { orderNumber = '' } = store.bank.order(gatewayOrderId) ?? {}
  const given = (sentAway.headers['set-cookie'] as unknown as readonly string[]).map((one) => one.split(';')[0]!)
  const cookies = given.find((one) => one.startsWith(`checkout_${orderNumber}=`))!
  const [name = '', value = ''] = cookies.split('=')
  await end(gatewayOrderId)
  const path = store.path(`/payment/return?orderId=${gatewayOrderId}`)
  const own = await client.ask({ method: 'GET', path, cookies })
  const neutral = await client.ask({ method: 'GET', path })
  return { gatewayOrderId, orderNumber, cookie: [name, value], own, neutral }
}

/** Changes one character of a text. */
const changed = (characters: readonly string[]): fc.Arbitrary<(text: string) => string> =>
  fc.tuple(fc.nat(), fc.constantFrom(...characters)).map(([position, character]) => (text: string) => {
    const at = position % Math.max(1, text.length)
    return text.slice(0, at) + character + text.slice(at + 1)
  })

/** What an attacker might try with a valid text. */
const anyTwist = fc.oneof(
  { weight: 6, arbitrary: changed(['a', 'Z', '0', '9', '.', '-', '_', '%', '"', '=', ' ']) },
  fc.nat().map((length) => (text: string) => text.slice(0, length % (text.length + 1))),
  fc.nat().map((length) => (text: string) => text.slice(length % (text.length + 1))),
  fc.nat().map((position) => (text: string) => {
    const at = position % (text.length + 1)
    return text.slice(at) + text.slice(0, at)
  }),
  fc.constantFrom(
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
    (text: string) => text.split('').reverse().join(''),
    (text: string) => `0${text}`,
    // In a signature, these are the bits that base64url ignores.
    (text: string) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1),
    (text: string) => `"${text}"x`,
  ),
  // Three of them stay below the 16 KiB of headers that Node accepts.
  fc.nat(4_000).map((times) => (text: string) => text + 'x'.repeat(times)),
)

describe('fuzz', () => {
  it('bodies of the gateway: nothing throws, and paid only if everything matches', () => {
    const { count, seed } = scaleOf('fuzz, bodies of the gateway', { slice: 2_500, full: 420_000 })
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

    // Otherwise nothing was tested.
    expect(paid).toBeGreaterThan(count / 100)
  })

  it('callbacks: none without a valid checksum, and only documented errors', () => {
    const { count, seed } = scaleOf('fuzz, callbacks', { slice: 2_500, full: 250_000 })
    const key = 'a-key'
    const read = makeReadCallback({ keys: [key], publicKeys: [], hash: 'sha512' })
    const name = fc.oneof(
      fc.constantFrom('mdOrder', 'orderNumber', 'operation', 'status', 'checksum', 'sign_alias', 'amount', 'mdorder'),
      fc.string({ maxLength: 8 }),
    )
    const value = fc.oneof(fc.constantFrom('m-1', 'O1', 'deposited', '1', ';', ''), fc.string({ maxLength: 40 }))
    let accepted = 0

    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 7 }), fc.boolean(), (pairs, isSigned) => {
        const parameters = new URLSearchParams(pairs)
        const mac = createHmac('sha256', key).update(signedText(parameters)).digest('hex').toUpperCase()
        if (isSigned) parameters.set('checksum', mac)
        try {
          const { gatewayOrderId } = read(parameters)
          accepted += 1
          expect(parameters.get('checksum')).toBe(mac)
          expect(parameters.getAll('mdOrder')).toEqual([gatewayOrderId])
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^CHECKOUT_(INVALID_REQUEST|CALLBACK_REFUSED)$/)
        }
      }),
      { numRuns: count, seed },
    )

    expect(accepted).toBeGreaterThan(count / 200)
  })

  it('payment pages: only http(s) on an allowed host', () => {
    const { count, seed } = scaleOf('fuzz, payment pages', { slice: 2_500, full: 200_000 })
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
})

describe('fuzz of a store', () => {
  const key = 'a-key'
  let store: Store
  let client: Client
  beforeEach(async () => {
    store = await openStore({ options: { callback: { key } } })
    client = openClient(store)
  })
  afterEach(async () => {
    client.end()
    await store.close()
  })

  it('requests: a documented status, no query to the bank, no hand-over, no secret', async () => {
    const { count, seed, isFull } = scaleOf('fuzz, requests', { slice: 350, full: 50_000 })
    await buy(store, store.browser())
    const registered = store.bank.requests.length
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
          const { status, all } = await client.ask({
            method,
            path: `${target}?${query.join('')}`,
            cookies: cookies.map((one, index) => `checkout_${index}=${one.replaceAll(/[^\x21-\x7e]/g, '')}`).join('; '),
            ...(method === 'POST' ? { form: body.join('') } : {}),
          })
          expect([200, 204, 302, 303, 400, 403, 404, 405, 503]).toContain(status)
          for (const secret of store.secrets) expect(all).not.toContain(secret)
        },
      ),
      { numRuns: count, seed },
    )

    const asked = store.bank.requests.slice(registered).map((one) => one.method)
    expect(asked).toEqual([])
    expect(store.handedOver).toEqual([])
    expect(store.appErrors).toEqual([])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(maxGrowthBytes(isFull))
  })

  it("cookies of a real order: the order's page for a genuine one, nothing of the order for any other", async () => {
    const { count, seed, isFull } = scaleOf('fuzz, cookies', { slice: 350, full: 40_000 })
    const paid = await buyAndEnd(store, client, (id) => store.bank.pay(id))
    const expired = await buyAndEnd(store, client, (id) => store.bank.expire(id))
    const questions = store.bank.requests.length
    const before = process.memoryUsage().heapUsed
    let genuine = 0

    const aCookie = (one: Bought, other: Bought): fc.Arbitrary<Cookie> => {
      const [name, value] = one.cookie
      const [writtenAt, digest, signature] = value.split('.')
      const [otherWrittenAt, otherDigest, otherSignature] = other.cookie[1].split('.')
      return fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(one.cookie, other.cookie) },
        { weight: 6, arbitrary: anyTwist.map((twist) => [name, twist(value)] as const) },
        { weight: 1, arbitrary: anyTwist.map((twist) => [twist(name), value] as const) },
        // One part changed, the others intact.
        {
          weight: 2,
          arbitrary: anyTwist.map((twist) => [name, `${twist(writtenAt!)}.${digest}.${signature}`] as const),
        },
        {
          weight: 2,
          arbitrary: anyTwist.map((twist) => [name, `${writtenAt}.${twist(digest!)}.${signature}`] as const),
        },
        {
          weight: 2,
          arbitrary: anyTwist.map((twist) => [name, `${writtenAt}.${digest}.${twist(signature!)}`] as const),
        },
        {
          weight: 2,
          arbitrary: fc.constantFrom<Cookie>(
            [name, other.cookie[1]],
            [name, `${writtenAt}.${digest}.${otherSignature}`],
            [name, `${writtenAt}.${otherDigest}.${signature}`],
            [name, `${otherWrittenAt}.${otherDigest}.${signature}`],
            [name, `${Number(writtenAt) + 1}.${digest}.${signature}`],
            [name, `${signature}.${digest}.${writtenAt}`],
            [name, ''],
          ),
        },
      )
    }
    const tried = fc.constantFrom('paid', 'expired').chain((which) => {
      const [one, other] = which === 'paid' ? [paid, expired] : [expired, paid]
      return fc.record({
        which: fc.constant(which),
        cookies: fc.array(aCookie(one, other), { minLength: 1, maxLength: 3 }),
      })
    })
    await fc.assert(
      fc.asyncProperty(tried, async ({ which, cookies }) => {
        const { gatewayOrderId, orderNumber, cookie, own, neutral } = which === 'paid' ? paid : expired
        const answer = await client.ask({
          method: 'GET',
          path: `/payment/return?orderId=${gatewayOrderId}`,
          cookies: cookies.map(([name, value]) => `${name}=${value}`).join('; '),
        })

        // If a name comes twice, the first one counts.
        const isGenuine = cookies.find(([name]) => name === cookie[0])?.[1] === cookie[1]
        if (isGenuine) genuine += 1
        expect(answer.status).toBe(200)
        expect(answer.text).toBe(isGenuine ? own.text : neutral.text)
        expect(answer.all.includes(orderNumber)).toBe(isGenuine)
        for (const secret of store.secrets) expect(answer.all).not.toContain(secret)
      }),
      { numRuns: count, seed },
    )

    // Otherwise all of them may have been refused.
    expect(genuine).toBeGreaterThan(count / 50)
    expect(genuine).toBeLessThan(count / 2)
    expect(store.bank.requests.slice(questions)).toEqual([])
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([paid.orderNumber])
    expect(store.appErrors).toEqual([])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(maxGrowthBytes(isFull))
  })

  it('signed callbacks of a real order: the bank is asked for a genuine one, and for no other', async () => {
    const { count, seed, isFull } = scaleOf('fuzz, signed callbacks', { slice: 350, full: 40_000 })
    const paid = await buyAndEnd(store, client, (id) => store.bank.pay(id))
    const other = await buyAndEnd(store, client, (id) => store.bank.expire(id))
    const before = process.memoryUsage().heapUsed
    let genuine = 0

    type Parameters = readonly [name: string, value: string][]
    const sign = (parameters: Parameters): Parameters => {
      const text = signedText(new URLSearchParams([...parameters]))
      return [...parameters, ['checksum', createHmac('sha256', key).update(text).digest('hex').toUpperCase()]]
    }
    const unsigned: Parameters = [
      ['mdOrder', paid.gatewayOrderId],
      ['orderNumber', paid.orderNumber],
      ['operation', 'deposited'],
      ['status', '1'],
      ['amount', '1999'],
      ['currency', '978'],
    ]
    const good = sign(unsigned)
    // Hexadecimal digits may have either case.
    const asOne = ([name, value]: readonly [string, string]): string =>
      `${name}=${name === 'checksum' ? value.toUpperCase() : value}`
    const inWords = (parameters: Parameters): string => JSON.stringify(parameters.map(asOne).sort())
    const at = fc.nat(good.length - 1)
    // `sign_alias` is not signed, and nothing reads it.
    const aPair = fc.tuple(
      fc.oneof(fc.constantFrom(...good.map(([name]) => name), 'a', 'zz', '', ';'), fc.string({ maxLength: 8 })),
      fc.oneof(fc.constantFrom(...good.map(([, value]) => value), '', ';'), fc.string({ maxLength: 40 })),
    )
    const anyCallback = fc.oneof<fc.MaybeWeightedArbitrary<Parameters>[]>(
      { weight: 1, arbitrary: fc.shuffledSubarray([...good], { minLength: good.length }) },
      {
        weight: 6,
        arbitrary: fc
          .tuple(at, anyTwist)
          .map(([index, twist]) => good.map(([name, value], i) => [name, i === index ? twist(value) : value])),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(at, anyTwist)
          .map(([index, twist]) => good.map(([name, value], i) => [i === index ? twist(name) : name, value])),
      },
      { weight: 2, arbitrary: at.map((index) => good.filter((_, i) => i !== index)) },
      { weight: 2, arbitrary: fc.tuple(at, aPair).map(([index, pair]) => good.toSpliced(index, 0, pair)) },
      { weight: 2, arbitrary: fc.tuple(at, at).map(([index, twice]) => good.toSpliced(index, 0, good[twice]!)) },
      // The checksum is right, but the ids are another order's or unknown.
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(
            ['mdOrder', other.gatewayOrderId],
            ['orderNumber', other.orderNumber],
            ['mdOrder', 'UNKNOWN'],
            ['orderNumber', 'UNKNOWN'],
          )
          .map(([wrong, id]) => sign(unsigned.map(([name, value]) => [name, name === wrong ? id : value]))),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('GET', 'POST'), anyCallback, async (method, parameters) => {
        const questions = store.bank.requests.length
        const form = new URLSearchParams([...parameters]).toString()
        const path = '/payment/callback'
        const { status, all } = await client.ask(
          method === 'POST' ? { method, path, form } : { method, path: `${path}?${form}` },
        )

        const isGenuine = inWords(parameters) === inWords(good)
        if (isGenuine) genuine += 1
        expect(isGenuine ? [200] : [400, 403, 404]).toContain(status)
        // A repeat is served from an answer less than two seconds old.
        const isAsked = genuine === 1 && isGenuine
        const asked = store.bank.requests.slice(questions).map((one) => one.method)
        expect(isAsked ? [['getOrderStatusExtended.do']] : mayAsk(isGenuine)).toContainEqual(asked)
        for (const secret of [...store.secrets, paid.orderNumber]) expect(all).not.toContain(secret)
      }),
      { numRuns: count, seed },
    )

    expect(genuine).toBeGreaterThan(count / 100)
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([paid.orderNumber])
    expect(store.appErrors).toEqual([])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(maxGrowthBytes(isFull))
  })
})

/** What the bank may be asked after a repeated or forged callback. */
function mayAsk(isGenuine: boolean): readonly (readonly string[])[] {
  return isGenuine ? [[], ['getOrderStatusExtended.do']] : [[]]
}
