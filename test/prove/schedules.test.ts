import fc from 'fast-check'
import type { Scheduler } from 'fast-check'
import { OrderNotFoundError } from '../../src/errors.ts'
import type { StatusAnswer } from '../../src/gateway/answers.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import { judgeStatus } from '../../src/gateway/messages.ts'
import type { HandOverClaim } from '../../src/ledger/hand-over-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Logger } from '../../src/logger.ts'
import { isEndedUnpaid } from '../../src/order.ts'
import type { Order } from '../../src/order.ts'
import { makeClosing } from '../../src/settlement/hand-over/closing.ts'
import { makeHandOver } from '../../src/settlement/hand-over/hand-over.ts'
import type { HandOver } from '../../src/settlement/hand-over/hand-over.ts'
import { closing as closingTask, goods as goodsTask } from '../../src/settlement/hand-over/task.ts'
import { systemClock } from '../../src/clock.ts'
import type { Clock } from '../../src/clock.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { makeSettle } from '../../src/settlement/settle.ts'
import type { Settle } from '../../src/settlement/settled.ts'
import { makeTellingSettle } from '../../src/settlement/tell-closed.ts'
import { makePasses } from '../../src/settlement/sweep/passes.ts'
import type { Passes } from '../../src/settlement/sweep/passes.ts'
import { newOrder } from '../ledger/an-order.ts'
import { ledgers } from '../support/ledgers.ts'
import { aPlan } from '../support/samples.ts'
import type { OpenedLedger, OpenLedger } from '../support/ledgers.ts'
import { scaleOf } from './scale.ts'
import type { Scale } from './scale.ts'
import { anyOutages, cutOffOf, Database, earlyOutages } from './schedules/failover.ts'
import type { Connection, CutOff, Outage } from './schedules/failover.ts'

jest.setTimeout(12 * 3_600_000)

const gatewayAccount = 'bank.example/payment/rest/#login'
const amountMinor = 1999

/** What can happen to one order, at any time and in any process. */
const actions = [
  ...['return', 'callback', 'sweep', 'sweep', 'return'],
  ...['pay', 'pay', 'fail a try', 'pay another amount', 'refund in the portal', 'crash', 'run out of time'],
  ...['return at another shop', 'sweep of another shop'],
] as const
type Action = (typeof actions)[number]

/** What nobody does for an order that is forgotten. */
const payments: ReadonlySet<Action> = new Set(['pay', 'pay another amount', 'refund in the portal'])

/** The outcomes of a status query: the truth, no answer, an unreadable answer, or a rate limit. */
const replies = ['truth', 'silence', 'nonsense', 'limit'] as const
type ReplyKind = (typeof replies)[number]

/** What chance decides in one schedule. Each list is used from its start; after its end nothing special happens. */
interface Chances {
  readonly actions: readonly { readonly action: Action; readonly process: number }[]
  readonly replies: readonly ReplyKind[]
  /** Whether a process of the shop has no handler. Goods are owed all the same, and another process hands them over. */
  readonly isWithoutHandler: readonly [boolean, boolean]
  readonly handlers: readonly ('works' | 'throws before' | 'throws after')[]
  /** The same for those that are told that an order ended unpaid. */
  readonly closers: readonly ('works' | 'throws before' | 'throws after')[]
  /** When the database fails over, and how. */
  readonly outages: readonly Outage[]
  /** The time of the order is over before anything happens, and nobody pays: others look instead. */
  readonly isForgotten: boolean
  /** Older gateways report the status, but no amounts except the order's (BPC: order status, by version). */
  readonly reportsAmounts: boolean
}

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(4).map((drawn) => drawn === 4)
}

const anyChances: fc.Arbitrary<Chances> = fc.record({
  actions: fc.array(fc.record({ action: fc.constantFrom(...actions), process: fc.nat(1) }), {
    minLength: 3,
    maxLength: 9,
  }),
  replies: fc.array(fc.constantFrom('truth', ...replies), { maxLength: 4 }),
  isWithoutHandler: fc.tuple(rarely(), rarely()),
  handlers: fc.array(fc.constantFrom('works', 'throws before', 'throws after'), { maxLength: 3 }),
  closers: fc.array(fc.constantFrom('works', 'throws before', 'throws after'), { maxLength: 3 }),
  outages: anyOutages,
  isForgotten: fc.nat(2).map((drawn) => drawn === 0),
  reportsAmounts: fc.boolean(),
})

/** The order is paid and looked at first, and the database fails over about then. The rest may happen meanwhile. */
const aroundFailover: fc.Arbitrary<Chances> = fc
  .tuple(anyChances, earlyOutages, fc.nat(1))
  .map(([chances, outages, process]) => ({
    ...chances,
    outages,
    isForgotten: false,
    isWithoutHandler: [false, false],
    actions: [
      { action: 'pay', process },
      { action: 'return', process },
      { action: 'callback', process: 1 - process },
      ...chances.actions.slice(0, 3),
    ],
  }))

/** The bank's books for one order. */
interface Books {
  paidMinor: number
  refundedMinor: number
  actionCode: number
  /** Nobody paid in time; late money may still come. */
  isOver: boolean
  readonly reportsAmounts: boolean
}

/** What the gateway answers now: a real body, judged by the real code. */
function answerOf(order: Pick<Order, 'orderNumber' | 'gatewayOrderId'>, books: Books): StatusAnswer {
  const { paidMinor, refundedMinor, isOver } = books
  const isPaid = paidMinor > 0
  const body = {
    errorCode: '0',
    orderStatus: refundedMinor > 0 ? 4 : isPaid ? 2 : isOver ? 6 : 0,
    actionCode: isPaid ? 0 : isOver ? -2014 : books.actionCode,
    orderNumber: order.orderNumber,
    amount: isPaid ? paidMinor : amountMinor,
    currency: '978',
    attributes: [{ name: 'mdOrder', value: order.gatewayOrderId }],
    refunds: refundedMinor > 0 ? [{ amount: refundedMinor, actionCode: '000' }] : undefined,
    paymentAmountInfo: books.reportsAmounts
      ? {
          paymentState: refundedMinor > 0 ? 'REFUNDED' : isPaid ? 'DEPOSITED' : isOver ? 'DECLINED' : 'CREATED',
          approvedAmount: paidMinor,
          depositedAmount: paidMinor - refundedMinor,
          refundedAmount: refundedMinor,
        }
      : undefined,
  }
  return judged(200, JSON.stringify(body))
}

function judged(status: number, text: string): StatusAnswer {
  const reply = { status, text, isEncoded: false, retryAfterMs: undefined }
  return judgeStatus({ method: 'getOrderStatusExtended.do', secrets: [] }, reply)
}

/** Answers that say nothing about the order. */
const emptyAnswers: Readonly<Record<Exclude<ReplyKind, 'truth'>, StatusAnswer>> = {
  silence: judged(504, ''),
  nonsense: judged(200, '{"orderStatus":2,"amount":"many"}'),
  limit: judged(429, ''),
}

/** What one kind of handler did. */
interface Effects {
  count: number
  readonly running: Set<Process>
  overlaps: number
  throwsAfter: number
}

function noEffects(): Effects {
  return { count: 0, running: new Set(), overlaps: 0, throwsAfter: 0 }
}

/** Everything about the one order of a schedule. */
interface World {
  readonly opened: OpenedLedger
  readonly database: Database
  readonly order: Order
  readonly books: Books
  readonly chances: {
    readonly replies: ReplyKind[]
    readonly handlers: Chances['handlers'][number][]
    readonly closers: Chances['closers'][number][]
  }
  /** Undefined during recovery: then nothing waits and nothing fails. */
  scheduler: Scheduler | undefined
  /** Calls that are really in flight, outside the scheduler. */
  busy: number
  /** Those that may be in the middle of a transaction. */
  verbs: number
  /** The goods that went out. */
  readonly goods: Effects
  /** How the store was told that the order ended unpaid. */
  readonly closings: Effects
  crashes: number
  /** How often another shop queried the order or handed it over. */
  crossings: number
  /** How often a process believed that the record of a handler was lost. */
  lostRecords: number
  /** What was thrown to a caller and is not explained by a failover. */
  readonly surprises: unknown[]
}

/** Which shop the process belongs to, and whether it hands over. */
interface ProcessTerms {
  readonly ledger: Ledger
  readonly hasHandler: boolean
  readonly isOfAnotherShop: boolean
}

/** Verbs that end a claim on a closing. */
const endsClosing: ReadonlySet<keyof Ledger> = new Set(['completeClosing', 'failClosing', 'withdrawClosing'])

class Process {
  isDead = false
  readonly claims: HandOverClaim[] = []
  readonly closingClaims: HandOverClaim[] = []
  readonly settle: Settle
  readonly handOver: HandOver
  readonly #passes: Passes
  readonly #world: World
  readonly #terms: ProcessTerms

  constructor(world: World, changes: Partial<ProcessTerms> = {}) {
    this.#world = world
    this.#terms = { ledger: world.opened.ledger, hasHandler: true, isOfAnotherShop: false, ...changes }
    const ledger = this.#scheduled(this.#terms.ledger)
    const clock = { ...systemClock, sleep: this.#sleep }
    const logger = listening(world)
    this.handOver = makeHandOver({
      ledger,
      clock,
      logger,
      leaseMs: 3_600_000,
      onPaidInTransaction: undefined,
      onStuck: () => undefined,
      onPaid: this.#terms.hasHandler ? () => this.#handle('goods', 'handlers') : undefined,
    })
    const closing = makeClosing({
      ledger,
      clock,
      logger,
      leaseMs: 3_600_000,
      onClosed: this.#terms.hasHandler ? () => this.#handle('closings', 'closers') : undefined,
    })
    const telling = makeTellingSettle({ ledger, closing, gatewayAccount, logger: silentLogger })
    const settle = makeSettle({
      ledger,
      clock,
      logger: silentLogger,
      handOver: this.handOver,
      gateway: this.#gateway(),
      gatewayAccount,
      gatewayTimeoutMs: 1,
      latePayment: 'hand-over',
      doublePayment: 'review',
      plan: aPlan(),
      onReview: () => undefined,
      refundLate: () => Promise.resolve(undefined),
    })
    this.settle = telling(settle)
    this.#passes = makePasses({
      ledger,
      logger: silentLogger,
      settle: this.settle,
      handOver: this.handOver,
      closing,
      gatewayAccount,
      // Two workers, so that one process also races itself. No refund of ours is made here.
      gatewayTimeoutMs: 1,
      concurrency: 2,
      resumeRefunds: () => Promise.resolve(),
      closedForMs: () => undefined,
      isStopped: () => false,
    })
  }

  /** Others may run before the call, and between its effect and its answer. A dead process gets no answer. */
  async #step<T>(label: string, act: () => Promise<T>): Promise<T> {
    await this.#pause(label)
    const result = await busyWith(this.#world, act())
    await this.#pause(`${label}, answered`)
    return result
  }

  async #pause(label: string): Promise<void> {
    await this.#world.scheduler?.schedule(Promise.resolve(), label)
    if (this.isDead) await new Promise(() => undefined)
  }

  /** The pause before a record is tried again takes its turn. Nobody loses patience with a handler. */
  readonly #sleep: Clock['sleep'] = (_ms, options) =>
    options === undefined ? this.#pause('try again') : new Promise(() => undefined)

  #scheduled(ledger: Ledger): Ledger {
    return new Proxy(ledger, {
      get: (target, name: keyof Ledger) => {
        const verb = target[name] as (...parameters: unknown[]) => Promise<unknown>
        return async (...parameters: unknown[]) => {
          const { database } = this.#world
          let connection: Connection | undefined
          const result = await this.#step(name, async () => {
            connection = database.connect(name)
            this.#world.verbs += 1
            const result = await verb.apply(target, parameters).finally(() => (this.#world.verbs -= 1))
            this.#noteClaim(name, result)
            return result
          })
          if (connection) database.requireAnswer(connection)
          return result
        }
      },
    })
  }

  /** What this process holds, whether or not it heard of it. */
  #noteClaim(name: keyof Ledger, result: unknown): void {
    if (name === 'claimHandOver' && result) this.claims.push(result as HandOverClaim)
    if (name === 'moveAndClaim' && result) this.claims.push(...claimIn(result as MovedAndClaimed))
    if (name === 'completeHandOver' || name === 'failHandOver') this.claims.length = 0
    if (name === 'claimClosing' && result) this.closingClaims.push(result as HandOverClaim)
    if (endsClosing.has(name)) this.closingClaims.length = 0
  }

  #gateway(): Gateway {
    const { order, books, chances } = this.#world
    const status = (): Promise<StatusAnswer> =>
      this.#step('status', () => {
        if (this.#terms.isOfAnotherShop) this.#world.crossings += 1
        const reply = (this.#world.scheduler && chances.replies.shift()) ?? 'truth'
        return Promise.resolve(reply === 'truth' ? answerOf(order, books) : emptyAnswers[reply])
      })
    return { status } as unknown as Gateway
  }

  async #handle(kind: 'goods' | 'closings', chances: 'handlers' | 'closers'): Promise<void> {
    const world = this.#world
    const effects = world[kind]
    if (this.#terms.isOfAnotherShop) world.crossings += 1
    const how = world.scheduler === undefined ? 'works' : (world.chances[chances].shift() ?? 'works')
    effects.running.add(this)
    if (effects.running.size > 1) effects.overlaps += 1
    try {
      await this.#pause('handler')
      if (how === 'throws before') throw new Error('before')
      effects.count += 1
      await this.#pause('handler, after its effect')
      if (how !== 'throws after') return
      effects.throwsAfter += 1
      throw new Error('after')
    } finally {
      effects.running.delete(this)
    }
  }

  /** What the sweep's timer does once the next look and the next try are due. */
  async sweep(): Promise<void> {
    await this.#step('time passes', () => dueFrom('2020-01-01T00:00:00.000Z', this.#world))
    const { settleDue, handOverDue, tellDue, refundDue } = this.#passes
    await Promise.all([settleDue(), handOverDue(), tellDue(), refundDue()])
  }
}

type MovedAndClaimed = NonNullable<Awaited<ReturnType<Ledger['moveAndClaim']>>>

function claimIn({ claim }: MovedAndClaimed): readonly HandOverClaim[] {
  return claim ? [claim] : []
}

/** Hears when a process believes that it lost a claim. None does: here no claim of a process that lives ever ends. */
function listening(world: World): Logger {
  const lost = [goodsTask.words.lost, closingTask.words.lost]
  return { ...silentLogger, error: (_about, message) => void (world.lostRecords += lost.includes(message) ? 1 : 0) }
}

/** Sets when the next look and the next try are due. This ends the lease of a look, but not that of a hand-over. */
async function dueFrom(time: string, world: World): Promise<void> {
  const { orderNumber } = world.order
  for (const [table, column] of [
    ['checkout_orders', 'next_check_at'],
    ['checkout_hand_overs', 'next_try_at'],
    ['checkout_closings', 'next_try_at'],
  ]) {
    await write(
      world,
      `update ${table} set ${column} = '${time}' where order_number = '${orderNumber}' and ${column} is not null`,
    )
  }
}

/**
 * Writes to the tables between the ledger's own transactions. During one, SQLite would block this very thread, which
 * then could not end the transaction.
 */
async function write(world: World, statement: string): Promise<void> {
  const afterVerbs = async (): Promise<void> => {
    while (world.verbs > 0) await new Promise((resolve) => setImmediate(resolve))
    await world.opened.sql(statement)
  }
  await busyWith(world, afterVerbs())
}

/** Lets the schedule wait for what is really in flight. */
async function busyWith<Result>(world: World, work: Promise<Result>): Promise<Result> {
  world.busy += 1
  return work.finally(() => (world.busy -= 1))
}

async function registered(ledger: Ledger): Promise<Order> {
  const { order } = await ledger.add(newOrder({ gatewayAccount, amountMinor, tellsClosed: true }))
  const gatewayOrderId = `g-${order.orderNumber}`.slice(0, 36)
  const changes = { gatewayOrderId, formUrl: 'https://bank.example/pay' }
  return (await ledger.move(order, { to: 'registered', trigger: 'checkout', checkInMs: 60_000, changes }))!
}

/** The ledgers of one run. */
interface Shops {
  readonly opened: OpenedLedger
  /** The same ledger, for the processes of a schedule: its connections can be cut. */
  readonly ledger: Ledger
  readonly ofAnotherShop: Ledger
  readonly cut: CutOff['cut']
}

/** Runs a schedule in the scheduler's order, then lets a new process recover. Throws on a violation. */
async function run(
  { opened, ledger, ofAnotherShop, cut }: Shops,
  scheduler: Scheduler,
  { actions: plan, replies, isWithoutHandler, handlers, closers, outages, isForgotten, reportsAmounts }: Chances,
): Promise<void> {
  const order = await registered(opened.ledger)
  const { orderNumber } = order
  const books: Books = { paidMinor: 0, refundedMinor: 0, actionCode: -100, isOver: isForgotten, reportsAmounts }
  const world: World = {
    opened,
    database: new Database(outages, () => void busyWith(world, cut())),
    order,
    books,
    chances: { replies: [...replies], handlers: [...handlers], closers: [...closers] },
    scheduler,
    busy: 0,
    verbs: 0,
    goods: noEffects(),
    closings: noEffects(),
    crashes: 0,
    crossings: 0,
    lostRecords: 0,
    surprises: [],
  }
  const processOf = (index: number): Process => new Process(world, { ledger, hasHandler: !isWithoutHandler[index] })
  const processes = [processOf(0), processOf(1)]
  const outsider = new Process(world, { ledger: ofAnotherShop, isOfAnotherShop: true })

  const acts: Record<Action, (index: number) => unknown> = {
    return: (index) => processes[index]!.settle(orderNumber, 'return'),
    callback: (index) => processes[index]!.settle(orderNumber, 'callback'),
    sweep: (index) => processes[index]!.sweep(),
    pay: () => (books.paidMinor ||= amountMinor),
    'pay another amount': () => (books.paidMinor ||= 1),
    'fail a try': () => (books.actionCode = 116),
    'run out of time': () => (books.isOver = true),
    'refund in the portal': () => (books.refundedMinor = books.paidMinor),
    crash: async (index) => {
      const dead = processes[index]!
      dead.isDead = true
      for (const { running } of [world.goods, world.closings]) running.delete(dead)
      world.crashes += 1
      processes[index] = processOf(index)
      await expire(world, dead)
    },
    'return at another shop': () => returnAtAnotherShop(outsider, orderNumber),
    'sweep of another shop': () => outsider.sweep(),
  }
  for (const { action, process } of plan) {
    const act = isForgotten && payments.has(action) ? 'sweep' : action
    void scheduler
      .schedule(Promise.resolve(), act)
      .then(() => acts[act](process))
      .catch((error: unknown) => world.database.explains(error) || world.surprises.push(error))
  }
  await drain(world, scheduler)

  world.scheduler = undefined
  world.database.comeBack()
  for (const each of [...processes, outsider]) each.isDead = true
  for (const { running } of [world.goods, world.closings]) running.clear()
  for (const table of ['checkout_hand_overs', 'checkout_closings'])
    await opened.sql(`update ${table} set lease_until = null where order_number = '${orderNumber}'`)
  const rescuer = new Process(world)
  for (let passes = 0; passes < 3; passes += 1) await rescuer.sweep()

  const after = (await opened.ledger.find(orderNumber))!
  const isOurs = books.paidMinor === amountMinor
  const isGone = isOurs && books.refundedMinor > 0
  const { goods } = world
  expect(world.surprises).toEqual([])
  expect(world.lostRecords).toBe(0)
  expect(world.crossings).toBe(0)
  expect(goods.overlaps).toBe(0)
  if (!isOurs) expect(goods.count).toBe(0)
  if (isOurs && !isGone) expect(after).toMatchObject({ status: 'paid', handOver: 'done', capturedMinor: amountMinor })
  if (isGone) expect(after).toMatchObject({ status: 'refunded' })
  // Nothing is owed for money refunded first, and nothing is left for a person to do.
  if (isGone) expect(after.handOver).toBe(goods.count > 0 ? after.handOver : 'none')
  if (after.handOver === 'done') expect(goods.count).toBeGreaterThan(0)
  if (books.paidMinor === 1 && books.refundedMinor === 0) expect(after.status).toBe('review')
  if (books.paidMinor === 0) expect(after.status).toBe(books.isOver ? 'expired' : 'registered')
  inspectClosing(world, after)
  // Twice only if nobody can know: the process died, or the handler threw after its effect.
  for (const { count, throwsAfter } of [goods, world.closings])
    expect(count).toBeLessThanOrEqual(1 + world.crashes + throwsAfter)
  // Later schedules have the ledger to themselves.
  await dueFrom('2100-01-01T00:00:00.000Z', world)
}

/** The store was told of an order that ended unpaid, and of no other; of one that was paid later perhaps. */
function inspectClosing({ books, closings }: World, { status, closing }: Order): void {
  expect(closings.overlaps).toBe(0)
  if (!books.isOver) expect([closings.count, closing]).toEqual([0, 'owed'])
  if (isEndedUnpaid(status)) expect(closing).toBe('done')
  if (closing === 'done') expect(closings.count).toBeGreaterThan(0)
  // Nothing is left to do: what was due is told, or taken back because money came.
  expect(['owed', 'done']).toContain(closing)
}

/** The other shop does not know the order. */
async function returnAtAnotherShop(outsider: Process, orderNumber: string): Promise<void> {
  try {
    await outsider.settle(orderNumber, 'return')
  } catch (error) {
    if (error instanceof OrderNotFoundError) return
    throw error
  }
  throw new Error('Another shop has settled the order.')
}

/**
 * Ends the leases of a dead process's claims, as if their time had passed. What another process has claimed since keeps
 * its lease.
 */
async function expire(world: World, { claims, closingClaims }: Process): Promise<void> {
  const { orderNumber } = world.order
  for (const [table, held] of [
    ['checkout_hand_overs', claims],
    ['checkout_closings', closingClaims],
  ] as const) {
    for (const { fence } of [...held]) {
      const which = `order_number = '${orderNumber}' and fence = ${fence}`
      await write(world, `update ${table} set lease_until = null where ${which}`)
    }
  }
}

/** Runs until nothing is scheduled and nothing is in flight. */
async function drain(world: World, scheduler: Scheduler): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    if (scheduler.count() > 0) {
      quiet = 0
      await scheduler.waitNext(1)
    } else {
      quiet = world.busy === 0 ? quiet + 1 : 0
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Runs as many schedules as asked for over one ledger, and looks for violations in all of it at the end. */
async function prove(openLedger: OpenLedger, { count, seed }: Scale, chances: fc.Arbitrary<Chances>): Promise<void> {
  const shop = { key: 'shop.example', formerKeys: [] }
  const opened = await openLedger({ shop })
  await opened.ledger.open()
  const { databaseUrl, cut } = cutOffOf(opened)
  const ledger = databaseUrl === opened.databaseUrl ? opened.ledger : opened.another({ databaseUrl, shop })
  const ofAnotherShop = opened.another({ databaseUrl, shop: { key: 'another.example', formerKeys: [] } })
  const shops = { opened, ledger, ofAnotherShop, cut }

  await fc.assert(
    fc.asyncProperty(fc.scheduler(), chances, (scheduler, chosen) => run(shops, scheduler, chosen)),
    { numRuns: count, seed, endOnFailure: true },
  )

  expect(await opened.ledger.violations({ isHandOverWanted: true, moves: everyMove })).toEqual([])
  await opened.close()
}

describe.each(Object.entries(ledgers))('schedules over %s', (name, openLedger) => {
  const share = name === 'SQLite' ? 0.85 : 0.15

  it('lose no paid order and no closing, do neither twice at a time, and hand over no unpaid order', async () => {
    const scale = scaleOf(`schedules over ${name}`, { slice: 180 * share, full: 100_000 * share })

    await prove(openLedger, scale, anyChances)
  })

  it('do so too when the database fails over about when an order is paid', async () => {
    const scale = scaleOf(`schedules around a failover of ${name}`, { slice: 60 * share, full: 20_000 * share })

    await prove(openLedger, scale, aroundFailover)
  })
})
