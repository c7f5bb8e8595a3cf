import type { RequestHandler } from 'express'
import helmet from 'helmet'

export interface PageHeadersOptions {
  /** Whether the page is served over https. */
  readonly isHttps: boolean
  /**
   * Where the page's forms may lead; `here`: to the page's own origin. A page that leads on to other sites says
   * `anywhere`: Chromium checks every redirect after a form against the policy, too (w3c/webappsec-csp issue 8).
   */
  readonly forms: 'nowhere' | 'here' | 'anywhere'
  /** Origin of the page's images, if it is not the page's own. */
  readonly imagesFrom?: string | undefined
  /** `own`: pages of the same origin are told where a visitor comes from, and forms their origin. Others never are. */
  readonly referrers?: 'none' | 'own'
}

/** As `form-action` writes them. */
const formActions = { nowhere: ["'none'"], here: ["'self'"], anywhere: null } as const

/**
 * Middleware that gives one response the headers of our pages: helmet's, with a policy that allows no scripts, no
 * inline styles and no framing.
 *
 * Call it just before one of our pages is sent, never for a whole router: the store's own pages, and those drawn by its
 * `success` and `failure`, have their own policy. For the same reason it sets nothing that would bind the rest of the
 * origin: `Strict-Transport-Security` is the store's decision, and `Origin-Agent-Cluster` would change the store's
 * later pages in the same window.
 */
export function pageHeaders({ isHttps, forms, imagesFrom, referrers = 'none' }: PageHeadersOptions): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        // Also for the browser's own request for the store's favicon.
        imgSrc: imagesFrom === undefined ? ["'self'"] : ["'self'", imagesFrom],
        baseUri: ["'none'"],
        formAction: formActions[forms],
        frameAncestors: ["'none'"],
        // Over http, on loopback, it would send the stylesheet's request to a port where nobody listens.
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    originAgentCluster: false,
    referrerPolicy: { policy: referrers === 'own' ? 'same-origin' : 'no-referrer' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    // Whether to name the server software is the store's decision, too; helmet would remove the header.
    xPoweredBy: false,
  })
  return function checkoutPageHeaders(req, res, next) {
    headers(req, res, next)
  }
}
