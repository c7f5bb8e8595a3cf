import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

type Kind = 'value' | 'type'

const root = resolve(__dirname, '..')

/**
 * Who may import whom. `value` includes `type`; a folder may always import itself. Only `src/checkout.ts` puts the parts
 * together, so it is free, and only `src/index.ts` imports it.
 */
const allowed: Record<string, Record<string, Kind>> = {
  src: { 'src/ledger': 'type', 'src/settlement': 'type' },
  'src/gateway': { src: 'value' },
  'src/ledger': { src: 'value' },
  'src/settlement': { src: 'value', 'src/gateway': 'type', 'src/ledger': 'type' },
  'src/correlation': { src: 'value' },
  'src/pages': { src: 'value' },
  'src/sandbox': { src: 'value' },
  middleware: { src: 'value' },
  routes: {
    middleware: 'value',
    src: 'type',
    'src/errors.ts': 'value',
    'src/gateway': 'type',
    'src/settlement': 'type',
    'src/correlation': 'type',
  },
}

const composition = ['src/checkout.ts', 'src/index.ts']

interface Import {
  readonly from: string
  readonly to: string
  readonly kind: Kind
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
}

function importsOf(file: string, text: string): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'/gms)
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'/g)
  return [
    ...[...statements].map(([, type, target]) => ({
      target: target!,
      kind: type ? ('type' as const) : ('value' as const),
    })),
    ...[...dynamic].map(([, target]) => ({ target: target!, kind: 'value' as const })),
  ]
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target, kind }) => ({ from: file, to: relative(root, resolve(root, dirname(file), target)), kind }))
}

/** The area a file belongs to: the longest one named above that holds it. */
function areaOf(file: string): string {
  const areas = Object.keys(allowed).filter((area) => file.startsWith(`${area}/`))
  return areas.sort((one, other) => other.length - one.length)[0] ?? dirname(file)
}

function isAllowed({ from, to, kind }: Import): boolean {
  if (composition.includes(from)) return true
  if (to === 'src/checkout.ts') return false
  const [fromArea, toArea] = [areaOf(from), areaOf(to)]
  if (fromArea === toArea) return true
  const right = allowed[fromArea]?.[to] ?? allowed[fromArea]?.[toArea]
  return right === 'value' || (right === 'type' && kind === 'type')
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}

const files = ['src', 'routes', 'middleware'].flatMap(sources)

describe('the import directions', () => {
  it('hold in every source file', () => {
    const violations = files
      .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
      .filter((one) => !isAllowed(one))

    expect(violations).toEqual([])
    expect(files.length).toBeGreaterThan(40)
  })

  it.each<[string, string]>([
    ['src/gateway/messages.ts', "import { makeLedger } from '../ledger/kysely-ledger.ts'"],
    ['src/settlement/settle.ts', "import { makeGateway } from '../gateway/axios-gateway.ts'"],
    ['src/settlement/settle.ts', "export { makeGateway } from '../gateway/axios-gateway.ts'"],
    ['src/settlement/settle.ts', "const gateway = await import('../gateway/axios-gateway.ts')"],
    ['routes/checkout.ts', "import {\n  makeOpenOrder,\n} from '../src/settlement/open-order/open-order.ts'"],
    ['src/order.ts', "import { moves } from './settlement/moves.ts'"],
    ['src/order.ts', "import type { Page } from './pages/page.ts'"],
    ['src/pages/layout.ts', "import { hostedCheckout } from '../checkout.ts'"],
  ])('are seen to fail on a planted violation in %s', (file, text) => {
    expect(importsOf(file, text).map(isAllowed)).toEqual([false])
  })

  it('point at files that exist', () => {
    const targets = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8'))).map(({ to }) => to)

    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([])
  })
})

describe('the source files', () => {
  it('know what they say: no folder is named after where things are put', () => {
    const vague = /\/(utils?|helpers?|lib|common|types|interfaces|constants|services|managers)(\/|\.ts$)/

    expect(files.filter((file) => vague.test(file))).toEqual([])
  })

  it('have no effect when they are imported: the environment is read by hostedCheckout alone', () => {
    const readers = files.filter((file) =>
      withoutComments(readFileSync(join(root, file), 'utf8')).includes('process.env'),
    )

    expect(readers.filter((file) => !file.startsWith('src/sandbox/'))).toEqual(['src/checkout.ts'])
  })
})
