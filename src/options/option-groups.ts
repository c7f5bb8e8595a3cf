/** How the bank is reached. */
export interface GatewayOptions {
  /**
   * Root of the bank's REST API, e.g. `https://bank.example/payment/rest/`. Plain http on loopback only.
   * Required, here or as `CHECKOUT_GATEWAY_URL`.
   */
  readonly url?: string | undefined
  /** Login of the API user, with `password`; or use `token`. Also `CHECKOUT_GATEWAY_USER`. */
  readonly user?: string | undefined
  /** Password of the API user. Also `CHECKOUT_GATEWAY_PASSWORD`. */
  readonly password?: string | undefined
  /**
   * Token instead of user and password. The bank takes it for registering and asking only: capture, reverse, refund
   * and decline then say why they cannot (BPC: logins). Also `CHECKOUT_GATEWAY_TOKEN`.
   */
  readonly token?: string | undefined
  /**
   * How long one call to the gateway may take, in milliseconds, 1 to 120000. After it the outcome is *unknown*, never
   * *declined*. Also `CHECKOUT_GATEWAY_TIMEOUT_MS`.
   *
   * @defaultValue 30000
   */
  readonly timeoutMs?: number | undefined
  /**
   * The only hosts a buyer is ever sent to, each `host` or `host:port`; a text holds several with commas between.
   * Without it, the host of `gateway.url`. Also `CHECKOUT_FORM_HOSTS`.
   */
  readonly formHosts?: string | readonly string[] | undefined
  /**
   * Sends user and password in a header (HTTP Basic) instead of in the body, for a bank that wants that (BT iPay,
   * BPC: logins). Not with `token`. Also `CHECKOUT_GATEWAY_BASIC`.
   *
   * @defaultValue false
   */
  readonly basic?: boolean | undefined
  /**
   * Certificates as PEM, one after the other in one text, of the authority that is trusted for the bank instead of
   * Node's own, and for nothing else: a private or national one. Line breaks may be written `\n`. Also
   * `CHECKOUT_GATEWAY_CA`.
   */
  readonly ca?: string | undefined
  /**
   * Proxy for calls to the bank, `http://proxy.example:3128` or https, with its login in it where it wants one. It
   * opens a tunnel (`CONNECT`), so that it sees neither password nor order. Never taken from `HTTP_PROXY`. Also
   * `CHECKOUT_GATEWAY_PROXY`.
   */
  readonly proxy?: string | undefined
}

/**
 * How the bank's own notifications are checked. They are hints either way: the bank is asked what happened. Without a
 * key anybody may send one, which costs a question; with one, a callback without a good checksum gets 403.
 */
export interface CallbackOptions {
  /**
   * Key of the symmetric checksum (HMAC-SHA256, BPC: callbacks). With it, a callback without a good checksum gets 403.
   * Several while the key is changed; a text holds them with commas between. Also `CHECKOUT_CALLBACK_KEY`.
   */
  readonly key?: string | readonly string[] | undefined
  /**
   * RSA public key or certificate as PEM, for the asymmetric checksum (BPC: callbacks); line breaks may be written `\n`.
   * While it is changed, several of them one after the other in one text (each of them counts: no chain of
   * certificates). Not together with `key`. Also `CHECKOUT_CALLBACK_PUBLIC_KEY`.
   */
  readonly publicKey?: string | undefined
  /**
   * The hash that goes with `publicKey`: `sha512`, `sha256` or `sha1`, `SHA-512` being the same as `sha512`.
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
   * How often the sweep looks for orders whose time has come, in milliseconds, 100 to 60000. Also
   * `CHECKOUT_SWEEP_EVERY_MS`.
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
   * up to 50 of them; a text holds them with commas between. A buyer who never comes back, of whom no callback tells,
   * waits from one to the next. 30 s, 2 min, 10 min, 1 h and 24 h after the expiry follow. Also
   * `CHECKOUT_SWEEP_LOOKS_AT_SECS`.
   *
   * @defaultValue [ 20, 40, 60, 120, 240, 480, 900 ]
   */
  readonly looksAtSecs?: string | readonly number[] | undefined
  /**
   * How much later than planned an order is asked about, as a share of the wait in percent, 0 to 100, and 20 s at most:
   * orders of one rush are not all asked about at one instant, nor by many processes at once. Also
   * `CHECKOUT_SWEEP_JITTER_PERCENT`.
   *
   * @defaultValue 10
   */
  readonly jitterPercent?: number | undefined
}

/** Whose orders these are, where several shops share a ledger. */
export interface ShopOptions {
  /**
   * Name of the shop in the ledger, up to 255 visible characters: its orders are its own, and nothing of them is seen
   * or done by another shop. Without it, host and path of `baseUrl`: say it where one shop has several addresses. Also
   * `CHECKOUT_SHOP_KEY`.
   */
  readonly key?: string | undefined
  /**
   * Keys that this shop had before: their orders become its orders. A text holds several with commas between. Also
   * `CHECKOUT_SHOP_FORMER_KEYS`.
   */
  readonly formerKeys?: string | readonly string[] | undefined
}

/**
 * When the bank is left alone because it does not answer. Each of the three doors to it (registrations, questions, and
 * what moves money) has a breaker of its own: while registrations are not answered, checkouts get 503 at once; while
 * questions are not, returns get the pending page and the sweep waits.
 */
export interface BreakerOptions {
  /**
   * After calls about how many orders in a row without an answer, 0 to 1000; 0 turns it off. A `Retry-After` of the
   * bank does it at once, for as long as it says. An answer that nobody can read is none of them. Also
   * `CHECKOUT_BREAKER_FAILURES`.
   *
   * @defaultValue 5
   */
  readonly failures?: number | undefined
  /**
   * For how long, in milliseconds, 100 to 300000; then one call goes out as a probe, and as long as that fails the time
   * doubles. Also `CHECKOUT_BREAKER_OPEN_MS`.
   *
   * @defaultValue 15000
   */
  readonly openMs?: number | undefined
  /**
   * To which length the time doubles, in milliseconds, 100 to 3600000. Also `CHECKOUT_BREAKER_MAX_OPEN_MS`.
   *
   * @defaultValue 300000
   */
  readonly maxOpenMs?: number | undefined
  /**
   * The longest `Retry-After` that is honoured, in milliseconds, 0 to 3600000: a longer one is cut, so that a stray
   * header does not stop the shop for an hour. 0 honours none. Also `CHECKOUT_BREAKER_MAX_RETRY_AFTER_MS`.
   *
   * @defaultValue 120000
   */
  readonly maxRetryAfterMs?: number | undefined
}
