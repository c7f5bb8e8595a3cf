import { nearest } from '../../options/nearest.ts'
import { cardRules } from './card-rules.ts'
import type { ControlledBank, ControlledFaults, ControlledKind, ControlledOrder } from './controlled-bank.ts'
import { anObject, aString, aWholeNumber, readBody } from './read-body.ts'
import type { Body, BodyRules } from './read-body.ts'
import { ControlRefusal } from './refusal.ts'
import { faultView, maxTold, orderView, requestView } from './views.ts'

/** The bank, and what goes wrong in it. */
export interface Controlled {
  readonly bank: ControlledBank
  readonly faults: ControlledFaults
  readonly kinds: readonly ControlledKind[]
  /** The calls that a store can send, such as `register.do`. */
  readonly calls: readonly string[]
}

/** What a request names: its path's last variable, its query, its body. */
export interface Asked {
  readonly key: string
  readonly query: Body
  readonly body: unknown
}

/** One operation: how it is addressed below where the API is mounted, and what it does. */
export interface Operation {
  readonly method: 'delete' | 'get' | 'post'
  readonly path: string
  /** HTTP status where it was done. */
  readonly status?: number
  readonly act: (controlled: Controlled, asked: Asked) => unknown
}

/** How many faults may be to come: every call looks through them. */
const maxWaitingFaults = 100

/** The longest that the clock is moved at once, in milliseconds: a year. */
const maxAdvanceMs = 366 * 24 * 60 * 60 * 1000

const nothing: BodyRules = { fields: {} }
const listed: BodyRules = { fields: { limit: aString, method: aString } }
const card: BodyRules = { fields: cardRules }
const refund: BodyRules = { fields: { amountMinor: aWholeNumber(1, 999_999_999_999) }, required: ['amountMinor'] }
const alteration: BodyRules = { fields: { fields: anObject }, required: ['fields'] }
const advance: BodyRules = { fields: { advanceMs: aWholeNumber(1, maxAdvanceMs) }, required: ['advanceMs'] }

/** All of it. The path's variable is the order's number or the bank's id of it, or the id of a fault. */
export const operations: readonly Operation[] = [
  { method: 'get', path: '/', act: listOperations },
  { method: 'get', path: '/faults', act: ({ faults, kinds }) => ({ kinds, waiting: faults.waiting().map(faultView) }) },
  { method: 'post', path: '/faults', status: 201, act: addFault },
  { method: 'delete', path: '/faults', act: ({ faults }) => faults.clear() },
  { method: 'delete', path: '/faults/:key', act: dropFault },
  { method: 'get', path: '/orders', act: listOrders },
  { method: 'get', path: '/orders/:key', act: (controlled, { key }) => orderView(orderOf(controlled, key)) },
  { method: 'post', path: '/orders/:key/pay', act: pay },
  { method: 'post', path: '/orders/:key/decline', act: decline },
  { method: 'post', path: '/orders/:key/cancel', act: cancel },
  { method: 'post', path: '/orders/:key/expire', act: expire },
  { method: 'post', path: '/orders/:key/refund', act: refundInPortal },
  { method: 'post', path: '/orders/:key/alter', act: alter },
  { method: 'get', path: '/requests', act: listRequests },
  { method: 'get', path: '/clock', act: ({ bank }) => ({ now: bank.now().toISOString() }) },
  { method: 'post', path: '/clock', act: moveClock },
  { method: 'post', path: '/reset', act: reset },
]

/** For whoever opens the address that the command prints. */
function listOperations(): unknown {
  const told = operations.map(({ method, path }) => ({
    method: method.toUpperCase(),
    path: path.replace(':key', '{key}'),
  }))
  return { openapi: 'express-hosted-checkout/docs/sandbox-control.openapi.json', operations: told }
}

/** JSON can write no `Infinity` in an answer, but can have one read: `1e999`. */
const times: BodyRules = { fields: { times: aWholeNumber(1, maxTold) } }

/** Its other fields are checked where the fault is added, for every caller alike. */
function addFault({ faults }: Controlled, { body }: Asked): unknown {
  if (faults.waiting().length >= maxWaitingFaults) {
    throw new ControlRefusal(
      409,
      `${maxWaitingFaults} faults are waiting to strike. Clear some before you add another.`,
    )
  }
  const wanted = (body as Partial<Body> | null)?.times
  if (wanted !== undefined) readBody('fault', { times: wanted }, times)
  const id = faults.add(body as never)
  const [added] = faults.waiting().filter((one) => one.id === id)
  return added && faultView(added)
}

function dropFault({ faults }: Controlled, { key }: Asked): void {
  if (!faults.drop(Number(key)))
    throw new ControlRefusal(404, `No fault ${key} is waiting: it has struck, or never was.`)
}

function listOrders({ bank }: Controlled, { query }: Asked): unknown {
  const { limit } = readList('orders', query, { fields: { limit: aString } })
  return { orders: bank.orders().slice(-limit).map(orderView) }
}

function listRequests({ bank, calls }: Controlled, { query }: Asked): unknown {
  const { limit, method } = readList('requests', query, listed)
  const wanted = bank.requests.filter((request) => method === undefined || request.method === method)
  if (wanted.length === 0 && method !== undefined) requireCall(method, calls)
  return { requests: wanted.slice(-limit).map(requestView) }
}

/** A misspelt one would prove that it never came. */
function requireCall(method: string, calls: readonly string[]): void {
  if (calls.includes(method)) return
  const meant = nearest(method, calls)
  const advice = meant === undefined ? `Known calls: ${calls.join(', ')}.` : `Did you mean "${meant}"?`
  throw new ControlRefusal(400, `requests: method: the bank has no call "${method}". ${advice}`)
}

async function pay(controlled: Controlled, { key, body }: Asked): Promise<unknown> {
  const order = payable(controlled, key)
  const { location, declined } = await controlled.bank.pay(order.gatewayOrderId, readBody('pay', body, card))
  return { location: location ?? null, isDeclined: declined, order: orderView(orderOf(controlled, key)) }
}

async function decline(controlled: Controlled, { key, body }: Asked): Promise<unknown> {
  readBody('decline', body, nothing)
  const { gatewayOrderId } = orderOf(controlled, key)
  const { location } = await controlled.bank.decline(gatewayOrderId)
  return { location, isDeclined: true, order: orderView(orderOf(controlled, key)) }
}

async function cancel(controlled: Controlled, { key, body }: Asked): Promise<unknown> {
  readBody('cancel', body, nothing)
  const { gatewayOrderId } = orderOf(controlled, key)
  const { location } = await controlled.bank.cancel(gatewayOrderId)
  return { location, isDeclined: false, order: orderView(orderOf(controlled, key)) }
}

function expire(controlled: Controlled, { key, body }: Asked): unknown {
  readBody('expire', body, nothing)
  const { gatewayOrderId } = payable(controlled, key)
  controlled.bank.expire(gatewayOrderId)
  return orderView(orderOf(controlled, key))
}

function refundInPortal(controlled: Controlled, { key, body }: Asked): unknown {
  const { amountMinor } = readBody('refund', body, refund)
  const { gatewayOrderId } = orderOf(controlled, key)
  controlled.bank.refundInPortal(gatewayOrderId, amountMinor as number)
  return orderView(orderOf(controlled, key))
}

function alter(controlled: Controlled, { key, body }: Asked): unknown {
  const { fields } = readBody('alter', body, alteration)
  const { gatewayOrderId } = orderOf(controlled, key)
  controlled.bank.alter(gatewayOrderId, fields as Body)
  return orderView(orderOf(controlled, key))
}

function moveClock({ bank }: Controlled, { body }: Asked): unknown {
  const { advanceMs } = readBody('clock', body, advance)
  bank.moveClock(advanceMs as number)
  return { now: bank.now().toISOString() }
}

function reset({ bank }: Controlled, { body }: Asked): void {
  readBody('reset', body, nothing)
  bank.reset()
}

/** How many of a list are told where nobody says it, and at most. The newest of them, oldest first. */
const usualLimit = 100
const maxLimit = 1_000

function readList(where: string, query: Body, rules: BodyRules): { limit: number; method: string | undefined } {
  const { limit = String(usualLimit), method } = readBody(where, query, rules) as Readonly<Record<string, string>>
  const count = /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  if (count < 1 || count > maxLimit) {
    throw new ControlRefusal(400, `${where}: limit: wanted a whole number from 1 to ${maxLimit}.`)
  }
  return { limit: count, method }
}

function orderOf({ bank }: Controlled, key: string): ControlledOrder {
  const order = bank.order(key)
  if (!order)
    throw new ControlRefusal(404, 'The bank has no such order: wanted an order number, or the id of the bank.')
  return order
}

/** An order that can still be paid. */
function payable(controlled: Controlled, key: string): ControlledOrder {
  const order = orderOf(controlled, key)
  if (order.orderStatus === 0 || order.orderStatus === 5) return order
  throw new ControlRefusal(409, `The order can no longer be paid: orderStatus is ${order.orderStatus}.`)
}
