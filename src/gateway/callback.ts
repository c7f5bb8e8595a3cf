/** The order a callback is about. Nothing else in it is acted on: we ask the gateway what happened. */
export interface Callback {
  /** `mdOrder`, the gateway's id; only a token may lack it, which then names ours. */
  readonly gatewayOrderId: string | undefined
  /** Ours, if the callback names it. */
  readonly orderNumber: string | undefined
  /** Whether its checksum was checked and is good: the gateway sent it, now or some time ago. */
  readonly isSigned: boolean
  /** Digest of the signed text: the same text has the same fingerprint. */
  readonly fingerprint: string
}

/**
 * Reads a callback from its query or form body (BPC: callbacks).
 *
 * @throws InvalidRequestError if it names no order, or names anything twice.
 * @throws CallbackRefusedError if a key is configured and the checksum is not good.
 */
export type ReadCallback = (parameters: URLSearchParams) => Callback
