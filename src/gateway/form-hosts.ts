import { formUrlFault } from '../form-url-fault.ts'
import { isLoopback } from '../loopback.ts'

/**
 * Whether a buyer may be sent to the page the gateway named. It must be https (http is allowed on this machine, for a
 * sandbox) and on an allowed host. It must hold nothing that a browser could read as another address (`\`, spaces,
 * control characters, user info). It is then sent verbatim.
 *
 * @param hosts - `host` or `host:port`; without a port, the scheme's own port.
 */
export function makeFormGate(hosts: readonly string[]): (formUrl: string) => boolean {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()))
  return (formUrl) => {
    if (formUrlFault(formUrl) !== undefined) return false
    const { hostname, port, protocol, username, password } = new URL(formUrl)
    if (username !== '' || password !== '') return false
    if (protocol !== 'https:' && !isLoopback(hostname)) return false
    const schemePort = protocol === 'https:' ? '443' : '80'
    if (port === '' && allowed.has(hostname)) return true
    return allowed.has(`${hostname}:${port === '' ? schemePort : port}`)
  }
}
