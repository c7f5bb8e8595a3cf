import type { WireObject } from './answers.ts'
import type { BankOrder, BankOrderStatus } from './bank/bank-order.ts'
import type { Bank } from './bank/bank.ts'
import { asIs } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import type { Parameters } from './parameters.ts'

export interface ListCallOptions {
  readonly bank: Pick<Bank, 'all' | 'tell'>
  readonly statusAnswerOf: (order: BankOrder) => WireObject
}

/** The states that a list can be asked for, by the status that each is told as (BPC: order list). */
const stateOf: Readonly<Record<BankOrderStatus, string>> = {
  0: 'CREATED',
  1: 'APPROVED',
  2: 'DEPOSITED',
  3: 'REVERSED',
  4: 'REFUNDED',
  5: 'CREATED',
  6: 'DECLINED',
  7: 'CREATED',
}

/** The most orders on a page (BPC: order list). */
const maxSize = 200

/** `getLastOrdersForMerchants.do`: every order of the login, whichever shop registered it. Its clock is UTC. */
export function listOrders({ bank, statusAnswerOf }: ListCallOptions): Endpoint {
  return {
    takesToken: false,
    refuse: asIs,
    answer(parameters) {
      const wanted = wantedOrders(parameters)
      if (!wanted) return { errorCode: '5', errorMessage: 'One of the mandatory fields is empty or wrong' }
      const { page, size, isWanted } = wanted
      const orders = bank.all().filter(isWanted)
      return {
        errorCode: 0,
        orderStatuses: orders
          .slice(page * size, (page + 1) * size)
          .map((order) => statusAnswerOf(bank.tell(order.gatewayOrderId) ?? order)),
        totalCount: orders.length,
        page,
        pageSize: size,
      }
    },
  }
}

interface Wanted {
  readonly page: number
  readonly size: number
  readonly isWanted: (order: BankOrder) => boolean
}

/** Undefined for a call that a bank refuses. */
function wantedOrders({ page = '0', size = '', transactionStates = '', ...more }: Parameters): Wanted | undefined {
  const [since, until] = [timeOf(more.from), timeOf(more.to)]
  if (since === undefined || until === undefined || transactionStates === '') return undefined
  if (!/^\d{1,6}$/.test(page) || !/^\d{1,3}$/.test(size) || Number(size) < 1 || Number(size) > maxSize) return undefined
  const states = new Set(transactionStates.split(','))
  const isByCreation = more.searchByCreatedDate === 'true'
  return {
    page: Number(page),
    size: Number(size),
    isWanted(order) {
      const at = isByCreation ? order.registeredAt : (order.depositedAt ?? order.authorisedAt)
      return states.has(stateOf[order.orderStatus]) && at !== undefined && at >= since && at <= until
    },
  }
}

/** `20261127141805`. */
function timeOf(text = ''): Date | undefined {
  const [, ...parts] = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  return parts.length === 0 ? undefined : new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}
