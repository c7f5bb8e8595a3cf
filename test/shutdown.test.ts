import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSandbox } from '../src/sandbox/index.ts'
import type { Sandbox } from '../src/sandbox/index.ts'
import { ledgers } from './support/ledgers.ts'
import type { OpenedLedger } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { gatewayOrderIdIn } from './support/store.ts'

interface Backend {
  readonly process: ChildProcess
  readonly port: number
  readonly ended: Promise<unknown[]>
}

describeOver('postgres')('a rolling restart under load', () => {
  let database: OpenedLedger
  let bank: Sandbox
  let folder: string
  let balancer: Server
  let origin: string
  let backends: Backend[] = []

  beforeEach(async () => {
    database = await ledgers.PostgreSQL!()
    bank = await createSandbox()
    folder = mkdtempSync(join(tmpdir(), 'checkout-shutdown-'))
    balancer = createServer((client) => balance(client))
    balancer.listen(0, '127.0.0.1')
    await once(balancer, 'listening')
    origin = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    for (const { process } of backends) process.kill('SIGKILL')
    await Promise.all(backends.map(({ ended }) => ended))
    balancer.close()
    await bank.close()
    await database.close()
    rmSync(folder, { recursive: true })
  })

  /** As a load balancer does: where nobody listens any more, the next one is tried. */
  function balance(client: Socket, [first, ...others] = [...backends]): void {
    if (!first) return void client.destroy()
    const upstream = connect(first.port, '127.0.0.1')
    upstream.once('error', () => balance(client, others))
    upstream.once('connect', () => {
      upstream.removeAllListeners('error').on('error', () => client.destroy())
      client.on('error', () => upstream.destroy())
      client.pipe(upstream).pipe(client)
    })
  }

  async function start(): Promise<Backend> {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    await once(probe.close(), 'close')
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'support', 'store-process.ts')], {
      env: {
        ...{ PATH: process.env.PATH, PORT: String(port), HAND_OVERS: join(folder, 'hand-overs') },
        ...{
          CHECKOUT_GATEWAY_URL: bank.url,
          CHECKOUT_GATEWAY_USER: 'sandbox-api',
          CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
        },
        ...{ CHECKOUT_BASE_URL: origin, CHECKOUT_SECRET: 's'.repeat(40), CHECKOUT_DATABASE_URL: database.databaseUrl },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    const backend = { process: child, port, ended }
    backends.push(backend)
    return backend
  }

  /** A browser that closes its connection after each answer, so that no idle one is closed under a request. */
  async function ask(url: string, cookie = ''): Promise<Response> {
    return fetch(url, { redirect: 'manual', headers: { connection: 'close', cookie } })
  }

  it('answers every buyer, loses no order, and hands none over twice', async () => {
    let isOver = false
    const bad: string[] = []
    const paid: string[] = []

    async function buyAndBuy(): Promise<void> {
      while (!isOver) {
        const checkout = await ask(`${origin}/checkout/mug`)
        if (checkout.status !== 302) bad.push(`checkout ${checkout.status}`)
        const gatewayOrderId = gatewayOrderIdIn(checkout.headers.get('location') ?? undefined)
        const { location } = await bank.pay(gatewayOrderId)
        const cookie = checkout.headers
          .getSetCookie()
          .map((one) => one.split(';')[0])
          .join('; ')
        const back = await ask(location!, cookie)
        if (back.status !== 200) bad.push(`return ${back.status}`)
        paid.push(gatewayOrderId)
      }
    }

    await Promise.all([start(), start()])
    const buyers = Array.from({ length: 4 }, () => buyAndBuy().catch((error: unknown) => void bad.push(String(error))))
    for (let round = 0; round < 4; round += 1) {
      await start()
      const old = backends[0]!
      old.process.kill('SIGTERM')
      expect(await old.ended).toEqual([0, null])
      backends = backends.filter((one) => one !== old)
    }
    isOver = true
    await Promise.all(buyers)
    for (const { process } of backends) process.kill('SIGTERM')
    for (const { ended } of backends) expect(await ended).toEqual([0, null])

    expect(bad).toEqual([])
    expect(paid.length).toBeGreaterThan(20)
    const unfinished = await database.sql("select 1 from checkout_orders where status <> 'paid' or hand_over <> 'done'")
    expect(unfinished).toEqual([])
    const events = readFileSync(join(folder, 'hand-overs'), 'utf8').trim().split('\n')
    expect(events).toHaveLength(2 * paid.length)
  }, 120_000)
})
