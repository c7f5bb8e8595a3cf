import type { RequestHandler } from 'express'
import type { BankOrder } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import type { Dialect } from './dialects/dialect.ts'
import { pagePath } from './hosted-page.ts'

/** The path and query of the order's `formUrl`, as this bank writes it. */
export function formPathOf({ pagePath: own }: Dialect, order: BankOrder): string {
  if (own === undefined) return pagePath(order)
  return own.replace('{id}', order.gatewayOrderId).replace('{language}', order.language)
}

/** Leads from the address of this bank's payment page to the page itself, which is the same for all of them. */
export function formPages({ pagePath: own }: Dialect, bank: Bank): RequestHandler {
  const [path = ''] = (own ?? '').split('?')
  const address = new RegExp(`^${path.replaceAll('.', '\\.').replace('{language}', '[a-z]{2}')}$`)
  return (req, res, next) => {
    if (own === undefined || !address.test(req.path)) return next()
    const query = new URL(req.originalUrl, 'http://sandbox').searchParams
    const order = bank.find(query.get('mdOrder') ?? query.get('orderId') ?? '')
    if (order) res.redirect(302, pagePath(order))
    else next()
  }
}
