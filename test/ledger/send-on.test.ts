import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { registeredOrder } from './an-order.ts'

describe.each(Object.entries(ledgers))(
  'an address that sends a browser on to the bank, over %s',
  (_name, openLedger) => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const at = (ms: number): Date => new Date(1_800_000_000_000 + ms)

    it('works once, and for one of twenty that use it at the same time', async () => {
      const { orderNumber } = await registeredOrder(opened.ledger)

      const used = await Promise.all(Array.from({ length: 20 }, () => opened.ledger.sendOn(orderNumber, at(0))))

      expect(used.filter((isFirst) => isFirst)).toHaveLength(1)
      expect(await opened.ledger.sendOn(orderNumber, at(0))).toBe(false)
    })

    it('works if it was issued later than the last one used', async () => {
      const { orderNumber } = await registeredOrder(opened.ledger)

      expect(await opened.ledger.sendOn(orderNumber, at(5))).toBe(true)
      expect(await opened.ledger.sendOn(orderNumber, at(4))).toBe(false)
      expect(await opened.ledger.sendOn(orderNumber, at(6))).toBe(true)
      expect(await opened.ledger.sendOn(orderNumber, at(5))).toBe(false)
    })

    it('belongs to one order, and changes nothing else about it', async () => {
      const first = await registeredOrder(opened.ledger)
      const second = await registeredOrder(opened.ledger)

      expect(await opened.ledger.sendOn(first.orderNumber, at(0))).toBe(true)
      expect(await opened.ledger.sendOn(second.orderNumber, at(0))).toBe(true)
      expect(await opened.ledger.sendOn('NO-SUCH-ORDER', at(0))).toBe(false)

      expect(await opened.ledger.find(first.orderNumber)).toEqual(first)
    })
  },
)
