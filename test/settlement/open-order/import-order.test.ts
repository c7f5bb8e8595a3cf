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
