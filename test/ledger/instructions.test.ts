import type { InstructionClaim } from '../../src/ledger/order-ledger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { registeredOrder } from './an-order.ts'

const capture = { kind: 'capture-asked', trigger: 'capture', leaseMs: 60_000, capturingMinor: 1500 } as const
const reverse = { kind: 'reverse-asked', trigger: 'reverse', leaseMs: 60_000 } as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the right to instruct the gateway, in ${name}`, () => {
    let opened: OpenedLedger
    let order: Order
    beforeEach(async () => {
      opened = await openLedger()
      const registered = await registeredOrder(opened.ledger)
      order = (await opened.ledger.move(registered, { to: 'held', trigger: 'return', checkInMs: 60_000 }))!
    })
    afterEach(() => opened.close())

    /** Claims the right, which must be free. */
    const take = async (instruction: typeof capture | typeof reverse): Promise<InstructionClaim> => {
      const claim = await opened.ledger.instruct(order, instruction)
      if (typeof claim === 'string') throw new Error(`The right is not free: ${claim}.`)
      return claim
    }
    const entries = async () => (await opened.ledger.history(order.orderNumber)).slice(3)

    it('goes to one caller, who records the instruction first', async () => {
      const taken = await opened.ledger.instruct(order, capture)

      const asked = { ...order, capturingMinor: 1500 }
      expect(taken).toEqual({ order: asked, fence: 1 })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(asked)
      expect(await entries()).toMatchObject([
        { kind: 'capture-asked', trigger: 'capture', from: undefined, to: 'held', detail: { amountMinor: 1500 } },
      ])
      expect(await opened.ledger.instruct(order, capture)).toBe('busy')
      expect(await opened.another().instruct(order, reverse)).toBe('busy')
      expect(await entries()).toHaveLength(1)
    })

    it('goes to one of ten callers at once, in two processes', async () => {
      const processes = [opened.ledger, opened.another()]

      const taken = await Promise.all(Array.from({ length: 10 }, (_, i) => processes[i % 2]!.instruct(order, reverse)))

      expect(taken.filter((one) => one !== 'busy')).toEqual([{ order, fence: 1 }])
      expect(await entries()).toMatchObject([{ kind: 'reverse-asked', detail: undefined }])
    })

    it('ends when it is released or its lease expires; the capture asked for is kept', async () => {
      await opened.ledger.endInstruction(await take(capture))
      expect(await take(reverse)).toMatchObject({ order: { capturingMinor: 1500 } })

      await opened.age('checkout_orders', 'instructed_until', 60_001)
      expect(await take(capture)).toMatchObject({ order: { capturingMinor: 1500 } })
      expect((await entries()).map(({ kind }) => kind)).toEqual(['capture-asked', 'reverse-asked', 'capture-asked'])
    })

    it('is not given for an order that has moved, nor for a capture other than the one asked for', async () => {
      expect(await opened.ledger.instruct({ ...order, status: 'registered' }, capture)).toBe('moved')
      expect(await opened.ledger.instruct({ ...order, orderNumber: 'nobody' }, capture)).toBe('moved')
      await opened.ledger.instruct(order, { ...capture, leaseMs: 0 })

      expect(await opened.ledger.instruct(order, { ...capture, capturingMinor: 1501 })).toBe('moved')
      expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ capturingMinor: 1500 })
      expect(await entries()).toHaveLength(1)
    })

    it('ends with a refused capture, after which none is expected', async () => {
      const refusal = { kind: 'capture-refused', trigger: 'capture', reason: 'above the hold' } as const
      const claim = await take(capture)

      await opened.ledger.endInstruction(claim, refusal)

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect((await entries()).at(-1)).toMatchObject({
        kind: 'capture-refused',
        trigger: 'capture',
        from: undefined,
        to: 'held',
        detail: { reason: 'above the hold' },
      })
      expect(await opened.ledger.instruct(order, { ...capture, capturingMinor: 1999 })).toMatchObject({
        order: { capturingMinor: 1999 },
      })
    })

    it('ends with a refused reversal, after which a capture is still possible', async () => {
      await opened.ledger.endInstruction(await take(capture))
      const claim = await take(reverse)

      await opened.ledger.endInstruction(claim, { kind: 'reverse-refused', trigger: 'reverse', reason: 'no' })

      expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ capturingMinor: 1500 })
      expect((await entries()).at(-1)).toMatchObject({ kind: 'reverse-refused', detail: { reason: 'no' } })
    })

    it('is not ended by a former holder: the new one may be sending', async () => {
      const stalled = await take(capture)
      await opened.age('checkout_orders', 'instructed_until', 60_001)
      const sending = await take(capture)

      await opened.ledger.endInstruction(stalled, { kind: 'capture-refused', trigger: 'capture', reason: 'no' })

      expect(await opened.another().instruct(order, reverse)).toBe('busy')
      expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ capturingMinor: 1500 })
      expect((await entries()).map(({ kind }) => kind)).toEqual(['capture-asked', 'capture-asked'])
      await opened.ledger.endInstruction(sending)
      expect(await opened.ledger.instruct(order, reverse)).toMatchObject({ fence: 3 })
    })

    it('does not exist for an order that does not exist', async () => {
      const nobody = { ...order, orderNumber: 'nobody' }

      await opened.ledger.endInstruction(
        { order: nobody, fence: 1 },
        { kind: 'reverse-refused', trigger: 'reverse', reason: 'no' },
      )

      expect(await opened.ledger.history('nobody')).toEqual([])
    })

    it('records no refusal for an order that has moved meanwhile', async () => {
      opened.leaveBroken()
      const claim = await take(capture)
      const changes = { capturedMinor: 1500 }
      const paid = await opened.ledger.move(order, { to: 'paid', trigger: 'capture', checkInMs: null, changes })

      await opened.ledger.endInstruction(claim, { kind: 'capture-refused', trigger: 'capture', reason: 'no' })

      expect(await opened.ledger.find(order.orderNumber)).toEqual(paid)
      expect((await entries()).map(({ kind }) => kind)).toEqual(['capture-asked', 'moved'])
      expect(await opened.ledger.instruct(paid!, reverse)).toMatchObject({ order: { status: 'paid' } })
    })
  })
}
