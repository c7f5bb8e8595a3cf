import { faultKinds } from '../../src/sandbox/index.ts'
import type { SandboxFaultKind } from '../../src/sandbox/index.ts'
import { until } from '../support/until.ts'
import { anOrder, openBank } from './open-bank.ts'

type Bank = Awaited<ReturnType<typeof openBank>>

/** Posts a registration and gives up `patienceMs` after the bank receives it. Returns what came of the answer. */
async function registerRaw({ sandbox }: Bank, patienceMs = 20_000) {
  const body = new URLSearchParams({ userName: 'sandbox-api', password: 'sandbox', ...anOrder() })
  const seen = { outcome: 'answered', status: 0, text: '', headers: new Headers() }
  const end = new AbortController()
  const heardBefore = sandbox.requests.length
  const call = fetch(`${sandbox.url}register.do`, { method: 'POST', body, redirect: 'manual', signal: end.signal })
  // It may fail while we wait for the bank.
  call.catch(() => undefined)
  await until(() => sandbox.requests.length > heardBefore)
  const patience = setTimeout(() => end.abort(), patienceMs)
  try {
    const answer = await call
    seen.status = answer.status
    seen.headers = answer.headers
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) seen.text += decoder.decode(chunk as Uint8Array, { stream: true })
  } catch {
    seen.outcome = end.signal.aborted ? 'silence' : 'broken'
  } finally {
    clearTimeout(patience)
  }
  return seen
}

const callKinds = (Object.keys(faultKinds) as SandboxFaultKind[]).filter((kind) =>
  ['call', 'register', 'register or status'].includes(faultKinds[kind].meets),
)

describe('a fault', () => {
  it.each(callKinds)('%s lets the bank act first only if its rule says so', async (kind) => {
    const bank = await openBank()
    bank.sandbox.fault({ kind })

    await registerRaw(bank, 300)

    expect(bank.sandbox.orders()).toHaveLength(faultKinds[kind].acts ? 1 : 0)
    expect(bank.sandbox.requests).toMatchObject([{ method: 'register.do', fault: kind }])
    expect(bank.sandbox.unmetFaults()).toEqual([])
  })

  it.each(callKinds)('%s is over after one call', async (kind) => {
    const bank = await openBank()
    bank.sandbox.fault({ kind })
    await registerRaw(bank, 300)

    expect(await bank.call('register.do', anOrder())).toMatchObject({
      formUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    })
  })

  it('never answers', async () => {
    const bank = await openBank()
    bank.sandbox.fault({ kind: 'silence-before' })
    bank.sandbox.fault({ kind: 'silence-after' })

    expect(await registerRaw(bank, 300)).toMatchObject({ outcome: 'silence', status: 0 })
    expect(await registerRaw(bank, 300)).toMatchObject({ outcome: 'silence', status: 0 })
  })

  it('resets the connection before or in the middle of the answer', async () => {
    const bank = await openBank()
    bank.sandbox.fault({ kind: 'reset-before' })
    bank.sandbox.fault({ kind: 'reset-after' })
    bank.sandbox.fault({ kind: 'reset-mid-body' })

    expect(await registerRaw(bank)).toMatchObject({ outcome: 'broken', status: 0 })
    expect(await registerRaw(bank)).toMatchObject({ outcome: 'broken', status: 0 })
    expect(await registerRaw(bank)).toMatchObject({ outcome: 'broken' })
  })

  it('answers with the given status, header and body', async () => {
    const bank = await openBank()
    bank.sandbox.fault({ kind: 'rate-limited', retryAfterSecs: 7 })
    bank.sandbox.fault({ kind: 'server-error' })
    bank.sandbox.fault({ kind: 'server-error-after', status: 502, body: 'Bad Gateway' })
    bank.sandbox.fault({ kind: 'html' })
    bank.sandbox.fault({ kind: 'redirect' })

    const limited = await registerRaw(bank)
    expect(limited.status).toBe(429)
    expect(limited.headers.get('retry-after')).toBe('7')
    expect(await registerRaw(bank)).toMatchObject({ status: 500 })
    expect(await registerRaw(bank)).toMatchObject({ status: 502, text: 'Bad Gateway' })
    expect(await registerRaw(bank)).toMatchObject({ status: 200, text: expect.stringContaining('<html>') })
    const moved = await registerRaw(bank)
    expect(moved.status).toBe(307)
    expect(moved.headers.get('location')).toBe('/payment/rest/moved/register.do')
  })

  it('breaks the JSON', async () => {
    const bank = await openBank()
    bank.sandbox.fault({ kind: 'truncated-json' })
    bank.sandbox.fault({ kind: 'not-an-object' })
    bank.sandbox.fault({ kind: 'not-an-object', body: '"Access denied"' })
    bank.sandbox.fault({ kind: 'empty-body' })
    bank.sandbox.fault({ kind: 'missing-fields' })

    const truncated = await registerRaw(bank)
    expect(truncated).toMatchObject({ outcome: 'answered', status: 200 })
    expect(() => JSON.parse(truncated.text)).toThrow(SyntaxError)
    expect(JSON.parse((await registerRaw(bank)).text)).toEqual([
      expect.objectContaining({ orderId: expect.any(String) }),
    ])
    expect((await registerRaw(bank)).text).toBe('"Access denied"')
    expect(await registerRaw(bank)).toMatchObject({ outcome: 'answered', status: 200, text: '' })
    expect(JSON.parse((await registerRaw(bank)).text)).toEqual({ orderId: expect.any(String) })
  })

  it('makes the body huge, endless, slow or compressed', async () => {
    const bank = await openBank()
    for (const kind of ['huge-body', 'endless-body', 'slow-drip', 'gzip'] as const) bank.sandbox.fault({ kind })

    const huge = await registerRaw(bank)
    expect(huge.text.length).toBeGreaterThan(5_000_000)
    expect(JSON.parse(huge.text)).toHaveProperty('formUrl')
    const endless = await registerRaw(bank, 300)
    expect(endless.outcome).toBe('silence')
    expect(endless.text.length).toBeGreaterThan(100_000)
    const drip = await registerRaw(bank, 700)
    expect(drip.outcome).toBe('silence')
    expect(drip.text.length).toBeGreaterThan(0)
    expect(drip.text.length).toBeLessThan(20)
    const compressed = await registerRaw(bank)
    expect(compressed.headers.get('content-encoding')).toBe('gzip')
    expect(JSON.parse(compressed.text)).toHaveProperty('formUrl')
  })

  it('delays the right answer', async () => {
    const bank = await openBank()
    bank.sandbox.fault({ kind: 'slow', delayMs: 300 })
    const startedAt = Date.now()

    const { text } = await registerRaw(bank)

    expect(JSON.parse(text)).toHaveProperty('formUrl')
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290)
  })

  it('sends the buyer elsewhere', async () => {
    const { sandbox, call } = await openBank()
    sandbox.fault({ kind: 'foreign-form-url' })
    sandbox.fault({ kind: 'script-form-url' })

    expect(await call('register.do', anOrder())).toMatchObject({ formUrl: 'https://evil.example/' })
    expect(await call('register.do', anOrder())).toMatchObject({ formUrl: 'javascript:alert(1)' })
  })

  it("reports another order's payment, and leaves the registration alone", async () => {
    const { sandbox, register, status } = await openBank()
    sandbox.fault({ kind: 'wrong-amount' })
    sandbox.fault({ kind: 'wrong-currency' })
    sandbox.fault({ kind: 'wrong-order-number' })
    sandbox.fault({ kind: 'missing-fields', method: 'getOrderStatusExtended.do' })
    const orderId = await register()
    await sandbox.pay(orderId)

    expect(await status(orderId)).toMatchObject({ amount: 2000 })
    expect(await status(orderId)).toMatchObject({ currency: '840', amount: 1999 })
    expect(await status(orderId)).toMatchObject({ orderNumber: 'another-order' })
    expect(await status(orderId)).not.toHaveProperty('orderStatus')
    expect(await status(orderId)).toMatchObject({ orderStatus: 2, amount: 1999, currency: '978' })
  })

  it('applies only to the named call, and only as often as asked', async () => {
    const bank = await openBank()
    const refund = { kind: 'server-error', method: 'refund.do' } as const
    bank.sandbox.fault({ kind: 'html', method: 'register.do', times: 2 })
    bank.sandbox.fault(refund)

    expect((await registerRaw(bank)).text).toContain('<html>')
    expect((await registerRaw(bank)).text).toContain('<html>')
    expect((await registerRaw(bank)).text).toContain('formUrl')

    expect(bank.sandbox.unmetFaults()).toEqual([refund])
    bank.sandbox.clearFaults()
    expect(bank.sandbox.unmetFaults()).toEqual([])
  })

  it('can strike for ever, as long as nobody clears it', async () => {
    const { sandbox, call, register } = await openBank({ control: true })
    sandbox.fault({ kind: 'server-error', method: 'refund.do', times: Infinity })
    sandbox.fault({ kind: 'html', method: 'reverse.do', times: 2 ** 40 })
    const orderId = await register()
    const refund = async (): Promise<number> => {
      const body = new URLSearchParams({ userName: 'sandbox-api', password: 'sandbox', orderId, amount: '1' })
      return (await fetch(`${sandbox.url}refund.do`, { method: 'POST', body })).status
    }

    expect([await refund(), await refund(), await refund()]).toEqual([500, 500, 500])
    const told: unknown = await (await fetch(new URL('/control/faults', sandbox.url))).json()
    const waiting = [{ times: 1_000_000, leftCount: 1_000_000 }, { leftCount: 1_000_000 }]
    expect(told).toMatchObject({ waiting })
    const page = await (await fetch(new URL('/faults', sandbox.url))).text()
    expect(page).toContain('refund.do, every time')
    expect(page).not.toContain('Infinity')
    sandbox.clearFaults()
    expect(await call('refund.do', { orderId, amount: '1' })).toMatchObject({ errorCode: '7' })
    for (const times of [0, -1, 1.5, NaN, -Infinity, '1']) {
      expect(() => sandbox.fault({ kind: 'html', times: times as number })).toThrow(
        'times: wanted a whole number from 1, or Infinity',
      )
    }
  })

  it('is refused if its kind or method is unknown', async () => {
    const { sandbox } = await openBank()

    expect(() => sandbox.fault({ kind: 'silence' as SandboxFaultKind })).toThrow('no fault of kind "silence"')
    expect(() => sandbox.fault({ kind: 'html', method: 'register' })).toThrow(
      'cannot apply to "register". Use one of register.do,',
    )
    expect(() => sandbox.fault({ kind: 'late-callback', method: 'deposit.do' })).toThrow(
      'Use one of approved, deposited',
    )
  })
})
