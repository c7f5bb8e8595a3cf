import Joi from 'joi'
import type { AnySchema, BasicType, ObjectSchema } from 'joi'
import type { OptionVariable } from './environment.ts'

declare const held: unique symbol

/** The rule of an option, or of a group of them, and the type of what it accepts. */
export interface Option<Value> {
  readonly schema: AnySchema
  readonly isRequired: boolean
  /** The default; undefined if there is none, or it cannot be written down. */
  readonly standard: unknown
  /** Undefined if the option comes from code only. */
  readonly source: Source | undefined
  /** The options of a group. */
  readonly table?: OptionTable
  readonly [held]?: Value
}

/** Options by name. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>

/** What every option of a table accepts, by name. */
export type Values<Table> = { readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never }

/** The table of an interface of options. A missing option does not compile, nor does an extra one. */
export type TableOf<Options> = Readonly<Record<keyof Options, Option<unknown>>>

/** Where an option can come from besides code. */
export interface Source {
  readonly variable: string
  /** Never printed; can be read from a file. */
  readonly isSecret?: boolean
  /** A valid value for `.env.example`, if there is no default; empty for what every store fills in. */
  readonly example?: string
}

/** What is known about an option besides its rule. */
export interface OptionRow extends Omit<OptionVariable, 'variable'> {
  /** Undefined if the option comes from code only. */
  readonly variable: string | undefined
  readonly isRequired: boolean
  /** The default; undefined if there is none, or it cannot be written down. */
  readonly standard: unknown
  /** A valid value, as text. */
  readonly example: string | undefined
}

export function required<Value>(schema: AnySchema<Value>, source?: Source): Option<Value> {
  return { schema: schema.required(), isRequired: true, standard: undefined, source }
}

export function optional<Value>(schema: AnySchema<Value>, source?: Source): Option<Value | undefined> {
  return { schema, isRequired: false, standard: undefined, source }
}

export function defaulted<Value>(schema: AnySchema<Value>, standard: NoInfer<Value>, source?: Source): Option<Value> {
  const isObject = typeof standard === 'object' && standard !== null && !Array.isArray(standard)
  // Joi would hand out a copy of an object.
  if (isObject) return { schema: schema.default(() => standard), isRequired: false, standard: undefined, source }
  return { schema: schema.default(standard as BasicType), isRequired: false, standard, source }
}

/** Its default follows from the other options of its group; `standard` is what it is mostly. */
export function derived<Value>(
  schema: AnySchema<Value>,
  find: (group: object) => Value,
  { standard, source }: { readonly standard: NoInfer<Value>; readonly source: Source },
): Option<Value> {
  return { schema: schema.default(find as (group: object) => BasicType), isRequired: false, standard, source }
}

/** A group of options. `refine` adds the rules between them. */
export function group<Table extends OptionTable>(
  table: Table,
  refine: (schema: ObjectSchema) => ObjectSchema,
): Option<Values<Table>> {
  return { schema: refine(schemaOf(table)), isRequired: false, standard: undefined, source: undefined, table }
}

export function schemaOf(table: OptionTable): ObjectSchema {
  return Joi.object(Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])))
}

/** The options of a table, in its order. Not from what joi describes, which takes longer than all rules together. */
export function rowsOf(options: OptionTable, group = ''): readonly OptionRow[] {
  return Object.entries(options).flatMap(([name, { schema, isRequired, standard, source, table }]) => {
    const option = `${group}${name}`
    if (table) return rowsOf(table, `${option}.`)
    const { variable, isSecret = false, example } = source ?? {}
    return [{ option, variable, type: typeOf(schema), isSecret, isRequired, standard, example }]
  })
}

function typeOf({ type }: AnySchema): OptionRow['type'] {
  if (type === 'number' || type === 'boolean') return type
  return type === 'alternatives' ? 'list' : 'text'
}
