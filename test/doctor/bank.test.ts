import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FindingCode } from '../../src/index.ts'
import { selfSigned } from '../gateway/self-signed.ts'
import { withClockOff } from '../support/clock.ts'
import { timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { codesOf, examine, openHealthyStore, planted } from './a-healthy-store.ts'

let store: Store
const closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  store = await openHealthyStore()
  await store.checkout.start()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await store.close()
})

const absent = JSON.stringify({ errorCode: '6', errorMessage: 'Order not found' })
const json = { 'Content-Type': 'application/json' }

/** A small server in the bank's place; resolves to the root of its API. */
async function bank(answer: RequestListener, tls?: { readonly key: string; readonly cert: string }): Promise<string> {
  const server = tls ? createHttpsServer(tls, answer) : createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  // Of an IP address a certificate says nothing in its name.
  return tls ? `https://localhost:${port}/payment/rest/` : `http://127.0.0.1:${port}/payment/rest/`
}

/** Reads the call, then answers. */
function answering(status: number, headers: Record<string, string>, body: string): RequestListener {
  return (req, res) => {
    req.resume().on('end', () => res.writeHead(status, headers).end(body))
  }
}

const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3_600_000)

describe('the doctor finds at the bank', () => {
  it.each<[FindingCode, string, RequestListener]>([
    ['bank-login-refused', 'errorCode 5', answering(200, json, '{"errorCode":"5","errorMessage":"Access denied"}')],
    ['bank-login-refused', 'HTTP 401', answering(401, {}, '')],
    ['bank-login-refused', 'HTTP 403', answering(403, {}, '')],
    ['bank-address', 'HTTP 404', answering(404, {}, 'Not Found')],
    ['bank-address', 'a redirect', answering(302, { Location: 'https://bank.example/' }, '')],
    ['bank-unreadable', 'a page', answering(200, { 'Content-Type': 'text/html' }, '<html>Welcome</html>')],
    ['bank-unreadable', 'HTTP 500', answering(500, {}, '')],
    ['bank-busy', 'HTTP 429', answering(429, { 'Retry-After': '60' }, '')],
    ['bank-busy', 'HTTP 503', answering(503, {}, '')],
    ['clock-skew', 'another time', answering(200, { ...json, Date: inDays(-0.01).toUTCString() }, absent)],
    ['clock-skew', 'a later time', answering(200, { ...json, Date: inDays(2).toUTCString() }, absent)],
    ['bank-unreachable', 'a cut connection', (req) => void req.socket.destroy()],
  ])('%s: %s', async (code, _what, answer) => {
    const { findings } = await examine(store, { CHECKOUT_GATEWAY_URL: await bank(answer) })

    expect(planted(findings)).toEqual([code])
  })

  it.each<[FindingCode, string, ReturnType<typeof selfSigned>, boolean]>([
    ['bank-authority-unknown', 'that nobody vouches for', selfSigned('localhost'), false],
    ['bank-certificate-name', 'of another host', selfSigned('other.example'), true],
    ['bank-certificate-expired', 'that has ended', selfSigned('localhost', inDays(-2)), true],
  ])('%s: a certificate %s', async (code, _what, tls, isTrusted) => {
    const url = await bank(answering(200, json, absent), tls)
    const { findings } = await examine(store, {
      CHECKOUT_GATEWAY_URL: url,
      CHECKOUT_GATEWAY_CA: isTrusted ? tls.cert : undefined,
    })

    expect(codesOf(findings)).toContain(code)
  })

  it('a connection that is refused, and a password that is wrong, without printing it', async () => {
    const refused = await examine(store, { CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:9/payment/rest/' })
    const wrong = await examine(store, { CHECKOUT_GATEWAY_PASSWORD: 'S3CR3T-and-wrong' })

    expect(refused.findings).toMatchObject([{ code: 'bank-unreachable', message: expect.stringContaining('refused') }])
    expect(planted(wrong.findings)).toEqual(['bank-login-refused'])
    expect([refused.exitCode, wrong.exitCode]).toEqual([3, 1])
    expect(wrong.out).not.toContain('S3CR3T')
  })

  it('a proxy that opens no way, and one that is not there', async () => {
    const proxy = new URL(await bank(answering(407, {}, '')))
    const url = 'https://bank.invalid/payment/rest/'
    for (const address of [`http://${proxy.host}`, 'http://127.0.0.1:9']) {
      const { findings } = await examine(store, { CHECKOUT_GATEWAY_URL: url, CHECKOUT_GATEWAY_PROXY: address })
      expect(codesOf(findings)).toContain('bank-proxy')
    }
  })

  it('an answer that takes its time', async () => {
    const url = await bank((req, res) => {
      const answer = (): void => void res.writeHead(200, json).end(absent)
      req.resume().on('end', () => (req.method === 'HEAD' ? answer() : setTimeout(answer, 3_100)))
    })

    expect(planted((await examine(store, { CHECKOUT_GATEWAY_URL: url })).findings)).toEqual(['bank-slow'])
  })

  it('that this process leaves it alone', async () => {
    await store.close()
    store = await openHealthyStore({ options: { breaker: { failures: 1 } } })
    store.bank.fault({ kind: 'reset-before', method: 'register.do' })
    await store.browser().get('/checkout/mug').expect(503)

    expect(codesOf(await store.checkout.doctor())).toContain('bank-left-alone')
    expect((await store.checkout.health()).gateway.registrations).toBe('left-alone')
  })

  it('that both bank and ledger are out of reach: nobody knows anything, and it ends with 3', async () => {
    const { exitCode, findings } = await examine(store, {
      CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:9/payment/rest/',
      CHECKOUT_DATABASE_URL: 'postgres://shop@127.0.0.1:9/shop',
    })

    expect(codesOf(findings)).toEqual(expect.arrayContaining(['bank-unreachable', 'ledger-unreachable']))
    expect(exitCode).toBe(3)
  })
})

describe('a certificate that ends soon', () => {
  it.each([
    [5, ['bank-certificate-expiring']],
    [20, []],
  ])('in %d days', async (days, codes) => {
    const tls = selfSigned('localhost', inDays(days))
    const url = await bank(answering(200, json, absent), tls)
    const changes = { CHECKOUT_GATEWAY_URL: url, CHECKOUT_GATEWAY_CA: tls.cert }

    const { findings } = await examine(store, changes)

    expect(planted(findings).filter((code) => code.startsWith('bank-'))).toEqual(codes)
  })
})

describe('the clock of this machine', () => {
  it.each([
    ['an hour ahead', 3_600_000],
    ['two minutes behind', -120_000],
  ])('%s of the bank and of the ledger', async (_what, offMs) => {
    const findings = await withClockOff(offMs, () => store.checkout.doctor())

    expect(codesOf(findings)).toEqual(expect.arrayContaining(['clock-skew', 'ledger-clock-skew']))
  })

  it('may be some seconds off', async () => {
    const findings = await withClockOff(30_000, () => store.checkout.doctor())

    expect(planted(findings)).toEqual([])
    expect(timesAsked(store, 'register.do')).toBe(0)
  })
})
