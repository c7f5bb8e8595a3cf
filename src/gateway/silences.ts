const badCertificate =
  'a TLS certificate that cannot be verified (a private or national authority is made known with gateway.ca, ' +
  'CHECKOUT_GATEWAY_CA_FILE)'
const cutConnection = 'a connection that was cut'
const tooLate = 'no answer in time'
const unknownHost = 'a host name that cannot be found'

/** What the codes of Node mean here. */
const silences: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'a refused connection'],
  ['ECONNRESET', cutConnection],
  ['EPIPE', cutConnection],
  ['ERR_BAD_RESPONSE', cutConnection],
  ['ECONNABORTED', tooLate],
  ['ETIMEDOUT', tooLate],
  ['EHOSTUNREACH', 'no way to the host'],
  ['ENETUNREACH', 'no way to the host'],
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

/** What came instead of an answer, for an error of the HTTP client; none of its words. */
export function silenceOf(error: unknown): string {
  const code = String((error as { readonly code?: unknown }).code)
  const [, status, reason] = /^ERR_PROXY_(?:(\d+)|(\w+))$/.exec(code) ?? []
  if (status !== undefined)
    return `a proxy that opened no way to the bank but answered HTTP status ${status}${loginHint(status)}`
  if (reason !== undefined) return `a proxy that cannot be reached (${reason}; see gateway.proxy)`
  return silences.get(code) ?? `no HTTP answer (${code})`
}

function loginHint(status: string): string {
  return status === '407' ? ' (is the login in gateway.proxy right?)' : ''
}
