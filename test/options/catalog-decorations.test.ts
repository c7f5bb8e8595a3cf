import fc from 'fast-check'
import { parseCatalogItem } from '../../src/options/catalog.ts'
import type { Remark } from '../../src/options/catalog-decorations.ts'
import type { PricedItem } from '../../src/options/priced-item.ts'

const mug = { amountMinor: 1999, currency: 'EUR' }
const defaults = { currency: undefined, language: undefined, baseUrl: 'https://shop.example', allowedOrigins: [] }

/** What the bank gets for one field, what the ledger keeps, and the remarks. */
function sold(
  field: keyof PricedItem,
  value: unknown,
  language?: string,
): { sent: unknown; kept: unknown; remarks: Remark[] } {
  const remarks: Remark[] = []
  const item = { ...mug, [field]: value }
  const priced = parseCatalogItem(item, { ...defaults, language }, 'mug', (_sku, remark) => remarks.push(remark))
  return { sent: priced[field], kept: { ...priced, ...priced.asGiven }[field], remarks }
}

const family = '👨‍👩‍👧‍👦'
const rtlMark = '\u200f'

describe('the description of an item', () => {
  it.each<[string, string, string]>([
    ['a line break', 'Mug\r\nblue', 'Mug blue'],
    ['a line separator', 'Mug\u2028blue', 'Mug blue'],
    ['a control character', 'Mug\u0007\u009b blue', 'Mug  blue'],
    ['spaces around', '  Mug ', 'Mug'],
    ['tags', 'A <b class="x">blue</b> mug<br/>', 'A blue mug'],
    ['a script', 'Mug<script type="module">alert(1)</script> blue', 'Mug blue'],
    ['a style', '<STYLE>a{}</style >Mug', 'Mug'],
    ['a comment', 'Mug<!-- <b> --> blue', 'Mug blue'],
    ['a tag in a tag', 'Mug <<b>script> blue', 'Mug script> blue'],
    ['an unclosed tag', 'Mug <img src=x onerror=', 'Mug img src=x onerror='],
    ['a tag after another sign', 'Mug <<b blue', 'Mug b blue'],
    ['a tag that only a lax parser sees', 'Mug < b>', 'Mug b>'],
    ['a tag that cleaning would create', 'Mug <\u202ab>blue', 'Mug blue'],
    ['a script address', 'Mug javascript:alert(1)', 'Mug javascript alert(1)'],
    ['an override of the text direction', 'Mug \u202eeulb\u202c', 'Mug eulb'],
    ['half an emoji', 'Mug \ud83d blue', 'Mug   blue'],
  ])('with %s is cleaned for the bank and kept as given', (_what, given, sent) => {
    const kept = given.replaceAll(/\p{Cs}/gu, '\ufffd')

    expect(sold('description', given)).toEqual({ sent, kept, remarks: [{ field: 'description', deed: 'changed' }] })
  })

  it.each([
    ['Τσάι 5 < 6 & "round" <3, 100% + 1'],
    [`שלום${rtlMark} (10)`],
    [`Teşekkürler ${family}`],
    ['می‌خواهم'],
    ['x'.repeat(598)],
  ])('is sent unchanged if the bank accepts it: %j', (given) => {
    expect(sold('description', given)).toEqual({ sent: given, kept: given, remarks: [] })
  })

  it.each<[string, string, string]>([
    ['a text of 700 characters', 'x'.repeat(700), 'x'.repeat(598)],
    ['a text of 10,000 characters', 'x'.repeat(10_000), 'x'.repeat(598)],
    ['a word at the end', `${'x'.repeat(597)} y`, 'x'.repeat(597)],
    ['an emoji at the end', `${'x'.repeat(597)}😀`, 'x'.repeat(597)],
    ['a family at the end', `${'x'.repeat(590)}${family}`, 'x'.repeat(590)],
    ['a flag at the end', `${'x'.repeat(596)}🇨🇾`, 'x'.repeat(596)],
    ['a letter with a combining accent at the end', `${'x'.repeat(597)}e\u0301`, 'x'.repeat(597)],
  ])('is cut between two characters: %s', (_what, given, sent) => {
    expect(sold('description', given)).toEqual({ sent, kept: given, remarks: [{ field: 'description', deed: 'cut' }] })
  })

  it('of one endless character is cut between its code points', () => {
    const { sent } = sold('description', `x${'\u0301'.repeat(596)}${'\u{e0061}'.repeat(100)}`)

    expect(sent).toBe(`x${'\u0301'.repeat(596)}`)
  })

  it('is looked for after as many tags as fit in 4096 characters', () => {
    expect(sold('description', `${'<br>'.repeat(1_000)}Mug`).sent).toBe('Mug')
    expect(sold('description', `${'<br>'.repeat(2_000)}Mug`)).toMatchObject({
      sent: undefined,
      remarks: [{ deed: 'left out' }],
    })
  })

  it('is kept up to 16384 characters, none of them split, without what a database cannot hold', () => {
    expect(sold('description', 'a\0b').kept).toBe('a\ufffdb')
    expect(sold('description', 'x'.repeat(20_000)).kept).toBe('x'.repeat(16_384))
    expect(sold('description', `${'x'.repeat(16_383)}😀`).kept).toBe('x'.repeat(16_383))
  })

  it.each<[unknown, unknown, Remark['deed']]>([
    [7, '7', 'changed'],
    [19.99, '19.99', 'changed'],
    [7n, '7', 'changed'],
    [NaN, undefined, 'left out'],
    [true, undefined, 'left out'],
    [{ en: 'Mug' }, undefined, 'left out'],
    [['Mug'], undefined, 'left out'],
    [() => 'Mug', undefined, 'left out'],
    [Symbol('Mug'), undefined, 'left out'],
    [new Date(0), undefined, 'left out'],
  ])('that is %p is sold', (given, sent, deed) => {
    expect(sold('description', given)).toEqual({ sent, kept: sent, remarks: [{ field: 'description', deed }] })
  })

  it('of nothing but tags or spaces is left out', () => {
    expect(sold('description', ' <br> \n')).toEqual({
      sent: undefined,
      kept: ' <br> \n',
      remarks: [{ field: 'description', deed: 'left out' }],
    })
  })

  it('always becomes what the bank accepts', () => {
    const parts = fc.constantFrom(
      '<',
      '>',
      'b',
      '/',
      '!',
      ' ',
      'script',
      'javascript',
      ':',
      '\n',
      '\u202a',
      '\ud83d',
      family,
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 900 }),
      fc.array(parts).map((all) => all.join('')),
    )

    fc.assert(
      fc.property(text, (given) => {
        const { sent = 'nothing', kept } = sold('description', given) as { sent?: string; kept: string | undefined }
        expect(sent).not.toMatch(/<\s*[a-z!/?]|\bjavascript:|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/iu)
        expect(sent.length).toBeLessThanOrEqual(598)
        expect(sent).toBe(sent.trim())
        expect(sent).not.toBe('')
        expect(kept ?? '').not.toMatch(/[\0\p{Cs}]/u)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the e-mail of an item', () => {
  it.each(['ann@shop.example', "o'neill+shop@a-b.co.uk", `${'x'.repeat(29)}@b.example`.slice(-40)])(
    'is sent unchanged: %s',
    (given) => {
      expect(sold('email', given)).toEqual({ sent: given, kept: given, remarks: [] })
    },
  )

  it.each([' ann@shop.example', 'ann@shop.example\r\n', '\u00a0ann@shop.example\t'])('is trimmed: %j', (given) => {
    const remarks = [{ field: 'email', deed: 'changed' }]

    expect(sold('email', given)).toEqual({ sent: 'ann@shop.example', kept: given, remarks })
  })

  it.each([
    `${'x'.repeat(44)}@b.example.ab`.slice(-56),
    `${'x'.repeat(31)}@b.example`,
    'ann',
    'ann@',
    'ann@localhost',
    'a@b@c.example',
    'Ann <ann@shop.example>',
    'ann@shop.example, bob@shop.example',
    'a nn@shop.example',
    'ann\n@shop.example',
    'jörg@shop.example',
    'ann@-shop.example',
    '<b>@shop.example',
  ])('is left out, never cut, if the bank would not accept it: %j', (given) => {
    expect(sold('email', given)).toEqual({
      sent: undefined,
      kept: given,
      remarks: [{ field: 'email', deed: 'left out' }],
    })
  })

  it.each<[unknown, string | undefined]>([
    [42, '42'],
    [['ann@shop.example'], undefined],
    [{ address: 'ann@shop.example' }, undefined],
    [false, undefined],
    ['a\0@b\ud800', 'a\ufffd@b\ufffd'],
    ['x'.repeat(5_000), 'x'.repeat(320)],
  ])('that is %p is left out', (given, kept) => {
    expect(sold('email', given)).toEqual({ sent: undefined, kept, remarks: [{ field: 'email', deed: 'left out' }] })
  })
})

describe('the language of an item', () => {
  it.each(['en', 'el', 'kh', 'be', 'uk'])('is sent unchanged: %s', (given) => {
    expect(sold('language', given)).toEqual({ sent: given, kept: given, remarks: [] })
  })

  it.each([
    ['en-GB', 'en'],
    ['FR', 'fr'],
    ['fr_CA', 'fr'],
    ['de-Latn-AT-1996', 'de'],
    ['ru_RU.UTF-8', 'ru'],
    ['sr@latin', undefined],
    [' pt ', 'pt'],
    ['tlh', undefined],
    ['klingon', undefined],
    ['english', undefined],
    ['xx', undefined],
    ['ja-JP', undefined],
    ['e n', undefined],
    ['<b>', undefined],
  ])('%j is sent to the bank as %p, and kept', (given, sent) => {
    const deed = sent === undefined ? 'left out' : 'changed'

    expect(sold('language', given)).toEqual({ sent, kept: given, remarks: [{ field: 'language', deed }] })
  })

  it('that the option names is one that the bank supports', () => {
    expect(sold('language', undefined, 'uz')).toEqual({ sent: 'uz', kept: 'uz', remarks: [] })
    expect(sold('language', 'uz-UZ', 'uz')).toMatchObject({ sent: 'uz', kept: 'uz-UZ' })
    expect(sold('language', 'uz').sent).toBeUndefined()
  })

  it.each([[['en']], [{ code: 'en' }], [7], [true]])('that is %p is left out', (given) => {
    expect(sold('language', given)).toMatchObject({
      sent: undefined,
      remarks: [{ field: 'language', deed: 'left out' }],
    })
  })
})
