import type { HostedCheckout } from '../../src/index.ts'
import { scanValue } from './leaks.ts'

const verbs = [
  'begin',
  'capture',
  'close',
  'daySheet',
  'decline',
  'doctor',
  'explain',
  'forget',
  'handOver',
  'health',
  'link',
  'reconcile',
  'refund',
  'resolve',
  'reverse',
  'review',
  'settle',
  'start',
  'verify',
] as const satisfies readonly (keyof HostedCheckout)[]

/** The same checkout; whatever its verbs reject with is looked at. */
export function watchErrorsOf(checkout: HostedCheckout): HostedCheckout {
  watchErrors(checkout, verbs)
  watchErrors(checkout.orders, ['get', 'history'])
  watchErrors(checkout.links, ['get', 'withdraw'])
  return checkout
}

function watchErrors<Port extends object>(port: Port, names: readonly (keyof Port & string)[]): void {
  for (const name of names) {
    const verb = port[name] as (...given: unknown[]) => Promise<unknown>
    const watched = (...given: unknown[]): Promise<unknown> =>
      verb(...given).catch((error: unknown) => {
        scanValue('error', error)
        throw error
      })
    Object.assign(port, { [name]: watched })
  }
}
