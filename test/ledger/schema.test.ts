import { handOverStatuses, orderStatuses } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the schema in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it('accepts every status', async () => {
      await opened.ledger.add(newOrder())

      for (const status of orderStatuses) await opened.sql(`update checkout_orders set status = '${status}'`)
      for (const status of handOverStatuses) await opened.sql(`update checkout_orders set hand_over = '${status}'`)

      expect(await opened.sql('select status, hand_over from checkout_orders')).toEqual([
        { status: orderStatuses.at(-1), hand_over: handOverStatuses.at(-1) },
      ])
    })

    const nonsense = {
      'an amount of nothing': 'amount_minor = 0',
      'a negative amount': 'amount_minor = -1999',
      'no amount': 'amount_minor = null',
      'part of a minor unit': "amount_minor = 'nineteen'",
      'more captured than agreed': 'captured_minor = amount_minor + 1',
      'less than nothing captured': 'captured_minor = -1',
      'more refunded than captured': 'captured_minor = 5, refunded_minor = 6',
      'less than nothing refunded': 'refunded_minor = -1',
      'a status that does not exist': "status = 'shipped'",
      'no status': 'status = null',
      'a hand-over status that does not exist': "hand_over = 'perhaps'",
      'a capture mode that does not exist': "capture = 'later'",
      'a malformed currency code': "currency = 'EURO'",
      'an empty order number': "order_number = ''",
      'an empty gateway id': "gateway_order_id = ''",
      'an empty sku': "sku = ''",
      'an empty gateway account': "gateway_account = ''",
      'an empty reuse key': "reuse_key = ''",
      'no expiry time': 'expires_at = null',
    }
    for (const [what, assignment] of Object.entries(nonsense)) {
      it(`refuses ${what}`, async () => {
        const { order } = await opened.ledger.add(newOrder())

        await expect(opened.sql(`update checkout_orders set ${assignment}`)).rejects.toThrow(
          /constraint|cannot store|invalid input syntax/i,
        )

        expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      })
    }

    it('refuses the same gateway id, or the same reuse key, on two orders', async () => {
      await registeredOrder(opened.ledger)
      await registeredOrder(opened.ledger)

      await expect(opened.sql("update checkout_orders set gateway_order_id = 'bank-1'")).rejects.toThrow(/unique/i)
      await expect(opened.sql("update checkout_orders set reuse_key = 'browser'")).rejects.toThrow(/unique/i)
    })

    it('refuses to change or remove an entry', async () => {
      const order = await paidOrder(opened.ledger)
      const history = await opened.ledger.history(order.orderNumber)

      await expect(opened.sql("update checkout_entries set to_status = 'declined'")).rejects.toThrow(/never changed/)
      await expect(opened.sql('delete from checkout_entries')).rejects.toThrow(/never changed/)

      expect(await opened.ledger.history(order.orderNumber)).toEqual(history)
    })

    it('refuses an entry or a hand-over without an order, and a second hand-over of an order', async () => {
      const { orderNumber } = await paidOrder(opened.ledger)
      const at = "'2026-01-31T09:30:00.000Z'"
      const entry = (number: string): string =>
        `insert into checkout_entries (order_number, at, kind, to_status, trigger)
         values ('${number}', ${at}, 'noted', 'paid', 'settle')`
      const handOver = (number: string): string =>
        `insert into checkout_hand_overs (order_number, due_at, next_try_at) values ('${number}', ${at}, ${at})`

      await opened.sql(entry(orderNumber))
      await expect(opened.sql(entry('nobody'))).rejects.toThrow(/foreign key/i)
      await expect(opened.sql(handOver('nobody'))).rejects.toThrow(/foreign key/i)
      await expect(opened.sql(handOver(orderNumber))).rejects.toThrow(/unique/i)
      await expect(opened.sql('delete from checkout_orders')).rejects.toThrow(/foreign key/i)
    })
  })
}
