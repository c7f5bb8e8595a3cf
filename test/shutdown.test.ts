import { createSandbox } from '../src/sandbox/index.ts'
import type { Sandbox } from '../src/sandbox/index.ts'
import { openFleet, overlapsIn } from './support/fleet.ts'
import type { Fleet } from './support/fleet.ts'
import { ledgers } from './support/ledgers.ts'
import type { OpenedLedger } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { gatewayOrderIdIn } from './support/store.ts'

describeOver('postgres')('a rolling restart under load', () => {
  let database: OpenedLedger
  let bank: Sandbox
  let fleet: Fleet

  beforeEach(async () => {
    database = await ledgers.PostgreSQL!()
    bank = await createSandbox()
    fleet = await openFleet({ bank, databaseUrl: database.databaseUrl })
  })
  afterEach(async () => {
    await fleet.close()
    await bank.close()
    await database.close()
  })

  /** A browser that closes its connection after each answer. Otherwise an idle one could be closed under a request. */
  async function ask(url: string, cookie = ''): Promise<Response> {
    return fetch(url, { redirect: 'manual', headers: { connection: 'close', cookie } })
  }

  it('answers every buyer, loses no order, and hands none over twice', async () => {
    let isOver = false
    const bad: string[] = []
    const paid: string[] = []

    async function buyAndBuy(): Promise<void> {
      while (!isOver) {
        const checkout = await ask(`${fleet.origin}/checkout/mug`)
        if (checkout.status !== 302) bad.push(`checkout ${checkout.status}`)
        const gatewayOrderId = gatewayOrderIdIn(checkout.headers.get('location') ?? undefined)
        const { location } = await bank.pay(gatewayOrderId)
        const cookie = checkout.headers
          .getSetCookie()
          .map((one) => one.split(';')[0])
          .join('; ')
        const back = await ask(location!, cookie)
        if (back.status !== 200) bad.push(`return ${back.status}`)
        paid.push(gatewayOrderId)
      }
    }

    await Promise.all([fleet.start(), fleet.start()])
    const buyers = Array.from({ length: 4 }, () => buyAndBuy().catch((error: unknown) => void bad.push(String(error))))
    for (let round = 0; round < 4; round += 1) {
      await fleet.start()
      expect(await fleet.retire(fleet.backends[0]!)).toEqual([0, null])
    }
    isOver = true
    await Promise.all(buyers)
    for (const backend of fleet.backends) expect(await fleet.retire(backend)).toEqual([0, null])

    expect(bad).toEqual([])
    expect(paid.length).toBeGreaterThan(20)
    const unfinished = await database.sql("select 1 from checkout_orders where status <> 'paid' or hand_over <> 'done'")
    expect(unfinished).toEqual([])
    expect(fleet.events()).toHaveLength(2 * paid.length)
    expect(overlapsIn(fleet.events())).toEqual([])
  })
})
