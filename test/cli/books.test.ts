import { dayOf } from '../../src/days.ts'
import { orderColumns } from '../../src/exports/export-columns.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { buy, mounts, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { makeGate, until } from '../support/until.ts'
import { environmentOf, run } from './a-world.ts'
import type { Ran } from './a-world.ts'

const jane = {
  amountMinor: 1999,
  currency: 'EUR',
  description: '=HYPERLINK("http://evil.example";"A mug")',
  reference: 'CART-7',
  email: 'jane@example.com',
  clientId: 'client-7',
  metadata: { note: 'two\nlines, "quoted"' },
}
const items = {
  mug: jane,
  tea: { ...jane, reference: '-CART-8', amountMinor: 450, description: 'Tea, green' },
  noodles: { amountMinor: 1200, currency: 'JPY' },
  pearls: { amountMinor: 12_345, currency: 'KWD' },
}

let store: Store
afterEach(() => store.close())

describe.each(mounts)('the command line %s', (_title, mount) => {
  const open = async (options: StoreOptions['options'] = {}): Promise<void> => {
    store = await openStore({ mount, options: { catalog: items, ...options } })
  }
  async function paid(sku: keyof typeof items = 'mug'): Promise<string> {
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser(), sku)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    return orderNumber
  }
  const cli = (words: string, answers?: readonly string[], more: Record<string, string> = {}): Promise<Ran> =>
    run(words.split(' '), { ...environmentOf(store), ...more }, answers)
  const json = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>
  const today = dayOf(new Date(), 'UTC')

  describe('day-sheet', () => {
    it('shows a day in 80 columns, one row for each currency', async () => {
      await open()
      for (const sku of ['mug', 'tea', 'noodles', 'pearls'] as const) await paid(sku)

      const { out, exitCode } = await cli(`day-sheet --from ${today} --to 2999-12-31`)

      expect(exitCode).toBe(0)
      const [head, ...lines] = out.trimEnd().split('\n')
      expect(head).toMatch(/^day +in +paid +captured +refunded +charged back +net$/)
      expect(lines.map((line) => line.split(/ +/).slice(1))).toEqual([
        ['EUR', '2', '24.49', '0.00', '0.00', '24.49'],
        ['JPY', '1', '1200', '0', '0', '1200'],
        ['KWD', '1', '12.345', '0.000', '0.000', '12.345'],
      ])
      for (const line of [head!, ...lines]) expect(line.length).toBeLessThanOrEqual(80)
    })

    it('is the member as one document, for today or another day of the shop', async () => {
      await open()
      const orderNumber = await paid()
      await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'a' })
      const zone = { CHECKOUT_SHOP_TIME_ZONE: 'Pacific/Kiritimati' }
      const there = dayOf(new Date(), 'Pacific/Kiritimati')

      const sheet = json(await cli('day-sheet --json', undefined, zone))

      expect(sheet).toMatchObject({ schemaVersion: 1, from: there, to: there, timeZone: 'Pacific/Kiritimati' })
      expect(sheet.rows).toMatchObject([{ day: there, capturedMinor: 1999, refundedMinor: 500, netMinor: 1499 }])
      expect(json(await cli('day-sheet --day 2020-02-29 --json')).rows).toEqual([])
      expect((await cli('day-sheet --day 2020-02-29')).out).toBe('No money moved.\n')
    })

    it.each([
      ['--day 2026-02-29', /such as 2026-11-27, got "2026-02-29"/],
      ['--day yesterday', /got "yesterday"/],
      ['--day 2026-11-01 --from 2026-11-01', /--day, or --from and --to/],
      ['--to 2026-11-01', /--from with --to/],
      ['--from 2026-11-02 --to 2026-11-01', /not after/],
    ])('refuses %s', async (words, message) => {
      await open()

      const { exitCode, err, out } = await cli(`day-sheet ${words}`)

      expect([exitCode, out]).toEqual([2, ''])
      expect(err).toMatch(message)
    })
  })

  describe('export', () => {
    /** Reads comma-separated values back, by the names in the first line. */
    function tableIn(text: string): readonly Record<string, string>[] {
      const rows: string[][] = [[]]
      for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
        rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
        if (end === '\r\n') rows.push([])
      }
      const [head, ...body] = rows.filter((row) => row.length > 1)
      return body.map((row) => Object.fromEntries(head!.map((name, index) => [name, row[index] ?? ''])))
    }

    it('writes orders as comma-separated values that no spreadsheet takes for formulas', async () => {
      await open()
      const [mug, pearls] = [await paid('mug'), await paid('pearls')]

      const { out, exitCode } = await cli('export')

      expect(exitCode).toBe(0)
      const rows = tableIn(out)
      expect(rows.map(({ orderNumber }) => orderNumber)).toEqual([pearls, mug])
      expect(rows[1]).toMatchObject({
        reference: 'CART-7',
        status: 'paid',
        handOver: 'done',
        currency: 'EUR',
        amountMinor: '1999',
        amount: '19.99',
        capturedMinor: '1999',
        refunded: '0.00',
        description: `'${jane.description}`,
        email: 'jane@example.com',
        metadata: JSON.stringify(jane.metadata),
        cardBrand: 'VISA',
      })
      expect(rows[0]).toMatchObject({ currency: 'KWD', amountMinor: '12345', amount: '12.345', reference: '' })
      for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/)
    })

    it('leaves out no fact of an order but where it can be paid', async () => {
      await open()
      const orderNumber = await paid('mug')
      const columns = orderColumns.map(([name]) => name)
      const asColumns: Record<string, string> = { card: 'cardNumber', decline: 'declineCode' }

      const names = Object.keys((await store.checkout.orders.get(orderNumber))!)
      expect(names.filter((name) => !columns.includes(asColumns[name] ?? name))).toEqual(['formUrl'])
      expect(tableIn((await cli('export')).out)).toMatchObject([{ handsOver: 'true', closing: 'none' }])
    })

    it('writes JSON by the line, or one document, with nothing changed', async () => {
      await open()
      await paid('mug')
      await paid('tea')

      const lines = (await cli('export --format jsonl')).out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object)
      const document = json(await cli('export orders --json'))

      expect(lines).toMatchObject([
        { schemaVersion: 1, reference: '-CART-8', amountMinor: 450, amount: '4.50', description: 'Tea, green' },
        { schemaVersion: 1, reference: 'CART-7', description: jane.description, metadata: jane.metadata },
      ])
      expect(document).toMatchObject({ schemaVersion: 1, orders: [{ reference: '-CART-8' }, { reference: 'CART-7' }] })
    })

    it('writes the entries of each order, with their money in both units', async () => {
      await open()
      const orderNumber = await paid('pearls')
      await store.checkout.refund(orderNumber, { amountMinor: 345, key: 'a', by: '@nn' })

      const rows = tableIn((await cli('export entries')).out)
      const document = json(await cli('export entries --json')) as { entries: { kind: string }[] }

      expect(rows[0]).toMatchObject({ kind: 'opened', to: 'registering', captured: '0.000', capturedMinor: '0' })
      expect(rows.find(({ kind }) => kind === 'refund-asked')).toMatchObject({ by: "'@nn", currency: 'KWD' })
      expect(rows.at(-1)).toMatchObject({
        orderNumber,
        from: 'paid',
        to: 'partially_refunded',
        capturedMinor: '12345',
        captured: '12.345',
        refundedMinor: '345',
        refunded: '0.345',
        chargedBack: '0.000',
      })
      expect(document.entries.map(({ kind }) => kind)).toEqual(rows.map(({ kind }) => kind))
    })

    it('takes the filters of `orders`, and refuses what it does not know', async () => {
      await open()
      await paid('mug')
      await paid('tea')
      const count = async (words: string): Promise<number> => tableIn((await cli(`export ${words}`)).out).length

      expect(await count('--reference CART-7')).toBe(1)
      expect(await count('--sku tea --status paid')).toBe(1)
      expect(await count('--since 1h --limit 1')).toBe(1)
      expect(await count('--until 2020-01-01')).toBe(0)
      expect(await count('--hand-over stuck')).toBe(0)
      for (const words of [
        '--status sold',
        'refunds',
        '--format xls',
        '--limit 0',
        '--since soon',
        '--format csv --json',
      ]) {
        expect((await cli(`export ${words}`)).exitCode).toBe(2)
      }
      expect((await cli('export --format csv --json')).out).not.toContain('orders')
    })
  })

  describe('forget', () => {
    it('shows what it would blank, asks, and then does it', async () => {
      await open()
      const orderNumber = await paid()
      const unsure = await cli(`forget ${orderNumber}`, ['no'])
      expect(unsure.exitCode).toBe(2)
      expect(unsure.err).toContain('Nothing was blanked.')
      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ email: 'jane@example.com' })

      const sure = await cli(`forget ${orderNumber} --as Ann`, [orderNumber.slice(-4)])

      expect(sure.exitCode).toBe(0)
      expect(sure.err).toMatch(
        /^Would be blanked:\n.*\n +reference, description, metadata, email, clientId, bindingId, card, details/,
      )
      expect(sure.out).toMatch(/^Blanked:\n/)
      for (const line of sure.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
      expect((await store.checkout.orders.history(orderNumber)).at(-1)).toMatchObject({ detail: { by: 'Ann' } })
    })

    it('only shows it on a dry run, and asks nobody with --yes', async () => {
      await open()
      const [one, two] = [await paid('mug'), await paid('tea')]

      const dry = await cli('forget --email jane@example.com --dry-run --json')
      expect(json(dry).report).toMatchObject({ dryRun: true, kept: [] })
      expect(await store.checkout.orders.get(one)).toMatchObject({ forgottenAt: undefined })
      expect((await cli('forget --client-id client-7')).exitCode).toBe(2)

      const done = await cli('forget --client-id client-7 --yes --json')
      expect(done.exitCode).toBe(0)
      const { blanked } = json(done).report as { blanked: { orderNumber: string }[] }
      expect(blanked.map(({ orderNumber }) => orderNumber).sort()).toEqual([one, two].sort())
      expect((await cli('forget --client-id client-7')).out).toBe('No such orders.\n')
      expect((await cli('forget --reference CART-7')).out).toContain('there is nothing left to blank')
    })

    it('asks for a word where there are several orders', async () => {
      await open()
      await paid('mug')
      await paid('tea')

      expect((await cli('forget --email jane@example.com', ['FORGET '])).exitCode).toBe(0)
    })

    it('asks about payment links that nobody used, too, and keeps those that can be paid', async () => {
      await open()
      const link = (email: string) => store.checkout.link({ sku: 'cup', amountMinor: 4990, currency: 'EUR', email })
      const { linkNumber } = await link('jane@example.com')

      const early = await cli('forget --email jane@example.com')
      expect(early.exitCode).toBe(1)
      expect(early.out).toMatch(new RegExp(`^Kept:\n${linkNumber} \\(payment link\\)\n {2}`))

      await store.checkout.links.withdraw(linkNumber)
      expect((await cli('forget --email jane@example.com')).exitCode).toBe(2)
      expect(await store.checkout.links.get(linkNumber)).toMatchObject({ email: 'jane@example.com' })
      const asked = await cli('forget --email jane@example.com', [linkNumber.slice(-4)])
      expect(asked.exitCode).toBe(0)
      expect(asked.err).toContain(`Would be blanked:\n${linkNumber} (payment link)\n  `)
      expect(asked.out).toMatch(new RegExp(`^Blanked:\n${linkNumber} \\(payment link\\)\n {2}.*email`))
      expect(await store.checkout.links.get(linkNumber)).toMatchObject({ email: undefined })
    })

    it('ends with 1 if an order is kept because it is not over, and says why', async () => {
      await open()
      const { orderNumber } = await buy(store, store.browser(), 'mug')

      const { out, exitCode } = await cli(`forget --order-number ${orderNumber}`)

      expect(exitCode).toBe(1)
      expect(out).toMatch(/^Kept:\n.*\n {2}it is open: the buyer may still pay it/)
    })

    it.each([
      ['forget', 2],
      ['forget --email a@b.c --client-id 7', 2],
      ['forget A --order-number B', 2],
      ['forget nobody', 1],
    ])('refuses %s', async (words, exitCode) => {
      await open()

      expect((await cli(words)).exitCode).toBe(exitCode)
    })
  })

  describe('orders adopt', () => {
    it("makes another shop's orders this shop's own, after a dry run that changes nothing", async () => {
      await open({ shop: { key: 'old.example' } })
      const orderNumber = await paid()
      const ours = { CHECKOUT_SHOP_KEY: 'new.example' }
      expect((await cli(`show ${orderNumber}`, undefined, ours)).exitCode).toBe(1)

      const dry = await cli('orders adopt --from old.example --dry-run', undefined, ours)
      expect(dry.out).toMatch(/^1 order of "old.example" would now belong to this shop \(new.example\)\.\nA process of/)
      expect((await cli(`show ${orderNumber}`, undefined, ours)).exitCode).toBe(1)

      const done = await cli('orders adopt --from old.example --json', undefined, ours)
      expect(json(done)).toMatchObject({
        dryRun: false,
        adopted: { from: 'old.example', to: 'new.example', keys: ['old.example'], orderCount: 1, wasOwn: false },
      })
      expect((await cli(`show ${orderNumber}`, undefined, ours)).exitCode).toBe(0)
      expect((await cli('orders adopt --from old.example', undefined, ours)).out).toContain(
        "this shop's (new.example) already",
      )
    })

    it('refuses a key that the ledger does not know, and names those it does; `orders` still lists', async () => {
      await open({ shop: { key: 'old.example' } })
      await paid()
      const ours = { CHECKOUT_SHOP_KEY: 'old.example' }

      const { err, exitCode } = await cli('orders adopt --from nobody', undefined, ours)

      expect(exitCode).toBe(2)
      expect(err).toContain('The ledger knows no shop "nobody". It knows: old.example.')
      expect((await cli('orders adopt', undefined, ours)).exitCode).toBe(2)
      expect((await cli('orders', undefined, ours)).out).toContain('19.99 EUR')
    })
  })
})

describe('export over a slow reader', () => {
  it('reads on only as fast as it is read, and ends when it is interrupted', async () => {
    store = await openStore()
    const values = Array.from(
      { length: 3_000 },
      (_, number) => `('n${number}', 'mug', '${'x'.repeat(500)}', 1999, 'EUR',
      'automatic', 'bank#login', 'paid', '2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z')`,
    )
    await store.database.sql(`insert into checkout_orders (order_number, sku, description, amount_minor, currency,
      capture, gateway_account, status, created_at, expires_at) values ${values.join(',')}`)
    const gate = makeGate()
    const interrupted = new AbortController()
    const world = {
      environment: environmentOf(store),
      folder: '/',
      tell: () => undefined,
      ask: undefined,
      isTerminal: false,
      interrupted: interrupted.signal,
    }
    let written = ''
    const exported = runCli(['export'], {
      ...world,
      write: (text) => void (written += text),
      drained: () => gate.opened,
    })
    await until(() => written !== '')
    // Nothing more comes, however long the reader takes.
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(written.length).toBeLessThan(2 * 64 * 1024)

    gate.open()
    expect(await exported).toBe(0)
    expect(written.split('\r\n')).toHaveLength(3_000 + 2)

    let pieces = 0
    const stopped = await runCli(['export', '--json'], {
      ...world,
      write: () => void ((pieces += 1) === 2 && interrupted.abort()),
    })
    expect([stopped, pieces]).toEqual([130, 2])
  })
})
