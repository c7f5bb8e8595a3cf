import type { ServerResponse } from 'node:http'
import { findBank } from '../../src/banks/index.ts'
import type { BankKey } from '../../src/banks/index.ts'
import { makeGateway } from '../../src/gateway/axios-gateway.ts'
import type { ClosableGateway } from '../../src/gateway/axios-gateway.ts'
import { describedIn } from '../../src/gateway/dialect.ts'
import type { Registration } from '../../src/gateway/gateway.ts'
import { orderNumberFault } from '../../src/order-number-form.ts'
import { dialectOf } from '../../src/options/bank-dialect.ts'
import { answers } from './answers.ts'
import { openBank } from './bank.ts'
import type { Bank } from './bank.ts'

const registration: Registration = {
  orderNumber: 'A1B2C3D4E5',
  amountMinor: 5000,
  currency: 'DZD',
  capture: 'automatic',
  returnUrl: 'https://shop.example/payment/return',
  sessionTimeoutSecs: 1200,
}

const recorded = Object.fromEntries(
  answers.foreign.map(({ name, status, body }) => [name.split(': ')[1] ?? name, { status, body }]),
)

let bank: Bank
let gateway: ClosableGateway
let says: { readonly status?: number; readonly body: unknown }

beforeAll(async () => {
  bank = await openBank((_call, res: ServerResponse) => {
    res.statusCode = says.status ?? 200
    res.end(JSON.stringify(says.body))
  })
})

afterEach(() => gateway.close())
afterAll(() => bank.close())

/** A gateway that speaks as a bank does, and what the bank answers next. */
function speaking(key: BankKey, body: unknown, { status = 200, language = undefined as string | undefined } = {}) {
  says = { status, body }
  const dialect = dialectOf(findBank(key), language)
  gateway = makeGateway({ url: bank.url, timeoutMs: 5000, user: 'shop-api', password: 'p', dialect })
  return gateway
}

const lastCall = () => bank.heard.at(-1)!

describe('a dialect', () => {
  it('writes JSON, with nested values as they are and features joined, where the bank takes no form', async () => {
    const registered = { errorCode: '0', orderId: 'g-1', formUrl: 'https://bank.example/pp/pay_ru?orderId=g-1' }
    const item = { features: ['FORCE_TDS', 'FORCE_CREATE_BINDING'], jsonParams: { a: { b: 1 } }, clientId: '12' }

    const answer = await speaking('sberbank-partner', registered).register({ ...registration, ...item })

    expect(answer).toMatchObject({ outcome: 'answered', gatewayOrderId: 'g-1' })
    expect(lastCall().headers['content-type']).toBe('application/json; charset=UTF-8')
    expect(JSON.parse(lastCall().body)).toEqual({
      userName: 'shop-api',
      password: 'p',
      orderNumber: 'A1B2C3D4E5',
      amount: 5000,
      currency: '012',
      returnUrl: registration.returnUrl,
      sessionTimeoutSecs: 1200,
      features: 'FORCE_TDS;FORCE_CREATE_BINDING',
      jsonParams: { a: { b: 1 } },
      clientId: '12',
    })
  })

  it('spells languages as the bank does, and sends none that it does not have', async () => {
    await speaking('satim', {}, { language: 'en' }).register({ ...registration, language: 'fr' })
    expect(lastCall().fields.getAll('language')).toEqual(['FR'])
    await speaking('satim', {}, { language: 'en' }).register({ ...registration, language: 'de' })
    expect(lastCall().fields.getAll('language')).toEqual(['EN'])
    await speaking('satim', {}).status({ gatewayOrderId: 'g-1' })
    expect(lastCall().fields.getAll('language')).toEqual(['FR'])
    await speaking('alfa-by', {}).register({ ...registration, language: 'de' })
    expect(lastCall().fields.has('language')).toBe(false)
  })

  it('asks by our number under the name that the bank has for it', async () => {
    await speaking('credibanco', { errorCode: '6' }).status({ orderNumber: 'A1' })

    expect(lastCall().fields.get('merchantOrderNumber')).toBe('A1')
    expect(lastCall().fields.has('orderNumber')).toBe(false)
  })

  it('refuses an order number that the bank would refuse, before anything is sent', async () => {
    const before = bank.heard.length
    const answer = await speaking('satim', {}).register({ ...registration, orderNumber: 'A1B2C3D4E5F' })

    expect(answer).toMatchObject({ outcome: 'refused', isUnsent: true })
    expect((answer as { error: Error }).error.message).toBe(
      'register.do was not sent: orderNumber is not one that this bank takes: at most 10 letters and digits. ' +
        'The gateway received nothing, no money moved.',
    )
    expect(bank.heard).toHaveLength(before)
    expect(orderNumberFault('A-1', findBank('satim')!.orderNumber!)).toMatch(/letters and digits$/)
    expect(orderNumberFault('A-1', findBank('bt')!.orderNumber!)).toBeUndefined()
  })

  describe('after the no of the bank to a registration', () => {
    const refusalOf = async (key: BankKey, item: Partial<Registration>) => {
      const no = { errorCode: '5', errorMessage: 'of ANN EXAMPLE: wrong' }
      const answer = await speaking(key, no).register({ ...registration, ...item })
      return answer.outcome === 'refused' ? answer.error.message : answer.outcome
    }

    it('says in our own words what this bank wants and did not get', async () => {
      expect(await refusalOf('satim', {})).toContain(
        'The gateway refused register.do with errorCode 5: this bank wants jsonParams.force_terminal_id and ' +
          'jsonParams.udf1, which this registration lacks; or this login is denied access',
      )
      expect(await refusalOf('satim', { jsonParams: { udf1: '1', force_terminal_id: '' } })).toContain(
        '5: this bank wants jsonParams.force_terminal_id, which this registration lacks; or',
      )
      expect(await refusalOf('bt', { orderBundle: { cartItems: { items: [] } } })).toContain(
        '5: this bank wants orderBundle.customerDetails, which this registration lacks; or',
      )
      expect(await refusalOf('satim', {})).not.toContain('ANN EXAMPLE')
    })

    it('says so of an amount under its smallest, too', async () => {
      const jsonParams = { force_terminal_id: 'E1', udf1: '1' }

      expect(await refusalOf('satim', { jsonParams, amountMinor: 4999 })).toContain(
        '5: this bank takes no less than 50.00 DZD; or this login',
      )
      expect(await refusalOf('satim', { jsonParams, amountMinor: 4999, currency: 'EUR' })).not.toContain('no less')
    })

    it.each<[BankKey, Partial<Registration>]>([
      ['satim', { jsonParams: { force_terminal_id: 'E1', udf1: 0 } }],
      ['credibanco', { jsonParams: { installments: '1', 'IVA.amount': '0' } }],
      ['credibanco', { jsonParams: { installments: '1', IVA: { amount: '0' } } }],
      ['bt', { orderBundle: { customerDetails: { email: 'buyer@example.com' } } }],
      ['jcc', {}],
    ])('says nothing of the kind where %s got all it wants: %j', async (key, item) => {
      expect(await refusalOf(key, item)).toContain('with errorCode 5: this login is denied access')
    })
  })

  it('leaves out of a description what the bank refuses', () => {
    const [romanian, russian] = [dialectOf(findBank('bt'), undefined), dialectOf(findBank('sberbank'), undefined)]

    expect(describedIn('Ceașcă țărănească ☕', romanian)).toBe('Ceasca taraneasca')
    expect(describedIn('Чай +5 % скидка', russian)).toBe('Чай  5   скидка')
  })

  it('knows what the numbers of the bank mean', async () => {
    const status = (orderStatus: number) => ({ errorCode: '0', orderStatus, orderNumber: 'A1' })
    const phaseAt = async (key: BankKey, orderStatus: number) => {
      const answer = await speaking(key, status(orderStatus)).status({ gatewayOrderId: 'g-1' })
      return answer.outcome === 'answered' ? answer.evidence.phase : answer.outcome
    }

    expect(await phaseAt('bt', 7)).toBe('refunded')
    expect(await phaseAt('jcc', 7)).toBe('pending')
    for (const orderStatus of [-1, 7, 8, 11]) expect(await phaseAt('satim', orderStatus)).toBe('unrecognized')
  })
})

describe('the old status call', () => {
  const ask = () => speaking('algerie-poste', undefined).status({ gatewayOrderId: 'g-1' })
  const answerTo = async (body: unknown, status = 200) => {
    const asking = speaking('algerie-poste', body, { status })
    return asking.status({ gatewayOrderId: 'g-1' })
  }

  it('reads what banks have answered to it', async () => {
    const { status, body } = recorded['paid (Satim acknowledgeTransaction.do)']!
    const paid = await answerTo(body, status)
    const declined = await answerTo(recorded['declined (Satim)']!.body)
    const untried = await answerTo(recorded['before any attempt (Satim)']!.body)

    expect(lastCall().path).toBe('/payment/rest/getOrderStatus.do')
    expect(lastCall().fields.get('orderId')).toBe('g-1')
    expect(paid).toMatchObject({
      outcome: 'answered',
      evidence: {
        phase: 'captured',
        actionCode: '0',
        orderNumber: 'CMUCWQLK8',
        amountMinor: 5000,
        currency: 'DZD',
        depositedMinor: 5000,
        card: { maskedNumber: '628058**7215' },
        approvalCode: '485040',
      },
    })
    expect(declined).toMatchObject({
      evidence: { phase: 'declined', actionCode: '126', depositedMinor: 0, decline: { actionCode: '126' } },
    })
    expect(untried).toMatchObject({ evidence: { phase: 'registered', isUntried: true, card: undefined } })
  })

  it('takes an approval without an action code from error code 0, and from nothing else', async () => {
    const { body } = recorded['paid, shape as nested orderStatus of instantPayment.do']!
    const approved = await answerTo(body)
    const open = await answerTo({ ErrorCode: '0', OrderStatus: 0, OrderNumber: 'A1', Amount: 100, currency: '978' })

    expect(approved).toMatchObject({ evidence: { phase: 'captured', actionCode: '0', currency: 'EUR' } })
    expect(open).toMatchObject({ evidence: { phase: 'registered', actionCode: undefined } })
  })

  it('never reads what it cannot know as paid or as declined', async () => {
    const paid = { ErrorCode: '2', OrderStatus: 2, OrderNumber: 'A1', Amount: 100, depositAmount: 100, currency: '978' }

    expect(await answerTo(paid)).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect(await answerTo({ ...paid, success: true })).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect(await answerTo({ ErrorCode: '2' })).toMatchObject({ outcome: 'unavailable' })
    expect(await answerTo({ ErrorCode: '7', OrderStatus: 6 })).toMatchObject({ outcome: 'unavailable' })
    expect(await answerTo({ ErrorCode: '0' })).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect(await answerTo({ ErrorCode: '0', OrderStatus: 2, Amount: {} })).toMatchObject({ isUnreadable: true })
    expect(await answerTo({ ErrorCode: '0', OrderStatus: -1 })).toMatchObject({ evidence: { phase: 'unrecognized' } })
  })

  it('tells an order that is not there, a wrong login, and an answer that says neither', async () => {
    expect(await answerTo({ ErrorCode: '6', ErrorMessage: 'No such order' })).toEqual({ outcome: 'absent' })
    expect(await answerTo({ ErrorCode: '5' })).toMatchObject({ outcome: 'refused', error: { errorCode: '5' } })
    const { status, body } = recorded['unknown order (Satim)']!
    expect(status).toBe(401)
    expect(await answerTo(body, status)).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
  })

  it('cannot be asked by our number: that is said, and nothing is sent', async () => {
    const before = bank.heard.length

    expect(await speaking('turkmen', {}).status({ orderNumber: 'A1' })).toMatchObject({
      outcome: 'refused',
      isUnsent: true,
      error: { message: expect.stringMatching(/by its own order id/) as string },
    })
    expect(bank.heard).toHaveLength(before)
    await ask()
  })
})

describe('a bank that stops speaking a call', () => {
  it.each([404, 405, 501])('by HTTP status %s is no silence, and the message says where to look', async (status) => {
    const answer = await speaking('jcc', '<html>', { status }).status({ gatewayOrderId: 'g-1' })

    expect(answer).toMatchObject({ outcome: 'unavailable', isUnreadable: true })
    expect((answer as { error: Error }).error.message).toMatch(
      /^getOrderStatusExtended\.do .*gateway\.url.*does the bank still speak this call\?\)\. .*ask again later\.$/,
    )
  })
})

describe('a refund', () => {
  const wanted = { gatewayOrderId: 'g-1', amountMinor: 500, currency: 'COP', externalRefundId: 'r-1' }

  it('of a part is not even sent to a bank that gives back everything at once', async () => {
    const bankOfOne = speaking('credibanco', { errorCode: 0 })
    const heard = bank.heard.length

    expect(await bankOfOne.refund({ ...wanted, expectedDepositedMinor: 1999 })).toMatchObject({
      outcome: 'refused',
      isUnsent: true,
      error: { message: expect.stringContaining('gives back all that was captured') },
    })
    expect(bank.heard.length).toBe(heard)
    expect(await bankOfOne.refund({ ...wanted, amountMinor: 1999, expectedDepositedMinor: 1999 })).toMatchObject({
      outcome: 'answered',
    })
  })
})

describe('the acknowledgement', () => {
  it('is made where the bank wants it, answers like the old status call, and is missing elsewhere', async () => {
    const { body } = recorded['paid (Satim acknowledgeTransaction.do)']!
    const answer = await speaking('satim', body).acknowledge!({ gatewayOrderId: 'LIVE1' })

    expect(lastCall().path).toBe('/payment/rest/public/acknowledgeTransaction.do')
    expect(lastCall().fields.get('mdOrder')).toBe('LIVE1')
    expect(answer).toMatchObject({ outcome: 'answered', evidence: { phase: 'captured' } })
    expect(speaking('jcc', {}).acknowledge).toBeUndefined()
  })
})
