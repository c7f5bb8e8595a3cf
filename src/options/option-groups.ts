import type { BankKey } from '../banks/index.ts'

/** How the bank is reached. */
export interface GatewayOptions {
  /**
   * Root of the bank's REST API, e.g. `https://bank.example/payment/rest/`. Plain http on loopback only. With
   * `gateway.preset` it may be left out where the bank has one known root. Required, here or as `CHECKOUT_GATEWAY_URL`.
   */
  readonly url?: string | undefined
  /** Login of the API user, with `password`; or use `token`. Also `CHECKOUT_GATEWAY_USER`. */
  readonly user?: string | undefined
  /** Password of the API user. Also `CHECKOUT_GATEWAY_PASSWORD`. */
  readonly password?: string | undefined
  /**
   * Token instead of user and password. The bank only accepts it for registering and asking: capture, reverse, refund
   * and decline then say why they cannot (BPC: logins). Also `CHECKOUT_GATEWAY_TOKEN`.
   */
  readonly token?: string | undefined
  /**
   * How long one call to the gateway may take, in milliseconds, 1 to 120000. After that the outcome is *unknown*, never
   * *declined*. Also `CHECKOUT_GATEWAY_TIMEOUT_MS`.
   *
   * @defaultValue 30000
   */
  readonly timeoutMs?: number | undefined
  /**
   * The only hosts a buyer is ever sent to, each `host` or `host:port`, as a list or a comma-separated string. Without
   * it, the host of `gateway.url`, or the page hosts of the preset. Also `CHECKOUT_FORM_HOSTS`.
   */
  readonly formHosts?: string | readonly string[] | undefined
  /**
   * A bank by name, from `npx express-hosted-checkout banks`: its roots, page hosts, order numbers, languages and
   * quirks. What another option says wins. A `gateway.url` on another host is refused, except on loopback, where the
   * sandbox plays the bank. Also `CHECKOUT_GATEWAY_PRESET`.
   */
  readonly preset?: BankKey | undefined
  /** Whether the preset's live installation is meant, with real money. Also `CHECKOUT_GATEWAY_LIVE`. */
  readonly live?: boolean | undefined
  /**
   * Roots under which this same bank was reached before, as a list or a comma-separated string: their orders are
   * settled, captured and refunded at the present one. Also `CHECKOUT_GATEWAY_FORMER_URLS`.
   */
  readonly formerUrls?: string | readonly string[] | undefined
  /**
   * Calls to the bank per process and minute, 1 to 1000000, for a bank that limits them. Near the limit questions wait
   * first, registrations and calls that move money last. Also `CHECKOUT_GATEWAY_PER_MINUTE`.
   */
  readonly requestsPerMinute?: number | undefined
  /**
   * Sends user and password in a header (HTTP Basic) instead of in the body, for a bank that requires it (BT iPay, BPC:
   * logins; true with its preset). Not with `token`. Also `CHECKOUT_GATEWAY_BASIC`.
   *
   * @defaultValue false
   */
  readonly basic?: boolean | undefined
  /**
   * PEM certificates of a private or national authority, one after the other in one string. Trusted for the bank
   * instead of Node's own authorities, and for nothing else. Line breaks may be written `\n`. Also
   * `CHECKOUT_GATEWAY_CA`.
   */
  readonly ca?: string | undefined
  /**
   * Proxy for calls to the bank, `http://proxy.example:3128` or https, with its login if it needs one. It opens a
   * tunnel (`CONNECT`) and sees neither password nor order. Never taken from `HTTP_PROXY`. Also
   * `CHECKOUT_GATEWAY_PROXY`.
   */
  readonly proxy?: string | undefined
}

/**
 * How the bank's callbacks are checked. They are hints either way: the bank is asked what happened. Without a key
 * anybody may send one, which costs a question; with one, a callback without a valid checksum gets 403.
 */
export interface CallbackOptions {
  /**
   * Key of the symmetric checksum (HMAC-SHA256, BPC: callbacks). With it, a callback without a valid checksum gets 403.
   * With the preset of a bank that signs tokens (BT iPay), their key in base64.
   * To rotate it, give several, as a list or a comma-separated string. Also `CHECKOUT_CALLBACK_KEY`.
   */
  readonly key?: string | readonly string[] | undefined
  /**
   * RSA public key or certificate as PEM, for the asymmetric checksum (BPC: callbacks); line breaks may be written
   * `\n`. To rotate it, give several, one after the other in one string (each counts: this is not a certificate chain).
   * Not together with `key`. Also `CHECKOUT_CALLBACK_PUBLIC_KEY`.
   */
  readonly publicKey?: string | undefined
  /**
   * The hash that goes with `publicKey`: `sha512`, `sha256` or `sha1`; `SHA-512` is the same as `sha512`.
   *
   * @defaultValue 'sha512'
   */
  readonly hash?: string | undefined
  /**
   * Sends the address of our callback route with each registration (`dynamicCallbackUrl`, BPC: registration). Also
   * `CHECKOUT_CALLBACK_DYNAMIC`.
   *
   * @defaultValue false
   */
  readonly dynamic?: boolean | undefined
}

/** How politely the sweep asks the bank. */
export interface SweepOptions {
  /**
   * How often the sweep looks for due orders, in milliseconds, 100 to 60000. Also `CHECKOUT_SWEEP_EVERY_MS`.
   *
   * @defaultValue 5000
   */
  readonly everyMs?: number | undefined
  /**
   * How many orders one process asks about at once, 1 to 64. Also `CHECKOUT_SWEEP_CONCURRENCY`.
   *
   * @defaultValue 4
   */
  readonly concurrency?: number | undefined
  /**
   * How long after Buy an open order is asked about, in seconds, ascending, 1 to 1200 (the order's life at the bank):
   * up to 50 values, as a list or a comma-separated string. Without a return or a callback, a buyer waits from one to
   * the next. 30 s, 2 min, 10 min, 1 h and 24 h after expiry follow. Also `CHECKOUT_SWEEP_LOOKS_AT_SECS`.
   *
   * @defaultValue [ 20, 40, 60, 120, 240, 480, 900 ]
   */
  readonly looksAtSecs?: string | readonly number[] | undefined
  /**
   * Maximum random delay before an order is asked about, in percent of the wait, 0 to 100, and never over 20 s. It
   * spreads out the orders of one rush, and the questions of many processes. Also `CHECKOUT_SWEEP_JITTER_PERCENT`.
   *
   * @defaultValue 10
   */
  readonly jitterPercent?: number | undefined
}

/** What the built-in pages tell of the shop, and whose orders these are, where several shops share a ledger. */
export interface ShopOptions {
  /**
   * Name of the shop, up to 80 characters: heads every built-in page, and follows the title. Also
   * `CHECKOUT_SHOP_NAME`.
   */
  readonly name?: string | undefined
  /**
   * The shop's logo, which heads every built-in page in place of the name: an https address, or a path on the shop,
   * such as `/logo.svg`. The pages' Content-Security-Policy allows images from its host. On dark pages it lies on
   * white. Also `CHECKOUT_SHOP_LOGO_URL`.
   */
  readonly logoUrl?: string | undefined
  /**
   * Colour of the buttons and of the edge of the built-in pages, such as `#1d5fa6`, or two: for light pages and for
   * dark ones. The `#` may be left out (it begins a comment in an `.env` file). A colour that hardly stands out (less
   * than 3:1) is shown darker or lighter, and a warning at the start names the nearest usable one. Also
   * `CHECKOUT_SHOP_ACCENT`.
   */
  readonly accent?: string | readonly string[] | undefined
  /**
   * Where "back to the shop" leads on the built-in pages, if not to `baseUrl`. Also `CHECKOUT_SHOP_HOME_URL`.
   */
  readonly homeUrl?: string | undefined
  /**
   * Where "ask us" leads on the built-in pages: an e-mail address, a telephone number with its country code, or an
   * https address. Also `CHECKOUT_SHOP_CONTACT`.
   */
  readonly contact?: string | undefined
  /**
   * Name of the shop in the ledger, up to 255 visible characters. No other shop sees or touches its orders. Without it,
   * host and path of `baseUrl`: set it if one shop has several addresses. Also `CHECKOUT_SHOP_KEY`.
   */
  readonly key?: string | undefined
  /**
   * Former keys of this shop, as a list or a comma-separated string: their orders become its orders. Also
   * `CHECKOUT_SHOP_FORMER_KEYS`.
   */
  readonly formerKeys?: string | readonly string[] | undefined
  /**
   * Zone in which the shop's days begin and times are told, on its pages too, by its IANA name, e.g. `Europe/Vienna`.
   * Also `CHECKOUT_SHOP_TIME_ZONE`.
   *
   * @defaultValue 'UTC'
   */
  readonly timeZone?: string | undefined
}

/**
 * When the bank is left alone because it does not answer. Each of the three doors to it (registrations, questions, and
 * what moves money) has its own breaker. While registrations go unanswered, checkouts get 503 at once; while questions
 * do, returns get the pending page and the sweep waits.
 */
export interface BreakerOptions {
  /**
   * How many orders in a row must get no answer before a breaker opens, 0 to 1000; 0 turns it off. A `Retry-After` from
   * the bank opens it at once, for as long as it says. An unreadable answer does not count. Also
   * `CHECKOUT_BREAKER_FAILURES`.
   *
   * @defaultValue 5
   */
  readonly failures?: number | undefined
  /**
   * How long a breaker stays open, in milliseconds, 100 to 300000. Then one call probes the bank; each probe that fails
   * doubles the time. Also `CHECKOUT_BREAKER_OPEN_MS`.
   *
   * @defaultValue 15000
   */
  readonly openMs?: number | undefined
  /**
   * The longest it stays open after doubling, in milliseconds, 100 to 3600000. Also `CHECKOUT_BREAKER_MAX_OPEN_MS`.
   *
   * @defaultValue 300000
   */
  readonly maxOpenMs?: number | undefined
  /**
   * The longest `Retry-After` that is honoured, in milliseconds, 0 to 3600000. A longer one is cut: a stray header must
   * not stop the shop for an hour. 0 honours none. Also `CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS`.
   *
   * @defaultValue 120000
   */
  readonly maxRetryAfterMs?: number | undefined
}

/** How long what is personal is kept. */
export interface RetentionOptions {
  /**
   * After how many days without a move an order's personal data is blanked, 30 to 36500, and more than
   * `watchPaidForDays`: what `forget` blanks, of every order that needs it no more. Without it, all is kept. Also
   * `CHECKOUT_RETENTION_PERSONAL_DAYS`.
   */
  readonly personalDays?: number | undefined
}
