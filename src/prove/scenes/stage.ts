import type { Sandbox } from '../../sandbox/index.ts'
import type { Step } from '../buyer/read-step.ts'
import type { Chance } from '../../chance.ts'
import type { Deed } from '../judge/deeds.ts'
import type { ProofFinding } from '../findings/finding.ts'
import type { TemporaryLedger } from '../ledger/temporary-ledger.ts'
import type { Life } from '../store/life.ts'
import type { Effect, Instruction, Told } from '../watch/told.ts'

/** What happened to an order on our side: what a buyer did, what became of the process. */
export interface Note {
  readonly at: number
  /** Undefined for what happened to all of them. */
  readonly order: string | undefined
  readonly text: string
}

/** The store under proof with its bank and ledger, and what may be done to it. */
export interface Stage {
  readonly bank: Sandbox
  readonly ledger: TemporaryLedger
  readonly baseUrl: string
  readonly bankOrigin: string
  readonly steps: readonly Step[]
  readonly chance: Chance
  /** How many times as long as usual things take now, 1 at least. */
  readonly pace: number
  /** How long something that should happen soon is waited for, in milliseconds. */
  readonly patienceMs: number
  life(): Life
  /** Starts the store again; ends what is left of it before. */
  restart(): Promise<void>
  told(): readonly Told[]
  find<One extends Told>(fits: (told: Told) => told is One, patienceMs: number): Promise<One | undefined>
  /** Effects that count, without those that `--ignore` names. */
  effects(): readonly Effect[]
  instruct(instruction: Instruction): void
  note(text: string, order?: string): void
  /** What was done for an order so far. */
  deeds(order: string): Promise<ReadonlyMap<string, Deed>>
  /** Says what is being done now. */
  step(text: string): void
  add(finding: ProofFinding): void
}
