import express from 'express'
import type { RequestHandler, Router } from 'express'
import { makeAskOperator } from '../../middleware/authorize.ts'
import { endUploads } from '../../middleware/end-uploads.ts'
import { noStore } from '../../middleware/no-store.ts'
import { deedPaths } from '../../src/back-office/deed-words.ts'
import type { Authorize, BackOfficeOptions } from '../../src/back-office/operator.ts'
import { officeStylesheet } from '../../src/back-office/stylesheet/index.ts'
import { notFoundPage } from '../../src/back-office/trouble-pages.ts'
import type { BalanceDay } from '../../src/balance/make-balance.ts'
import type { Figures } from '../../src/books/figures.ts'
import type { Health } from '../../src/doctor/health.ts'
import { ConfigurationError } from '../../src/errors.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import type { LedgerProcess } from '../../src/ledger/processes.ts'
import type { Logger } from '../../src/logger.ts'
import { isLoopback } from '../../src/loopback.ts'
import type { OrderSearch } from '../../src/search/order-search.ts'
import { makeBankDayRoutes } from './bank-day.ts'
import { sendBooksCsv, showBooks } from './books.ts'
import { askDeed, doDeed, orderActions } from './deeds.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { showValue } from '../../src/show-value.ts'
import { makeHealthRoutes } from './health.ts'
import { makeLink, showLinks, withdrawLink } from './links.ts'
import { showOrder } from './order.ts'
import { sendOrdersCsv } from './orders-csv.ts'
import { showOrders } from './orders.ts'
import { askApproval, decide } from './proposals.ts'
import { showReview } from './review.ts'
import { makeSeals } from './seals.ts'
import type { SealSigner } from './seals.ts'
import { showToday } from './today.ts'
import { makeVisits } from './visit.ts'

/** What the back office stands on: the same verbs as the command line. */
export interface OfficeDeps {
  readonly verbs: PaymentVerbs
  readonly orderSearch: OrderSearch
  /** Public address at which the checkout is mounted. */
  readonly baseUrl: string
  readonly shop: { readonly key: string; readonly name?: string | undefined; readonly timeZone: string }
  /** ISO 4217 alphabetic code of what is sold where nobody says another. */
  readonly currency: string | undefined
  /** Every process on the ledger that was heard of lately, of any shop. */
  readonly processes: () => Promise<readonly LedgerProcess[]>
  /** How the bank is to this process, by the kind of call. */
  readonly doors: () => Health['gateway']
  /** What the shop wants to know every morning. */
  readonly figures: Figures
  /** Refunds that wait for another operator. */
  readonly proposedRefunds: ProposedRefunds
  /** Compares a day of the bank's with the ledger. */
  readonly balanceDay: BalanceDay
  /** Root of the bank's API. */
  readonly gatewayUrl: string
  readonly signer: SealSigner
  readonly logger: Logger
}

/** Carries its own version, so that a browser may keep it. */
const stylesheetPath = '/office.css'

/** The table of contents of the operator's pages. */
export function backOfficeRoutes(deps: OfficeDeps, options: BackOfficeOptions): Router {
  const authorize = requireAuthorize(options)
  const { verbs, baseUrl, shop, gatewayUrl, signer, proposedRefunds, logger } = deps
  const router = express.Router()
  const visit = makeVisits({
    askOperator: makeAskOperator(authorize, logger),
    baseUrl,
    shop,
    bank: bankText(new URL(gatewayUrl)),
    stylesheetPath,
    countWaiting: async () => {
      const [counts, proposed] = await Promise.all([deps.figures.counts(), proposedRefunds.countProposals()])
      return { counts, proposed }
    },
    logger,
  })
  const seals = makeSeals(signer)

  router.get(stylesheetPath, noStore(), stylesheet)
  router.use(noStore(), endUploads())
  router.get('/', visit(showToday(deps)))
  const orderOptions = {
    orderSearch: deps.orderSearch,
    currency: deps.currency,
  }
  router.get('/orders', visit(showOrders(orderOptions)))
  router.get('/orders.csv', visit(sendOrdersCsv({ ...orderOptions, logger })))
  router.get('/orders/:orderNumber', visit(showOrder({ verbs, seals, proposedRefunds })))
  const { origin } = new URL(baseUrl)
  const health = makeHealthRoutes({ verbs, processes: deps.processes, shopKey: shop.key, seals, origin })
  const linkOptions = { verbs, seals, origin, currency: deps.currency }
  router.get('/review', visit(showReview({ verbs, proposedRefunds })))
  router.get('/books', visit(showBooks({ verbs })))
  router.get('/books.csv', visit(sendBooksCsv({ verbs })))
  const bankDay = makeBankDayRoutes({ balanceDay: deps.balanceDay, seals, origin })
  router.route('/books/bank').get(visit(bankDay.show)).post(visit(bankDay.ask))
  router
    .route('/links')
    .get(visit(showLinks(linkOptions)))
    .post(visit(makeLink(linkOptions)))
  router.post('/links/:linkNumber/withdraw', visit(withdrawLink(linkOptions)))
  router.route('/health').get(visit(health.show)).post(visit(health.examine))
  const deedOptions = { verbs, seals, proposedRefunds, origin }
  for (const action of orderActions) {
    router
      .route(`/orders/:orderNumber/${deedPaths[action]}`)
      .get(visit(askDeed(action, deedOptions)))
      .post(visit(doDeed(action, deedOptions)))
  }
  router.get('/orders/:orderNumber/approve', visit(askApproval(deedOptions)))
  router.post('/orders/:orderNumber/approve', visit(decide('approve', deedOptions)))
  router.post('/orders/:orderNumber/refuse', visit(decide('refuse', deedOptions)))
  router.use(visit(({ base }) => ({ page: notFoundPage('The back office has no such page.', `${base}/`) })))
  return router
}

/** A bank on the same machine is the sandbox. */
function bankText({ host, hostname }: URL): string {
  return isLoopback(hostname) ? `Test bank, ${host}` : host
}

/** @throws ConfigurationError: nobody may find out in production that the pages are open, or closed to all. */
function requireAuthorize(options: unknown): Authorize {
  const authorize: unknown =
    typeof options === 'object' && options !== null ? Reflect.get(options, 'authorize') : undefined
  if (typeof authorize === 'function') return authorize as Authorize
  throw new ConfigurationError(
    'backOffice wants { authorize }: a function (req) that resolves to the operator { name, may } who sends the ' +
      `request, or to nothing; got ${showValue(authorize)}.`,
  )
}

const stylesheet: RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'private, max-age=3600').type('css').send(officeStylesheet)
}
