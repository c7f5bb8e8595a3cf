import type { Entry } from '../../ledger/entry.ts'
import type { Order } from '../../order.ts'
import { listenerChannel } from '../channels.ts'
import type { ListenerEvent } from '../events.ts'

/** What a store hears of its ledger by: the option `on`. */
type Listener = (entry: Entry, order: Order) => unknown

/** The same listener, of whose calls is told: what it does runs within what a subscriber has bound to the channel. */
export function watchListener(listener: Listener): Listener {
  return (entry, order) => {
    const event: ListenerEvent = { orderNumber: order.orderNumber }
    return listenerChannel.runStores(event, () => listener(entry, order))
  }
}
