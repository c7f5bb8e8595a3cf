import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { wrapped } from '../../src/cli/wrapped.ts'
import { openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { childEnvironment } from '../support/child-environment.ts'
import { environmentOf } from './a-world.ts'

const main = join(__dirname, '../../src/cli/main.ts')

describe('the process of the doctor', () => {
  let store: Store
  afterEach(() => store.close())

  it('ends within 20 s with its whole answer, however silent bank and ledger are', async () => {
    store = await openStore()
    const sockets = new Set<Socket>()
    // Takes every connection, and never says a word.
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`
    const environment = {
      ...environmentOf(store),
      CHECKOUT_DATABASE_URL: `postgres://shop@${address}/shop`,
      CHECKOUT_GATEWAY_URL: `http://${address}/payment/rest/`,
    }
    const startedAt = performance.now()
    const child = spawn(process.execPath, [main, 'doctor', '--json'], {
      env: { ...childEnvironment, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const [exitCode] = (await once(child, 'close')) as [number]
    const tookMs = performance.now() - startedAt

    for (const socket of sockets) socket.destroy()
    silent.close()
    const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly code: string }[] }
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['bank-unreachable', 'ledger-unreachable']))
    expect([exitCode, out.endsWith('}\n')]).toEqual([3, true])
    expect(tookMs).toBeLessThan(20_000)
  })
})

describe('lines of 80 columns', () => {
  it.each([
    ['', ['']],
    ['short', ['short']],
    [`${'a'.repeat(40)} ${'b'.repeat(39)}`, [`${'a'.repeat(40)} ${'b'.repeat(39)}`]],
    [`${'a'.repeat(40)} ${'b'.repeat(40)}`, ['a'.repeat(40), 'b'.repeat(40)]],
    [`${'a'.repeat(100)} b`, ['a'.repeat(100), 'b']],
  ])('keep the words of %j whole', (text, lines) => {
    expect(wrapped(text).split('\n')).toEqual(lines)
  })

  it('begin as they are told', () => {
    expect(wrapped(`${'a'.repeat(70)} ${'b'.repeat(70)}`, '> ', '  ')).toBe(`> ${'a'.repeat(70)}\n  ${'b'.repeat(70)}`)
  })
})
