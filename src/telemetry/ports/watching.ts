import type { WatchCall } from '../../gateway/watch-call.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Logger } from '../../logger.ts'
import type { CallbackKind } from '../../observations.ts'
import type { Settle } from '../../settlement/settled.ts'
import type { Passes } from '../../settlement/sweep/passes.ts'
import { makeRecorder } from '../open-telemetry/make-recorder.ts'
import { makeTelemetry } from '../telemetry.ts'
import { makeWatchCall } from './watch-calls.ts'
import { watchDesk } from './watch-desk.ts'
import type { WatchedDesk } from './watch-desk.ts'
import { watchHandlers } from './watch-handlers.ts'
import type { Handlers } from './watch-handlers.ts'
import { watchLedger } from './watch-ledger.ts'
import { watchPasses } from './watch-passes.ts'
import { watchSettle } from './watch-settle.ts'
import { watchVerbs } from './watch-verbs.ts'
import type { WatchedVerbs } from './watch-verbs.ts'

type NoteCallback = (kind: CallbackKind) => void

/** Puts whoever looks on around the ports of one checkout. Each returns the same port. */
export interface Watching {
  handlers<Given extends Handlers>(given: Given): Given
  /** @param root - of the bank's API. */
  calls(root: string): WatchCall
  ledger(ledger: Ledger): Ledger
  settle(settle: Settle): Settle
  passes(passes: Passes): Passes
  desk<Desk extends WatchedDesk>(desk: Desk): Desk
  verbs<Verbs extends WatchedVerbs>(verbs: Verbs): Verbs
  /** @param note - is to be called with every callback that comes, refused or not. */
  callbacks(note: NoteCallback): NoteCallback
}

export interface WatchingOptions {
  /** Key of the shop: the one label that two checkouts of one process differ in. */
  readonly shop: string
  readonly logger: Logger
}

/** Channels of Node's `diagnostics_channel`, and spans and metrics where the store has OpenTelemetry's API. */
export function makeWatching({ shop, logger }: WatchingOptions): Watching {
  const telemetry = makeTelemetry({ recorder: makeRecorder({ shop, logger }), logger })
  return {
    handlers: (given) => watchHandlers(given, telemetry),
    calls: (root) => makeWatchCall(root, telemetry),
    ledger: (ledger) => watchLedger(ledger, telemetry),
    settle: (settle) => watchSettle(settle, telemetry),
    passes: (passes) => watchPasses(passes, telemetry),
    desk: (desk) => watchDesk(desk, telemetry),
    verbs: (verbs) => watchVerbs(verbs, telemetry),
    callbacks: (note) => (kind) => {
      note(kind)
      telemetry.tellOfCallback(kind)
    },
  }
}
