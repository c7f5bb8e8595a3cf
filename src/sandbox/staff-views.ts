import type { Clockwork } from '../back-office/writing.ts'
import type { WireObject } from './answers.ts'
import type { BankClock } from './bank/bank-clock.ts'
import type { BankOrder } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import type { Happening, Journal } from './bank/journal.ts'
import type { Callbacks } from './callbacks.ts'
import { hasCall } from './dialect-calls.ts'
import type { Dialect } from './dialects/dialect.ts'
import { described } from './dialects/described.ts'
import { nameOf } from './dialects/find-dialect.ts'
import { faultButtons, isFaultKind, noFields, targetOf } from './fault-form.ts'
import { callMethods, callbackOperations, faultKinds } from './fault-kinds.ts'
import type { FaultScript } from './faults.ts'
import { pagePath } from './hosted-page.ts'
import { askedPage, exchangesPerPage, exchangesShown } from './pages/asked-page.ts'
import type { DeedFault } from './pages/deeds-card.ts'
import { faultFields, faultsPage } from './pages/faults-page.ts'
import type { FaultFields } from './pages/faults-page.ts'
import { forgetPage } from './pages/forget-page.ts'
import { happeningsShown } from './pages/happenings.ts'
import { orderPage } from './pages/order-page.ts'
import { ordersPage, ordersPerPage } from './pages/orders-page.ts'
import type { Done, StaffPage } from './pages/staff-frame.ts'
import { usePage } from './pages/use-page.ts'

export interface StaffViewsOptions {
  readonly bank: Bank
  readonly dialect: Dialect
  readonly clock: BankClock
  readonly faults: FaultScript
  readonly journal: Journal
  readonly callbacks: Pick<Callbacks, 'addressOf'>
  readonly merchantName: string
  readonly user: string
  /** The login's password if everybody knows it; one of the shop's own is shown nowhere. */
  readonly publicPassword: string | undefined
  readonly hasCallbackKey: boolean
  readonly keepOrders: number
  /** Root of the REST API. */
  readonly restUrl: string
  readonly statusAnswerOf: (order: BankOrder) => WireObject
}

/** How a page is looked at. */
export interface Look {
  readonly query: URLSearchParams
  /** What has just been done. */
  readonly done: Done | undefined
  /** For the page's forms. */
  readonly key: string
  readonly clock: Clockwork
}

/** The pages of the bank's staff, as the bank stands now. */
export interface StaffViews {
  /** @returns the address of the order that the search names exactly, if it does. */
  exactMatch(query: URLSearchParams): string | undefined
  orders(look: Look): StaffPage
  /** @param fault - what is wrong with a form that came from the page. */
  order(order: BankOrder, look: Look, fault?: DeedFault): StaffPage
  /** @param wrong - what is wrong with a form that came from the page. */
  faults(look: Look, wrong?: { readonly typed: FaultFields; readonly errors: Partial<FaultFields> }): StaffPage
  asked(look: Look): StaffPage
  use(): StaffPage
  forget(look: Look): StaffPage
}

/** How many payment pages are linked from the page that says how to use the bank. */
const payPagesShown = 10

export function makeStaffViews(options: StaffViewsOptions): StaffViews {
  const { bank, clock, faults } = options
  return {
    exactMatch(query) {
      const text = (query.get('q') ?? '').replace(/\s/g, '')
      const order = text === '' ? undefined : (bank.findByOrderNumber(text) ?? bank.find(text))
      return order && `/orders/${order.gatewayOrderId}`
    },
    orders({ query, ...look }) {
      const searched = (query.get('q') ?? '').trim()
      const text = searched === '' ? undefined : searched
      const before = query.get('before') ?? undefined
      return ordersPage({
        ...bank.page({ count: ordersPerPage, before, text }),
        ...look,
        count: bank.count(),
        openCount: bank.openCount(),
        keepOrders: options.keepOrders,
        aheadMs: clock.aheadMs(),
        text,
        before,
      })
    },
    order: makeOrderView(options),
    faults: makeFaultsView(faults, options.dialect),
    asked: makeAskedView(options),
    use() {
      const { kind: callbackKind, isDynamic } = options.dialect.callbacks
      const newest = bank.page({ count: payPagesShown * 4 }).orders
      const open = newest.filter(({ orderStatus }) => orderStatus === 0 || orderStatus === 5).slice(0, payPagesShown)
      return usePage({
        restUrl: options.restUrl,
        user: options.user,
        publicPassword: options.publicPassword,
        hasCallbackKey: options.hasCallbackKey,
        merchantName: options.merchantName,
        bank: options.dialect.bank,
        preset: nameOf(options.dialect),
        hasDynamicCallbacks: callbackKind !== 'none' && isDynamic,
        changes: described(options.dialect),
        open: open.map((order) => ({ order, payPath: pagePath(order) })),
      })
    },
    forget({ key }) {
      return forgetPage({
        ordersCount: bank.count(),
        waitingFaults: faults.waiting().length,
        isClockAhead: clock.aheadMs() > 0,
        key,
      })
    },
  }
}

function makeOrderView({
  bank,
  journal,
  callbacks,
  dialect,
  merchantName,
  statusAnswerOf,
}: StaffViewsOptions): StaffViews['order'] {
  return (order, { done, key, clock }, fault) => {
    const told = bank.tell(order.gatewayOrderId) ?? order
    return orderPage({
      order,
      payPath: pagePath(order),
      merchantName,
      callbackUrl: callbacks.addressOf(order),
      callsNowhere: callsNowhere(dialect),
      happened: journal.ofOrder(order.gatewayOrderId, happeningsShown).map(labelled),
      statusAnswer: JSON.stringify(statusAnswerOf(told), null, 2),
      done,
      fault,
      key,
      clock,
    })
  }
}

/** Why an order that has no address for callbacks has none. */
function callsNowhere({ callbacks: { kind, isDynamic } }: Dialect): string {
  if (kind === 'none') return 'this bank sends none'
  return isDynamic ? 'the shop named no address' : 'this bank was given no address, and takes none from an order'
}

function makeFaultsView(faults: FaultScript, dialect: Dialect): StaffViews['faults'] {
  const calls = callMethods.filter((method) => hasCall(dialect, method))
  const callbacks = dialect.callbacks.kind === 'none' ? [] : callbackOperations
  return ({ query, done, key }, wrong) => {
    // After one fault, the next is often meant for the same call.
    const given = faultFields.map((name) => [name, query.get(name) ?? noFields[name]])
    return faultsPage({
      groups: faultButtons.filter(({ group }) => group !== 'callback' || callbacks.length > 0),
      calls,
      callbacks,
      waiting: faults.waiting().map(({ id, leftCount, fault }) => ({
        id,
        leftCount,
        label: faultKinds[fault.kind].label,
        target: targetOf(fault),
        delayMs: fault.delayMs,
      })),
      typed: wrong?.typed ?? (Object.fromEntries(given) as FaultFields),
      errors: wrong?.errors ?? {},
      done,
      key,
    })
  }
}

function makeAskedView({ bank, journal }: StaffViewsOptions): StaffViews['asked'] {
  return ({ query, clock }) => {
    const given = query.get('before')
    const before = given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined
    const older = journal.exchanges(exchangesShown).filter(({ number }) => before === undefined || number < before)
    const exchanges = older.slice(0, exchangesPerPage)
    return askedPage({
      exchanges: exchanges.map((one) => ({ ...one, fault: labelOf(one.fault) })),
      before,
      olderThan: older.length > exchangesPerPage ? exchanges.at(-1)?.number : undefined,
      orderNumberOf: (gatewayOrderId) => bank.find(gatewayOrderId)?.orderNumber,
      clock,
    })
  }
}

function labelled(one: Happening): Happening {
  return one.kind === 'change' ? one : { ...one, fault: labelOf(one.fault) }
}

/** How the page calls a kind of fault. */
function labelOf(kind: string | undefined): string | undefined {
  return kind !== undefined && isFaultKind(kind) ? faultKinds[kind].label.toLowerCase() : kind
}
