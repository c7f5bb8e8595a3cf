import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { registeredOrder } from './an-order.ts'

const capture = { kind: 'capture-asked', trigger: 'capture', leaseMs: 60_000, capturingMinor: 1500 } as const
const reverse = { kind: 'reverse-asked', trigger: 'reverse', leaseMs: 60_000 } as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the right to tell the gateway something, in ${name}`, () => {
    let opened: OpenedLedger
    let order: Order
    beforeEach(async () => {
      opened = await openLedger()
      const registered = await registeredOrder(opened.ledger)
      order = (await opened.ledger.move(registered, { to: 'held', trigger: 'return', checkInMs: 60_000 }))!
    })
    afterEach(() => opened.close())

    const entries = async () => (await opened.ledger.history(order.orderNumber)).slice(3)

    it('is taken by one, who writes down what is about to be told', async () => {
      const taken = await opened.ledger.instruct(order, capture)

      expect(taken).toEqual({ ...order, capturingMinor: 1500 })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(taken)
      expect(await entries()).toMatchObject([
        { kind: 'capture-asked', trigger: 'capture', from: undefined, to: 'held', detail: { amountMinor: 1500 } },
      ])
      expect(await opened.ledger.instruct(order, capture)).toBe('busy')
      expect(await opened.another().instruct(order, reverse)).toBe('busy')
      expect(await entries()).toHaveLength(1)
    })

    it('goes to one of ten who want it at once, in two processes', async () => {
      const processes = [opened.ledger, opened.another()]

      const taken = await Promise.all(Array.from({ length: 10 }, (_, i) => processes[i % 2]!.instruct(order, reverse)))

      expect(taken.filter((one) => one !== 'busy')).toEqual([order])
      expect(await entries()).toMatchObject([{ kind: 'reverse-asked', detail: undefined }])
    })

    it('ends when it is given back, or with its lease; what was asked for stays', async () => {
      await opened.ledger.instruct(order, capture)
      await opened.ledger.endInstruction(order)
      expect(await opened.ledger.instruct(order, reverse)).toMatchObject({ capturingMinor: 1500 })

      await opened.age('checkout_orders', 'instructed_until', 60_001)
      expect(await opened.ledger.instruct(order, capture)).toMatchObject({ capturingMinor: 1500 })
      expect((await entries()).map(({ kind }) => kind)).toEqual(['capture-asked', 'reverse-asked', 'capture-asked'])
    })

    it('is not given for an order that moved, nor for another capture than was asked for', async () => {
      expect(await opened.ledger.instruct({ ...order, status: 'registered' }, capture)).toBe('moved')
      expect(await opened.ledger.instruct({ ...order, orderNumber: 'nobody' }, capture)).toBe('moved')
      await opened.ledger.instruct(order, { ...capture, leaseMs: 0 })

      expect(await opened.ledger.instruct(order, { ...capture, capturingMinor: 1501 })).toBe('moved')
      expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ capturingMinor: 1500 })
      expect(await entries()).toHaveLength(1)
    })

    it('ends with a refusal after which no capture is awaited', async () => {
      const refusal = { kind: 'capture-refused', trigger: 'capture', reason: 'above the hold' } as const
      await opened.ledger.instruct(order, capture)

      await opened.ledger.endInstruction(order, refusal)

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect((await entries()).at(-1)).toMatchObject({
        ...{ kind: 'capture-refused', trigger: 'capture', from: undefined, to: 'held' },
        detail: { reason: 'above the hold' },
      })
      expect(await opened.ledger.instruct(order, { ...capture, capturingMinor: 1999 })).toMatchObject({
        capturingMinor: 1999,
      })
    })

    it('ends with a refused reversal after which a capture may still be made', async () => {
      await opened.ledger.instruct(order, capture)
      await opened.ledger.endInstruction(order)
      await opened.ledger.instruct(order, reverse)

      await opened.ledger.endInstruction(order, { kind: 'reverse-refused', trigger: 'reverse', reason: 'no' })

      expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ capturingMinor: 1500 })
      expect((await entries()).at(-1)).toMatchObject({ kind: 'reverse-refused', detail: { reason: 'no' } })
    })

    it('is not there for an order that is not', async () => {
      const nobody = { orderNumber: 'nobody', status: 'held' } as const

      await opened.ledger.endInstruction(nobody, { kind: 'reverse-refused', trigger: 'reverse', reason: 'no' })

      expect(await opened.ledger.history('nobody')).toEqual([])
    })

    it('writes no refusal of an order that moved all the same', async () => {
      opened.leaveBroken()
      await opened.ledger.instruct(order, capture)
      const changes = { capturedMinor: 1500 }
      const paid = await opened.ledger.move(order, { to: 'paid', trigger: 'capture', checkInMs: null, changes })

      await opened.ledger.endInstruction(order, { kind: 'capture-refused', trigger: 'capture', reason: 'no' })

      expect(await opened.ledger.find(order.orderNumber)).toEqual(paid)
      expect((await entries()).map(({ kind }) => kind)).toEqual(['capture-asked', 'moved'])
      expect(await opened.ledger.instruct(paid!, reverse)).toMatchObject({ status: 'paid' })
    })
  })
}
