import fc from 'fast-check'
import type { StatusAnswer } from '../../src/gateway/answers.ts'
import type { Evidence } from '../../src/gateway/evidence.ts'
import { judgeStatus } from '../../src/gateway/messages.ts'
import { answers } from './answers.ts'
import { reply } from './replies.ts'

function judge(body: unknown): StatusAnswer {
  return judgeStatus({ method: 'getOrderStatusExtended.do', secrets: [] }, reply(body))
}

function evidence(body: unknown): Evidence {
  const answer = judge(body)
  if (answer.outcome !== 'answered') throw new Error(`expected evidence, got ${answer.outcome}`)
  return answer.evidence
}

function recorded(name: string): Record<string, unknown> {
  const found = answers['getOrderStatusExtended.do'].find((answer) => answer.name === name)
  return found?.body as unknown as Record<string, unknown>
}

const captured = recorded('captured')

/** The captured answer with some fields of `paymentAmountInfo` changed. */
function withAmounts(changes: Record<string, unknown>): Record<string, unknown> {
  return { ...captured, paymentAmountInfo: { ...(captured.paymentAmountInfo as object), ...changes } }
}

describe('recorded states', () => {
  it('are read into our words: captured', () => {
    expect(evidence(captured)).toEqual({
      phase: 'captured',
      actionCode: '0',
      merchantParams: {},
      orderNumber: '7005',
      gatewayOrderId: '01491d0b-c848-7dd6-a20d-e96900a7d8c0',
      amountMinor: 2000,
      currency: 'EUR',
      heldMinor: 2000,
      depositedMinor: 2000,
      refundedMinor: 0,
      amountState: 'captured',
      isPartial: false,
      isChargeback: false,
      decline: undefined,
      isUntried: false,
      paymentWay: undefined,
      card: { maskedNumber: '411111**1111', brand: undefined },
      approvalCode: '12345678',
      bindingId: '01491394-63a6-7d45-a88f-7bce00a7d8c0',
      paidAt: undefined,
      redacted: {
        orderStatus: 2,
        actionCode: '0',
        orderNumber: '7005',
        mdOrder: '01491d0b-c848-7dd6-a20d-e96900a7d8c0',
        amount: 2000,
        currency: 'EUR',
        paymentState: 'DEPOSITED',
        approvedAmount: 2000,
        depositedAmount: 2000,
        refundedAmount: 0,
        maskedPan: '411111**1111',
        approvalCode: '12345678',
        authRefNum: '714105591198',
      },
    })
  })

  it.each([
    [
      'held (two-phase), as nested block of a wallet answer',
      { phase: 'held', amountState: 'held', heldMinor: 960000, depositedMinor: 0, currency: 'EUR' },
    ],
    ['session expired', { phase: 'declined', actionCode: '-2007', amountState: 'declined', currency: 'RUB' }],
    [
      'captured with 3DS block, fee and payer data (higher version)',
      {
        phase: 'captured',
        currency: 'RUB',
        paymentWay: 'CARD',
        card: { maskedNumber: '524846**7756', brand: 'MASTERCARD' },
        paidAt: new Date(1580819041664),
        refundedMinor: 0,
        isChargeback: false,
      },
    ],
    [
      'registered, no attempt yet',
      { phase: 'registered', isUntried: true, decline: undefined, amountState: 'created' },
    ],
    [
      'failed attempt, order still payable',
      {
        phase: 'registered',
        isUntried: false,
        decline: expect.objectContaining({ actionCode: '-2025', category: 'authentication-failed', canRetry: true }),
      },
    ],
    ['partly refunded', { phase: 'refunded', heldMinor: 5000, depositedMinor: 3000, refundedMinor: 2000 }],
  ])('are read into our words: %s', (name, expected) => {
    expect(evidence(recorded(name))).toMatchObject(expected)
  })

  it('are read into our words: captured by QR code, without error code, amounts or card', () => {
    const answer = {
      orderNumber: '7005',
      orderStatus: 2,
      actionCode: 0,
      amount: 2000,
      currency: '643',
      attributes: { mdOrder: '01491d0b', qrcId: 'AD10006M8KH234K782OQM0L13JI31LQD' },
      operations: [{ operationType: 'DEPOSIT', amount: 2000 }],
      paymentWay: 'SBP_C2B',
    }

    expect(evidence(answer)).toEqual({
      phase: 'captured',
      actionCode: '0',
      orderNumber: '7005',
      gatewayOrderId: '01491d0b',
      amountMinor: 2000,
      currency: 'RUB',
      isPartial: false,
      isChargeback: false,
      isUntried: false,
      paymentWay: 'SBP_C2B',
      redacted: {
        orderStatus: 2,
        actionCode: '0',
        orderNumber: '7005',
        mdOrder: '01491d0b',
        amount: 2000,
        currency: 'RUB',
        paymentWay: 'SBP_C2B',
      },
    })
  })

  it.each([
    ['order not found', 'absent'],
    ['neither id passed', 'refused'],
  ])('give no evidence: %s', (name, outcome) => {
    expect(judge(recorded(name)).outcome).toBe(outcome)
  })

  it('leave no personal data in what is kept', () => {
    const { bindingId, ...said } = evidence(recorded('captured with 3DS block, fee and payer data (higher version)'))
    const kept = JSON.stringify(said)

    // It goes to the order, where `forget` finds it, and nowhere else.
    expect(bindingId).toBe('7d3c4b9a-3610-74d9-808d-422b00006aec')

    for (const personal of ['CARDHOLDER', '9876543210', 'payer@', '203.0.113.10', '202112', 'client-1', '7d3c4b9a']) {
      expect(kept).not.toContain(personal)
    }
  })
})

describe('orderStatus', () => {
  it.each([
    [0, 'registered'],
    [1, 'held'],
    [2, 'captured'],
    [3, 'reversed'],
    [4, 'refunded'],
    [5, 'authenticating'],
    [6, 'declined'],
    [7, 'pending'],
    [8, 'partly-captured'],
    [9, 'unrecognized'],
    [11, 'unrecognized'],
    [-1, 'unrecognized'],
    [2_000_000, 'unrecognized'],
  ])('%d is %s, as a number and as text', (orderStatus, phase) => {
    expect(evidence({ orderStatus }).phase).toBe(phase)
    expect(evidence({ orderStatus: String(orderStatus) }).phase).toBe(phase)
  })

  it.each<unknown>([
    2.5,
    '2abc',
    '2.0',
    ' 2',
    '02',
    '+2',
    '0x2',
    '',
    'length',
    true,
    [2],
    { valueOf: 2 },
    {},
    null,
    undefined,
    1e300,
  ])('%j is unusable', (orderStatus) => {
    expect(judge({ ...captured, orderStatus }).outcome).toBe('unavailable')
  })

  it('is not read from a prototype or a list', () => {
    expect(judge('{"__proto__":{"orderStatus":2}}').outcome).toBe('unavailable')
    expect(judge('{"constructor":{"prototype":{"orderStatus":2}}}').outcome).toBe('unavailable')
    expect(judge([{ orderStatus: 2 }]).outcome).toBe('unavailable')
  })

  it('is not read from a polluted Object.prototype', () => {
    const spoilt = { orderStatus: 2, actionCode: 0, amount: 2000, depositedAmount: 2000, refundedAmount: 0 }
    Object.assign(Object.prototype, spoilt)
    try {
      expect(judge('{}').outcome).toBe('unavailable')
      expect(evidence('{"orderStatus":0,"paymentAmountInfo":{}}')).toMatchObject({
        phase: 'registered',
        actionCode: undefined,
        amountMinor: undefined,
        depositedMinor: undefined,
        refundedMinor: undefined,
      })
    } finally {
      for (const name of Object.keys(spoilt)) Reflect.deleteProperty(Object.prototype, name)
    }
  })

  it('is captured for exactly 2 and "2"', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.integer({ min: -3, max: 12 }), fc.constantFrom('2', '02', '2 ')),
        (value) => {
          const answer = judge({ ...captured, orderStatus: value })
          const isCaptured = answer.outcome === 'answered' && answer.evidence.phase === 'captured'
          expect(isCaptured).toBe(value === 2 || value === '2')
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('amounts', () => {
  const place: Record<string, (value: unknown) => unknown> = {
    amountMinor: (amount) => ({ ...captured, amount }),
    heldMinor: (approvedAmount) => withAmounts({ approvedAmount }),
    depositedMinor: (depositedAmount) => withAmounts({ depositedAmount }),
    refundedMinor: (refundedAmount) => withAmounts({ refundedAmount }),
  }

  /**
   * Written independently of the code: what an amount is, as text and as a number (BPC: order status: integer, 0..12
   * digits; BPC: recorded answers: a whole number that was a floating-point one).
   */
  function oracle(value: unknown): number | undefined {
    if (typeof value === 'number') return value % 1 === 0 && value > -1 && value < 1e12 ? value : undefined
    if (typeof value !== 'string') return undefined
    const digits = value.endsWith('.0') ? value.slice(0, -2) : value
    if (digits.length < 1 || digits.length > 12) return undefined
    return digits.split('').every((digit) => '0123456789'.includes(digit)) ? parseInt(digits, 10) : undefined
  }

  const anyAmount = fc.oneof(
    fc.jsonValue(),
    fc.nat({ max: 999_999_999_999 }),
    fc.nat({ max: 999_999_999_999 }).map(String),
    fc.integer(),
    fc.double(),
    fc.constantFrom(
      '12x',
      '',
      ' ',
      ' 5',
      '5 ',
      '-5',
      '1e3',
      '0x10',
      '1.0',
      '1.00',
      '1.',
      '.0',
      '1.5',
      '0000002000',
      '9999999999999',
      '٣',
      1e12,
      1e21,
    ),
  )

  it.each(Object.keys(place))('%s is a whole number of minor units, or the answer is unusable', (field) => {
    fc.assert(
      fc.property(anyAmount, (value) => {
        const body = JSON.parse(JSON.stringify(place[field]!(value))) as unknown
        const wire = JSON.parse(JSON.stringify({ value })) as { value: unknown }
        const answer = judge(body)
        if (wire.value === null || (typeof wire.value === 'string' && wire.value.trim() === '')) {
          expect(answer).toMatchObject({ outcome: 'answered', evidence: { [field]: undefined } })
          return
        }
        const expected = oracle(wire.value)
        if (expected === undefined) return expect(answer.outcome).toBe('unavailable')
        expect(answer).toMatchObject({ outcome: 'answered', evidence: { [field]: expected } })
      }),
      { numRuns: 500 },
    )
  })

  it('left out are unknown, which is not zero', () => {
    expect(evidence({ orderStatus: 2, paymentAmountInfo: null })).toMatchObject({
      amountMinor: undefined,
      heldMinor: undefined,
      depositedMinor: undefined,
      refundedMinor: undefined,
      amountState: undefined,
      currency: undefined,
      orderNumber: undefined,
      gatewayOrderId: undefined,
    })
  })

  it.each([null, '', ' ', []])('are unknown in a paymentAmountInfo of %j', (paymentAmountInfo) => {
    expect(evidence({ ...captured, paymentAmountInfo })).toMatchObject({
      amountMinor: 2000,
      heldMinor: undefined,
      depositedMinor: undefined,
      refundedMinor: undefined,
    })
  })

  it.each(['x', 5, [{ depositedAmount: 2000 }], JSON.stringify({ depositedAmount: 2000 }), true])(
    'are unusable in a paymentAmountInfo of %j',
    (paymentAmountInfo) => {
      expect(judge({ ...captured, paymentAmountInfo }).outcome).toBe('unavailable')
    },
  )

  it.each([
    ['CREATED', 'created'],
    ['APPROVED', 'held'],
    ['DEPOSITED', 'captured'],
    ['DECLINED', 'declined'],
    ['REVERSED', 'reversed'],
    ['REFUNDED', 'refunded'],
    ['deposited', 'captured'],
    ['started', 'created'],
    ['payment_approved', 'held'],
    ['payment_deposited', 'captured'],
    ['PAYMENT_DEPOSITED', 'captured'],
    ['payment_declined', 'declined'],
    ['payment_void', 'reversed'],
    ['refunded', 'refunded'],
    ['pending', 'unrecognized'],
    ['partly_deposited', 'unrecognized'],
    ['SOMETHING_NEW', 'unrecognized'],
    ['', undefined],
    [null, undefined],
  ])('in paymentState %j are %s', (paymentState, amountState) => {
    expect(evidence(withAmounts({ paymentState })).amountState).toBe(amountState)
  })
})

describe('refunds', () => {
  const refunds = [
    { amount: 500, actionCode: '000', externalRefundId: 'r-1', date: '1740479120718', approvalCode: '1' },
    { amount: '700', actionCode: 0 },
    { amount: 900, actionCode: '1120' },
    { amount: 100 },
  ]

  it('are added up when there is no total', () => {
    expect(evidence({ orderStatus: 4, refunds }).refundedMinor).toBe(1300)
    expect(evidence({ orderStatus: 4, refunds: refunds[0] }).refundedMinor).toBe(500)
    expect(evidence({ orderStatus: 4, refunds: [{ actionCode: 0 }] }).refundedMinor).toBe(0)
    expect(evidence({ orderStatus: 4, refunds: null }).refundedMinor).toBeUndefined()
  })

  it('do not override the total', () => {
    expect(evidence({ orderStatus: 4, refunds, paymentAmountInfo: { refundedAmount: 500 } }).refundedMinor).toBe(500)
  })

  it('are kept with the id we gave them', () => {
    expect(evidence({ orderStatus: 4, refunds: [refunds[0]] }).redacted).toEqual({
      orderStatus: 4,
      refunds: [{ amount: 500, actionCode: '0', externalRefundId: 'r-1', date: '1740479120718' }],
    })
  })

  it.each([null, '', ' '])('of %j say nothing', (list) => {
    expect(evidence({ orderStatus: 4, refunds: list })).toMatchObject({ refunds: undefined, refundedMinor: undefined })
  })

  it('follow from a status 7 that means a partial refund (BT iPay), and from no other status 7', () => {
    const paymentAmountInfo = { depositedAmount: 1500, refundedAmount: 500 }
    expect(evidence({ orderStatus: 7, paymentAmountInfo })).toMatchObject({ phase: 'refunded', refundedMinor: 500 })
    expect(evidence({ orderStatus: '7', refunds }).phase).toBe('refunded')

    expect(evidence({ orderStatus: 7, paymentAmountInfo: { depositedAmount: 1500 } }).phase).toBe('pending')
    expect(evidence({ orderStatus: 7, paymentAmountInfo: { refundedAmount: 0 } }).phase).toBe('pending')
    expect(evidence({ orderStatus: 7, refunds: [{ amount: 500, actionCode: '1120' }] }).phase).toBe('pending')
    expect(evidence({ orderStatus: 2, paymentAmountInfo }).phase).toBe('captured')
  })

  it.each(['x', 5, [5], [{ amount: '12x' }], [{ amount: -1 }]])('of %j are unusable', (list) => {
    expect(judge({ orderStatus: 4, refunds: list }).outcome).toBe('unavailable')
  })
})

describe('currency', () => {
  it.each([
    ['978', 'EUR'],
    [978, 'EUR'],
    ['051', 'AMD'],
    ['51', 'AMD'],
    [51, 'AMD'],
    [12, 'DZD'],
    ['643', 'RUB'],
    ['810', 'RUB'],
    [810, 'RUB'],
    ['000', '000'],
    [7, '007'],
    ['97', '097'],
    ['RUB', 'RUB'],
    ['rub', 'RUB'],
    ['RUR', 'RUB'],
    ['EUR', 'EUR'],
    ['ZZZ', 'ZZZ'],
    [' ', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %s', (currency, code) => {
    expect(evidence({ ...captured, currency }).currency).toBe(code)
  })

  it.each(['9780', '97x', 'EURO', 'E1R', '€', -978, 97.8, 9780, true, ['978'], {}])('%j is unusable', (currency) => {
    expect(judge({ ...captured, currency }).outcome).toBe('unavailable')
  })
})

describe('actionCode', () => {
  it.each([
    [0, '0'],
    ['0', '0'],
    ['000', '0'],
    ['-0', '0'],
    [-0, '0'],
    [-2007, '-2007'],
    ['-2007', '-2007'],
    ['0116', '116'],
    [151019, '151019'],
    ['S1', 'S1'],
    ['0.0', '0.0'],
    ['0e0', '0e0'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is %j', (actionCode, code) => {
    expect(evidence({ ...captured, actionCode }).actionCode).toBe(code)
  })

  it.each([0.5, true, false, [0], {}, ' 0', '0 ', '+0', 'x'.repeat(33), 2 ** 60])('%j is unusable', (actionCode) => {
    expect(judge({ ...captured, actionCode }).outcome).toBe('unavailable')
  })

  it('is approved for zeros only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.stringMatching(/^-?[0-9.e]{0,4}$/)), (value) => {
        const answer = judge({ ...captured, actionCode: value })
        const isApproved = answer.outcome === 'answered' && answer.evidence.actionCode === '0'
        expect(isApproved).toBe(value === 0 || (typeof value === 'string' && /^-?0+$/.test(value)))
      }),
      { numRuns: 500 },
    )
  })
})

describe('ids', () => {
  it('are text, even if they come as numbers', () => {
    expect(evidence({ ...captured, orderNumber: 7005 }).orderNumber).toBe('7005')
    expect(evidence({ ...captured, orderNumber: '0987' }).orderNumber).toBe('0987')
    expect(evidence({ ...captured, attributes: [{ name: 'mdOrder', value: 42 }] }).gatewayOrderId).toBe('42')
  })

  it.each([2 ** 53, 1.5, true, {}, ['7005'], 'x'.repeat(256), '7005\u0000'])(
    'orderNumber %j is unusable',
    (orderNumber) => {
      expect(judge({ ...captured, orderNumber }).outcome).toBe('unavailable')
    },
  )

  it('too long to be ours are read, and so differ', () => {
    expect(evidence({ ...captured, orderNumber: 'x'.repeat(40) }).orderNumber).toHaveLength(40)
  })

  it.each([
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
    [[{ name: 'other', value: { any: 'thing' } }], undefined],
    [[{ name: 'mdOrder' }], undefined],
    [[{ name: 'mdOrder', value: '' }], undefined],
    [
      [
        { name: 'other', value: 'x' },
        { name: 'mdOrder', value: 'a' },
      ],
      'a',
    ],
    [
      [
        { name: 'mdOrder', value: 'a' },
        { name: 'mdOrder', value: 'a' },
      ],
      'a',
    ],
    // Sberbank's OpenAPI (BPC: recorded answers).
    [{}, undefined],
    [{ qrcId: 'q', memberId: 7 }, undefined],
    [{ mdOrder: 'a', qrcId: 'q', subscriptionId: { any: 'thing' } }, 'a'],
    [{ mdOrder: 42 }, '42'],
    [{ mdOrder: null }, undefined],
    ['', undefined],
  ])('in attributes %j are %j', (attributes, id) => {
    expect(evidence({ ...captured, attributes }).gatewayOrderId).toBe(id)
  })

  it.each([
    'x',
    5,
    [5],
    { mdOrder: {} },
    { mdOrder: ['a'] },
    { mdOrder: 'a\u0000' },
    [{ name: 'mdOrder', value: {} }],
    [{ name: 'mdOrder', value: true }],
    [
      { name: 'mdOrder', value: 'a' },
      { name: 'mdOrder', value: 'b' },
    ],
  ])('in attributes %j are unusable', (attributes) => {
    expect(judge({ ...captured, attributes }).outcome).toBe('unavailable')
  })
})

describe('money that may be less than it seems', () => {
  it.each([
    ['PARTIAL_AMOUNT', true],
    ['SOMETHING_NEW', true],
    ['REQUESTED', false],
    ['FULL_AMOUNT', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('shows in partialAuthorization %j: %s', (partialAuthorization, isPartial) => {
    expect(evidence({ ...captured, partialAuthorization }).isPartial).toBe(isPartial)
  })

  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [null, false],
    [undefined, false],
    [1, true],
    ['1', true],
    ['TRUE', true],
    [0, false],
    ['0', false],
    ['False', false],
    ['', false],
  ])('shows in chargeback %j: %s', (chargeback, isChargeback) => {
    expect(evidence({ ...captured, chargeback }).isChargeback).toBe(isChargeback)
  })

  it.each([2, -1, 'yes', 'true!', {}, []])('is unusable with chargeback %j', (chargeback) => {
    expect(judge({ ...captured, chargeback }).outcome).toBe('unavailable')
  })

  it.each([{}, true, []])('is unusable with partialAuthorization %j', (partialAuthorization) => {
    expect(judge({ ...captured, partialAuthorization }).outcome).toBe('unavailable')
  })
})

describe('decorative fields', () => {
  it.each([
    [
      { maskedPan: '427650XXXXXX2890', paymentSystem: 'MIR' },
      { maskedNumber: '427650XXXXXX2890', brand: 'MIR' },
    ],
    [{ pan: '500000**1115' }, { maskedNumber: '500000**1115', brand: undefined }],
    [
      { maskedPan: '', pan: '500000**1115' },
      { maskedNumber: '500000**1115', brand: undefined },
    ],
    [{ pan: '4111111111111111' }, { maskedNumber: '411111**1111', brand: undefined }],
    [{ paymentSystem: 'A_NEW_BRAND' }, { maskedNumber: undefined, brand: 'A_NEW_BRAND' }],
    [{ paymentSystem: '<script>', maskedPan: { a: 1 } }, undefined],
    [{ cardholderName: 'ANN' }, undefined],
    [{}, undefined],
    [null, undefined],
    ['{"pan":"500000**1115"}', undefined],
    [[{ pan: '500000**1115' }], undefined],
    [7, undefined],
  ])('cardAuthInfo %j is read as %j', (cardAuthInfo, card) => {
    expect(evidence({ ...captured, cardAuthInfo }).card).toEqual(card)
  })

  it.each([
    ['123456', '123456'],
    [12345678, '12345678'],
    ['A1B2C3', 'A1B2C3'],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
    ['<b>', undefined],
    ['41111111111', undefined],
  ])('approvalCode %j is read as %j', (approvalCode, code) => {
    const read = evidence({ ...captured, cardAuthInfo: { approvalCode } })

    expect(read.approvalCode).toBe(code)
    expect((read.redacted as { approvalCode?: string }).approvalCode).toBe(code)
  })

  it.each<[unknown, string | undefined]>([
    [{ clientId: 'c-1', bindingId: 'b-1' }, 'b-1'],
    [{ bindingId: 42 }, '42'],
    [{ clientId: 'c-1' }, undefined],
    [{ bindingId: ['b-1'] }, undefined],
    ['b-1', undefined],
    [[], undefined],
  ])('bindingInfo %j only decorates: the stored card is %j', (bindingInfo, bindingId) => {
    expect(evidence({ ...captured, bindingInfo })).toMatchObject({ phase: 'captured', bindingId })
  })

  it.each([
    ['CARD', 'CARD'],
    ['SOME_NEW_WAY', 'SOME_NEW_WAY'],
    ['<b>', undefined],
    [{}, undefined],
  ])('paymentWay %j is read as %j', (paymentWay, way) => {
    expect(evidence({ ...captured, paymentWay }).paymentWay).toBe(way)
  })

  it.each([
    [1580819041664, new Date(1580819041664)],
    ['1580819041664', new Date(1580819041664)],
    [0, undefined],
    [-1, undefined],
    [9e15, undefined],
    // Microseconds and seconds, sent by mistake.
    ['1580819041664000', undefined],
    [1580819041, undefined],
    ['01580819041664', undefined],
    ['1580819041664x', undefined],
    ['x1580819041664', undefined],
    [Date.UTC(2000, 0, 1), new Date('2000-01-01')],
    [Date.UTC(2000, 0, 1) - 1, undefined],
    [Date.UTC(2100, 0, 1) - 1, new Date('2099-12-31T23:59:59.999Z')],
    [Date.UTC(2100, 0, 1), undefined],
    [null, undefined],
    ['2020-02-04', undefined],
    [{}, undefined],
  ])('depositedDate %j is read as %j', (depositedDate, paidAt) => {
    expect(evidence({ ...captured, depositedDate }).paidAt).toEqual(paidAt)
  })

  it.each([
    [{ maskedPan: '427650XXXXXX2890' }, '427650XXXXXX2890'],
    [{ pan: '500000**1115' }, '500000**1115'],
    [{ maskedPan: '427650XXXXXX2890', pan: '500000**1115' }, '427650XXXXXX2890'],
  ])('cardAuthInfo %j is kept by its mask', (cardAuthInfo, maskedPan) => {
    expect(evidence({ ...captured, cardAuthInfo }).redacted).toMatchObject({ maskedPan })
  })

  it.each(['x<', '<x', 'a\tb', ''])('leave out what is not a word: %j', (word) => {
    const { paymentWay, redacted } = evidence({ ...captured, paymentWay: word, authRefNum: word })

    expect(paymentWay).toBeUndefined()
    expect(redacted).not.toHaveProperty('authRefNum')
  })

  it('leave no gap in what is kept', () => {
    const { redacted } = evidence({ errorCode: '0', orderStatus: 2 })

    expect(redacted).toStrictEqual({ orderStatus: 2 })
  })

  it('never hold a full card number, wherever it is', () => {
    const pan = '4111111111111111'
    const cards = [{ pan }, { maskedPan: pan }, { pan: '4111 1111 1111 1111' }, { maskedPan: '4111111111*111111' }]
    for (const cardAuthInfo of cards) {
      const kept = JSON.stringify(evidence({ ...captured, cardAuthInfo }))
      expect(kept).not.toMatch(/4111111|1111111|4111 1111/)
    }
  })
})
