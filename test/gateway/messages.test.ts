import fc from 'fast-check'
import { GatewayUnavailableError } from '../../src/errors.ts'
import type { Method } from '../../src/gateway/error-codes.ts'
import type { Unavailable } from '../../src/gateway/answers.ts'
import type { Heard } from '../../src/gateway/heard.ts'
import {
  judgeAcknowledgement,
  judgeCards,
  judgeOrderList,
  judgeRegister,
  judgeRemoveCard,
  judgeStatus,
} from '../../src/gateway/messages.ts'
import { judgeLegacyStatus } from '../../src/gateway/legacy-status.ts'
import type { Question } from '../../src/gateway/verdict.ts'
import type { BankAnswer } from '../../src/gateway/watch-call.ts'
import { answers } from './answers.ts'
import type { RecordedAnswer } from './answers.ts'
import { everythingIn, reply } from './replies.ts'

const password = 'p?ss%w0rd&'

function about(method: Method): Question {
  return { method, secrets: ['shop-api', password] }
}

const asks = {
  register: (body: unknown) => judgeRegister(about('register.do'), reply(body)),
  status: (body: unknown) => judgeStatus(about('getOrderStatusExtended.do'), reply(body)),
  refund: (body: unknown) => judgeAcknowledgement(about('refund.do'), reply(body)),
  cards: (body: unknown) => judgeCards(about('getBindings.do'), reply(body), { clientId: 'c-1' }),
  removeCard: (body: unknown) => judgeRemoveCard(about('unBindCard.do'), reply(body)),
}

const registered = { orderId: '01491d0b-c848-7dd6-a20d-e96900a7d8c0', formUrl: 'https://bank.example/pay?mdOrder=1' }

const everyMethod: readonly Method[] = [
  'register.do',
  'registerPreAuth.do',
  'getOrderStatusExtended.do',
  'getOrderStatus.do',
  'public/acknowledgeTransaction.do',
  'deposit.do',
  'reverse.do',
  'refund.do',
  'decline.do',
  'getBindings.do',
  'unBindCard.do',
  'getLastOrdersForMerchants.do',
]

function isLegacy(method: Method): boolean {
  return method === 'getOrderStatus.do' || method === 'public/acknowledgeTransaction.do'
}

function judgeOf(method: Method): (question: Question, answer: Heard) => BankAnswer {
  if (method.startsWith('register')) return judgeRegister
  if (method === 'getBindings.do') return (question, answer) => judgeCards(question, answer, { clientId: 'c-1' })
  if (method === 'unBindCard.do') return judgeRemoveCard
  if (method === 'getLastOrdersForMerchants.do') return judgeOrderList
  if (method === 'getOrderStatusExtended.do') return judgeStatus
  return isLegacy(method) ? (question, answer) => judgeLegacyStatus(question, answer, {}) : judgeAcknowledgement
}

function judged(method: Method, { status, body }: RecordedAnswer) {
  return judgeOf(method)(about(method), reply(JSON.stringify(body), { status }))
}

describe('recorded answers', () => {
  const outcomes: Partial<Record<Method, Record<string, string>>> = {
    'register.do': {
      success: 'answered',
      'success in the redirect guide': 'answered',
      'duplicate order number': 'unavailable',
      'success with numeric errorCode (Satim)': 'answered',
      'wrong credentials (Satim)': 'refused 5',
      'wrong amount (test gateway)': 'refused 5',
      'unknown currency': 'refused 3',
      'Sberbank partner API success': 'answered',
    },
    'registerPreAuth.do': { success: 'answered' },
    'deposit.do': {
      done: 'answered',
      'above hold': 'refused 5',
      'not held any more': 'unavailable',
      'unknown order': 'refused 6',
    },
    'reverse.do': {
      done: 'answered',
      'wrong state (also: second reversal)': 'unavailable',
      'unknown order': 'refused 6',
    },
    'refund.do': {
      done: 'answered',
      'done (Satim)': 'answered',
      'above what is left': 'unavailable',
      'wrong state': 'unavailable',
      'wrong amount': 'refused 5',
      'no permission': 'refused 5',
    },
    'decline.do': { done: 'answered' },
  }

  for (const [method, expected] of Object.entries(outcomes) as [keyof typeof answers & Method, object][]) {
    it(`of ${method} are told apart`, () => {
      const found = answers[method].map((recorded: RecordedAnswer) => {
        const answer = judged(method, recorded)
        return [recorded.name, answer.outcome === 'refused' ? `refused ${answer.error.errorCode}` : answer.outcome]
      })

      expect(Object.fromEntries(found)).toEqual(expected)
    })
  }

  it.each(answers['register.do'].filter(({ body }) => 'formUrl' in body))(
    'of register.do give the page verbatim: $name',
    (recorded) => {
      expect(judged('register.do', recorded)).toEqual({
        outcome: 'answered',
        gatewayOrderId: (recorded.body as typeof registered).orderId,
        formUrl: (recorded.body as typeof registered).formUrl,
      })
    },
  )

  it.each(answers.foreign)('of a method that was not called prove nothing: $name', (recorded) => {
    expect(judged('register.do', recorded).outcome).not.toBe('answered')
    expect(judged('getOrderStatusExtended.do', recorded).outcome).not.toBe('answered')
  })
})

describe('the reading order', () => {
  it.each([100, 201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 429, 500, 502, 503])(
    'finds HTTP status %d unusable, whatever the body says',
    (status) => {
      for (const method of everyMethod) {
        const body = { ...registered, errorCode: 0, orderStatus: 2 }
        expect(judgeOf(method)(about(method), reply(body, { status }))).toMatchObject({
          outcome: 'unavailable',
          error: { message: expect.stringContaining(`HTTP status ${status}`) },
        })
      }
    },
  )

  it('says where to look after a wrong address, and names each mismatch', () => {
    const said = (body: unknown, changes = {}) => {
      const answer = judgeOf('getOrderStatusExtended.do')(about('getOrderStatusExtended.do'), reply(body, changes))
      return (answer as { error: Error }).error.message
    }
    const came = (what: string) =>
      `getOrderStatusExtended.do got no usable answer: ${what}. A status question changes nothing: ask again later.`

    expect(said('', { status: 404 })).toBe(
      came('HTTP status 404 (is gateway.url the root of the REST API, and does the bank still speak this call?)'),
    )
    for (const status of [401, 403]) {
      expect(said('"Access denied"', { status })).toBe(
        came(
          `HTTP status ${status} (is the login right? see gateway.user and gateway.password, gateway.token, and ` +
            'gateway.basic if the bank wants it in a header)',
        ),
      )
    }
    expect(said('', { status: 400 })).toBe(came('HTTP status 400'))
    expect(said({ errorCode: '0' })).toBe(came('JSON without orderStatus'))
    expect(said({ errorCode: '0', orderStatus: 2, amount: 'x', paymentAmountInfo: { depositedAmount: {} } })).toMatch(
      /: JSON whose amount cannot be read/,
    )
    expect(said({ errorCode: '0', orderStatus: 2, paymentAmountInfo: { depositedAmount: {} } })).toBe(
      came('JSON whose paymentAmountInfo.depositedAmount cannot be read'),
    )
    expect(said({ success: 'maybe' })).toBe(came('JSON whose success cannot be read'))
    expect(said({ success: true, errorCode: '5', orderStatus: 2 })).toBe(
      came('JSON that reports success and an error at once'),
    )
    expect(said({ errorCode: '99' })).toBe(came('errorCode 99, which is not a clear no'))
    expect(said({ error: { message: 'no' } })).toBe(came('errorCode unnamed, which is not a clear no'))
    expect(said('  <html></html>')).toBe(came('HTML or XML (15 bytes)'))
  })

  it('does not take text for a list or an object', () => {
    const attributes = JSON.stringify([{ name: 'mdOrder', value: 'g-1' }])
    expect(asks.status({ errorCode: '0', orderStatus: 2, attributes }).outcome).toBe('unavailable')
    expect(asks.status({ errorCode: '0', orderStatus: 2, paymentAmountInfo: '{}' }).outcome).toBe('unavailable')
  })

  it('passes on how long the gateway asks us to wait', () => {
    const answer = judgeRegister(about('register.do'), reply('', { status: 429, retryAfterMs: 7000 }))

    expect(answer).toMatchObject({ outcome: 'unavailable', error: { retryAfterMs: 7000 } })
  })

  it('finds an unreadable body unusable, and says what it is', () => {
    for (const method of everyMethod) {
      expect(judgeOf(method)(about(method), { unreadable: 'a compressed body that cannot be read' })).toMatchObject({
        outcome: 'unavailable',
        isUnreadable: true,
        error: { message: expect.stringContaining(': a compressed body that cannot be read. ') },
      })
    }
  })

  it('tells an unreadable answer from silence, a fault and a named error', () => {
    const isUnreadable = (body: unknown, changes = {}) =>
      'isUnreadable' in judgeStatus(about('getOrderStatusExtended.do'), reply(body, changes))

    for (const body of ['<html>', '', '[]', '{"errorCode":0', { orderStatus: 2, amount: 'many' }, { orderStatus: {} }])
      expect(isUnreadable(body)).toBe(true)
    expect(isUnreadable({ errorCode: {}, orderStatus: 2 })).toBe(true)
    expect(isUnreadable({ success: true, errorCode: '7', orderStatus: 2 })).toBe(true)
    expect(isUnreadable({ errorCode: '7' })).toBe(false)
    expect(isUnreadable('<html>', { status: 503 })).toBe(false)
    expect('isUnreadable' in judgeRegister(about('register.do'), reply({ errorCode: 0 }))).toBe(true)
    expect('isUnreadable' in judgeRegister(about('register.do'), { silence: 'the connection was cut' })).toBe(false)
  })

  it.each(['\ufeff', '\r\n\r\n', '\n\ufeff', ' \t'])('reads an answer after %j', (before) => {
    expect(asks.status(`${before}{"orderStatus":2}\n`).outcome).toBe('answered')
  })

  it('finds silence unusable, and says what came instead', () => {
    for (const method of everyMethod) {
      expect(judgeOf(method)(about(method), { silence: 'connection refused' })).toMatchObject({
        outcome: 'unavailable',
        error: { message: expect.stringMatching(/^[\w/]+\.do got no usable answer: connection refused\. [A-Z]/) },
      })
    }
  })

  it('says that no money moved when a call was never sent', () => {
    for (const method of everyMethod) {
      const answer = judgeOf(method)(about(method), { silence: 'this checkout is closed', isUnsent: true })
      const unreached = { silence: 'connection refused', isUnsent: true, isUnreached: true } as const
      expect(judgeOf(method)(about(method), unreached)).toMatchObject({
        outcome: 'unavailable',
        isUnsent: true,
        isUnreached: true,
        error: { message: expect.stringContaining('was not sent: connection refused. The gateway received nothing') },
      })

      expect(answer).toEqual({ outcome: 'unavailable', isUnsent: true, error: expect.any(GatewayUnavailableError) })
      expect((answer as Unavailable).error.message).toBe(
        `${method} was not sent: this checkout is closed. The gateway received nothing, no money moved.`,
      )
    }
  })

  it.each([
    ['', 'an empty body'],
    [' \n', 'an empty body'],
    ['<html>Service unavailable</html>', 'HTML or XML (32 bytes)'],
    ['{"errorCode":0,', 'broken JSON (15 bytes)'],
    ['{'.repeat(60_000), 'broken JSON'],
    ['['.repeat(60_000) + ']'.repeat(60_000), 'a list instead of a JSON object'],
    ['[{"orderStatus":2}]', 'a list instead of a JSON object'],
    ['"Transaction is not found"', 'text that is not a JSON object'],
    ['null', 'text that is not a JSON object'],
    ['0', 'text that is not a JSON object'],
    ['true', 'text that is not a JSON object'],
    ['OK', 'text that is not a JSON object (2 bytes)'],
  ])('finds a body unusable that is not a JSON object: %.20s', (body, came) => {
    for (const ask of Object.values(asks)) {
      expect(ask(body)).toMatchObject({ outcome: 'unavailable', error: { message: expect.stringContaining(came) } })
    }
  })

  it('survives objects nested too deep for the stack', () => {
    const deep = `${'{"a":'.repeat(12_000)}0${'}'.repeat(12_000)}`

    expect(asks.refund(`{"errorCode":"7","a":${deep}}`).outcome).toBe('unavailable')
  })

  it.each([
    [{ success: true, errorCode: '7' }, 'answered'],
    [{ success: 'true', errorCode: 5 }, 'answered'],
    [{ success: false, errorCode: 0 }, 'unavailable'],
    [{ success: 'false' }, 'unavailable'],
    [{ success: false, errorCode: 5 }, 'refused'],
    [{ success: null, errorCode: 0 }, 'answered'],
    [{ success: 'yes', errorCode: 0 }, 'unavailable'],
    [{ success: 1, errorCode: 0 }, 'answered'],
    [{ success: '1', errorCode: 0 }, 'answered'],
    [{ success: 0, errorCode: 0 }, 'unavailable'],
    [{ success: 2, errorCode: 0 }, 'unavailable'],
    [{ success: '', errorCode: 0 }, 'answered'],
    [{}, 'answered'],
    [{ errorCode: null }, 'answered'],
    [{ errorCode: 0 }, 'answered'],
    [{ errorCode: '0' }, 'answered'],
    [{ errorCode: ' 0 ' }, 'answered'],
    [{ errorCode: ' 5\n' }, 'refused'],
    [{ errorCode: 5 }, 'refused'],
    [{ errorCode: '' }, 'answered'],
    [{ errorCode: ' ' }, 'answered'],
    [{ errorCode: ' \t ' }, 'answered'],
    [{ errorCode: '00' }, 'answered'],
    [{ errorCode: '05' }, 'unavailable'],
    [{ errorCode: '', ErrorCode: '5' }, 'refused'],
    [{ errorCode: '0.0' }, 'unavailable'],
    [{ errorCode: false }, 'unavailable'],
    [{ errorCode: [] }, 'unavailable'],
    [{ errorCode: {} }, 'unavailable'],
    [{ errorCode: 0.5 }, 'unavailable'],
    [{ errorCode: 'x'.repeat(40) }, 'unavailable'],
    [{ errorCode: 'constructor' }, 'unavailable'],
    [{ ErrorCode: '0' }, 'answered'],
    [{ ErrorCode: '5' }, 'refused'],
    [{ errorCode: '0', ErrorCode: '5' }, 'refused'],
    [{ error: { code: 5 } }, 'refused'],
    [{ error: { code: '0' } }, 'answered'],
    [{ error: { message: 'Internal' } }, 'unavailable'],
    [{ error: { code: {} } }, 'unavailable'],
    [{ error: 'Internal Server Error' }, 'unavailable'],
    [{ error: true }, 'unavailable'],
    [{ error: false }, 'answered'],
    [{ error: null }, 'answered'],
    [{ errorCode: 0, error: false, anything: { new: ['field'] } }, 'answered'],
  ])('reads the acknowledgement %j as %s', (body, outcome) => {
    expect(asks.refund(body).outcome).toBe(outcome)
  })

  it('lets success override the code of a registration', () => {
    expect(asks.register({ ...registered, success: true, errorCode: '7' }).outcome).toBe('answered')
    expect(asks.register({ ...registered, success: false, errorCode: '0' }).outcome).toBe('unavailable')
  })

  it('believes neither half of a status that claims success and error at once', () => {
    expect(asks.status({ success: true, errorCode: '7', orderStatus: 2 }).outcome).toBe('unavailable')
    expect(asks.status({ success: true, errorCode: '6' }).outcome).toBe('unavailable')
    expect(asks.status({ success: true, errorCode: '0', orderStatus: 2 }).outcome).toBe('answered')
  })
})

describe('a clear no', () => {
  const clear: Record<Method, readonly string[]> = {
    'register.do': ['3', '4', '5', '8', '12', '13', '14', '2003'],
    'registerPreAuth.do': ['3', '4', '5', '8', '12', '13', '14', '2003'],
    'getOrderStatusExtended.do': ['1', '5'],
    'getOrderStatus.do': ['1', '5'],
    'public/acknowledgeTransaction.do': ['1', '5'],
    'deposit.do': ['5', '6'],
    'reverse.do': ['5', '6'],
    'refund.do': ['5', '6', '8'],
    'decline.do': ['5', '6'],
    'getBindings.do': ['1', '5'],
    'unBindCard.do': ['5'],
    'getLastOrdersForMerchants.do': ['5'],
  }

  it.each(everyMethod)('to %s has these codes and no others', (method) => {
    const codes = [...Array(120).keys(), 2003, 8204, -1].map(String)
    const refused = codes.filter((code) => {
      return (
        judgeOf(method)(about(method), reply({ ...registered, errorCode: code, orderStatus: 2 })).outcome === 'refused'
      )
    })

    expect(refused).toEqual(clear[method])
  })

  it('is never read from a registration whose number is taken, because that order may exist', () => {
    expect(asks.register({ errorCode: '1', errorMessage: 'duplicate' }).outcome).toBe('unavailable')
  })

  it('says what was called, what came and what it means', () => {
    expect(asks.register({ errorCode: '3', errorMessage: 'Unknown currency' })).toMatchObject({
      error: {
        code: 'CHECKOUT_GATEWAY_REFUSED',
        errorCode: '3',
        message:
          'The gateway refused register.do with errorCode 3: the currency is unknown or not allowed for this ' +
          'merchant. ' +
          'This call moved no money.',
        cause: { errorCode: '3', errorMessage: 'Unknown currency' },
      },
    })
  })

  it.each([
    ['register', '3', 'the currency is unknown'],
    [
      'register',
      '5',
      'this login is denied access or must change its password (see gateway.user and gateway.password, or ' +
        'gateway.token), or a value is wrong',
    ],
    ['status', '1', 'the status question names no order'],
    ['refund', '5', 'this externalRefundId was made before'],
    ['refund', '6', 'the gateway has no such order'],
    ['refund', '8', 'the amount exceeds what can be refunded'],
  ] as const)('to %s with errorCode %s says why', (verb, errorCode, why) => {
    expect(asks[verb]({ errorCode })).toMatchObject({ error: { message: expect.stringContaining(why) } })
  })

  it('reads the field names of legacy answers too, and can do without a message', () => {
    expect(asks.register({ ErrorCode: '5', ErrorMessage: 'Access denied' })).toMatchObject({
      error: { cause: { errorCode: '5', errorMessage: 'Access denied' } },
    })
    expect(asks.register({ errorCode: '5' })).toMatchObject({ error: { cause: { errorCode: '5' } } })
  })

  it.each([
    [`login shop-api with ${password}`, 'login *** with ***'],
    ['sent p%3Fss%25w0rd%26 to us', 'sent *** to us'],
    ['card 4111 1111-1111 1111 of ann@example.com', 'card *** of ***'],
  ])('carries no credentials or card data: %s', (errorMessage, kept) => {
    const answer = asks.register({ errorCode: 5, errorMessage, password, cardholderName: 'ANN EXAMPLE' })

    expect(answer).toMatchObject({ error: { cause: { errorCode: '5', errorMessage: kept } } })
    const shown = everythingIn((answer as { error: Error }).error)
    for (const secret of [password, 'shop-api', '1111', 'ann@', 'ANN EXAMPLE']) expect(shown).not.toContain(secret)
  })

  it('does not carry a malformed code', () => {
    const answer = asks.register({ errorCode: '4111111111111111' })

    expect(answer.outcome).toBe('unavailable')
    expect(everythingIn((answer as { error: Error }).error)).not.toContain('4111111111111111')
  })
})

describe('an absent order', () => {
  it('means errorCode 6 and no order', () => {
    expect(asks.status({ errorCode: '6', attributes: [] })).toEqual({ outcome: 'absent' })
    expect(asks.status({ errorCode: 6, success: false })).toEqual({ outcome: 'absent' })
  })

  it('is not reported when an order comes with the code', () => {
    expect(asks.status({ errorCode: '6', orderStatus: 2 }).outcome).toBe('unavailable')
  })
})

describe('a registration', () => {
  it('reads an id of digits as text', () => {
    expect(asks.register({ ...registered, orderId: 12345 })).toMatchObject({ gatewayOrderId: '12345' })
  })

  it.each([
    ['orderId', undefined],
    ['orderId', null],
    ['orderId', ''],
    ['orderId', 'x'.repeat(37)],
    ['orderId', 'a b'],
    ['orderId', 'a\u0000'],
    ['orderId', 'é'],
    ['orderId', 2 ** 60],
    ['orderId', ['a']],
    ['orderId', { a: 1 }],
    ['orderId', true],
    ['formUrl', undefined],
    ['formUrl', null],
    ['formUrl', ''],
    ['formUrl', 7],
    ['formUrl', 'https://bank.example/\r\nSet-Cookie: a=b'],
    ['formUrl', `https://bank.example/${'x'.repeat(2048)}`],
    ['formUrl', ['https://bank.example/']],
  ])('is unusable with %s %j, because the order may still exist', (field, value) => {
    expect(asks.register({ ...registered, [field]: value })).toMatchObject({
      outcome: 'unavailable',
      error: { message: expect.stringContaining(field) },
    })
  })

  it.each<[unknown, string]>([
    [{}, 'an object'],
    [[], 'a list of 0'],
    [7, 'a number'],
    ['https://bank.example/\r\nX: y', 'an address with a line break or control character in it'],
    [`https://bank.example/${'x'.repeat(2048)}`, '2069 characters'],
  ])('says what it has in place of a payment page: %j', (formUrl, what) => {
    expect(asks.register({ ...registered, formUrl })).toMatchObject({
      error: { message: expect.stringContaining(`JSON whose formUrl cannot be read (${what}).`) },
    })
  })

  it('is not read from a prototype', () => {
    expect(asks.register(`{"__proto__":${JSON.stringify(registered)}}`).outcome).toBe('unavailable')
    expect(asks.register(`{"constructor":{"prototype":${JSON.stringify(registered)}}}`).outcome).toBe('unavailable')
    expect(Reflect.get({}, 'orderId')).toBeUndefined()
  })
})

describe('any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.object().map((object) => JSON.stringify(object)),
  )

  it('is judged without a throw', () => {
    const anyMethod = fc.constantFrom(...everyMethod)
    fc.assert(
      fc.property(anyMethod, anyText, fc.integer({ min: 100, max: 599 }), (method, text, status) => {
        const answer = judgeOf(method)(about(method), reply(text, { status }))
        expect(['answered', 'refused', 'unavailable', 'absent']).toContain(answer.outcome)
      }),
      { numRuns: 1000 },
    )
  })

  it('never yields a registration or a status without its required fields', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!/orderId|orderStatus/.test(text))
        expect(asks.register(text).outcome).not.toBe('answered')
        expect(asks.status(text).outcome).not.toBe('answered')
      }),
    )
  })

  it('never shows up in an error', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.constantFrom('{"a":"%"}', '<b>%</b>', '["%"]', '%', '{"orderStatus":"%"}'),
        (id, shape) => {
          const answer = asks.status(shape.replace('%', id))
          expect(answer.outcome).toBe('unavailable')
          expect(everythingIn((answer as { error: Error }).error)).not.toContain(id)
        },
      ),
    )
  })
})

describe('stored cards', () => {
  const listed = { bindingId: 'b-1', clientId: 'c-1', maskedPan: '411111**1111', expiryDate: '203412' }
  const read = (binding: object) => asks.cards({ errorCode: '0', bindings: [{ ...listed, ...binding }] })

  it('are read by id, mask and brand; the expiry date and the cardholder are not', () => {
    const more = { paymentSystem: 'VISA', bindingCategory: 'COMMON', cardholderName: 'ADA LOVELACE' }

    expect(read(more)).toEqual({
      outcome: 'answered',
      cards: [{ bindingId: 'b-1', maskedNumber: '411111**1111', brand: 'VISA' }],
    })
  })

  it('never bring a full card number with them', () => {
    expect(read({ maskedPan: '4111111111111111' })).toMatchObject({ cards: [{ maskedNumber: '411111**1111' }] })
    expect(read({ maskedPan: 'VISA of Ada' })).toMatchObject({ cards: [{ maskedNumber: undefined }] })
  })

  it.each<[string, object]>([
    ['errorCode 2', { errorCode: '2', errorMessage: 'Information is not found' }],
    ['an empty list', { errorCode: 0, bindings: [] }],
    ['no list at all', { errorCode: '0' }],
  ])('are none after %s, which is no error', (_what, body) => {
    expect(asks.cards(body)).toEqual({ outcome: 'answered', cards: [] })
  })

  it.each<[string, unknown, string]>([
    ['another client’s card', { ...listed, clientId: 'c-2' }, 'bindings.0.clientId is not the client asked about'],
    ['a card without an id', { clientId: 'c-1' }, 'without bindings.0.bindingId'],
    ['a card that is a text', 'b-1', 'bindings.0 cannot be read'],
  ])('are not believed if one is %s', (_what, binding, message) => {
    const answer = asks.cards({ errorCode: '0', bindings: [binding] })

    expect(answer).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect((answer as { error: Error }).error.message).toContain(message)
  })

  it('are not believed beside errorCode 2, which says that there are none', () => {
    expect(asks.cards({ errorCode: '2', bindings: [listed] }).outcome).toBe('unavailable')
  })

  it('are removed only by a clear yes; one that is not there is absent, and anything else is unknown', () => {
    expect(asks.removeCard({ errorCode: '0', errorMessage: 'Success' })).toEqual({ outcome: 'answered' })
    expect(asks.removeCard({ errorCode: '2', errorMessage: 'Bundle not found' })).toEqual({ outcome: 'absent' })
    expect(asks.removeCard({ errorCode: '7', errorMessage: 'System error' })).toMatchObject({
      outcome: 'unavailable',
      error: { message: expect.stringContaining('The card may be removed or not') },
    })
  })
})
