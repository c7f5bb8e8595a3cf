import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import type { Order } from '../../src/index.ts'
import { startPostgres } from '../support/postgres.ts'
import type { RunningPostgres } from '../support/postgres.ts'
import { describeOver } from '../support/prerequisites.ts'
import { cards, makeBuyer, payBy } from './buyer.ts'
import type { Answer, Buyer } from './buyer.ts'
import type { Cell, NodeName } from './cells.ts'
import { ground, root } from './ground.ts'
import { endedWell, newLedgerFolder, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder, StorePlace } from './open-cell.ts'
import { killWhatRuns, serve } from './programs.ts'
import type { Serving } from './programs.ts'

const cell: Cell = { express: 'latest 5', node: '26', modules: 'ES modules' }
const published = join(__dirname, 'published')
const suffix = '.mjs.gz'
const kept = readdirSync(published)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')

/** What docs/upgrading.md promises of a version: whether it may start on a ledger that this one has migrated. */
const mayStartAgain = new Map(
  [...readFileSync(join(root, 'docs/upgrading.md'), 'utf8').matchAll(/^\| (\d+\.\d+\.\d+) \| yes \| (yes|no)\b/gm)].map(
    ([, version, may]) => [version!, may === 'yes'],
  ),
)

describe('every published version', () => {
  it('is kept for the rehearsals below, and in docs/upgrading.md', () => {
    const [unreleased = '', ...sections] = changelog.split(/^## /m).slice(1)
    const versions = sections.map((text) => /^\[([^\]]+)\]/.exec(text)![1]!)
    // The newest one is this very source until something is added to it: node test/stores/published/keep.mjs
    const isNewestThisOne = !unreleased.includes('\n- ')

    expect(kept.sort()).toEqual(versions.slice(isNewestThisOne ? 1 : 0).sort())
    expect([...mayStartAgain.keys()].sort()).toEqual(kept.sort())
  })
})

interface OpenedOrder {
  readonly buyer: Buyer
  readonly formUrl: string
}

describe('an upgrade, one process after the other', () => {
  let folder: string
  let bank: Serving<BankPlace>
  let ledger: OpenedLedgerFolder

  beforeAll(async () => {
    folder = join(ground().folder, 'rolling-upgrade')
    cpSync(ground().stores[cell.express]!.folder, folder, { recursive: true })
    cpSync(join(published, 'serve.mjs'), join(folder, 'serve-version.mjs'))
    const modules = join(folder, 'node_modules')
    symlinkSync(join(root, 'node_modules/pg'), join(modules, 'pg'))
    mkdirSync(join(modules, 'better-sqlite3'))
    cpSync(join(published, 'better-sqlite3.cjs'), join(modules, 'better-sqlite3/index.js'))
    for (const version of kept) {
      writeFileSync(join(folder, `${version}.mjs`), gunzipSync(readFileSync(join(published, version + suffix))))
    }
    bank = await serveIn('bank', cell)
  })
  beforeEach(() => (ledger = newLedgerFolder()))
  afterEach(() => ledger.close())
  afterAll(killWhatRuns)

  function start(
    library: string,
    node: NodeName,
    databaseUrl: string | undefined,
  ): Promise<Serving<StorePlace & { readonly code?: string }>> {
    return serve(ground().nodes[node]!.path, ['serve-version.mjs'], {
      folder,
      environment: {
        ...ledger.environment,
        ...(databaseUrl !== undefined && { CHECKOUT_DATABASE_URL: databaseUrl }),
        CHECKOUT_GATEWAY_URL: bank.said.url,
        // One shop, though each process has its own address.
        CHECKOUT_SHOP_KEY: 'shop',
        LIBRARY: library,
      },
    })
  }

  function open(baseUrl: string, count: number): Promise<readonly OpenedOrder[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const buyer = makeBuyer()
        const { location: formUrl = '' } = await buyer.get(`${baseUrl}/checkout/mug`)
        return { buyer, formUrl }
      }),
    )
  }

  /** Pays at the bank. Resolves to the answers of the stores that the buyer comes back to, all at once. */
  async function pay({ buyer, formUrl }: OpenedOrder, baseUrls: readonly string[]): Promise<readonly Answer[]> {
    const { location = '' } = await payBy(buyer, formUrl, cards.approved)
    const { pathname, search } = new URL(location)
    return Promise.all(baseUrls.map((baseUrl) => buyer.get(baseUrl + pathname + search)))
  }

  async function rehearse(version: string, databaseUrl?: string): Promise<void> {
    const old = await start(`./${version}.mjs`, '22.16.0', databaseUrl)
    const before = old.said.baseUrl
    const [first, ...early] = await open(before, 6)
    await pay(first!, [before])
    const recent = await start('express-hosted-checkout', cell.node, databaseUrl)
    const after = recent.said.baseUrl

    // Both sell on one ledger. Whoever has opened an order, buyers come back to either, to both at once, or to neither.
    const late = await open(before, 4)
    const theirs = await open(after, 4)
    const returns = [[after], [before], [after, before], []]
    const answers = await Promise.all(
      [early, late, theirs].flatMap((orders) => orders.map((order, index) => pay(order, returns[index] ?? []))),
    )
    expect(answers.flat().map(({ status }) => status)).toEqual(answers.flat().map(() => 200))
    // Opened by the old version, this buyer is known to the new one.
    expect(answers[0]![0]!.text).toMatch(/^Thank you for /)
    expect(await old.stop()).toMatchObject(endedWell)
    await fetch(`${after}/staff/reconcile`, { method: 'POST' })

    const orders = (await (await fetch(`${after}/staff/orders`)).json()) as readonly Order[]
    expect(orders.map(({ status, handOver }) => `${status} ${handOver}`)).toEqual(
      Array.from({ length: 14 }, () => 'paid done'),
    )
    expect([...ledger.parcels()].sort()).toEqual(orders.map(({ orderNumber }) => orderNumber).sort())
    expect(await (await fetch(`${after}/staff/verify`, { method: 'POST' })).json()).toEqual([])

    const again = await start(`./${version}.mjs`, '22.16.0', databaseUrl)
    expect(again.said.code).toBe(mayStartAgain.get(version) ? undefined : 'CHECKOUT_CONFIGURATION')
    if (mayStartAgain.get(version)) await pay((await open(after, 1))[0]!, [again.said.baseUrl])
    await Promise.all([again.stop(), recent.stop()])
    expect(ledger.parcels()).toHaveLength(mayStartAgain.get(version) ? 15 : 14)
  }

  it.each(kept)('from %s loses no order on SQLite', (version) => rehearse(version))

  describeOver('postgres')('on PostgreSQL', () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      postgres = await startPostgres()
    })
    afterAll(() => postgres.stop())

    it.each(kept)('from %s loses no order', async (version) => {
      const name = `from_${version.replaceAll('.', '_')}`
      const client = new pg.Client({ connectionString: postgres.url })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()

      await rehearse(version, postgres.url.replace(/\/postgres$/, `/${name}`))
    })
  })
})
