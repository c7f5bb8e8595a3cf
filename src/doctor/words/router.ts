import type { ObservedCode } from '../../observations.ts'
import type { FindingWords } from './finding-words.ts'

const trustProxy = "app.set('trust proxy', 1) for one proxy in front, or its address"

/** What the router sees of the store around it. */
const observedWords = {
  'base-url-host': {
    level: 'warning',
    message: (host: string) => `Buyers start at another host than baseUrl's: ${host}.`,
    help:
      'They come back to baseUrl, where the browser has none of their cookies. Redirect to one host, ' +
      'or change baseUrl.',
  },
  'base-url-path': {
    level: 'warning',
    message: (mounted: string) => `The router is mounted at another path than baseUrl's: ${mounted}.`,
    help:
      'Unless a proxy rewrites paths, buyers come back to an address that the store does not serve. Mount it there, ' +
      'or add the path to CHECKOUT_BASE_URL.',
  },
  'form-action': {
    level: 'warning',
    message: (bank: string) => `The store's Content-Security-Policy lets no form lead to the bank (${bank}).`,
    help: (bank: string) =>
      'Browsers drop the redirect of a form, so buyers go on through an extra page. With helmet: ' +
      `contentSecurityPolicy: { directives: { formAction: ["'self'", '${bank}'] } }`,
  },
  'proxy-not-trusted': {
    level: 'warning',
    message: (header: string) => `A proxy is in front of Express (it sends ${header}), and Express does not trust it.`,
    help: `All buyers share one address, and https looks like http. ${trustProxy}.`,
  },
  'proxy-trusts-everybody': {
    level: 'warning',
    message: (_detail: string) => "Express trusts every proxy ('trust proxy' is true).",
    help: `Anybody can choose the address they are counted by, and is never limited. ${trustProxy}.`,
  },
  'route-before-callback': {
    // It may also let them pass: only the doctor's own visit shows that.
    level: 'warning',
    message: (path: string) =>
      `A route of the store (${path}) comes before the router and may answer the bank's callbacks.`,
    help: 'The bank would take its 200 for ours. Move app.use(checkout) before it, or give that route another path.',
  },
  'route-before-checkout': {
    level: 'warning',
    message: (path: string) => `A route of the store (${path}) comes before the router and may answer /checkout/:sku.`,
    help: 'Nobody would get to the bank. Move app.use(checkout) before it, or mount the router at a path of its own.',
  },
  'route-after-checkout': {
    level: 'warning',
    message: (path: string) =>
      `A route of the store (${path}) comes after the router, which answers /checkout/:sku first.`,
    help:
      'It gets our 404 for an unknown sku. Give it another path, put it before the router, or mount ' +
      'the router elsewhere.',
  },
  'router-mounted-twice': {
    level: 'warning',
    message: (_detail: string) => 'The router is mounted twice in the app.',
    help:
      'Buyers come back to baseUrl, wherever they started. Call app.use(checkout) once, at the path of baseUrl; a ' +
      'second shop needs a router of its own.',
  },
  'router-shadowed': {
    level: 'warning',
    message: (mount: string) => `A second checkout router is mounted at the same path (${mount}) and is never asked.`,
    help: 'Mount each at a path of its own, and end its baseUrl (CHECKOUT_BASE_URL) with that path.',
  },
  'session-cookie-plain': {
    level: 'warning',
    message: (_detail: string) => 'The session cookie has no Secure, although the store is reached over https.',
    help:
      "Set cookie: { secure: 'auto', sameSite: 'lax' } in express-session, and trust the proxy in " +
      'front of Express.',
  },
  'session-cookie-unsent': {
    level: 'error',
    message: (_detail: string) =>
      'The session cookie wants https (secure: true), and Express sees plain http: it is never set.',
    help: `Every request starts a new session, and carts are lost. Behind a proxy: ${trustProxy}; else secure: 'auto'.`,
  },
  'session-in-memory': {
    level: 'warning',
    message: (_detail: string) => "Sessions are kept in express-session's MemoryStore, in production.",
    help: 'It grows without limit, and every restart ends all sessions. Use a store such as connect-pg-simple.',
  },
  'session-missing': {
    level: 'note',
    message: (_detail: string) => 'The store has no session where the router is mounted.',
    help:
      'The router makes one of its own. If the store has one, call app.use(session({ ... })) before ' +
      'app.use(checkout).',
  },
  'session-resaved': {
    level: 'warning',
    message: (_detail: string) => 'Sessions are saved on every request, changed or not (resave: true).',
    help: 'Of two requests at once, the later one undoes what the other wrote, such as a cart. Set resave: false.',
  },
  'session-same-site-none': {
    level: 'warning',
    message: (_detail: string) => 'The session cookie says SameSite=None without Secure: browsers drop it.',
    help: "Set cookie: { sameSite: 'lax', secure: 'auto' } in express-session.",
  },
  'session-same-site-strict': {
    level: 'warning',
    message: (_detail: string) =>
      'The session cookie says SameSite=Strict: it is not sent when buyers come back from the bank.',
    help: "They look logged out on their thank-you page. Set cookie: { sameSite: 'lax' } in express-session.",
  },
  'session-twice': {
    level: 'warning',
    message: (_detail: string) => 'Two session middlewares come before the router.',
    help: 'Only one of them counts, with its cookie and its store. Remove the other.',
  },
} as const satisfies Record<ObservedCode, FindingWords<never>>

/** What a request to the store's public address shows. */
const addressWords = {
  'base-url-unreachable': {
    level: 'error',
    message: (baseUrl: string, reason: string) => `The store does not answer at ${baseUrl}: ${reason}.`,
    help: 'Does it run, and does the proxy lead there? The same address must work from this machine and from the bank.',
  },
  'base-url-certificate': {
    level: 'error',
    message: (baseUrl: string, reason: string) => `The certificate of ${baseUrl} is not good: ${reason}.`,
    help: 'Browsers warn buyers away, and the bank sends no callbacks there. Renew it, with the whole chain.',
  },
  'base-url-certificate-expiring': {
    level: 'warning',
    message: (day: string, days: number) => `The store's certificate ends on ${day}, in ${days} days.`,
    help: 'Does its renewal still run? Once it has ended, nobody can pay.',
  },
  'base-url-not-mounted': {
    level: 'error',
    message: (address: string, answer: string) => `The router does not answer at ${address}: ${answer} came.`,
    help:
      'Buyers who have paid would come back to that page. baseUrl is the public address of the router, with the path ' +
      "it is mounted at: app.use('/shop', checkout) goes with https://shop.example/shop.",
  },
  'base-url-redirects': {
    level: 'error',
    message: (address: string, location: string) => `${address} leads on to ${location}.`,
    help: 'The bank does not follow, and its callbacks are lost. Set baseUrl to the address at the end.',
  },
  'route-swallows-callback': {
    level: 'error',
    message: (address: string, answer: string) => `Something else answers at ${address}: ${answer} came.`,
    help:
      'The bank takes its answer for ours, so paid orders are known late. A route of the store such as ' +
      '/payment/:orderId must come after app.use(checkout), or have another path.',
  },
  'route-swallows-checkout': {
    level: 'error',
    message: (address: string, answer: string) => `Something else answers at ${address}: ${answer} came.`,
    help:
      'Nobody gets to the bank. A route of the store for /checkout/:sku must come after ' +
      'app.use(checkout), or elsewhere.',
  },
  'checkout-guarded': {
    level: 'note',
    message: (address: string, answer: string) => `Something lets nobody through to ${address}: ${answer} came.`,
    help: 'Right, if it asks buyers to sign in first. Otherwise nobody gets to the bank: let it come after the router.',
  },
  'callback-post-refused': {
    level: 'warning',
    message: (address: string, answer: string) => `A POST to ${address} does not reach the router: ${answer} came.`,
    help: 'A bank that posts its callbacks is refused. Let this path pass the check against cross-site forms.',
  },
  'answers-cached': {
    level: 'error',
    message: (address: string, header: string) =>
      `Something in front of the store changes what ${address} says about caching: ${header}.`,
    help:
      'One buyer may see the page of another. Let the proxy or CDN pass Cache-Control: no-store on, ' +
      'and cache nothing there.',
  },
} as const satisfies Record<string, FindingWords<never>>

export const routerWords = { ...observedWords, ...addressWords } as const
