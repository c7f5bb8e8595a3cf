import express, { Router } from 'express'
import type { RequestHandler, Response } from 'express'
import { refundEntry } from './answers.ts'
import type { WireObject } from './answers.ts'
import type { BadDays } from './bad-days.ts'
import { isRefusal, unknownOrder } from './bank/bank-order.ts'
import type { BankOrder, BankRefund, BankRefusal } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import type { Answered, Exchange, Journal, Outcome } from './bank/journal.ts'
import { listCards, removeCard } from './card-calls.ts'
import { registeredIn, registerRefusalIn } from './dialect-answers.ts'
import { bareRefusalOf, bodyRefusalOf, callNamed, hasCall } from './dialect-calls.ts'
import type { Dialect } from './dialects/dialect.ts'
import { asIs, done } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { answerWithFault, sendObject } from './fault-answers.ts'
import { faultKinds } from './fault-kinds.ts'
import type { SandboxFaultKind } from './fault-kinds.ts'
import type { FaultScript } from './faults.ts'
import { listOrders } from './list-call.ts'
import { refusalOfItems } from './bank/order-bundle.ts'
import { accessDenied, basicLogin, logIn } from './log-in.ts'
import type { Accounts } from './log-in.ts'
import { readParameters, sizeOf } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { parseRegistration } from './registration.ts'
import type { RegistrationRules } from './registration.ts'
import { acknowledgement, extendedStatus, oldStatus } from './status-calls.ts'

/** One API call as received. Passwords and tokens are recorded as `***`. */
export interface SandboxRequest {
  /** The last part of the path, e.g. `register.do`. */
  readonly method: string
  readonly parameters: Readonly<Record<string, string>>
  readonly at: Date
  /** The fault applied to it. */
  readonly fault?: SandboxFaultKind
}

export interface ApiOptions {
  readonly bank: Bank
  readonly dialect: Dialect
  readonly faults: FaultScript
  readonly badDays: BadDays
  readonly user: string
  readonly password: string
  readonly token: string | undefined
  readonly rules: RegistrationRules
  readonly formUrlFor: (order: BankOrder) => string
  readonly statusAnswerOf: (order: BankOrder) => WireObject
  readonly record: (request: SandboxRequest) => void
  readonly journal: Journal
}

/** The REST API, at `/payment/rest/` unless the dialect says otherwise (BPC API). */
export function restApi(options: ApiOptions): Router {
  const endpoints = makeEndpoints(options)
  const router = Router()
  router.use(express.text({ type: () => true, limit: '1mb' }))
  router.use(answerCall(options, endpoints))
  return Router().use(options.dialect.root, router)
}

function answerCall(
  { bank, dialect, faults, badDays, record, journal, ...login }: ApiOptions,
  endpoints: ReadonlyMap<string, Endpoint>,
): RequestHandler {
  return (req, res) => {
    const method = callNamed(req.path, dialect)
    const parameters = { ...readParameters(req), ...basicLogin(req.headers.authorization, dialect.takesBasic) }
    const endpoint = endpoints.get(method)
    const about = orderNamed(bank, parameters)
    const fault = endpoint && (faults.meetCall(method) ?? badDays.meetCall(about.gatewayOrderId, method))
    record({ method, parameters: redact(parameters), at: new Date(), ...(fault && { fault: fault.kind }) })
    const note = journal.ask({ kind: 'call', name: method, fault: fault?.kind, ...about })
    res.once('close', () => note({ answered: answeredWith(res) }))

    if (!endpoint || (req.method !== 'POST' && req.method !== 'GET')) {
      res.status(404).type('text').end('Not Found')
      return
    }
    const unreadable = bodyRefusalOf(req, dialect)
    if (unreadable) {
      res.status(unreadable.status).json(unreadable.text)
      return
    }
    const answer = fault && !faultKinds[fault.kind].acts ? {} : act(endpoint, parameters, login)
    note(saidIn(answer))
    const bare = bareRefusalOf(method, answer, dialect)
    if (fault) answerWithFault({ fault, method, root: dialect.root, answer, res })
    else if (bare) res.status(bare.status).json(bare.text)
    else sendObject(res, answer)
  }
}

/** The order that a call is about. A registration is about one only once it is answered. */
function orderNamed(bank: Bank, { orderId, orderNumber }: Parameters): Pick<Exchange, 'gatewayOrderId' | 'named'> {
  const order = orderId === undefined ? bank.findByOrderNumber(orderNumber ?? '') : bank.find(orderId)
  return { gatewayOrderId: order?.gatewayOrderId, named: orderId ?? orderNumber }
}

/** What an answer tells of the order, and of a refusal. */
function saidIn({ formUrl, orderId, errorCode, errorMessage, ErrorCode, ErrorMessage }: WireObject): Outcome {
  const [code = 0, text] = [errorCode ?? ErrorCode, errorMessage ?? ErrorMessage] as (number | string)[]
  return {
    ...(typeof formUrl === 'string' && typeof orderId === 'string' && { gatewayOrderId: orderId }),
    ...(String(code) !== '0' && { refusal: `${code}: ${text}` }),
  }
}

function answeredWith(res: Response): Answered {
  if (res.writableFinished) return res.statusCode
  return res.headersSent ? 'cut off' : 'none'
}

function act(endpoint: Endpoint, parameters: Parameters, accounts: Accounts): WireObject {
  const login = logIn(parameters, accounts)
  if (typeof login === 'object') return endpoint.refuse(login)
  if (login === 'token' && !endpoint.takesToken) return endpoint.refuse(accessDenied)
  return endpoint.answer(parameters, login)
}

function makeEndpoints(options: ApiOptions): ReadonlyMap<string, Endpoint> {
  const { bank, dialect } = options
  const all: readonly (readonly [string, Endpoint])[] = [
    ['register.do', registration(options, false)],
    ['registerPreAuth.do', registration(options, true)],
    ['getOrderStatusExtended.do', extendedStatus(options)],
    ['getOrderStatus.do', oldStatus(options)],
    ['acknowledgeTransaction.do', acknowledgement(options)],
    ['deposit.do', deposit(bank)],
    ['reverse.do', reversal(bank)],
    ['refund.do', refund(options)],
    ['decline.do', decline(bank)],
    ['getBindings.do', listCards({ cards: bank.cards, now: options.rules.now })],
    ['unBindCard.do', removeCard(bank)],
    ['getLastOrdersForMerchants.do', listOrders(options)],
  ]
  return new Map(all.filter(([name]) => hasCall(dialect, name)))
}

function registration({ bank, dialect, rules, formUrlFor }: ApiOptions, isTwoPhase: boolean): Endpoint {
  const refuse = (refusal: BankRefusal): WireObject => registerRefusalIn(dialect, refusal)
  return {
    takesToken: true,
    refuse,
    answer(parameters) {
      const wanted = parseRegistration(parameters, isTwoPhase, rules)
      const order = isRefusal(wanted) ? wanted : bank.register(wanted, sizeOf(parameters))
      return isRefusal(order) ? refuse(order) : registeredIn(dialect, order.gatewayOrderId, formUrlFor(order))
    },
  }
}

/** Deposit and refund: the amount is required; 0 means everything (BPC: capture and reversal and refunds). */
function moneyMove(
  bank: Bank,
  move: (order: BankOrder, amount: number, parameters: Parameters) => WireObject | BankRefusal | undefined,
): Endpoint {
  return {
    takesToken: false,
    refuse: asIs,
    answer(parameters) {
      const order = findForMove(bank, parameters)
      if (isRefusal(order)) return asIs(order)
      const { amount } = parameters
      if (amount === undefined || !/^\d{1,12}$/.test(amount))
        return { errorCode: '5', errorMessage: 'Amount is invalid' }
      return asIs(move(order, Number(amount), parameters) ?? done)
    },
  }
}

function deposit(bank: Bank): Endpoint {
  return moneyMove(
    bank,
    (order, amount, { depositItems }) =>
      refusalOfItems('depositItems', depositItems, amount || order.approvedAmount) ??
      bank.deposit(order.gatewayOrderId, amount),
  )
}

/** The amount is optional here: without it the whole hold is released. */
function reversal(bank: Bank): Endpoint {
  const whole = moneyMove(bank, (order, amount) => bank.reverse(order.gatewayOrderId, amount))
  return { ...whole, answer: (parameters, login) => whole.answer({ amount: '0', ...parameters }, login) }
}

function refund({ bank, dialect }: ApiOptions): Endpoint {
  return moneyMove(bank, (order, amount, { externalRefundId, expectedDepositedAmount, refundItems }) => {
    const invalid = invalidGuard({ externalRefundId, expectedDepositedAmount })
    if (invalid) return invalid
    const isKnown = ({ externalRefundId: id }: BankRefund): boolean => id !== undefined && id === externalRefundId
    const known = order.refunds.some(isKnown)
    if (known && dialect.repeatedRefund === 'refused') return { errorCode: '5', errorMessage: 'Refund already exists' }
    const wrong = known ? undefined : refusalOfItems('refundItems', refundItems, amount || order.depositedAmount)
    if (wrong) return wrong
    const answer = bank.refund(order.gatewayOrderId, {
      amount,
      externalRefundId,
      expectedDepositedAmount: expectedDepositedAmount === undefined ? undefined : Number(expectedDepositedAmount),
    })
    if (isRefusal(answer)) return answer
    // A known id returns the data of the earlier refund (BPC: refunds).
    return known ? { ...done, ...refundEntry(answer) } : undefined
  })
}

/** The two guards against a refund that is asked for twice (BPC: refunds). */
function invalidGuard({ externalRefundId, expectedDepositedAmount }: Guards): BankRefusal | undefined {
  if (externalRefundId !== undefined && !/^.{1,32}$/.test(externalRefundId)) {
    return { errorCode: '5', errorMessage: '[externalRefundId] is invalid' }
  }
  if (expectedDepositedAmount !== undefined && !/^\d{1,12}$/.test(expectedDepositedAmount)) {
    return { errorCode: '5', errorMessage: '[expectedDepositedAmount] is invalid' }
  }
  return undefined
}

type Guards = Record<'expectedDepositedAmount' | 'externalRefundId', string | undefined>

/** Both ids are required (BPC: decline). */
function decline(bank: Bank): Endpoint {
  return {
    takesToken: false,
    refuse: asIs,
    answer({ orderId, orderNumber }) {
      if (!orderId) return { errorCode: '4', errorMessage: '[orderId] is required' }
      if (!orderNumber) return { errorCode: '4', errorMessage: '[orderNumber] is required' }
      if (bank.find(orderId)?.orderNumber !== orderNumber) return asIs(unknownOrder)
      return asIs(bank.decline(orderId) ?? done)
    },
  }
}

/** By the gateway's id, or by the order number plus the merchant's login (BPC: capture and reversal). */
function findForMove(bank: Bank, { orderId, orderNumber, merchantLogin }: Parameters): BankOrder | BankRefusal {
  if (orderId) return bank.find(orderId) ?? unknownOrder
  if (orderNumber && merchantLogin) return bank.findByOrderNumber(orderNumber) ?? unknownOrder
  return { errorCode: '5', errorMessage: '[orderId] is empty' }
}

function redact(parameters: Parameters): Parameters {
  const hidden = ['password', 'token'].filter((name) => Object.hasOwn(parameters, name))
  return { ...parameters, ...Object.fromEntries(hidden.map((name) => [name, '***'])) }
}
