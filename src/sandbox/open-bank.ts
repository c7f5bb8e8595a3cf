import { randomInt } from 'node:crypto'
import { makeAlterations } from './alterations.ts'
import type { Alterations } from './alterations.ts'
import type { SandboxRequest } from './api.ts'
import { makeBadDays } from './bad-days.ts'
import type { BadDays } from './bad-days.ts'
import { makeBankClock } from './bank/bank-clock.ts'
import type { BankClock } from './bank/bank-clock.ts'
import { makeBank } from './bank/bank.ts'
import type { Bank } from './bank/bank.ts'
import { makeJournal } from './bank/journal.ts'
import type { Journal } from './bank/journal.ts'
import { makeKept } from './bank/kept.ts'
import type { Kept } from './bank/kept.ts'
import { makeCallbackGate } from './callback-gate.ts'
import { makeCallbacks } from './callbacks.ts'
import type { Callbacks } from './callbacks.ts'
import { makeFaultScript } from './faults.ts'
import type { FaultScript } from './faults.ts'
import type { SandboxSettings } from './options.ts'

/** The bank with everything that it knows and does by itself, but without a door. */
export interface OpenedBank {
  readonly bank: Bank
  readonly clock: BankClock
  readonly faults: FaultScript
  readonly badDays: BadDays
  readonly journal: Journal
  readonly callbacks: Callbacks
  readonly alterations: Alterations
  readonly requests: Kept<SandboxRequest>
  /** Forgets orders, calls and faults, and sets the clock right. */
  readonly forgetAll: () => void
}

/** Maximum size of all recorded calls together, in characters. Chosen by feel. */
const maxRequestsSize = 32 * 1024 * 1024

export function openBank(settings: SandboxSettings): OpenedBank {
  const { callback, callbackHosts, keepRequests, dialect } = settings
  const clock = makeBankClock()
  const faults = makeFaultScript()
  const badDays = makeBadDays(clock.now)
  const journal = makeJournal(keepRequests)
  const alterations = makeAlterations(dialect)
  const mayCall = makeCallbackGate(callbackHosts)
  const callbacks = makeCallbacks({ callback, dialect, mayCall, faults, journal, now: clock.now })
  const requests = makeKept<SandboxRequest>({ maxCount: keepRequests, maxSize: maxRequestsSize })
  const bank = makeBank({
    ...settings,
    now: clock.now,
    newOrderId: dialect.ids === 'UUIDs' ? undefined : lettersAndDigits,
    acknowledgeWithinMs: dialect.acknowledgeWithinMs,
    refundsOnce: dialect.refunds === 'once and whole',
    minRefund: dialect.minRefund,
    notify: callbacks.notify,
    changed: journal.change,
    beginBadDay: badDays.begin,
    forgotten(gatewayOrderId) {
      alterations.forget(gatewayOrderId)
      badDays.forget(gatewayOrderId)
    },
  })
  return {
    bank,
    clock,
    faults,
    badDays,
    journal,
    callbacks,
    alterations,
    requests,
    forgetAll() {
      bank.forgetAll()
      callbacks.forgetAll()
      requests.clear()
      journal.clear()
      faults.clear()
      clock.setRight()
    },
  }
}

const idCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** An id that is no UUID (recorded: Satim). */
function lettersAndDigits(): string {
  return Array.from({ length: 20 }, () => idCharacters[randomInt(idCharacters.length)]).join('')
}
