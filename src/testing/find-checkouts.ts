import type { HostedCheckout } from '../hosted-checkout.ts'
import { findSetUp } from '../set-up.ts'

interface Layer {
  readonly handle?: unknown
}

/**
 * The checkouts in an app, wherever they are mounted: on the app or on a router within. An app within an app does not
 * show what it holds.
 */
export function findCheckouts(app: unknown): readonly HostedCheckout[] {
  const seen = new Set<unknown>()

  function within(handler: unknown): readonly HostedCheckout[] {
    if (typeof handler !== 'function' || seen.has(handler)) return []
    seen.add(handler)
    if (findSetUp(handler) !== undefined) return [handler as unknown as HostedCheckout]
    return layersOf(handler).flatMap(({ handle }) => within(handle))
  }

  return within(app)
}

/** Of a router; of an app in Express 5 (`router`), and in Express 4 (`_router`), whose `router` only throws. */
function layersOf(handler: object): readonly Layer[] {
  const { stack, _router } = handler as { readonly stack?: unknown; readonly _router?: { readonly stack?: unknown } }
  const layers = stack ?? _router?.stack ?? stackOfRouter(handler)
  return Array.isArray(layers) ? (layers as Layer[]) : []
}

function stackOfRouter(handler: object): unknown {
  try {
    return (handler as { readonly router?: { readonly stack?: unknown } }).router?.stack
  } catch {
    return undefined
  }
}
