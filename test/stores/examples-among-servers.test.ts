import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { selfSigned } from '../gateway/self-signed.ts'
import { openBrowser } from '../support/browser.ts'
import { findProgram } from '../support/find-program.ts'
import { startPostgres } from '../support/postgres.ts'
import type { RunningPostgres } from '../support/postgres.ts'
import { describeOver } from '../support/prerequisites.ts'
import { until } from '../support/until.ts'
import { cards, makeBuyer, payBy } from './buyer.ts'
import type { Buyer } from './buyer.ts'
import type { Cell } from './cells.ts'
import { ground, install, newFolder, root } from './ground.ts'
import { newLedgerFolder, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder } from './open-cell.ts'
import { killWhatRuns } from './programs.ts'
import type { Serving } from './programs.ts'
import { freePort, killExamples, startExample } from './start-example.ts'
import type { RunningExample } from './start-example.ts'

const cell: Cell = { express: 'latest 5', node: '26', modules: 'ES modules' }

/** Examples that need other people's servers: PostgreSQL, Redis, nginx. */
describe('the example', () => {
  let bank: Serving<BankPlace>
  let ledger: OpenedLedgerFolder
  let folder: string

  beforeAll(async () => {
    bank = await serveIn('bank', cell)
    folder = newFolder(join(ground().folder, 'examples-among-servers'))
    await install(folder, [
      ...['express@5', 'express-session@1', 'pg@8', 'redis@6', 'connect-redis@10'],
      ground().tarball,
    ])
  })
  beforeEach(() => (ledger = newLedgerFolder()))
  afterEach(async () => {
    await killExamples()
    ledger.close()
  })
  afterAll(killWhatRuns)

  function start(
    name: string,
    environment: Readonly<Record<string, string>>,
    program?: string,
  ): Promise<RunningExample> {
    const given = { ...ledger.environment, CHECKOUT_GATEWAY_URL: bank.said.url, ...environment }
    return startExample({ folder, name, node: cell.node, environment: given, ...(program && { program }) })
  }

  describeOver('postgres')('transactional-hand-over', () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      postgres = await startPostgres()
    })
    afterAll(() => postgres.stop())

    it('has one parcel for each paid order', async () => {
      const store = await start('transactional-hand-over', { CHECKOUT_DATABASE_URL: postgres.url })
      const parcels = async (): Promise<unknown> => (await fetch(`${store.baseUrl}/parcels`)).json()
      const buyer = makeBuyer()
      expect(await parcels()).toEqual([])

      const { location = '' } = await buyer.get(`${store.baseUrl}/checkout/mug`)
      const { location: returnUrl = '' } = await payBy(buyer, location, cards.approved)
      await Promise.all([buyer.get(returnUrl), buyer.get(returnUrl), makeBuyer().get(returnUrl)])

      await until(async () => ((await parcels()) as unknown[]).length > 0)
      await buyer.get(returnUrl)
      expect(await parcels()).toEqual([{ order_number: expect.any(String), sku: 'mug' }])
    })
  })

  describeOver('postgres')('with four processes', () => {
    describeOver('redis')('postgres-cluster', () => {
      let servers: string
      afterEach(() => rmSync(servers, { recursive: true }))

      /** The processes that have begun to sell, the first four and whoever has taken the place of one. */
      const processesOf = (store: RunningExample): readonly number[] =>
        [...store.said().matchAll(/^process (\d+) sells/gm)].map(([, pid]) => Number(pid))

      /** Fills a basket and presses Pay. Each request may be served by another process. */
      async function press(buyer: Buyer, { baseUrl }: RunningExample): Promise<{ formUrl: string; pid: number }> {
        await buyer.post(`${baseUrl}/basket/mug`, {})
        await buyer.post(`${baseUrl}/basket/tea`, {})
        const { location: formUrl = '', headers } = await buyer.post(`${baseUrl}/checkout/basket`, {})
        return { formUrl, pid: Number(headers.get('x-process')) }
      }

      async function payAndReturn(buyer: Buyer, formUrl: string): Promise<void> {
        const { location: returnUrl = '' } = await payBy(buyer, formUrl, cards.approved)
        expect(await buyer.get(returnUrl)).toMatchObject({ status: 200 })
      }

      it('loses no basket and no order with one of its processes', async () => {
        servers = mkdtempSync(join(tmpdir(), 'checkout-servers-'))
        // PostgreSQL is another user's, where the tests are root's.
        chmodSync(servers, 0o1777)
        const store = await start('postgres-cluster', { TMPDIR: servers }, 'start.mjs')
        await until(() => processesOf(store).length === 4)
        const buyers = Array.from({ length: 8 }, makeBuyer)
        const pressed = await Promise.all(buyers.map((buyer) => press(buyer, store)))
        expect(new Set(pressed.map(({ pid }) => pid)).size).toBeGreaterThan(1)
        const parcels = async (): Promise<unknown[]> =>
          (await (await fetch(`${store.baseUrl}/parcels`)).json()) as unknown[]

        await Promise.all(buyers.slice(0, 4).map((buyer, index) => payAndReturn(buyer, pressed[index]!.formUrl)))
        process.kill(pressed[7]!.pid, 'SIGKILL')
        await until(() => processesOf(store).length === 5)
        expect((await buyers[7]!.get(store.baseUrl)).text).toContain('2 in the basket')
        await Promise.all(buyers.slice(4).map((buyer, index) => payAndReturn(buyer, pressed[index + 4]!.formUrl)))

        await until(async () => (await parcels()).length >= 8)
        expect(await parcels()).toEqual(
          Array.from({ length: 8 }, () => ({ order_number: expect.any(String), skus: ['mug', 'tea'] })),
        )
        expect((await buyers[7]!.get(store.baseUrl)).text).toContain('0 in the basket')
        await store.stop()
        await until(() => readdirSync(servers).length === 0)
      })
    })
  })

  describeOver('nginx')('behind a proxy', () => {
    describeOver('chromium')('behind-nginx', () => {
      let nginx: ChildProcess
      let browser: Browser
      afterEach(async () => {
        await browser.close()
        if (nginx.exitCode !== null) return
        nginx.kill('SIGKILL')
        await once(nginx, 'close')
      })

      /** Runs nginx with the example's file, which is changed in nothing but ports and places. */
      async function startNginx(storePort: string): Promise<Readonly<Record<'http' | 'https', string>>> {
        const [http, https] = [await freePort(), await freePort()]
        const place = join(ledger.folder, 'nginx')
        mkdirSync(place)
        const { key, cert } = selfSigned('shop.example')
        writeFileSync(join(place, 'cert.pem'), cert)
        writeFileSync(join(place, 'key.pem'), key)
        const changes = [
          ['listen 80;', `listen 127.0.0.1:${http};`],
          ['listen 443 ssl;', `listen 127.0.0.1:${https} ssl;`],
          ['/etc/ssl/certs/shop.example.pem', join(place, 'cert.pem')],
          ['/etc/ssl/private/shop.example.key', join(place, 'key.pem')],
          ['http://127.0.0.1:3000;', `http://127.0.0.1:${storePort};`],
        ] as const
        const site = changes.reduce(
          (text, [from, to]) => {
            expect(text.split(from)).toHaveLength(2)
            return text.replace(from, to)
          },
          readFileSync(join(root, 'example/behind-nginx/nginx.conf'), 'utf8'),
        )
        const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        const paths = temporary.map((name) => `${name}_temp_path ${join(place, name)};`).join('\n')
        writeFileSync(
          join(place, 'main.conf'),
          `daemon off; master_process off; pid ${join(place, 'pid')}; error_log stderr;
           events {}
           http {
             access_log off; ${paths}
             # Everybody is on this machine. The store must hear of somebody who is not.
             set_real_ip_from 127.0.0.1; real_ip_header X-Buyer;
             ${site}
           }`,
        )
        nginx = spawn(findProgram('nginx')!, ['-e', 'stderr', '-p', place, '-c', 'main.conf'], {
          stdio: ['ignore', 'ignore', 'inherit'],
        })
        await until(() => fetch(`http://127.0.0.1:${http}`, { redirect: 'manual' }).then(Boolean, () => false))
        return { http, https }
      }

      it('sells at a path below https, to buyers whose own address and scheme it knows', async () => {
        const store = await start('behind-nginx', { CHECKOUT_BASE_URL: 'https://shop.example/shop' })
        const { http, https } = await startNginx(store.port)
        browser = await openBrowser([
          '--ignore-certificate-errors',
          `--host-resolver-rules=MAP shop.example:80 127.0.0.1:${http}, MAP shop.example:443 127.0.0.1:${https}`,
        ])
        const context = await browser.newContext({
          extraHTTPHeaders: {
            'x-buyer': '203.0.113.7',
            'x-forwarded-for': '198.51.100.1',
            'x-forwarded-proto': 'gopher',
          },
        })
        const page = await context.newPage()

        await page.goto('http://shop.example/shop/')
        expect(page.url()).toBe('https://shop.example/shop/')
        expect(await page.textContent('p')).toBe('https from 203.0.113.7, visit 1')
        await page.getByRole('button', { name: 'Buy a mug' }).click()
        await page.fill('[autocomplete="cc-number"]', cards.approved)
        await page.fill('[autocomplete="cc-exp"]', '12/34')
        await page.fill('[autocomplete="cc-csc"]', '123')
        await page.fill('[autocomplete="cc-name"]', 'A. Buyer')
        await page.getByRole('button', { name: 'Pay €19.99' }).click()
        await page.waitForURL('https://shop.example/shop/payment/return?*')

        // This browser has started it, and is told of its order.
        expect(await page.textContent('main')).toContain('A mug')
        await until(() => /send mug for order \w+/.test(store.said()))
        await page.goto('https://shop.example/shop/')
        expect(await page.textContent('p')).toBe('https from 203.0.113.7, visit 2')
        const { stderr } = await store.stop()
        expect(stderr).not.toMatch(/proxy|forwarded|mounted|session/i)
      })
    })
  })
})
