import { tellEntry } from '../../src/back-office/entry-words.ts'
import type { Entry } from '../../src/index.ts'
import { sampleOrder } from '../pages/sample-order.ts'

describe('an entry in words', () => {
  it('tells of items and of whoever proposed a refund, and gives neither as what the bank said', () => {
    const entry: Entry = {
      entryNumber: 3,
      orderNumber: 'ORDER1',
      at: new Date(),
      kind: 'refund-asked',
      from: undefined,
      to: 'paid',
      trigger: 'refund',
      detail: { key: 'one', amountMinor: 500, by: 'Ada', proposedBy: 'Ben', extra: { refundItems: { items: [] } } },
      capturedMinor: 1999,
      refundedMinor: 0,
      chargedBackMinor: 0,
    }

    const told = tellEntry(entry, undefined, sampleOrder({ currency: 'EUR' }))

    expect(told.by).toBe('Ada')
    expect(told.text).toBe(
      'Asked the bank to give back 5.00\u00a0EUR, with items for the receipt. Key one. Ben had proposed it.',
    )
    expect(told.bankWords).toBeUndefined()
  })

  it('tells of our word to a bank that wants it before goods leave', () => {
    const entry: Entry = {
      entryNumber: 3,
      orderNumber: 'ORDER1',
      at: new Date(),
      kind: 'noted',
      from: undefined,
      to: 'registered',
      trigger: 'return',
      detail: { orderStatus: 2, reason: 'acknowledging-the-payment' },
      capturedMinor: 0,
      refundedMinor: 0,
      chargedBackMinor: 0,
    }

    const { by, text, bankWords } = tellEntry(entry, undefined, sampleOrder())

    expect([by, text]).toEqual([
      'The shop',
      'Told the bank that the payment has arrived, as it wants before goods leave.',
    ])
    expect(bankWords).toBe('orderStatus 2')
  })
})
