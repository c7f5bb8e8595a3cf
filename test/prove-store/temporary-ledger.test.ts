import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { once } from 'node:events'
import { whyOnNetwork } from '../../src/prove/ledger/ledger-place.ts'
import { postgresLedger, sqliteLedger } from '../../src/prove/ledger/temporary-ledger.ts'
import { ledgers } from '../support/ledgers.ts'

let folder: string

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'proof-ledger-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the ledger of a proof', () => {
  it('is empty for a store that keeps its own in memory', async () => {
    expect(await sqliteLedger(folder).processes()).toEqual([])
  })

  it('waits while the store writes, and keeps nobody else waiting', async () => {
    const ledger = sqliteLedger(folder)
    const store = new DatabaseSync(ledger.databaseUrl.replace('sqlite:', ''))
    store.exec(`create table checkout_orders (next_check_at text, instructed_until text);
      create table checkout_hand_overs (next_try_at text, lease_until text);
      insert into checkout_orders values ('2026-11-30T12:00:00.000Z', null); begin immediate`)
    setTimeout(() => store.exec('commit'), 200)
    await ledger.passTime()

    expect(store.prepare('select * from checkout_orders').all()).toEqual([
      { next_check_at: '2026-11-30T11:50:00.000Z', instructed_until: null },
    ])
    store.close()
  })

  const openPostgres = ledgers.PostgreSQL
  ;(openPostgres ? it : it.skip)(
    'has a schema of its own in PostgreSQL, and names it where it has to leave it behind',
    async () => {
      const { databaseUrl, sql, close } = await openPostgres!({ isEmpty: true })
      const proxy = await proxyTo(databaseUrl)
      const ledger = await postgresLedger(proxy.url)
      const schema = /prove_\w+/.exec(decodeURIComponent(ledger.databaseUrl))![0]
      const before = await ledger.processes()
      await sql(`create table ${schema}.checkout_processes (sweeps integer, observed text);
      insert into ${schema}.checkout_processes values (1, null)`)

      expect([before, await ledger.processes()]).toEqual([[], [{ sweeps: true, observed: [] }]])
      proxy.close()
      await expect(ledger.close()).rejects.toThrow(`Drop it by hand: drop schema ${schema} cascade`)
      await sql(`drop schema ${schema} cascade`)
      await close()
    },
  )
})

/** A way to a server that can be taken away. */
async function proxyTo(databaseUrl: string): Promise<{ readonly url: string; close(): void }> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const behind = connect(Number(target.port), target.hostname)
    for (const one of [socket, behind]) open.add(one.on('error', () => undefined))
    socket.pipe(behind).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    close() {
      server.close()
      for (const one of open) one.destroy()
    },
  }
}

describe('the place of a ledger', () => {
  const local = '/dev/sda1 / ext4 rw 0 0'

  it.each([
    [
      'sqlite:/mnt/nfs/shop/checkout.db',
      local,
      /is on a network disk, to go by its name \(it is not on this machine\)/,
    ],
    [`sqlite:${tmpdir()}/checkout.db`, `${local}\nserver:/x ${tmpdir()} nfs4 rw 0 0`, /is on a disk of type nfs4/],
  ])('%s is on a network disk', (url, mounts, why) => {
    expect(whyOnNetwork(url, '/', mounts)).toMatch(why)
  })

  it('is known by its disk, not guessed by its name, where the folder is on this machine', () => {
    const named = mkdtempSync(join(folder, 'nas-'))

    expect(whyOnNetwork(`sqlite:${join(named, 'nfs.db')}`, '/', local)).toBeUndefined()
    expect(whyOnNetwork('sqlite:/srv/shop/checkout.db', '/', local)).toBeUndefined()
  })
})
