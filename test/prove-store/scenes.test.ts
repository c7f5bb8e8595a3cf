import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProofFinding } from '../../src/prove/findings/finding.ts'
import { deedsOf } from '../../src/prove/judge/deeds.ts'
import { calmPurchase } from '../../src/prove/scenes/calm.ts'
import { killedAt } from '../../src/prove/scenes/killed.ts'
import { pay } from '../../src/prove/scenes/purchase.ts'
import type { Stage } from '../../src/prove/scenes/stage.ts'
import type { Died, Effect, Told } from '../../src/prove/watch/told.ts'

/** Numbers of the orders that are opened, one after the other. */
const numbers = ['6EQK7DGRB352ZZG9Q1Y9VPKZBX', '5E858GJ4W28P7XAM7Y3WJSRQRM'] as const

const bankOrigin = 'http://127.0.0.1:1'

let store: Server
let baseUrl: string
/** What the store answers where the bank leads back to. */
let onReturn: RequestListener

/** How many have been opened. */
let count: number

beforeAll(async () => {
  store = createServer((req, res) => {
    if (req.url !== '/checkout/mug') return onReturn(req, res)
    const number = numbers[count++ % numbers.length]
    res.writeHead(303, { location: `${bankOrigin}/payment/merchants/shop/payment.html?mdOrder=${number}` }).end()
  }).listen(0, '127.0.0.1')
  await once(store, 'listening')
  baseUrl = `http://127.0.0.1:${(store.address() as AddressInfo).port}`
})

afterAll(() => void store.close())
beforeEach(() => {
  count = 0
  onReturn = (_req, res) => res.end('thank you')
})

interface Seen {
  readonly findings: ProofFinding[]
  readonly notes: string[]
  /** What was found by the time that the store was started again. */
  readonly foundBefore: string[][]
}

interface Given {
  readonly isDeclined?: boolean
  /** How the process was killed; it lives without. */
  readonly died?: Died
  /** What else its processes have told. */
  readonly told?: readonly Told[]
}

/** A stage whose store tells what the test says. */
function stageOf({ isDeclined = false, died, told = [] }: Given = {}): Stage & Seen {
  const [findings, notes, foundBefore] = [[] as ProofFinding[], [] as string[], [] as string[][]]
  const effects = (): readonly Effect[] => told.filter((one): one is Effect => one.kind === 'effect')
  const location = `${baseUrl}/payment/return`
  const bank = {
    order: (orderNumber: string) => ({ orderNumber, amount: 1999, currency: 'EUR' }),
    pay: () => Promise.resolve({ location: isDeclined ? undefined : location, declined: isDeclined }),
    cancel: () => Promise.resolve({ location }),
  }
  const life = {
    opened: { at: 0, handler: 'onPaid' },
    ended: new Promise(() => undefined),
    isAlive: () => true,
    kill: () => Promise.resolve(),
  }
  const stage = {
    findings,
    notes,
    foundBefore,
    bank,
    bankOrigin,
    baseUrl,
    steps: [{ send: 'GET', path: '/checkout/mug', body: undefined }],
    ledger: { passTime: () => Promise.resolve() },
    pace: 0.01,
    patienceMs: 100,
    life: () => life,
    restart: () => Promise.resolve(void foundBefore.push(findings.map(({ code }) => code))),
    told: () => told,
    find: () => Promise.resolve(died),
    effects,
    instruct: () => undefined,
    note: (text: string) => void notes.push(text),
    deeds: (order: string) => Promise.resolve(deedsOf(effects().filter((one) => one.order === order))),
    step: () => undefined,
    add: (finding: ProofFinding) => void findings.push(finding),
  }
  return stage as unknown as Stage & Seen
}

const codesOf = ({ findings }: Seen): readonly string[] => findings.map(({ code }) => code)

describe('a process that is to be killed', () => {
  it('and lives, for its hand-over never came, has not handed over', async () => {
    const stage = stageOf()
    await killedAt(stage, new Map(), 'begun')

    expect(codesOf(stage)).toEqual(['handed-over-never'])
  })

  it('and comes to that moment later than it is waited for, does not die in the middle of the next order', async () => {
    const begun = { kind: 'run', at: 1, pid: 1, run: '1.1', handler: 'onPaid', phase: 'begun' } as const
    const stage = stageOf({ told: numbers.map((order): Told => ({ ...begun, order })) })
    await killedAt(stage, new Map(), 'resolved')

    expect(stage.foundBefore).toEqual([['hand-over-hangs']])
  })

  it('takes the answer to the buyer with it, and no other fault', async () => {
    onReturn = (_req, res) => void res.destroy()
    await expect(killedAt(stageOf(), new Map(), 'begun')).resolves.toBeUndefined()

    onReturn = (_req, res) => void res.writeHead(303, { location: 'http://' }).end()
    await expect(killedAt(stageOf(), new Map(), 'begun')).rejects.toThrow()
  })
})

/** A row of one order that nobody waited for, as the watcher tells it. */
function lateRow(order: string, names: readonly string[], rows = 1): Effect {
  const fixed = { kind: 'effect', at: 1, pid: 1, id: '1.1', phase: 'done', sort: 'row', what: 'insert "…"', key: 'row' }
  return { ...fixed, run: undefined, order, isLate: true, isRepeatable: false, names, rows } as unknown as Effect
}

describe('what a job did for an order whose process was killed', () => {
  const [order, meanwhile] = numbers
  const usual = deedsOf([lateRow(order, [])])

  it.each<[string, readonly Effect[], readonly string[]]>([
    ['once for each of two orders', [lateRow(order, [order]), lateRow(meanwhile, [meanwhile])], []],
    ['twice for one of them', [lateRow(order, [order]), lateRow(order, [order])], ['handed-over-twice']],
    ['twice in the name of one, without saying for whom', [lateRow(order, []), lateRow(order, [])], []],
    ['for both at once, in the name of one', [lateRow(order, [order, meanwhile], 2)], []],
  ])('is counted as %s', async (_how, effects, codes) => {
    const died = { kind: 'died', at: 0, pid: 1, why: 'right after the record' } as const
    const handedOver = { kind: 'order', at: 1, pid: 1, what: 'handed-over', to: undefined } as const
    const told = [...numbers.map((one): Told => ({ ...handedOver, order: one })), ...effects]
    const stage = stageOf({ died, told })
    await killedAt(stage, usual, 'resolved')

    expect(codesOf(stage)).toEqual(codes)
  })
})

/** A line that the store's listener appends, as the watcher tells it. */
function heard(order: string, what: string): Effect {
  const fixed = { kind: 'effect', at: 1, pid: 1, id: '1.1', phase: 'done', sort: 'append', isRepeatable: false }
  return { ...fixed, what, key: what, order, isInListener: true, isLate: false } as unknown as Effect
}

describe('what the listener of a store does', () => {
  const [order] = numbers
  const paidFor = heard(order, 'append to parcels.csv')
  const parcel = { ...paidFor, key: 'row', sort: 'row', run: '1', isInListener: false } as Effect

  it.each<[string, readonly Effect[], readonly string[]]>([
    ['as it hears of the payment may never happen', [paidFor], ['error ships-on-event']],
    ['beside a hand-over is told of all the same', [parcel, paidFor], ['warning ships-on-event']],
    ['as it hears of everything is no hand-over', [heard(order, 'append to events.csv')], []],
    ['for another order is none of this one', [{ ...paidFor, order: numbers[1] }], []],
  ])('%s', async (_how, effects, found) => {
    const handedOver = { kind: 'order', at: 1, pid: 1, order, what: 'handed-over', to: undefined } as const
    const told: Told[] = [heard(order, 'append to events.csv')]
    onReturn = (_req, res) => {
      if (told.length === 1) told.push(...effects, handedOver)
      res.end('thank you')
    }
    const stage = stageOf({ told })
    const { deeds } = await calmPurchase(stage)

    expect(stage.findings.map(({ level, code }) => `${level} ${code}`)).toEqual(found)
    expect([...deeds.keys()]).toEqual(effects.includes(parcel) ? ['row'] : [])
  })
})

describe('a card that the bank declines', () => {
  it('has not paid', async () => {
    const purchase = { order: numbers[0], gatewayOrderId: '1' } as Parameters<typeof pay>[1]
    const [declined, taken] = [stageOf({ isDeclined: true }), stageOf()]
    await pay(declined, purchase)
    await pay(taken, purchase)

    expect([declined.notes, taken.notes]).toEqual([['tries a card that is declined'], ['pays']])
  })
})
