import type { Compilable, CompiledQuery } from 'kysely'

/** What a query runs on. */
export interface QueryRunner {
  /** The queries that are kept belong to it: whatever they hold beside their parameters stays the same. */
  readonly keeper: object
  readonly execute: <Row>(query: CompiledQuery<Row>) => Promise<readonly Row[]>
}

export interface KeptQuery<Values extends object, Row> {
  /** The same for queries of one text, and different for all others. */
  readonly name: string
  readonly values: Values
  /** Called with stand-ins for the values: it may put them into the query, and do nothing else with them. */
  readonly build: (standIns: Values) => Compilable<Row>
}

/**
 * Runs a query that is built and compiled once for all of its name; afterwards only its values change. To build and
 * compile one takes several times as long as SQLite needs to run it.
 */
export function runKept<Values extends object, Row>(
  { keeper, execute }: QueryRunner,
  { name, values, build }: KeptQuery<Values, Row>,
): Promise<readonly Row[]> {
  const kept = keptBy(keeper)
  let query = kept.get(name) as CompiledQuery<Row> | undefined
  if (!query) {
    query = build(standInsFor(values)).compile()
    kept.set(name, query)
  }
  return execute({ ...query, parameters: query.parameters.map((value) => valueOf(value, values)) })
}

/** Takes the place of a value while a query is built. */
class StandIn {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

function standInsFor<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.keys(values).map((name) => [name, new StandIn(name)])) as Values
}

function valueOf(parameter: unknown, values: object): unknown {
  return parameter instanceof StandIn ? (values as Readonly<Record<string, unknown>>)[parameter.name] : parameter
}

const keepers = new WeakMap<object, Map<string, CompiledQuery>>()

function keptBy(keeper: object): Map<string, CompiledQuery> {
  const kept = keepers.get(keeper) ?? new Map<string, CompiledQuery>()
  keepers.set(keeper, kept)
  return kept
}
