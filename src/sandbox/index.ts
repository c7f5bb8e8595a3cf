/**
 * A bank to develop and test against.
 *
 * @module express-hosted-checkout/sandbox
 */

// Must stay first: on a Node that is too old, this says so before anything else fails.
import '../node-floor.ts'

export { createSandbox } from './sandbox.ts'
export type { PaymentTry } from './buyer-deeds.ts'
export type { Sandbox, SandboxOrder } from './sandbox.ts'
export type { SandboxOrderRef } from './order-ref.ts'
export type { SandboxCallback, SandboxOptions } from './options.ts'
export type { DialectName as SandboxDialect } from './dialects/dialects.ts'
export type { SandboxRequest } from './api.ts'
export type { CardInput } from './buyer.ts'
export { faultKinds } from './fault-kinds.ts'
export type { SandboxFaultKind } from './fault-kinds.ts'
export type { FaultChoice, SandboxFault } from './faults.ts'
export { testCards } from './bank/cards.ts'
export type { CardOutcome, TestCard } from './bank/cards.ts'
