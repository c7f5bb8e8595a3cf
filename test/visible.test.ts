import { quoted, visible } from '../src/visible.ts'

/** Visible ASCII in quotation marks, with any quotation mark inside escaped. */
const isQuoted = /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/

describe('an untrusted text', () => {
  it.each<[string, string]>([
    ['A mug, "blue" \\ 20 % off ~', 'A mug, "blue" \\ 20 % off ~'],
    ['one\ntwo\r\n\tthree', 'one\\ntwo\\r\\n\\tthree'],
    ['\u001b[31mred\u0007\u0000\u007f', '\\u001b[31mred\\u0007\\u0000\\u007f'],
    ['\u0085next\u009b31m', '\\u0085next\\u009b31m'],
    ['\u202egnp.exe\u2066\u2069\u200e\u061c', '\\u202egnp.exe\\u2066\\u2069\\u200e\\u061c'],
    ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['zero\u200b\u200c\u200d\u2060\ufeff width\u00ad', 'zero\\u200b\\u200c\\u200d\\u2060\\ufeff width\\u00ad'],
    ['Чай 😀', '\\u0427\\u0430\\u0439 \\ud83d\\ude00'],
    ['\ud800', '\\ud800'],
  ])('shows %j in visible ASCII', (text, shown) => {
    expect(visible(text)).toBe(shown)
    expect(visible(shown)).toBe(shown)
  })

  it('is read back from its quotation marks unchanged, and never breaks out of them', () => {
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const text = `"${String.fromCharCode(unit)}\\"`

      if (!isQuoted.test(quoted(text))) throw new Error(`Let ${unit} out`)
      if (JSON.parse(quoted(text)) !== text) throw new Error(`Lost ${unit}`)
    }
  })
})
