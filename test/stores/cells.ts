/** Versions of Express and express-session for `npm install`: the newest of a line, or the lowest we allow. */
export interface ExpressRange {
  readonly express: string
  readonly session: string
}

export const expresses = {
  'lowest 4': { express: '4.18.0', session: '1.17.0' },
  'latest 4': { express: '4', session: '1' },
  'latest 5': { express: '5', session: '1' },
} as const satisfies Record<string, ExpressRange>

export type ExpressName = keyof typeof expresses

/** The Node versions we support: the minimum, and the newest of each line. */
export const supportedNodes = ['22.16.0', '24', '26'] as const

/** Node versions below the minimum, and the unsupported line in between. */
export const refusedNodes = ['18', '20', '23'] as const

export type NodeName = (typeof supportedNodes)[number] | (typeof refusedNodes)[number]

export type ModuleSystem = 'CommonJS' | 'ES modules'

/** One kind of store. */
export interface Cell {
  readonly express: ExpressName
  readonly node: NodeName
  readonly modules: ModuleSystem
}

/** Whether this run tests every pair, on request. */
export const isWhole = process.env.STORES === 'all'

const corners: readonly Cell[] = [
  { express: 'lowest 4', node: '22.16.0', modules: 'CommonJS' },
  { express: 'latest 5', node: '26', modules: 'ES modules' },
]

const everyCell: readonly Cell[] = (Object.keys(expresses) as ExpressName[]).flatMap((express) =>
  supportedNodes.flatMap((node) =>
    (['CommonJS', 'ES modules'] as const).map((modules) => ({ express, node, modules })),
  ),
)

export const cells = isWhole ? everyCell : corners

export const refusedNodesOfRun: readonly NodeName[] = isWhole ? refusedNodes : ['20']

export const supportedNodesOfRun: readonly NodeName[] = isWhole ? supportedNodes : ['22.16.0', '26']

/** The versions to fetch. Every run tests an idle store on every Node, because one once crashed on 24. */
export const nodesOfRun: readonly NodeName[] = [...supportedNodes, ...refusedNodesOfRun]

export const expressesOfRun: readonly ExpressName[] = [...new Set(cells.map(({ express }) => express))]
