import { explain } from '../../src/explain/explain.ts'
import type { Situation } from '../../src/explain/explanation.ts'
import type { JsonValue } from '../../src/json.ts'
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
  const shop = { timeZone: 'UTC', reuseOpenOrderForMs: 600_000 }
  return { order: whole, entries: [], outlook: nothingPlanned, others: [], now, ...shop, ...more }
}

/** What an entry keeps of an answer of the bank's. */
function answer(given: Record<string, JsonValue> = {}): JsonValue {
  const paid = { orderStatus: 2, actionCode: '0', orderNumber: 'A1B2C3D4', amount: 1999, currency: 'EUR' }
  return { ...paid, depositedAmount: 1999, refundedAmount: 0, paymentState: 'DEPOSITED', ...given }
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

      expect(known.join(' ')).not.toMatch(/dealt with the goods|been due since|It is paid/)
      const handOver = mayDo.filter(({ action }) => action === 'hand-over')
      for (const { text } of handOver) expect(text).toMatch(/told again at once that it ended unpaid/)
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

    const outlook = { ...nothingPlanned, refunds: [anAskedRefund(500, 'back-1')] }
    const asked = explain(situation({ status: 'paid', capturedMinor: 1999 }, { outlook })).mayDo

    for (const command of [...commands, ...held, ...asked.map((one) => one.command)]) {
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

describe('an order whose payment the bank wants acknowledged', () => {
  const told = entry({
    kind: 'noted',
    to: 'registered',
    trigger: 'return',
    detail: answer({ reason: 'acknowledging-the-payment' }),
  })

  it.each(['registered', 'unknown'] as const)('is %s, and told of as what it is', (status) => {
    const outlook = { ...nothingPlanned, nextCheckAt: new Date('2026-11-29T10:01:00Z') }
    const { known, next } = explain(situation({ status, handsOver: true }, { entries: [told], outlook }))

    expect(known[0]).toMatch(
      /has the buyer's money \(19\.99 EUR\).* not confirmed that word yet\. So nothing is handed/,
    )
    expect(next?.text).toBe('The bank is asked again, and told again that the payment has arrived.')
  })

  it('is paid as any other once the bank has taken it', () => {
    const paid = { status: 'paid', capturedMinor: 1999 } as const
    const { known } = explain(situation(paid, { entries: [told, entry({ from: 'registered' })] }))

    expect(known[0]).toMatch(/^It is paid\./)
  })
})

const nobodyCanPay = 'declined-at-the-gateway-because-nobody-can-pay-it'

describe('what is known', () => {
  it('is told by whose word and when, in the zone of the shop', () => {
    const paid = { status: 'paid', capturedMinor: 1999, handOver: 'done' } as const
    const entries = [
      entry({ trigger: 'callback', from: 'registered' }),
      entry({ kind: 'handed-over', at: new Date('2026-11-28T14:04:00Z') }),
    ]

    expect(explain(situation(paid, { entries, timeZone: 'Europe/Vienna' })).known).toEqual([
      'It is paid. The bank said on 28 Nov 2026 at 15:03 (after it had notified us) that 19.99 EUR were taken from ' +
        'the buyer.',
      "The shop's own program reported on 28 Nov 2026 at 15:04 that it had dealt with the goods. The shop's own " +
        'records say whether a parcel has left.',
    ])
    expect(explain(situation(paid, { timeZone: 'Europe/Vienna' })).text).toMatch(
      /^Order A1B2C3D4: A mug, 19\.99 EUR, reference CART-7, opened on .*\. Times are those of Europe\/Vienna\.\n/,
    )
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
      /last try failed, and .*reason: there was not enough money on the card \(the bank's code 116\)\. The buyer/,
    ],
    [
      'tries that are used up',
      { status: 'declined', decline: { ...declined, actionCode: '-2013', category: 'fraud-limit' } },
      [{ to: 'declined', detail: answer({ orderStatus: 6, actionCode: '-2013' }) }],
      /its reason: the buyer has used up all tries that the bank allows for one order \(the bank's code -2013\)\./,
    ],
    [
      'an order whose page is nowhere to be sent to',
      { status: 'registered', formUrl: undefined },
      [
        {
          from: 'registering',
          to: 'registered',
          trigger: 'checkout',
          detail: { reason: 'form-url-refused', formOrigin: 'https://pay.other.example' },
        },
      ],
      /but nobody was sent to pay it: .* is on https:\/\/pay\.other\.example, which is not among the allowed hosts\./,
    ],
    [
      'an open order of another program',
      { status: 'registered' },
      [{ kind: 'opened', to: 'registered', trigger: 'import' }],
      /^It was taken over from another program on .*, and is not paid, .* for as long as the bank lets them\./,
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
        { kind: 'decline-asked', to: 'registered', trigger: 'decline', detail: { by: 'Ann' } },
        { to: 'declined', trigger: 'decline' },
      ],
      /^Ann had it closed at the bank, which confirmed it on .*\(when it was told to close the order\)/,
    ],
    [
      'an order that nobody could pay, and that was closed for it',
      { status: 'declined' },
      [
        { kind: 'noted', to: 'unknown', trigger: 'sweep', detail: { reason: nobodyCanPay } },
        { from: 'unknown', to: 'declined', trigger: 'sweep' },
      ],
      /^We had it closed at the bank, which confirmed it on .*\(in a routine check\)/,
    ],
    [
      'an order that the bank declined, after a call of ours to close it that got no answer',
      { status: 'declined', decline: declined },
      [
        { kind: 'decline-asked', to: 'registered', trigger: 'decline' },
        {
          from: 'registered',
          to: 'declined',
          trigger: 'return',
          detail: answer({ orderStatus: 6, actionCode: '116' }),
        },
      ],
      /^It was declined for good\. .* the card .* We had told it on 28 Nov .* to close it, and had no answer\. Nothing/,
    ],
    [
      'an order that the bank declined, after it had refused to close it',
      { status: 'declined', decline: declined },
      [
        { kind: 'decline-asked', to: 'registered', trigger: 'decline' },
        { kind: 'decline-refused', to: 'registered', trigger: 'decline' },
        { from: 'registered', to: 'declined', trigger: 'sweep' },
      ],
      /^It was declined for good\. The bank said so on .*code 116\)\. Nothing was taken/,
    ],
    [
      'an order that ended before its time, and of whose closing we had no answer',
      { status: 'expired', expiresAt: new Date('2026-11-28T14:20:00Z') },
      [
        { kind: 'decline-asked', to: 'registered', trigger: 'decline' },
        { from: 'registered', to: 'expired', trigger: 'sweep', detail: answer({ orderStatus: 6 }) },
      ],
      /^It was closed at the bank before its time was up.* We had told it on .* to close it, and had no answer/,
    ],
    [
      'an order that expired, as the next press of Buy found',
      { status: 'expired', expiresAt: new Date('2026-11-28T14:00:00Z') },
      [{ from: 'registered', to: 'expired', trigger: 'checkout', detail: answer({ orderStatus: 6 }) }],
      /^It expired on 28 Nov 2026 at 14:00, unpaid\. The bank said so on .*\(when the buyer pressed Buy\)/,
    ],
    [
      'an order that expired at a bank which names no ids',
      { status: 'expired', gatewayOrderId: undefined, expiresAt: new Date('2026-11-28T14:00:00Z') },
      [{ from: 'registered', to: 'expired', trigger: 'checkout', detail: answer({ orderStatus: 6 }) }],
      /^It expired on 28 Nov 2026 at 14:00, unpaid\./,
    ],
    [
      'a hold that was let go',
      { status: 'reversed' },
      [{ to: 'reversed', trigger: 'reverse' }],
      /Nothing was taken from the buyer\. The buyer may still see it for some days, .* there is nothing to refund\.$/,
    ],
    [
      'a payment that we heard of later',
      { status: 'paid', capturedMinor: 1999, paidAt: new Date('2026-11-01T09:34:00Z') },
      [{ trigger: 'import' }],
      /on 28 Nov 2026 at 14:03 \(when .*\) that 19\.99 EUR were taken from the buyer on 1 Nov 2026 at 09:34\.$/,
    ],
    [
      'a hold of which a part was captured',
      { status: 'paid', capture: 'manual', capturingMinor: 1500, capturedMinor: 1500 },
      [{}],
      /that 15\.00 EUR of the 19\.99 EUR on hold were taken from the buyer\. The bank releases the rest\.$/,
    ],
    [
      'what a person marked as paid',
      { status: 'paid', capturedMinor: 1999 },
      [{ from: 'review', trigger: 'resolve', detail: { by: 'Ann', note: 'the bank agrees', as: 'paid' } }],
      /^It is paid\. .*\. It had been in review: Ann marked it as paid on 28 Nov 2026 at 14:03: "the bank agrees"\.$/,
    ],
    [
      'what a person marked as declined',
      { status: 'declined' },
      [{ from: 'review', to: 'declined', trigger: 'resolve', detail: { by: 'Ann', as: 'declined' } }],
      /^It had been in review: Ann marked it as declined on .*14:03\. The bank was asked before, and showed no money/,
    ],
    [
      'what a person marked as refunded',
      { status: 'refunded' },
      [{ from: 'review', to: 'refunded', trigger: 'resolve', detail: { by: 'Ann', note: 'in dollars' } }],
      /^It had been in review: Ann marked it as refunded .*"in dollars"\. .* nothing of its money is left/,
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
      "The goods have not been sent yet: the shop's own program has failed twice since 28 Nov 2026 at 14:03. It is " +
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
      /failed twice and is not tried again by itself\. .* said last: "still full"\.$/,
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
        text: expect.stringMatching(/told again at once that it ended unpaid/) as string,
        command: expect.stringMatching(/^npx express-hosted-checkout hand-over \w+$/) as string,
      },
    ])
  })

  it('says how to have the shop told at once while that is being retried', () => {
    const outlook = { ...nothingPlanned, closing: { dueAt: now, nextTryAt: now, tryCount: 1 } }
    const entries = [entry({ kind: 'closing-failed', to: 'expired', detail: { reason: 'disk full' } })]

    const [first] = explain(situation({ status: 'expired', closing: 'due' }, { outlook, entries })).mayDo

    expect(first).toMatchObject({
      action: 'hand-over',
      text: expect.stringMatching(/told again at once that it ended unpaid/) as string,
    })
  })

  it('says how the buyer of a failed try can try again, and for how long Buy leads back to it', () => {
    const order = { status: 'registered', decline: declined, createdAt: new Date('2026-11-29T09:55:00Z') } as const
    const expiresAt = new Date('2026-11-29T10:15:00Z')
    const tried = (more: Partial<Order>, at = now): string =>
      explain(situation({ ...order, expiresAt, ...more }, { now: at })).known[0]!

    expect(tried({})).toContain(
      "The buyer can try again on the bank's page until 29 Nov 2026 at 10:15. Until 29 Nov 2026 at 10:05, pressing " +
        'Buy leads back to it, too; after that, Buy opens another order.',
    )
    expect(tried({}, new Date('2026-11-29T10:06:00Z'))).toContain('Pressing Buy opens another order by now.')
    expect(tried({ linkNumber: 'LINK1' })).not.toContain('Buy')
    const entries = [entry({ kind: 'opened', to: 'registered', trigger: 'import' })]
    expect(explain(situation(order, { entries })).known[0]).toContain('for as long as the bank lets them')
  })

  it('says that it is forgotten, and shows no digest', () => {
    const forgotten = { status: 'paid', capturedMinor: 1999, forgottenAt: new Date('2026-11-10T10:00:00Z') } as const
    const { known, text } = explain(situation({ ...forgotten, reference: 'forgotten:S05J', description: undefined }))

    expect(known.at(-1)).toMatch(/^What was personal about it was blanked on 10 Nov 2026 at 10:00: who bought it/)
    expect(text).toMatch(/^Order A1B2C3D4: mug, 19\.99 EUR, reference forgotten, opened on/)
    expect(text).not.toContain('S05J')
  })

  it('promises no goods where the shop hands none over, nor for a hold that is found', () => {
    for (const status of ['registered', 'declined', 'expired', 'held', 'review'] as const) {
      const { known, text } = explain(situation({ status, handsOver: false }))

      expect(`${status}: ${text}`).not.toMatch(/goods go out|goods that are owed|to send the goods/)
      const isNoted = known.some((sentence) => sentence.startsWith('This checkout sends nothing for it'))
      expect(`${status}: ${isNoted}`).toBe(`${status}: ${!['declined', 'expired'].includes(status)}`)
    }
    expect(explain(situation({ capture: 'manual' })).text).not.toContain('the goods go out')
    expect(explain(situation({})).text).toContain('If it turns out to be paid, the goods go out.')
    expect(explain(situation({ status: 'expired' })).text).toContain('If there is money for it, it shows here.')
  })
})

describe('money that went back', () => {
  const paid = { status: 'partially_refunded', capturedMinor: 1999, refundedMinor: 799 } as const
  const at = (day: number): Date => new Date(`2026-11-${day}T10:12:00Z`)
  const ours = (day: number, key: string, amountMinor: number, refundedMinor: number) =>
    entry({ at: at(day), kind: 'refunded', to: 'partially_refunded', refundedMinor, detail: { key, amountMinor } })
  const sentenceOf = (order: Partial<Order>, entries: readonly Entry[]): string | undefined =>
    explain(situation(order, { entries })).known.find((sentence) => sentence.startsWith('What went back'))

  it('is told refund by refund, each with its own day and by whom it was asked for', () => {
    const entries = [
      entry({ at: at(1), refundedMinor: 0 }),
      entry({ kind: 'refund-asked', detail: { key: 'broken', amountMinor: 500, by: 'Ines' }, refundedMinor: 0 }),
      entry({
        at: at(12),
        from: 'paid',
        to: 'partially_refunded',
        detail: { key: 'broken', amountMinor: 500 },
        refundedMinor: 500,
      }),
      ours(18, 'late', 299, 799),
    ]

    expect(sentenceOf(paid, entries)).toBe(
      'What went back: 5.00 EUR on 12 Nov 2026 at 10:12, by our refund "broken", which Ines asked for; 2.99 EUR on ' +
        '18 Nov 2026 at 10:12, by our refund "late".',
    )
    expect(explain(situation(paid, { entries })).known[0]).toBe(
      'It is paid, and refunded in part: 19.99 EUR were taken from the buyer, and 7.99 EUR went back to them, as the ' +
        'bank has confirmed. 12.00 EUR are left. It can take some days until the buyer sees it.',
    )
  })

  it('is told apart from what went back elsewhere, be it seen together with ours or before it', () => {
    const inPortal = entry({ at: at(12), kind: 'noted', to: 'partially_refunded', refundedMinor: 500 })

    expect(sentenceOf(paid, [inPortal, ours(18, 'late', 299, 799)])).toMatch(
      /5\.00 EUR, first seen on 12 Nov .*, and not refunded from here \(.*\); 2\.99 EUR .* by our refund "late"/,
    )
    expect(sentenceOf(paid, [ours(18, 'late', 299, 799)])).toMatch(
      /2\.99 EUR on .* by our refund "late"; 5\.00 EUR, first seen on .*, and not refunded from here/,
    )
    // The bank's amounts showed it before it was known to be ours.
    expect(sentenceOf({ ...paid, refundedMinor: 500 }, [inPortal, ours(18, 'late', 500, 500)])).toBe(
      'What went back: 5.00 EUR on 12 Nov 2026 at 10:12, by our refund "late".',
    )
  })

  it.each([
    ['late-payment', 'automatically, because the money came after the order had been given up.'],
    ['reference-already-paid', 'automatically, because another order had already paid for the same reference.'],
  ])('by itself says why: %s', (reason, words) => {
    const detail = { key: 'late payment', amountMinor: 1999 }
    const entries = [
      entry({ from: 'expired', detail: { ...(answer() as object), reason }, refundedMinor: 0 }),
      entry({ at: at(12), from: 'paid', to: 'refunded', trigger: 'sweep', detail, refundedMinor: 1999 }),
    ]

    expect(sentenceOf({ status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 }, entries)).toBe(
      `What went back: 19.99 EUR on 12 Nov 2026 at 10:12, ${words}`,
    )
    const refund = { ...anAskedRefund(1_999, 'late payment') }
    const outlook = { ...nothingPlanned, refunds: [refund] }
    const underWay = explain(situation({ status: 'paid', capturedMinor: 1999 }, { entries: [entries[0]!], outlook }))
    expect(underWay.known.at(-1)).toMatch(
      /^A refund of 19\.99 EUR was started automatically on .*, because .* Do not refund it as well/,
    )
    expect(underWay.mayDo.filter(({ action }) => action === 'refund')).toEqual([])
  })

  it('by a chargeback is told as such', () => {
    const entries = [
      entry({ to: 'review', refundedMinor: 0, chargedBackMinor: 1999 }),
      entry({ at: at(12), from: 'review', to: 'refunded', trigger: 'resolve', refundedMinor: 1999 }),
    ]

    expect(sentenceOf({ status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 }, entries)).toMatch(
      /by a chargeback: the buyer's own bank took it\.$/,
    )
  })

  it('is added up from our own refunds where old entries do not tell totals, and else left out', () => {
    const old = entry({ at: at(12), from: 'paid', to: 'partially_refunded', detail: { key: 'a', amountMinor: 799 } })

    expect(sentenceOf(paid, [old])).toBe('What went back: 7.99 EUR on 12 Nov 2026 at 10:12, by our refund "a".')
    expect(sentenceOf(paid, [entry({ to: 'partially_refunded' })])).toBeUndefined()
  })
})

describe('a refund that is under way', () => {
  it('is warned of, can be asked for again by its key, and leaves only the rest to refund', () => {
    const outlook = { ...nothingPlanned, refunds: [anAskedRefund(1_500, 'back-1')] }

    const { known, mayDo } = explain(situation({ status: 'paid', capturedMinor: 1_999 }, { outlook }))

    expect(known.at(-1)).toMatch(
      /^A refund of 15\.00 EUR was asked for on .* \(its key: "back-1"\), .* not confirmed it yet: nobody knows/,
    )
    const refunds = mayDo.filter(({ action }) => action === 'refund')
    expect(refunds.map(({ command }) => command)).toEqual([
      'npx express-hosted-checkout refund A1B2C3D4 "15.00 EUR" --key=back-1',
      'npx express-hosted-checkout refund A1B2C3D4 "4.99 EUR"',
    ])
    expect(refunds[0]!.text).toMatch(/^Ask for the same refund of 15\.00 EUR again, by its key\. That is safe/)
  })

  it('is quoted for a shell if its key is no plain word', () => {
    const outlook = { ...nothingPlanned, refunds: [anAskedRefund(1_500, "it's-$HOME")] }

    const [again] = explain(situation({ status: 'paid', capturedMinor: 1_999, handOver: 'done' }, { outlook })).mayDo

    expect(again!.command).toMatch(/ --key='it'\\''s-\$HOME'$/)
  })

  it('and already shows in what the bank says, is not called unconfirmed, nor sent again', () => {
    const outlook = { ...nothingPlanned, refunds: [{ ...anAskedRefund(1_999, 'back-1'), nextTryAt: now }] }
    const refunded = { status: 'refunded', capturedMinor: 1_999, refundedMinor: 1_999 } as const

    const { known, next, text } = explain(situation(refunded, { outlook }))

    expect(known.at(-1)).toMatch(/At least as much went back since, according to the bank\. .* nothing goes back twice/)
    expect(next?.text).toBe(
      'The bank is asked whether the money that went back is the refund of 19.99 EUR. Nothing goes back twice.',
    )
    expect(text).not.toMatch(/sent again|not confirmed|nothing left to do/)
  })
})

describe('an order in review', () => {
  const inReview = (order: Partial<Order> = {}, more: Partial<Situation> = {}) =>
    explain(situation({ status: 'review', reviewReason: 'put-in-review', ...order }, more))
  const waysOf = ({ mayDo }: ReturnType<typeof inReview>): string[] =>
    mayDo.filter(({ action }) => action === 'resolve').map(({ command }) => / --as (\w+)/.exec(command)![1]!)
  const moved = (detail?: JsonValue) => entry({ from: 'registered', to: 'review', detail })

  it('names the other order that has paid the reference', () => {
    const order = { reviewReason: 'reference-already-paid', capturedMinor: 1999 } as const

    expect(inReview(order, { others: ['B2C3'] }).known[0]).toMatch(
      /its reference CART-7 is already paid, by order B2C3\.$/,
    )
  })

  it('tells who put it there, and why, also once the bank has given another reason', () => {
    const detail = { by: 'Ann', note: 'the buyer has called' }
    const entries = [entry({ to: 'review', trigger: 'review', detail })]

    expect(inReview({}, { entries }).known[0]).toMatch(/: Ann put it there: "the buyer has called"\.$/)
    expect(inReview({ reviewReason: 'chargeback', capturedMinor: 1999 }, { entries }).known[1]).toBe(
      'Ann had put it in review on 28 Nov 2026 at 14:03: "the buyer has called".',
    )
  })

  it('tells what the bank took, even if it is more than the order is for', () => {
    const more = { amount: 5140, depositedAmount: 5140 }
    const order = { reviewReason: 'amount-differs' } as const

    const before = inReview(order, { entries: [moved(answer(more))] })
    expect(before.known[1]).toBe(
      "According to the bank's latest answer, on 28 Nov 2026 at 14:03 (when the buyer came back from its page), " +
        '51.40 EUR were taken from the buyer.',
    )
    expect(before.known[2]).toMatch(/Then refund it in the bank's portal, all of it, mark it as refunded/)
    expect(waysOf(before)).toEqual(['refunded'])
    expect(before.mayDo.at(-1)!.text).toMatch(
      /^Once you have refunded all of the money in the bank's portal, mark it as refunded/,
    )

    const gone = { ...more, orderStatus: 4, depositedAmount: 0, refundedAmount: 5140 }
    const after = inReview(order, { entries: [moved(answer(gone))] })
    expect(after.known[1]).toMatch(/, 51\.40 EUR were taken from the buyer, and 51\.40 EUR of it went back\.$/)
    expect(after.known[2]).toBe('All of the money went back. Mark it as refunded, and it is done.')
    expect(after.mayDo[0]).toMatchObject({
      action: 'resolve',
      text: expect.stringMatching(/^Mark it as refunded/) as string,
    })
  })

  it('tells it in the currency of the bank', () => {
    const said = (currency: string | undefined): string =>
      inReview(
        { reviewReason: 'currency-differs' },
        { entries: [moved({ ...(answer() as object), currency } as never)] },
      ).known[1]!

    expect(said('JPY')).toContain('), 1999 JPY were taken')
    expect(said('999')).toContain('), 1999 in the smallest unit of currency 999 were taken')
    expect(said(undefined)).toContain('), money was taken from the buyer')
  })

  it.each<[string, JsonValue, readonly string[]]>([
    ['registered', { orderStatus: 0, actionCode: '-100', depositedAmount: 0 }, ['declined']],
    [
      'held',
      { orderStatus: 1, depositedAmount: 0, approvedAmount: 1999, paymentState: 'APPROVED' },
      ['paid', 'declined'],
    ],
    ['captured', {}, ['paid', 'refunded']],
    ['reversed', { orderStatus: 3, depositedAmount: 0 }, ['declined']],
    ['refunded', { orderStatus: 4, depositedAmount: 0, refundedAmount: 1999 }, ['refunded']],
    ['authenticating', { orderStatus: 5, depositedAmount: 0 }, []],
    ['declined', { orderStatus: 6, actionCode: '116', depositedAmount: 0 }, ['declined']],
    ['pending', { orderStatus: 7, depositedAmount: 0 }, []],
    ['partly captured', { orderStatus: 8, depositedAmount: 500 }, []],
    ['of a new kind', { orderStatus: 99, depositedAmount: 0 }, []],
  ])('that the bank calls %s can be marked only as what it is', (_what, fields, ways) => {
    const told = inReview({}, { entries: [moved(answer(fields as object as never))] })

    expect(waysOf(told)).toEqual(ways)
    expect(told.known[1]).toMatch(/^According to the bank's latest answer, on 28 Nov 2026 at 14:03 \(when .*\), .*\.$/)
  })

  it('offers first to ask, and for a hold names the portal, before it is put there and once it is', () => {
    const held = answer({ orderStatus: 1, depositedAmount: 0, approvedAmount: 1999, paymentState: 'APPROVED' })
    const before = explain(situation({ status: 'held' })).mayDo.find(({ action }) => action === 'review')
    expect(before!.text).toMatch(/the hold can be captured or released in the bank's portal alone/)

    const { known, mayDo } = inReview({}, { entries: [moved(held)] })

    expect(known[1]).toMatch(/, 19\.99 EUR are on hold on the buyer's card, and not taken\.$/)
    expect(known[2]).toMatch(/In the bank's portal, capture all of it and then mark it as paid, or release it/)
    expect(mayDo.map(({ action }) => action)).toEqual(['settle', 'resolve', 'resolve'])
    expect(mayDo.slice(1).map(({ text }) => text.split(',')[0])).toEqual([
      "Once you have captured all of the hold in the bank's portal",
      "Once you have released the hold in the bank's portal",
    ])
  })

  it('says that a buyer can still pay, and when that is over', () => {
    const entries = [moved(answer({ orderStatus: 0, actionCode: '-100', depositedAmount: 0 }))]

    const early = inReview({ expiresAt: new Date(now.getTime() + 60_000) }, { entries }).mayDo.at(-1)!
    expect(early.text).toMatch(/^Once the time to pay is over, mark it as declined/)
    expect(inReview({ expiresAt: now }, { entries }).mayDo.at(-1)!.text).toMatch(/^Mark it as declined/)
  })

  it('is about another order of the bank where its answer is', () => {
    const entries = [moved(answer({ orderNumber: 'OTHER' }))]

    expect(inReview({ reviewReason: 'order-number-differs' }, { entries }).known[1]).toMatch(
      /^The bank's latest answer, on .*, is about another order, and says of that one: 19\.99 EUR were taken/,
    )
  })

  it('shows that the bank does not know it', () => {
    const entries = [moved(), entry({ kind: 'noted', to: 'review', detail: { reason: 'absent-at-the-gateway' } })]

    const told = inReview({}, { entries })

    expect(told.known[1]).toMatch(/^According to the bank's latest answer, on .*, it does not know this order\.$/)
    expect(waysOf(told)).toEqual(['declined'])
  })

  it('is not refunded by hand once the bank reports a chargeback, whatever brought it there', () => {
    const told = inReview({ capturedMinor: 1999 }, { entries: [moved(answer({ chargeback: true }))] })

    expect(told.known).toContain("It also reports a chargeback: the buyer's own bank demands the money back.")
    expect(told.mayDo.map(({ action }) => action)).not.toContain('refund')
    expect(told.mayDo.find(({ command }) => command.includes('--as paid'))!.text).toMatch(/^Once the bank no longer/)
  })

  it('says beforehand that a refund must be followed by marking it, and afterwards nothing else', () => {
    const order = { reviewReason: 'reference-already-paid', capturedMinor: 1999 } as const
    const before = inReview(order)
    expect(before.mayDo.find(({ action }) => action === 'refund')!.text).toMatch(
      /It stays in review: once all of it went back, mark it as refunded\.$/,
    )
    expect(before.known.join(' ')).toMatch(/refund this one, and then mark it as refunded/)

    const after = inReview({ ...order, refundedMinor: 1999 })
    expect(after.known.join(' ')).not.toMatch(/refund this one/)
    expect(after.mayDo[0]!.command).toContain('--as refunded')

    const outlook = { ...nothingPlanned, refunds: [anAskedRefund(1_999, 'back-1')] }
    const meanwhile = inReview(order, { outlook })
    expect(waysOf(meanwhile)).toEqual([])
    expect(meanwhile.known.join(' ')).toContain('A refund of it is under way: decide once that has ended.')
  })

  it('cannot be marked as anything before an answer of the bank can be read', () => {
    const order = { reviewReason: 'unreadable-a-day-after-expiry' } as const
    const tried = entry({ kind: 'noted', to: 'registered', detail: answer({ orderStatus: 5 }) })
    const registered = { ...(answer({ orderStatus: 0, depositedAmount: 0 }) as object) } as never

    for (const entries of [[], [tried, moved()]]) {
      expect(inReview(order, { entries }).mayDo.at(-1)!.text).toMatch(/^Once the bank's answer can be read, mark it as/)
    }
    const begun = moved()
    const readable = entry({ kind: 'noted', to: 'review', trigger: 'settle', detail: registered })
    expect(inReview(order, { entries: [begun, readable] }).mayDo.at(-1)!.text).toMatch(/^Mark it as declined/)
  })

  it('says when money was seen after all, and when it was paid', () => {
    const order = { reviewReason: 'late-payment', capturedMinor: 1999 } as const
    const detail = answer({ depositedDate: '2026-11-27T14:10:00.000Z' })
    const seen = entry({
      kind: 'noted',
      to: 'review',
      trigger: 'callback',
      at: new Date('2026-11-29T08:00:00Z'),
      detail,
    })

    expect(inReview(order, { entries: [moved(), seen] }).known.slice(0, 2)).toEqual([
      'It has been in review since 28 Nov 2026 at 14:03, and waits for the shop to decide: we had no usable word of ' +
        'the bank in time, and saw only on 29 Nov 2026 at 08:00 that there is money for it.',
      "According to the bank's latest answer, on 29 Nov 2026 at 08:00 (after it had notified us), 19.99 EUR were " +
        'taken from the buyer on 27 Nov 2026 at 14:10.',
    ])
    const late = entry({ from: 'expired', to: 'review', detail })
    expect(inReview(order, { entries: [late, seen] }).known[0]).toMatch(
      /money came for it after it had been given up\.$/,
    )
  })
})

/** A refund that was asked for a minute ago. */
function anAskedRefund(amountMinor: number, key: string) {
  const askedAt = new Date(now.getTime() - 60_000)
  return { key, amountMinor, refundedBeforeMinor: 0, state: 'asked', askedAt, nextTryAt: now } as const
}

describe('what happens next', () => {
  const inAMinute = new Date(now.getTime() + 60_000)

  it('is the first of the steps that are planned, and then the others, but for a routine check', () => {
    const refund = { ...anAskedRefund(100, 'a'), nextTryAt: inAMinute }
    const handOver = { dueAt: now, nextTryAt: new Date(now.getTime() + 600_000), tryCount: 1 }
    const nextCheckAt = new Date(now.getTime() + 3_600_000)
    const outlook = { ...nothingPlanned, nextCheckAt, handOver, refunds: [refund] }

    const order = { status: 'paid', capturedMinor: 1999, handOver: 'due' } as const
    expect(explain(situation(order, { outlook })).next).toEqual({
      at: inAMinute,
      text:
        'The bank is asked whether the refund of 1.00 EUR was made. If it was not, it is sent again. After that, on ' +
        "29 Nov 2026 at 10:10: The shop's own program is told again to send the goods.",
    })
    expect(
      explain(situation({ ...order, handOver: 'done' }, { outlook: { ...nothingPlanned, nextCheckAt } })).next,
    ).toEqual({
      at: nextCheckAt,
      text: 'A daily check whether any of the money went back.',
    })
  })

  it('tells of an expired order both when the bank is asked and when the shop is told again', () => {
    const closing = { dueAt: now, nextTryAt: new Date(now.getTime() + 600_000), tryCount: 6 }
    const outlook = { ...nothingPlanned, nextCheckAt: inAMinute, closing }

    expect(explain(situation({ status: 'expired', closing: 'due' }, { outlook })).next?.text).toBe(
      'The bank is asked once more whether money has come after all. After that, on 29 Nov 2026 at 10:10: The ' +
        "shop's own program is told again that it ended unpaid.",
    )
  })

  it('is the closing of an order that nobody can pay', () => {
    const order = { status: 'registered', formUrl: undefined } as const

    expect(explain(situation(order, { outlook: { ...nothingPlanned, nextCheckAt: inAMinute } })).next?.text).toBe(
      'The bank is told to close it, since nobody can pay it.',
    )
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
