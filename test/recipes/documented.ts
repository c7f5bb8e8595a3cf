import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { transformSync } from '@swc/core'

const root = resolve(__dirname, '../..')

/**
 * A code block of a document, as it stands there.
 *
 * @param heading - the heading above it, e.g. `A form`.
 * @param index - which one below that heading, of those in this language.
 */
export function documented(file: string, heading: string, language: string, index = 0): string {
  // A single # may also be a comment in a shell's block. As a heading it is the page's own, on its first line.
  const sections = readFileSync(join(root, file), 'utf8').split(/^##+ |(?<![^])# /m)
  const section = sections.find((text) => text.split('\n')[0]!.replaceAll('`', '') === heading)
  const blocks = [...(section ?? '').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language)
  const [, , code] = blocks[index] ?? []
  if (code === undefined) throw new Error(`${file} has no ${language} below "${heading}".`)
  return code
}

/** What a block finds where it runs: modules by the name that it imports them by, and globals of its own. */
export interface Surroundings {
  readonly modules: Readonly<Record<string, unknown>>
  readonly globals?: Readonly<Record<string, unknown>>
}

const AsyncFunction = Object.getPrototypeOf(async () => Promise.resolve()).constructor as FunctionConstructor

/** Runs a block as a module. Resolves to what it exports, and to the named constants of its top level. */
export async function run(
  code: string,
  { modules, globals = {} }: Surroundings,
  constants: readonly string[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const { code: script } = transformSync(code, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  })
  const find = (name: string): unknown => modules[name] ?? jest.requireActual(name)
  const exported = {}
  const body = `${script}\nreturn { ${constants.join(', ')} }`
  const work = new AsyncFunction('require', 'exports', ...Object.keys(globals), body) as (
    ...words: readonly unknown[]
  ) => Promise<object>
  return { ...exported, ...(await work(find, exported, ...Object.values(globals))), ...exported }
}
