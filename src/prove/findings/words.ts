import type { FindingWords } from './finding-words.ts'

const key = 'the order number is its key'

/** What prove can find out about a store. docs/prove.md has a heading for each code. */
export const words = {
  'handed-over-twice': {
    level: 'error',
    message: (what: string, when: string) => `It happened twice for one order: ${what}. The process died ${when}.`,
    help:
      `onPaid runs again if nobody knows how it ended: ${key}. Send it along as idempotency key, write by it ` +
      '(insert … on conflict do nothing), or wrap onPaid with once(): docs/hand-over.md.',
  },
  'handed-over-never': {
    level: 'error',
    message: (what: string, when: string) => `It never happened for an order that was paid: ${what}. ${when}`,
    help:
      'Mark an order as dealt with in the same transaction as the effect, or after it, never before; and let ' +
      'onPaid throw where something is missing, so that it runs again.',
  },
  'hand-over-missing': {
    level: 'error',
    message: () => 'Nothing is handed over: the checkout has neither onPaid nor onPaidInTransaction.',
    help: 'Give it one. If another process hands over, run it too: --beside ./worker.js.',
  },
  'hand-over-throws': {
    level: 'error',
    message: (count: number) => `onPaid threw ${count} times for one paid order, and nothing was handed over.`,
    help: "Look at the store's log: each failure is in it. Under prove it needs all that it talks to.",
  },
  'hand-over-hangs': {
    level: 'error',
    message: (seconds: number) => `onPaid has not come to an end after ${seconds} s: its promise may never resolve.`,
    help: 'Resolve it, or throw. Give every call in it a time limit: fetch(url, { signal }) takes the one of onPaid.',
  },
  'error-swallowed': {
    level: 'error',
    message: (what: string, how: string) => `It failed, and onPaid resolved all the same: ${what} ${how}.`,
    help:
      'The order counts as handed over, and nobody tries again. Let onPaid throw: await every call, no empty catch, ' +
      'and check response.ok after fetch. If this one may be missing, say so: --ignore with a part of its name.',
  },
  'not-awaited': {
    level: 'error',
    message: (what: string, lost: string) => `onPaid resolves before its effect: ${what}. ${lost}`,
    help:
      'Await it (or return its promise): if the process dies then, the order is done and the goods are not. With a ' +
      'queue, await that it has taken the job.',
  },
  'ships-on-success-page': {
    level: 'error',
    message: (what: string, page: string) => `It happens when the buyer sees ${page}: ${what}.`,
    help:
      'That page is drawn again at every reload, and never for a buyer who does not return. Do it in onPaid. If it ' +
      'only counts visits, say so: --ignore with a part of its name.',
  },
  'ships-on-event': {
    level: 'error',
    message: (what: string) => `It happens in on(entry, order) once the order is paid: ${what}.`,
    help:
      'An event is told at most once: if the process dies before it, it never happens. Do it in onPaid, which runs ' +
      'again until it resolves. If it only informs somebody, say so: --ignore with a part of its name.',
  },
  'order-parameter-trusted': {
    level: 'error',
    message: (what: string, page: string) => `Anybody gets it without paying, by ${page}: ${what}.`,
    help:
      'What stands in an address proves nothing. Do it in onPaid, and show what was bought only after ' +
      'checkout.orders.get(orderNumber) says paid, and to the browser that bought it.',
  },
  'success-page-for-anybody': {
    level: 'warning',
    message: (page: string) => `${page} says the same of an order that nobody has paid as of a paid one.`,
    help: 'Ask checkout.orders.get(orderNumber), and say thank you only where it is paid.',
  },
  'handed-over-unpaid': {
    level: 'error',
    message: (how: string) => `Goods went out for an order that nobody had paid: ${how}.`,
    help: 'Hand over in onPaid alone, which is called after the bank was asked.',
  },
  'price-from-request': {
    level: 'error',
    message: (names: string, wanted: string, got: string) =>
      `A buyer can choose the price: with ${names} in the request the bank was told ${got} instead of ${wanted}.`,
    help: 'Take amountMinor and currency from your own catalog or cart, by the sku alone.',
  },
  'no-sweep': {
    level: 'error',
    message: () => 'Nobody looks after buyers who never come back: checkout.start() was not called.',
    help:
      'They pay and get nothing. Call checkout.start() once the server listens. If another process does, run it ' +
      'too: --beside ./worker.js.',
  },
  'cart-kept': {
    level: 'error',
    message: (page: string) =>
      `${page} is as it was for a buyer who has paid and did not return, and changed for one who returned.`,
    help:
      'They buy the same again. Empty the cart in onPaid, by order.reference or order.metadata, not on the page that ' +
      'buyers return to.',
  },
  'session-same-site-strict': {
    level: 'error',
    message: () => 'The session cookie is SameSite=Strict: browsers do not send it when a buyer comes from the bank.',
    help: "They look logged out, with an empty cart. Set cookie: { sameSite: 'lax' } in express-session.",
  },
  'session-cookie-unsent': {
    level: 'error',
    message: () =>
      'The session cookie wants https (secure: true), and behind a proxy Express sees http: it is never set.',
    help: "Every request starts a new session. Set app.set('trust proxy', 1), or secure: 'auto'.",
  },
  'loop-blocked': {
    level: 'error',
    message: (seconds: string, where: string) => `The event loop stood still for ${seconds} s at a time, ${where}.`,
    help:
      'Meanwhile nobody is answered, the bank included, and claims are not renewed. Use the asynchronous form of the ' +
      'call, or a worker.',
  },
  'ledger-in-memory': {
    level: 'error',
    message: (where: string) => `The ledger is in memory (${where}): every order is lost when the process ends.`,
    help: 'Set CHECKOUT_DATABASE_URL to a file, such as sqlite:/var/lib/shop/checkout.db, or to PostgreSQL.',
  },
  'ledger-on-network': {
    level: 'error',
    message: (why: string, processes: number) =>
      `The ledger is SQLite, ${why}${processes > 1 ? `, and ${processes} processes use it` : ''}.`,
    help: "SQLite's locks do not hold there: goods go out twice, orders are lost. Use a local disk, or PostgreSQL.",
  },
  'store-dies': {
    level: 'error',
    message: (when: string) => `The store's process ended by itself ${when}.`,
    help: 'A promise that rejects and that nobody awaits ends Node. Await it, or catch what it throws.',
  },
  'nothing-watched': {
    level: 'note',
    message: () => 'onPaid did nothing that can be watched from outside: no request, mail, file, row or program.',
    help: 'So nothing is known about repeats. Count what it did in a module of yours: --deeds ./deeds.js.',
  },
} as const satisfies Record<string, FindingWords<never>>
