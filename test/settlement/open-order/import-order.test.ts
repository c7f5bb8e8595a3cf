import { GatewayResponseError, OrderNumberTakenError } from '../../../src/errors.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import type { Order } from '../../../src/order.ts'
import { makeImportOrder } from '../../../src/settlement/open-order/import-order.ts'
import type { ImportOrderDeps, OrderToImport } from '../../../src/settlement/open-order/import-order.ts'
import { anOrder } from '../../support/samples.ts'

const terms = { isDryRun: false, handsOverOncePaid: undefined }
const listed = { sku: 'tea', amountMinor: 500, currency: 'DZD', orderNumber: 'ORDER-0001' } as OrderToImport

/** Imports at a bank that takes ten letters and digits; whoever asks it or writes fails. */
function importing(known?: Order) {
  const ledger: Partial<Ledger> = { find: () => Promise.resolve(known) }
  return makeImportOrder({
    ledger,
    orderNumberForm: { maxCharacters: 10, characters: 'letters-and-digits' },
  } as unknown as ImportOrderDeps)
}

describe('an order whose number the bank cannot have', () => {
  it('is refused before the bank is asked, and nothing is written', async () => {
    const reason = 'orderNumber is not one that this bank takes: at most 10 letters and digits'

    expect(await importing()(listed, terms)).toEqual({ outcome: 'refused', reason })
    expect(await importing()({ ...listed, orderNumber: 'ORDER000001' }, terms)).toEqual({ outcome: 'refused', reason })
  })

  it('is known if the ledger has it from another time', async () => {
    const order = anOrder()

    expect(await importing(order)(listed, terms)).toEqual({ outcome: 'known', order })
  })
})

describe('an order that is written while it is imported', () => {
  const listed = { sku: 'tea', amountMinor: 500, currency: 'EUR', orderNumber: 'OLD-1', handsOver: false }
  const evidence = { orderNumber: 'OLD-1', gatewayOrderId: 'bank-1', phase: 'captured', amountMinor: 500 }

  /** Imports into a ledger that has nothing until it is written to, and then this order. */
  function racing(error: Error, order: Order, isOwn: boolean) {
    let isThere = false
    const ledger: Partial<Ledger> = {
      find: () => Promise.resolve(undefined),
      ordersWithIds: () => Promise.resolve(isThere ? [{ order, isOwn }] : []),
      add() {
        isThere = true
        return Promise.reject(error)
      },
    }
    const gateway = { status: () => Promise.resolve({ outcome: 'answered', evidence }) }
    const deps = { gateway, ledger, shopKeys: [], references: 'once' } as unknown as ImportOrderDeps
    return makeImportOrder(deps)(listed as unknown as OrderToImport, terms)
  }
  const numberTaken = new OrderNumberTakenError()
  const paymentTaken = new GatewayResponseError('taken')
  const same = anOrder({ orderNumber: 'OLD-1', gatewayOrderId: 'bank-1', shop: 'other.example' })
  const another = anOrder({ orderNumber: 'OLD-2', gatewayOrderId: 'bank-1', shop: 'other.example' })

  it('by this shop is known, and is no other shop’s', async () => {
    expect(await racing(numberTaken, same, true)).toEqual({ outcome: 'known', order: same })
  })

  it.each<[string, Error, Order, boolean, string]>([
    [
      'another shop, by its number',
      numberTaken,
      same,
      false,
      'the shop "other.example" of the ledger has an order with its number',
    ],
    [
      'another shop, by its payment',
      paymentTaken,
      another,
      false,
      'the shop "other.example" of the ledger has an order with its payment',
    ],
    [
      'this shop, by its payment',
      paymentTaken,
      another,
      true,
      'its payment at the bank belongs to order OLD-2 of the ledger',
    ],
  ])('by %s is refused by what is so', async (_who, error, order, isOwn, reason) => {
    expect(await racing(error, order, isOwn)).toEqual({ outcome: 'refused', reason })
  })

  it('fails if the ledger cannot say who has it', async () => {
    await expect(racing(new Error('broken'), same, true)).rejects.toThrow('broken')
  })
})

describe('an order of which nobody tells an amount', () => {
  it('is not imported', async () => {
    const evidence = { orderNumber: 'OLD-1', phase: 'captured' }
    const gateway = { status: () => Promise.resolve({ outcome: 'answered', evidence }) }
    const ledger: Partial<Ledger> = { find: () => Promise.resolve(undefined) }
    const importOrder = makeImportOrder({ gateway, ledger, shopKeys: [] } as unknown as ImportOrderDeps)
    const nameless = { ...listed, orderNumber: 'OLD-1', amountMinor: undefined }
    const takeIn = { by: 'jane', isListed: false }

    expect(await importOrder(nameless, { ...terms, takeIn })).toEqual({
      outcome: 'refused',
      reason: 'the bank does not say what it is about, and nobody else does',
    })
  })
})
