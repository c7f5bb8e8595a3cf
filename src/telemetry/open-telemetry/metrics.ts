/** Names, units and meanings of the metrics: docs/watching.md has the same. Renaming one breaks people's alerts. */

/** Of a request of ours, or a call to the bank: as OpenTelemetry buckets HTTP durations, and on to the longest wait. */
const callSecs = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60] as const

/** From a second to the three days after which a hand-over is given up. */
const delaySecs = [0.1, 0.5, 1, 5, 15, 30, 60, 300, 900, 3_600, 21_600, 86_400, 259_200] as const

export const counts = {
  'hosted_checkout.orders.started': { unit: '{order}', description: 'Orders that buyers have started.' },
  'hosted_checkout.orders.held': { unit: '{order}', description: 'Orders whose money was put on hold.' },
  'hosted_checkout.orders.paid': { unit: '{order}', description: 'Orders that were paid.' },
  'hosted_checkout.orders.ended_unpaid': {
    unit: '{order}',
    description: 'Orders that ended without money: declined for good, expired, reversed.',
  },
  'hosted_checkout.orders.reviewed': { unit: '{order}', description: 'Orders that were put before a person.' },
  'hosted_checkout.tries.declined': { unit: '{try}', description: 'Tries to pay to which the bank said no.' },
  'hosted_checkout.refunds': { unit: '{refund}', description: 'Refunds that were made.' },
  'hosted_checkout.hand_over.tries': { unit: '{try}', description: 'Tries to hand goods over, by how they ended.' },
  'hosted_checkout.callbacks': { unit: '{callback}', description: 'Callbacks of the bank.' },
  'hosted_checkout.questions': {
    unit: '{question}',
    description: 'Times the bank was asked how an order stands, by what caused it.',
  },
} as const

export const durations = {
  'hosted_checkout.checkout.duration': {
    description: 'From Buy to the address of the page to pay on.',
    boundariesSecs: callSecs,
  },
  'hosted_checkout.return.duration': {
    description: 'How long a buyer who is back waits for the outcome.',
    boundariesSecs: callSecs,
  },
  'hosted_checkout.gateway.duration': {
    description: 'Calls to the bank, from queueing for a connection to the last byte.',
    boundariesSecs: callSecs,
  },
  'hosted_checkout.sweep.duration': { description: 'Passes of the sweep.', boundariesSecs: callSecs },
  'hosted_checkout.hand_over.duration': {
    description: "Runs of the store's onPaid, onPaidInTransaction and onClosed.",
    boundariesSecs: callSecs,
  },
  'hosted_checkout.hand_over.delay': {
    description: 'From the goods becoming due to the record that they are out.',
    boundariesSecs: delaySecs,
  },
} as const

export const gauges = {
  'hosted_checkout.ledger.is_open': {
    unit: '{ledger}',
    description: '1 while the ledger answers, 0 while it is away.',
  },
  'hosted_checkout.sweep.status': {
    unit: '{sweep}',
    description: '1 for the state that the sweep is in, 0 for the others.',
  },
  'hosted_checkout.sweep.lag': {
    unit: 's',
    description: 'How long the work that has waited longest has been due: a question to the bank, or a hand-over.',
  },
  'hosted_checkout.gateway.door.status': {
    unit: '{door}',
    description: '1 for the state that a door to the bank is in, 0 for the others.',
  },
  'hosted_checkout.orders.waiting': {
    unit: '{order}',
    description: 'Orders that wait for a person or for the bank, up to 1,000 of each kind.',
  },
} as const

export type CountName = keyof typeof counts
export type DurationName = keyof typeof durations
export type GaugeName = keyof typeof gauges
