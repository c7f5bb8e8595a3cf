import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { httpStatusOf } from '../src/errors.ts'
import { optionVariables } from '../src/options.ts'

const root = resolve(__dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>

/** What the README's examples leave to the reader. */
const given = `
declare module '*/shop.js' {
  export const shelf: { sku: string; amountMinor: number; currency: string }[]
  export function dispatchParcel(sku: string, orderNumber: string): Promise<void>
  export const app: import('express').Express
  export const checkout: import('express-hosted-checkout').HostedCheckout
}
`

function examples(): string[] {
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
}

/** What the compiler says of each of some programs, as if it stood in this folder. */
function complaints(codes: readonly string[]): string[][] {
  const files = codes.map((_code, index) => join(__dirname, `readme-example-${index}.ts`))
  const shop = join(__dirname, 'readme-given.d.ts')
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object
  }
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, noUnusedLocals: false }, root)
  const texts: Record<string, string> = { [shop]: given }
  files.forEach((file, index) => (texts[file] = `${codes[index]}\nexport {}`))
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (name) => texts[name] ?? readFile(name)
  host.fileExists = (name) => name in texts || fileExists(name)
  const program = ts.createProgram([...files, shop], options, host)
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n')),
  )
}

describe('the example of once', () => {
  it('compiles, given a database that is like pg', () => {
    const source = readFileSync(join(root, 'src/once.ts'), 'utf8')
    const example = /```ts\n([\s\S]*?)```/.exec(source)![1]!.replaceAll(/^ \* ?/gm, '')
    const given = `
      import { once } from 'express-hosted-checkout'
      interface Tx { query(text: string, values: readonly unknown[]): Promise<{ rowCount: number | null }> }
      declare const db: { transaction(work: (tx: Tx) => Promise<void>): Promise<void> }
      export { onPaid }
    `

    const [said, saidOfWrong] = complaints([given + example, given + example.replace('insertKey', 'insertKeys')])

    expect(said).toEqual([])
    expect(saidOfWrong).not.toEqual([])
  })
})

describe('the README', () => {
  it('shows code by line 20 and ends before line 200', () => {
    const lines = readme.split('\n')

    expect(lines.findIndex((line) => line.startsWith('```ts')) + 1).toBeLessThanOrEqual(20)
    expect(lines.length).toBeLessThan(200)
  })

  it('has examples that compile, and a compiler that would complain', () => {
    const misspelt = examples()[0]!.replace('onPaid', 'onPayed')
    const said = complaints([...examples(), misspelt])

    expect(said.length).toBeGreaterThan(2)
    expect(said.slice(0, -1).flat()).toEqual([])
    expect(said.at(-1)).not.toEqual([])
  })

  it('names every option with its variable, and every error code', () => {
    const unnamed = optionVariables.filter(
      ({ option, variable }) => !readme.includes(`\`${option}\``) || !readme.includes(`\`${variable}\``),
    )

    expect(unnamed).toEqual([])
    expect(Object.keys(httpStatusOf).filter((code) => !readme.includes(`\`${code}\``))).toEqual([])
  })

  it('gives a reason for every dependency', () => {
    const names = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    })

    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('names only commands, files and folders that are there', () => {
    const scripts = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, script]) => script!)
    const files = [
      ...readme.matchAll(/(?:^|[\s`(])((?:src|test|routes|middleware|\.ci)\/[\w./-]*|\.env\.example|LICENSE)/gm),
    ].map(([, file]) => file!.replace(/[.,;]$/, ''))

    expect(scripts.filter((script) => !(script in manifest.scripts!))).toEqual([])
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})
