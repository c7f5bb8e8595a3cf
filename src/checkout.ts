import type { Router } from 'express'
import { makeLimits } from '../middleware/limits.ts'
import { observe } from '../middleware/observe.ts'
import { makeOrigins } from '../middleware/origins.ts'
import { makeSendToBank } from '../middleware/send-to-bank.ts'
import { makeSetUpWarnings } from '../middleware/set-up-warnings.ts'
import { backOfficeRoutes } from '../routes/back-office/index.ts'
import { makeBegin } from '../routes/begin.ts'
import type { Begin } from '../routes/begin.ts'
import { makeOpen } from '../routes/opening.ts'
import { callbackPath, routes, sendOnPath, stylesheetPath } from '../routes/index.ts'
import type { RoutesOptions } from '../routes/index.ts'
import type { BackOfficeOptions } from './back-office/operator.ts'
import { makeCorrelation } from './correlation/correlation.ts'
import { makeSigner } from './correlation/signature.ts'
import { makeTickets } from './correlation/tickets.ts'
import { found } from './doctor/finding.ts'
import { tellOfSetUp, warnOf } from './doctor/set-up-log.ts'
import { makeReadCallback } from './gateway/callbacks.ts'
import { guardLogger } from './guarded-logger.ts'
import type { HostedCheckout } from './hosted-checkout.ts'
import type { JsonValue } from './json.ts'
import type { Logger } from './logger.ts'
import { makeObservations } from './observations.ts'
import type { Observations, Observed, ObservedCode } from './observations.ts'
import { findReturnAddress } from './options/addresses.ts'
import { makeReadCart } from './options/cart.ts'
import { logsOwnVariables } from './options/own-variables.ts'
import { readOptions } from './options/read-options.ts'
import type { CheckoutOptions } from './options/checkout-options.ts'
import type { CheckoutSettings } from './options/settings.ts'
import { makeWishFor } from './options/wish-for.ts'
import { isProduction } from './options/unwise.ts'
import { accentWarnings, makeBuiltInPages, shopPages } from './pages/index.ts'
import { makePayments } from './payments.ts'
import type { Payments } from './payments.ts'
import { keepSetUp } from './set-up.ts'
import type { CheckoutSetUp } from './set-up.ts'
import { tellOfOpening } from './telemetry/tell-of-opening.ts'

/** A type argument that is given or left out, never inferred from what is passed in. */
type Named<Type> = [Type][Type extends unknown ? 0 : never]

/**
 * The checkout of one store: mount it with `app.use(checkout)` and call `start()` once the server listens.
 *
 * An option that code leaves out comes from its `CHECKOUT_…` variable. Nothing is sent or opened before the first
 * request or `start()`.
 *
 * @typeParam Meta - the type of the `metadata` of items and orders, as JSON returns it:
 *   `hostedCheckout<{ cart: string }>(…)`. Not checked at run time. Defaults to any JSON.
 * @throws ConfigurationError naming every invalid option and variable, but none of their secrets.
 */
export function hostedCheckout<Meta = JsonValue | undefined>(
  options: CheckoutOptions<Named<Meta>>,
): HostedCheckout<Meta> {
  const settings = readOptions(options, process.env, '.')
  const { baseUrl } = settings
  const logger = guardLogger(logsOwnVariables(settings.logger, settings.environmentPrefix))
  const environment = process.env
  tellOfOpening(settings)
  const tellRest = tellOfSetUp({ settings, environment, logger })
  for (const warning of accentWarnings(settings.shop.accent)) logger.warn({}, warning)

  const returnUrl = `${baseUrl}/payment/return`
  const callbackUrl = settings.callback.dynamic ? baseUrl + callbackPath : undefined
  const observations = makeObservations((observed) => tellOf(observed, logger))
  const installation = { environment, observations }
  const payments = makePayments(settings, { returnUrl, callbackUrl }, logger, installation)
  const isInProduction = isProduction(environment)
  const backOffice = (office: BackOfficeOptions): Router =>
    backOfficeRoutes(
      {
        verbs: payments.verbs,
        orderSearch: payments.orderSearch,
        baseUrl,
        shop: settings.shop,
        currency: settings.currency?.alphabetic,
        processes: payments.processes,
        doors: payments.doors,
        figures: payments.figures,
        proposedRefunds: payments.proposedRefunds,
        balanceDay: payments.upkeep.balanceDay,
        gatewayUrl: settings.gateway.url,
        signer: makeSigner(settings.secrets, 'back-office'),
        logger,
      },
      office,
    )
  const { options: routesOptions, begin } = wired({
    settings,
    payments,
    returnUrl,
    observations,
    isInProduction,
    tellRest,
    logger,
  })
  const router = routes(routesOptions)
  // An order keeps whatever JSON its item had: we take the store's word for its type.
  const checkout = Object.assign(router, payments.verbs, { begin, backOffice }) as unknown as HostedCheckout<Meta>
  return keepSetUp(checkout, () => setUpOf(settings))
}

function setUpOf({ baseUrl, databaseUrl, gateway, callback }: CheckoutSettings): CheckoutSetUp {
  const { url: gatewayUrl, preset, login } = gateway
  const callbacks = { namesCallback: callback.dynamic, callbackKeys: callback.keys }
  return { baseUrl, databaseUrl, gatewayUrl, preset, login, ...callbacks }
}

/** What is logged where it is found: see `limits.ts`, `send-to-bank.ts` and `set-up-warnings.ts`. */
const toldElsewhere: ReadonlySet<ObservedCode> = new Set(['base-url-path', 'form-action', 'proxy-not-trusted'])

/** Warns once of what a request shows: in the doctor's own words. */
function tellOf({ code, detail }: Observed, logger: Logger): void {
  const finding = found(code, detail)
  if (finding.level !== 'note' && !toldElsewhere.has(code)) warnOf(finding, logger)
}

interface RoutesDeps {
  readonly settings: CheckoutSettings
  readonly payments: Payments
  readonly returnUrl: string
  readonly observations: Observations
  readonly isInProduction: boolean
  /** Warns of what options and environment show. */
  readonly tellRest: () => void
  readonly logger: Logger
}

/** What the routes are made of; and what a route of the store's own begins with. */
function wired(deps: RoutesDeps): { readonly options: RoutesOptions; readonly begin: Begin } {
  const { settings, payments, returnUrl, observations, isInProduction, tellRest, logger } = deps
  const { baseUrl, secrets, shop, capture, gateway } = settings
  const { desk, gatewayAccount, isStarted } = payments
  const pages = makeBuiltInPages({ baseUrl, stylesheetPath, language: settings.language, shop })
  const scope = JSON.stringify([shop.key, gatewayAccount, capture, gateway.formHosts])
  const correlation = makeCorrelation({ secrets, baseUrl, scope, logger })
  const tickets = makeTickets(secrets)
  const origins = makeOrigins({ ...settings, logger })
  const { admit, mayAsk } = makeLimits({ ...settings, logger })
  const isPageAlways = settings.formRedirect === 'page'
  const sendToBank = makeSendToBank({ goOn: pages.goOn, isPageAlways, baseUrl, observations, logger })
  const { session } = correlation
  const { ofRoute, ofStoreRoute } = makeSetUpWarnings({ baseUrl, isStarted, observations, tellRest, logger })
  const shown = { correlation, sendToBank, tickets, returnUrl, desk, logger }
  const open = makeOpen({ ...shown, admit, provenanceOf: origins.provenanceOf, sendOnUrl: baseUrl + sendOnPath })
  const readCart = makeReadCart(settings, logger)
  const options: RoutesOptions = {
    checkout: { open, wishFor: makeWishFor({ settings, warnOfSetUp: ofRoute, logger }) },
    paymentReturn: {
      ...shown,
      ...shopPages({ ...settings, mayReturnTo: (url) => findReturnAddress(url, settings) !== undefined }, pages),
      mayAsk,
      unavailable: pages.returnUnavailable,
    },
    paymentCallback: {
      desk,
      mayAsk,
      readCallback: makeReadCallback(settings.callback),
      onCallback: payments.onCallback,
    },
    paymentGo: shown,
    paymentLinks: { ...shown, open, draw: pages.link },
    paymentOrders: shown,
    origins,
    observe: observe({ baseUrl, isProduction: isInProduction, observations, tellRest }),
    stylesheet: pages.stylesheet,
    session,
    errors: { pages, logger },
  }
  return { options, begin: makeBegin({ readCart, open, session, share: origins.share, warnOfSetUp: ofStoreRoute }) }
}
