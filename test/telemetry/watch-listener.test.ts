import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Order } from '../../src/order.ts'
import { watchListener } from '../../src/telemetry/ports/watch-listener.ts'

const entry = { kind: 'moved' } as unknown as Entry
const order = { orderNumber: '6EQK7DGRB352ZZG9Q1Y9VPKZBX' } as Order

describe('the listener of a store', () => {
  const heard = new AsyncLocalStorage<unknown>()
  const listener = watchListener((...given) => [heard.getStore(), ...given])

  afterEach(() => void channel('express-hosted-checkout:on').unbindStore(heard))

  it('runs within what is bound to its channel', () => {
    channel('express-hosted-checkout:on').bindStore(heard, (message) => message)

    expect(listener(entry, order)).toEqual([{ orderNumber: order.orderNumber }, entry, order])
  })

  it('is called as it is where nobody listens', () => {
    expect(listener(entry, order)).toEqual([undefined, entry, order])
  })
})
