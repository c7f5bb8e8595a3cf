import { everyMove } from '../../src/settlement/judge/moves.ts'
import { ledgers } from '../support/ledgers.ts'
import { faultsOf } from './nth-operation/faults.ts'
import type { Fault, Operation } from './nth-operation/faults.ts'
import { scenarios } from './nth-operation/scenarios.ts'
import type { Scenario } from './nth-operation/scenarios.ts'
import type { Mode } from './nth-operation/store-options.ts'
import { died, openWorld } from './nth-operation/world.ts'
import type { World } from './nth-operation/world.ts'
import { scaleOf } from './scale.ts'

jest.setTimeout(2 * 3_600_000)

/** One operation of one scenario, and what happens to it. */
interface Cell {
  readonly at: number
  readonly operation: Operation
  readonly fault: Fault
}

describe.each(Object.entries(ledgers))('the n-th operation over %s', (name, openLedger) => {
  const isOverSqlite = name === 'SQLite'
  const faultsOfStatements = isOverSqlite ? faultsOf.sqlite : faultsOf.postgres
  // A test run tries one in so many cells of one scenario in six, different ones each time.
  const {
    count: stride,
    seed,
    isFull,
  } = scaleOf(`n-th operation over ${name}, one cell in so many`, { slice: 101, full: 1 })
  const all = scenarios
    .filter(({ mode }) => !isOverSqlite || mode !== 'in a transaction')
    .filter((_scenario, index) => isFull || (index + seed) % 6 === 0)
  let cellCount = 0
  let triedCount = 0
  // Scenarios of one mode share a world: starting its processes takes longer than a slice of a scenario.
  const worlds = new Map<Mode, World>()
  afterAll(async () => {
    process.stdout.write(`prove n-th operation over ${name}: tried ${triedCount} of ${cellCount} cells\n`)
    for (const world of worlds.values()) await world.close()
  })

  async function worldOf(mode: Mode): Promise<World> {
    const world = worlds.get(mode) ?? (await openWorld(openLedger, mode))
    worlds.set(mode, world)
    return world
  }

  it.each(all.map((scenario) => [scenario.name, scenario] as const))(
    'of %s may be broken in every way',
    async (_, one) => {
      const world = await worldOf(one.mode)
      const cells = await cellsOf(world, one)
      for (const cell of cells) {
        cellCount += 1
        if ((cellCount + seed) % stride !== 0) continue
        await tryCell(world, one, cell)
        triedCount += 1
      }
      expect(await world.checkout.verify()).toEqual([])
      expect(await world.database.ledger.violations({ isHandOverWanted: true, moves: everyMove })).toEqual([])
    },
  )

  /** A run without faults counts the operations. Each is then broken in every way. */
  async function cellsOf(world: World, one: Scenario): Promise<readonly Cell[]> {
    const prepared = await one.prepare(world)
    await world.arm()
    const outcome = await one.act(world, prepared as never)
    const { operations } = await world.disarm()
    expect(['200', '302', '404', 'resolved']).toContain(outcome)
    // Otherwise its requests would not be broken, and nobody would notice.
    expect(operations.some(({ kind }) => kind === 'request')).toBe(!one.asksNothing)
    await world.recover()
    await one.check(world, prepared as never, outcome)
    return operations.flatMap((operation, at) => {
      const faults = operation.kind === 'statement' ? faultsOfStatements : faultsOf.gateway
      return faults.map((fault) => ({ at, operation, fault }))
    })
  }

  async function tryCell(world: World, one: Scenario, { at, operation, fault }: Cell): Promise<void> {
    try {
      // On a busy machine a call may time out before it meets the fault, and nothing after it is done.
      for (let runs = 1; !(await meets(world, one, { at, fault })); runs += 1) expect(runs).toBeLessThan(3)
    } catch (error) {
      const what = `operation ${at} of ${one.name}, ${operation.kind} ${operation.name}, ${fault}`
      throw new Error(`${what}: ${(error as Error).message}`, { cause: error })
    }
  }

  /** @returns whether the fault struck. Either way, everything must be right in the end. */
  async function meets(world: World, one: Scenario, { at, fault }: Omit<Cell, 'operation'>): Promise<boolean> {
    const prepared = await one.prepare(world)
    await world.arm({ at, fault })
    const outcome = await one.act(world, prepared as never)
    const { hasMet } = await world.disarm()
    expect(one.allowed).toContain(outcome)
    expect(outcome === died).toBe(hasMet && fault.startsWith('kill'))
    await world.recover()
    await one.check(world, prepared as never, outcome)
    return hasMet
  }
})
