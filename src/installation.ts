import type { Observations } from './observations.ts'
import type { Environment } from './options/environment.ts'
import type { Watch } from './watch.ts'

/** Where the payments are at work, and who looks on. */
export interface Installation {
  readonly environment: Environment
  /** What the router sees; undefined for a command, which is no store and says nothing of itself to others. */
  readonly observations?: Observations
  /** Whoever waits for long work, such as a command; a store does not. */
  readonly watch?: Watch
}

/** Public addresses of the routes that the gateway leads to. */
export interface PaymentAddresses {
  readonly returnUrl: string
  /** Sent with each registration; undefined leaves it to the merchant's set-up. */
  readonly callbackUrl: string | undefined
}
