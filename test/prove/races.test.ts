import { createSandbox } from '../../src/sandbox/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { openFleet, overlapsIn } from '../support/fleet.ts'
import type { Backend, Fleet } from '../support/fleet.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { gatewayOrderIdIn } from '../support/store.ts'
import { scaleOf } from './scale.ts'

jest.setTimeout(3 * 3_600_000)

/** Orders that are paid and raced for at the same time: as many as one sweep queries at once. */
const heat = 4

/**
 * How long every status answer takes at first, in milliseconds. By then all three have asked and none has an answer, so
 * they race to move the order and to hand it over. Doubled after a heat with too few races.
 */
const firstAnswerMs = 60

/** How often to run the heats for all orders at most: on a machine too busy for races, the test fails. */
const maxRounds = 10

describe.each(Object.entries(ledgers))(
  'return, callback and sweep in three processes at once over %s',
  (name, openLedger) => {
    let bank: Sandbox
    let database: OpenedLedger
    let fleet: Fleet

    beforeEach(async () => {
      bank = await createSandbox({ keepOrders: 100_000, keepRequests: 1_000_000 })
      database = await openLedger()
    })
    afterEach(async () => {
      await fleet.close()
      await bank.close()
      await database.close()
    })

    const ask = async ({ port }: Backend, path: string, method = 'GET'): Promise<Response> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', method })
      await answer.text()
      return answer
    }

    const askedAt = (id: string): readonly number[] =>
      bank.requests
        .filter(({ method, parameters }) => method === 'getOrderStatusExtended.do' && parameters.orderId === id)
        .map(({ at }) => at.getTime())

    it('hand each order over once', async () => {
      const share = name === 'SQLite' ? 0.2 : 0.8
      const { count, seed } = scaleOf(`races over ${name}`, { slice: 40 * share, full: 10_000 * share })
      const environment = { SWEEP_EVERY_MS: '60000', HAND_OVER_SEED: String(seed) }
      fleet = await openFleet({ bank, databaseUrl: database.databaseUrl, environment })
      await Promise.all([fleet.start(), fleet.start(), fleet.start()])
      const [one, other, third] = fleet.backends as [Backend, Backend, Backend]
      const statuses: number[] = []
      const ids: string[] = []

      let answerMs = firstAnswerMs
      let raced = 0

      for (let heats = 0; heats * heat < count * maxRounds; heats += 1) {
        // Enough orders, and most of them were real races.
        if (ids.length >= count && raced > ids.length / 2) break
        const orders = await Promise.all(
          Array.from({ length: heat }, async (_, index) => {
            const checkout = await ask(one, `/checkout/mug?buyer=${heats * heat + index}`)
            if (checkout.status !== 302) throw new Error(`The checkout answered ${checkout.status}.`)
            const id = gatewayOrderIdIn(checkout.headers.get('location') ?? undefined)
            await bank.pay(id)
            return id
          }),
        )
        ids.push(...orders)
        bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', times: 3 * heat, delayMs: answerMs })
        const answers = await Promise.all([
          ...orders.map((id) => ask(one, `/payment/return?orderId=${id}`)),
          ...orders.map((id) => ask(other, `/payment/callback?mdOrder=${id}`)),
          ask(third, '/reconcile', 'POST'),
        ])
        bank.clearFaults()
        statuses.push(...answers.map(({ status }) => status))
        const met = orders.filter((id) => isRace(askedAt(id), answerMs)).length
        raced += met
        if (met <= heat / 2) answerMs *= 2
      }

      process.stdout.write(
        `prove races over ${name}: ${ids.length} orders, one hand-over each; for ${raced}, all three had asked ` +
          'before any was answered\n',
      )

      expect(new Set(statuses)).toEqual(new Set([200]))
      const events = fleet.events()
      expect(events).toHaveLength(2 * ids.length)
      expect(new Set(events.map(({ orderNumber }) => orderNumber)).size).toBe(ids.length)
      expect(overlapsIn(events)).toEqual([])
      expect(await database.sql("select 1 from checkout_orders where status <> 'paid' or hand_over <> 'done'")).toEqual(
        [],
      )
      const moves = await database.sql("select 1 from checkout_entries where kind = 'moved' and to_status = 'paid'")
      expect(moves).toHaveLength(ids.length)
      expect(await database.ledger.violations({ isHandOverWanted: true, moves: everyMove })).toEqual([])
      expect(raced).toBeGreaterThan(ids.length / 2)
    })
  },
)

/** Whether all three had asked before any was answered. */
function isRace([first, , third]: readonly number[], answerMs: number): boolean {
  return first !== undefined && third !== undefined && third - first < answerMs
}
