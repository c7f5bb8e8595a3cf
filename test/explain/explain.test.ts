import { explain } from '../../src/explain/explain.ts'
import type { Situation } from '../../src/explain/explanation.ts'
import type { Entry, Trigger } from '../../src/ledger/entry.ts'
import { handOverStatuses, orderStatuses, reviewReasons } from '../../src/order.ts'
import type { Decline, Order } from '../../src/order.ts'
import { anOrder } from '../support/samples.ts'

const now = new Date('2026-11-29T10:00:00Z')

const declined: Decline = {
  actionCode: '116',
  category: 'insufficient-funds',
  text: 'Not enough money. Use another card.',
  canRetry: true,
  advice: 'other-card',
}

const nothingPlanned: Situation['outlook'] = { nextCheckAt: undefined, handOver: undefined, refunds: [] }

function situation(order: Partial<Order>, more: Partial<Omit<Situation, 'order'>> = {}): Situation {
  const whole = anOrder({ orderNumber: 'A1B2C3D4', description: 'A mug', reference: 'CART-7', ...order })
  return { order: whole, entries: [], outlook: nothingPlanned, now, timeZone: 'UTC', ...more }
}

let entryNumber = 0
function entry(given: Partial<Entry>): Entry {
  entryNumber += 1
  return {
    entryNumber,
    orderNumber: 'A1B2C3D4',
    at: new Date('2026-11-28T14:03:00Z'),
    kind: 'moved',
    from: undefined,
    to: 'paid',
    trigger: 'return',
    detail: undefined,
    ...given,
  }
}

describe('an explanation', () => {
  const reasons = [undefined, ...reviewReasons, 'of-a-later-version' as never] as const
  const combinations = orderStatuses.flatMap((status) =>
    (status === 'review' ? reasons : [undefined]).flatMap((reviewReason) =>
      handOverStatuses.flatMap((handOver) =>
        [true, false, undefined].flatMap((handsOver) =>
          [0, 1999].flatMap((capturedMinor) =>
            [0, capturedMinor].map((refundedMinor) => ({
              ...{ status, reviewReason, handOver, handsOver, capturedMinor, refundedMinor },
            })),
          ),
        ),
      ),
    ),
  )

  it('has whole sentences for every status, review reason and hand-over', () => {
    expect(combinations.length).toBeGreaterThan(1_000)
    for (const order of combinations) {
      const { known, text } = explain(situation(order))

      expect(known.length).toBeGreaterThanOrEqual(2)
      expect(known.filter((sentence) => !/^[A-Z0-9][^]*[.?]$/.test(sentence))).toEqual([])
      expect(text).not.toMatch(/undefined|NaN|\[object|null|\$\{| {2,}(?!npx)|\.\.| ,/)
    }
  })

  it('never calls an unpaid order paid, nor lets goods go out for one', () => {
    const unpaid = combinations.filter(
      ({ status, handOver }) => !['paid', 'partially_refunded'].includes(status) && handOver === 'none',
    )
    for (const order of unpaid) {
      const { known, mayDo } = explain(situation(order))

      expect(known.join(' ')).not.toMatch(/were handed over|are owed\. |It is paid/)
      expect(mayDo.map(({ action }) => action)).not.toContain('hand-over')
    }
  })

  it('offers only what the amounts allow', () => {
    for (const order of combinations) {
      const { mayDo } = explain(situation(order))
      const actions = mayDo.map(({ action }) => action)
      const isLeft = order.capturedMinor > order.refundedMinor

      if (actions.includes('refund')) expect(isLeft).toBe(true)
      const resolutions = mayDo.filter(({ action }) => action === 'resolve').map(({ command }) => command)
      expect(resolutions.some((command) => command.includes('--as paid'))).toBe(order.status === 'review' && isLeft)
      expect(resolutions.some((command) => command.includes('--as declined'))).toBe(
        order.status === 'review' && order.capturedMinor === 0,
      )
    }
  })

  it('names each thing that may be done with a command for this very order', () => {
    for (const order of combinations) {
      for (const { command, text } of explain(situation(order)).mayDo) {
        expect(command).toMatch(/^npx express-hosted-checkout [a-z-]+ A1B2C3D4\b/)
        expect(text).toMatch(/^[A-Z].*\.$/)
      }
    }
  })
})

describe('what is known', () => {
  it('is told by whose word and when, in the zone of the shop', () => {
    const paid = { status: 'paid', capturedMinor: 1999, handOver: 'done' } as const
    const entries = [
      entry({ trigger: 'callback', from: 'registered' }),
      entry({ kind: 'handed-over', at: new Date('2026-11-28T14:04:00Z') }),
    ]

    expect(explain(situation(paid, { entries, timeZone: 'Europe/Vienna' })).known).toEqual([
      'The bank said at 28 Nov 2026, 15:03 CET (asked after its callback) that 19.99 EUR were captured.',
      "The goods were handed over at 28 Nov 2026, 15:04 CET: the shop's own code said that it was done.",
    ])
  })

  it.each<[Trigger, string]>([
    ['return', '(asked when the buyer came back)'],
    ['sweep', '(asked by the sweep)'],
    ['settle', '(asked by somebody of the shop)'],
  ])('says on what occasion the bank was asked: %s', (trigger, words) => {
    const [first] = explain(situation({ status: 'paid', capturedMinor: 1999 }, { entries: [entry({ trigger })] })).known

    expect(first).toContain(words)
  })

  it.each<[string, Partial<Order>, readonly Partial<Entry>[], RegExp]>([
    [
      'a try that failed',
      { status: 'registered', decline: declined },
      [],
      /not paid: the bank said of the last try: Not enough money\. Use another card\. \(action code 116\)/,
    ],
    [
      'a registration that was refused',
      { status: 'declined', gatewayOrderId: undefined },
      [{ to: 'declined', trigger: 'checkout', detail: { errorCode: '5', reason: 'The bank says: access denied.' } }],
      /refused to register it at .*: The bank says: access denied\. Nobody was sent to pay it/,
    ],
    [
      'a registration that was never sent',
      { status: 'expired', gatewayOrderId: undefined },
      [{ to: 'expired', trigger: 'checkout', detail: { reason: 'no free connection' } }],
      /it never reached the bank/,
    ],
    [
      'an order that the bank does not know',
      { status: 'expired', gatewayOrderId: undefined },
      [{ to: 'expired', trigger: 'sweep' }],
      /it does not know this order/,
    ],
    [
      'an order that was closed by the shop',
      { status: 'declined' },
      [
        { kind: 'decline-asked', to: 'registered', trigger: 'decline' },
        { to: 'declined', trigger: 'decline' },
      ],
      /We had it closed at the bank, which said at .*\(asked after it was told to close the order\)/,
    ],
    ['a capture under way', { status: 'held', capturingMinor: 500 }, [], /told the bank to take 5\.00 EUR/],
    ['yen', { status: 'paid', capturedMinor: 1999, currency: 'JPY' }, [], /1999 JPY were captured/],
  ])('tells apart %s', (_what, order, entries, words) => {
    expect(explain(situation(order, { entries: entries.map(entry) })).known[0]).toMatch(words)
  })

  it('tells how often the hand-over failed, and why', () => {
    const order = { status: 'paid', capturedMinor: 1999, handOver: 'due', handsOver: true } as const
    const dueAt = new Date('2026-11-28T14:03:00Z')
    const entries = [entry({}), entry({ kind: 'hand-over-failed', detail: { tryNumber: 2, reason: 'disk full' } })]
    const outlook = { ...nothingPlanned, handOver: { dueAt, nextTryAt: now, tryCount: 2 } }

    const { known, mayDo, next } = explain(situation(order, { entries, outlook }))

    expect(known[1]).toBe(
      'The goods have been due since 28 Nov 2026, 14:03 UTC. Handing them over has failed 2 times; the last time ' +
        'because of: disk full.',
    )
    expect(next).toEqual({ at: now, text: 'The hand-over is tried again.' })
    expect(mayDo[0]).toMatchObject({ action: 'hand-over' })
  })

  it('warns of a refund that is under way, and offers only what it leaves', () => {
    const refund = { key: 'back-1', amountMinor: 1_500, state: 'asked', askedAt: now, nextTryAt: now } as const
    const outlook = { ...nothingPlanned, refunds: [refund] }

    const { known, mayDo } = explain(situation({ status: 'paid', capturedMinor: 1_999 }, { outlook }))

    expect(known.at(-1)).toMatch(/A refund of 15\.00 EUR \(key "back-1"\) was asked for/)
    expect(mayDo.find(({ action }) => action === 'refund')?.command).toContain('"4.99 EUR"')
  })
})

describe('what happens next', () => {
  const inAMinute = new Date(now.getTime() + 60_000)

  it('is the first of the steps that are planned', () => {
    const refund = { key: 'a', amountMinor: 100, state: 'asked', askedAt: now, nextTryAt: inAMinute } as const
    const outlook = { nextCheckAt: new Date(now.getTime() + 3_600_000), handOver: undefined, refunds: [refund] }

    expect(explain(situation({ status: 'paid', capturedMinor: 1999 }, { outlook })).next).toEqual({
      at: inAMinute,
      text: 'The bank is asked whether the refund of 1.00 EUR was made; if it was not, it is carried on.',
    })
  })

  it('is nothing where nothing is planned, and the text says so', () => {
    const { next, text } = explain(situation({ status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 }))

    expect(next).toBeUndefined()
    expect(text).toContain('Nothing more happens to it by itself.')
  })

  it('asks whether a process runs where it is long overdue', () => {
    const outlook = { ...nothingPlanned, nextCheckAt: new Date(now.getTime() - 600_000) }

    expect(explain(situation({ status: 'registered' }, { outlook })).next?.text).toBe(
      'The bank is asked about it. That was due at 29 Nov 2026, 09:50 UTC and has not happened: is a process of the ' +
        'shop running, with start()?',
    )
  })

  it('is no hand-over of an order that waits for a person', () => {
    const handOver = { dueAt: now, nextTryAt: inAMinute, tryCount: 1 }
    const order = { status: 'review', handOver: 'due', reviewReason: 'chargeback' } as const

    expect(explain(situation(order, { outlook: { ...nothingPlanned, handOver } })).next).toBeUndefined()
  })
})
