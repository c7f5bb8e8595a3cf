import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { testStore } from 'express-hosted-checkout/testing'
import { makeShop, parcels } from './shop.mjs'

describe('the shop', () => {
  let store
  beforeEach(async () => {
    store = await testStore(makeShop)
  })
  afterEach(() => store.close())

  it('sends one mug to a buyer who pays', async () => {
    const order = await store.buyer().buy('mug')
    await store.expectPaid(order)
    await store.expectHandedOver(order)
    expect(parcels).toEqual([order.orderNumber])
  })

  it('sends the mug although the answer of the bank was lost', async () => {
    store.bank.fault('reset-after', { method: 'getOrderStatusExtended.do' })
    const order = await store.buyer().buy('mug')
    await store.settled()
    await store.expectHandedOver(order)
    await store.expectNothingLeft()
  })
})
