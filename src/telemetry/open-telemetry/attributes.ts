import type { Attributes, SpanKind } from '@opentelemetry/api'
import type { GatewayEvent, OperationError, OperationEvents, OperationName, SettledFacts } from '../events.ts'

/** What a span says. */
export interface SpanFacts {
  /** The same for all operations of a kind. */
  readonly title: string
  readonly kind: keyof typeof SpanKind
  /** Undefined values are left out by the SDK. */
  readonly attributes: Attributes
  /** The span it is linked to. */
  readonly traceParent?: string | undefined
}

/**
 * How each operation looks as a span. Attributes of HTTP follow OpenTelemetry's semantic conventions (HTTP spans 1.23
 * and later); the rest are our own, all under `hosted_checkout`.
 */
const spanFacts: { readonly [Name in OperationName]: (event: OperationEvents[Name]) => SpanFacts } = {
  checkout: ({ orderNumber, outcome }) => ({
    title: 'checkout',
    kind: 'INTERNAL',
    attributes: told({ 'hosted_checkout.order.number': orderNumber, 'hosted_checkout.checkout.outcome': outcome }),
  }),
  return: ({ orderNumber, isStarter, ...settled }) => ({
    title: 'payment return',
    kind: 'INTERNAL',
    attributes: told({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.return.is_starter': isStarter,
      ...settledAttributes(settled),
    }),
  }),
  callback: ({ orderNumber, isSigned, isTooMany, ...settled }) => ({
    title: 'payment callback',
    kind: 'INTERNAL',
    attributes: told({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.callback.is_signed': isSigned,
      'hosted_checkout.callback.is_too_many': isTooMany,
      ...settledAttributes(settled),
    }),
  }),
  settle: ({ orderNumber, trigger, ...settled }) => ({
    title: 'settle order',
    kind: 'INTERNAL',
    attributes: told({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.trigger': trigger,
      ...settledAttributes(settled),
    }),
  }),
  sweep: ({ pass, isWhole }) => ({
    title: `sweep ${pass}`,
    kind: 'INTERNAL',
    attributes: { 'hosted_checkout.sweep.pass': pass, 'hosted_checkout.sweep.is_whole': isWhole },
  }),
  'hand-over': ({ orderNumber, handler, traceParent }) => ({
    title: handler === 'onClosed' ? 'tell closed' : 'hand over',
    kind: 'INTERNAL',
    attributes: { 'hosted_checkout.order.number': orderNumber, 'hosted_checkout.handler': handler },
    traceParent,
  }),
  gateway: (event) => ({ title: `POST ${event.method}`, kind: 'CLIENT', attributes: gatewayAttributes(event) }),
}

export function spanFactsOf<Name extends OperationName>(name: Name, event: OperationEvents[Name]): SpanFacts {
  return spanFacts[name](event)
}

function settledAttributes({ status, standing, wasAsked, hasMoved }: SettledFacts): Attributes {
  return told({
    'hosted_checkout.order.status': status,
    'hosted_checkout.standing': standing,
    'hosted_checkout.was_asked': wasAsked,
    'hosted_checkout.has_moved': hasMoved,
  })
}

function gatewayAttributes({ method, door, url, outcome, httpStatus, errorCode }: GatewayEvent): Attributes {
  const { hostname, port, protocol } = new URL(url)
  return told({
    'http.request.method': 'POST',
    'http.response.status_code': httpStatus,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.full': url,
    'hosted_checkout.gateway.method': method,
    'hosted_checkout.gateway.door': door,
    'hosted_checkout.gateway.outcome': outcome,
    'hosted_checkout.gateway.error_code': errorCode,
  })
}

/** Only what is known. */
function told(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}

/** How an operation failed, if it did. A call to the bank never throws: what came of it may be a failure. */
export function failureOf<Name extends OperationName>(
  name: Name,
  event: OperationEvents[Name],
): OperationError | undefined {
  if (event.error || name !== 'gateway') return event.error
  const { outcome, httpStatus } = event as GatewayEvent
  if (outcome === undefined || outcome === 'answered' || outcome === 'absent') return undefined
  // OpenTelemetry's semantic conventions: the status as text, where it is what failed.
  const isStatus = outcome === 'unavailable' && httpStatus !== undefined && httpStatus !== 200
  return { type: isStatus ? String(httpStatus) : outcome, isRefusal: false }
}
