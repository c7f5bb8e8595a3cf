import type { RequestHandler } from 'express'
import helmet from 'helmet'

export interface PageHeadersOptions {
  /** Whether the page is served over https. */
  readonly isHttps: boolean
  /**
   * Where the page's forms may lead. A page that leads on to other sites says `anywhere`: Chromium holds every redirect
   * after a form against the policy, too (w3c/webappsec-csp issue 8).
   */
  readonly forms: 'nowhere' | 'anywhere'
}

/**
 * A middleware that gives one answer the headers of a page of ours: helmet's, with a policy under which no script runs,
 * no inline style counts and nobody may frame the page.
 *
 * To be called just before a page of ours is sent, never for a whole router: the store's own pages, and those drawn by
 * its `success` and `failure`, have a policy of their own. For the same reason nothing is set that would bind the rest
 * of the origin: `Strict-Transport-Security` is the store's decision, and `Origin-Agent-Cluster` would change the
 * store's later pages in the same window.
 */
export function pageHeaders({ isHttps, forms }: PageHeadersOptions): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        // The browser's own request for the store's favicon.
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: forms === 'nowhere' ? ["'none'"] : null,
        frameAncestors: ["'none'"],
        // Over http, on loopback, it would send the stylesheet's request to a port where nobody listens.
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    // Whether to say who made the server is the store's decision too; helmet would take it off.
    xPoweredBy: false,
  })
  return function checkoutPageHeaders(req, res, next) {
    headers(req, res, next)
  }
}
