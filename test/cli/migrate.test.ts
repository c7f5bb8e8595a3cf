import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrations } from '../../src/ledger/migrate.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { run } from './a-world.ts'

const environment = {
  CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:9/payment/rest/',
  CHECKOUT_GATEWAY_USER: 'sandbox-api',
  CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
  CHECKOUT_BASE_URL: 'http://127.0.0.1:9',
  CHECKOUT_SECRET: 'c41f0a97d2be5836e1f4907ab35cd826',
}

describe.each(Object.entries(ledgers))('the command migrate over %s', (name, openLedger) => {
  let opened: OpenedLedger
  beforeEach(async () => (opened = await openLedger({ isEmpty: true })))
  afterEach(() => opened.close())
  const migrate = (...words: string[]) =>
    run(['migrate', ...words], { ...environment, CHECKOUT_DATABASE_URL: opened.databaseUrl })

  it('applies what is missing and says which, and the second time that nothing was', async () => {
    const first = await migrate()

    expect(first.exitCode).toBe(0)
    for (const { number, name } of migrations) expect(first.out).toContain(`Applied migration ${number}: ${name}.`)
    expect(first.out).toMatch(/The ledger's schema is number 13\.\n$/)
    expect((await migrate()).out).toBe("The ledger's schema is number 13. It is up to date: nothing was changed.\n")
    expect(JSON.parse((await migrate('--json')).out)).toEqual({
      schemaVersion: 1,
      migrated: { number: 13, applied: [], built: [], dropped: [] },
    })
  })

  it('builds a missing index again, waits for it, and says so', async () => {
    await migrate()
    await opened.sql('drop index checkout_orders_shop_email')

    const { out } = await migrate()

    expect(out).toBe("Built the index checkout_orders_shop_email.\nThe ledger's schema is number 13.\n")
    expect((await migrate()).out).toContain('nothing was changed')
  })

  // A writer of SQLite waits for nobody.
  if (name !== 'SQLite')
    it('stops waiting for another process when it is interrupted, and has changed nothing', async () => {
      const holder = new pg.Client({ connectionString: opened.databaseUrl })
      await holder.connect()
      await holder.query('begin; select pg_advisory_xact_lock(7203561894)')
      const interruption = new AbortController()
      const environmentHere = { ...environment, CHECKOUT_DATABASE_URL: opened.databaseUrl }

      const ran = run(['migrate'], environmentHere, undefined, { interruption })
      setTimeout(() => interruption.abort('interrupted'), 500)
      const { exitCode, out, err } = await ran

      expect([exitCode, out]).toEqual([130, ''])
      expect(err).toMatch(/^Interrupted\. A step .*\nInterrupted\. Nothing was changed; run migrate again\.\n$/)
      await holder.query('rollback')
      await holder.end()
      expect((await migrate()).out).toContain('Applied migration 1: ')
    })

  it('refuses a ledger of a newer version, and changes nothing', async () => {
    await migrate()
    await opened.sql(`insert into checkout_migrations (number, name, applied_at, readable_from)
      values (90, 'of a later version', '2026-01-31T09:30:00.000Z', 90)`)

    const { exitCode, err, out } = await migrate()

    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toMatch(/schema is number 90.*only knows 13/)
  })
})

it('migrate says what is wrong with a ledger that it may not open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-migrate-'))

  const { exitCode, err } = await run(['migrate'], {
    ...environment,
    CHECKOUT_DATABASE_URL: `sqlite:${join(folder, 'no-such-folder', 'checkout.db')}`,
  })

  expect(exitCode).toBe(2)
  expect(err).toMatch(/cannot be opened for writing: its folder does not exist/)
  rmSync(folder, { recursive: true })
})
