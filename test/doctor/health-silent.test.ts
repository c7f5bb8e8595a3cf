import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { makeHealth } from '../../src/doctor/health.ts'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { ledgers } from '../support/ledgers.ts'
import { describeOver } from '../support/prerequisites.ts'

const answering = { questions: 'answering', registrations: 'answering', moneyOut: 'answering' } as const

/** A server that takes every connection, and never says a word on it, or no more once it is silenced. */
async function openSilent(
  port?: number,
): Promise<{ url: (of: string) => string; silence: () => void; close: () => void }> {
  const sockets = new Set<Socket>()
  let isSilent = port === undefined
  const server = createServer((client) => {
    sockets.add(client.on('error', () => undefined))
    if (port === undefined) return
    const upstream = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.add(upstream)
    client.on('data', (chunk) => void (isSilent || upstream.write(chunk)))
    upstream.on('data', (chunk) => void (isSilent || client.write(chunk)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url(of) {
      const url = new URL(of)
      url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
      return url.href
    },
    silence: () => void (isSilent = true),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describeOver('postgres')('a PostgreSQL that takes connections and never answers', () => {
  it.each(['from the start', 'after a while'])('is away within 3 s, %s', async (when) => {
    const opened = await ledgers.PostgreSQL!()
    const real = new URL(opened.databaseUrl)
    const silent = await openSilent(when === 'after a while' ? Number(real.port) : undefined)
    const ledger = makeLedger({ databaseUrl: silent.url(real.href), logger: silentLogger })
    const health = makeHealth({
      ledger,
      gateway: 'bank#',
      shop: 'shop',
      doors: () => answering,
      sweep: () => 'running',
      own: () => undefined,
    })
    if (when === 'after a while') expect(await health()).toMatchObject({ ok: true, ledger: 'open' })
    silent.silence()

    const start = performance.now()
    expect(await health()).toEqual({ ok: false, ledger: 'away', sweep: 'running', gateway: answering })

    // What most probes wait for.
    expect(performance.now() - start).toBeLessThan(5_000)
    silent.close()
    await ledger.close()
    await opened.close()
  })
})
