import { buy, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'

describe('the command recount', () => {
  let store: Store
  beforeEach(async () => (store = await openStore()))
  afterEach(() => store.close())

  const left = async (): Promise<number> => {
    const [state] = await store.database.sql('select left_to from checkout_sums_state')
    return Number(state?.left_to)
  }

  it('has the sums added up anew, and says that no entry was changed', async () => {
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    const history = await store.checkout.orders.history(orderNumber)
    expect(await left()).toBe(0)

    const { out, exitCode } = await run(['recount'], environmentOf(store))

    expect(exitCode).toBe(0)
    expect(out).toMatch(/^The sums of the books are thrown away\. No entry was changed\./)
    expect(await left()).toBe(history.at(-1)?.entryNumber)
    expect(await store.checkout.orders.history(orderNumber)).toEqual(history)
    const { out: document } = await run(['recount', '--json'], environmentOf(store))
    expect(JSON.parse(document)).toEqual({ schemaVersion: 1, recounted: true })
  })

  it('is what verify asks for where the sums are wrong', async () => {
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.database.sql('update checkout_sums set captured_minor = captured_minor + 1')
    await store.database.sql('update checkout_sums set quarter_hour = quarter_hour - 2')

    const { out, exitCode } = await run(['verify'], environmentOf(store))

    expect(exitCode).toBe(1)
    expect(out).toMatch(/^The sums of \d{4}-\d\d-\d\d \(UTC\) in EUR are not those of its entries: run recount/)
  })
})
