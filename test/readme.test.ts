import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { optionVariables } from '../src/options/read-options.ts'

const root = resolve(__dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const page = (name: string): string => readFileSync(join(root, 'docs', `${name}.md`), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>

const once = readFileSync(join(root, 'src/once.ts'), 'utf8')

/** What the examples leave to the reader. */
const shop = `
declare module '*/shop.js' {
  import type { Express, Request, RequestHandler } from 'express'
  import type { Catalog, CheckoutOptions, HostedCheckout, OnPaid } from 'express-hosted-checkout'
  export const shelf: { sku: string; amountMinor: number; currency: string }[]
  export function dispatchParcel(sku: string, orderNumber: string): Promise<void>
  export const app: Express
  export const makeShop: (options: Partial<CheckoutOptions>) => Express
  export const server: import('node:http').Server
  export const csrfGuard: RequestHandler
  export const shopRoutes: RequestHandler
  export const checkout: HostedCheckout
  export const catalog: Catalog
  export const leaves: Catalog
  export const beans: Catalog
  export const onPaid: OnPaid
  export const banks: { path: string; url: string; user: string; password: string }[]
  export const stock: { release(orderNumber: string): Promise<void> }
  export const buyers: { signedIn(req: Request): { clientId: string } | undefined }
  export const users: { of(req: Request): Promise<{ name: string; isOwner: boolean } | undefined> }
  export const carts: { of(req: Request): Promise<{ id: string; totalMinor: number; lines: { sku: string }[] }> }
  export const plans: {
    of(req: Request, sku: string): Promise<{ id: string; monthlyMinor: number }>
    extend(id: string | undefined, orderNumber: string): Promise<void>
  }
  export const prices: {
    of(req: Request, sku: string): Promise<{ amountMinor: number; title: string; isSoldOut: boolean } | undefined>
  }
  export interface Tx { query(text: string, values: readonly unknown[]): Promise<{ rowCount: number | null }> }
  export const db: { transaction(work: (tx: Tx) => Promise<void>): Promise<void> }
}
declare module '*/app.js' {
  export const app: import('express').Express
}
`

/** What the example of once leaves to the reader: a database like pg. */
const database = `
import { once } from 'express-hosted-checkout'
interface Tx { query(text: string, values: readonly unknown[]): Promise<{ rowCount: number | null }> }
declare const db: { transaction(work: (tx: Tx) => Promise<void>): Promise<void> }
export { onPaid }
`

function examplesIn(text: string): readonly string[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
}

/** What the compiler says about each program. It reads them all in one go, as if they were files in this folder. */
function complaintsAbout(codes: readonly string[]): readonly (readonly string[])[] {
  const files = codes.map((_code, index) => join(__dirname, `example-${index}.ts`))
  const texts = new Map(files.map((file, index) => [file, `${codes[index]}\nexport {}`]))
  const given = join(__dirname, 'example-given.d.ts')
  texts.set(given, shop)
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  // The test matchers are not needed here, and take as long to read as everything else.
  const program = ts.createProgram([...files, given], { ...options, noUnusedLocals: false, types: ['node'] }, host)
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n')),
  )
}

describe('the examples', () => {
  const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  const inReadme = [...examplesIn(readme), ...examplesIn(page('testing'))]
  const ofCarts = examplesIn(page('carts-and-links'))
  const ofWatching = examplesIn(page('watching'))
  const ofOnce = examplesIn(once).map((code) => database + code.replaceAll(/^ \* ?/gm, ''))
  const inPages = pages.flatMap((file) =>
    examplesIn(readFileSync(join(root, 'docs', file), 'utf8')).map((code) => ({ where: `docs/${file}`, code })),
  )
  const right = [
    ...examplesIn(readme).map((code) => ({ where: 'README.md', code })),
    ...inPages,
    ...ofOnce.map((code) => ({ where: 'src/once.ts', code })),
  ]
  const wrong = [
    inReadme[0]!.replace('onPaid', 'onPayed'),
    inReadme[4]!.replace('store.settled(', 'store.setled('),
    ofOnce[0]!.replace('insertKey', 'insertKeys'),
    ofCarts[0]!.replace('again:', 'agian:'),
    ofWatching[1]!.replace('durationMs', 'durationSecs'),
  ]
  let said: readonly (readonly string[])[]
  beforeAll(() => {
    said = complaintsAbout([...right.map(({ code }) => code), ...wrong])
  }, 120_000)

  it('of the README, of every page and of once compile', () => {
    expect(right.flatMap(({ where }, index) => said[index]!.map((complaint) => `${where}: ${complaint}`))).toEqual([])
    expect(inPages.length).toBeGreaterThan(20)
    expect(ofOnce).toHaveLength(1)
  })

  it('fail to compile on a misspelt name, each on its own', () => {
    const [ofPayed, ofSetled, ofKeys, ofAgian, ofSecs] = said.slice(right.length)

    expect(ofPayed).toContainEqual(expect.stringContaining("'onPayed' does not exist"))
    expect(ofSetled).toContainEqual(expect.stringContaining("'setled' does not exist"))
    expect(ofSecs).toContainEqual(expect.stringContaining("'durationSecs' does not exist"))
    expect(ofAgian).toContainEqual(expect.stringContaining("'agian' does not exist"))
    expect(ofKeys).toContainEqual(expect.stringContaining("'insertKeys' does not exist"))
  })
})

describe('the README', () => {
  it('shows code by line 20', () => {
    const lines = readme.split('\n')

    expect(lines.findIndex((line) => line.startsWith('```ts')) + 1).toBeLessThanOrEqual(20)
  })

  it('links to a page that names every option with its variable', () => {
    const options = page('options')
    const unnamed = optionVariables.filter(
      ({ option, variable }) => !options.includes(`\`${option}\``) || !options.includes(`\`${variable}\``),
    )

    expect(unnamed).toEqual([])
  })

  it('gives a reason for every dependency', () => {
    const names = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    })

    expect(names.filter((name) => !page('how-it-is-built').includes(`\`${name}\``))).toEqual([])
  })

  it('names only files and folders that exist, and so do its pages', () => {
    const written = [
      readme,
      ...[
        'proof',
        'how-it-is-built',
        'going-live',
        'testing',
        'payments',
        'routes',
        'carts-and-links',
        'stored-cards',
      ].map(page),
    ].join('\n')
    const files = [
      ...written.matchAll(/(?:^|[\s`(])((?:src|test|routes|middleware|\.ci)\/[\w./-]*|\.env\.example|LICENSE)/gm),
    ].map(([, file]) => file!.replace(/[.,;]$/, ''))

    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})
