import { bankDayPage } from '../../src/back-office/bank-day-page.ts'
import { booksPage } from '../../src/back-office/books-page.ts'
import { makeClockwork } from '../../src/back-office/writing.ts'
import type { Balance } from '../../src/balance/balance.ts'
import { differenceKinds } from '../../src/balance/difference.ts'
import type { Difference, DifferenceKind } from '../../src/balance/difference.ts'
import { html, toText } from '../../src/html/html.ts'

const clock = makeClockwork(new Date('2026-11-29T12:00:00Z'), 'Asia/Kolkata')

function differs(kind: DifferenceKind, changes: Partial<Difference> = {}): Difference {
  return {
    kind,
    orderNumber: 'K3TQXF4M2ZT8WQ6R3V7Y5N9AJE',
    gatewayOrderId: undefined,
    reference: undefined,
    text: 'It differs.',
    currency: 'EUR',
    bankMinor: 1999,
    ledgerMinor: 1999,
    ledgerCurrency: 'EUR',
    line: undefined,
    owesGoods: false,
    ...changes,
  }
}

function pageOf(differences: readonly Difference[], changes: Partial<Balance> = {}): string {
  const kinds = differenceKinds.filter((kind) => differences.some((one) => one.kind === kind))
  const balance: Balance = {
    day: '2026-11-28',
    timeZone: 'Asia/Kolkata',
    source: 'list',
    at: clock.now,
    isOver: true,
    isBalanced: differences.length === 0,
    totals: [],
    notes: [],
    differences,
    counts: Object.fromEntries(kinds.map((kind) => [kind, differences.filter((one) => one.kind === kind).length])),
    ...changes,
  }
  const page = bankDayPage({ day: balance.day, balance, mayAsk: true, seal: 's'.repeat(200) }, '/office', clock)
  return toText(html`${page.main}`).replaceAll('\u{a0}', ' ')
}

const words = (page: string): string => page.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ')

describe('the page of a day beside the bank', () => {
  it.each([
    ['as they are', {}],
    [
      'as long as they can be, and become longer where they are escaped',
      {
        text: '"&'.repeat(200),
        reference: '"&'.repeat(127),
        orderNumber: '"&'.repeat(18),
      },
    ],
  ])('holds ten kinds that are full in less than 55 kB, texts %s', (_how, texts) => {
    const full = differenceKinds.flatMap((kind) => Array.from({ length: 40 }, () => differs(kind, texts)))

    const page = pageOf(full)

    expect(Buffer.byteLength(page)).toBeLessThan(55_000)
    // Some of each kind are there, and all are counted.
    for (const kind of differenceKinds)
      expect(page).toMatch(new RegExp(`aria-labelledby="h-${kind}"[^]*?<tbody.*?>\\s*<tr`))
    expect(words(page).match(/And \d+ more: --json on the command line has 40 in all\./g)).toHaveLength(10)
  })

  it('has each amount in its own currency, and one without any as it came', () => {
    const dollars = differs('currency', { currency: 'USD', bankMinor: 2500, text: 'Other money.' })
    const nameless = differs('unknown-to-ledger', { currency: '', bankMinor: 2600, ledgerMinor: undefined })

    const said = words(pageOf([dollars, nameless]))

    expect(said).toContain('Other money. 25.00 USD 19.99 EUR')
    expect(said).toContain('It differs. 2600 ? –')
  })

  it('tells the whole number of an order that has no page here, and says that the bank was asked in vain', () => {
    const lost = differs('unknown-to-ledger')
    const day = { day: '2026-11-28', problem: 'It was silent.', mayAsk: true, seal: 's' } as const
    const failed = toText(html`${bankDayPage({ ...day, balance: undefined }, '/office', clock).main}`)

    expect(words(pageOf([lost, differs('amount')]))).toMatch(/K3TQXF4M2ZT8WQ6R3V7Y5N9AJE .* K3TQ…9AJE /)
    expect(words(failed)).toContain('The bank was asked, and gave nothing to compare.')
    expect(words(failed)).not.toMatch(/Nobody has asked|not (been )?asked/)
  })

  it('never says of a day that is not over that it balances', () => {
    const said = words(pageOf([], { isBalanced: false, isOver: false }))

    expect(said).toContain('Not balanced yet.')
    expect(said).not.toContain('Not balanced: 0')
  })
})

describe('the books', () => {
  it.each([
    ['2026-11-29', '2026-11-28'],
    ['2026-11-28', '2026-11-28'],
    ['2026-10-31', '2026-10-31'],
  ])('up to %s lead to %s beside the bank: today is not over', (to, day) => {
    const page = booksPage({ from: '2026-10-01', to, rows: [] }, '/office', clock, 'Windowsill')

    expect(toText(html`${page.main}`)).toContain(`href="/office/books/bank?day=${day}"`)
  })
})
