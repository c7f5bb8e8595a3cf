import type { ForgetOutcome, ForgetTerms } from '../../src/ledger/forget-ledger.ts'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { ageEntries } from './age-entries.ts'
import { moved, newOrder } from './an-order.ts'

const personal: Partial<NewOrder> = {
  reference: 'CART-7',
  description: 'A mug for Jane Roe',
  metadata: { to: 'Jane Roe' },
  email: 'Jane@Example.com',
  clientId: 'client-7',
  bindingId: 'binding-7',
  successUrl: 'https://shop.example/thanks/jane-roe',
  failureUrl: 'com.example.shop:/failed?buyer=7',
  itemDigest: 'digest of all that',
}
const card = { maskedNumber: '411111**1111', brand: 'VISA' }
const evidence = { orderStatus: 2, actionCode: '0', depositedAmount: 1999, maskedPan: '411111**1111' }
const how = { trigger: 'forget', by: 'Ann' } as const
const secrets = ['a'.repeat(40)]
const dayMs = 24 * 60 * 60 * 1000

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`forgetting in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger({ secrets })
      ledger = opened.ledger
    })
    afterEach(() => opened.close())

    async function added(changes: Partial<NewOrder> = {}): Promise<Order> {
      return (await ledger.add(newOrder({ ...personal, ...changes }))).order
    }

    async function paid(changes: Partial<NewOrder> = {}, due = true): Promise<Order> {
      const order = await added(changes)
      const facts = { capturedMinor: order.amountMinor, paidAt: new Date(), card }
      return moved(
        await ledger.move(order, {
          to: 'paid',
          trigger: 'return',
          checkInMs: null,
          ...(due && { handOver: 'due' as const }),
          changes: facts,
          detail: evidence,
        }),
      )
    }

    async function handedOver(changes: Partial<NewOrder> = {}): Promise<Order> {
      const { orderNumber } = await paid(changes)
      const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
      return moved(await ledger.completeHandOver(claim!, 'return'))
    }

    async function forgettable(terms: ForgetTerms, of = ledger): Promise<string[]> {
      const found: string[] = []
      for await (const orderNumber of of.findForgettable(terms)) found.push(orderNumber)
      return found.sort()
    }

    it('blanks what is personal in the order and its entries, and says so in an entry', async () => {
      const { orderNumber, ...before } = await handedOver()
      const history = await ledger.history(orderNumber)

      const outcome = await ledger.forget(orderNumber, how)

      const fields = [
        'reference',
        'description',
        'metadata',
        'email',
        'clientId',
        'bindingId',
        'card',
        ...['successUrl', 'failureUrl'],
      ]
      expect(outcome).toEqual({ outcome: 'blanked', fields, entryCount: 1 })
      const after = await ledger.find(orderNumber)
      expect(after).toEqual({
        ...before,
        orderNumber,
        reference: expect.stringMatching(/^forgotten:[\w-]{43}$/) as string,
        description: undefined,
        metadata: undefined,
        email: undefined,
        clientId: undefined,
        bindingId: undefined,
        card: undefined,
        successUrl: undefined,
        failureUrl: undefined,
        forgottenAt: expect.any(Date) as Date,
      })
      const entries = await ledger.history(orderNumber)
      const { maskedPan: _gone, ...kept } = evidence
      expect(entries.slice(0, -1)).toEqual(
        history.map((entry) => ({
          ...entry,
          ...(entry.detail === undefined ? {} : { detail: entry.kind === 'moved' ? kept : entry.detail }),
        })),
      )
      expect(entries.at(-1)).toMatchObject({
        kind: 'forgotten',
        from: undefined,
        to: 'paid',
        trigger: 'forget',
        detail: { by: 'Ann', blanked: fields },
      })
      expect(await opened.sql('select item_digest, reuse_key from checkout_orders')).toEqual([
        { item_digest: null, reuse_key: null },
      ])
    })

    it('changes nothing on a dry run, and says the same', async () => {
      const { orderNumber } = await handedOver()
      const before = [await ledger.find(orderNumber), await ledger.history(orderNumber)]

      const would = await ledger.forget(orderNumber, { ...how, isDryRun: true })

      expect([await ledger.find(orderNumber), await ledger.history(orderNumber)]).toEqual(before)
      expect(await ledger.forget(orderNumber, how)).toEqual(would)
    })

    it('keeps amounts, states and names of operators, and drops whatever else somebody wrote', async () => {
      const order = await handedOver()
      const note = 'Jane Roe called, jane@example.com'
      const { orderNumber } = order
      const inReview = moved(
        await ledger.move(order, {
          to: 'review',
          trigger: 'review',
          checkInMs: null,
          changes: { reviewReason: 'put-in-review' },
          detail: { by: 'Bob', note },
        }),
      )
      await ledger.move(inReview, {
        to: 'paid',
        trigger: 'resolve',
        checkInMs: null,
        detail: {
          by: 'Bob',
          as: 'paid',
          note,
          seen: { ...evidence, refunds: [{ amount: 1, name: 'Roe' }] },
          more: note,
        },
      })

      await ledger.forget(orderNumber, how)

      const details = (await ledger.history(orderNumber)).map(({ detail }) => detail)
      expect(JSON.stringify(details)).not.toMatch(/Roe|jane|411111/)
      expect(details).toContainEqual({ by: 'Bob' })
      expect(details).toContainEqual({
        by: 'Bob',
        as: 'paid',
        seen: { orderStatus: 2, actionCode: '0', depositedAmount: 1999, refunds: [{ amount: 1 }] },
      })
    })

    it("drops what a store's handler threw, and keeps a reason that is a code", async () => {
      const { orderNumber } = await paid()
      const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
      await ledger.failHandOver(claim!, { retryInMs: 0, reason: 'jane-roe has moved', trigger: 'return' })
      const again = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000, isEarly: true })
      const order = moved(await ledger.completeHandOver(again!, 'sweep'))
      await ledger.note(order, { trigger: 'sweep', detail: { reason: 'late-payment' } })
      await ledger.note(order, { trigger: 'sweep', detail: { reason: 'The bank names Jane Roe' } })

      await ledger.forget(orderNumber, how)

      const details = (await ledger.history(orderNumber)).map(({ detail }) => detail)
      expect(details).toContainEqual({ tryNumber: 1, retryInMs: 0 })
      expect(details).toContainEqual({ reason: 'late-payment' })
      expect(JSON.stringify(details)).not.toMatch(/roe/i)
    })

    const kept: Record<string, (changes: Partial<NewOrder>) => Promise<Order>> = {
      open: (changes) => added(changes),
      'due, claimed or not': (changes) => paid(changes),
      'due, though nobody has made it so yet': (changes) => {
        opened.leaveBroken()
        return paid(changes, false)
      },
      stuck: async (changes) => {
        const { orderNumber } = await paid(changes)
        const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
        return moved(await ledger.failHandOver(claim!, { retryInMs: undefined, reason: 'x', trigger: 'return' }))
      },
      review: async (changes) =>
        moved(
          await ledger.move(await handedOver(changes), {
            to: 'review',
            trigger: 'sweep',
            checkInMs: null,
            changes: { reviewReason: 'chargeback' },
          }),
        ),
      'refund-under-way': async (changes) => {
        const order = await handedOver(changes)
        const { orderNumber } = order
        await ledger.askRefund({
          orderNumber,
          key: 'a',
          amountMinor: 1,
          externalRefundId: `a ${orderNumber}`,
          leaseMs: 1,
        })
        return order
      },
    }
    it.each(Object.entries(kept))('keeps an order that is %s as it is', async (what, make) => {
      const { orderNumber } = await make({ orderNumber: 'kept' })
      const before = [await ledger.find(orderNumber), await ledger.history(orderNumber)]

      const outcome: ForgetOutcome = await ledger.forget(orderNumber, how)

      expect(outcome).toEqual({ outcome: 'kept', reason: what.split(',')[0] })
      expect([await ledger.find(orderNumber), await ledger.history(orderNumber)]).toEqual(before)
    })

    it('forgets whatever is over: refunded, released, declined, expired', async () => {
      const ends: OrderStatus[] = ['refunded', 'reversed', 'declined', 'expired']
      for (const to of ends) {
        const order = await added({ orderNumber: to })
        const captured = to === 'refunded' ? { capturedMinor: 1999, refundedMinor: 1999 } : {}
        await ledger.move(order, { to, trigger: 'sweep', checkInMs: null, freesReuseKey: true, changes: captured })

        expect(await ledger.forget(to, how)).toMatchObject({ outcome: 'blanked' })
      }
    })

    it('has nothing left to do the second time, until something new comes', async () => {
      const { orderNumber } = await handedOver()
      await ledger.forget(orderNumber, how)
      const before = await ledger.history(orderNumber)

      expect(await ledger.forget(orderNumber, how)).toEqual({ outcome: 'kept', reason: 'forgotten-already' })
      expect(await ledger.history(orderNumber)).toEqual(before)

      const order = await ledger.find(orderNumber)
      await ledger.note(order!, { trigger: 'sweep', changes: { card }, detail: evidence })
      expect(await ledger.forget(orderNumber, how)).toEqual({ outcome: 'blanked', fields: ['card'], entryCount: 1 })
      // Not a digest of the digest.
      expect((await ledger.find(orderNumber))?.reference).toBe(order?.reference)
    })

    it('says so where there is nothing personal, and where there is no such order', async () => {
      const order = await added({ orderNumber: 'bare', ...unsaid })
      await ledger.move(order, { to: 'expired', trigger: 'sweep', checkInMs: null })

      expect(await ledger.forget('bare', how)).toEqual({ outcome: 'kept', reason: 'nothing-personal' })
      expect(await ledger.forget('nobody', how)).toEqual({ outcome: 'absent' })
    })

    it('finds the orders of a buyer by each of their marks, and of this shop only', async () => {
      const own = opened.another({ shop: { key: 'shop.example', formerKeys: [] }, secrets })
      await added({ orderNumber: 'A' })
      await added({ orderNumber: 'B', reference: 'CART-8', email: 'jane@example.COM' })
      await added({ orderNumber: 'C', clientId: 'client-8', email: undefined })
      await added({ orderNumber: 'D', shop: 'other.example' })

      expect(await forgettable({ clientId: 'client-7' }, own)).toEqual(['A', 'B'])
      expect(await forgettable({ email: 'JANE@example.com' }, own)).toEqual(['A', 'B'])
      expect(await forgettable({ reference: 'CART-7' }, own)).toEqual(['A', 'C'])
      expect(await forgettable({ orderNumber: 'B' }, own)).toEqual(['B'])
      for (const terms of [{ email: 'jane' }, { clientId: 'CLIENT-7' }, { orderNumber: 'D' }, { reference: '' }]) {
        expect(await forgettable(terms, own)).toEqual([])
      }
      expect(await own.forget('D', how)).toEqual({ outcome: 'absent' })
    })

    it('reads a long list of orders to its end', async () => {
      for (let number = 0; number < 230; number += 1) await added({ reuseKey: undefined })

      expect(await forgettable({ clientId: 'client-7' })).toHaveLength(230)
    })

    it('still knows a forgotten reference as paid, and another as not', async () => {
      const first = await handedOver()
      await ledger.forget(first.orderNumber, how)

      expect(await ledger.ofReference('CART-7')).toMatchObject([{ orderNumber: first.orderNumber }])
      expect(await ledger.ofReference('CART-8')).toEqual([])
      expect(await forgettable({ reference: 'CART-7' })).toEqual([first.orderNumber])
    })

    it('lets no second order of it be paid', async () => {
      const first = await handedOver()
      await ledger.forget(first.orderNumber, how)
      const second = await added({ reuseKey: undefined })
      const move = { to: 'paid', trigger: 'return', checkInMs: null, changes: { capturedMinor: 1999 } } as const
      const instead = {
        ...move,
        to: 'review',
        changes: { ...move.changes, reviewReason: 'reference-already-paid' },
      } as const

      const after = await ledger.move(second, {
        ...move,
        ifReferenceIsPaid: { reference: 'CART-7', gateways: ['https://bank.example'], instead },
      })

      expect(after).toMatchObject({ status: 'review', reviewReason: 'reference-already-paid' })
      const third = await added({ reference: 'CART-9', reuseKey: undefined })
      const free = { reference: 'CART-9', gateways: ['https://bank.example'], instead }
      expect(await ledger.move(third, { ...move, ifReferenceIsPaid: free })).toMatchObject({ status: 'paid' })
      // It is paid, and its goods are owed: the invariants want a hand-over.
      opened.leaveBroken()
    })

    it('knows it through a change of the secret, while both are given once', async () => {
      const [old, next, last] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string]
      const { orderNumber } = await handedOver()
      await ledger.forget(orderNumber, how)
      const known = async (secrets: readonly string[]): Promise<boolean> => {
        const other = opened.another({ secrets })
        const found = await other.ofReference('CART-7')
        await other.close()
        return found.length > 0
      }

      expect(await known([next, old])).toBe(true)
      expect(await known([next])).toBe(true)
      expect(await known([last, next])).toBe(true)
      expect(await known([last])).toBe(true)
      expect(await known([old])).toBe(true)
    })

    it('says so if no secret opens the key, and knows it again once one does', async () => {
      const { orderNumber } = await handedOver()
      await ledger.forget(orderNumber, how)
      const told: string[] = []
      const say = (_object: object, message: string): void => void told.push(message)
      const logger = { info: () => undefined, warn: say, error: say }

      const lost = opened.another({ secrets: ['b'.repeat(40)], logger })
      expect(await lost.ofReference('CART-7')).toEqual([])
      expect(told).toEqual([expect.stringMatching(/secret.*forgotten references.*give the former one too/)])

      const both = opened.another({ secrets: ['b'.repeat(40), 'a'.repeat(40)] })
      expect(await both.ofReference('CART-7')).toMatchObject([{ orderNumber }])
      // More names than one statement compares.
      const second = (await both.add(newOrder({ ...personal, reuseKey: undefined }))).order
      const move = { to: 'paid', trigger: 'return', checkInMs: null, changes: { capturedMinor: 1999 } } as const
      const instead = { ...move, to: 'review', changes: { reviewReason: 'reference-already-paid' } } as const
      const ifReferenceIsPaid = { reference: 'CART-7', gateways: ['https://bank.example'], instead }
      expect(await both.move(second, { ...move, ifReferenceIsPaid })).toMatchObject({ status: 'review' })
    })

    it('gives a second shop of the ledger a key of its own, and warns nobody', async () => {
      const { orderNumber } = await handedOver()
      await ledger.forget(orderNumber, how)
      const told: string[] = []
      const say = (_object: object, message: string): void => void told.push(message)
      const logger = { info: () => undefined, warn: say, error: say }
      const shop = { key: 'other.example', formerKeys: [] }

      const other = opened.another({ shop, secrets: ['b'.repeat(40)], logger })
      await other.open()

      expect(told).toEqual([])
      expect(await opened.sql('select distinct key_number from checkout_reference_keys order by 1')).toEqual([
        { key_number: 1 },
        { key_number: 2 },
      ])
    })

    it('wants a secret, and blanks nothing without', async () => {
      const { orderNumber, email } = await handedOver()

      await expect(opened.another().forget(orderNumber, how)).rejects.toMatchObject({ code: 'CHECKOUT_CONFIGURATION' })

      expect(await ledger.find(orderNumber)).toMatchObject({ email, forgottenAt: undefined })
    })

    it('keeps no key in the open, and one key however many processes start at once', async () => {
      const others = Array.from({ length: 4 }, () => opened.another({ secrets }))
      await Promise.all(others.map((one) => one.open()))

      const rows = await opened.sql('select key_number, secret_mark, sealed from checkout_reference_keys')
      expect(rows).toHaveLength(1)
      expect(JSON.stringify(rows)).not.toContain('aaaa')
    })

    it('is the one way past the rule that entries never change, and leaves no way behind', async () => {
      const { orderNumber } = await handedOver()
      await ledger.forget(orderNumber, how)

      expect(await opened.sql('select * from checkout_forgetting')).toEqual([])
      await expect(opened.sql('update checkout_entries set detail = null')).rejects.toThrow(/never changed/)
      await opened.sql(`insert into checkout_forgetting values ('${orderNumber}')`)
      for (const change of ["to_status = 'declined'", 'captured_minor = 1', "kind = 'noted'", 'entry_number = 99999']) {
        await expect(opened.sql(`update checkout_entries set ${change}`)).rejects.toThrow(
          /never changed|only be updated/,
        )
      }
      await expect(opened.sql('delete from checkout_entries')).rejects.toThrow(/never changed/)
      await opened.sql(`update checkout_entries set detail = null where order_number = '${orderNumber}'`)
      expect((await ledger.history(orderNumber)).every(({ detail }) => detail === undefined)).toBe(true)
    })

    it('and a hand-over do not cross: whichever comes first', async () => {
      const { orderNumber } = await paid()
      const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })

      const [outcome] = await Promise.all([ledger.forget(orderNumber, how), ledger.completeHandOver(claim!, 'return')])

      const order = await ledger.find(orderNumber)
      expect(order).toMatchObject({ handOver: 'done' })
      expect(order?.email === undefined).toBe(outcome.outcome === 'blanked')
    })

    describe('by age', () => {
      const old = (days: number) => ({ afterMs: days * dayMs, limit: 20 })
      const aged = (orderNumber: string, days: number, which?: string): Promise<void> =>
        ageEntries(opened, orderNumber, days, which)
      const isForgotten = async (orderNumber: string): Promise<boolean> =>
        (await ledger.find(orderNumber))?.forgottenAt !== undefined

      it('forgets an order once its last move is old enough, and no other', async () => {
        await handedOver({ orderNumber: 'old' })
        await handedOver({ orderNumber: 'young' })
        await aged('old', 31)
        await aged('young', 29)

        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 1, isDone: true })

        expect([await isForgotten('old'), await isForgotten('young')]).toEqual([true, false])
        expect((await ledger.history('old')).at(-1)).toMatchObject({ kind: 'forgotten', trigger: 'retention' })
        await aged('young', 31)
        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 1, isDone: true })
      })

      it('counts from the last move: one that is young keeps an order that was opened long ago', async () => {
        await handedOver({ orderNumber: 'A' })
        await aged('A', 40, "kind = 'opened'")

        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 0, isDone: true })

        expect(await isForgotten('A')).toBe(false)
        await aged('A', 31, "kind <> 'opened'")
        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 1, isDone: true })
      })

      it('comes back to what was kept, with the entry that frees it', async () => {
        const { orderNumber } = await paid({ orderNumber: 'A' })
        await aged(orderNumber, 40)
        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 0, isDone: true })
        expect(await isForgotten('A')).toBe(false)

        const claim = await ledger.claimHandOver(orderNumber, { leaseMs: 60_000 })
        await ledger.completeHandOver(claim!, 'sweep')
        // The entry of the hand-over is young: it comes up again when that one is old.
        expect(await ledger.forgetOld(old(30))).toEqual({ forgottenCount: 0, isDone: true })
        await aged(orderNumber, 31)
        await ledger.forgetOld(old(30))
        expect(await isForgotten('A')).toBe(true)
      })

      it('works in small steps, reads each entry once, and goes on where another process ended', async () => {
        for (let number = 0; number < 7; number += 1) {
          await handedOver({ orderNumber: `n${number}` })
          await aged(`n${number}`, 40 - number)
        }
        const steps: unknown[] = []
        for (let turn = 0; turn < 4; turn += 1) {
          steps.push(await opened.another({ secrets }).forgetOld({ afterMs: 30 * dayMs, limit: 3 }))
        }

        expect(steps).toEqual([
          { forgottenCount: 3, isDone: false },
          { forgottenCount: 3, isDone: false },
          { forgottenCount: 1, isDone: true },
          { forgottenCount: 0, isDone: true },
        ])
        expect(await opened.sql('select shop from checkout_retention')).toEqual([{ shop: '' }])
      })

      it('leaves other shops alone: each has its own retention', async () => {
        await handedOver({ orderNumber: 'ours' })
        await handedOver({ orderNumber: 'theirs', shop: 'other.example' })
        await aged('ours', 40)
        await aged('theirs', 40)
        const own = opened.another({ shop: { key: 'shop.example', formerKeys: [] }, secrets })

        expect(await own.forgetOld(old(30))).toMatchObject({ forgottenCount: 1 })

        expect([await isForgotten('ours'), await isForgotten('theirs')]).toEqual([true, false])
        const other = opened.another({ shop: { key: 'other.example', formerKeys: [] }, secrets })
        expect(await other.forgetOld(old(30))).toMatchObject({ forgottenCount: 1 })
      })

      it('by several processes at once forgets each order once', async () => {
        for (let number = 0; number < 5; number += 1) {
          await handedOver({ orderNumber: `n${number}` })
          await aged(`n${number}`, 40)
        }

        await Promise.all([1, 2, 3].map(() => opened.another({ secrets }).forgetOld(old(30))))

        const told = await opened.sql(`select order_number from checkout_entries where kind = 'forgotten'`)
        expect(told).toHaveLength(5)
      })
    })
  })
}

/** Nothing that could be blanked. */
const unsaid: Partial<NewOrder> = {
  reference: undefined,
  description: undefined,
  metadata: undefined,
  email: undefined,
  clientId: undefined,
  successUrl: undefined,
  failureUrl: undefined,
  bindingId: undefined,
}
