import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { Express, Request, RequestHandler, Router } from 'express'
import * as library from '../../src/index.ts'
import type { Catalog, CheckoutOptions, HostedCheckout, Order } from '../../src/index.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { documented, run } from './documented.ts'

/** The shop that all recipes are cooked in: the store around the router is the one of docs/mounting.md. */
export interface Shop {
  readonly origin: string
  readonly bank: Sandbox
  readonly checkout: HostedCheckout
  /** Where recipes put routes of their own: behind the guard against forged requests, before the catch-all. */
  readonly routes: Router
  readonly handedOver: readonly Order[]
  /** What a subscription's recipe has extended. */
  readonly extended: readonly (readonly [plan: string | undefined, orderNumber: string])[]
  /** The answers to callbacks of the bank. */
  readonly callbacks: readonly number[]
  /** Another checkout of this app, for a recipe to mount below a path. Hands over as the first one does. */
  another(path: string, options?: Partial<CheckoutOptions>): HostedCheckout
  /**
   * What a recipe imports: the library, and as `./shop.js` what it leaves to the reader.
   *
   * @param path - below which a checkout of the recipe's own is mounted.
   */
  modules(more?: Readonly<Record<string, unknown>>, path?: string): Readonly<Record<string, unknown>>
  /** A block of the documents, with the addresses of this shop and this bank. */
  block(file: string, heading: string, language: string, index?: number): string
  close(): Promise<void>
}

/** A guard by where a request comes from, and for programs by their secret. The bank's callbacks have neither. */
const csrfGuard: RequestHandler = (req, res, next) => {
  const isSafe = ['GET', 'HEAD'].includes(req.method)
  if (isSafe || req.get('sec-fetch-site') === 'same-origin' || req.get('authorization')) return next()
  res.sendStatus(403)
}

const mug = { amountMinor: 1999, currency: 'EUR', description: 'A mug' }

type CatalogFunction = Extract<Catalog, (...words: never) => unknown>

/** A cart for each session. */
const carts = {
  of(req: Request) {
    const held = (req as Request & { session: { cartId?: string } }).session
    held.cartId ??= randomUUID()
    return Promise.resolve({ id: held.cartId, totalMinor: 2449, lines: [{ sku: 'mug' }, { sku: 'tea' }] })
  },
}

const prices = {
  of: (_req: Request, sku: string) =>
    Promise.resolve({ amountMinor: 1500, title: 'For you', isSoldOut: sku === 'priced-out' }),
}

export async function openShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-recipes-'))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Orders name their own address, but for those of a recipe that wants no callback.
  const bank = await createSandbox({ callback: { url: `${origin}/nowhere`, method: 'POST' } })
  const variables = {
    SESSION_SECRET: 'the session secret of the recipes',
    CRON_SECRET: 'the secret of the scheduler',
    CHECKOUT_GATEWAY_URL: bank.url,
    CHECKOUT_GATEWAY_USER: 'sandbox-api',
    CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
    CHECKOUT_SECRET: 'c41f0a97d2be5836e1f4907ab35cd826',
    CHECKOUT_DATABASE_URL: `sqlite:${join(folder, 'checkout.db')}`,
    CHECKOUT_CALLBACK_DYNAMIC: 'true',
  }
  Object.assign(process.env, variables)

  const handedOver: Order[] = []
  const extended: (readonly [string | undefined, string])[] = []
  const callbacks: number[] = []
  const opened: HostedCheckout[] = []
  const openAt =
    (path: string) =>
    (options: CheckoutOptions): HostedCheckout => {
      // A checkout with variables of its own has its address there.
      const address = options.environmentPrefix === undefined ? { baseUrl: origin + path } : {}
      const checkout = library.hostedCheckout({ ...address, ...options })
      opened.push(checkout)
      return checkout
    }
  const onPaid = (order: Order): void => void handedOver.push(order)
  const plans = {
    of: (_req: Request, sku: string) => Promise.resolve({ id: `SUB-${sku}`, monthlyMinor: 900 }),
    extend: (id: string | undefined, orderNumber: string) => Promise.resolve(void extended.push([id, orderNumber])),
  }
  const routes = express.Router()
  const reader = { app: routes, shopRoutes: routes, carts, prices, plans, csrfGuard }
  const modulesOf = (given: object, path = ''): Readonly<Record<string, unknown>> => ({
    'express-hosted-checkout': { ...library, hostedCheckout: openAt(path) },
    './shop.js': { ...reader, ...given },
  })
  const block = (file: string, heading: string, language: string, index?: number): string =>
    documented(file, heading, language, index)
      .replaceAll('https://shop.example', origin)
      .replaceAll('https://pay.bank.example', new URL(bank.url).origin)

  const catalogOf = async (file: string, heading: string): Promise<CatalogFunction> => {
    const { catalog } = await run(block(file, heading, 'ts'), { modules: modulesOf({}) })
    return catalog as CatalogFunction
  }
  const priced = await catalogOf('docs/recipes.md', 'A price for this buyer')
  const ofCart = await catalogOf('README.md', 'A cart')
  const catalog: CatalogFunction = (sku, req) => {
    if (sku === 'cart') return ofCart(sku, req)
    if (sku.startsWith('priced')) return priced(sku, req)
    return sku === 'mug' ? mug : undefined
  }
  const checkout = openAt('')({ catalog, onPaid })
  const { app } = (await run(
    block('docs/mounting.md', 'Where to mount the router', 'ts'),
    { modules: modulesOf({ checkout }) },
    ['app'],
  )) as { app: Express }
  server.on('request', (req, res) => {
    if (req.method === 'POST' && req.url!.startsWith('/payment/callback')) {
      res.once('finish', () => callbacks.push(res.statusCode))
    }
    app(req, res)
  })

  return {
    origin,
    bank,
    checkout,
    routes,
    handedOver,
    extended,
    callbacks,
    another: (path, options) => openAt(path)({ catalog: { mug }, onPaid, ...options }),
    modules: (more, path) => modulesOf({ checkout, ...more }, path),
    block,
    async close() {
      for (const one of opened) await one.close()
      server.close()
      server.closeAllConnections()
      await bank.close()
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name)
      rmSync(folder, { recursive: true })
    },
  }
}
