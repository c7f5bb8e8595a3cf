import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { run } from './a-world.ts'

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** `fetch` sets the header by itself. */
async function statusFor(port: number, host: string): Promise<number | undefined> {
  const [answer] = (await once(get({ port, host: '127.0.0.1', headers: { host } }), 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}

describe('sandbox', () => {
  it('is a bank until it is interrupted, and says how a store finds it', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    let front = ''

    const { exitCode, out } = await run(['sandbox', '--port', String(port)], {}, undefined, {
      whileItRuns: async () => (front = await (await fetch(url)).text()),
    })

    expect(exitCode).toBe(130)
    expect(out).toContain(`CHECKOUT_GATEWAY_URL=${url}/payment/rest/\n`)
    expect(out).toContain('CHECKOUT_GATEWAY_USER=sandbox-api\nCHECKOUT_GATEWAY_PASSWORD=sandbox\n')
    expect(out).toContain(`Its pages, to pay, refund or break it by hand: ${url}/\n`)
    expect(front).toContain('Orders – Sandbox Bank')
    await expect(fetch(url)).rejects.toThrow()
  })

  it('prints one document for a script', async () => {
    const port = await freePort()

    const { out, err } = await run(['--json', 'sandbox', '--port', String(port)], {}, undefined, {
      whileItRuns: () => Promise.resolve(),
    })

    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      url: `http://127.0.0.1:${port}/payment/rest/`,
      user: 'sandbox-api',
      password: 'sandbox',
    })
    expect(err).toBe('')
  })

  it('answers to further names where it is told them', async () => {
    const port = await freePort()
    const statuses: (number | undefined)[] = []

    await run(['sandbox', '--port', String(port), '--host', 'bank'], {}, undefined, {
      whileItRuns: async () => {
        for (const host of ['bank', 'other']) statuses.push(await statusFor(port, host))
      },
    })

    expect(statuses).toEqual([200, 421])
  })

  it('speaks as the bank it is told, and names the one that was meant', async () => {
    const port = await freePort()
    const said = await run(['sandbox', '--port', String(port), '--dialect', 'sberbank-partner'], {}, undefined, {
      whileItRuns: () => Promise.resolve(),
    })
    const wrong = await run(['sandbox', '--dialect', 'satin'], {})

    expect(said.out).toContain(`CHECKOUT_GATEWAY_URL=http://127.0.0.1:${port}/ecomm/gw/partner/api/v1/\n`)
    expect(said.out).toMatch(/\nCHECKOUT_GATEWAY_PRESET=sberbank-partner\nCHECKOUT_GATEWAY_LIVE=false\n/)
    expect(wrong.exitCode).toBe(2)
    expect(wrong.err).toMatch(/The sandbox speaks no dialect "satin"\. Did you mean\s"satim"\?/)
    expect(Math.max(...wrong.err.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('names another port if its own is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo

    const { exitCode, err } = await run(['sandbox', '--port', String(port)], {})

    expect(exitCode).toBe(2)
    expect(err).toContain(`Port ${port} is taken`)
    expect(err).toContain(`--port ${port + 1}`)
    await new Promise((resolve) => server.close(resolve))
  })

  it('does not start in production', async () => {
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    try {
      const { exitCode, err } = await run(['sandbox', '--port', String(await freePort())], {})

      expect(exitCode).toBe(2)
      expect(err).toMatch(/does not start\sin production/)
    } finally {
      process.env.NODE_ENV = before
    }
  })

  it.each(['0', 'x', '65536', ''])('refuses the port %j', async (port) => {
    expect(await run(['sandbox', `--port=${port}`], {})).toMatchObject({ exitCode: 2 })
  })
})
