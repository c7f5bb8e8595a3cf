import type { Express } from 'express'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { findSetUp } from '../set-up.ts'

interface Layer {
  readonly handle?: unknown
}

/**
 * The checkout in an app, wherever it is mounted: on the app or on a router within. An app within an app does not show
 * what it holds.
 */
export function findCheckout(app: Express): HostedCheckout | undefined {
  const seen = new Set<unknown>()

  function within(handler: unknown): HostedCheckout | undefined {
    if (typeof handler !== 'function' || seen.has(handler)) return undefined
    seen.add(handler)
    if (findSetUp(handler) !== undefined) return handler as unknown as HostedCheckout
    for (const { handle } of layersOf(handler)) {
      const found = within(handle)
      if (found) return found
    }
    return undefined
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
