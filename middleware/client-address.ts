import { BlockList, isIP } from 'node:net'
import type { Request } from 'express'
import { ipKeyGenerator } from 'express-rate-limit'

/** The address a client is counted by; undefined if nobody knows it. */
export type ClientAddress = string | undefined

/** Addresses of proxies, not of buyers: loopback, private, link-local, and between a carrier and its clients. */
const nearby = new BlockList()
nearby.addSubnet('127.0.0.0', 8)
nearby.addSubnet('10.0.0.0', 8)
nearby.addSubnet('172.16.0.0', 12)
nearby.addSubnet('192.168.0.0', 16)
nearby.addSubnet('169.254.0.0', 16)
nearby.addSubnet('100.64.0.0', 10)
nearby.addAddress('::1', 'ipv6')
nearby.addSubnet('fc00::', 7, 'ipv6')
nearby.addSubnet('fe80::', 10, 'ipv6')

/** The headers in which proxies name their client. */
const forwardedBy = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'via']

/**
 * The client's address, for IPv6 the network of one household. Undefined if it is unknown: there is none on a Unix
 * socket, and behind a proxy that Express does not trust it is the proxy's, the same for everybody.
 */
export function clientAddressOf(req: Request): ClientAddress {
  const address = req.ip?.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!address) return undefined
  const isPeer = req.ip === req.socket.remoteAddress
  if (isPeer && isNearby(address) && forwardedBy.some((name) => name in req.headers)) return undefined
  return ipKeyGenerator(address)
}

function isNearby(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && nearby.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
