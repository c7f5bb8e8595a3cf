import type { Request } from 'express'
import type { Observations } from '../src/observations.ts'

/** As much of Express's own as is looked at; the same in versions 4 and 5. */
interface Layer {
  /** Answers with an object, or with true and what it matched in its own `path`, by version. */
  readonly match?: (path: string) => unknown
  readonly path?: string
  readonly handle?: Handle
  readonly route?: { readonly path?: unknown; readonly methods?: Readonly<Record<string, boolean>> }
}

/** A function; one that is a router has its layers. */
interface Handle {
  readonly name?: string
  readonly length?: number
  readonly stack?: readonly Layer[]
}

/**
 * Looks at the store's routes once: one before the router that answers our paths in its place, and one after it that
 * ours answers instead. Only in the same app and its routers: what a mounted app answers, nobody can see, nor whether
 * a middleware lets a request through; one that takes no `next` does not.
 */
export function observeRoutes(req: Request, observations: Observations): void {
  const layers = stackOf(req.app)
  const isOwn = (layer: Layer): boolean => layer.route !== undefined && layer.route === req.route
  const own = layers.findIndex((layer) => countOf(layer, isOwn) > 0)
  if (own === -1) return
  const mount = withinApp(req)
  observeSessions(layers.slice(0, own), mount + req.path, observations)
  // What has let this very request through lets others through, too.
  const passed = [req.method.toLowerCase()]
  const ahead = layers.slice(0, own).filter((layer) => answerOf(layer, mount + req.path, passed) === undefined)
  const both = ['get', 'post']
  const callback = firstOf(ahead, (layer) => answerOf(layer, `${mount}/payment/callback`, both))
  const before = firstOf(ahead, (layer) => answerOf(layer, `${mount}/checkout/some-sku`, both))
  const later = layers.slice(own + 1)
  const isCheckout = (layer: Layer): boolean => countOf(layer, isStylesheet) > 0
  const claim = (layer: Layer): string | undefined => claimOf(layer, `${mount}/checkout`)
  const after = firstOf(
    later.filter((layer) => !isCheckout(layer)),
    claim,
  )
  const others = later.filter((layer) => isCheckout(layer) && countOf(layer, isOwn) === 0)
  if (callback !== undefined) observations.note('route-before-callback', callback)
  if (before !== undefined) observations.note('route-before-checkout', before)
  if (after !== undefined) observations.note('route-after-checkout', after)
  if (firstOf(others, claim) !== undefined) observations.note('router-shadowed', mount || '/')
  if (layers.reduce((sum, layer) => sum + countOf(layer, isOwn), 0) > 1) observations.note('router-mounted-twice')
}

/** What express-session and cookie-session call the middleware that they make. */
const sessionNames = ['session', '_cookieSession']

function observeSessions(ahead: readonly Layer[], path: string, observations: Observations): void {
  const isSession = (layer: Layer): boolean =>
    sessionNames.includes(layer.handle?.name ?? '') && matchOf(layer, path) !== undefined
  if (ahead.filter(isSession).length > 1) observations.note('session-twice')
}

function firstOf(layers: readonly Layer[], tell: (layer: Layer) => string | undefined): string | undefined {
  for (const layer of layers) {
    const told = tell(layer)
    if (told !== undefined) return told
  }
  return undefined
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

/** How many routes like this are in a layer: in a router, or in one that is mounted in it. */
function countOf({ handle }: Layer, isLike: (layer: Layer) => boolean): number {
  const inner = handle?.stack ?? []
  return inner.reduce((sum, layer) => sum + (isLike(layer) ? 1 : countOf(layer, isLike)), 0)
}

/** A route that each router of ours has once. */
function isStylesheet({ route }: Layer): boolean {
  return route?.path === '/payment/pages.css'
}

/** What a layer matches of a path; undefined if nothing. Matching leaves its result in the layer: a copy takes that. */
function matchOf(layer: Layer, path: string): string | undefined {
  const copy = Object.create(layer) as Layer
  const match = copy.match?.(path)
  if (!match) return undefined
  const { path: matched } = typeof match === 'object' ? (match as { readonly path?: unknown }) : copy
  return typeof matched === 'string' ? matched : ''
}

/** The path under which a layer answers a request; undefined if it lets it through, as far as can be seen. */
function answerOf(layer: Layer, path: string, methods: readonly string[]): string | undefined {
  const { route, handle } = layer
  const matched = matchOf(layer, path)
  if (matched === undefined) return undefined
  if (route) {
    const doesTake = methods.some((method) => route.methods?.[method] === true || route.methods?._all === true)
    return doesTake ? pathOf(route) : undefined
  }
  if (!handle?.stack) return handle?.length === 2 ? matched || '/' : undefined
  const rest = path.slice(matched.length) || '/'
  const inner = firstOf(handle.stack, (one) => answerOf(one, rest, methods))
  return inner === undefined ? undefined : matched + inner
}

/** The path of a layer that serves a folder, or something in it; undefined if it serves all, or something else. */
function claimOf(layer: Layer, folder: string): string | undefined {
  const { route, handle } = layer
  if (route) return pathsOf(route).find((path) => isIn(path, folder))
  const matched = matchOf(layer, `${folder}/some-sku`)
  if (matched === undefined) return undefined
  if (matched === folder) return folder
  const inner = firstOf(handle?.stack ?? [], (one) => claimOf(one, folder.slice(matched.length)))
  return inner === undefined ? undefined : matched + inner
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/')
}

function pathsOf(route: Layer['route']): readonly string[] {
  return [route?.path].flat().filter((path) => typeof path === 'string')
}

function pathOf(route: Layer['route']): string {
  return pathsOf(route)[0] ?? String(route?.path)
}
