import { LedgerUnavailableError } from '../../src/errors.ts'
import type { Callback } from '../../src/gateway/callbacks.ts'
import { makeSettleCallback } from '../../src/settlement/settle-callback.ts'
import { standAfter } from '../../src/settlement/settled.ts'
import type { Settled, Standing } from '../../src/settlement/settled.ts'
import { anOrder } from '../support/samples.ts'
import { makeGate } from '../support/until.ts'

const order = anOrder()
const maxSeen = 10_000

const signed = (fingerprint: string | number): Callback => ({
  gatewayOrderId: '0aa0-1',
  orderNumber: 'ORDER1',
  isSigned: true,
  fingerprint: String(fingerprint),
})
const unsigned = (fingerprint: string): Callback => ({ ...signed(fingerprint), isSigned: false })

/** Settles callbacks, and records for each how it was settled. The owner's question is asked with patience. */
function scripted(answer: () => Promise<Settled> = () => Promise.resolve(standAfter(order))) {
  const did: unknown[][] = []
  const settle = makeSettleCallback({
    settleForOwner: (...question) => {
      did.push(['for its owner', ...question])
      return answer()
    },
    settleForAnybody: async ({ orderNumber }, trigger, mayAsk) => {
      did.push(['for anybody', orderNumber, trigger])
      return (await mayAsk()) ? standAfter(order) : 'too-many'
    },
  })
  let asked = 0
  /** Delivers a callback. Whoever asks may not, if the store has had too many. */
  const deliver = (callback: Callback, mayAsk = true) =>
    settle(order, callback, () => {
      asked += 1
      return Promise.resolve(mayAsk)
    })
  return { deliver, did, timesAsked: () => asked }
}

const patiently = ['for its owner', 'ORDER1', 'callback']
const atMostEveryTwoSeconds = ['for anybody', 'ORDER1', 'callback']

describe('a signed callback', () => {
  it('that was not seen before is asked about with patience, however many others come', async () => {
    const settled = standAfter(order)
    const { deliver, did, timesAsked } = scripted(() => Promise.resolve(settled))

    expect(await deliver(signed('deposited'), false)).toBe(settled)
    expect(await deliver(signed('refunded'), false)).toBe(settled)

    expect(did).toStrictEqual([patiently, patiently])
    expect(timesAsked()).toBe(0)
  })

  it('that is recorded and sent again is worth no more than one that anybody could send', async () => {
    const { deliver, did } = scripted()

    for (const fingerprint of ['deposited', 'refunded', 'deposited', 'refunded', 'deposited']) {
      await deliver(signed(fingerprint))
    }

    expect(did).toStrictEqual([
      patiently,
      patiently,
      atMostEveryTwoSeconds,
      atMostEveryTwoSeconds,
      atMostEveryTwoSeconds,
    ])
  })

  it("is never one too many: all the bank's repeats come from one address", async () => {
    const { deliver, timesAsked } = scripted()
    await deliver(signed('deposited'))

    expect(await deliver(signed('deposited'), false)).toStrictEqual(standAfter(order))
    expect(timesAsked()).toBe(0)
  })

  it('that is sent again while it is being asked about is not asked about with patience twice', async () => {
    const { opened, open } = makeGate()
    const { deliver, did } = scripted(() => opened.then(() => standAfter(order)))

    const first = deliver(signed('deposited'))
    await deliver(signed('deposited'))
    open()
    await first

    expect(did).toStrictEqual([patiently, atMostEveryTwoSeconds])
  })

  it.each<[Standing, string, unknown[]]>([
    ['silent', 'as new', patiently],
    ['pending', 'as a repeat', atMostEveryTwoSeconds],
    ['open', 'as a repeat', atMostEveryTwoSeconds],
    ['on-hold', 'as a repeat', atMostEveryTwoSeconds],
    ['final', 'as a repeat', atMostEveryTwoSeconds],
  ])('counts, after an answer that left the order %s, %s', async (standing, _how, second) => {
    const { deliver, did } = scripted(() => Promise.resolve({ ...standAfter(order), standing }))

    await deliver(signed('deposited'))
    await deliver(signed('deposited'))

    expect(did).toStrictEqual([patiently, second])
  })

  it('that could not be settled fails with the reason, and counts as new when the bank repeats it', async () => {
    const away = new LedgerUnavailableError('The database is away.')
    const { deliver, did } = scripted(() => Promise.reject(away))

    await expect(deliver(signed('deposited'))).rejects.toBe(away)
    await expect(deliver(signed('deposited'))).rejects.toBe(away)

    expect(did).toStrictEqual([patiently, patiently])
  })
})

describe('a callback that anybody could send', () => {
  it('is never asked about with patience, seen before or not', async () => {
    const { deliver, did, timesAsked } = scripted()

    await deliver(unsigned('deposited'))
    await deliver(unsigned('deposited'))

    expect(did).toStrictEqual([atMostEveryTwoSeconds, atMostEveryTwoSeconds])
    expect(timesAsked()).toBe(2)
  })

  it('is not asked about if there were too many', async () => {
    const { deliver } = scripted()

    expect(await deliver(unsigned('deposited'), false)).toBe('too-many')
    expect(await deliver(unsigned('deposited'), true)).toStrictEqual(standAfter(order))
  })

  it('does not make the genuine one a repeat', async () => {
    const { deliver, did } = scripted()

    await deliver(unsigned('deposited'))
    await deliver(signed('deposited'))

    expect(did).toStrictEqual([atMostEveryTwoSeconds, patiently])
  })
})

describe('the memory of callbacks', () => {
  it('holds ten thousand, and one more makes it forget the oldest', async () => {
    const { deliver, did } = scripted()
    for (let fingerprint = 0; fingerprint < maxSeen; fingerprint += 1) await deliver(signed(fingerprint))
    expect(did.every(([how]) => how === 'for its owner')).toBe(true)

    await deliver(signed(0))
    expect(did.at(-1)).toStrictEqual(atMostEveryTwoSeconds)

    await deliver(signed(maxSeen))
    await deliver(signed(1))
    await deliver(signed(maxSeen))
    expect(did.slice(-3)).toStrictEqual([patiently, atMostEveryTwoSeconds, atMostEveryTwoSeconds])

    await deliver(signed(0))
    expect(did.at(-1)).toStrictEqual(patiently)
  })
})
