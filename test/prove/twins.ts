/** The library with one classic mistake. */
export interface Twin {
  readonly mistake: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** The tests that must notice. */
  readonly tests: string
}

const decide = 'src/settlement/decide.ts'
const handOver = 'src/settlement/hand-over.ts'
const handOvers = 'src/ledger/hand-overs.ts'
const callbacks = 'src/gateway/callbacks.ts'

/** Twenty-six mistakes, each of them made by somebody before (safety 1, safety 5). */
export const twins: readonly Twin[] = [
  {
    mistake: 'does not look at the amount',
    file: decide,
    from: "  if (evidence.amountMinor !== order.amountMinor) return 'amount-differs'\n",
    to: '',
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'does not look at the currency',
    file: decide,
    from: "  if (evidence.currency !== order.currency) return 'currency-differs'\n",
    to: '',
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'does not look at the order number',
    file: decide,
    from: "  if (evidence.orderNumber !== undefined && evidence.orderNumber !== order.orderNumber) return 'order-number-differs'\n",
    to: '',
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'does not look at the action code',
    file: decide,
    from: "  if (evidence.actionCode !== '0') return 'action-code-is-not-0'\n",
    to: '',
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'takes a partial authorisation for all of it',
    file: decide,
    from: "  if (evidence.isPartial) return 'partial-authorisation'\n",
    to: '',
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'takes a declined try for the end of the order',
    file: decide,
    from: "  return { kind: 'open', isUntried: evidence.isUntried, decline: evidence.decline }",
    to: "  return evidence.decline ? move('declined', {}) : { kind: 'open', isUntried: evidence.isUntried, decline: undefined }",
    tests: 'test/settlement/decide',
  },
  {
    mistake: 'takes silence for a decline',
    file: 'src/settlement/carry-out.ts',
    from: "  return planNextLook(parts, order, 'silent', { retryInMs })",
    to: "  return move(parts, order, trigger, { kind: 'move', to: 'declined', changes: {} }, undefined)",
    tests: 'test/settlement/sweep',
  },
  {
    mistake: 'takes a registration without an answer for a refusal',
    file: 'src/settlement/open-order.ts',
    from: "{ to: 'unknown', checkInMs: firstLookMs }",
    to: "{ to: 'declined', checkInMs: firstLookMs }",
    tests: 'test/routes/checkout',
  },
  {
    mistake: 'skips the checksum of a callback that has none',
    file: callbacks,
    from: "if (isGood && !isGood(signedText(parameters), parameters.get('checksum') ?? ''))",
    to: "if (isGood && parameters.has('checksum') && !isGood(signedText(parameters), parameters.get('checksum') ?? ''))",
    tests: 'test/gateway/callbacks',
  },
  {
    mistake: 'takes a checksum of any key for a good one',
    file: callbacks,
    from: '  return matches.length > 0\n',
    to: '  return matches.length >= 0\n',
    tests: 'test/gateway/callbacks',
  },
  {
    mistake: 'answers a callback with 200 before it could ask',
    file: 'routes/payment-callback.ts',
    from: "    if (standing === 'silent')",
    to: "    if (standing === 'silent' && orderNumber === '')",
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'trusts the callback instead of asking',
    file: 'src/settlement/settle.ts',
    from: '  const answer = await parts.gateway.status(keyOf(order))\n',
    to: `  const { orderNumber: number, gatewayOrderId, amountMinor, currency } = order
  const told = { phase: 'captured', actionCode: '0', orderNumber: number, gatewayOrderId, amountMinor, currency, redacted: {} }
  const answer =
    trigger === 'callback' ? ({ outcome: 'answered', evidence: told } as never) : await parts.gateway.status(keyOf(order))
`,
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'finds the order by whichever id of a callback fits',
    file: 'src/checkout.ts',
    from: '    (order?.gatewayOrderId ?? gatewayOrderId) === gatewayOrderId\n',
    to: '    gatewayOrderId.length > 0\n',
    tests: 'test/routes/payment-callback',
  },
  {
    mistake: 'lets a stale answer overwrite what stands (check, then act)',
    file: 'src/ledger/moves.ts',
    from: "      .where('order_number', '=', seen.orderNumber)\n      .where('status', '=', seen.status)\n      .returningAll()",
    to: "      .where('order_number', '=', seen.orderNumber)\n      .returningAll()",
    tests: 'test/ledger/moves',
  },
  {
    mistake: 'pays, and makes the goods due in another commit (or never)',
    file: 'src/settlement/carry-out-decision.ts',
    from: "    ...(to === 'paid' && parts.handOver.isWanted ? { handOver: 'due' as const } : {}),\n",
    to: '',
    tests: 'test/settlement/sweep',
  },
  {
    mistake: 'marks the hand-over done before it is',
    file: handOver,
    from: '    const renewal = renewWhileRunning(claim)\n    try {\n      await handler(order)',
    to: '    const renewal = renewWhileRunning(claim)\n    await ledger.completeHandOver(claim, trigger)\n    try {\n      await handler(order)',
    tests: 'test/settlement/hand-over.test',
  },
  {
    mistake: 'hands over without minding who else does',
    file: handOvers,
    from: '${isTime} and (lease_until is null or lease_until <= ${now})',
    to: '${isTime}',
    tests: 'test/ledger/hand-overs',
  },
  {
    mistake: 'marks done what another has taken over (no fence, no done-check)',
    file: handOvers,
    from: "    .set({ lease_until: null, next_try_at: retryInMs === undefined ? null : dialect.fromNow(retryInMs) })\n    .where('order_number', '=', claim.orderNumber)\n    .where('fence', '=', claim.fence)\n    .where('lease_until', 'is not', null)",
    to: "    .set({ lease_until: null, next_try_at: retryInMs === undefined ? null : dialect.fromNow(retryInMs) })\n    .where('order_number', '=', claim.orderNumber)",
    tests: 'test/ledger/hand-overs',
  },
  {
    mistake: 'does not try a hand-over again',
    file: handOver,
    from: '    return ledger.failHandOver(claim, { retryInMs, reason',
    to: '    return ledger.failHandOver(claim, { retryInMs: undefined, reason',
    tests: 'test/settlement/hand-over.test',
  },
  {
    mistake: 'has no sweep',
    file: 'src/settlement/sweep.ts',
    from: '      for (const round of rounds) round.start()\n    },',
    to: '    },',
    tests: 'test/settlement/sweep',
  },
  {
    mistake: 'redirects before the browser is remembered',
    file: 'routes/checkout.ts',
    from: '    await correlation.remember(req, res, { orderNumber, wish })\n    sendTo(res, formUrl)',
    to: '    sendTo(res, formUrl)\n    await correlation.remember(req, res, { orderNumber, wish }).catch(() => undefined)',
    tests: 'test/correlation',
  },
  {
    mistake: 'registers before it writes the order down for good',
    file: 'src/settlement/open-order.ts',
    from: "    return recordRegistered(parts, order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })",
    to: "    void recordRegistered(parts, order, { to: 'registered', changes: { gatewayOrderId, formUrl }, checkInMs })\n    return { ...order, status: 'registered', gatewayOrderId, formUrl }",
    tests: 'test/routes/checkout test/correlation test/settlement/sweep',
  },
  {
    mistake: 'sends the buyer wherever the answer says',
    file: 'src/settlement/open-order.ts',
    from: '  if (parts.isAllowedForm(formUrl)) {',
    to: '  if (formUrl.length > 0) {',
    tests: 'test/routes/checkout',
  },
  {
    mistake: 'shows an order to a browser that did not start it',
    file: 'routes/payment-return.ts',
    from: '    if (!options.correlation.isStarter(req, order.orderNumber)) return options.neutral(order, outcome, req, res)\n',
    to: '',
    tests: 'test/routes/payment-return',
  },
  {
    mistake: 'refunds without looking at what was refunded before',
    file: 'src/ledger/refunds.ts',
    from: 'const leftMinor = order.capturedMinor - order.refundedMinor',
    to: 'const leftMinor = order.capturedMinor',
    tests: 'test/ledger/refunds',
  },
  {
    mistake: 'sends a refund again under a new id',
    file: 'src/settlement/money-out/refund.ts',
    from: '    const { amountMinor, externalRefundId } = wanted\n',
    to: '    const { amountMinor } = wanted\n    const externalRefundId = String(Math.random())\n',
    tests: 'test/settlement/refund.test',
  },
]
