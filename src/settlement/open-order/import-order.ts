import { GatewayResponseError, OrderNumberTakenError } from '../../errors.ts'
import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import type { BalanceLedger } from '../../ledger/balance-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import { moneyText } from '../../money.ts'
import type { Order } from '../../order.ts'
import { orderNumberFault } from '../../order-number-form.ts'
import type { OrderNumberForm } from '../../order-number-form.ts'
import { takenMinorOf } from '../../taken-minor.ts'
import { quoted } from '../../visible.ts'
import { otherOrderReason } from '../judge/about.ts'
import { makeNewOrder } from './new-order.ts'
import type { NewOrderDeps } from './new-order.ts'
import type { Wish } from './wish.ts'
import type { Settle } from '../settled.ts'
import { namelessSku, otherShop, remembered } from './take-in.ts'
import type { TakeIn } from './take-in.ts'

/** An order that another program registered at this bank, as its shop remembers it. */
export interface OrderToImport extends Pick<
  Wish,
  'currency' | 'description' | 'reference' | 'email' | 'clientId' | 'language' | 'asGiven'
> {
  /** Integer minor units of `currency`; undefined if nobody tells it: then a lost order comes in as the bank says. */
  readonly amountMinor: number | undefined
  /** Undefined if nobody remembers what was sold. */
  readonly sku: string | undefined
  /** The shop's number of it at the bank, up to 36 characters (BPC: registration). */
  readonly orderNumber: string
  /** The bank's own id of it, if it is known. */
  readonly gatewayOrderId: string | undefined
  /** The bank's page on which it can be paid. Nobody can know where else a buyer is who may still pay. */
  readonly formUrl: string | undefined
  /** Whether this shop hands its goods over, even if it is paid already; undefined if the list does not say so. */
  readonly handsOver: boolean | undefined
}

/** What holds for a whole list. */
export interface ImportTerms {
  /** Asks the bank, and writes nothing. */
  readonly isDryRun: boolean
  /**
   * Whether this shop hands over the goods of orders that are still to be paid, once they are; undefined if nobody said
   * so. Never those of an order that is paid already: whoever took the money has dealt with them.
   */
  readonly handsOverOncePaid: boolean | undefined
  /**
   * Set for orders that this ledger has lost: then those whose money has all gone back come in too, and the bank's own
   * copy of `reference` and `sku` counts where the shop has none.
   */
  readonly takeIn?: TakeIn | undefined
}

/** What became of one order. Only `imported` has written anything. */
export type ImportOutcome =
  /** `order` is undefined on a dry run. */
  | { readonly outcome: 'imported'; readonly order: Order | undefined }
  /** The ledger has it already. */
  | { readonly outcome: 'known'; readonly order: Order }
  /** The bank contradicts what the shop remembers, or has no such order, or it is neither open nor paid there. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The bank gave no usable answer: import it again later. */
  | { readonly outcome: 'unreachable'; readonly reason: string }

export interface ImportOrderDeps extends Omit<NewOrderDeps, 'handsOver' | 'tellsClosed'> {
  readonly gateway: Pick<Gateway, 'status'>
  readonly ledger: Pick<OrderLedger, 'add' | 'find' | 'findByGatewayOrderId'> & Pick<BalanceLedger, 'ordersWithIds'>
  readonly settle: Settle
  /** Every key of the shop's, the present one and former ones: an order may name it at the bank. */
  readonly shopKeys: readonly string[]
  /** Whether a buyer may be sent to the page. */
  readonly isAllowedForm: (formUrl: string) => boolean
}

/**
 * Takes an open or a paid order of another program into the ledger, as far as the bank confirms it: the list proves
 * nothing. It is then settled like any other. Moves no money, and hands nothing over that is paid already, unless the
 * list says so.
 *
 * @throws LedgerUnavailableError.
 */
export type ImportOrder = (listed: OrderToImport, terms: ImportTerms) => Promise<ImportOutcome>

export function makeImportOrder(deps: ImportOrderDeps): ImportOrder {
  const { gateway, ledger, orderNumberForm } = deps
  const takeOver = makeTakeOver(deps)

  async function findById(gatewayOrderId: string | undefined): Promise<Order | undefined> {
    return gatewayOrderId === undefined ? undefined : ledger.findByGatewayOrderId(gatewayOrderId)
  }

  /** What needs no question: the ledger has it, or the bank cannot have it under this number. */
  async function knownAlready({ orderNumber, gatewayOrderId }: OrderToImport): Promise<ImportOutcome | undefined> {
    const order = (await ledger.find(orderNumber)) ?? (await findById(gatewayOrderId))
    return order ? { outcome: 'known', order } : unknownNumber(orderNumber, orderNumberForm)
  }

  return async (listed, terms) => {
    const { orderNumber, gatewayOrderId } = listed
    const early = await knownAlready(listed)
    if (early) return early
    const answer = await gateway.status(gatewayOrderId === undefined ? { orderNumber } : { gatewayOrderId })
    if (answer.outcome === 'absent') return refused('the bank has no such order')
    if (answer.outcome === 'unavailable') return { outcome: 'unreachable', reason: answer.error.message }
    if (answer.outcome === 'refused') return refused(answer.error.message)
    return takeOver(listed, answer.evidence, terms)
  }
}

/** Takes over what the bank has answered about, if nothing speaks against it. */
function makeTakeOver(deps: ImportOrderDeps) {
  const { ledger, isAllowedForm, shopKeys } = deps
  const write = makeWriteImported(deps)
  return async (listed: OrderToImport, evidence: Evidence, terms: ImportTerms): Promise<ImportOutcome> => {
    const { takeIn, isDryRun } = terms
    const wanted = asWanted(listed, evidence, { ...terms, shopKeys })
    const reason =
      contradiction(listed, evidence, takeIn) ??
      (takeIn && otherShop(evidence, takeIn, shopKeys)) ??
      unfit(wanted, evidence, { isAllowedForm, takeIn })
    if (reason !== undefined) return refused(reason)
    if (!isOfAmount(wanted)) return refused('the bank does not say what it is about, and nobody else does')
    const ids = { orderNumber: listed.orderNumber, gatewayOrderId: evidence.gatewayOrderId ?? listed.gatewayOrderId }
    const taken = await takenAlready(ledger, ids)
    if (taken) return taken
    return isDryRun ? { outcome: 'imported', order: undefined } : write({ ...wanted, ...ids }, evidence, takeIn)
  }
}

type OfAmount = OrderToImport & { readonly amountMinor: number }

function isOfAmount(wanted: OrderToImport): wanted is OfAmount {
  return wanted.amountMinor !== undefined
}

/**
 * What an order of the ledger, of whichever of its shops, makes of another one with its number or its payment:
 * undefined if there is none. One payment never pays for two orders.
 */
async function takenAlready(
  ledger: ImportOrderDeps['ledger'],
  { orderNumber, gatewayOrderId }: Pick<OrderToImport, 'gatewayOrderId' | 'orderNumber'>,
): Promise<ImportOutcome | undefined> {
  const found = await ledger.ordersWithIds({
    orderNumbers: [orderNumber],
    gatewayOrderIds: gatewayOrderId === undefined ? [] : [gatewayOrderId],
  })
  const sameNumber = found.find(({ order }) => order.orderNumber === orderNumber)
  const owner = sameNumber ?? found[0]
  if (!owner) return undefined
  const { order, isOwn } = owner
  if (!isOwn) {
    const what = sameNumber ? 'number' : 'payment'
    return refused(`the shop ${quoted(order.shop ?? '')} of the ledger has an order with its ${what}`)
  }
  // Another import of this shop's was faster.
  if (sameNumber) return { outcome: 'known', order }
  return refused(`its payment at the bank belongs to order ${order.orderNumber} of the ledger`)
}

/** Whether the ledger has an order with this number or payment, which it had not when it was looked up. */
function isTaken(error: unknown): boolean {
  return error instanceof OrderNumberTakenError || error instanceof GatewayResponseError
}

/**
 * Written in one commit as what it is, an order that somebody may be paying: as one that is being registered, a sweep
 * would close it. It is then settled like any other.
 */
function makeWriteImported(deps: ImportOrderDeps) {
  const { ledger, settle } = deps
  return async (wanted: OfAmount, evidence: Evidence, takeIn: TakeIn | undefined): Promise<ImportOutcome> => {
    const { orderNumber, handsOver = false, formUrl, gatewayOrderId } = wanted
    // Nobody has promised this shop's `onClosed` to whoever reserved something for it.
    const terms = { ...deps, handsOver, tellsClosed: false, capture: captureOf(evidence, deps.capture) }
    const neverReused = { reuseKey: undefined, startedBy: undefined, reuseOpenForMs: 0, reuseRegisteringForMs: 0 }
    const newOrder = {
      ...makeNewOrder(terms)({ ...wanted, sku: wanted.sku ?? namelessSku[takeIn ? 'takenIn' : 'imported'] }),
      ...neverReused,
      orderNumber,
      trigger: 'import',
      detail: takeIn && { as: 'taken-in', by: takeIn.by },
      registered: { gatewayOrderId, formUrl },
    } as const
    try {
      await ledger.add(newOrder)
    } catch (error) {
      const taken = isTaken(error) ? await takenAlready(ledger, wanted) : undefined
      if (taken) return taken
      throw error
    }
    return { outcome: 'imported', order: (await settle(orderNumber, 'import')).order }
  }
}

/** A number that this bank never took is none of its orders. */
function unknownNumber(orderNumber: string, form: OrderNumberForm | undefined): ImportOutcome | undefined {
  const fault = form && orderNumberFault(orderNumber, form)
  return fault === undefined ? undefined : refused(`orderNumber ${fault}`)
}

/** With what is known of it, and with the choice that holds for the whole list. */
function asWanted(
  listed: OrderToImport,
  evidence: Evidence,
  {
    takeIn,
    handsOverOncePaid,
    shopKeys,
  }: Pick<ImportOrderDeps, 'shopKeys'> & Pick<ImportTerms, 'handsOverOncePaid' | 'takeIn'>,
): OrderToImport {
  const known = takeIn ? remembered(listed, evidence, { takeIn, shopKeys }) : listed
  return isPaidAlready(evidence) ? known : withChoice(known, handsOverOncePaid)
}

function withChoice(listed: OrderToImport, handsOverOncePaid: boolean | undefined): OrderToImport {
  return { ...listed, handsOver: listed.handsOver ?? handsOverOncePaid }
}

/** Whether the other program has taken money for it, which may have gone back in part since. */
function isPaidAlready({ phase, depositedMinor = 0 }: Evidence): boolean {
  return phase === 'captured' || depositedMinor > 0
}

function refused(reason: string): ImportOutcome {
  return { outcome: 'refused', reason }
}

/**
 * What the bank says otherwise; undefined if nothing. What it does not say, the judge will ask of it. Of a lost order
 * that the shop does not remember, the amount is what was taken of it.
 */
function contradiction(listed: OrderToImport, evidence: Evidence, takeIn: TakeIn | undefined): string | undefined {
  if (otherOrderReason(listed, evidence) !== undefined) {
    const { orderNumber, gatewayOrderId } = evidence
    return `the bank answers about another order: ${quoted(orderNumber ?? '')}, ${quoted(gatewayOrderId ?? '')}`
  }
  const { currency = listed.currency } = evidence
  const told = takeIn && !takeIn.isListed ? takenMinorOf(evidence) : evidence.amountMinor
  if (currency !== listed.currency) return `at the bank it is in ${currency}`
  return told === undefined || listed.amountMinor === undefined || told === listed.amountMinor
    ? undefined
    : `at the bank it is about ${moneyText(told, currency)}`
}

/** Why an order is not taken in: only what is open or paid has a future. */
function unfit(
  { handsOver, formUrl }: OrderToImport,
  evidence: Evidence,
  { isAllowedForm, takeIn }: Pick<ImportOrderDeps, 'isAllowedForm'> & Pick<ImportTerms, 'takeIn'>,
): string | undefined {
  const { phase } = evidence
  if (isPaidAlready(evidence) || (takeIn && cameAndWent.has(phase))) return undefined
  if (ended.has(phase)) return `at the bank it is ${phase}: neither open nor paid`
  if (handsOver === undefined) return `it can still be paid: ${whatOfGoods}`
  // Without a page it would be taken for one that no buyer has ever seen, and be closed.
  if (formUrl === undefined && phase !== 'held') return `it can still be paid: ${whichPage}`
  if (formUrl !== undefined && !isAllowedForm(formUrl))
    return 'its formUrl is not on a host of the bank (CHECKOUT_FORM_HOSTS)'
  return undefined
}

const whatOfGoods =
  'say whether this shop then hands its goods over (--hands-over or --no-hands-over, or yes or no in the column ' +
  'handsOver)'

const whichPage = 'name its page at the bank in the column formUrl, or import it once it is paid'

const ended: ReadonlySet<PaymentPhase> = new Set(['declined', 'refunded', 'reversed', 'unrecognized'])

/** Nothing is left of its money, but there was some: the books of a shop that lost it miss it all the same. */
const cameAndWent: ReadonlySet<PaymentPhase> = new Set(['refunded', 'reversed'])

/** How it was registered, as far as its state tells. */
function captureOf({ phase }: Evidence, standard: NewOrderDeps['capture']): NewOrderDeps['capture'] {
  if (phase === 'held' || phase === 'partly-captured') return 'manual'
  return phase === 'captured' ? 'automatic' : standard
}
