import { once } from 'node:events'
import { Agent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { isStaleConnection, watched } from '../../src/gateway/way.ts'
import type { Way } from '../../src/gateway/way.ts'
import { openHonestBank } from './bank.ts'

const begun: Way = { isConnected: false, isReused: undefined, status: undefined }
const kept: Way = { isConnected: true, isReused: true, status: undefined }

describe('a gone connection', () => {
  const isGone = (way: Way | undefined, code: string): boolean =>
    isStaleConnection(way, Object.assign(new Error('it ended'), { code }))

  it.each([
    ['reset', 'ECONNRESET'],
    ['closed before the call was written', 'EPIPE'],
  ])('is a kept one that was %s', (_how, code) => {
    expect(isGone(kept, code)).toBe(true)
  })

  it.each<[string, Way | undefined, string]>([
    ['a kept one that is silent', kept, 'ETIMEDOUT'],
    ['a kept one that was reset in the middle of an answer', { ...kept, status: 200 }, 'ECONNRESET'],
    ['a new one that was reset', { ...kept, isReused: false }, 'ECONNRESET'],
    ['one that never came about', begun, 'ECONNRESET'],
    ['that of a queued call, which has none', undefined, 'ECONNRESET'],
  ])('is not %s', (_which, way, code) => {
    expect(isGone(way, code)).toBe(false)
  })
})

describe('a watched call', () => {
  it('leaves no listener on the connection it shares with later calls', async () => {
    const bank = await openHonestBank({})
    const agent = new Agent({ keepAlive: true })
    const target = urlToHttpOptions(new URL(bank.url))
    const agents = { httpAgent: agent, httpsAgent: new HttpsAgent() }
    try {
      for (const isReused of [false, true, true]) {
        const way = { ...begun }
        const request = watched(target, agents, way).request({}, (answer) => answer.resume())
        await once(request.end(), 'close')

        expect(way).toEqual({ isConnected: true, isReused, status: 200 })
        expect(request.socket!.listenerCount('connect')).toBe(0)
      }
    } finally {
      agent.destroy()
      await bank.close()
    }
  })
})
