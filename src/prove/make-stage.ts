import { writeFileSync, rmSync } from 'node:fs'
import type { Sandbox } from '../sandbox/index.ts'
import { makeChance } from './scenes/chance.ts'
import type { Step } from './buyer/journey.ts'
import type { ProofFinding } from './findings/finding.ts'
import { deedsOf } from './judge/deeds.ts'
import type { TemporaryLedger } from './ledger/temporary-ledger.ts'
import type { ProveTerms } from './prove-terms.ts'
import type { Note, Stage } from './scenes/stage.ts'
import { beginLife } from './store/life.ts'
import type { Life, LifeTerms } from './store/life.ts'
import type { Effect } from './watch/told.ts'

export interface StagePlace extends LifeTerms {
  readonly bank: Sandbox
  readonly ledger: TemporaryLedger
  readonly baseUrl: string
  readonly bankOrigin: string
  readonly instructionFile: string
}

/** How long something that should happen soon is waited for, in milliseconds. Chosen by feel. */
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
    patienceMs,
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
    instruct(instruction) {
      if (Object.keys(instruction).length === 0) rmSync(instructionFile, { force: true })
      else writeFileSync(instructionFile, JSON.stringify(instruction))
    },
    note: (text, order) => void notes.push({ at: Date.now(), order, text }),
    notes: () => notes,
    async deeds(order) {
      const deeds = new Map(deedsOf(effects().filter((one) => one.order === order)))
      if (!terms.deedsOf) return deeds
      const count = Number(await terms.deedsOf(order))
      return deeds.set('deeds', { key: 'deeds', sort: 'row', what: 'what --deeds counts', count, isLate: false })
    },
    step: terms.onStep,
    add,
  }
}
