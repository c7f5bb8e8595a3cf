import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { join, resolve } from 'node:path'
import { withoutCheckout } from './support/child-environment.ts'

const root = resolve(__dirname, '..')
const blocksOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
const [[fifteenLines = ''], [firstSale = '']] = [blocksOf('README.md'), blocksOf('docs/first-sale.md')]
const [testedShop = '', ...testsOfAStore] = blocksOf('docs/testing.md')

/** How long a program of the README may run, in milliseconds. One that hangs is killed, and has no exit code. */
const patienceMs = 60_000

interface Ended {
  readonly code: number | null
  readonly printed: string
}

describe('the programs of the README and of the first sale', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(root, 'test/.readme-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  async function run(
    files: Readonly<Record<string, string>>,
    args: readonly string[],
    options: readonly string[] = ['--import', 'tsx'],
  ): Promise<Ended> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const environment = {
      ...withoutCheckout(process.env),
      SESSION_SECRET: 'the session of the README',
      CHECKOUT_SECRET: 'c41f0a97d2be5836e1f4907ab35cd826',
      CHECKOUT_BASE_URL: 'http://localhost:3000',
      CHECKOUT_DATABASE_URL: 'sqlite::memory:',
    }
    const child = spawn(process.execPath, [...options, ...args.map((name) => join(folder, name))], {
      cwd: root,
      env: environment,
      timeout: patienceMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, printed }
  }

  async function onTakenPort(work: (port: number) => Promise<Ended>): Promise<Ended> {
    const holder: Server = createServer().listen(0)
    await once(holder, 'listening')
    try {
      return await work((holder.address() as AddressInfo).port)
    } finally {
      holder.close()
    }
  }

  async function freePort(): Promise<number> {
    const holder = createServer().listen(0)
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    await new Promise((closed) => holder.close(closed))
    return port
  }

  const goods = `
    export const shelf = [{ sku: 'mug', amountMinor: 1999, currency: 'EUR' }]
    export const dispatchParcel = async () => undefined`

  it('end with an error when the port is taken, not silently with 0', async () => {
    const login = { url: 'http://localhost:4000/payment/rest/', token: 'token' }
    const { code, printed } = await onTakenPort((port) =>
      run(
        {
          'shop.js': goods,
          'store.ts': fifteenLines
            .replace('3000', String(port))
            .replace('hostedCheckout({', `hostedCheckout({ gateway: ${JSON.stringify(login)},`),
        },
        ['store.ts'],
      ),
    )

    expect(printed).toContain('EADDRINUSE')
    expect(code).toBe(1)
  })

  it('are plain JavaScript too, in an ES module and in CommonJS', async () => {
    const page = readFileSync(join(root, 'docs/first-sale.md'), 'utf8')
    const [, requires = ''] = /```js\n(const express = require[\s\S]*?)```/.exec(page) ?? []
    const inCommonJs = requires + firstSale.replaceAll(/^import .*\n/gm, '')
    const programs = { 'fifteen-lines.mjs': fifteenLines, 'first-sale.mjs': firstSale, 'first-sale.cjs': inCommonJs }
    const ended: Record<string, Ended> = {}
    for (const [name, code] of Object.entries(programs)) ended[name] = await run({ [name]: code }, [name], ['--check'])

    expect(requires.split('\n').length).toBe(firstSale.match(/^import .*\n/gm)!.length + 1)
    expect(ended).toEqual(Object.fromEntries(Object.keys(programs).map((name) => [name, { code: 0, printed: '' }])))
  })

  /** As a store's own tests. */
  const inNodeTest = (blocks: readonly string[]): string => {
    const lines = blocks.map((code) => code.split('\n'))
    const imports = new Set(lines.flat().filter((line) => line.startsWith('import ')))
    const rests = lines.map((all) => all.filter((line) => !line.startsWith('import ')).join('\n'))
    const tests = rests.map((rest, index) => `test('${index}', async () => {\n${rest}})`)
    return [`import { test } from 'node:test'`, ...imports, ...tests].join('\n')
  }

  it.each<[string, (code: string) => string, number]>([
    ['are as printed in the documents', (code) => code, 0],
    ['throw in a line', (code) => code.replace('await store.close()', `throw new Error('a line that throws')`), 1],
  ])("end with the right exit code in a store's tests that %s", async (_what, change, code) => {
    const [bankPort, port] = [await freePort(), await freePort()]
    const expected = `{ url: 'http://127.0.0.1:${bankPort}/payment/rest/', user: 'shop', password: 'of-the-shop' }`
    const files = {
      'shop.ts': testedShop,
      'app.ts': `
        import { makeShop } from './shop.js'
        export const app = makeShop({ gateway: ${expected}, baseUrl: 'http://127.0.0.1:${port}' })`,
      'store.test.ts': inNodeTest(testsOfAStore.map(change)),
    }
    const ended = await run(files, ['store.test.ts'])

    expect(ended).toMatchObject({ code })
    expect(ended.printed).toContain('hand over mug')
    expect(ended.printed.includes('a line that throws')).toBe(code === 1)
  })
})
