import express from 'express'
import type { Express } from 'express'
import session from 'express-session'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, Order } from '../../src/index.ts'
import type { TestOptions } from '../../src/testing/index.ts'

/** A store as its owner would write it for a test: a function that gets the options of the test. */
export interface Shop {
  readonly make: (options: TestOptions) => Express
  /** What `onPaid` sent, by order number. */
  readonly parcels: string[]
}

export const catalog = {
  mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' },
  tea: { amountMinor: 450, currency: 'EUR' },
}

export function aShop(own: Partial<CheckoutOptions> = {}, cookie: session.CookieOptions = { sameSite: 'lax' }): Shop {
  const parcels: string[] = []
  const onPaid = ({ orderNumber }: Order): void => void parcels.push(orderNumber)
  return {
    parcels,
    make(options) {
      const app = express()
      app.use(session({ secret: 'the shop', resave: false, saveUninitialized: false, cookie }))
      app.get('/', (_req, res) => void res.send('the front of the shop'))
      const checkout = hostedCheckout({ catalog, onPaid, ...own, ...options })
      app.use(checkout)
      app.post('/cart/pay', express.urlencoded(), (req, res, next) => {
        const { note = '' } = (req.body ?? {}) as { readonly note?: string }
        const cart = { sku: 'cart', amountMinor: 2449, currency: 'EUR', description: `A cart, ${note}` }
        checkout.begin(cart, req, res).then((order) => order.send(), next)
      })
      return app
    },
  }
}
