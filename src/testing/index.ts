/**
 * What a store's own tests use: the store with a bank, buyers, a clock, and assertions.
 *
 * @module express-hosted-checkout/testing
 */

// Must stay first: on a Node that is too old, this says so before anything else fails.
import '../node-floor.ts'

export { testStore } from './test-store.ts'
export type { FlakyDay, TestBank, TestClock, TestLedger, TestStore } from './test-store.ts'
export type { MakeApp, OpenOptions, TestOptions } from './open-store.ts'
export type { AppWithCheckout } from './read-app.ts'
export type { BuyOptions, Buyer, CardChoice, Purchase, Wanted } from './buyer.ts'
export type { Page, VisitOptions } from './browser.ts'
export type { Assertions, OrderRef } from './assertions.ts'
