import { axisOf } from '../../src/back-office/day-chart.ts'
import { eachDay, queryOf, spanOfDay, spanOfLast } from '../../src/back-office/spans.ts'
import { shareTrendOf, trendOf } from '../../src/back-office/trend.ts'
import { dayFrom } from '../../src/days.ts'
import { makeClockwork } from '../../src/back-office/writing.ts'
import { html, toText } from '../../src/html/html.ts'
import type { Content } from '../../src/html/html.ts'
import { fillOffice } from '../support/office-orders.ts'
import { openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { buy, mounts } from '../support/store.ts'

const wordsOf = (content: Content): string =>
  toText(html`${content}`)
    .replace(/<[^>]*>/g, '')
    .replaceAll('\u{a0}', ' ')
    .trim()

describe('the figures of today, held against those before', () => {
  it.each([
    [112, 100, '12 % more than then'],
    [88, 100, '12 % less than then'],
    [100, 100, 'As much as then'],
    [100_400, 100_000, 'As much as then'],
    [5_000, 100, '4 900 % more than then'],
    [0, 100, '100 % less than then'],
    [10, 0, 'Nothing was taken then'],
    [0, 0, 'Nothing then either'],
    [10, undefined, ''],
  ])('say of %s after %s: %s', (now, before, words) => {
    expect(wordsOf(trendOf(now, before, 'then'))).toBe(words)
  })

  it.each([
    [0.79, 0.82, '3 points less than then'],
    [0.5, 0.49, '1 point more than then'],
    [0.5, 0.5, 'The same share as then'],
    [0.5, undefined, ''],
    [undefined, 0.5, ''],
  ])('say of a share of %s after %s: %s', (now, before, words) => {
    expect(wordsOf(shareTrendOf(now, before, 'then'))).toBe(words)
  })

  it.each([
    [251_875, 'EUR', [0, 100_000, 200_000, 300_000]],
    [100_000, 'EUR', [0, 50_000, 100_000]],
    [1, 'EUR', [0, 1]],
    [0, 'EUR', [0, 5_000, 10_000]],
    [7, 'JPY', [0, 2, 4, 6, 8]],
    [0, 'JPY', [0, 50, 100]],
  ])('are drawn up to %s %s on an axis of %j', (highest, currency, marks) => {
    expect(axisOf(highest, currency)).toEqual(marks)
  })

  const clock = makeClockwork(new Date('2026-11-28T12:20:00Z'), 'Europe/Athens')

  it('are those of the same weekday up to this time, of the day before in whole, or of as many days', () => {
    expect(spanOfDay('2026-11-28', clock)).toMatchObject({
      view: 'today',
      then: { from: '2026-11-21', to: '2026-11-21', before: new Date('2026-11-21T12:20:00Z') },
      thenWords: 'last Saturday by 14:20',
    })
    expect(spanOfDay('2026-11-27', clock)).toMatchObject({ view: 'yesterday', thenWords: 'the Friday before' })
    expect(spanOfDay('2026-11-27', clock).then).toEqual({ from: '2026-11-20', to: '2026-11-20', before: undefined })
    expect(spanOfDay('2026-03-01', clock)).toMatchObject({ view: 'day', from: '2026-03-01', to: '2026-03-01' })
    expect(spanOfLast(7, clock)).toMatchObject({
      from: '2026-11-22',
      to: '2026-11-28',
      then: { from: '2026-11-15', to: '2026-11-21' },
      thenWords: 'in the 7 days before',
    })
  })

  it.each([
    // The clocks were set back by an hour on 25 October, and forward by one on 29 March; by half an hour on 5 April.
    ['2026-10-28T12:20:00Z', 'Europe/Athens', '2026-10-21T11:20:00Z', 'last Wednesday by 14:20'],
    ['2026-04-01T11:20:00Z', 'Europe/Athens', '2026-03-25T12:20:00Z', 'last Wednesday by 14:20'],
    ['2026-04-08T03:30:00Z', 'Australia/Lord_Howe', '2026-04-01T03:00:00Z', 'last Wednesday by 14:00'],
    ['2026-11-28T08:50:00Z', 'Asia/Kolkata', '2026-11-21T08:50:00Z', 'last Saturday by 14:20'],
  ])('end at the same time of the day where the clocks were set meanwhile: %s %s', (now, zone, before, words) => {
    const here = makeClockwork(new Date(now), zone)
    expect(spanOfDay(here.today, here)).toMatchObject({ then: { before: new Date(before) }, thenWords: words })
    expect(spanOfLast(7, here).then.before).toEqual(new Date(before))
  })

  it('keep their view in a bookmark', () => {
    expect(queryOf(spanOfDay('2026-11-28', clock))).toBe('')
    expect(queryOf(spanOfDay('2026-11-27', clock), { currency: 'USD' })).toBe('?day=yesterday&currency=USD')
    expect(queryOf(spanOfDay('2026-03-01', clock))).toBe('?day=2026-03-01')
    expect(queryOf(spanOfLast(30, clock))).toBe('?days=30')
    expect([dayFrom('2026-03-01', -1), eachDay({ from: '2024-02-28', to: '2024-03-01' }).length]).toEqual([
      '2026-02-28',
      3,
    ])
  })
})

describe.each(mounts)('the first page of the back office %s', (_title, mount) => {
  let office: Office
  beforeEach(async () => {
    office = await openOffice({ mount })
  })
  afterEach(() => office.close())

  const json = async (path = '/') => {
    const answer = await office.as('front-desk').get(path).set('accept', 'application/json').expect(200)
    return answer.body as Record<string, never>
  }

  it('says on a shop’s first day what to do, and nothing that was not so', async () => {
    const { text } = await office.as('auditor').get('/').expect(200)
    expect(text).toContain('Nobody has bought anything yet.')
    expect(text).toContain('Nothing needs you.')
    expect(text).not.toMatch(/NaN|undefined|Infinity|than last/)
  })

  it('shows what was taken, what is open and what needs a person', async () => {
    await fillOffice(office)
    const { text } = await office.as('front-desk').get('/').expect(200)
    const words = wordsOf(text)
    expect(text).toContain('1\u{a0}355.48 <small>EUR</small>')
    expect(words).toContain('given back, in 1 refund')
    expect(words).toContain('5 of 7 started')
    expect(words).toContain('2 did not: 1 still open, 1 declined')
    expect(words).toContain('1 in review, 1 stuck')
    expect(text).toContain('Put to review')
    expect(text).toContain('Goods stuck')
    expect(text).not.toContain('<script')
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('says the same as the day sheet, whichever days are asked for', async () => {
    await fillOffice(office)
    const [today] = [new Date().toISOString().slice(0, 10)]
    const sheet = await office.checkout.daySheet({ from: today, to: today })
    for (const path of ['/', '/?days=7', '/?days=30', `/?day=${today}`]) {
      const { money, days } = await json(path)
      expect(days).toEqual(sheet)
      expect(money).toEqual(sheet.map((row) => ({ ...row, day: '' })))
    }
    expect(await json('/?day=yesterday')).toMatchObject({ opened: { started: 0 } })
  })

  it('draws no chart where orders were started and none was paid', async () => {
    await buy(office, office.browser(), 'cactus')
    const { text } = await office.as('front-desk').get('/').expect(200)
    expect(text).toContain('Nothing was taken.')
    expect(wordsOf(text)).toContain('0 of 1 started')
  })

  it('says which days are still being added up, and leaves them out', async () => {
    await fillOffice(office)
    const { sql } = office.database
    await sql('update checkout_sums_state set left_to = 1, left_at = (select max(at) from checkout_entries)')
    const { text } = await office.as('front-desk').get('/?days=7').expect(200)
    expect(text).toContain('are still being added up.')
    expect(text).not.toContain('than in the 7 days before')
  })

  it.each([
    ['a name nobody knows', '?color=red', /Wanted day, days or currency, got &quot;color&quot;|got "color"/],
    ['no number of days', '?days=9', /Wanted 7 or 30 days/],
    ['no day', '?day=2026-02-30', /Wanted a day such as/],
    ['a day to come', '?day=2999-01-01', /none to come/],
    ['a day before there were any books', '?day=0000-01-01', /Wanted a day such as/],
    ['a currency that nobody has', '?currency=%3Ci%3E', /Wanted a currency such as EUR/],
    ['a currency in small letters', '?currency=eur', /Wanted a currency such as EUR/],
    ['markup', '?day=%3Cscript%3E', /Wanted a day such as/],
    ['ten thousand characters', `?day=${'x'.repeat(10_000)}`, /Wanted a day such as/],
  ])('refuses %s with a sentence', async (_what, query, said) => {
    const { text } = await office.as('front-desk').get(`/${query}`).expect(400)
    expect(text).toMatch(said)
    expect(text).not.toContain('<script>')
    expect(text.length).toBeLessThan(8_000)
  })

  it('draws a currency that nothing was sold in as none', async () => {
    await fillOffice(office)
    const { text } = await office.as('front-desk').get('/?currency=JPY').expect(200)
    expect(text).not.toContain('JPY')
    expect(text).toContain('Taken per day in EUR')
  })
})
