import dns from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer as createTlsServer, request } from 'node:https'
import { connect, createServer as createRawServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import type { Method } from '../../src/gateway/error-codes.ts'
import { makeSend } from '../../src/gateway/send.ts'
import type { SendOptions } from '../../src/gateway/send.ts'
import { TunnelAgent } from '../../src/gateway/tunnel.ts'
import { atThisPace } from '../support/pace.ts'
import { sleep, until } from '../support/until.ts'
import { openBank, openHonestBank } from './bank.ts'
import type { Bank } from './bank.ts'
import { selfSigned } from './self-signed.ts'

const question: Method = 'getOrderStatusExtended.do'
const closers: (() => unknown)[] = []

afterEach(async () => {
  jest.restoreAllMocks()
  for (const close of closers.splice(0).reverse()) await close()
})

function sender(url: string, options: Partial<SendOptions> = {}) {
  const { send, close } = makeSend({ url, timeoutMs: 20_000, ...options })
  closers.push(close)
  return { send: (method: Method = question) => send(method, 'userName=shop-api'), close }
}

async function bankThat(...how: Parameters<typeof openBank>): Promise<Bank> {
  const bank = await openBank(...how)
  closers.push(bank.close)
  return bank
}

/** Listens on loopback, and closes every connection at the end of the test. */
async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)))
  server.listen(port, host)
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A bank over TLS with a certificate from its own authority, and the calls it received. */
async function openTlsBank(host = 'localhost') {
  const { key, cert } = selfSigned(host)
  const heard: (string | undefined)[] = []
  const server = createTlsServer({ key, cert }, (req, res) => {
    heard.push(`${req.url} ${req.headers.authorization ?? ''}`.trim())
    req.resume().on('end', () => res.end('{"errorCode":0}'))
  })
  const port = await listen(server)
  return { url: `https://${host}:${port}/rest/`, port, heard, ca: cert }
}

/** A proxy that opens tunnels, over https if it has a certificate, and the requests it received. */
async function openProxy({ answer = 'HTTP/1.1 200 Connection established\r\n\r\n', key = '', cert = '' } = {}) {
  const asked: string[] = []
  const hosts: (string | undefined)[] = []
  const seen: Buffer[] = []
  const server = cert === '' ? createHttpServer() : createTlsServer({ key, cert })
  server.on('connect', (req: IncomingMessage, client: Socket) => {
    asked.push(`${req.url} ${req.headers['proxy-authorization'] ?? ''}`.trim())
    hosts.push(req.headers.host)
    client.write(answer)
    if (!answer.includes(' 200 ')) return void client.end()
    const upstream = connect(Number(req.url!.split(':')[1]), '127.0.0.1')
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    client.on('data', (bytes: Buffer) => seen.push(bytes))
    client.pipe(upstream).pipe(client)
  })
  const port = await listen(server)
  return { port, asked, hosts, seen: () => Buffer.concat(seen).toString('latin1') }
}

/** Adds an authority to Node's own list until the end of the test. */
function trustEverywhere(authority: string): void {
  // The types are those of the lowest Node, which has neither.
  const { getCACertificates, setDefaultCACertificates } = tls as typeof tls & {
    getCACertificates: () => string[]
    setDefaultCACertificates: (authorities: readonly string[]) => void
  }
  const before = getCACertificates()
  closers.push(() => setDefaultCACertificates(before))
  setDefaultCACertificates([...before, authority])
}

/** A bank whose backlog is full until `wake` is called: the kernel makes new connections wait and retry. */
async function openFullBank(host: string) {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     const server = require('node:http').createServer((req, res) => req.resume().on('end', () => res.end('{}')))
     server.listen({ port: 0, host: '${host}', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(workerData, 0, 0))
     })`,
    { eval: true, workerData: flag },
  )
  closers.push(() => worker.terminate())
  const [port] = (await once(worker, 'message')) as [number]
  const crowd = Array.from({ length: 8 }, () => connect(port, host).on('error', () => undefined))
  closers.push(() => crowd.forEach((socket) => socket.destroy()))
  await until(() => crowd.filter(({ connecting }) => !connecting).length >= 2)
  const wake = (): void => {
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
  }
  return { port, wake }
}

/** Makes every host name resolve to these addresses, or fail to resolve, until the end of the test. */
function resolveAllNames(to: readonly LookupAddress[] | Error): void {
  const [error, addresses] = to instanceof Error ? [to, []] : [null, to]
  jest
    .spyOn(dns, 'lookup')
    .mockImplementation(((_host: string, _options: object, tell: (...result: unknown[]) => void) =>
      process.nextTick(tell, error, addresses)) as unknown as typeof dns.lookup)
}

describe('a bank with two addresses', () => {
  it('is reached at the slow one when the other refuses', async () => {
    const { port, wake } = await openFullBank('127.0.0.2')
    resolveAllNames([
      { address: '127.0.0.2', family: 4 },
      { address: '::1', family: 6 },
    ])

    const answer = sender(`http://bank.example:${port}/`).send()
    // Longer than Node gives an address by default.
    await sleep(atThisPace(400))
    wake()

    expect(await answer).toMatchObject({ status: 200, text: '{}' })
  })

  it('is reached at the second within the deadline when the first is silent', async () => {
    const { port } = await openFullBank('127.0.0.2')
    const second = createHttpServer((req, res) => void req.resume().on('end', () => res.end('second')))
    await listen(second, '127.0.0.3', port)
    resolveAllNames(['127.0.0.2', '127.0.0.3'].map((address) => ({ address, family: 4 })))

    // Shorter than an address is tried by default.
    const answer = await sender(`http://bank.example:${port}/`, { timeoutMs: 3_000 }).send()

    expect(answer).toMatchObject({ status: 200, text: 'second' })
  })
})

describe('a kept-alive connection', () => {
  /** Answers each connection once, and calls `end` when more arrives on it. */
  async function openForgetfulBank(end: (socket: Socket) => void) {
    let calls = 0
    const server = createRawServer((socket) => {
      socket.once('data', () => {
        calls += 1
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
        socket.once('data', () => end(socket))
      })
    })
    let connections = 0
    server.on('connection', () => (connections += 1))
    const port = await listen(server)
    return { url: `http://127.0.0.1:${port}/`, calls: () => calls, connections: () => connections }
  }

  it.each<[string, (socket: Socket) => void]>([
    ['reset', (socket) => socket.resetAndDestroy()],
    ['ended', (socket) => socket.end()],
  ])('that the bank has %s costs a question nothing: it is repeated at once on a new connection', async (_how, end) => {
    const bank = await openForgetfulBank(end)
    const { send } = sender(bank.url)

    expect(await send()).toMatchObject({ status: 200 })
    expect(await send()).toMatchObject({ status: 200 })

    expect([bank.calls(), bank.connections()]).toEqual([2, 2])
    // The new connection was for that call only: no later call finds it closed.
    expect([await send(), await send()]).toMatchObject([{ status: 200 }, { status: 200 }])
    expect([bank.calls(), bank.connections()]).toEqual([4, 4])
  })

  it.each<Method>(['register.do', 'registerPreAuth.do', 'deposit.do', 'reverse.do', 'refund.do', 'decline.do'])(
    'that the bank has reset is silence to %s, which is never repeated',
    async (method) => {
      const bank = await openForgetfulBank((socket) => socket.resetAndDestroy())
      const { send } = sender(bank.url)
      await send()

      expect(await send(method)).toEqual({ silence: 'the connection was cut' })

      expect([bank.calls(), bank.connections()]).toEqual([1, 1])
    },
  )

  it('is replaced once for a question, not twice', async () => {
    let answers = 1
    const bank = await bankThat((_call, res) => (answers-- > 0 ? res.end('{}') : res.socket?.resetAndDestroy()))
    const { send } = sender(bank.url)
    await send()

    expect(await send()).toEqual({ silence: 'the connection was cut' })

    expect(bank.heard).toHaveLength(3)
  })

  it('is not replaced if it was new, or had begun to answer', async () => {
    const bank = await bankThat((_call, res) => res.socket?.resetAndDestroy())
    expect(await sender(bank.url).send()).toEqual({ silence: 'the connection was cut' })
    expect(bank.heard).toHaveLength(1)

    const half = await openForgetfulBank((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"err')
    })
    const { send } = sender(half.url)
    await send()
    expect(await send()).toEqual({ silence: 'the connection was cut' })
    expect(half.connections()).toBe(1)
  })
})

describe('a call that never got through', () => {
  it.each<Method>([question, 'register.do', 'refund.do'])('was not sent: %s', async (method) => {
    const bank = await openHonestBank({})
    await bank.close()

    expect(await sender(bank.url).send(method)).toEqual({
      silence: 'connection refused',
      isUnsent: true,
      isUnreached: true,
    })
  })

  it('was not sent if the server stalls in the TLS handshake until the deadline', async () => {
    const port = await listen(createRawServer(() => undefined))

    expect(await sender(`https://127.0.0.1:${port}/`, { timeoutMs: 500 }).send('register.do')).toEqual({
      silence: 'no connection within 500 ms',
      isUnsent: true,
      isUnreached: true,
    })
  })

  it('was not sent if the TLS handshake breaks off', async () => {
    const port = await listen(createRawServer((socket) => socket.once('data', () => socket.destroy())))

    expect(await sender(`https://127.0.0.1:${port}/`).send('register.do')).toMatchObject({
      isUnsent: true,
      isUnreached: true,
    })
  })

  it('may have arrived if there was a connection', async () => {
    const bank = await bankThat(() => undefined)

    expect(await sender(bank.url, { timeoutMs: 500 }).send('register.do')).toEqual({
      silence: 'no complete answer within 500 ms',
    })
  })
})

describe('gateway.ca', () => {
  it('is trusted for the bank', async () => {
    const { url, heard, ca } = await openTlsBank()

    expect(await sender(url, { ca }).send()).toMatchObject({ status: 200, text: '{"errorCode":0}' })
    expect(heard).toEqual([`/rest/${question}`])
  })

  it('is the only trusted authority, and the error names it', async () => {
    const { url, heard } = await openTlsBank()

    for (const ca of [undefined, selfSigned('localhost').cert]) {
      expect(await sender(url, { ca }).send()).toEqual({
        silence:
          'a TLS certificate that cannot be verified (for a private or national authority, set ' +
          'gateway.ca or CHECKOUT_GATEWAY_CA_FILE)',
        isUnsent: true,
        isUnreached: true,
      })
    }
    expect(heard).toEqual([])
  })

  it('does not vouch for another host', async () => {
    const { port, heard, ca } = await openTlsBank()

    expect(await sender(`https://127.0.0.1:${port}/`, { ca }).send()).toMatchObject({
      silence: expect.stringMatching(/^a TLS certificate that cannot be verified/),
    })
    expect(heard).toEqual([])
  })
})

describe('gateway.proxy', () => {
  it('opens a tunnel, and the bank is called through it as without a proxy', async () => {
    const bank = await openTlsBank()
    const proxy = await openProxy()
    const options = { ca: bank.ca, proxy: `http://127.0.0.1:${proxy.port}`, authorization: 'Basic c2hvcA==' }
    const { send } = sender(bank.url, options)

    expect(await send()).toMatchObject({ status: 200, text: '{"errorCode":0}' })
    expect(await send('refund.do')).toMatchObject({ status: 200 })

    expect(bank.heard).toEqual([`/rest/${question} Basic c2hvcA==`, '/rest/refund.do Basic c2hvcA=='])
    // Kept for the second call. The proxy could read neither.
    expect(proxy.asked).toEqual([`localhost:${bank.port}`])
    expect(proxy.hosts).toEqual(proxy.asked)
    expect(proxy.seen()).not.toMatch(/shop-api|c2hvcA|refund\.do/)
  })

  it('gets its login, and the bank does not', async () => {
    const bank = await openTlsBank()
    const proxy = await openProxy()
    const { send } = sender(bank.url, { ca: bank.ca, proxy: `http://me:p%40ss@127.0.0.1:${proxy.port}` })

    expect(await send()).toMatchObject({ status: 200 })

    expect(proxy.asked).toEqual([`localhost:${bank.port} Basic ${Buffer.from('me:p@ss').toString('base64')}`])
    expect(bank.heard).toEqual([`/rest/${question}`])
  })

  it("cannot present another certificate in place of the bank's", async () => {
    const bank = await openTlsBank()
    const proxy = await openProxy()

    expect(await sender(bank.url, { proxy: `http://127.0.0.1:${proxy.port}` }).send()).toMatchObject({
      silence: expect.stringMatching(/^a TLS certificate/),
      isUnsent: true,
      isUnreached: true,
    })
    expect(bank.heard).toEqual([])
  })

  it('may be on https, with a certificate for its own name', async () => {
    const bank = await openTlsBank('bank.example')
    const certificate = selfSigned('localhost')
    const proxy = await openProxy(certificate)
    trustEverywhere(certificate.cert)

    const { send } = sender(bank.url, { ca: bank.ca, proxy: `https://localhost:${proxy.port}` })

    expect(await send()).toMatchObject({ status: 200, text: '{"errorCode":0}' })
    expect(proxy.asked).toEqual([`bank.example:${bank.port}`])
    expect(proxy.hosts).toEqual(proxy.asked)
  })

  it.each([
    ['from an authority trusted only for the bank', 'localhost', false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ["for the bank's name", 'bank.example', true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('on https gets nothing with a certificate %s', async (_which, name, isTrusted, code) => {
    const certificate = selfSigned(name)
    const proxy = await openProxy(certificate)
    if (isTrusted) trustEverywhere(certificate.cert)

    const { send } = sender('https://bank.example/', { ca: certificate.cert, proxy: `https://localhost:${proxy.port}` })

    expect(await send('refund.do')).toEqual({
      silence: `the proxy cannot be reached (${code}; see gateway.proxy)`,
      isUnsent: true,
      isUnreached: true,
    })
    expect(proxy.asked).toEqual([])
  })

  it('is told the address of a bank without a name, in brackets if it is IPv6', async () => {
    const proxy = await openProxy({ answer: 'HTTP/1.1 502 Bad Gateway\r\n\r\n' })
    const options = { proxy: `http://127.0.0.1:${proxy.port}` }

    await sender('https://192.0.2.1/', options).send()
    await sender('https://[2001:db8::1]:8443/', options).send()

    expect(proxy.asked).toEqual(['192.0.2.1:443', '[2001:db8::1]:8443'])
  })

  it('may have an IPv6 address', async () => {
    const gone = await openHonestBank({})
    await gone.close()

    // Dialled, not looked up as a name. On a machine without IPv6 there is no such address.
    expect(await sender('https://bank.example/', { proxy: `http://[::1]:${new URL(gone.url).port}` }).send()).toEqual({
      silence: expect.stringMatching(/^the proxy cannot be reached \(E(CONNREFUSED|ADDRNOTAVAIL|AFNOSUPPORT); /),
      isUnsent: true,
      isUnreached: true,
    })
  })

  it.each([
    [
      'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n',
      /answered HTTP status 407 \(is the login in gateway\.proxy right\?\)$/,
    ],
    ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 15\r\n\r\n{"errorCode":0}', /answered HTTP status 502$/],
  ])('that refuses the tunnel is no answer from the bank: %j', async (answer, silence) => {
    const bank = await openTlsBank()
    const proxy = await openProxy({ answer })

    expect(await sender(bank.url, { ca: bank.ca, proxy: `http://127.0.0.1:${proxy.port}` }).send('refund.do')).toEqual({
      silence: expect.stringMatching(silence),
      isUnsent: true,
      isUnreached: true,
    })
    expect(bank.heard).toEqual([])
  })

  it('that is unreachable or hangs leaves the call unsent', async () => {
    const bank = await openTlsBank()
    const hanging = await listen(createRawServer(() => undefined))
    const gone = await openHonestBank({})
    await gone.close()

    expect(await sender(bank.url, { proxy: new URL(gone.url).origin }).send('refund.do')).toEqual({
      silence: 'the proxy cannot be reached (ECONNREFUSED; see gateway.proxy)',
      isUnsent: true,
      isUnreached: true,
    })
    const timeoutMs = 500
    expect(await sender(bank.url, { timeoutMs, proxy: `http://127.0.0.1:${hanging}` }).send('refund.do')).toMatchObject(
      {
        isUnsent: true,
        isUnreached: true,
      },
    )
    expect(bank.heard).toEqual([])
  })

  it('that refuses the tunnel and stays is disconnected', async () => {
    const sockets: Socket[] = []
    const refuse = (socket: Socket): void => void socket.once('data', () => socket.write('HTTP/1.1 403 No\r\n\r\n'))
    const port = await listen(createRawServer((socket) => (sockets.push(socket), refuse(socket))))

    await sender('https://bank.example/', { timeoutMs: 600_000, proxy: `http://127.0.0.1:${port}` }).send()

    await until(() => sockets[0]!.destroyed)
  })

  it('that cannot be reached leaves the call unsent, whatever Object.prototype holds', async () => {
    const polluted = Object.prototype as Record<string, unknown>
    polluted.isConnected = true
    closers.push(() => Reflect.deleteProperty(polluted, 'isConnected'))

    expect(await sender('https://bank.example/', { proxy: 'http://127.0.0.1:1' }).send('refund.do')).toMatchObject({
      isUnsent: true,
      isUnreached: true,
    })
  })

  it('that fails without a code cannot be reached either', async () => {
    resolveAllNames(new Error('no code'))

    expect(await sender('https://bank.example/', { proxy: 'http://proxy.example:3128' }).send()).toEqual({
      silence: 'the proxy cannot be reached (UNKNOWN; see gateway.proxy)',
      isUnsent: true,
      isUnreached: true,
    })
  })

  // The kernel gives up as well, but after two minutes.
  it.each(['http', 'https'])(
    'over %s that accepts no connection is given up in time',
    async (protocol) => {
      const { port } = await openFullBank('127.0.0.2')
      const agent = new TunnelAgent({ proxy: new URL(`${protocol}://127.0.0.2:${port}`), tunnelMs: 500 })
      closers.push(() => agent.destroy())

      const [error] = (await once(request('https://bank.example/', { agent }), 'error')) as [Error]

      expect(error).toMatchObject({ message: 'No tunnel through the proxy', code: 'ERR_PROXY_ETIMEDOUT' })
    },
    60_000,
  )

  it('that hangs is disconnected when the call has run out of time', async () => {
    const sockets: Socket[] = []
    const port = await listen(createRawServer((socket) => sockets.push(socket.resume())))

    await sender('https://bank.example/', { timeoutMs: 500, proxy: `http://127.0.0.1:${port}` }).send()

    await until(() => sockets.length === 1 && sockets[0]!.destroyed)
  })

  it('is disconnected on close, even while a tunnel is opening', async () => {
    const sockets: Socket[] = []
    const port = await listen(createRawServer((socket) => sockets.push(socket.resume())))
    const options = { timeoutMs: 600_000, proxy: `http://127.0.0.1:${port}` }
    const { send, close } = sender('https://bank.example/', options)
    const underWay = send()
    await until(() => sockets.length === 1)

    close()

    expect(await underWay).toMatchObject({ silence: 'this checkout was closed', isUnsent: true })
    await until(() => sockets[0]!.destroyed)
  })

  it('is never taken from the environment', async () => {
    const bank = await openTlsBank()
    const proxy = await openProxy()
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`
    closers.push(() => Reflect.deleteProperty(process.env, 'HTTPS_PROXY'))

    expect(await sender(bank.url, { ca: bank.ca }).send()).toMatchObject({ status: 200 })
    expect(proxy.asked).toEqual([])
  })

  it('works for the whole gateway', async () => {
    const bank = await openTlsBank()
    const proxy = await openProxy()
    const login = { user: 'shop-api', password: 'secret', basic: true }
    const gateway = makeGateway({
      url: bank.url,
      timeoutMs: 20_000,
      ca: bank.ca,
      proxy: `http://127.0.0.1:${proxy.port}`,
      ...login,
    })
    closers.push(() => gateway.close())

    expect(await gateway.decline({ gatewayOrderId: 'g-1', orderNumber: 'O1' })).toEqual({ outcome: 'answered' })
    expect(bank.heard).toEqual([`/rest/decline.do Basic ${Buffer.from('shop-api:secret').toString('base64')}`])
    expect(proxy.asked).toHaveLength(1)
  })
})
