import type { ClosableGateway } from './axios-gateway.ts'
import { makeBreaker } from './breaker.ts'
import type { Breaker, BreakerOptions, DoorState } from './breaker.ts'
import type { Door } from './door.ts'
import type { Gateway, OrderKey } from './gateway.ts'

/** A gateway behind its three doors. */
export interface Doors extends Gateway {
  /**
   * The same gateway for calls that move money. Their status questions queue at the `moneyOut` door, and are never held
   * back because others ask too much. Their answers still count at the `questions` door: a 429 closes questions only.
   */
  readonly forMoneyOut: Gateway
  /** How long until a call may go through a door, in milliseconds; undefined if one may go now. */
  closedForMs(door: Door): number | undefined
  states(): Readonly<Record<Door, DoorState>>
}

export type DoorsOptions = Omit<BreakerOptions, 'door' | 'onOpen'>

/** One breaker per door: no door closes another. */
export function makeDoors(client: Pick<ClosableGateway, keyof Gateway | 'cancelQueued'>, options: DoorsOptions): Doors {
  const breakerAt = (door: Door): Breaker => makeBreaker({ ...options, door, onOpen: () => client.cancelQueued(door) })
  const breakers = {
    questions: breakerAt('questions'),
    registrations: breakerAt('registrations'),
    moneyOut: breakerAt('moneyOut'),
  } as const satisfies Record<Door, Breaker>
  const { questions, registrations, moneyOut } = breakers

  const instructions: Pick<Gateway, 'capture' | 'reverse' | 'refund' | 'decline' | 'removeCard'> = {
    capture: (request) => moneyOut.guard(request.gatewayOrderId, () => client.capture(request)),
    reverse: (request) => moneyOut.guard(request.gatewayOrderId, () => client.reverse(request)),
    refund: (request) => moneyOut.guard(request.gatewayOrderId, () => client.refund(request)),
    decline: (request) => moneyOut.guard(request.gatewayOrderId, () => client.decline(request)),
    removeCard: (request) => moneyOut.guard(request.bindingId, () => client.removeCard(request)),
  }
  const register: Gateway['register'] = (registration) =>
    registrations.guard(registration.orderNumber, () => client.register(registration))
  const orderList: Gateway['orderList'] = (request) =>
    questions.guard('the list of orders', () => client.orderList(request))
  const cards: Gateway['cards'] = (request) => questions.guard(request.clientId, () => client.cards(request))

  const { acknowledge } = client
  return {
    ...instructions,
    register,
    cards,
    orderList,
    status: (key) => questions.guard(subjectOf(key), () => client.status(key)),
    acknowledge: acknowledge && ((request) => questions.guard(request.gatewayOrderId, () => acknowledge(request))),
    forMoneyOut: {
      ...instructions,
      register,
      cards,
      orderList,
      status: (key) => questions.watch(subjectOf(key), client.status(key, 'moneyOut')),
      acknowledge:
        acknowledge && ((request) => questions.watch(request.gatewayOrderId, acknowledge(request, 'moneyOut'))),
    },
    closedForMs: (door) => breakers[door].closedForMs(),
    states: () => ({
      questions: questions.state(),
      registrations: registrations.state(),
      moneyOut: moneyOut.state(),
    }),
  }
}

function subjectOf(key: OrderKey): string {
  return 'gatewayOrderId' in key ? key.gatewayOrderId : key.orderNumber
}
