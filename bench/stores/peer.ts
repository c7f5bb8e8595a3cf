import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Express, Request, RequestHandler, Response } from 'express'
import { given, policy, serve, sessions } from './serve.ts'

/**
 * A checkout of another provider's Express package, in a store like the others. `PEERS` is the folder it is installed
 * in, with the Express it asks for; `PEER` is its name. What it asks its provider goes to the stub of the bank.
 */
const require = createRequire(join(given('PEERS'), 'package.json'))

type Checkout = (req: Request, res: Response) => unknown

const peers: Readonly<Record<string, () => RequestHandler>> = {
  polar: () => {
    const { ServerList } = require('@polar-sh/sdk/lib/config.js') as { ServerList: Record<string, string> }
    ServerList.production = given('BANK')
    const { Checkout } = require('@polar-sh/express') as { Checkout: (options: object) => Checkout }
    const checkout = Checkout({ accessToken: 'secret', successUrl: 'http://127.0.0.1:3000/thanks' })
    return async (req, res) => {
      req.originalUrl = '/checkout?products=mug'
      await checkout(req, res)
    }
  },
  dodo: () => {
    process.env.DODO_PAYMENTS_BASE_URL = given('BANK')
    const { checkoutHandler } = require('@dodopayments/express') as { checkoutHandler: (options: object) => Checkout }
    const checkout = checkoutHandler({
      bearerToken: 'secret',
      returnUrl: 'http://127.0.0.1:3000/thanks',
      type: 'session',
    })
    return async (req, res) => {
      req.method = 'POST'
      req.body = { product_cart: [{ product_id: 'mug', quantity: 1 }] }
      res.json = ({ checkout_url: url }: { readonly checkout_url: string }) => {
        res.redirect(url)
        return res
      }
      await checkout(req, res)
    }
  },
}

const make = peers[given('PEER')]
if (!make) throw new Error(`Wanted PEER to be one of ${Object.keys(peers).join(', ')}.`)
const app = (require('express') as () => Express)()
app.use(policy())
app.use(sessions())
app.get('/checkout/:sku', make())
serve(app)
