import type { Clock } from '../clock.ts'
import { LinkGoneError, OrderNotFoundError } from '../errors.ts'
import type { KeptLink, LinkLedger } from '../ledger/link-ledger.ts'
import type { Logger } from '../logger.ts'
import { makeCatalogWarnings } from '../options/catalog-warnings.ts'
import type { CatalogDefaults } from '../options/catalog.ts'
import type { Order } from '../order.ts'
import { makeOrderNumber } from '../settlement/open-order/order-number.ts'
import type { Wish } from '../settlement/open-order/wish.ts'
import { quoted } from '../visible.ts'
import { freezeItem, fromKept, toKept } from './frozen-item.ts'
import { requireLinkOptions, requireLinkQuery } from './link-arguments.ts'
import { payingOrderOf, stateOf } from './link-state.ts'
import type { LinkItem, LinkOptions, LinkState, PaymentLink, PaymentLinkQuery } from './payment-link.ts'

/** What staff can do with links. */
export interface Links {
  readonly make: (item: LinkItem, options: LinkOptions) => Promise<PaymentLink>
  readonly get: (linkNumber: string) => Promise<PaymentLink | undefined>
  readonly find: (query: PaymentLinkQuery) => AsyncIterable<PaymentLink>
  readonly withdraw: (linkNumber: string) => Promise<PaymentLink>
}

/** A link as a buyer may see it: without its note. */
export interface LinkToPay {
  readonly linkNumber: string
  readonly state: LinkState
  /** What is bought. */
  readonly wish: Wish
  /** The order that has paid it. */
  readonly paidBy: Order | undefined
}

/** @throws OrderNotFoundError, the same for a link of another shop and for one that never was. */
export type FindLinkToPay = (linkNumber: string) => Promise<LinkToPay>

export interface LinksDeps {
  readonly ledger: LinkLedger
  readonly settings: CatalogDefaults & { readonly shop: { readonly key: string } }
  /** Closes an unpaid order at the gateway. */
  readonly decline: (orderNumber: string) => Promise<unknown>
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Logger
}

/** Where links are paid, under the public address of the router. */
export const linksPath = '/payment/links'

/** How long a link can be paid unless it says otherwise, in milliseconds: 30 days. */
const lifeMs = 30 * 24 * 60 * 60 * 1000

export function makeLinks({ ledger, settings, decline, clock, logger }: LinksDeps): Links {
  const { baseUrl, shop } = settings
  const remark = makeCatalogWarnings(logger, 'the item of a payment link')
  const toPaymentLink = (kept: KeptLink): PaymentLink => paymentLinkOf(kept, baseUrl)

  /** So that nobody pays what is withdrawn. A buyer who is paying now is not stopped. */
  async function closeOpenOrders({ linkNumber, orders }: KeptLink): Promise<void> {
    const open = orders.filter((order) => order.linkNumber === linkNumber && order.status === 'registered')
    for (const { orderNumber } of open) {
      await decline(orderNumber).catch((error: unknown) =>
        logger.info({ orderNumber, err: error }, 'an open order of a withdrawn link could not be closed at the bank'),
      )
    }
  }

  return {
    async make(item, options) {
      requireLinkOptions(options, clock.now())
      const linkNumber = makeOrderNumber()
      const frozen = freezeItem(item, settings, remark)
      const { reference = linkNumber } = frozen
      const { note, expiresAt } = options
      const kept = { ...toKept(frozen), reference }
      return toPaymentLink(
        await ledger.addLink({
          linkNumber,
          shop: shop.key,
          item: kept,
          reference,
          note: note === '' ? undefined : note,
          expiresAt,
          expiresInMs: lifeMs,
        }),
      )
    },
    async get(linkNumber) {
      const kept = await ledger.findLink(linkNumber)
      return kept && toPaymentLink(kept)
    },
    find(query) {
      requireLinkQuery(query)
      return findLinks(ledger, query, toPaymentLink)
    },
    async withdraw(linkNumber) {
      const before = await ledger.findLink(linkNumber)
      if (!before) throw noSuchLink(linkNumber)
      const paidBy = payingOrderOf(before)
      if (paidBy) {
        throw new LinkGoneError(`The link is paid by order ${paidBy.orderNumber}: it cannot be withdrawn.`)
      }
      const withdrawn = (await ledger.withdrawLink(linkNumber)) ?? before
      await closeOpenOrders(withdrawn)
      return toPaymentLink((await ledger.findLink(linkNumber)) ?? withdrawn)
    },
  }
}

/** The state is known only once the orders are: links in other states are passed over. */
async function* findLinks(
  ledger: LinkLedger,
  { state, limit = Infinity, ...query }: PaymentLinkQuery,
  toPaymentLink: (kept: KeptLink) => PaymentLink,
): AsyncGenerator<PaymentLink> {
  const states = state === undefined ? undefined : [state].flat()
  let left = limit
  if (left === 0) return
  for await (const kept of ledger.searchLinks({ ...query, limit: states ? undefined : limit })) {
    const link = toPaymentLink(kept)
    if (states && !states.includes(link.state)) continue
    yield link
    left -= 1
    if (left === 0) return
  }
}

export function makeFindLinkToPay(ledger: Pick<LinkLedger, 'findLink'>): FindLinkToPay {
  return async (linkNumber) => {
    const kept = await ledger.findLink(linkNumber)
    if (!kept) throw noSuchLink(linkNumber)
    const { item, reference } = kept
    const wish = { ...fromKept(item), reference, linkNumber }
    return { linkNumber, state: stateOf(kept), wish, paidBy: payingOrderOf(kept) }
  }
}

function noSuchLink(linkNumber: string): OrderNotFoundError {
  return new OrderNotFoundError(`The shop has no payment link ${quoted(linkNumber.slice(0, 100))}.`)
}

function paymentLinkOf(kept: KeptLink, baseUrl: string): PaymentLink {
  const { linkNumber, reference, note, createdAt, expiresAt, withdrawnAt } = kept
  const item = fromKept(kept.item)
  return {
    linkNumber,
    url: `${baseUrl}${linksPath}/${linkNumber}`,
    state: stateOf(kept),
    sku: item.sku,
    amountMinor: item.amountMinor,
    currency: item.currency,
    description: item.asGiven?.description ?? item.description,
    reference,
    email: item.asGiven?.email ?? item.email,
    metadata: item.metadata,
    note,
    orderNumber: payingOrderOf(kept)?.orderNumber,
    createdAt,
    expiresAt,
    withdrawnAt,
  }
}
