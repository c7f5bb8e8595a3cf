import fc from 'fast-check'
import { maskCardNumber, redactText } from '../../src/gateway/redact.ts'

describe('maskCardNumber', () => {
  it.each([
    ['411111**1111', '411111**1111'],
    ['427650XXXXXX2890', '427650XXXXXX2890'],
    ['************1111', '*********1111'],
    ['4111 11** **** 1111', '411111******1111'],
    ['41111111**1111', '411111**1111'],
    ['411111**1111111', '411111**1111'],
    ['4111111111111111', '411111**1111'],
    ['4111-1111-1111-1111', '411111**1111'],
    ['411111111111', '411111**1111'],
    ['4111111111111111111', '411111**1111'],
  ])('reduces %s to %s', (text, kept) => {
    expect(maskCardNumber(text)).toBe(kept)
  })

  it.each(['', '1234', '41111111111', '41111111111111111111', 'ANN', '4111a1**1111', '411111**1111 ANN'])(
    'drops %j, which is not a card number',
    (text) => {
      expect(maskCardNumber(text)).toBeUndefined()
    },
  )

  it('never keeps more than the first six and the last four digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9*Xx -]{0,32}$/), (text) => {
        expect(maskCardNumber(text) ?? '').toMatch(/^(\d{0,6}[*xX]{1,9}\d{0,4})?$/)
      }),
    )
  })
})

describe('redactText', () => {
  it('blanks secrets, plain and form-encoded, the longest first', () => {
    expect(redactText('a=top&b=top+secret top secret', ['top', 'top secret', ''])).toBe('a=***&b=*** ***')
  })

  it('blanks card numbers and e-mail addresses, and keeps short numbers', () => {
    expect(redactText('5168-4949 8940 5780, 411111111111, order 7005, ann@example.com', [])).toBe(
      '***, ***, order 7005, ***',
    )
  })

  it('stays on one log line', () => {
    expect(redactText('x'.repeat(500), [])).toHaveLength(200)
  })
})
