import type { Door } from '../../src/gateway/door.ts'
import { makePace } from '../../src/gateway/pace.ts'

const never = new AbortController().signal

describe('the pace of calls', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  function paced(requestsPerMinute: number | undefined) {
    const pace = makePace({ requestsPerMinute })
    const gone: string[] = []
    const ask = (door: Door, name: string, signal = never) =>
      pace(door, signal).then(
        () => gone.push(name),
        (error: unknown) => gone.push(`${name} was given up: ${(error as Error).message}`),
      )
    const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms)
    return { gone, ask, pass }
  }

  it('lets no more calls go in any minute, in their order', async () => {
    const { gone, ask, pass } = paced(2)
    for (const name of ['1', '2', '3', '4', '5']) void ask('registrations', name)
    await pass(59_999)
    expect(gone).toEqual(['1', '2'])

    await pass(1)
    expect(gone).toEqual(['1', '2', '3', '4'])
    await pass(60_000)
    expect(gone).toEqual(['1', '2', '3', '4', '5'])
    expect(jest.getTimerCount()).toBe(0)
  })

  it('lets questions wait first: they leave a part of the minute to sales, which overtake them', async () => {
    const { gone, ask, pass } = paced(4)
    for (const name of ['q1', 'q2', 'q3', 'q4']) void ask('questions', name)
    void ask('moneyOut', 'refund')
    void ask('registrations', 'sale')
    await pass(0)
    expect(gone).toEqual(['q1', 'q2', 'q3', 'refund'])

    await pass(60_000)
    expect(gone.slice(4)).toEqual(['sale', 'q4'])
  })

  it('gives up with its call, and holds nobody else up', async () => {
    const { gone, ask, pass } = paced(1)
    const end = new AbortController()
    void ask('moneyOut', 'first')
    void ask('moneyOut', 'second', end.signal)
    void ask('moneyOut', 'third')
    await pass(1_000)
    end.abort('too late')
    await pass(59_000)

    expect(gone).toEqual(['first', 'second was given up: too late', 'third'])
    expect(jest.getTimerCount()).toBe(0)
  })

  it('is no limit if none is set', async () => {
    const { gone, ask, pass } = paced(undefined)
    for (let index = 0; index < 500; index += 1) void ask('questions', String(index))
    await pass(0)

    expect(gone).toHaveLength(500)
  })
})
