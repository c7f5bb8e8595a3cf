import Joi from 'joi'
import type { AnySchema, BasicType, ObjectSchema } from 'joi'

declare const held: unique symbol

/** The rule of an option, or of a group of them, and the type of what it accepts. */
export interface Option<Value> {
  readonly schema: AnySchema
  readonly [held]?: Value
}

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

export function required<Value>(schema: AnySchema<Value>, source: Source): Option<Value> {
  return { schema: schema.required().meta(source) }
}

export function optional<Value>(schema: AnySchema<Value>, source?: Source): Option<Value | undefined> {
  return { schema: source ? schema.meta(source) : schema }
}

export function defaulted<Value>(schema: AnySchema<Value>, standard: NoInfer<Value>, source?: Source): Option<Value> {
  // Joi would hand out a copy of an object.
  const isObject = typeof standard === 'object' && standard !== null && !Array.isArray(standard)
  const filled = schema.default(isObject ? () => standard : (standard as BasicType))
  return { schema: source ? filled.meta(source) : filled }
}

/** A group of options. `refine` adds the rules between them. */
export function group<Table extends Readonly<Record<string, Option<unknown>>>>(
  table: Table,
  refine: (schema: ObjectSchema) => ObjectSchema,
): Option<Values<Table>> {
  return { schema: refine(schemaOf(table)) }
}

export function schemaOf(table: Readonly<Record<string, Option<unknown>>>): ObjectSchema {
  return Joi.object(Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])))
}
