import { makeJournal } from '../../../src/sandbox/bank/journal.ts'

describe('the journal', () => {
  it('gives the newest first, and the changes of an order among its calls', () => {
    const journal = makeJournal(100)
    journal.ask({ kind: 'call', name: 'register.do' })({ gatewayOrderId: 'a', answered: 200 })
    journal.ask({ kind: 'call', name: 'deposit.do', gatewayOrderId: 'b' })
    journal.ask({ kind: 'callback', name: 'deposited', gatewayOrderId: 'a' })({ answered: 'none' })

    expect(journal.exchanges(2)).toMatchObject([{ name: 'deposited' }, { name: 'deposit.do', answered: 'waiting' }])
    expect(journal.ofOrder('a', 10)).toMatchObject([
      { name: 'deposited', answered: 'none', tookMs: expect.any(Number) },
      { name: 'register.do', answered: 200 },
    ])
  })

  it('is bounded, in number and in what callers make up', () => {
    const journal = makeJournal(100)
    const long = 'x'.repeat(1_000_000)
    for (let number = 0; number < 1_000; number += 1) journal.ask({ kind: 'call', name: long, named: long })

    expect(journal.exchanges(2_000).length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(journal.exchanges(2_000)).length).toBeLessThan(40_000)
  })

  it('forgets', () => {
    const journal = makeJournal(100)
    journal.ask({ kind: 'call', name: 'register.do' })
    journal.clear()

    expect(journal.exchanges(10)).toEqual([])
  })
})
