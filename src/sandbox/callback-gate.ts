import { isLoopback } from '../loopback.ts'

/** Whether the bank may call an address back. */
export type CallbackGate = (url: string) => boolean

/** This machine, and the hosts that were named: whoever registers an order shall not reach others through the bank. */
export function makeCallbackGate(hosts: readonly string[]): CallbackGate {
  const named = new Set(hosts.map((host) => host.toLowerCase()))
  return (url) => {
    const { hostname } = new URL(url)
    return isLoopback(hostname) || named.has(hostname.replaceAll(/[[\]]/g, ''))
  }
}
