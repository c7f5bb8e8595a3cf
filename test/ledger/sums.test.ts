import { randomUUID } from 'node:crypto'
import { findSumDifferences } from '../../src/books/check-sums.ts'
import { readDaySheet } from '../../src/books/day-sheet.ts'
import { readDaySums } from '../../src/books/day-sums.ts'
import { hasMoved } from '../../src/books/summed-money.ts'
import { makeSumsPass } from '../../src/books/sums-pass.ts'
import { dayAfter, dayOf, exactPeriodOf } from '../../src/days.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { Decline, Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, newOrder, paidOrder, registeredOrder } from './an-order.ts'

const bySweep = { trigger: 'sweep', checkInMs: null } as const
const timeZone = 'UTC'
const hourMs = 3_600_000

/** Today, and tomorrow for a test that runs over midnight. */
const today = () => {
  const from = dayOf(new Date(), timeZone)
  return { from, to: dayAfter(from) }
}

const lately = () => ({ since: new Date(Date.now() - hourMs), until: new Date(Date.now() + hourMs) })

async function opened(ledger: Ledger) {
  return (await readDaySums({ ledger, timeZone }, today())).opened[0]
}

async function money(ledger: Ledger) {
  const { money: rows } = await readDaySums({ ledger, timeZone }, today())
  expect(rows).toEqual((await readDaySheet({ ledger, timeZone }, today())).filter(hasMoved))
  return rows[0]
}

/** Adds up whatever is left; an elapsed clock makes every pass work. */
async function addUpAll(ledger: Ledger): Promise<void> {
  let elapsed = 0
  const pass = makeSumsPass({ ledger, logger: silentLogger, elapsedMs: () => (elapsed += 1e9) })
  for (let passes = 0; passes < 3; passes += 1) await pass({ isStopped: () => false })
}

const declineOf = (actionCode: string, category: Decline['category']): Decline => ({
  actionCode,
  category,
  text: 'No.',
  canRetry: true,
  advice: 'none',
})

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the sums in ${name}`, () => {
    let database: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      database = await openLedger()
      ledger = database.ledger
    })
    afterEach(() => database.close())

    const chargeBack = async (order: Order): Promise<Order> =>
      moved(await ledger.move(order, { ...bySweep, to: 'review', changes: { reviewReason: 'chargeback' } }))
    const refunded = async (order: Order, refundedMinor: number): Promise<Order> =>
      moved(await ledger.move(order, { ...bySweep, to: 'partially_refunded', changes: { refundedMinor } }))
    const resolved = async (order: Order, to: 'paid' | 'partially_refunded' | 'refunded'): Promise<Order> => {
      const changes = to === 'refunded' ? { refundedMinor: order.capturedMinor } : {}
      return moved(await ledger.move(order, { ...bySweep, to, trigger: 'resolve', changes }))
    }
    const refund = async (writer: Ledger, orderNumber: string, amountMinor: number): Promise<void> => {
      const key = randomUUID()
      const asked = await writer.askRefund({ orderNumber, key, amountMinor, externalRefundId: key, leaseMs: 60_000 })
      if (asked.outcome !== 'asked') throw new Error(asked.outcome)
      await writer.completeRefund(asked.refund, { refundedMinor: undefined, trigger: 'refund', detail: undefined })
    }
    /** What a process of version 0.2.0 does when it finds a registered order paid. */
    const paidBy020 = async ({ orderNumber }: Order): Promise<void> => {
      await database.sql(`update checkout_orders set status = 'paid', captured_minor = 1999
        where order_number = '${orderNumber}'`)
      await database.sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger)
        select order_number, at, 'moved', 'registered', 'paid', 'return' from checkout_entries
        where to_status = 'registered' and order_number = '${orderNumber}'`)
    }

    it('count an order where it stands, once, whatever way it took there', async () => {
      database.leaveBroken()
      const { order } = await ledger.add(newOrder())
      expect(await opened(ledger)).toMatchObject({ started: 1, paid: 0, open: 1 })

      const registered = moved(await ledger.move(order, { ...bySweep, to: 'registered' }))
      const expired = moved(await ledger.move(registered, { ...bySweep, to: 'expired' }))
      expect(await opened(ledger)).toMatchObject({ started: 1, expired: 1, open: 0 })

      const held = moved(await ledger.move(expired, { ...bySweep, to: 'held' }))
      expect(await opened(ledger)).toMatchObject({ started: 1, expired: 0, held: 1, open: 0 })

      const changes = { capturedMinor: 1999, paidAt: new Date() }
      const paid = moved(await ledger.move(held, { ...bySweep, to: 'paid', changes }))
      await resolved(await chargeBack(paid), 'refunded')
      expect(await opened(ledger)).toMatchObject({ started: 1, held: 0, paid: 1, inReview: 0, givenBack: 0, open: 0 })
    })

    it('know of two chargebacks of one order what each of them was', async () => {
      database.leaveBroken()
      const first = await chargeBack(await paidOrder(ledger))
      expect(await money(ledger)).toMatchObject({ capturedMinor: 1999, chargedBackMinor: 1999, netMinor: 0 })

      const paidAgain = await resolved(first, 'paid')
      expect(await money(ledger)).toMatchObject({ chargedBackMinor: 0, netMinor: 1999 })

      const second = await chargeBack(await refunded(paidAgain, 500))
      expect(await money(ledger)).toMatchObject({ chargedBackMinor: 1499, refundedMinor: 500, netMinor: 0 })

      const wonAgain = await resolved(second, 'partially_refunded')
      expect(await money(ledger)).toMatchObject({ chargedBackMinor: 0, refundedMinor: 500, netMinor: 1499 })

      await resolved(await chargeBack(wonAgain), 'refunded')
      expect(await money(ledger)).toMatchObject({
        paidCount: 1,
        chargedBackMinor: 1499,
        refundedMinor: 500,
        refundCount: 1,
        netMinor: 0,
      })
    })

    it('lose nothing, and let nobody wait for ever, where many write at once', async () => {
      database.leaveBroken()
      const writers = [ledger, ...Array.from({ length: 3 }, () => database.another())]
      const writerOf = (index: number): Ledger => writers[index % writers.length]!
      // Opened in another quarter of an hour: each payment adds to two rows.
      const orders = await Promise.all(Array.from({ length: 60 }, (_one, index) => registeredOrder(writerOf(index))))
      await database.age('checkout_orders', 'created_at', 26 * hourMs)
      const opening = dayOf(new Date(Date.now() - 26 * hourMs), timeZone)

      await Promise.all(
        orders.map(async (order, index) => {
          const writer = writerOf(index)
          const changes = { capturedMinor: 1999, paidAt: new Date() }
          const returnedAt = index % 2 === 0 ? new Date() : undefined
          const pay = { ...bySweep, to: 'paid', handOver: 'due', changes, returnedAt } as const
          const due = await writer.moveAndClaim(order, pay, { leaseMs: 60_000 })
          await writer.completeHandOver(due!.claim!, 'sweep')
          await refund(writer, order.orderNumber, 100)
        }),
      )

      expect(await money(ledger)).toMatchObject({
        paidCount: 60,
        paidMinor: 60 * 1999,
        capturedMinor: 60 * 1999,
        refundCount: 60,
        refundedMinor: 6_000,
      })
      // They were started today, as far as the sums know.
      const { days } = await ledger.sums({ ...exactPeriodOf(opening, opening, timeZone), offsets: [] })
      expect(days).toMatchObject([{ returned: 30, paid: 60, handedOver: 60 }])
    })

    it('leave out what a process of version 0.2.0 writes beside, and whoever reads them works it out', async () => {
      database.leaveBroken()
      const order = await registeredOrder(ledger)
      await paidBy020(order)
      const last = (await ledger.history(order.orderNumber)).at(-1)?.entryNumber
      expect(await ledger.asideAfter(0, 10)).toEqual([last])
      expect(await money(ledger)).toMatchObject({ paidCount: 1, paidMinor: 1999, capturedMinor: 1999 })
      expect(await opened(ledger)).toMatchObject({ started: 1, paid: 1 })

      // By this version: what there was before it, version 0.2.0 did not tell.
      await refund(ledger, order.orderNumber, 700)
      expect(await money(ledger)).toMatchObject({ paidMinor: 1999, refundCount: 1, refundedMinor: 700 })

      await refund(ledger, order.orderNumber, 100)
      await addUpAll(ledger)
      expect(await ledger.asideAfter(0, 10)).toEqual([])
      expect(await money(ledger)).toMatchObject({ paidMinor: 1999, refundCount: 2, refundedMinor: 800 })
    })

    it('take up once what they have left out, whoever does it at the same time', async () => {
      database.leaveBroken()
      for (const _one of [1, 2, 3]) await paidBy020(await registeredOrder(ledger))

      await Promise.all([ledger, database.another(), database.another()].map((each) => addUpAll(each)))

      expect(await ledger.asideAfter(0, 10)).toEqual([])
      expect(await money(ledger)).toMatchObject({ paidCount: 3, capturedMinor: 3 * 1999 })
    })

    it("count each no of the bank once, by its reason, and the shop's own only", async () => {
      const other = database.another({ shop: { key: 'other.example', formerKeys: [], isVisited: true } })
      const own = database.another({ shop: { key: 'shop.example', formerKeys: [], isVisited: true } })
      const order = await registeredOrder(ledger)
      const noFunds = declineOf('116', 'insufficient-funds')
      const refuse = (decline: Decline) => ledger.note(order, { trigger: 'return', changes: { decline } })

      await refuse(noFunds)
      await refuse(noFunds)
      await refuse(declineOf('106', 'card-problem'))
      const end = { ...bySweep, to: 'declined', changes: { decline: declineOf('106', 'card-problem') } } as const
      await ledger.move(order, end)
      const { order: second } = await ledger.add(newOrder())
      await ledger.move(second, { ...end, changes: { decline: noFunds } })

      expect(await own.declineSums(lately())).toEqual([
        { category: 'insufficient-funds', tries: 2 },
        { category: 'card-problem', tries: 1 },
      ])
      expect(await other.declineSums(lately())).toEqual([])
      const before = { since: new Date(Date.now() - 5 * hourMs), until: new Date(Date.now() - 4 * hourMs) }
      expect(await own.declineSums(before)).toEqual([])
    })

    it('leave out orders that were opened elsewhere, but not their money', async () => {
      const registered = { gatewayOrderId: 'bank-7', formUrl: undefined }
      const { order } = await ledger.add(newOrder({ trigger: 'import', registered, handsOver: false }))
      const changes = { capturedMinor: 1999, paidAt: new Date() }
      await ledger.move(order, { ...bySweep, to: 'paid', trigger: 'import', changes })
      await ledger.noteReturn(order.orderNumber, new Date())

      expect(await opened(ledger)).toBeUndefined()
      expect(await money(ledger)).toMatchObject({ paidCount: 1, capturedMinor: 1999 })
    })

    it('show a shop its own, under all its keys', async () => {
      const first = database.another({ shop: { key: 'shop.example', formerKeys: [] } })
      await first.open()
      await paidOrder(first)
      const later = database.another({ shop: { key: 'new.example', formerKeys: ['shop.example'] } })
      await later.open()
      await later.add(newOrder({ shop: 'new.example' }))
      const stranger = database.another({ shop: { key: 'other.example', formerKeys: [], isVisited: true } })

      expect(await money(later)).toMatchObject({ paidCount: 1 })
      expect(await opened(later)).toMatchObject({ started: 2, paid: 1 })
      expect(await money(stranger)).toBeUndefined()
      expect(await opened(stranger)).toBeUndefined()
    })

    it('are added up anew after a recount, and nothing counts twice that is written meanwhile', async () => {
      database.leaveBroken()
      const before = await paidOrder(ledger)
      await ledger.noteReturn(before.orderNumber, new Date())
      await refunded(before, 500)
      const [figures, counts] = [await money(ledger), await opened(ledger)]
      await database.sql('update checkout_sums set captured_minor = captured_minor + 7, paid = paid + 1')
      const differences = await findSumDifferences(ledger, { since: new Date(0), until: lately().until })
      expect(differences).toEqual([{ day: today().from, currency: 'EUR' }])

      await ledger.recount()
      expect(await ledger.addUpOlder(2)).toEqual({ addedCount: 2, isDone: false })
      await paidOrder(ledger)
      await addUpAll(ledger)

      expect(await money(ledger)).toEqual({
        ...figures,
        paidCount: 2,
        paidMinor: 2 * 1999,
        capturedMinor: 2 * 1999,
        netMinor: 2 * 1999 - 500,
      })
      expect(await opened(ledger)).toEqual({ ...counts, started: 2, paid: 2 })
      expect(await ledger.addUpOlder(1)).toEqual({ addedCount: 0, isDone: true })
    })
  })
}
