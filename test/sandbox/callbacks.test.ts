import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sign } from '../../src/sandbox/callbacks.ts'
import { openBank } from './open-bank.ts'

interface Received {
  readonly method: string
  readonly path: string
  readonly parameters: Record<string, string>
}

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A store that records every callback and answers with the given statuses, then 200. */
async function openStore(...statuses: number[]) {
  const received: Received[] = []
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      const url = new URL(req.url!, 'http://store')
      const form = req.method === 'POST' ? new URLSearchParams(body) : url.searchParams
      received.push({ method: req.method!, path: url.pathname, parameters: Object.fromEntries(form) })
      res.writeHead(statuses.shift() ?? 200, { Location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/payment/callback`

  /** Waits for `count` callbacks, then a little longer in case one too many arrives. */
  async function expectCallbacks(count: number): Promise<string[]> {
    const giveUpAt = Date.now() + 5000
    while (received.length < count && Date.now() < giveUpAt) await pause(10)
    await pause(80)
    expect(received).toHaveLength(count)
    return received.map(({ parameters: { operation, status } }) => `${operation}/${status}`)
  }
  return { url, received, expectCallbacks }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

describe('sign', () => {
  it.each([
    [
      'ooc7slpvc61k7sf7ma7p4hrefr',
      { mdOrder: '06cf5599-3f17-7c86-bdbc-bd7d00a8b38b', operation: 'approved', orderNumber: '2003', status: '1' },
      'EAF2FB72CAB99FD5067F4BA493DD84F4D79C1589FDE8ED29622F0F07215AA972',
    ],
    [
      'derived-test-key',
      {
        mdOrder: 'm1',
        operation: 'refunded',
        orderNumber: 'o1',
        refnum: '222',
        refNum: '111',
        status: '1',
        paymentRefNum: '3',
        paymentState: 'refunded',
        threeDSType: 'SSL',
        terminalId: 't',
      },
      'F04AC46D40616BCEB269FF664EE63AF22971B28E3DCF73D5A219A97DA8551D8B',
    ],
  ])('matches the checksum of the vector with key %s', (key, parameters, checksum) => {
    expect(sign(parameters as Record<string, string>, key)).toBe(checksum)
  })
})

describe('callbacks', () => {
  it('report attempts, captures, reversals, refunds and expired sessions', async () => {
    const store = await openStore()
    const { sandbox, call, register } = await openBank({ callback: { url: store.url } })
    const once = async (count: number) => (await store.expectCallbacks(count)).at(-1)

    const paidId = await register()
    await sandbox.pay(paidId, { cvc: '000' })
    expect(await once(1)).toBe('deposited/0')
    await sandbox.pay(paidId)
    expect(await once(2)).toBe('deposited/1')
    await call('refund.do', { orderId: paidId, amount: '100' })
    expect(await once(3)).toBe('refunded/1')
    sandbox.refundInPortal(paidId, 100)
    expect(await once(4)).toBe('refunded/1')

    const heldId = await register({ method: 'registerPreAuth.do' })
    await sandbox.pay(heldId)
    expect(await once(5)).toBe('approved/1')
    await call('deposit.do', { orderId: heldId, amount: '0' })
    expect(await once(6)).toBe('deposited/1')

    const reversedId = await register({ method: 'registerPreAuth.do' })
    await sandbox.pay(reversedId)
    expect(await once(7)).toBe('approved/1')
    await call('reverse.do', { orderId: reversedId })
    expect(await once(8)).toBe('reversed/1')

    await register({ sessionTimeoutSecs: '1' })
    expect(await once(9)).toBe('declinedByTimeout/1')
  })

  it('tell of a card that was stored with a payment, once, and without the order number', async () => {
    const store = await openStore()
    const { sandbox, register, status } = await openBank({ callback: { url: store.url } })
    const orders = [await register({ clientId: 'c-1' }), await register({ clientId: 'c-1' })]

    await sandbox.pay(orders[0]!)
    expect((await store.expectCallbacks(2)).sort()).toEqual(['bindingCreated/1', 'deposited/1'])
    await sandbox.pay(orders[1]!)
    await store.expectCallbacks(3)

    const { bindingInfo } = await status(orders[0]!)
    const told = { operation: 'bindingCreated', status: '1', maskedPan: '411111**1111' }
    expect(store.received.map(({ parameters }) => parameters)).toContainEqual({
      mdOrder: orders[0],
      ...told,
      ...(bindingInfo as object),
    })
  })

  it('come by GET without a checksum if no key is set', async () => {
    const store = await openStore()
    const { sandbox, register } = await openBank({ callback: { url: store.url } })
    const orderId = await register({ orderNumber: '0987' })

    await sandbox.pay(orderId)
    await store.expectCallbacks(1)

    expect(store.received).toEqual([
      {
        method: 'GET',
        path: '/payment/callback',
        parameters: { mdOrder: orderId, orderNumber: '0987', operation: 'deposited', status: '1' },
      },
    ])
  })

  it('have a checksum over their parameters if a key is set, by POST too', async () => {
    const store = await openStore()
    const { sandbox, register } = await openBank({ callback: { url: store.url, key: 'secret-key', method: 'POST' } })

    await sandbox.pay(await register())
    await store.expectCallbacks(1)

    const [{ method, parameters }] = store.received as [Received]
    const { checksum, ...signed } = parameters
    expect(method).toBe('POST')
    expect(checksum).toMatch(/^[0-9A-F]{64}$/)
    expect(checksum).toBe(sign(signed, 'secret-key'))
  })

  it("go to the order's own address if it has one", async () => {
    const [store, own] = [await openStore(), await openStore()]
    const { sandbox, register } = await openBank({ callback: { url: store.url } })

    await sandbox.pay(await register({ dynamicCallbackUrl: own.url }))

    await own.expectCallbacks(1)
    expect(store.received).toEqual([])
  })

  it('leave this machine only for named hosts', async () => {
    // Reaches the store, but is not a loopback address: it stands for another machine.
    const elsewhere = (url: string): string => url.replace('127.0.0.1', '0.0.0.0')
    const [store, own] = [await openStore(), await openStore()]
    const careful = await openBank({ callback: { url: store.url } })
    const open = await openBank({ callback: { url: store.url }, callbackHosts: ['0.0.0.0'] })
    const warnings: string[] = []
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation((text) => void warnings.push(String(text)))

    for (let time = 0; time < 2; time += 1) {
      await careful.sandbox.pay(await careful.register({ dynamicCallbackUrl: elsewhere(own.url) }))
    }
    await careful.sandbox.pay(await careful.register())
    await store.expectCallbacks(1)
    warned.mockRestore()
    expect(own.received).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('See the option callbackHosts')])
    await open.sandbox.pay(await open.register({ dynamicCallbackUrl: elsewhere(own.url) }))

    await own.expectCallbacks(1)
  })

  it('are repeated until they get a 200', async () => {
    const store = await openStore(503, 302)
    const { sandbox, register } = await openBank({ callback: { url: store.url, retryMs: 20 } })

    await sandbox.pay(await register())

    expect(await store.expectCallbacks(3)).toEqual(['deposited/1', 'deposited/1', 'deposited/1'])
  })

  it('stop after three failures in a row', async () => {
    const store = await openStore(500, 500, 500, 500)
    const { sandbox, register } = await openBank({ callback: { url: store.url, retryMs: 20 } })

    await sandbox.pay(await register())

    await store.expectCallbacks(3)
  })

  it('come twice, late or in the wrong order on request', async () => {
    const store = await openStore()
    const { sandbox, register } = await openBank({ callback: { url: store.url } })

    sandbox.fault({ kind: 'duplicate-callback' })
    await sandbox.pay(await register())
    expect(await store.expectCallbacks(2)).toEqual(['deposited/1', 'deposited/1'])

    sandbox.fault({ kind: 'late-callback', method: 'deposited', delayMs: 300 })
    await sandbox.pay(await register())
    await store.expectCallbacks(2)
    await pause(250)
    await store.expectCallbacks(3)

    sandbox.fault({ kind: 'reordered-callbacks', delayMs: 60_000 })
    const orderId = await register()
    await sandbox.pay(orderId, { cvc: '000' })
    await store.expectCallbacks(3)
    await sandbox.pay(orderId)
    expect((await store.expectCallbacks(5)).slice(3)).toEqual(['deposited/1', 'deposited/0'])
    expect(sandbox.unmetFaults()).toEqual([])
  })

  it('stop when the bank closes', async () => {
    const store = await openStore(500, 500, 500)
    const { sandbox, register } = await openBank({ callback: { url: store.url, retryMs: 50 } })
    await sandbox.pay(await register())
    const giveUpAt = Date.now() + 2000
    while (store.received.length === 0 && Date.now() < giveUpAt) await pause(5)

    await sandbox.close()
    await pause(200)

    expect(store.received).toHaveLength(1)
  })
})
