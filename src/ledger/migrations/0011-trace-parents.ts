import type { Migration } from './migration.ts'

export const traceParents: Migration = {
  number: 11,
  name: 'the trace of the checkout',
  // An older version opens orders without it, and reads past it.
  readableFrom: 3,
  // W3C traceparent of the checkout that opened the order, for whoever hands it over, in another process perhaps.
  statements: () => [`alter table checkout_orders add column trace_parent text`],
}
