import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import express from 'express'
import type { Express } from 'express'
import session from 'express-session'
import helmet from 'helmet'
import { hostedCheckout } from 'express-hosted-checkout'
import type { HostedCheckout } from 'express-hosted-checkout'
import { frontPage, notFoundPage, ordersPage, thanksPage } from './pages.ts'
import { openParcels } from './parcels.ts'
import { openPurchases } from './purchases.ts'
import { shelf } from './shelf.ts'
import { leadToLogin, operatorOf, staffLogin } from './staff.ts'

declare module 'express-session' {
  interface SessionData {
    /** Made up on the first page. */
    buyer: string
  }
}

/** A small store. Its whole configuration is in the variables `CHECKOUT_…`, `SESSION_…` and `SHOP_…`. */
export function openShop(): { app: Express; checkout: HostedCheckout } {
  const { CHECKOUT_BASE_URL, CHECKOUT_GATEWAY_URL, SESSION_SECRET, SHOP_DATABASE, STAFF_PASSWORD } = process.env
  const address = new URL(CHECKOUT_BASE_URL!)
  const parcels = openParcels(SHOP_DATABASE!)
  const purchases = openPurchases(SHOP_DATABASE!)

  const checkout = hostedCheckout({
    catalog: (sku) => shelf.find((thing) => thing.sku === sku),
    onPaid: parcels.pack,
    // What the checkout's own pages say of the shop: for light screens and for dark ones, its colour from shop.css.
    shop: { name: 'Windowsill', accent: ['#2f625a', '#8fcabd'] },
    success(order, req, res) {
      req.session.buyer ??= randomUUID()
      purchases.remember(req.session.buyer, order.orderNumber)
      res.send(thanksPage(order))
    },
    // `info` would log every step of every order. A larger store passes its pino logger.
    logger: { info: () => undefined, warn: console.warn, error: console.error },
  })

  const app = express()
  // One host only: the bank sends buyers back to this one, without the cookies of any other.
  app.use((req, res, next) => (req.get('host') === address.host ? next() : res.redirect(307, address.origin + req.url)))
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          // Buy is a form, and browsers also apply this rule to the redirect after it, so the bank must be listed.
          'form-action': ["'self'", new URL(CHECKOUT_GATEWAY_URL!).origin],
          'upgrade-insecure-requests': address.protocol === 'https:' ? [] : null,
        },
      },
    }),
  )
  app.use('/pictures', express.static(join(import.meta.dirname, 'pictures')))
  // Browsers request it on the checkout's pages, which name no icon.
  app.get('/favicon.ico', (_req, res) => res.sendFile(join(import.meta.dirname, 'pictures', 'sign.svg')))
  app.use('/styles', express.static(join(import.meta.dirname, 'styles')))
  app.use(
    session({
      name: 'windowsill',
      secret: SESSION_SECRET!,
      resave: false,
      saveUninitialized: false,
      cookie: { sameSite: 'lax', secure: 'auto' },
    }),
  )

  app.get('/', (req, res) => {
    // Starts the session on the first page, so the checkout can recognise a double click.
    req.session.buyer ??= randomUUID()
    res.send(frontPage())
  })
  app.get('/orders', async (req, res) => {
    const { buyer } = req.session
    const numbers = buyer === undefined ? [] : purchases.of(buyer)
    const orders = await Promise.all(numbers.map((number) => checkout.orders.get(number)))
    res.send(ordersPage(orders.filter((order) => order !== undefined)))
  })
  app.use('/staff', staffLogin(STAFF_PASSWORD!))
  app.use('/office', leadToLogin, checkout.backOffice({ authorize: operatorOf }))
  app.use(checkout)
  app.use((_req, res) => void res.status(404).send(notFoundPage()))
  return { app, checkout }
}
