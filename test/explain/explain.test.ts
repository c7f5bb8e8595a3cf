import { explain } from '../../src/explain/explain.ts'
import type { Situation } from '../../src/explain/explanation.ts'
import type { Entry, Trigger } from '../../src/ledger/entry.ts'
import { closingStatuses, handOverStatuses, isPaid, orderStatuses, reviewReasons } from '../../src/order.ts'
import type { Decline, Order } from '../../src/order.ts'
import { mayMove } from '../../src/settlement/judge/moves.ts'
import { run } from '../cli/a-world.ts'
import { anOrder } from '../support/samples.ts'

const now = new Date('2026-11-29T10:00:00Z')

const declined: Decline = {
  actionCode: '116',
  category: 'insufficient-funds',
  text: 'Not enough money. Use another card.',
  canRetry: true,
  advice: 'other-card',
}

const nothingPlanned: Situation['outlook'] = {
  nextCheckAt: undefined,
  handOver: undefined,
  closing: undefined,
  refunds: [],
}

function situation(order: Partial<Order>, more: Partial<Omit<Situation, 'order'>> = {}): Situation {
  const whole = anOrder({ orderNumber: 'A1B2C3D4', description: 'A mug', reference: 'CART-7', ...order })
  return { order: whole, entries: [], outlook: nothingPlanned, others: [], now, timeZone: 'UTC', ...more }
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
      handOverStatuses.flatMap((handOver, index) =>
        [true, false, undefined].flatMap((handsOver) =>
          [0, 1999].flatMap((capturedMinor) =>
            [0, capturedMinor].map((refundedMinor) => {
              const money = { capturedMinor, refundedMinor }
              const closing = closingStatuses[(index + capturedMinor) % closingStatuses.length]!
              return { status, reviewReason, handOver, handsOver, closing, ...money }
            }),
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
      expect(known.filter((sentence) => !/^[A-Z0-9][^]*[.]$/.test(sentence))).toEqual([])
      expect(text).not.toMatch(/undefined|NaN|\[object|null|\$\{| {2,}(?!npx)|\.\.| [,.]/)
    }
  })

  it('never calls an unpaid order paid, nor lets goods go out for one', () => {
    const unpaid = combinations.filter(
      ({ status, handOver }) => !['paid', 'partially_refunded'].includes(status) && handOver === 'none',
    )
    for (const order of unpaid) {
      const { known, mayDo } = explain(situation(order))

      expect(known.join(' ')).not.toMatch(/dealt with the goods|are due since|It is paid/)
      const handOver = mayDo.filter(({ action }) => action === 'hand-over')
      for (const { text } of handOver) expect(text).toMatch(/told again that it ended unpaid/)
    }
  })

  it('offers only what the amounts allow', () => {
    for (const order of combinations) {
      const { mayDo } = explain(situation(order))
      const actions = mayDo.map(({ action }) => action)
      const isLeft = order.capturedMinor > order.refundedMinor

      if (actions.includes('refund')) expect(isLeft).toBe(true)
      const resolutions = mayDo.filter(({ action }) => action === 'resolve').map(({ command }) => command)
      if (order.reviewReason === 'chargeback') expect(actions).not.toContain('refund')
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

  it('prints only commands that the command line takes, options and all', async () => {
    const commands = new Set(combinations.flatMap((order) => explain(situation(order)).mayDo.map((one) => one.command)))
    const held = explain(situation({ status: 'held' })).mayDo.map(({ command }) => command)
    const words = (command: string): string[] =>
      [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(2)
    expect(new Set([...commands].map((command) => words(command)[0]))).toEqual(
      new Set(['settle', 'capture', 'reverse', 'refund', 'decline', 'hand-over', 'review', 'resolve']),
    )

    for (const command of [...commands, ...held]) {
      // Without any variable, a command that was understood ends where the store would be opened.
      const { err } = await run(words(command), {})
      expect(`${command}: ${err}`).toMatch(/cannot start: /)
    }
    expect((await run(['settle', 'A1B2C3D4', '--reason', 'x'], {})).err).toMatch(/unknown option/)
  })

  it('offers a review wherever one is allowed, and nowhere else', () => {
    for (const order of combinations) {
      const isOffered = explain(situation(order)).mayDo.some(({ action }) => action === 'review')

      expect(`${order.status}: ${isOffered}`).toBe(`${order.status}: ${mayMove(order.status, 'review')}`)
    }
  })

  it('never says above that something is tried by itself, and below that nothing happens', () => {
    const inAMinute = new Date(now.getTime() + 60_000)
    const task = (tryCount: number) => ({ dueAt: now, nextTryAt: inAMinute, tryCount })
    let comingCount = 0
    for (const status of orderStatuses) {
      for (const closing of closingStatuses) {
        for (const handOver of handOverStatuses) {
          for (const tryCount of [0, 1]) {
            const order = { status, closing, handOver, handsOver: true, capturedMinor: isPaid(status) ? 1999 : 0 }
            const outlook = {
              ...nothingPlanned,
              ...(handOver === 'due' && { handOver: task(tryCount) }),
              ...(closing === 'due' && { closing: task(tryCount) }),
            }
            const failed = entry({ kind: 'closing-failed', detail: { reason: 'x' } })
            const { known, next, text } = explain(situation(order, { outlook, entries: tryCount ? [failed] : [] }))

            const isComing = /by itself for three days|is being told|within the next minute/.test(known.join(' '))
            const what = `${status}, closing ${closing}, goods ${handOver}`
            expect(`${what}: ${next !== undefined}`).toBe(`${what}: ${isComing}`)
            expect(text.includes('Nothing more happens to it by itself.')).toBe(!isComing)
            comingCount += isComing ? 1 : 0
          }
        }
      }
    }
    expect(comingCount).toBeGreaterThan(10)
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
      'It is paid. The bank said on 28 Nov 2026 at 15:03 CET (after it had notified us) that 19.99 EUR were taken ' +
        'from the buyer.',
      "The shop's own program reported on 28 Nov 2026 at 15:04 CET that it had dealt with the goods. Whether a " +
        "parcel has left, the shop's own records say.",
    ])
  })

  it.each<[Trigger, string]>([
    ['return', '(when the buyer came back from its page)'],
    ['sweep', '(in a routine check)'],
    ['settle', '(when somebody of the shop asked)'],
  ])('says on what occasion the bank was asked: %s', (trigger, words) => {
    const [first] = explain(situation({ status: 'paid', capturedMinor: 1999 }, { entries: [entry({ trigger })] })).known

    expect(first).toContain(words)
  })

  it.each<[string, Partial<Order>, readonly Partial<Entry>[], RegExp]>([
    [
      'a try that failed',
      { status: 'registered', decline: declined },
      [],
      /the last try failed, and nothing.*: "Not enough money\. Use another card\." \(its code 116\)\. The buyer can/,
    ],
    [
      'a registration that was refused',
      { status: 'declined', gatewayOrderId: undefined },
      [{ to: 'declined', trigger: 'checkout', detail: { errorCode: '5', reason: 'The bank says: access denied.' } }],
      /refused to open it on .*: The bank says: access denied\. Nobody was sent to its payment page/,
    ],
    [
      'a registration that was never sent',
      { status: 'expired', gatewayOrderId: undefined },
      [{ to: 'expired', trigger: 'checkout', detail: { reason: 'no free connection' } }],
      /before the bank had heard of it/,
    ],
    [
      'an order that the bank does not know',
      { status: 'expired', gatewayOrderId: undefined },
      [{ to: 'expired', trigger: 'sweep' }],
      /that it does not know this order/,
    ],
    [
      'an order that was closed by the shop',
      { status: 'declined' },
      [
        { kind: 'decline-asked', to: 'registered', trigger: 'decline' },
        { to: 'declined', trigger: 'decline' },
      ],
      /We had it closed at the bank, which confirmed it on .*\(when it was told to close the order\)/,
    ],
    ['a capture under way', { status: 'held', capturingMinor: 500 }, [], /told the bank to take 5\.00 EUR/],
    ['yen', { status: 'paid', capturedMinor: 1999, currency: 'JPY' }, [], /1999 JPY were taken/],
  ])('tells apart %s', (_what, order, entries, words) => {
    expect(explain(situation(order, { entries: entries.map(entry) })).known[0]).toMatch(words)
  })

  it('offers to mark as paid only what was taken as a whole', () => {
    const asPaid = (money: Partial<Order>): boolean =>
      explain(situation({ status: 'review', reviewReason: 'amount-differs', ...money })).mayDo.some(({ command }) =>
        command.includes('--as paid'),
      )

    expect(asPaid({ capturedMinor: 1999 })).toBe(true)
    expect(asPaid({ capturedMinor: 1899 })).toBe(false)
    expect(asPaid({ capturedMinor: 2999 })).toBe(false)
    expect(asPaid({ capturingMinor: 1500, capturedMinor: 1500 })).toBe(true)
  })

  it('says that a capture which got no answer can be asked for again', () => {
    const [, again] = explain(situation({ status: 'held', capturingMinor: 1500 })).mayDo

    expect(again).toMatchObject({ action: 'capture', text: expect.stringMatching(/nothing is taken twice/) as string })
    expect(again!.command).toMatch(/capture \w+ "15\.00 EUR"$/)
  })

  it('tells how often the hand-over failed, and why', () => {
    const order = { status: 'paid', capturedMinor: 1999, handOver: 'due', handsOver: true } as const
    const dueAt = new Date('2026-11-28T14:03:00Z')
    const entries = [entry({}), entry({ kind: 'hand-over-failed', detail: { tryNumber: 2, reason: 'disk full' } })]
    const outlook = { ...nothingPlanned, handOver: { dueAt, nextTryAt: now, tryCount: 2 } }

    const { known, mayDo, next } = explain(situation(order, { entries, outlook }))

    expect(known[1]).toBe(
      "The goods were not sent yet: the shop's own program has failed 2 times since 28 Nov 2026 at 14:03 UTC. It is " +
        'tried again by itself for three days; if its cause is not fixed, it fails again. Tell your developer what ' +
        'it said last: "disk full".',
    )
    expect(next).toEqual({ at: now, text: "The shop's own program is told again to send the goods." })
    expect(mayDo[0]).toMatchObject({ action: 'hand-over' })
  })

  it.each<[Partial<Order>, readonly Partial<Entry>[], RegExp | undefined]>([
    [{ status: 'registered', closing: 'owed' }, [], undefined],
    [{ status: 'paid', closing: 'owed' }, [], undefined],
    [{ status: 'expired', closing: 'none' }, [], undefined],
    [
      { status: 'expired', closing: 'owed' },
      [],
      /is told within the next minute that it ended unpaid, so that what was/,
    ],
    [{ status: 'declined', closing: 'due' }, [], /is being told that it ended unpaid, so that .* can be sold again\.$/],
    [
      { status: 'reversed', closing: 'due' },
      [{ kind: 'closing-failed', to: 'reversed', detail: { tryNumber: 1, reason: 'disk full' } }],
      /has failed once\. It is tried again by itself for three days\. .* said last: "disk full"\.$/,
    ],
    [{ status: 'expired', closing: 'done' }, [], /was told that it ended unpaid/],
    [
      { status: 'expired', closing: 'stuck' },
      [
        { kind: 'closing-failed', to: 'expired', detail: { tryNumber: 1, reason: 'disk full' } },
        { kind: 'closing-stuck', to: 'expired', detail: { tryNumber: 2, reason: 'still full' } },
      ],
      /failed 2 times and is not tried again by itself\. .* said last: "still full"\.$/,
    ],
  ])('tells whether the shop knows that %j ended unpaid', (order, entries, words) => {
    const sentences = explain(situation(order, { entries: entries.map(entry) })).known.filter((one) =>
      one.includes('ended unpaid'),
    )

    expect(sentences).toEqual(words === undefined ? [] : [expect.stringMatching(words)])
  })

  it.each(['declined', 'expired', 'reversed'] as const)('says how to tell the shop again that it is %s', (status) => {
    const actions = (closing: Order['closing']) =>
      explain(situation({ status, closing })).mayDo.filter(({ action }) => action === 'hand-over')

    for (const closing of ['none', 'owed', 'due', 'done'] as const) expect(actions(closing)).toEqual([])
    expect(actions('stuck')).toEqual([
      {
        action: 'hand-over',
        text: expect.stringMatching(/told again that it ended unpaid/) as string,
        command: expect.stringMatching(/^npx express-hosted-checkout hand-over \w+$/) as string,
      },
    ])
  })

  it('names the other order that has paid the reference', () => {
    const order = { status: 'review', reviewReason: 'reference-already-paid', capturedMinor: 1999 } as const

    expect(explain(situation(order, { others: ['B2C3'] })).known[0]).toMatch(
      /its reference CART-7 is already paid, by order B2C3\.$/,
    )
  })

  it('tells who put it in review, and why', () => {
    const order = { status: 'review', reviewReason: 'put-in-review' } as const
    const entries = [entry({ to: 'review', trigger: 'review', detail: { by: 'Ann', note: 'the buyer has called' } })]

    expect(explain(situation(order, { entries })).known[0]).toMatch(/: Ann put it there: "the buyer has called"\.$/)
  })

  it('warns of a refund that is under way, and offers only what it leaves', () => {
    const refund = { key: 'back-1', amountMinor: 1_500, state: 'asked', askedAt: now, nextTryAt: now } as const
    const outlook = { ...nothingPlanned, refunds: [refund] }

    const { known, mayDo } = explain(situation({ status: 'paid', capturedMinor: 1_999 }, { outlook }))

    expect(known.at(-1)).toMatch(/A refund of 15\.00 EUR was asked for on .* \(its key: "back-1"\)/)
    expect(mayDo.find(({ action }) => action === 'refund')?.command).toContain('"4.99 EUR"')
  })
})

describe('what happens next', () => {
  const inAMinute = new Date(now.getTime() + 60_000)

  it('is the first of the steps that are planned', () => {
    const refund = { key: 'a', amountMinor: 100, state: 'asked', askedAt: now, nextTryAt: inAMinute } as const
    const outlook = { ...nothingPlanned, nextCheckAt: new Date(now.getTime() + 3_600_000), refunds: [refund] }

    const order = { status: 'paid', capturedMinor: 1999, handOver: 'done' } as const
    expect(explain(situation(order, { outlook })).next).toEqual({
      at: inAMinute,
      text: 'The bank is asked whether the refund of 1.00 EUR was made. If it was not, it is sent again.',
    })
  })

  it('is nothing where nothing is planned, and the text says so', () => {
    const { next, text } = explain(situation({ status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 }))

    expect(next).toBeUndefined()
    expect(text).toContain('Nothing more happens to it by itself.\n\nThere is nothing left to do.')
  })

  it('asks whether a process runs where it is long overdue', () => {
    const outlook = { ...nothingPlanned, nextCheckAt: new Date(now.getTime() - 600_000) }

    expect(explain(situation({ status: 'registered' }, { outlook })).next?.text).toBe(
      "The bank is asked whether it has been paid. This is overdue: the shop's background process does not seem to " +
        'run. Tell your developer that start() must be called.',
    )
  })

  it('is no hand-over of an order that waits for a person', () => {
    const handOver = { dueAt: now, nextTryAt: inAMinute, tryCount: 1 }
    const order = { status: 'review', handOver: 'due', reviewReason: 'chargeback' } as const

    expect(explain(situation(order, { outlook: { ...nothingPlanned, handOver } })).next).toBeUndefined()
  })
})
