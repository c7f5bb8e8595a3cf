import type { Balance } from '../balance/balance.ts'
import type { Difference, DifferenceKind } from '../balance/difference.ts'
import { CheckoutError } from '../errors.ts'
import { findCurrency } from '../iso-4217.ts'
import { requireAsker } from '../payments.ts'
import type { OrderToImport } from '../payments.ts'
import type { Cli, Tools } from './cli.ts'
import { confirmTakeIn } from './confirm.ts'
import { UsageError } from './exit-codes.ts'
import { listedOrders } from './listed-orders.ts'
import { ownName } from './own-name.ts'
import { readText } from './read-text.ts'

export interface TakeInOptions {
  readonly takeIn?: true
  readonly handsOver?: boolean
  readonly orders?: string
  readonly as?: string
  readonly yes?: true
}

/** What became of one order. */
export interface TakenInOrder {
  readonly orderNumber: string
  /**
   * `taken-in` and `settled` have changed the ledger, as far as the bank's answer allowed; nothing else has. `known`:
   * it is in the ledger by now. `left-alone`: the ledger would owe goods for it, and they went out before.
   */
  readonly outcome: 'taken-in' | 'settled' | 'known' | 'left-alone' | 'refused' | 'unreachable'
  readonly status?: string
  /** Whether its goods are to be handed over. */
  readonly handsOver?: boolean | undefined
  readonly reason?: string
}

export interface TakenIn {
  readonly by: string
  readonly orders: readonly TakenInOrder[]
  /** How many more there are than are compared one by one: a further run finds them. */
  readonly left: number
}

/** @throws UsageError for an option that only goes with `--take-in`. */
export function askedTakeIn({ takeIn, handsOver, orders, as, yes }: TakeInOptions): boolean {
  if (takeIn) return true
  if (handsOver === undefined && (orders ?? as ?? yes) === undefined) return false
  throw new UsageError('--hands-over, --no-hands-over, --orders, --as and --yes go with --take-in.')
}

interface Found {
  readonly balance: Balance
  readonly options: TakeInOptions
}

/**
 * Takes in what the ledger has lost, and settles what it is behind with: each only as the bank's own answer allows, and
 * never by the list or the registry. No money moves.
 *
 * @throws UsageError if nobody has said whether goods are still to go out.
 */
export async function takeInLost(cli: Cli, tools: Tools, { balance, options }: Found): Promise<TakenIn> {
  const { handsOver, orders, as: by = ownName(), yes } = options
  requireAsker('balance', { by })
  const { lost, behind, leftAlone, owing, left } = workOf(balance, handsOver)
  if (lost.length + owing > 0 && handsOver === undefined) throw new UsageError(whatOfGoods)
  const kept = leftAlone.map(asLeftAlone)
  if (lost.length + behind.length === 0) return { by, orders: kept, left }
  if (!yes) await confirmTakeIn(cli.world, { lost: lost.length, behind: behind.length, owing, handsOver })
  const remembered = orders === undefined ? [] : listedOrders(readText(cli.world, orders, 'list'), tools.settings)
  const listed = new Map(remembered.map((order) => [order.orderNumber, order]))
  const done: TakenInOrder[] = []
  await tools.whole(
    async () => {
      for (const one of [...lost, ...behind]) {
        if (tools.isInterrupted()) break
        const known = listed.get(one.orderNumber ?? '')
        const isLost = one.kind === 'unknown-to-ledger'
        done.push(await (isLost ? takeIn(tools, one, { known, handsOver, by }) : settle(tools, one)))
        tools.onProgress(done.length, lost.length + behind.length)
      }
    },
    { after: () => `Interrupted. It is done for ${tools.howFar()}; ask for the rest again.` },
  )
  return { by, orders: [...done, ...kept], left }
}

interface Work {
  readonly lost: readonly Difference[]
  readonly behind: readonly Difference[]
  /** To follow the bank would have goods go out that went out before. */
  readonly leftAlone: readonly Difference[]
  /** How many of those that the ledger is behind with owe goods once it follows. */
  readonly owing: number
  readonly left: number
}

const lostKinds: ReadonlySet<DifferenceKind> = new Set(['unknown-to-ledger'])
const behindKinds: ReadonlySet<DifferenceKind> = new Set(['state', 'refunded'])

function workOf({ differences, counts }: Balance, handsOver: boolean | undefined): Work {
  const allLost = differences.filter(({ kind }) => lostKinds.has(kind))
  const allBehind = differences.filter(({ kind }) => behindKinds.has(kind))
  // To ask about an order makes its goods due, whichever of its differences is asked about.
  const owingNumbers = new Set(allBehind.filter(({ owesGoods }) => owesGoods).map(({ orderNumber }) => orderNumber))
  const owing = allBehind.filter(({ orderNumber }) => owingNumbers.has(orderNumber))
  const counted = [...lostKinds, ...behindKinds].reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)
  return {
    lost: onePerOrder(allLost),
    behind: onePerOrder(handsOver ? allBehind : allBehind.filter((one) => !owingNumbers.has(one.orderNumber))),
    leftAlone: handsOver ? [] : onePerOrder(owing),
    owing: owingNumbers.size,
    left: counted - allLost.length - allBehind.length,
  }
}

/** An order may differ twice, by its payment and by what went back of it: the one that tells an amount stays. */
function onePerOrder(differences: readonly Difference[]): readonly Difference[] {
  const kept = new Map<string, Difference>()
  for (const one of differences) {
    const id = one.orderNumber ?? ` ${one.gatewayOrderId}`
    if (kept.get(id)?.bankMinor === undefined) kept.set(id, one)
  }
  return [...kept.values()]
}

function asLeftAlone({ orderNumber = '' }: Difference): TakenInOrder {
  const how = `keep it (review ${orderNumber}) before the shop starts, or its goods go out`
  const reason = `the bank has its money, and its goods are owed here: ${how}`
  return { orderNumber, outcome: 'left-alone', reason }
}

const whatOfGoods =
  'Were their goods handed over before? Nobody but the shop knows: the ledger has lost it. Say --hands-over if they ' +
  'are still to go out, or if onPaid does nothing twice for one orderNumber; else --no-hands-over. Nothing was taken ' +
  'in.'

interface TakeInTerms {
  /** What the shop remembers of it. */
  readonly known: OrderToImport | undefined
  readonly handsOver: boolean | undefined
  readonly by: string
}

async function takeIn({ upkeep }: Tools, lost: Difference, terms: TakeInTerms): Promise<TakenInOrder> {
  const { orderNumber, gatewayOrderId = '' } = lost
  if (orderNumber === undefined) {
    const reason = 'the bank tells only its own id of it: use its list, which tells the order number too'
    return { orderNumber: gatewayOrderId, outcome: 'refused', reason }
  }
  if (!terms.known && !findCurrency(lost.currency)) {
    const reason = 'the bank names no currency of it that is known: name it by --orders, or ask the bank'
    return { orderNumber, outcome: 'refused', reason }
  }
  const known = terms.known ?? asBankTells(lost, orderNumber)
  const listed = { ...known, handsOver: known.handsOver ?? terms.handsOver }
  const result = await upkeep.importOrder(listed, {
    isDryRun: false,
    handsOverOncePaid: terms.handsOver,
    takeIn: { by: terms.by, isListed: terms.known !== undefined },
  })
  if ('reason' in result) return { orderNumber, outcome: result.outcome, reason: result.reason }
  const { order } = result
  // Somebody else was faster, or another line has brought it in by the bank's own id of it.
  if (result.outcome === 'known') return { orderNumber, outcome: 'known', status: result.order.status }
  return { orderNumber, outcome: 'taken-in', status: order?.status ?? '', handsOver: order?.handsOver }
}

/** Asked about at once, and checked against the answer; an amount that was not told is the answer's. */
function asBankTells({ gatewayOrderId, bankMinor, currency }: Difference, orderNumber: string): OrderToImport {
  return {
    orderNumber,
    gatewayOrderId,
    formUrl: undefined,
    sku: undefined,
    amountMinor: bankMinor,
    currency,
    description: undefined,
    reference: undefined,
    email: undefined,
    clientId: undefined,
    language: undefined,
    handsOver: undefined,
  }
}

async function settle({ askNow }: Tools, { orderNumber = '' }: Difference): Promise<TakenInOrder> {
  try {
    const { status, handOver } = await askNow(orderNumber)
    return { orderNumber, outcome: 'settled', status, handsOver: handOver !== 'none' && handOver !== 'done' }
  } catch (error) {
    if (!(error instanceof CheckoutError)) throw error
    const outcome = error.code === 'CHECKOUT_GATEWAY_UNAVAILABLE' ? 'unreachable' : 'refused'
    return { orderNumber, outcome, reason: error.message }
  }
}
