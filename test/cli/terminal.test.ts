import { makeProgress } from '../../src/cli/progress.ts'
import { makePaint } from '../../src/cli/paint.ts'
import { buy, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf, run } from './a-world.ts'

const escape = '\u001B'
const green = `${escape}[32m`
const yellow = `${escape}[33m`

describe('on a terminal', () => {
  let store: Store
  let orderNumber: string
  beforeEach(async () => {
    store = await openStore()
    ;({ orderNumber } = await buy(store, store.browser()))
    await store.bank.pay((await store.checkout.orders.get(orderNumber))!.gatewayOrderId!)
    await store.checkout.settle(orderNumber)
    await buy(store, store.browser(), 'tea')
  })
  afterEach(() => store.close())

  const seen = (words: string, more: { isTerminal?: boolean; isTold?: boolean; NO_COLOR?: string; TERM?: string }) => {
    const { isTerminal = true, isTold = true, ...environment } = more
    return run(words.split(' '), { ...environmentOf(store), ...environment }, undefined, { isTerminal, isTold })
  }
  const plain = (text: string) => text.replaceAll(/\u001B\[\d+m/g, '')

  it('the words that matter have a colour, which takes no room in a table', async () => {
    const { out } = await seen('orders', {})

    expect(out).toContain(`${green}paid${escape}[39m `)
    expect(out).not.toContain(`${green}registered`)
    expect(plain(out)).toBe((await seen('orders', { isTerminal: false })).out)
    await store.checkout.review(orderNumber, { note: 'why', by: 'Ann' })
    expect((await seen(`show ${orderNumber}`, {})).out).toContain(`${yellow}review: put-in-review${escape}[39m`)
  })

  it.each([
    ['orders', { isTerminal: false }],
    ['orders', { NO_COLOR: '1' }],
    ['orders', { TERM: 'dumb' }],
    ['orders --json', {}],
    ['export', {}],
    ['health', { isTerminal: false }],
    ['link list', { isTerminal: false }],
  ])('%s has no colour with %j', async (words, more) => {
    expect((await seen(words, more)).out).not.toContain(escape)
  })

  it.each([
    ['reconcile', {}, '[########################] 1 of 1 order'],
    ['verify', {}, '2 orders'],
    ['export', { isTerminal: false }, '1 order'],
  ])('%s shows how far it is on standard error, and takes it away again', async (words, more, line) => {
    const { err, out } = await seen(words, more)

    expect(err).toContain(`\r${escape}[K${line}`)
    expect(err.endsWith(`\r${escape}[K`)).toBe(true)
    expect(out).not.toContain('\r\u001B')
  })

  it.each([
    ['reconcile', { isTold: false }],
    ['reconcile --json', {}],
    ['verify --json', {}],
    ['export', { isTerminal: true }],
    ['export --json', { isTerminal: false }],
    ['orders', {}],
  ])('%s shows nothing of it with %j', async (words, more) => {
    expect((await seen(words, more)).err).toBe('')
  })
})

describe('the line of progress', () => {
  it('is written now and then, and at the end', () => {
    const written: string[] = []
    const progress = makeProgress((text) => void written.push(text))

    for (let done = 0; done <= 4_000; done += 1) progress.onProgress(done, 4_000)

    expect(written[0]).toBe(`\r${escape}[K[------------------------] 0 of 4,000 orders`)
    expect(written.at(-1)).toBe(`\r${escape}[K[########################] 4,000 of 4,000 orders`)
    expect(written.length).toBeLessThan(100)
    expect(progress.howFar()).toBe('4,000 of 4,000 orders')
  })

  it('is taken away once', () => {
    const written: string[] = []
    const progress = makeProgress((text) => void written.push(text))

    progress.clear()
    progress.onProgress(1)
    progress.clear()
    progress.clear()

    expect(written).toEqual([`\r${escape}[K1 order`, `\r${escape}[K`])
  })
})

describe('a colour', () => {
  it('is for words that say how something stands, and for no others', () => {
    const paint = makePaint({ isTerminal: true, environment: {} })

    expect(paint('paid')).toBe(`${green}paid${escape}[39m`)
    expect(paint('declined', 'no')).toBe(`${escape}[31mno${escape}[39m`)
    expect(['registered', 'toString', ''].map((word) => paint(word))).toEqual(['registered', 'toString', ''])
  })
})
