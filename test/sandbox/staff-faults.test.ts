import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { faultKinds } from '../../src/sandbox/index.ts'
import type { SandboxFaultKind } from '../../src/sandbox/index.ts'
import { methodsOf } from '../../src/sandbox/fault-kinds.ts'
import { sleep, until } from '../support/until.ts'
import { anOrder, openBank } from './open-bank.ts'
import { formsIn, openStaff, textOf } from './staff.ts'

type Bank = Awaited<ReturnType<typeof open>>

const kinds = Object.keys(faultKinds) as SandboxFaultKind[]
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A bank with the pages of its staff, and a shop that writes down its callbacks. */
async function open() {
  const heard: string[] = []
  const server = createServer((req, res) => {
    const { searchParams } = new URL(req.url!, 'http://shop')
    heard.push(`${searchParams.get('operation')}/${searchParams.get('status')}`)
    res.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const bank = await openBank({ callback: { url } })
  return { ...bank, ...openStaff(bank.sandbox), heard }
}

interface Came {
  /** Undefined if nothing came. */
  readonly status?: number
  readonly text?: string
  readonly retryAfter?: string | null
  readonly location?: string | null
  readonly isBroken: boolean
  readonly tookMs: number
}

/** What comes of one call. */
async function ask(
  { sandbox }: Bank,
  method: string,
  parameters: Record<string, string>,
  forMs = 20_000,
): Promise<Came> {
  const body = new URLSearchParams({ userName: 'sandbox-api', password: 'sandbox', ...parameters })
  const startedAt = performance.now()
  let status: number | undefined
  let text = ''
  try {
    const signal = AbortSignal.timeout(forMs)
    const answer = await fetch(sandbox.url + method, { method: 'POST', body, redirect: 'manual', signal })
    status = answer.status
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true })
    const { headers } = answer
    return {
      status,
      text,
      retryAfter: headers.get('retry-after'),
      location: headers.get('location'),
      isBroken: false,
      tookMs: performance.now() - startedAt,
    }
  } catch {
    return { ...(status !== undefined && { status }), text, isBroken: true, tookMs: performance.now() - startedAt }
  }
}

/** Registers an order and looks only at the answer. */
const register = (bank: Bank, forMs?: number) => ask(bank, 'register.do', anOrder(), forMs)

async function paidStatus(bank: Bank): Promise<Record<string, unknown>> {
  const orderId = await bank.register()
  await bank.sandbox.pay(orderId)
  const { text } = await ask(bank, 'getOrderStatusExtended.do', { orderId })
  return JSON.parse(text!) as Record<string, unknown>
}

const silent = async (bank: Bank): Promise<void> => {
  const { status, isBroken } = await register(bank, 500)
  expect({ status, isBroken }).toEqual({ status: undefined, isBroken: true })
}
const hungUp = async (bank: Bank): Promise<void> => {
  const { status, isBroken, tookMs } = await register(bank)
  expect({ status, isBroken }).toEqual({ status: undefined, isBroken: true })
  expect(tookMs).toBeLessThan(10_000)
}
const answers = (expected: object) => async (bank: Bank) => expect(await register(bank)).toMatchObject(expected)

/** How the next call goes wrong. A kind that is missing here does not compile. */
const goesWrong: Readonly<Record<SandboxFaultKind, (bank: Bank) => Promise<void>>> = {
  'silence-before': silent,
  'silence-after': silent,
  'reset-before': hungUp,
  'reset-after': hungUp,
  async 'reset-mid-body'(bank) {
    expect(await register(bank)).toMatchObject({ isBroken: true })
  },
  'rate-limited': answers({ status: 429, retryAfter: '7' }),
  'server-error': answers({ status: 500 }),
  'server-error-after': answers({ status: 500 }),
  html: answers({ status: 200, text: expect.stringContaining('<html>') }),
  async 'truncated-json'(bank) {
    const { text } = await register(bank)
    expect(text).toContain('"orderId"')
    expect(() => JSON.parse(text!)).toThrow(SyntaxError)
  },
  async 'not-an-object'(bank) {
    const { text } = await register(bank)
    expect(JSON.parse(text!)).toEqual([expect.objectContaining({ orderId: expect.any(String) })])
  },
  'empty-body': answers({ status: 200, text: '' }),
  async 'missing-fields'(bank) {
    const { text } = await register(bank)
    expect(JSON.parse(text!)).toEqual({ orderId: expect.any(String) })
  },
  async 'huge-body'(bank) {
    const { text } = await register(bank)
    expect(text!.length).toBeGreaterThan(5_000_000)
  },
  async 'endless-body'(bank) {
    const { text, isBroken } = await register(bank, 500)
    expect(isBroken).toBe(true)
    expect(text!.length).toBeGreaterThan(100_000)
  },
  async 'slow-drip'(bank) {
    const { text, isBroken } = await register(bank, 700)
    expect(isBroken).toBe(true)
    expect(text!.length).toBeLessThan(20)
  },
  redirect: answers({ status: 307, location: '/payment/rest/moved/register.do' }),
  async 'wrong-amount'(bank) {
    expect(await paidStatus(bank)).toMatchObject({ amount: 2000 })
  },
  async 'wrong-currency'(bank) {
    expect(await paidStatus(bank)).toMatchObject({ currency: '840' })
  },
  async 'wrong-order-number'(bank) {
    expect(await paidStatus(bank)).toMatchObject({ orderNumber: 'another-order' })
  },
  async slow(bank) {
    const { text, tookMs } = await register(bank)
    expect(text).toContain('formUrl')
    expect(tookMs).toBeGreaterThan(990)
  },
  async gzip(bank) {
    const { text } = await register(bank)
    expect(text).toContain('formUrl')
  },
  'foreign-form-url': answers({ text: expect.stringContaining('"https://evil.example/"') }),
  'script-form-url': answers({ text: expect.stringContaining('"javascript:alert(1)"') }),
  async 'duplicate-callback'(bank) {
    await bank.sandbox.pay(await bank.register())
    await until(() => bank.heard.length > 1)
    expect(bank.heard).toEqual(['deposited/1', 'deposited/1'])
  },
  async 'late-callback'(bank) {
    await bank.sandbox.pay(await bank.register())
    await sleep(200)
    expect(bank.heard).toEqual([])
    await until(() => bank.heard.length > 0)
  },
  async 'reordered-callbacks'(bank) {
    const orderId = await bank.register()
    await bank.sandbox.pay(orderId, { cvc: '000' })
    await bank.sandbox.pay(orderId)
    await until(() => bank.heard.length > 1)
    expect(bank.heard).toEqual(['deposited/1', 'deposited/0'])
  },
}

/** What a press needs beside the button, to be seen. */
const typedFor: Partial<Record<SandboxFaultKind, Record<string, string>>> = {
  'rate-limited': { retryAfterSecs: '7' },
  'late-callback': { delayMs: '800' },
}

describe('the page that breaks the bank', () => {
  it('has a button for every fault there is, with what it does', async () => {
    const { show } = await open()

    const page = await show('/faults')

    const form = formsIn(page).find(({ action }) => action === '/faults')!
    const shown = textOf(page).replaceAll('\u{a0}', ' ')
    const pressable = form.buttons.filter(({ name }) => name === 'kind')
    expect(pressable.map(({ value }) => value).sort()).toEqual([...kinds].sort())
    for (const { value, text } of pressable) {
      expect(text).toBe(faultKinds[value as SandboxFaultKind].label)
      expect(shown).toContain(faultKinds[value as SandboxFaultKind].explanation.replaceAll('`', ''))
    }
    expect(new Set(pressable.map(({ text }) => text)).size).toBe(kinds.length)
    expect(Buffer.byteLength(page)).toBeLessThan(60 * 1024)
  })

  it('is told of in the docs, fault by fault', () => {
    const docs = readFileSync(join(__dirname, '../../docs/sandbox.md'), 'utf8')
    const rows = kinds.map((kind) => `| \`${kind}\` | ${faultKinds[kind].label} | ${faultKinds[kind].explanation} |`)

    expect(rows.filter((row) => !docs.includes(`${row}\n`))).toEqual([])
    expect(readFileSync(join(__dirname, '../../README.md'), 'utf8')).toMatch(new RegExp(`in ${kinds.length}\\s+ways`))
  })

  it.each(kinds)('makes the next call go wrong as it says: %s', async (kind) => {
    const bank = await open()

    const page = await bank.press('/faults', { value: kind }, typedFor[kind])
    const target = faultKinds[kind].meets === 'callback' ? 'the next callback' : 'the next call that it fits'
    expect(textOf(page)).toContain(`“${faultKinds[kind].label}” strikes ${target}.`)
    await goesWrong[kind](bank)

    expect(bank.sandbox.unmetFaults()).toEqual([])
    expect(textOf(await bank.show('/faults'))).toContain('None. The bank behaves.')
    await until(async () => textOf(await bank.show('/asked')).includes(faultKinds[kind].label.toLowerCase()))
  })

  it('aims a fault at one call, as often and as late as it is told', async () => {
    const bank = await open()
    const orderId = await bank.register()

    const page = await bank.press(
      '/faults',
      { value: 'server-error' },
      { method: 'refund.do', times: '2', delayMs: '150', status: '502' },
    )

    expect(bank.sandbox.unmetFaults()).toEqual([
      { kind: 'server-error', method: 'refund.do', times: 2, delayMs: 150, status: 502 },
    ])
    expect(textOf(page)).toContain('Error 500refund.do, twice, after 150 ms')
    // The next fault is often meant for the same call.
    expect(page).toMatch(/<option selected>refund.do/)
    expect(await bank.status(orderId)).toMatchObject({ orderStatus: 0 })
    const first = await ask(bank, 'refund.do', { orderId, amount: '1' })
    expect(first).toMatchObject({ status: 502 })
    expect(first.tookMs).toBeGreaterThan(140)
    expect(textOf(await bank.show('/faults'))).toContain('Error 500refund.do, once, after 150 ms')
    expect(await ask(bank, 'refund.do', { orderId, amount: '1' })).toMatchObject({ status: 502 })
    expect(await ask(bank, 'refund.do', { orderId, amount: '1' })).toMatchObject({ status: 200 })
  })

  it('shows the faults to come, on every page their number, and drops them', async () => {
    const bank = await open()
    await bank.press('/faults', { value: 'slow' })
    await bank.press('/faults', { value: 'html' })
    await bank.press('/faults', { value: 'gzip' })
    expect(textOf(await bank.show('/'))).toContain('Faults 3 to come')

    const page = await bank.press('/faults', { action: '/faults/drop', value: 'Drop a web page' })

    expect(textOf(page)).toContain('The fault was dropped.')
    expect(bank.sandbox.unmetFaults()).toEqual([
      expect.objectContaining({ kind: 'slow' }),
      expect.objectContaining({ kind: 'gzip' }),
    ])
    await bank.press('/faults', { action: '/faults/drop', value: 'Drop all' })
    expect(bank.sandbox.unmetFaults()).toEqual([])
  })

  it('says of a fault that has struck meanwhile that it is gone', async () => {
    const bank = await open()
    await bank.press('/faults', { value: 'empty-body' })
    const drop = formsIn(await bank.show('/faults')).find(({ action }) => action === '/faults/drop')!
    await register(bank)

    const { headers } = await bank.post('/faults/drop', drop.fields).expect(303)

    expect(textOf(await bank.show(headers.location!))).toContain('It was gone: it had struck, or was dropped.')
  })

  it('adds one fault for a double click', async () => {
    const bank = await open()
    const { fields } = formsIn(await bank.show('/faults')).find(({ action }) => action === '/faults')!

    await Promise.all([1, 2].map(() => bank.post('/faults', { ...fields, kind: 'slow' }).expect(303)))

    expect(bank.sandbox.unmetFaults()).toHaveLength(1)
  })

  it.each([
    [{ times: '0' }, 'How often wants a whole number from 1 to 1000'],
    [{ times: 'often' }, 'How often wants'],
    [{ delayMs: '-1' }, 'Wait wants a whole number from 0 to 600000'],
    [{ delayMs: '1e3' }, 'Wait wants'],
    [{ status: '99' }, 'HTTP status wants'],
    [{ retryAfterSecs: '"><b>' }, 'Retry-After wants'],
    [{ method: 'deposited' }, '“Wrong amount” cannot strike deposited.'],
    [{ method: 'refund.do' }, 'It fits getOrderStatusExtended.do, getOrderStatus.do.'],
    [{ method: 'bribe.do' }, 'The bank has no such call.'],
  ])('says what is wrong with %j, and keeps what was typed', async (typed, text) => {
    const bank = await open()
    const fields = { times: '3', ...typed, kind: 'wrong-amount', key: await bank.newKey() }

    const answer = await bank.post('/faults', fields).expect(422)

    expect(textOf(answer.text)).toContain('No fault was added.')
    expect(textOf(answer.text)).toContain(text)
    expect(answer.text).toContain('role="alert"')
    expect(answer.text).toContain('aria-invalid="true"')
    expect(answer.text).not.toContain('"><b>')
    if (!('times' in typed)) expect(answer.text).toContain('value="3"')
    expect(bank.sandbox.unmetFaults()).toEqual([])
  })

  it.each(['bribe', 'constructor', '__proto__'])('is a clear page for the fault %j', async (kind) => {
    const bank = await open()

    const { text } = await bank.post('/faults', { kind, key: await bank.newKey() }).expect(400)

    expect(textOf(text)).toContain('The bank has no such fault')
  })

  it('adds nothing for Enter in a field', async () => {
    const bank = await open()
    const form = formsIn(await bank.show('/faults')).find(({ action }) => action === '/faults')!
    expect(form.buttons[0]).toMatchObject({ name: '', text: 'No fault' })

    await bank.post('/faults', form.fields).expect(422, /Press the button of a fault/)

    expect(bank.sandbox.unmetFaults()).toEqual([])
  })

  it('bears no more than a hundred faults to come', async () => {
    const bank = await open()
    for (let number = 0; number < 100; number += 1) bank.sandbox.fault({ kind: 'slow' })

    await bank.post('/faults', { kind: 'slow', key: await bank.newKey() }).expect(409, /Too many faults are to come/)

    expect(bank.sandbox.unmetFaults()).toHaveLength(100)
    expect(Buffer.byteLength(await bank.show('/faults'))).toBeLessThan(60 * 1024)
  })
})

it('a fault is refused for a call that it cannot strike', async () => {
  const { sandbox } = await open()

  for (const kind of kinds) {
    const method = methodsOf(kind).includes('approved') ? 'refund.do' : 'approved'
    expect(() => sandbox.fault({ kind, method })).toThrow(`cannot apply to "${method}"`)
  }
  expect(() => sandbox.fault({ kind: 'wrong-amount', method: 'refund.do' })).toThrow(
    'Use one of getOrderStatusExtended.do',
  )
})
