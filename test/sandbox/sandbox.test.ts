import { parseSandboxOptions } from '../../src/sandbox/options.ts'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { anOrder, openBank } from './open-bank.ts'

describe('createSandbox', () => {
  const environment = process.env.NODE_ENV

  afterEach(() => {
    process.env.NODE_ENV = environment
  })

  it('listens only on this machine, at its URL', async () => {
    const { sandbox } = await openBank()

    expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}/payment/rest/`)
    expect((await fetch(`${sandbox.url}register.do`)).status).toBe(200)
  })

  it.each(['production', 'PRODUCTION', 'Production', 'prod', 'Prod', ' production '])(
    'does not start if NODE_ENV is %j',
    async (name) => {
      process.env.NODE_ENV = name

      await expect(createSandbox()).rejects.toThrow('does not start in production')
    },
  )

  it.each(['development', 'test', 'product', 'preprod', ''])('starts if NODE_ENV is %j', async (name) => {
    process.env.NODE_ENV = name

    expect((await openBank()).sandbox.port).toBeGreaterThan(0)
  })

  it.each([
    [{ prot: 4000 }, '"prot" is not allowed'],
    [{ port: 70_000 }, '"port"'],
    [{ currency: 'XYZ' }, '"currency"'],
    [{ callback: { url: 'ftp://shop.example/' } }, '"callback.url"'],
    [{ callback: {} }, '"callback.url" is required'],
    [{ callback: { url: 'https://shop.example/' } }, '"callback.url" leaves this machine'],
    [{ hosts: ['http://bank'] }, '"hosts[0]"'],
    [{ keepOrders: 0 }, '"keepOrders"'],
  ])('refuses %j', async (options, message) => {
    await expect(createSandbox(options as SandboxOptions)).rejects.toThrow(message)
  })

  it('names the port that is taken', async () => {
    const { sandbox } = await openBank()

    await expect(createSandbox({ port: sandbox.port })).rejects.toThrow(`127.0.0.1:${sandbox.port}`)
  })

  it('accepts only the configured login', async () => {
    const { call } = await openBank({ user: 'shop-api', password: 'p?%&+ä' })

    expect(await call('register.do', anOrder())).toMatchObject({ errorCode: '5' })
    expect(await call('register.do', { ...anOrder(), userName: 'shop-api', password: 'p?%&+ä' })).toHaveProperty(
      'formUrl',
    )
  })

  it('finds orders by either id, oldest first', async () => {
    const { sandbox, register } = await openBank()
    const first = await register({ orderNumber: 'a' })
    const second = await register({ orderNumber: 'b' })

    expect(sandbox.order('a')).toMatchObject({
      orderNumber: 'a',
      gatewayOrderId: first,
      orderStatus: 0,
      actionCode: -100,
      amount: 1999,
      currency: '978',
      depositedAmount: 0,
      refundedAmount: 0,
    })
    expect(sandbox.order(second)).toEqual(sandbox.order('b'))
    expect(sandbox.orders().map(({ orderNumber }) => orderNumber)).toEqual(['a', 'b'])
    expect(sandbox.order('c')).toBeUndefined()
  })

  it('forgets the oldest orders and calls beyond its limits', async () => {
    const { sandbox, register, status } = await openBank({ keepOrders: 3, keepRequests: 4 })
    const { requests } = sandbox

    const ids: string[] = []
    for (const orderNumber of ['a', 'b', 'c', 'd']) ids.push(await register({ orderNumber }))

    expect(sandbox.orders().map(({ orderNumber }) => orderNumber)).toEqual(['c', 'd'])
    expect(await status(ids[0]!)).toMatchObject({ errorCode: '6' })
    expect(await status(ids[3]!)).toMatchObject({ orderStatus: 0 })
    expect(requests.length).toBeLessThanOrEqual(4)
    expect(requests.at(-1)!.parameters.orderId).toBe(ids[3])
    expect(sandbox.requests).toBe(requests)
    await register({ orderNumber: 'a' })
  })

  it('has limits if nobody names any', () => {
    expect(parseSandboxOptions({})).toMatchObject({ keepOrders: 10_000, keepRequests: 20_000 })
  })

  it('drops open connections when it closes, and can be closed twice', async () => {
    const { sandbox, call } = await openBank()
    sandbox.fault({ kind: 'silence-before' })
    const hanging = expect(call('register.do', anOrder())).rejects.toThrow('fetch failed')
    while (sandbox.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))

    await sandbox.close()
    await sandbox.close()

    await hanging
    await expect(fetch(sandbox.url)).rejects.toThrow('fetch failed')
  })
})
