import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { ownHostOnly } from '../../src/sandbox/own-host.ts'
import { openBank } from './open-bank.ts'

/** The status of the answer to a request with this `Host` header. */
function ask(port: number, host: string, path = '/payment/rest/register.do'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.on('error', reject).end()
  })
}

describe('the host the sandbox answers to', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', 'bank.localhost', '[::1]', '127.0.0.2'])('is %s', async (host) => {
    const { sandbox } = await openBank()

    expect(await ask(sandbox.port, `${host}:${sandbox.port}`)).toBe(200)
    expect(await ask(sandbox.port, host)).toBe(200)
  })

  it.each([
    ...['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.20', '[2001:db8::1]'],
    ...['localhost@evil.example', 'evil.example/localhost', '0', '0.0.0.0', ' '],
  ])('is not %s', async (host) => {
    const { sandbox } = await openBank()

    expect(await ask(sandbox.port, host)).toBe(421)
  })

  it.each(['/payment/rest/register.do', '/payment/merchants/sandbox/payment_en.html', '/', '/no/such/path'])(
    'is checked on every path, including %s',
    async (path) => {
      const { sandbox } = await openBank()

      expect(await ask(sandbox.port, `evil.example:${sandbox.port}`, path)).toBe(421)
    },
  )

  it('can also be a named host', async () => {
    const { sandbox } = await openBank({ hosts: ['Bank'] })

    expect(await ask(sandbox.port, 'bank:4000')).toBe(200)
    expect(await ask(sandbox.port, 'bank.evil.example')).toBe(421)
  })

  it('is any IP address if it listens on all interfaces', async () => {
    const app = express().use(ownHostOnly({ host: '0.0.0.0', hosts: [] }), (_req, res) => void res.end())
    const server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo

    const answers = [
      await ask(port, '192.168.1.20:4000'),
      await ask(port, '[2001:db8::1]'),
      await ask(port, 'evil.example'),
    ]

    server.close()
    expect(answers).toEqual([200, 200, 421])
  })
})
