import { readDaySheet } from '../../src/books/day-sheet.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'

/** An order as version 0.2.0 left it: its entries tell no money. */
interface Written {
  readonly number: string
  readonly amountMinor?: number
  readonly currency?: string
  readonly capturedMinor?: number
  readonly refundedMinor?: number
  readonly status: string
  readonly reviewReason?: string
  readonly shop?: string
  readonly entries: readonly (readonly [at: string, kind: string, from: string | null, to: string, detail?: object])[]
}

const text = (value: string | undefined | null): string =>
  value === undefined || value === null ? 'null' : `'${value}'`

async function write({ sql }: OpenedLedger, order: Written): Promise<void> {
  const { number, amountMinor = 1999, currency = 'EUR', capturedMinor = 1999, refundedMinor = 0, status } = order
  const openedAt = order.entries[0]![0]
  await sql(`insert into checkout_orders (order_number, sku, amount_minor, currency, capture, gateway_account,
      captured_minor, refunded_minor, status, review_reason, shop, created_at, expires_at)
    values ('${number}', 'mug', ${amountMinor}, '${currency}', 'automatic', 'bank#login', ${capturedMinor},
      ${refundedMinor}, '${status}', ${text(order.reviewReason)}, ${text(order.shop)}, '${openedAt}', '${openedAt}')`)
  for (const [at, kind, from, to, detail] of order.entries) {
    await sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, detail)
      values ('${number}', '${at}', '${kind}', ${text(from)}, '${to}', 'sweep',
        ${text(detail && JSON.stringify(detail))})`)
  }
}

const bought = (at: string) => [at, 'opened', null, 'registering'] as const
const paid = (at: string) => [at, 'moved', 'registered', 'paid'] as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the day sheet of what version 0.2.0 wrote in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const sheet = (from: string, to: string, timeZone = 'UTC') =>
      readDaySheet({ ledger: opened.ledger, timeZone }, { from, to })

    it('puts each amount on the day on which it moved', async () => {
      await write(opened, {
        number: 'A',
        status: 'partially_refunded',
        refundedMinor: 1100,
        entries: [
          bought('2026-10-01T10:00:00.000Z'),
          paid('2026-10-01T10:05:00.000Z'),
          // By the shop, told by the bank, and by the shop again.
          ['2026-10-03T10:00:00.000Z', 'moved', 'paid', 'partially_refunded', { key: 'a', amountMinor: 500 }],
          ['2026-10-04T10:00:00.000Z', 'noted', null, 'partially_refunded', { refundedAmount: 800 }],
          ['2026-10-05T10:00:00.000Z', 'refunded', null, 'partially_refunded', { key: 'b', amountMinor: 300 }],
        ],
      })

      expect(await sheet('2026-10-01', '2026-10-31')).toMatchObject([
        { day: '2026-10-01', capturedMinor: 1999, paidCount: 1, refundCount: 0, netMinor: 1999 },
        { day: '2026-10-03', capturedMinor: 0, refundedMinor: 500, refundCount: 1, netMinor: -500 },
        { day: '2026-10-04', refundedMinor: 300, refundCount: 1 },
        { day: '2026-10-05', refundedMinor: 300, refundCount: 1 },
      ])
      expect(await sheet('2026-10-02', '2026-10-03')).toMatchObject([{ day: '2026-10-03' }])
      expect(await sheet('2026-10-06', '2026-10-31')).toEqual([])
    })

    it('puts what no entry explains down to the last one that may have moved money', async () => {
      await write(opened, {
        number: 'A',
        status: 'partially_refunded',
        refundedMinor: 700,
        entries: [
          bought('2026-10-01T10:00:00.000Z'),
          paid('2026-10-01T10:05:00.000Z'),
          ['2026-10-03T10:00:00.000Z', 'moved', 'paid', 'partially_refunded'],
          ['2026-10-04T10:00:00.000Z', 'handed-over', null, 'partially_refunded'],
        ],
      })

      expect(await sheet('2026-10-01', '2026-10-31')).toMatchObject([
        { day: '2026-10-01', refundedMinor: 0 },
        { day: '2026-10-03', refundedMinor: 700 },
      ])
    })

    it('counts money in review, chargebacks, and what was refunded before it was seen', async () => {
      await write(opened, {
        number: 'mismatch',
        status: 'review',
        reviewReason: 'action-code-is-not-0',
        entries: [bought('2026-10-01T10:00:00.000Z'), ['2026-10-01T11:00:00.000Z', 'moved', 'registered', 'review']],
      })
      await write(opened, {
        number: 'charged back',
        status: 'review',
        reviewReason: 'chargeback',
        refundedMinor: 99,
        entries: [
          bought('2026-10-02T10:00:00.000Z'),
          paid('2026-10-02T10:05:00.000Z'),
          ['2026-10-03T10:00:00.000Z', 'moved', 'paid', 'partially_refunded', { key: 'a', amountMinor: 99 }],
          ['2026-10-20T10:00:00.000Z', 'moved', 'partially_refunded', 'review', { chargeback: true }],
        ],
      })
      await write(opened, {
        number: 'gone',
        status: 'refunded',
        refundedMinor: 1999,
        entries: [bought('2026-10-04T10:00:00.000Z'), ['2026-10-04T11:00:00.000Z', 'moved', 'registered', 'refunded']],
      })

      expect(await sheet('2026-10-01', '2026-10-31')).toMatchObject([
        { day: '2026-10-01', paidCount: 0, capturedMinor: 1999, netMinor: 1999 },
        { day: '2026-10-02', paidCount: 1, capturedMinor: 1999 },
        { day: '2026-10-03', refundedMinor: 99, chargedBackMinor: 0 },
        { day: '2026-10-04', paidCount: 0, capturedMinor: 1999, refundedMinor: 1999, refundCount: 1, netMinor: 0 },
        { day: '2026-10-20', chargedBackMinor: 1900, refundedMinor: 0, netMinor: -1900 },
      ])
    })

    it("begins and ends a day at midnight of the shop's zone, on days with a change of the clocks too", async () => {
      // In Vienna the 25th has 25 hours: from 22:00 of the 24th to 23:00 of the 25th, UTC.
      const times = ['24T21:59:59.999', '24T22:00:00.000', '25T00:30:00.000', '25T22:59:59.999', '25T23:00:00.000']
      for (const [index, time] of times.entries()) {
        const at = `2026-10-${time}Z`
        await write(opened, { number: `n${index}`, status: 'paid', entries: [bought(at), paid(at)] })
      }

      const counts = (await sheet('2026-10-24', '2026-10-26', 'Europe/Vienna')).map(({ day, paidCount }) => [
        day,
        paidCount,
      ])
      expect(counts).toEqual([
        ['2026-10-24', 1],
        ['2026-10-25', 3],
        ['2026-10-26', 1],
      ])
      expect(await sheet('2026-10-25', '2026-10-25', 'Europe/Vienna')).toMatchObject([{ paidMinor: 3 * 1999 }])
      // The last hour before the 25th belongs to it, and the period that is read holds it.
      expect(await sheet('2026-10-24', '2026-10-24', 'Europe/Vienna')).toMatchObject([{ day: '2026-10-24' }])
      expect(await sheet('2026-10-25', '2026-10-25', 'Pacific/Kiritimati')).toMatchObject([{ paidCount: 3 }])
    })

    it('reads on page after page, and leaves other shops out', async () => {
      for (let number = 0; number < 250; number += 1) {
        const at = '2026-10-01T10:00:00.000Z'
        const shop = number % 5 === 0 ? 'other.example' : 'shop.example'
        await write(opened, { number: `n${number}`, shop, status: 'paid', entries: [bought(at), paid(at)] })
      }
      const own = opened.another({ shop: { key: 'shop.example', formerKeys: [] } })

      const rows = await readDaySheet({ ledger: own, timeZone: 'UTC' }, { from: '2026-10-01', to: '2026-10-01' })

      expect(rows).toMatchObject([{ paidCount: 200, paidMinor: 200 * 1999 }])
    })
  })
}
