import { findCurrency } from '../../iso-4217.ts'
import { moneyText } from '../../money.ts'
import { plainDialect, takesCodes } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { languagesOfBpc } from './dialects.ts'

/**
 * What a dialect changes against the plain sandbox, each in a few words; empty if nothing is. For the bank's own pages
 * and for docs/sandbox.md.
 */
export function described(dialect: Dialect): readonly string[] {
  return tellers.flatMap((tell) => tell(dialect) ?? [])
}

type Tell = (dialect: Dialect) => string | undefined

/** In the order in which a store meets them. */
const tellers: readonly Tell[] = [
  ({ root }) => (root === plainDialect.root ? undefined : `calls are below ${root}/`),
  ({ body }) => (body === 'json' ? 'calls are JSON only, features joined by “;”' : undefined),
  ({ takesBasic }) => (takesBasic ? 'login in the body or by HTTP Basic' : undefined),
  wrongLoginOf,
  orderNumberOf,
  currencyOf,
  ({ minRefund, currency }) =>
    minRefund === 1 ? undefined : `refunds of at least ${moneyText(minRefund, currency.standard)}`,
  languagesOf,
  ({ refusedInDescription }) =>
    refusedInDescription.length === 0 ? undefined : `no ${refusedInDescription.join(' or ')} in a description`,
  ({ mandatoryParams }) =>
    mandatoryParams.length === 0 ? undefined : `jsonParams must hold ${mandatoryParams.join(' and ')}`,
  ({ customer }) =>
    customer === 'as given'
      ? undefined
      : 'orderBundle.customerDetails must be there, a phone without a plus; no letter with a mark (2003 in a cart)',
  ({ ids }) => (ids === 'UUIDs' ? undefined : `its ids are ${ids}`),
  ({ pagePath }) => pagePath && `payment page at ${pagePath.split('?')[0]}`,
  ({ registered }) =>
    registered.errorCode === undefined ? undefined : `errorCode ${JSON.stringify(registered.errorCode)} in success`,
  ({ affixes }) => (affixes === 'orderId' ? 'buyers come back with orderId, without lang' : undefined),
  ({ statusCall }) => (statusCall === 'old' ? 'getOrderStatus.do alone, by the bank’s id' : undefined),
  ({ statusNumberField }) =>
    statusNumberField === 'orderNumber' ? undefined : `a status is asked by ${statusNumberField}`,
  statusesOf,
  (dialect) => (takesCodes(dialect) ? undefined : 'no payment by QR code'),
  ({ currency }) => (currency.tellsOldRouble ? 'tells the rouble as 810' : undefined),
  ({ attributes }) => (attributes === 'an object' ? 'attributes of a status are an object' : undefined),
  ({ isTalkative }) => (isTalkative ? 'statuses repeat the cart, with fees and empty texts' : undefined),
  ({ acknowledgeWithinMs }) =>
    acknowledgeWithinMs === undefined
      ? undefined
      : `cancels a payment that acknowledgeTransaction.do has not confirmed within ${acknowledgeWithinMs / 60_000} min`,
  ({ refunds }) =>
    refunds === 'once and whole' ? 'one refund, of everything; an error ends all further tries' : undefined,
  ({ repeatedRefund }) => (repeatedRefund === 'refused' ? 'a known externalRefundId is refused with 5' : undefined),
  ({ expiryZone }) => (expiryZone === 'UTC' ? undefined : `expirationDate is ${expiryZone}`),
  callbacksOf,
]

function wrongLoginOf({ wrongLogin }: Dialect): string | undefined {
  return wrongLogin === plainDialect.wrongLogin ? undefined : `a wrong login gets ${wrongLogin}`
}

function orderNumberOf({ orderNumber: { maxCharacters, isAlphanumeric } }: Dialect): string | undefined {
  if (maxCharacters === plainDialect.orderNumber.maxCharacters && !isAlphanumeric) return undefined
  return `order numbers of at most ${maxCharacters} ${isAlphanumeric ? 'letters and digits' : 'characters'}`
}

/** With the number that is sent, and its zero; and with its decimals where they are not two. */
function currencyOf({ currency: { standard, isOnly }, minAmount }: Dialect): string | undefined {
  const { numeric = '', exponent = 2 } = findCurrency(standard) ?? {}
  const decimals = exponent === 2 ? '' : `, with ${exponent} decimals`
  const least = minAmount === 1 ? '' : `, at least ${moneyText(minAmount, standard)}`
  if (isOnly) return `${standard} (${numeric}) only${decimals}${least}`
  return standard === plainDialect.currency.standard ? undefined : `${standard} (${numeric}) if none is named`
}

function languagesOf({ languages }: Dialect): string | undefined {
  if (languages === undefined) return undefined
  return languages === languagesOfBpc
    ? `the ${languages.length} languages of BPC’s manual`
    : `languages ${languages.join(', ')}`
}

function statusesOf({ statuses }: Dialect): string | undefined {
  if (statuses === '7 partly refunded') return 'orderStatus 7 is partly refunded, 4 wholly'
  return statuses === 'of stored cards too' ? 'orderStatus -1, 7 and 9 for checks of a card' : undefined
}

function callbacksOf({ callbacks }: Dialect): string | undefined {
  const { kind, method, triesCount, retryMs, isGrowing, isDynamic } = callbacks
  if (kind === 'none') return 'sends no callbacks'
  const own = plainDialect.callbacks
  const pause = isGrowing ? `${retryMs / 60_000} min × the number of the try` : `${retryMs / 60_000} min`
  const parts = [
    kind === 'JWT' ? 'are a JWT (HS256)' : kind === 'unsigned' ? 'are not signed' : undefined,
    method === own.method ? undefined : `come by ${method}`,
    retryMs === own.retryMs ? undefined : `are tried ${triesCount} times, after ${pause}`,
    isDynamic ? undefined : 'go to the address that the bank has, not to an order’s own',
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : `callbacks ${parts.join(', ')}`
}
