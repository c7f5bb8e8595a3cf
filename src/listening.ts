import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * @param host - an IPv6 address may stand in brackets, as in a URL.
 * @returns the port.
 * @throws Error of Node's, such as `EADDRINUSE`.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host.replaceAll(/[[\]]/g, ''), () => resolve((server.address() as AddressInfo).port))
  })
}

/** Also drops open connections. Resolves where it has stopped already, too. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** Whether somebody else listens there: what `listen` has thrown, or what an error was made of. */
export function isAddressTaken(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException
  return code === 'EADDRINUSE' || (cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'
}
