/** As `res.getHeader` returns it. */
type Header = undefined | number | string | readonly string[]

/**
 * Whether the Content-Security-Policy of a response lets a form lead to an address. Browsers drop a redirect after a
 * form if the policy of the *form's page* does not list it; a store that sends a policy with this response sent the
 * same one with that page.
 *
 * Follows CSP Level 3, 6.7.2 (matching of source expressions), without paths, which a redirect does not match. What is
 * not understood allows nothing: the page that goes on by itself is sent instead.
 *
 * @param policies - the header's value, or several; a comma separates policies, all of which must allow it.
 * @param own - origin of the form's page, which `'self'` stands for.
 */
export function mayFormLeadTo(policies: Header, address: string, own: string): boolean {
  const texts = [policies ?? []].flat().flatMap((text) => String(text).split(','))
  return texts.every((policy) => doesAllow(policy, address, own))
}

function doesAllow(policy: string, address: string, own: string): boolean {
  // Browsers read the first of two directives with one name. `form-action` does not fall back to `default-src`.
  const [directive, listed = ''] = /(?:^|;)\s*form-action(?:\s([^;]*))?(?:;|$)/i.exec(policy) ?? []
  if (directive === undefined) return true
  const sources = listed.split(/\s+/).filter((source) => source !== '')
  return sources.some((source) => doesMatch(source.toLowerCase(), new URL(address), own))
}

/** Grammar: `[scheme://]host[:port][/path]`, where the host may begin with `*.` or be `*`. */
const hostSource = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d+|\*))?(?:\/.*)?$/

function doesMatch(source: string, { protocol, hostname, port, origin }: URL, own: string): boolean {
  if (source === "'self'") return origin === own
  if (/^[a-z][a-z0-9+.-]*:$/.test(source)) return doSchemesMatch(source, protocol)
  const [, scheme, host = '', wantedPort] = hostSource.exec(source) ?? []
  const wantedScheme = `${scheme ?? new URL(own).protocol.slice(0, -1)}:`
  if (!doHostsMatch(host, hostname) || !doSchemesMatch(wantedScheme, protocol)) return false
  return wantedPort === '*' || host === '*' || (wantedPort ?? '') === port || isSchemePort(wantedPort, protocol)
}

function doHostsMatch(wanted: string, hostname: string): boolean {
  return wanted === '*' || wanted === hostname || (wanted.startsWith('*.') && hostname.endsWith(wanted.slice(1)))
}

/** Allowing http also allows https. */
function doSchemesMatch(wanted: string, protocol: string): boolean {
  return wanted === protocol || (wanted === 'http:' && protocol === 'https:')
}

/** `new URL` leaves out the scheme's default port. */
function isSchemePort(port: string | undefined, protocol: string): boolean {
  return port === (protocol === 'https:' ? '443' : '80')
}
