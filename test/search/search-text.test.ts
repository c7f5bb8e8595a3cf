import fc from 'fast-check'
import { readingsOf, refusalOf } from '../../src/search/search-text.ts'

const currencies = ['EUR', 'JPY', 'KWD', 'USD']

const kinds = (text: string): readonly string[] => readingsOf(text, currencies).map(({ kind }) => kind)

describe('a text in the search box', () => {
  it.each([
    ['our number as it stands', '7QK4A2M9XCVBN8RTYPAS6DFGHJ'],
    ['in fours, as a page shows it', '7QK4 A2M9 XCVB N8RT YPAS 6DFG HJ'],
    ['in fours with dashes', '7QK4-A2M9-XCVB-N8RT-YPAS-6DFG-HJ'],
    ['in small letters', '7qk4a2m9xcvbn8rtypas6dfghj'],
    ['with blanks around it', '  7QK4A2M9XCVBN8RTYPAS6DFGHJ\n'],
  ])('is our order number first of all: %s', (_what, text) => {
    const [first] = readingsOf(text, currencies)

    expect(first).toMatchObject({ kind: 'id' })
    expect(first!.query.id).toContain('7QK4A2M9XCVBN8RTYPAS6DFGHJ')
  })

  it('takes letters that our numbers never hold for the digits they sound like', () => {
    expect(readingsOf('OQK4A2M9XCVBN8RTYPAS6DFGIL', [])[0]!.query.id).toContain('0QK4A2M9XCVBN8RTYPAS6DFG11')
  })

  it("is the bank's id in any case of letters, and any other id as it stands", () => {
    const uuid = '016b6f47-4628-7ea2-80d4-6dc400a1b2c3'

    expect(readingsOf(uuid.toUpperCase(), [])[0]!.query.id).toContain(uuid)
    expect(readingsOf('CART 17 / Ä', [])).toEqual([{ kind: 'id', query: { id: ['CART 17 / Ä'] } }])
  })

  it('is an e-mail address', () => {
    expect(readingsOf('Jane@Example.com', currencies)).toEqual([
      { kind: 'id', query: { id: ['Jane@Example.com'] } },
      { kind: 'email', query: { email: 'Jane@Example.com' } },
    ])
  })

  it.each(['1111', 'VISA 1111', '4111 11•• •••• 1111', '411111**1111', 'MC •••• 1111', '4111111111111111'])(
    'is the end of a card: %s',
    (text) => {
      expect(readingsOf(text, [])).toContainEqual({ kind: 'card-end', query: { cardEnd: '1111' } })
    },
  )

  it.each([
    ['12.50', { amountMinor: 1250, currency: ['EUR', 'USD'] }, { amountMinor: 12_500, currency: ['KWD'] }],
    ['12.50 EUR', { amountMinor: 1250, currency: ['EUR'] }],
    ['eur 12.50', { amountMinor: 1250, currency: ['EUR'] }],
    ['1\u{a0}487.62\u{a0}EUR', { amountMinor: 148_762, currency: ['EUR'] }],
    ['1 487 JPY', { amountMinor: 1487, currency: ['JPY'] }],
    ['500 JPY', { amountMinor: 500, currency: ['JPY'] }],
    ['1.999', { amountMinor: 1999, currency: ['KWD'] }],
    // No order of the shop is in it, but the text says so.
    ['3.00 GBP', { amountMinor: 300, currency: ['GBP'] }],
  ])('is an amount: %s', (text, ...expected) => {
    const amounts = readingsOf(text, currencies).filter(({ kind }) => kind === 'amount')

    expect(amounts.map(({ query }) => query)).toEqual(expected)
  })

  it.each(['12,50', '0.00', '0', '12.50 XXX', '12.50 EURO', 'EUR 12.50 USD', '-5.00', '9999999999999', '12.5.0'])(
    'is no amount: %s',
    (text) => {
      expect(kinds(text)).not.toContain('amount')
    },
  )

  it.each(['111', '11111', '1111a', 'a@1111', 'VISA', '١١١١'])('is no end of a card: %s', (text) => {
    expect(kinds(text)).not.toContain('card-end')
  })

  it('is read as an id, then an address, then a card, then an amount', () => {
    expect(kinds('1111')).toEqual(['id', 'card-end', 'amount', 'amount', 'amount'])
  })

  it.each([
    ['empty', ''],
    ['empty', ' \n\u{a0} '],
    ['too-long', 'a'.repeat(321)],
    ['too-long', 'a'.repeat(10_000)],
    ['too-long', ' '.repeat(10_000_000)],
    ['unreadable', 'CART\0-7'],
    ['unreadable', 'CART\n7'],
    ['unreadable', 'CART\u{1b}[31m7'],
    ['unreadable', 'CART-\ud83d'],
  ])('is not looked up if it is %s: %j', (refusal, text) => {
    expect(refusalOf(text)).toBe(refusal)
  })

  it.each([
    'CART-7',
    'a < b',
    'I <3 tea',
    '%_\\',
    "'; drop table checkout_orders; --",
    '👍',
    '<script>alert(1)</script>',
  ])('may hold what any text holds: %s', (text) => {
    expect(refusalOf(text)).toBeUndefined()
    expect(readingsOf(text, currencies)[0]!.query.id).toContain(text)
  })

  it('is read without an error whatever it is, and in a moment', () => {
    const piece = fc.constantFrom('1', '0', ' ', '•', '*', 'x', '.', 'A', '@', '-', '\u{a0}', 'é')

    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: piece, maxLength: 320 }), fc.string({ maxLength: 320 })), (text) => {
        if (refusalOf(text) !== undefined) return
        const [first, ...others] = readingsOf(text, currencies)

        expect(first).toMatchObject({ kind: 'id' })
        expect(first!.query.id).toContain(text.trim())
        expect(others.length).toBeLessThan(6)
      }),
    )
    expect(readingsOf(`${'1'.repeat(319)}x`, currencies)).toHaveLength(1)
    expect(readingsOf(`${'1 '.repeat(150)}x`, currencies)).toHaveLength(1)
  })
})
