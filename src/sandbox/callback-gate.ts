import { isLoopback } from '../loopback.ts'

/** Whether the bank may send callbacks to this URL. */
export type CallbackGate = (url: string) => boolean

/** Allows this machine and the named hosts. Nobody who registers an order can use the bank to reach other hosts. */
export function makeCallbackGate(hosts: readonly string[]): CallbackGate {
  const named = new Set(hosts.map((host) => host.toLowerCase()))
  return (url) => {
    const { hostname } = new URL(url)
    return isLoopback(hostname) || named.has(hostname.replaceAll(/[[\]]/g, ''))
  }
}
