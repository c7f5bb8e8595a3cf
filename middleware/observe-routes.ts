import type { Request } from 'express'
import type { Observations } from '../src/observations.ts'

/** As much of Express's own as is looked at; the same in versions 4 and 5. */
interface Layer {
  /** Answers with true or an object, by version. */
  readonly match?: (path: string) => unknown
  readonly handle?: { readonly stack?: readonly Layer[] }
  readonly route?: { readonly path?: unknown; readonly methods?: Readonly<Record<string, boolean>> }
}

/**
 * Looks at the store's routes once: one before the router that answers our paths in its place, and one after it that
 * ours answers instead. Only routes of the same app: what a sub-app or a plain middleware answers, nobody can see.
 */
export function observeRoutes(req: Request, observations: Observations): void {
  const layers = stackOf(req.app)
  const own = layers.findIndex((layer) => holdsOurs(layer))
  if (own === -1) return
  const mount = withinApp(req)
  // What has let this very request through lets others through, too.
  const ahead = layers.slice(0, own).filter((layer) => !answers(layer, mount + req.path, [req.method.toLowerCase()]))
  const callback = ahead.find((layer) => answers(layer, `${mount}/payment/callback`, ['get', 'post']))
  const before = ahead.find((layer) => answers(layer, `${mount}/checkout/some-sku`, ['get', 'post']))
  const after = layers.slice(own + 1).find((layer) => isBelow(layer, `${mount}/checkout/`))
  if (callback) observations.note('route-before-callback', pathOf(callback))
  if (before) observations.note('route-before-checkout', pathOf(before))
  if (after) observations.note('route-after-checkout', pathOf(after))
}

/** Where the router is mounted in its app, which may be mounted in another. */
function withinApp({ app, baseUrl }: Request): string {
  const above = app.path()
  return baseUrl.startsWith(above) ? baseUrl.slice(above.length) : baseUrl
}

/** `app.router` throws in Express 4, and `_router` is undefined in Express 5. */
function stackOf(app: unknown): readonly Layer[] {
  const { _router } = app as { readonly _router?: { readonly stack?: readonly Layer[] } }
  if (_router?.stack) return _router.stack
  return (app as { readonly router?: { readonly stack?: readonly Layer[] } }).router?.stack ?? []
}

/** The router itself, or one that the router is mounted in. */
function holdsOurs({ handle }: Layer): boolean {
  const inner = handle?.stack ?? []
  return inner.some((layer) => layer.route?.path === '/payment/pages.css' || holdsOurs(layer))
}

/** Matching leaves its result in the layer: a copy of it takes that. */
function answers(layer: Layer, path: string, methods: readonly string[]): boolean {
  const { route } = layer
  const doesTake = methods.some((method) => route?.methods?.[method] === true || route?.methods?._all === true)
  if (!route || !doesTake) return false
  const copy = Object.create(layer) as Layer
  return Boolean(copy.match?.(path))
}

/** Of a list of paths, any. */
function isBelow({ route }: Layer, folder: string): boolean {
  return pathsOf(route).some((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
}

function pathsOf(route: Layer['route']): readonly string[] {
  return [route?.path].flat().filter((path) => typeof path === 'string')
}

function pathOf({ route }: Layer): string {
  return pathsOf(route)[0] ?? String(route?.path)
}
