import { placesOf } from './source.ts'
import type { Source } from './source.ts'

/** The library with one classic mistake. */
export interface Twin {
  readonly mistake: string
  readonly file: string
  /** The function with the mistake, by its last names: `start`, or `makeSweep.start` if there are several. */
  readonly inside: string
  /** Code that is there once. Its format does not matter (`placesOf`). */
  readonly from: string
  readonly to: string
  /** The tests that must notice. */
  readonly tests: string
}

/** How often the place of a mistake is in the code. A twin needs exactly one. */
export function countPlaces({ inside, from }: Twin, source: Source): number {
  return placesOf(from, { name: inside, source }).length
}

/** The text of the file with the mistake. */
export function withMistake({ mistake, inside, from, to }: Twin, source: Source): string {
  const [place, ...others] = placesOf(from, { name: inside, source })
  if (!place || others.length > 0) throw new Error(`Expected one place for a twin that ${mistake}.`)
  return source.text.slice(0, place.start) + to + source.text.slice(place.end)
}

const decide = 'src/settlement/judge/decide.ts'
const handOver = 'src/settlement/hand-over/by-handler.ts'
const handOvers = 'src/ledger/hand-overs.ts'
const callbacks = 'src/gateway/callbacks.ts'

/** Classic mistakes, all made by somebody before. */
export const twins: readonly Twin[] = [
  {
    mistake: 'does not check the amount',
    file: decide,
    inside: 'mismatchOf',
    from: "if (evidence.amountMinor !== order.amountMinor) return 'amount-differs'",
    to: '',
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'does not check the currency',
    file: decide,
    inside: 'mismatchOf',
    from: "if (evidence.currency !== order.currency) return 'currency-differs'",
    to: '',
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'does not check the order number',
    file: 'src/settlement/judge/about.ts',
    inside: 'otherOrderReason',
    from: "if (differ(said.orderNumber, order.orderNumber)) return 'order-number-differs'",
    to: '',
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'does not check the action code',
    file: decide,
    inside: 'mismatchOf',
    from: "if (evidence.actionCode !== '0') return 'action-code-is-not-0'",
    to: '',
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'treats a partial authorisation as a full one',
    file: decide,
    inside: 'mismatchOf',
    from: "if (evidence.isPartial) return 'partial-authorisation'",
    to: '',
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'treats a declined attempt as the end of the order',
    file: decide,
    inside: 'decideRegistered',
    from: "return { kind: 'open', isUntried: evidence.isUntried, decline: evidence.decline }",
    to: `
      return evidence.decline
        ? closingMove('declined', {})
        : { kind: 'open', isUntried: evidence.isUntried, decline: undefined }`,
    tests: 'test/settlement/judge/decide',
  },
  {
    mistake: 'treats no answer as a decline',
    file: 'src/settlement/carry-out-silence.ts',
    inside: 'carryOutNoAnswer',
    from: "return planNextLook(order, 'silent', { retryInMs: isAskedSoon ? silentRetryInMs(order, now) : undefined })",
    to: "return moveOrder.move(look, move('declined', {}))",
    tests: 'test/settlement/sweep/',
  },
  {
    mistake: 'treats a registration without an answer as refused',
    file: 'src/settlement/open-order/register-order.ts',
    inside: 'moveWithoutPage',
    from: "{ to: 'unknown', checkInMs: firstLookMs, detail }",
    to: "{ to: 'declined', checkInMs: firstLookMs, detail }",
    tests: 'test/routes/checkout',
  },
  {
    mistake: 'accepts a callback without a checksum',
    file: callbacks,
    inside: 'makeReadCallback',
    from: 'if (isGood && ',
    to: "if (isGood && parameters.has('checksum') && ",
    tests: 'test/gateway/callbacks',
  },
  {
    mistake: 'accepts a checksum made with any key',
    file: callbacks,
    inside: 'isSymmetric',
    from: 'return matches.length > 0',
    to: 'return matches.length >= 0',
    tests: 'test/gateway/callbacks',
  },
  {
    mistake: 'answers a callback with 200 although it could not ask the bank',
    file: 'routes/payment-callback.ts',
    inside: 'paymentCallback',
    from: "if (settled.standing === 'silent')",
    to: "if (settled.standing === 'silent' && callback.gatewayOrderId === '')",
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'trusts the callback instead of asking the bank',
    file: 'src/settlement/settle.ts',
    inside: 'makeSettleOnce',
    from: 'await gateway.status(keyOf(order))',
    to: `trigger === 'callback'
      ? ({
          outcome: 'answered',
          evidence: {
            phase: 'captured',
            actionCode: '0',
            orderNumber: order.orderNumber,
            gatewayOrderId: order.gatewayOrderId,
            amountMinor: order.amountMinor,
            currency: order.currency,
            redacted: {},
          },
        } as never)
      : await gateway.status(keyOf(order))`,
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'finds the order by any one id in a callback',
    file: 'src/settlement/callback-order.ts',
    inside: 'makeFindCallbackOrder',
    from: 'if (order && otherOrderReason(order, callback) === undefined) return order',
    to: 'if (order) return order',
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'lets a stale answer overwrite a newer status (check, then act)',
    file: 'src/ledger/moves.ts',
    inside: 'compareAndSet',
    from: ".where('status', '=', given.seen)",
    to: '',
    tests: 'test/ledger/moves',
  },
  {
    mistake: 'pays for a reference while another order of it is being paid',
    file: 'src/ledger/reference-clause.ts',
    inside: 'lockUnpaidReference',
    from: 'sql<boolean>`(select count(*) from siblings) = ${all}`',
    to: 'sql<boolean>`true`',
    tests: 'test/ledger/postgres',
  },
  {
    mistake: 'marks the order paid and makes the goods due in another commit, or never',
    file: 'src/settlement/wanted-move.ts',
    inside: 'moveInTime',
    from: "...(isOwed && { handOver: 'due' }),",
    to: '',
    // Whichever process next sees the order makes the goods due, so only these tests notice.
    tests: 'test/settlement/carry-out.test',
  },
  {
    mistake: 'marks the hand-over done before it is',
    file: handOver,
    inside: 'makeByHandler',
    from: 'const hold = holdOn(claim)',
    to: `
      const hold = holdOn(claim)
      await ledger.completeHandOver(claim, trigger)`,
    tests: 'test/settlement/hand-over/',
  },
  {
    mistake: 'hands over while another process does',
    file: 'src/ledger/task-claims.ts',
    inside: 'isTaskFree',
    from: 'sql<boolean>`${isTime} and (lease_until is null or lease_until <= ${now})`',
    to: 'isTime',
    tests: 'test/ledger/hand-overs',
  },
  {
    mistake: 'marks done what another process has taken over (no fence, no done-check)',
    file: handOvers,
    inside: 'endClaim',
    from: ".where('fence', '=', given.fence).where('lease_until', 'is not', null)",
    to: '',
    tests: 'test/ledger/hand-overs',
  },
  {
    mistake: 'does not retry a hand-over',
    file: 'src/settlement/hand-over/ends.ts',
    inside: 'fail',
    from: 'ledger.failHandOver(claim, { retryInMs, ',
    to: 'ledger.failHandOver(claim, { retryInMs: undefined, ',
    tests: 'test/settlement/hand-over/',
  },
  {
    mistake: 'has no sweep',
    file: 'src/settlement/sweep/sweep.ts',
    inside: 'start',
    from: 'for (const round of rounds) round.start()',
    to: '',
    tests: 'test/settlement/sweep/',
  },
  {
    mistake: 'redirects before it remembers the browser',
    file: 'routes/opening.ts',
    inside: 'makeOpen',
    from: 'if (isStarter && !isElsewhere) await correlation.remember(req, res, { orderNumber, wish })',
    to: `
      if (isStarter && !isElsewhere)
        setTimeout(() => void correlation.remember(req, res, { orderNumber, wish }).catch(() => undefined), 1)`,
    tests: 'test/correlation',
  },
  {
    mistake: 'redirects before the ledger has recorded the registration',
    file: 'src/settlement/open-order/register-order.ts',
    inside: 'accept',
    from: `
      return recordRegistered(order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })`,
    to: `
      void recordRegistered(order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })
      return { ...order, status: 'registered', gatewayOrderId, formUrl }`,
    tests: 'test/routes/checkout test/correlation test/settlement/sweep/',
  },
  {
    mistake: 'sends the buyer to any page the answer names',
    file: 'src/settlement/open-order/register-order.ts',
    inside: 'accept',
    from: 'if (isAllowedForm(formUrl))',
    to: 'if (formUrl.length > 0)',
    tests: 'test/routes/checkout',
  },
  {
    mistake: 'shows an order to a browser that did not start it',
    file: 'routes/payment-return.ts',
    inside: 'paymentReturn',
    from: `
      if (!returned.isStarter) return options.neutral(order, outcome, req, res)`,
    to: '',
    tests: 'test/routes/payment-return',
  },
  {
    mistake: 'refunds without counting earlier refunds',
    file: 'src/ledger/refunds.ts',
    inside: 'addAndTake',
    from: 'const leftMinor = order.capturedMinor - order.refundedMinor',
    to: 'const leftMinor = order.capturedMinor',
    tests: 'test/ledger/refunds',
  },
  {
    mistake: 'retries a refund under a new id',
    file: 'src/settlement/money-out/carry-on-refund.ts',
    inside: 'send',
    from: 'externalRefundId: refund.externalRefundId,',
    to: 'externalRefundId: String(Math.random()),',
    tests: 'test/settlement/refund.test',
  },
  {
    mistake: 'lets the process that settles an order decide whether goods are owed',
    file: 'src/settlement/wanted-move.ts',
    inside: 'moveInTime',
    from: '(order.handsOver ?? handOver.isWanted)',
    to: 'handOver.isWanted',
    tests: 'test/settlement/owed test/settlement/carry-out.test',
  },
  {
    mistake: 'does not check the reference before it registers',
    file: 'src/settlement/open-order/open-order.ts',
    inside: 'makeOpenOrder',
    from: 'earlierOrders.requireUnpaid(earlier, browser)',
    to: '',
    tests: 'test/settlement/references',
  },
  {
    mistake: 'ignores which shop an order belongs to',
    file: 'src/ledger/own-shop.ts',
    inside: 'isOwn',
    from: 'if (!own) return sql`1 = 1`',
    to: 'return sql`1 = 1`',
    tests: 'test/settlement/shops',
  },
  {
    mistake: "lets a stalled process end another's right to send",
    file: 'src/ledger/instructions.ts',
    inside: 'endInstruction',
    from: ".where('instruction_fence', '=', fence)",
    to: '',
    tests: 'test/ledger/instructions',
  },
  {
    mistake: 'hands over again because the record failed',
    file: handOver,
    inside: 'record',
    from: 'if (!hold.stands() || isClosed(error)) throw error',
    to: 'throw error',
    tests: 'test/settlement/hand-over/',
  },
  {
    mistake: 'takes a record whose commit was cut off for one that was never made',
    file: handOver,
    inside: 'findRecorded',
    from: 'failures === 0 ? undefined : await ledger.find(orderNumber)',
    to: '(undefined as Order | undefined)',
    tests: 'test/prove/schedules test/settlement/hand-over/',
  },
  {
    mistake: 'treats an unreadable answer as no answer',
    file: 'src/gateway/breaker.ts',
    inside: 'isSilence',
    from: 'isUnreadable === undefined && ',
    to: '',
    tests: 'test/doors.test test/gateway/breaker',
  },
  {
    mistake: 'answers a prefetch with 204, which a browser reuses for the click',
    file: 'middleware/visits.ts',
    inside: 'visitsOnly.visitsOnly',
    from: 'next(isVisit(req) ? undefined : new NotAVisitError())',
    to: `
      if (isVisit(req)) return next()
      res.status(204).end()`,
    tests: 'test/routes/visits.test',
  },
  {
    mistake: 'keeps the connections to a primary that has turned read-only',
    file: 'src/ledger/postgres-pool.ts',
    inside: 'guarded',
    from: 'severity === undefined || endsConnections.test(code)',
    to: 'severity === undefined',
    tests: 'test/failover test/ledger/postgres',
  },
  {
    mistake: 'lets status queries and registrations share a limit',
    file: 'src/gateway/doors.ts',
    inside: 'makeDoors',
    from: 'registrations.guard(',
    to: 'questions.guard(',
    tests: 'test/doors.test test/gateway/doors',
  },
  {
    mistake: 'stops a sale because of optional details',
    file: 'src/options/catalog-decorations.ts',
    inside: 'decorate',
    from: 'if (told) toBank[field] = told.sent',
    to: `
      if (!told) throw new TypeError(\`The bank takes no such \${field}.\`)
      toBank[field] = told.sent`,
    tests: 'test/options/catalog-decorations test/routes/catalog-items',
  },
]
