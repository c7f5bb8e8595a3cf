import { LedgerUnavailableError } from '../../../src/errors.ts'
import type { Order } from '../../../src/order.ts'
import { makeWaitForRegistration } from '../../../src/settlement/open-order/wait-for-registration.ts'
import { steppingClock } from '../../support/clock.ts'
import { anOrder } from '../../support/samples.ts'

const registering = anOrder({ status: 'registering', gatewayOrderId: undefined, formUrl: undefined })
const registered = anOrder()

/** Waits over a scripted ledger, which is given how long was waited, in milliseconds. */
function waiting(find: (waitedMs: number) => Promise<Order | undefined>) {
  const clock = steppingClock()
  const ledger = { find: () => find(clock.nowMs()) }
  return { clock, wait: makeWaitForRegistration({ ledger, gatewayTimeoutMs: 2_000, clock }) }
}

describe('a click that waits for another one', () => {
  it('waits for nothing once the order is registered', async () => {
    const { wait, clock } = waiting(() => Promise.reject(new Error('nobody asks')))

    expect(await wait(registered)).toBe(registered)

    expect(clock.sleeps).toEqual([])
  })

  it.each([
    ['in time', 6_900, 'registered'],
    ['at the last look', 7_000, 'registered'],
    ['too late', 7_001, 'registering'],
  ])('waits until five seconds after the deadline of a registration: %s', async (_what, afterMs, status) => {
    const { wait, clock } = waiting((waitedMs) => Promise.resolve(waitedMs < afterMs ? registering : registered))

    expect(await wait(registering)).toMatchObject({ status })

    expect(clock.nowMs()).toBe(Math.min(afterMs, 7_000))
  })

  it('keeps what it has if the ledger has nothing', async () => {
    const { wait } = waiting(() => Promise.resolve(undefined))

    expect(await wait(registering)).toBe(registering)
  })

  it('is told what the order has become since, not what an earlier wait ended with', async () => {
    const { wait } = waiting((waitedMs) => Promise.resolve(waitedMs <= 7_000 ? registering : registered))
    expect(await wait(registering)).toBe(registering)

    expect(await wait(registering)).toBe(registered)
  })

  it('looks for itself after a wait that failed', async () => {
    const away = new LedgerUnavailableError('The ledger is away.')
    const { wait } = waiting((waitedMs) => (waitedMs <= 100 ? Promise.reject(away) : Promise.resolve(registered)))
    await expect(wait(registering)).rejects.toBe(away)

    expect(await wait(registering)).toBe(registered)
  })
})
