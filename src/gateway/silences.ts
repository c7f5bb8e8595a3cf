const badCertificate =
  'a TLS certificate that cannot be verified (for a private or national authority, set gateway.ca or ' +
  'CHECKOUT_GATEWAY_CA_FILE)'
const cutConnection = 'the connection was cut'
const tooLate = 'no answer in time'
const unknownHost = 'host name not found'

/** What Node's error codes mean here. */
const silences: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', cutConnection],
  ['EPIPE', cutConnection],
  ['ERR_BAD_RESPONSE', cutConnection],
  ['ERR_CALL_TOO_LARGE', 'the call is too large'],
  ['ECONNABORTED', tooLate],
  ['ETIMEDOUT', tooLate],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the host'],
  ['ENOTFOUND', unknownHost],
  ['EAI_AGAIN', unknownHost],
  ['HPE_HEADER_OVERFLOW', 'a header that is too long'],
  ['CERT_HAS_EXPIRED', badCertificate],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', badCertificate],
  ['ERR_TLS_CERT_ALTNAME_INVALID', badCertificate],
  ['SELF_SIGNED_CERT_IN_CHAIN', badCertificate],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', badCertificate],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', badCertificate],
])

/** Why there was no answer, for an error of the HTTP client; none of its words. */
export function silenceOf(error: unknown): string {
  const code = String((error as { readonly code?: unknown }).code)
  const proxy = /^ERR_PROXY_(\w+)$/.exec(code)?.[1]
  return proxy === undefined ? (silences.get(code) ?? `no HTTP answer (${code})`) : proxySilenceOf(proxy)
}

/** For the proxy's HTTP status, or Node's code if it gave none. */
function proxySilenceOf(reason: string): string {
  return /^\d+$/.test(reason)
    ? `the proxy opened no tunnel to the bank: it answered HTTP status ${reason}${loginHint(reason)}`
    : `the proxy cannot be reached (${reason}; see gateway.proxy)`
}

function loginHint(status: string): string {
  return status === '407' ? ' (is the login in gateway.proxy right?)' : ''
}
