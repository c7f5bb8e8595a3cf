import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { UnfitStoreError } from '../findings/unfit-store.ts'
import { answers } from './answers.ts'

/**
 * A port of this machine that nobody listens at.
 *
 * @param wanted - the one it must be; any, if undefined.
 * @throws UnfitStoreError if the one that is wanted is taken: whoever listens there would be bought from.
 */
export async function freePort(wanted: number | undefined): Promise<number> {
  // A server of all addresses does not keep every system from giving away one of them.
  if (wanted !== undefined && (await answers(wanted))) throw taken(wanted, 'something answers there')
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(wanted === undefined ? error : taken(wanted, String(error.code))),
    )
    server.listen(wanted ?? 0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function taken(port: number, why: string): UnfitStoreError {
  return new UnfitStoreError(
    `Port ${port} is taken on this machine (${why}), perhaps by your store that runs already. End that, or let the ` +
      'store listen at another port. Nothing was bought.',
  )
}
