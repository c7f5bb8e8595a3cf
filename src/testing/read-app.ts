import { Server } from 'node:http'
import type { Express } from 'express'
import type { HostedCheckout } from '../hosted-checkout.ts'
import { findSetUp } from '../set-up.ts'
import type { CheckoutSetUp } from '../set-up.ts'
import { showKind } from '../show-value.ts'
import { findCheckouts } from './find-checkouts.ts'

/** An app, and its checkout where that is not mounted on the app itself. */
export interface AppWithCheckout {
  readonly app: Express
  readonly checkout: HostedCheckout
}

export interface AppRead extends AppWithCheckout {
  readonly setUp: CheckoutSetUp
  /** The other checkouts of the app. */
  readonly others: readonly HostedCheckout[]
}

/**
 * @param isMade - whether a function of the store has made it.
 * @throws Error if it is no Express app, or there is no checkout in it, or more than one and none is named.
 */
export function readApp(given: unknown, isMade: boolean): AppRead {
  const { app, checkout: named } = givenParts(given) as Partial<AppWithCheckout>
  if (!isApp(app)) {
    const wanted = 'an Express app, { app, checkout }, or a function that makes one of them'
    const got = typeof app === 'function' ? 'a function that is no app' : showKind(given)
    throw new TypeError(
      isMade
        ? `The function that makes the app returned ${got}: return the Express app, or { app, checkout }.`
        : `testStore wants ${wanted}, and got ${got}.`,
    )
  }
  const found = findCheckouts(app)
  const checkout = named ?? found[0]
  const setUp = findSetUp(checkout)
  if (!checkout || !setUp) {
    throw new Error(
      'There is no checkout in the app: nothing that hostedCheckout() made is mounted on it. If it is mounted on an ' +
        'app within the app, give both: testStore({ app, checkout }).',
    )
  }
  if (named === undefined && found.length > 1) {
    throw new Error(
      `There are ${found.length} checkouts in the app. Name the one that is tested: testStore({ app, checkout }).`,
    )
  }
  return {
    app,
    checkout,
    setUp,
    others: found.filter((one) => one !== checkout),
  }
}

/** All that is open in what a function has made, whether or not it is an app. */
export function partsOf(made: unknown): { readonly app: unknown; readonly checkouts: readonly HostedCheckout[] } {
  const { app: given, checkout } = givenParts(made)
  // What `listen()` returns is a server, which answers with the app.
  const app: unknown = given instanceof Server ? given.listeners('request')[0] : given
  const checkouts = [checkout, ...findCheckouts(app)].filter((one) => findSetUp(one) !== undefined)
  return { app, checkouts: [...new Set(checkouts as HostedCheckout[])] }
}

/** A server has no `app`: it stands in its place. */
function givenParts(given: unknown): Partial<Record<keyof AppWithCheckout, unknown>> {
  return typeof given === 'object' && given !== null && 'app' in given ? given : { app: given }
}

function isApp(app: unknown): app is Express {
  return typeof app === 'function' && 'use' in app && 'handle' in app
}
