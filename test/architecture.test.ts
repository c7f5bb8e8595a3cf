import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { figuresOf, maxColumns, medianOf } from './measure/figures.ts'

type Kind = 'value' | 'type'

const root = resolve(__dirname, '..')

/** Files that live in the leaf folder but are no leaves: each belongs to an area of its own. */
const filesOfFloors: Readonly<Record<string, string>> = {
  'src/bank.ts': 'payments',
  'src/buyer-desk.ts': 'payments',
  'src/card-verbs.ts': 'payments',
  'src/reconcile.ts': 'payments',
  'src/former-gateways.ts': 'payments',
  'src/hosted-checkout.ts': 'payments',
  'src/installation.ts': 'payments',
  'src/payment-verbs.ts': 'payments',
  'src/payments.ts': 'payments',
  'src/record-verbs.ts': 'payments',
  'src/presence.ts': 'payments',
  'src/start-line.ts': 'payments',
  'src/store-ledger.ts': 'payments',
  'src/upkeep.ts': 'payments',
  'src/checkout.ts': 'checkout',
  'src/index.ts': 'index',
}

/**
 * Who may import whom, lowest area first: no area imports one that comes later in this list. `value` includes `type`;
 * an area may always import itself.
 */
const allowed: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  src: {},
  'src/banks': { src: 'type' },
  'src/html': { src: 'value' },
  'src/gateway': { src: 'value' },
  'src/ledger/migrations': { src: 'value' },
  'src/ledger': { src: 'value', 'src/ledger/migrations': 'value' },
  'src/settlement/judge': { src: 'value', 'src/gateway': 'type' },
  'src/settlement/hand-over': { src: 'value', 'src/ledger': 'type', 'src/settlement/judge': 'value' },
  'src/settlement': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement/judge': 'value',
    'src/settlement/hand-over': 'type',
  },
  'src/settlement/open-order': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement': 'value',
    'src/settlement/judge': 'value',
  },
  'src/settlement/money-out': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement': 'value',
    'src/settlement/judge': 'value',
  },
  'src/settlement/review': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement/judge': 'value',
    'src/settlement': 'value',
    'src/settlement/hand-over': 'type',
    'src/settlement/money-out': 'value',
  },
  'src/settlement/sweep': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement': 'value',
    'src/settlement/judge': 'value',
    'src/settlement/hand-over': 'type',
  },
  'src/explain/words': { src: 'type', 'src/gateway': 'type', 'src/ledger': 'type' },
  'src/explain': {
    src: 'value',
    'src/gateway': 'value',
    'src/ledger': 'type',
    'src/settlement/judge': 'value',
    'src/explain/words': 'value',
  },
  'src/books': { src: 'value', 'src/ledger': 'type' },
  'src/balance': { src: 'value', 'src/gateway': 'value', 'src/ledger': 'value', 'src/books': 'value' },
  'src/exports': { src: 'value', 'src/ledger': 'type' },
  'src/personal-data': { src: 'value', 'src/ledger': 'type' },
  'src/correlation': { src: 'value' },
  'src/pages/words': { src: 'type' },
  'src/pages': { src: 'value', 'src/html': 'value', 'src/pages/words': 'value' },
  'src/options': {
    src: 'value',
    'src/banks': 'value',
    'src/gateway': 'value',
    'src/ledger': 'type',
    'src/settlement/hand-over': 'type',
    'src/settlement/judge': 'type',
  },
  'src/links': {
    src: 'value',
    'src/ledger': 'type',
    'src/options': 'value',
    'src/settlement/open-order': 'value',
  },
  'src/search': { src: 'value', 'src/ledger': 'type', 'src/options': 'value' },
  'src/doctor/words': { src: 'type' },
  'src/doctor': {
    src: 'value',
    'src/html': 'value',
    'src/gateway': 'value',
    'src/ledger': 'value',
    'src/options': 'value',
    'src/settlement/open-order': 'type',
    'src/doctor/words': 'value',
  },
  'src/back-office/stylesheet': {},
  'src/back-office': {
    src: 'value',
    'src/html': 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/explain': 'type',
    'src/explain/words': 'type',
    'src/books': 'value',
    'src/balance': 'value',
    'src/links': 'type',
    'src/doctor': 'type',
    'src/search': 'value',
    'src/back-office/stylesheet': 'value',
  },
  'src/sandbox/bank': { src: 'value' },
  'src/sandbox/dialects': { src: 'value', 'src/options': 'value', 'src/sandbox/bank': 'type' },
  'src/sandbox/pages': { src: 'value', 'src/html': 'value', 'src/back-office': 'value', 'src/sandbox/bank': 'value' },
  'src/sandbox/control': { src: 'value', 'src/options': 'value', 'src/sandbox/bank': 'type' },
  'src/sandbox': {
    src: 'value',
    'src/options': 'value',
    'src/html': 'value',
    'src/back-office': 'value',
    'src/back-office/stylesheet': 'value',
    'src/sandbox/bank': 'value',
    'src/sandbox/dialects': 'value',
    'src/sandbox/pages': 'value',
    'src/sandbox/control': 'value',
  },
  // Types of the ports, and nothing of theirs: what looks on must not be able to act.
  'src/telemetry': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement': 'type',
    'src/doctor': 'type',
  },
  'src/telemetry/open-telemetry': { src: 'value', 'src/telemetry': 'type', 'src/doctor': 'type' },
  'src/telemetry/ports': {
    src: 'value',
    'src/gateway': 'type',
    'src/ledger': 'type',
    'src/settlement': 'type',
    'src/settlement/hand-over': 'type',
    'src/settlement/open-order': 'type',
    'src/settlement/sweep': 'type',
    'src/doctor': 'type',
    'src/telemetry': 'value',
    'src/telemetry/open-telemetry': 'value',
  },
  payments: {
    src: 'value',
    'src/back-office': 'type',
    'src/doctor': 'value',
    'src/gateway': 'value',
    'src/ledger': 'value',
    'src/options': 'value',
    'src/settlement': 'value',
    'src/settlement/judge': 'value',
    'src/settlement/hand-over': 'value',
    'src/settlement/open-order': 'value',
    'src/settlement/money-out': 'value',
    'src/settlement/review': 'value',
    'src/settlement/sweep': 'value',
    'src/explain': 'value',
    'src/books': 'value',
    'src/balance': 'value',
    'src/personal-data': 'value',
    'src/links': 'value',
    'src/telemetry/ports': 'value',
    'src/search': 'value',
  },
  middleware: { src: 'value', 'src/html': 'value', 'src/back-office': 'value' },
  routes: {
    src: 'value',
    middleware: 'value',
    payments: 'type',
    'src/correlation': 'type',
    'src/gateway': 'type',
    'src/links': 'type',
    'src/options': 'type',
    'src/settlement': 'type',
    'src/settlement/open-order': 'type',
  },
  'routes/back-office': {
    src: 'value',
    middleware: 'value',
    payments: 'type',
    routes: 'type',
    'src/html': 'value',
    'src/back-office': 'value',
    'src/back-office/stylesheet': 'value',
    'src/books': 'value',
    'src/balance': 'value',
    'src/exports': 'value',
    'src/search': 'value',
    'src/doctor': 'type',
    'src/explain': 'type',
    'src/ledger': 'type',
    'src/links': 'type',
    'src/options': 'type',
    'src/settlement': 'type',
    'src/settlement/judge': 'value',
    'src/settlement/money-out': 'type',
  },
  checkout: {
    src: 'value',
    'src/telemetry': 'value',
    'src/doctor': 'value',
    middleware: 'value',
    routes: 'value',
    'routes/back-office': 'value',
    'src/back-office': 'value',
    payments: 'value',
    'src/correlation': 'value',
    'src/gateway': 'value',
    'src/options': 'value',
    'src/pages': 'value',
  },
  index: {
    src: 'value',
    checkout: 'value',
    payments: 'type',
    'src/ledger': 'type',
    'src/links': 'type',
    'src/options': 'type',
    'src/settlement': 'type',
    'src/settlement/hand-over': 'type',
    'src/settlement/judge': 'type',
    'src/settlement/money-out': 'type',
    'src/settlement/review': 'type',
    'src/settlement/sweep': 'type',
    'src/back-office': 'type',
    'src/doctor': 'type',
    'src/explain': 'type',
    'src/explain/words': 'type',
    'src/books': 'type',
    'src/personal-data': 'type',
    'src/telemetry': 'type',
  },
  'src/testing': {
    src: 'value',
    payments: 'type',
    'src/explain/words': 'value',
    'src/ledger': 'type',
    'src/options': 'value',
    'src/sandbox': 'value',
    'src/telemetry': 'value',
  },
  'src/prove/shown': {},
  // Runs in a store's process, before its code: it stands on nothing else of ours.
  'src/prove/watch': { 'src/prove/shown': 'value' },
  'src/prove/findings': {},
  'src/prove/judge': { src: 'value', 'src/prove/watch': 'type' },
  'src/prove/ledger': { src: 'value', 'src/ledger': 'value', 'src/prove/findings': 'value' },
  'src/prove/store': {
    'src/options': 'value',
    'src/prove/shown': 'value',
    'src/prove/findings': 'value',
    'src/prove/watch': 'type',
  },
  'src/prove/buyer': { src: 'value', 'src/prove/shown': 'value', 'src/prove/findings': 'value' },
  'src/prove/scenes': {
    src: 'value',
    'src/sandbox': 'type',
    'src/prove/shown': 'value',
    'src/prove/watch': 'type',
    'src/prove/findings': 'value',
    'src/prove/judge': 'value',
    'src/prove/ledger': 'type',
    'src/prove/store': 'value',
    'src/prove/buyer': 'value',
  },
  'src/prove': {
    src: 'value',
    'src/options': 'value',
    'src/sandbox': 'value',
    'src/prove/watch': 'type',
    'src/prove/findings': 'value',
    'src/prove/judge': 'value',
    'src/prove/ledger': 'value',
    'src/prove/store': 'value',
    'src/prove/buyer': 'value',
    'src/prove/scenes': 'value',
  },
  'src/cli': {
    src: 'value',
    'src/banks': 'value',
    'src/doctor': 'value',
    payments: 'value',
    'src/books': 'type',
    'src/balance': 'value',
    'src/exports': 'value',
    'src/personal-data': 'type',
    'src/ledger': 'type',
    'src/links': 'value',
    'src/options': 'value',
    'src/prove': 'value',
    'src/prove/findings': 'value',
    'src/sandbox': 'value',
    'src/settlement/judge': 'value',
  },
}

interface Import {
  readonly from: string
  readonly to: string
  readonly kind: Kind
}

function sources(folder: string): string[] {
  return filesIn(folder).filter((file) => file.endsWith('.ts'))
}

/** Without hidden folders: a test beside this one makes and removes its own. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !/(^|\/)\./.test(file))
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

function areaOf(file: string): string {
  return filesOfFloors[file] ?? dirname(file)
}

function isAllowed({ from, to, kind }: Import): boolean {
  const [fromArea, toArea] = [areaOf(from), areaOf(to)]
  if (fromArea === toArea) return true
  const right = allowed[fromArea]?.[toArea]
  return right === 'value' || (right === 'type' && kind === 'type')
}

/** The strongly connected groups: each name in a group can be reached from every other (Tarjan 1972). */
function circlesOf(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  function visit(name: string): void {
    order.set(name, order.size)
    lowest.set(name, order.get(name)!)
    stack.push(name)
    for (const next of edges.get(name) ?? []) {
      if (!order.has(next)) visit(next)
      if (stack.includes(next)) lowest.set(name, Math.min(lowest.get(name)!, lowest.get(next)!))
    }
    if (lowest.get(name) !== order.get(name)) return
    const circle = stack.splice(stack.indexOf(name))
    if (circle.length > 1) circles.push(circle)
  }
  for (const name of edges.keys()) if (!order.has(name)) visit(name)
  return circles
}

function graphOf(imports: readonly Import[], nameOf: (file: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    if (nameOf(from) === nameOf(to)) continue
    graph.set(nameOf(from), (graph.get(nameOf(from)) ?? new Set()).add(nameOf(to)))
  }
  return graph
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}

const files = ['src', 'routes', 'middleware'].flatMap(sources)
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))

describe('the import directions', () => {
  it('hold in every source file', () => {
    expect(imports.filter((one) => !isAllowed(one))).toEqual([])
    expect(files.length).toBeGreaterThan(40)
  })

  it('point down: no area may import a higher one', () => {
    const floors = Object.keys(allowed)
    const up = floors.flatMap((area, floor) =>
      Object.keys(allowed[area]!).filter((target) => floors.indexOf(target) >= floor || !floors.includes(target)),
    )

    expect(up).toEqual([])
  })

  it('form no cycle among files or areas, for values or types', () => {
    expect(circlesOf(graphOf(imports, (file) => file))).toEqual([])
    expect(circlesOf(graphOf(imports, areaOf))).toEqual([])
  })

  it.each<[string, string]>([
    ['src/gateway/messages.ts', "import { makeLedger } from '../ledger/kysely-ledger.ts'"],
    ['src/settlement/settle.ts', "import { makeGateway } from '../gateway/axios-gateway.ts'"],
    ['src/settlement/settle.ts', "export { makeGateway } from '../gateway/axios-gateway.ts'"],
    ['src/settlement/settle.ts', "const gateway = await import('../gateway/axios-gateway.ts')"],
    ['src/settlement/judge/decide.ts', "import type { Ledger } from '../../ledger/ledger.ts'"],
    ['src/settlement/judge/decide.ts', "import type { Settle } from '../settled.ts'"],
    ['routes/checkout.ts', "import {\n  makeOpenOrder,\n} from '../src/settlement/open-order/open-order.ts'"],
    ['src/order.ts', "import { moves } from './settlement/judge/moves.ts'"],
    ['src/order.ts', "import type { Page } from './pages/page.ts'"],
    ['src/payments.ts', "import { routes } from '../routes/index.ts'"],
    ['src/payments.ts', "import { hostedCheckout } from './checkout.ts'"],
    ['src/settlement/settle.ts', "import type { Telemetry } from '../telemetry/telemetry.ts'"],
    ['src/telemetry/ports/watch-settle.ts', "import { makeSettle } from '../../settlement/settle.ts'"],
    ['src/pages/layout.ts', "import { hostedCheckout } from '../checkout.ts'"],
  ])('catch a planted violation in %s', (file, text) => {
    expect(importsOf(file, text).map(isAllowed)).toEqual([false])
  })

  it('catch a planted cycle of types', () => {
    const planted = importsOf('src/settlement/judge/decision.ts', "import type { decide } from './decide.ts'")

    expect(circlesOf(graphOf([...imports, ...planted], (file) => file))).toHaveLength(1)
  })

  it('point at files that exist', () => {
    expect(imports.filter(({ to }) => !existsSync(join(root, to)))).toEqual([])
  })
})

describe('the source files', () => {
  const figures = files.map((file) => figuresOf(root, file))
  const functions = figures.flatMap((file) => file.functions)

  it('are named for what they do: no utils, helpers or common', () => {
    const vague = /\/(utils?|helpers?|lib|common|types|interfaces|constants|services|managers)(\/|\.ts$)/

    expect(files.filter((file) => vague.test(file))).toEqual([])
  })

  it('have no effect on import: only hostedCheckout reads the environment', () => {
    const readers = files.filter((file) =>
      withoutComments(readFileSync(join(root, file), 'utf8')).includes('process.env'),
    )

    expect(readers.filter((file) => !file.startsWith('src/sandbox/'))).toEqual([
      'src/checkout.ts',
      // Only says what to paste.
      'src/cli/init.ts',
      // The command line, which is run and never imported.
      'src/cli/main.ts',
    ])
  })

  it('are small: at most 300 lines a file, 60 lines and a complexity of 12 a function', () => {
    expect(figures.filter(({ lines }) => lines > 300).map(({ file, lines }) => [file, lines])).toEqual([])
    expect(functions.filter(({ lines, complexity }) => lines > 60 || complexity > 12)).toEqual([])
    expect(medianOf(functions.map(({ lines }) => lines))).toBeLessThanOrEqual(6)
  })
})

describe('everything written by hand', () => {
  const all = [...files, ...['test', 'bench', 'example'].flatMap(sources)].map((file) => figuresOf(root, file))
  const documents = [...readdirSync(root), ...readdirSync(join(root, 'docs')).map((file) => join('docs', file))]

  it('spreads no literal into another', () => {
    expect(all.flatMap(({ file, literalSpreads }) => literalSpreads.map((line) => `${file}:${line}`))).toEqual([])
  })

  it(`stays within ${maxColumns} columns, except for table rows`, () => {
    const scripts = ['test', 'bench', 'example'].flatMap(filesIn).filter((file) => /\.[cm]?js$/.test(file))
    const others = [...scripts, ...documents.filter((file) => /\.(md|svg|ts|js)$|^\.env\.example$/.test(file))]
    const wide = others.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.length > maxColumns && !line.startsWith('|') ? [`${file}:${index + 1}`] : [])),
    )

    expect(all.flatMap(({ file, longLines }) => longLines.map((line) => `${file}:${line}`))).toEqual([])
    expect(wide).toEqual([])
    expect(others.length).toBeGreaterThan(30)
  })
})
