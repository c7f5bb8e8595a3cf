import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Sandbox } from '../sandbox/index.ts'
import { makeChance } from '../chance.ts'
import type { Step } from './buyer/read-step.ts'
import { countDeeds } from './count-deeds.ts'
import type { ProofFinding } from './findings/finding.ts'
import { deedsOf } from './judge/deeds.ts'
import type { TemporaryLedger } from './ledger/temporary-ledger.ts'
import type { ProveTerms } from './prove-terms.ts'
import type { Note, Stage } from './scenes/stage.ts'
import { beginLife } from './store/life.ts'
import type { Life, LifeTerms } from './store/life.ts'
import type { Effect, Instruction } from './watch/told.ts'

export interface StagePlace extends LifeTerms {
  readonly bank: Sandbox
  readonly ledger: TemporaryLedger
  readonly baseUrl: string
  readonly bankOrigin: string
  readonly instructionFile: string
}

/** How long something that should happen soon is waited for where there is time to spare, in ms. Chosen by feel. */
const patienceMs = 10_000

export interface OpenStage extends Stage {
  notes(): readonly Note[]
  begin(): Promise<void>
  setSteps(steps: readonly Step[]): void
}

/** The stage, before the store has been started. */
export function makeStage(
  terms: Pick<ProveTerms, 'seed' | 'ignore' | 'onStep' | 'deedsOf'>,
  place: StagePlace,
  add: (finding: ProofFinding) => void,
): OpenStage {
  const { bank, ledger, tales, baseUrl, bankOrigin, instructionFile } = place
  const notes: Note[] = []
  let life: Life | undefined
  let steps: readonly Step[] = []
  const isIgnored = ({ what }: Effect): boolean => terms.ignore.some((part) => what.includes(part))
  const effects = (): readonly Effect[] =>
    tales.all().filter((one): one is Effect => one.kind === 'effect' && !isIgnored(one))

  return {
    bank,
    ledger,
    baseUrl,
    bankOrigin,
    get steps() {
      return steps
    },
    chance: makeChance(terms.seed),
    get pace() {
      return life?.pace ?? 1
    },
    get patienceMs() {
      return patienceMs * this.pace
    },
    life() {
      if (!life) throw new Error('the store has not been started')
      return life
    },
    setSteps: (found) => void (steps = found),
    async begin() {
      life = await beginLife(place)
    },
    async restart() {
      await life?.kill()
      life = await beginLife(place)
    },
    told: () => tales.all(),
    find: (fits, forMs) => tales.find(fits, forMs),
    effects,
    instruct: (instruction) => instruct(instructionFile, instruction),
    note: (text, order) => void notes.push({ at: Date.now(), order, text }),
    notes: () => notes,
    async deeds(order) {
      const deeds = new Map(deedsOf(effects().filter((one) => one.order === order)))
      if (!terms.deedsOf) return deeds
      const count = await countDeeds(terms.deedsOf, order)
      return deeds.set('deeds', { key: 'deeds', sort: 'row', what: 'what --deeds counts', count, isLate: false })
    },
    step(text) {
      place.interrupted.throwIfAborted()
      life?.requireBeside()
      terms.onStep(text)
    },
    add,
  }
}

function instruct(file: string, instruction: Instruction): void {
  if (Object.keys(instruction).length === 0) return rmSync(file, { force: true })
  // Whole at once: a process of the store may be looking.
  writeFileSync(`${file}.new`, JSON.stringify(instruction))
  renameSync(`${file}.new`, file)
}
