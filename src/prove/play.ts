import { makeBrowser } from './buyer/browser.ts'
import { discover } from './buyer/journey.ts'
import { readStep } from './buyer/read-step.ts'
import type { Step } from './buyer/read-step.ts'
import { foundIn } from './findings/finding.ts'
import { common } from './judge/deeds.ts'
import type { Deed } from './judge/deeds.ts'
import { isInMemory } from './ledger/ledger-place.ts'
import type { OpenStage } from './make-stage.ts'
import { brokenDeeds, maxBroken } from './scenes/broken.ts'
import { calmPurchase } from './scenes/calm.ts'
import type { CalmPurchase } from './scenes/calm.ts'
import { killedAt } from './scenes/killed.ts'
import type { Moment } from './scenes/killed.ts'
import { noReturn } from './scenes/no-return.ts'
import { forgedPrice } from './scenes/price.ts'
import { strangers } from './scenes/strangers.ts'
import { watched } from './scenes/watched.ts'
import { UnfitStoreError } from './findings/unfit-store.ts'

export interface PlayTerms {
  readonly program: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly sku?: string | undefined
  readonly path?: readonly string[] | undefined
  readonly rounds: number
}

/**
 * Every scene, one after the other.
 *
 * @returns what a hand-over of this store does.
 * @throws UnfitStoreError if the store does not start, or never sells.
 */
export async function play(stage: OpenStage, terms: PlayTerms): Promise<readonly Deed[]> {
  stage.step('the store starts')
  await stage.begin()
  requireOurs(stage)
  stage.setSteps(await stepsOf(stage, terms))
  const calm = await calmPurchase(stage)
  await strangers(stage, calm)
  await forgedPrice(stage, terms.program, calm.purchase)
  if (isInMemory(stage.life().opened.ledger)) {
    stage.add(foundIn(calm.purchase.order, 'ledger-in-memory', 'databaseUrl in code'))
    await watched(stage, calm.purchase)
    return [...calm.deeds.values()]
  }
  const second = await noReturn(stage, calm)
  await watched(stage, calm.purchase)
  // Where nobody sweeps, nothing is tried again: all that follows would only say so once more.
  if (calm.standing !== 'done' || second === undefined) return [...calm.deeds.values()]
  const usual = common(calm.deeds, second)
  if (usual.size === 0) stage.add(foundIn(undefined, 'nothing-watched'))
  await brokenDeeds(stage, usual)
  await kills(stage, terms, calm, usual)
  return [...usual.values()]
}

/** @throws UnfitStoreError where code says what prove must say. */
function requireOurs(stage: OpenStage): void {
  const { baseUrl, capture } = stage.life().opened
  if (new URL(baseUrl).origin !== new URL(stage.baseUrl).origin) {
    throw new UnfitStoreError(
      `The store says in code that baseUrl is ${baseUrl}; here it is ${stage.baseUrl}. Leave it to the environment ` +
        '(CHECKOUT_BASE_URL).',
    )
  }
  if (capture !== 'automatic') {
    throw new UnfitStoreError(
      "The store says in code that capture is 'manual', and then goods go out by hand. Leave it to the environment " +
        '(CHECKOUT_CAPTURE).',
    )
  }
}

async function stepsOf(stage: OpenStage, { sku, path, environment }: PlayTerms): Promise<readonly Step[]> {
  if (path !== undefined) return path.map((words) => readStep(words, environment))
  const skus = sku === undefined ? stage.life().opened.skus : [sku]
  const found = await discover(makeBrowser(stage.baseUrl), stage, skus)
  if (found) return found
  throw new UnfitStoreError(
    'No way to the bank was found: the catalog is a function, and the pages of the store have no form or link to ' +
      '/checkout/<sku>. Say how to buy: --sku mug, or step by step: --path "POST /cart/add sku=mug" /cart.',
  )
}

/** The process is killed as often before chance adds its rounds, at most. */
const maxUsualKills = 3

/** Purchases that are paid, at most: two in peace, one for each thing that fails, two for each kill. */
export function mostPurchases(rounds: number): number {
  return 2 + maxBroken + 2 * (maxUsualKills + rounds)
}

async function kills(
  stage: OpenStage,
  { rounds }: PlayTerms,
  { deeds }: CalmPurchase,
  usual: ReadonlyMap<string, Deed>,
): Promise<void> {
  const inTime = [...deeds.values()].filter(({ isLate }) => !isLate)
  const moments: Moment[] = ['resolved']
  if (inTime.length > 1) moments.push('effect:1')
  if ([...usual.values()].some(({ isLate }) => isLate)) moments.push('recorded')
  const all: [Moment, ...Moment[]] = [
    'begun',
    'resolved',
    'recorded',
    ...inTime.map((_, index): Moment => `effect:${index + 1}`),
  ]
  for (let round = 0; round < rounds; round += 1) moments.push(stage.chance.oneOf(all))
  for (const moment of moments) await killedAt(stage, usual, moment)
}
