import type { Method } from './error-codes.ts'

/**
 * The doors to the bank. Each has its own places, breaker and `Retry-After`: a flood of one kind of call never closes
 * the others.
 */
export type Door = 'questions' | 'registrations' | 'moneyOut'

export const doors = ['questions', 'registrations', 'moneyOut'] as const satisfies readonly Door[]

const doorOfMethod = {
  'register.do': 'registrations',
  'registerPreAuth.do': 'registrations',
  'getOrderStatusExtended.do': 'questions',
  'getOrderStatus.do': 'questions',
  'public/acknowledgeTransaction.do': 'questions',
  'deposit.do': 'moneyOut',
  'reverse.do': 'moneyOut',
  'refund.do': 'moneyOut',
  'decline.do': 'moneyOut',
  'getBindings.do': 'questions',
  'getLastOrdersForMerchants.do': 'questions',
  // It moves no money, but it is an instruction. Here its failures stop neither sales nor what returning buyers ask.
  'unBindCard.do': 'moneyOut',
} as const satisfies Record<Method, Door>

/** The door a call goes through. A status question asked for a capture or refund goes through `moneyOut` instead. */
export function doorOf(method: Method): Door {
  return doorOfMethod[method]
}
