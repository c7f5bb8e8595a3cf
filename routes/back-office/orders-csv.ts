import { once } from 'node:events'
import type { Response } from 'express'
import { unreadablePage } from '../../src/back-office/trouble-pages.ts'
import { exportOrdersToEnd } from '../../src/exports/export-rows.ts'
import type { Logger } from '../../src/logger.ts'
import { isQueryError, readAddress, seek } from './orders.ts'
import type { OrdersRouteOptions } from './orders.ts'
import type { Show, Shown } from './visit.ts'

/** `GET /orders.csv`: all that match, written as they are read: however many there are, the memory stays flat. */
export function sendOrdersCsv(options: OrdersRouteOptions & { readonly logger: Logger }): Show {
  const { orderSearch, logger } = options
  return async (visit) => {
    const { req, res, base, surroundings } = visit
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const unread = (problems: readonly string[]): Shown => ({
      page: unreadablePage(problems.join(' '), `${base}/orders`),
      json: { code: 'CHECKOUT_QUERY', message: problems.join(' ') },
    })
    try {
      const address = readAddress(visit, options)
      if (address.before !== undefined || address.after !== undefined) return unread([noPages])
      const { query, problems } = await seek(orderSearch, address)
      if (problems.length > 0) return unread(problems)
      for await (const text of exportOrdersToEnd(orderSearch.all(query ?? { status: [] }, gone.signal))) {
        // Once the first orders are on their way, it is too late for a page that says what is wrong.
        if (!res.headersSent) {
          res.set('Content-Disposition', `attachment; filename="orders-${surroundings.clock.today}.csv"`).type('csv')
        }
        if (req.method === 'HEAD') break
        await write(text, res, gone.signal)
      }
      return void res.end()
    } catch (error) {
      if (gone.signal.aborted) return undefined
      if (!res.headersSent) {
        if (isQueryError(error)) return unread([error.message])
        throw error
      }
      logger.error({ err: error }, 'a CSV of orders broke off')
      // Its last row is missing, and so is the end of the answer: a browser says that the download failed.
      return void res.destroy()
    }
  }
}

const noPages = 'A CSV has no pages: it holds all orders that match. Wanted neither before nor after.'

/** Waits for a reader that is slow. */
async function write(text: string, res: Response, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (!res.write(text)) await once(res, 'drain', { signal })
}
