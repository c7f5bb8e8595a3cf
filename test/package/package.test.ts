import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

const root = resolve(__dirname, '../..')
const installMs = 300_000

/** A store's own code: the fifteen lines of the README, a sale by a buyer who speaks HTTP, and what became of it. */
const shop = `
const shelf = [{ sku: 'mug', amountMinor: 1999, currency: 'EUR', description: 'A mug' }]

async function main() {
  const bank = await createSandbox()
  const app = express()
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  const baseUrl = 'http://127.0.0.1:' + server.address().port
  process.env.CHECKOUT_GATEWAY_URL = bank.url
  process.env.CHECKOUT_GATEWAY_USER = 'sandbox-api'
  process.env.CHECKOUT_GATEWAY_PASSWORD = 'sandbox'
  process.env.CHECKOUT_BASE_URL = baseUrl
  process.env.CHECKOUT_SECRET = 'a-secret-of-at-least-thirty-two-characters'
  app.use(session({ secret: 'shop', resave: false, saveUninitialized: false, cookie: { sameSite: 'lax', secure: 'auto' } }))
  const handedOver = []
  const checkout = hostedCheckout({
    catalog: (sku) => shelf.find((item) => item.sku === sku),
    onPaid: (order) => void handedOver.push(order.sku),
    success: (order, req, res) => void res.send('thanks for ' + order.sku),
  })
  app.use(checkout)
  await checkout.start()

  const bought = await fetch(baseUrl + '/checkout/mug', { redirect: 'manual' })
  const cookie = bought.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const { location } = await bank.pay(new URL(bought.headers.get('location')).searchParams.get('mdOrder'))
  const thanks = await fetch(location, { headers: { cookie } })
  console.log(JSON.stringify({ status: bought.status, text: await thanks.text(), handedOver, express: require('express/package.json').version }))

  server.close()
  await checkout.close()
  await bank.close()
}

main()
`

const esmShop = `
import { createRequire } from 'node:module'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'
const require = createRequire(import.meta.url)
${shop}`

const cjsShop = `
const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')
const { createSandbox } = require('express-hosted-checkout/sandbox')
${shop}`

/** What a store's compiler sees; \`@ts-expect-error\` proves that the types are really there. */
const typedShop = `
import { hostedCheckout, CheckoutError } from 'express-hosted-checkout'
import type { CheckoutOptions, HostedCheckout, Order } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'

const options: CheckoutOptions = { catalog: { mug: { amountMinor: 1999, currency: 'EUR' } } }
const checkout: HostedCheckout = hostedCheckout({ ...options, onPaid: (order) => order.orderNumber.length })
export const paid: Promise<Order> = checkout.settle('x')
// @ts-expect-error
export const wrong: number = checkout.settle('x')
// @ts-expect-error
hostedCheckout({ ...options, sucess: () => undefined })
export const bank = createSandbox({ port: 0 }).then(({ url }) => url.length)
export const isOurs = (error: unknown): boolean => error instanceof CheckoutError && error.code === 'CHECKOUT_CONFIGURATION'
`

const jestSuite = `
const { hostedCheckout } = require('express-hosted-checkout')
const { createSandbox } = require('express-hosted-checkout/sandbox')
test('the packed library works in a CommonJS suite', async () => {
  expect(() => hostedCheckout({ catalog: {} })).toThrow('CHECKOUT_BASE_URL')
  const bank = await createSandbox()
  await bank.close()
})
`

let folder: string
let tarball: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkout-package-'))
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder], root)
  tarball = join(folder, packed.trim().split('\n').at(-1)!)
}, installMs)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(command: string, words: readonly string[], cwd: string, env: Record<string, string> = {}): string {
  try {
    return execFileSync(command, words, {
      cwd,
      encoding: 'utf8',
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${words.join(' ')} failed:\n${stdout}\n${stderr}`)
  }
}

/** Without what Jest and npm set for this repository. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_|JEST_|CHECKOUT_|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

function newStore(
  name: string,
  type: 'module' | 'commonjs',
  files: Record<string, string>,
  packages: readonly string[],
  more: readonly string[],
): string {
  const store = join(folder, name)
  cpSync(join(root, 'LICENSE'), join(store, 'LICENSE'))
  writeFileSync(join(store, 'package.json'), JSON.stringify({ name, private: true, type }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(store, file), text)
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...more, tarball, ...packages], store)
  return store
}

function typecheck(store: string, file: string): void {
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
  ]
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, file], store)
}

const types = ['@types/express@5', '@types/express-session@1', '@types/node@20']
const sold = { status: 302, text: 'thanks for mug', handedOver: ['mug'] }

describe('the packed package', () => {
  it('holds what a store needs and nothing else', () => {
    const files = run('tar', ['-tzf', tarball], folder)
      .trim()
      .split('\n')
      .map((file) => file.replace('package/', ''))

    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        '.env.example',
        'dist/index.mjs',
        'dist/index.cjs',
        'dist/sandbox.mjs',
        'dist/sandbox.cjs',
      ]),
    )
    expect(
      files.filter(
        (file) =>
          !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|\.env\.example|dist\/[\w-]+\.(mjs|cjs|d\.mts|d\.cts))$/.test(
            file,
          ),
      ),
    ).toEqual([])
  })

  describe.each(Object.entries(ledgers).filter(([name]) => name === 'PostgreSQL'))(
    'in a new Express 5 store of ES modules, over %s',
    (_name, openLedger) => {
      let database: OpenedLedger
      beforeAll(async () => (database = await openLedger()))
      afterAll(async () => database.close())

      it(
        'sells a mug, without better-sqlite3, and has types',
        () => {
          const files = { 'shop.js': esmShop, 'typed.ts': typedShop }
          const store = newStore(
            'esm-store',
            'module',
            files,
            ['express@5', 'express-session@1', ...types],
            ['--omit=optional'],
          )

          const said = JSON.parse(
            run(process.execPath, ['shop.js'], store, { CHECKOUT_DATABASE_URL: database.databaseUrl }),
          ) as object

          expect(said).toEqual({ ...sold, express: expect.stringMatching(/^5\./) })
          typecheck(store, 'typed.ts')
          expect(() => run(process.execPath, ['shop.js'], store)).toThrow(/npm install better-sqlite3/)
        },
        installMs,
      )
    },
  )

  it(
    'sells a mug in a new Express 4 store of CommonJS, over SQLite, has types, and works in its Jest suite',
    () => {
      const files = { 'shop.js': cjsShop, 'typed.ts': typedShop, 'shop.test.js': jestSuite }
      const store = newStore(
        'cjs-store',
        'commonjs',
        files,
        ['express@4', 'express-session@1', ...types],
        ['--ignore-scripts'],
      )
      // Compiling SQLite anew takes minutes; the same version was compiled for this repository.
      cpSync(join(root, 'node_modules/better-sqlite3/build'), join(store, 'node_modules/better-sqlite3/build'), {
        recursive: true,
      })

      const said = JSON.parse(run(process.execPath, ['shop.js'], store)) as object

      expect(said).toEqual({ ...sold, express: expect.stringMatching(/^4\./) })
      typecheck(store, 'typed.ts')
      run(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', store, '--ci'], store)
    },
    installMs,
  )
})
