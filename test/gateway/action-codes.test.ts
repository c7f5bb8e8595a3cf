import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { declineOf, isUntried } from '../../src/gateway/action-codes.ts'
import { declineCategories } from '../../src/order.ts'

/** Code, category and remedy, as the manuals give them (`action-codes.json`). */
const published = JSON.parse(readFileSync(join(__dirname, 'action-codes.json'), 'utf8')) as [string, string, string][]

/** Every code of up to four digits, published or not. A code that is not in the table counts as unknown. */
const anyCode = [...Array(10_000).keys()].flatMap((code) => [String(code), String(-code)])
const farCodes = ['-30001', '-20010', '71015', '151017', '151018', '151019', '341014', '341016', '341018', '341020']

describe('declineOf', () => {
  it.each([undefined, '0', '400', '-100'])('is undefined for %s: approved, not attempted or not given', (code) => {
    expect(declineOf(code)).toBeUndefined()
  })

  it.each([
    ['116', 'insufficient-funds', 'other-card', true],
    ['-2007', 'timeout-or-expired', 'new-order', true],
    ['-2014', 'timeout-or-expired', 'new-order', true],
    ['-2025', 'authentication-failed', 'same-card-again', true],
    ['-2023', 'authentication-failed', 'same-card-again', true],
    ['2023', 'technical', 'later', true],
    ['71015', 'card-problem', 'same-card-with-corrected-data', true],
    ['119', 'declined-by-issuer', 'contact-card-issuer', true],
    ['109', 'technical', 'contact-merchant', false],
    ['-2001', 'fraud-limit', 'none', false],
    ['2012', 'cancelled-by-customer', 'new-order', true],
    ['151019', 'timeout-or-expired', 'wait', false],
    ['-9000', 'unknown', 'wait', false],
  ])('reads %s as %s with advice %s', (actionCode, category, advice, canRetry) => {
    expect(declineOf(actionCode)).toMatchObject({ actionCode, category, advice, canRetry })
  })

  it.each(['77777', '-77777', 'S1', 'constructor', '__proto__', '0.0', '00', '-0'])(
    'treats %s as an unknown code',
    (code) => {
      expect(declineOf(code)).toEqual({
        actionCode: code,
        category: 'unknown',
        advice: 'other-card',
        canRetry: true,
        text: 'The payment was not completed. Please try another card.',
      })
    },
  )

  it('knows every published code', () => {
    const declined = published.filter(([code, category]) => category !== 'approved' && code !== '-100')
    const read = declined.map(([code]) => {
      const { actionCode, category, advice } = declineOf(code)!
      return [actionCode, category, advice]
    })

    // The manuals say "later" for -1. But the request may have reached the bank (BPC: time limits), so nobody may pay
    // again.
    const wanted = declined.map(([code, category, how]) => [
      ...[code, category],
      how === 'wait-and-poll-status' || code === '-1' ? 'wait' : how,
    ])
    expect(read).toEqual(wanted)
    expect(wanted).toHaveLength(153)
  })

  it('never asks a buyer to wait and to pay again at once', () => {
    for (const code of [...anyCode, ...farCodes]) {
      const decline = declineOf(code)
      if (decline?.advice === 'wait') {
        // Nor does it say what happened: nobody knows yet.
        const text = 'The bank has not yet confirmed what happened to the payment. Please wait and do not pay again.'
        expect(decline).toMatchObject({ canRetry: false, text })
      }
    }
  })

  it('has a short, buyer-safe text for every code', () => {
    const declines = [...anyCode, ...farCodes].map(declineOf).filter((decline) => decline !== undefined)
    const texts = new Set(declines.map(({ text }) => text))

    expect(texts.size).toBeGreaterThan(15)
    expect(texts.size).toBeLessThan(40)
    for (const text of texts) {
      expect(text).toMatch(/^[A-Z][\w ,.-]{10,150}\.$/)
      expect(text).not.toMatch(
        /lost|stolen|fraud|suspect|security violation|anti|3-?d|deny|list|acquirer|issuer|scheme|terminal|code \d/i,
      )
    }
    expect(new Set(declines.map(({ category }) => category))).toEqual(new Set(declineCategories))
  })

  it.each(['62', '126', '151', '200', '203', '204', '208', '823', '952', '999', '-2000', '2001'])(
    'never tells the buyer why code %s refuses the card',
    (code) => {
      expect(declineOf(code)?.text).toMatch(
        /^The payment (could not be made with this card|was not accepted)\. Please /,
      )
    },
  )
})

describe('isUntried', () => {
  it('is true for -100 and for a missing code', () => {
    expect([undefined, '-100', '0', '-2025'].map(isUntried)).toEqual([true, true, false, false])
  })
})
