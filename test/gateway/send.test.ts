import { execFile } from 'node:child_process'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import axios from 'axios'
import type { Door } from '../../src/gateway/door.ts'
import type { Method } from '../../src/gateway/error-codes.ts'
import { maxCallBytes } from '../../src/gateway/limits.ts'
import { formOf } from '../../src/gateway/requests.ts'
import { makeSend } from '../../src/gateway/send.ts'
import { silenceOf } from '../../src/gateway/silences.ts'
import type { Heard, Reply, Silence } from '../../src/gateway/heard.ts'
import { openBank, openHoldingBank, openHonestBank } from './bank.ts'
import type { Bank } from './bank.ts'
import { selfSigned } from './self-signed.ts'

const fields = [
  ['userName', 'shop-api'],
  ['password', 'p?ss%w0rd& ü+'],
] as const

let bank: Bank | undefined
const closers: (() => void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) close()
  await bank?.close()
  bank = undefined
})

function sender(url: string, timeoutMs = 5000) {
  const { send, cancelQueued, close } = makeSend({ url, timeoutMs })
  closers.push(close)
  return {
    send: (method: Method = 'refund.do', door?: Door) => send(method, formOf(fields), door),
    cancelQueued,
    close,
  }
}

/** One call from a separate process: Node reads some variables from the real environment, not from Jest's copy. */
async function sendElsewhere(url: string, env: Record<string, string>): Promise<unknown> {
  const script = `
    const { makeSend } = await import('./src/gateway/send.ts')
    const { send, close } = makeSend({ url: '${url}', timeoutMs: 5000 })
    process.stdout.write(JSON.stringify(await send('refund.do', '')))
    close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: resolve(__dirname, '../..'),
    env: { ...process.env, ...env },
  })
  return JSON.parse(stdout)
}

describe('a call', () => {
  it('is one form post that asks for plain JSON', async () => {
    bank = await openHonestBank({ errorCode: 0 })

    await expect(sender(bank.url).send()).resolves.toEqual({
      status: 200,
      text: '{"errorCode":0}',
      retryAfterMs: undefined,
    })

    expect(bank.heard).toMatchObject([
      {
        method: 'POST',
        path: '/payment/rest/refund.do',
        body: 'userName=shop-api&password=p%3Fss%25w0rd%26+%C3%BC%2B',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'accept-encoding': 'identity',
          accept: 'application/json',
          'user-agent': 'express-hosted-checkout',
        },
      },
    ])
    expect(bank.heard[0]!.headers).not.toHaveProperty('authorization')
  })

  it('goes to the root of the API, with or without its trailing slash', async () => {
    bank = await openHonestBank({})

    await sender(bank.url.slice(0, -1)).send()

    expect(bank.heard[0]!.path).toBe('/payment/rest/refund.do')
  })

  it('reads UTF-8', async () => {
    bank = await openHonestBank({ errorMessage: 'Успешно' })

    await expect(sender(bank.url).send()).resolves.toMatchObject({ text: '{"errorMessage":"Успешно"}' })
  })

  it('reuses a connection', async () => {
    bank = await openHonestBank({})
    const { send } = sender(bank.url)

    await send()
    await send()

    expect(bank.connectionCount()).toBe(1)
  })

  it('may take longer than a connection may be idle, and closes an idle connection', async () => {
    const patient = await openBank((_call, res) => setTimeout(() => res.end('late'), 4600))
    bank = await openHonestBank({}, { idleMs: 60_000 })
    const quick = sender(bank.url)
    try {
      await quick.send()
      await expect(sender(patient.url, 10_000).send()).resolves.toMatchObject({ text: 'late' })
      await quick.send()
    } finally {
      await patient.close()
    }
    expect(bank.connectionCount()).toBe(2)
  })

  it.each(['answered', 'not answered'])('leaves nothing running when it was %s', async (how) => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setInterval', 'performance', 'Date'],
    })
    try {
      bank = await openBank((_call, res) => (how === 'answered' ? res.end('{}') : res.destroy()))
      const { send } = sender(bank.url)

      expect('silence' in (await send())).toBe(how !== 'answered')

      expect(jest.getTimerCount()).toBe(0)
    } finally {
      jest.useRealTimers()
    }
  })

  it('is never repeated', async () => {
    bank = await openBank((_call, res) => res.socket?.destroy())

    await sender(bank.url).send()

    expect(bank.heard).toHaveLength(1)
  })

  it('ignores what the store has set on the shared axios', async () => {
    bank = await openHonestBank({ errorCode: 0 })
    const seen: unknown[] = []
    const { defaults, interceptors } = axios
    const before = { ...defaults, headers: { ...defaults.headers, common: { ...defaults.headers.common } } }
    const request = interceptors.request.use((config) => (seen.push(config), config))
    const response = interceptors.response.use((answer) => (seen.push(answer), answer))
    Object.assign(defaults, {
      baseURL: 'http://127.0.0.1:9/elsewhere/',
      auth: { username: 'store', password: 'store' },
      params: { leaked: 'yes' },
      transformRequest: [() => 'leaked'],
      transformResponse: [() => 'leaked'],
      proxy: { host: '127.0.0.1', port: 9 },
      maxRedirects: 5,
      timeout: 1,
    })
    defaults.headers.common['X-Store'] = 'leaked'

    try {
      const answer = await sender(bank.url).send()

      expect(answer).toMatchObject({ status: 200, text: '{"errorCode":0}' })
      expect(bank.heard[0]).toMatchObject({
        path: '/payment/rest/refund.do',
        body: expect.stringContaining('userName='),
      })
      expect(bank.heard[0]!.headers).not.toHaveProperty('x-store')
      expect(bank.heard[0]!.headers).not.toHaveProperty('authorization')
      expect(seen).toEqual([])
    } finally {
      interceptors.request.eject(request)
      interceptors.response.eject(response)
      for (const name of Object.keys(defaults)) Reflect.deleteProperty(defaults, name)
      Object.assign(defaults, before)
    }
  })

  it('goes out up to the largest size, and not at all beyond it', async () => {
    bank = await openHonestBank({ errorCode: 0 })
    const { send, close } = makeSend({ url: bank.url, timeoutMs: 5000 })
    closers.push(close)
    const largest = 'x'.repeat(maxCallBytes - 'bundle='.length)

    expect(await send('register.do', `bundle=${largest}x`)).toMatchObject({
      silence: 'the call is too large',
      isUnsent: true,
    })
    expect(bank.heard).toEqual([])
    expect(await send('register.do', `bundle=${largest}`)).toMatchObject({ status: 200 })
    expect(bank.heard).toHaveLength(1)
  })

  it('ignores a polluted Object.prototype', async () => {
    bank = await openHonestBank({ errorCode: 0 })
    const polluted = Object.prototype as Record<string, unknown>
    Object.assign(polluted, {
      baseURL: 'http://127.0.0.1:9/',
      auth: { username: 'a', password: 'b' },
      socketPath: '/x',
    })

    try {
      await expect(sender(bank.url).send()).resolves.toMatchObject({ status: 200 })
    } finally {
      for (const name of ['baseURL', 'auth', 'socketPath']) Reflect.deleteProperty(polluted, name)
    }
    expect(bank.heard[0]!.headers).not.toHaveProperty('authorization')
  })

  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('does not go through %s', async (name) => {
    bank = await openHonestBank({ errorCode: 0 })
    const proxy = await openHonestBank({ errorCode: 'proxied' })
    const before = process.env[name]
    process.env[name] = proxy.url
    try {
      await expect(sender(bank.url).send()).resolves.toMatchObject({ text: '{"errorCode":0}' })
      expect(proxy.heard).toEqual([])
      expect(proxy.connectionCount()).toBe(0)
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before
      await proxy.close()
    }
  })
})

describe('close', () => {
  it('ends calls under way, closes the connections and sends nothing more', async () => {
    bank = await openBank(() => undefined)
    const { send, close } = sender(bank.url, 20_000)
    const underWay = send()
    while (bank.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))

    close()
    close()

    await expect(underWay).resolves.toEqual({ silence: 'this checkout was closed' })
    await expect(send()).resolves.toEqual({ silence: 'this checkout is closed', isUnsent: true })
    expect(bank.heard).toHaveLength(1)
  })

  it('ends queued calls, and says that they were never sent', async () => {
    bank = await openBank(() => undefined)
    const { send, close } = sender(bank.url, 20_000)
    const calls = Array.from({ length: 34 }, () => send('register.do'))
    while (bank.heard.length < 32) await new Promise((resolve) => setTimeout(resolve, 5))

    close()

    const silence = 'this checkout was closed'
    expect(await Promise.all(calls)).toEqual(calls.map((_, i) => (i < 32 ? { silence } : { silence, isUnsent: true })))
    expect(bank.heard).toHaveLength(32)
  })
})

describe('a queue of calls', () => {
  it.each<[Method, number]>([
    ['register.do', 32],
    ['registerPreAuth.do', 32],
    ['getOrderStatusExtended.do', 32],
    ['refund.do', 8],
  ])('is sent a batch at a time: %s, %d calls at once', async (method, places) => {
    const holding = (bank = await openHoldingBank())
    const { send } = sender(bank.url, 20_000)
    const calls = Array.from({ length: 2 * places + 1 }, () => send(method))

    await holding.holds(places)
    // Any further calls would have connected by now.
    for (let i = 0; i < 100; i += 1) await new Promise((resolve) => setImmediate(resolve))
    expect([bank.heard.length, bank.connectionCount()]).toEqual([places, places])

    await holding.answer(calls.length)
    expect(await Promise.all(calls)).toEqual(calls.map(() => expect.objectContaining({ status: 200 })))
  })

  it('delays no call at another door', async () => {
    const holding = (bank = await openHoldingBank())
    const { send } = sender(bank.url, 20_000)
    const flood = Array.from({ length: 100 }, () => send('getOrderStatusExtended.do'))
    await holding.holds(32)

    const others = [send('register.do'), send('refund.do'), send('getOrderStatusExtended.do', 'moneyOut')]
    await holding.holds(35)

    expect(bank.heard.slice(32).map(({ path }) => path?.split('/').at(-1))).toEqual([
      ...['register.do', 'refund.do', 'getOrderStatusExtended.do'],
    ])
    await holding.answer(103)
    await Promise.all([...flood, ...others])
  })

  it('is cancelled on request, except for calls already sent or at other doors', async () => {
    const holding = (bank = await openHoldingBank())
    const { send, cancelQueued } = sender(bank.url, 20_000)
    const sent = Array.from({ length: 32 }, () => send('register.do'))
    const refunds = Array.from({ length: 9 }, () => send('refund.do'))
    const waiting = [send('register.do'), send('registerPreAuth.do')]
    await holding.holds(40)

    cancelQueued('registrations')

    const cancelled = { silence: 'the calls before it got no answer', isUnsent: true }
    expect(await Promise.all(waiting)).toEqual([cancelled, cancelled])
    await holding.answer(41)
    expect(await Promise.all([...sent, ...refunds])).toEqual(Array(41).fill(expect.objectContaining({ status: 200 })))
    expect(bank.heard).toHaveLength(41)
  })
})

describe('Retry-After', () => {
  it.each([
    ['7', 7000],
    ['0', 0],
    ['99999999', 3_600_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Wed, 21 Oct 2099 07:28:00 GMT', 3_600_000],
    ['Wed, 99 Oct 2015 07:28:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['2015-10-21', undefined],
    ['x Wed, 21 Oct 2099 07:28:00 GMT', undefined],
    ['Wed, 21 Oct 2099 07:28:00 GMT+1', undefined],
  ])('%s is read as %s ms', async (header, retryAfterMs) => {
    bank = await openBank((_call, res) => res.writeHead(429, { 'Retry-After': header }).end())

    await expect(sender(bank.url).send()).resolves.toMatchObject({ status: 429, retryAfterMs })
  })

  it('as a date is counted from now', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString()
    bank = await openBank((_call, res) => res.writeHead(503, { 'Retry-After': inAMinute }).end())

    const { retryAfterMs } = (await sender(bank.url).send()) as Reply

    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })
})

describe('bodies', () => {
  it('may be four times as large as the largest call, and no larger', async () => {
    const sizes = [2 * 1024 * 1024, 2 * 1024 * 1024 + 1]
    expect(sizes[0]).toBe(4 * maxCallBytes)
    bank = await openBank((_call, res) => res.end('x'.repeat(sizes.shift() ?? 0)))
    const { send } = sender(bank.url)

    expect(((await send()) as Reply).text).toHaveLength(2 * 1024 * 1024)
    expect(await send()).toEqual({ unreadable: 'an answer of more than 2048 KiB' })
  })

  it('that are too large count as the HTTP fault they came with', async () => {
    bank = await openBank((_call, res) => res.writeHead(502).end('x'.repeat(3 * 1024 * 1024)))

    expect(await sender(bank.url).send()).toEqual({ status: 502, text: '', retryAfterMs: undefined })
  })

  it('are read when compressed, up to the same size', async () => {
    const bodies = [gzipSync('{"errorCode":0}'), gzipSync(Buffer.alloc(2 * 1024 * 1024 + 1, ' '))]
    bank = await openBank((_call, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bodies.shift()))
    const { send } = sender(bank.url)

    expect(await send()).toMatchObject({ status: 200, text: '{"errorCode":0}' })
    expect(await send()).toEqual({ unreadable: 'an answer of more than 2048 KiB' })
  })

  it('that cannot be decompressed are unreadable, or the HTTP fault they came with', async () => {
    const statuses = [200, 503]
    bank = await openBank((_call, res) =>
      res.writeHead(statuses.shift() ?? 0, { 'Content-Encoding': 'gzip', 'Retry-After': '7' }).end('garbage'),
    )
    const { send } = sender(bank.url)

    expect(await send()).toEqual({ unreadable: 'a compressed body that cannot be read' })
    expect(await send()).toEqual({ status: 503, text: '', retryAfterMs: 7000 })
  })

  it('are read in the encoding that the headers name', async () => {
    // "Успешно" in windows-1251.
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from('d3f1efe5f8edee', 'hex'), Buffer.from('"}')])
    bank = await openBank((_call, res) =>
      res.writeHead(200, { 'Content-Type': 'text/html; charset=windows-1251', 'Content-Encoding': 'UTF-8' }).end(body),
    )

    expect(await sender(bank.url).send()).toMatchObject({ text: '{"a":"Успешно"}' })
  })
})

describe('no complete answer', () => {
  /** A raw TCP server: it writes these bytes once it has received something, then leaves or stays. */
  async function silenceOver(bytes: string, end: 'leave' | 'reset' | 'stay', timeoutMs = 1000): Promise<Heard> {
    const server = createRawServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => {
        socket.write(bytes)
        if (end === 'leave') socket.end()
        if (end === 'reset') socket.resetAndDestroy()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { send, close } = sender(`http://127.0.0.1:${port}/`, timeoutMs)
    try {
      return await send()
    } finally {
      close()
      server.close()
    }
  }

  it.each([
    ['nothing, then the end', '', 'leave', 'the connection was cut'],
    ['nothing, then a reset', '', 'reset', 'the connection was cut'],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-', 'leave', 'the connection was cut'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"errorC', 'leave', 'the connection was cut'],
    [
      'half a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"e',
      'leave',
      'the connection was cut',
    ],
    ['a head only', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n', 'stay', 'no complete answer within 1000 ms'],
    ['nothing at all', '', 'stay', 'no complete answer within 1000 ms'],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'stay', 'no HTTP answer (HPE_INVALID_CONSTANT)'],
    ['a huge header', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 'stay', 'a header that is too long'],
  ] as const)('from %s', async (_what, bytes, end, silence) => {
    expect(await silenceOver(bytes, end)).toEqual({ silence })
  })

  it('from a port where nothing listens', async () => {
    bank = await openHonestBank({})
    const { url } = bank
    await bank.close()
    bank = undefined

    expect(await sender(url).send()).toEqual({ silence: 'connection refused', isUnsent: true, isUnreached: true })
  })

  it('to a crowd that shares the connections, none waiting beyond the deadline', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setInterval', 'performance', 'Date'],
    })
    try {
      bank = await openBank(() => undefined)
      const { send } = sender(bank.url, 60_000)

      const calls = Promise.all(Array.from({ length: 300 }, () => send('register.do')))
      while (bank.heard.length < 32) await new Promise((resolve) => setImmediate(resolve))
      jest.advanceTimersByTime(60_000)
      const answers = await calls

      expect(answers).toEqual([
        ...Array<Silence>(32).fill({ silence: 'no complete answer within 60000 ms' }),
        ...Array<Silence>(268).fill({ silence: 'no free connection within 60000 ms', isUnsent: true }),
      ])
      expect(bank.heard).toHaveLength(32)
    } finally {
      jest.useRealTimers()
    }
  })

  it('from a host that does not exist', async () => {
    const answer = await sender('http://bank.invalid/').send()

    // An unreachable resolver takes longer than the call may.
    const silence = expect.stringMatching(/^host name not found$|^no connection within/) as unknown
    expect(answer).toEqual({ silence, isUnsent: true, isUnreached: true })
  })

  it('from a server that does not speak TLS', async () => {
    bank = await openHonestBank({})

    const answer = await sender(bank.url.replace('http:', 'https:')).send()

    const silence = expect.stringMatching(/^no HTTP answer \(E[A-Z_]+\)$|cut$/) as unknown
    expect(answer).toEqual({ silence, isUnsent: true, isUnreached: true })
  })

  it.each(['1', '0'])(
    'from a bank with an untrusted certificate, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
    async (setting) => {
      const heard: unknown[] = []
      const server = createTlsServer(selfSigned(), (req, res) => res.end(heard.push(req.url)))
      server.on('tlsClientError', () => undefined)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      try {
        const answer = await sendElsewhere(`https://127.0.0.1:${port}/`, { NODE_TLS_REJECT_UNAUTHORIZED: setting })

        const silence = expect.stringMatching(/^a TLS certificate that cannot be verified /) as unknown
        expect(answer).toEqual({ silence, isUnsent: true, isUnreached: true })
        expect(heard).toEqual([])
      } finally {
        server.close()
        server.closeAllConnections()
      }
    },
  )

  it.each([
    ['ECONNREFUSED', 'connection refused'],
    ['ECONNRESET', 'the connection was cut'],
    ['EPIPE', 'the connection was cut'],
    ['ERR_BAD_RESPONSE', 'the connection was cut'],
    ['ECONNABORTED', 'no answer in time'],
    ['ETIMEDOUT', 'no answer in time'],
    ['ENOTFOUND', 'host name not found'],
    ['EAI_AGAIN', 'host name not found'],
    ['HPE_HEADER_OVERFLOW', 'a header that is too long'],
    ...[
      ...[
        'CERT_HAS_EXPIRED',
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'ERR_TLS_CERT_ALTNAME_INVALID',
        'SELF_SIGNED_CERT_IN_CHAIN',
      ],
      ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ].map((code) => [
      code,
      'a TLS certificate that cannot be verified (for a private or national authority, set ' +
        'gateway.ca or CHECKOUT_GATEWAY_CA_FILE)',
    ]),
    ['EHOSTUNREACH', 'no route to the host'],
    ['ENETUNREACH', 'no route to the host'],
    ['ERR_PROXY_502', 'the proxy opened no tunnel to the bank: it answered HTTP status 502'],
    [
      'ERR_PROXY_407',
      'the proxy opened no tunnel to the bank: it answered HTTP status 407 (is the login in gateway.proxy right?)',
    ],
    ['ERR_PROXY_ECONNREFUSED', 'the proxy cannot be reached (ECONNREFUSED; see gateway.proxy)'],
    ['ERR_PROXY_502_ENEW', 'the proxy cannot be reached (502_ENEW; see gateway.proxy)'],
    ['ERR_PROXY_ENEW_502', 'the proxy cannot be reached (ENEW_502; see gateway.proxy)'],
    ['ENEW_ERR_PROXY_502', 'no HTTP answer (ENEW_ERR_PROXY_502)'],
    ['ERR_PROXY_502 or so', 'no HTTP answer (ERR_PROXY_502 or so)'],
    ['ENEW', 'no HTTP answer (ENEW)'],
  ])('by %s is %s', (code, silence) => {
    expect(silenceOf(Object.assign(new Error('connect to 10.0.0.1'), { code }))).toBe(silence)
  })

  it('from a malformed address', async () => {
    const silence = 'no HTTP answer (ERR_INVALID_URL)'
    expect(await sender('nowhere').send()).toEqual({ silence, isUnsent: true })
  })
})
