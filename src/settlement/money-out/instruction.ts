import { GatewayUnavailableError, IllegalMoveError, OrderBusyError } from '../../errors.ts'
import type { CheckoutError } from '../../errors.ts'
import type { Acknowledgement } from '../../gateway/answers.ts'
import type { JsonObject } from '../../json.ts'
import type { InstructionClaim } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import { askAgainMs, leaseMsOf, patienceMsOf } from '../judge/plan.ts'
import type { Settled } from '../settled.ts'
import { afterSending, requireAnswer } from './checks.ts'
import type { MoneyOutDeps } from './deps.ts'

/** A call that the gateway gets once for an order, with a question before and after it. */
export interface Instruction {
  readonly name: 'capture' | 'reverse' | 'decline'
  /** Whether the order is already as it should be: then nothing is sent. */
  readonly isDone: (order: Order) => boolean
  /** Why it may not be sent now; undefined if it may. */
  readonly obstacle: (settled: Settled) => CheckoutError | undefined
  /** Integer minor units of the order's currency to capture. */
  readonly capturingMinor?: number
  /** Name of the person who asked for it. */
  readonly by?: string | undefined
  /** To be sent along. */
  readonly extra?: JsonObject | undefined
  /** @param extra - as it was written down, by this caller or by the one whose call it repeats. */
  readonly send: (order: Order, extra: JsonObject | undefined) => Promise<Acknowledgement>
}

/**
 * Asks the gateway, writes down the call, sends it once, and asks again. The order is then what the gateway's status
 * says, whatever the call returned. One caller at a time; another one waits.
 *
 * Never repeats a call: if there is no answer, it says that nobody knows.
 */
export type Instruct = (orderNumber: string, instruction: Instruction) => Promise<Order>

export function makeInstruct(deps: MoneyOutDeps): Instruct {
  const { ledger, settle, closedForMs, gatewayTimeoutMs, clock } = deps
  const tell = makeTell(deps)
  const leaseMs = leaseMsOf(gatewayTimeoutMs)
  const patienceMs = patienceMsOf(gatewayTimeoutMs)

  /** For a call that would not be sent, nothing is written down, and the one attempt of a reversal is not used up. */
  function requireOpenDoor({ name }: Instruction): void {
    const retryAfterMs = closedForMs()
    if (retryAfterMs === undefined) return
    throw new GatewayUnavailableError(
      'The gateway has not answered lately and is left alone for a while. ' +
        `The call to ${name} the order was not sent, no money moved.`,
      { retryAfterMs },
    )
  }

  async function take(
    order: Order,
    { name, capturingMinor, extra, by }: Instruction,
  ): Promise<InstructionClaim | 'busy' | 'moved'> {
    const asked = { kind: `${name}-asked`, trigger: name, leaseMs, extra, by } as const
    const taken = await ledger.instruct(order, capturingMinor === undefined ? asked : { ...asked, capturingMinor })
    if (taken !== 'other-extra') return taken
    throw new IllegalMoveError(
      `A capture of order ${order.orderNumber} with other items was requested before, and its outcome is not known. ` +
        'This call sent nothing. Repeat it with the same items, or without `extra`: the same ones go out.',
    )
  }

  return async (orderNumber, instruction) => {
    const deadline = clock.elapsedMs() + patienceMs
    for (;;) {
      const settled = await settle(orderNumber, 'settle')
      const order = requireAnswer(settled)
      if (instruction.isDone(order)) return order
      const obstacle = instruction.obstacle(settled)
      if (obstacle) throw obstacle
      requireOpenDoor(instruction)
      const taken = await take(order, instruction)
      if (typeof taken === 'object') return tell(taken, instruction)
      if (clock.elapsedMs() >= deadline) throw new OrderBusyError(orderNumber, instruction.name)
      await clock.sleep(askAgainMs, { keepsAlive: true })
    }
  }
}

type TellGateway = (claim: InstructionClaim, instruction: Instruction) => Promise<Order>

/** Sends the call that was written down, once, and asks what came of it. */
function makeTell({ ledger, settle, logger }: MoneyOutDeps): TellGateway {
  async function askAfterwards(
    claim: InstructionClaim,
    instruction: Instruction,
    answer: Acknowledgement,
  ): Promise<Order> {
    const { name, isDone } = instruction
    const { orderNumber } = claim.order
    const { order, standing } = await settle(orderNumber, name)
    const isRefused = answer.outcome === 'refused' && standing !== 'silent' && !isDone(order)
    await ledger.endInstruction(
      claim,
      isRefused ? { kind: `${name}-refused`, trigger: name, reason: answer.error.message } : undefined,
    )
    if (isDone(order)) return order
    logger.error(
      { orderNumber, name, outcome: answer.outcome, status: order.status },
      'the gateway does not show that the call took effect',
    )
    if (isRefused) throw answer.error
    throw nobodyKnows(instruction, order, answer.outcome === 'answered' ? undefined : answer.error)
  }

  return async (claim, instruction) => {
    const answer = await instruction.send(claim.order, claim.extra)
    try {
      return await askAfterwards(claim, instruction, answer)
    } catch (error) {
      throw afterSending(error, (cause) => nobodyKnows(instruction, claim.order, cause))
    }
  }
}

function nobodyKnows({ name }: Instruction, { orderNumber }: Order, cause: unknown): GatewayUnavailableError {
  return new GatewayUnavailableError(
    `It is not known yet whether the call to ${name} order ${orderNumber} took effect. **Money may have moved.** ` +
      `Do not repeat it blindly: settle(${JSON.stringify(orderNumber)}) asks.`,
    { cause },
  )
}
